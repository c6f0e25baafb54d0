#!/usr/bin/env python3
"""What a user would otherwise run, beside `saturation`: sums of 501 literal standard normals.

    pip install -r benches/peers/requirements.txt
    cargo build --release --example normals_per_second
    python3 benches/peers/peers.py [SECONDS] [THREADS] [ROUNDS]

Every round gives every sampler SECONDS, one after the other; the table has medians over the rounds, in million normals a
second, and how many times as fast `saturation` is. torch and mkl_random are left out if they are not installed. Each
sampler has the chunk that suits it best.
"""

import platform
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 2
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
TERMS = 501
ROOT = Path(__file__).resolve().parents[2]


def in_python(make):
    """Million normals a second of `make(seed)()`, which draws one chunk, in as many Python threads as THREADS."""

    def measure():
        counts, stop = [0] * THREADS, threading.Event()

        def work(i):
            draw = make(1000 + i)
            while not stop.is_set():
                counts[i] += len(draw())

        threads = [threading.Thread(target=work, args=(i,)) for i in range(THREADS)]
        start = time.perf_counter()
        for t in threads:
            t.start()
        time.sleep(SECONDS)
        stop.set()
        for t in threads:
            t.join()
        return sum(counts) * TERMS / (time.perf_counter() - start) / 1e6

    return measure


def in_rust(sampler):
    def measure():
        command = ["cargo", "run", "--quiet", "--release", "--example", "normals_per_second", "--"]
        arguments = [str(SECONDS), str(THREADS), sampler]
        output = subprocess.run(command + arguments, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        return float(re.match(r"[\d.]+", output).group())

    return measure


def numpy_sampler(bits, dtype, m=128):
    def make(seed):
        rng = np.random.Generator(bits(seed))
        w, ones = np.empty((m, TERMS), dtype), np.ones(TERMS, dtype)

        def draw():
            rng.standard_normal(out=w, dtype=dtype)
            return w @ ones

        return draw

    return make


def article(seed):
    """The loop of the article: one trial at a time."""
    rng = np.random.RandomState(seed)
    x = np.array([1.0] * 500 + [0.0] * 500)

    def draw():
        return [np.dot(rng.randn(1000), x) + rng.randn() for _ in range(20)]

    return draw


def torch_sampler(torch, dtype, m=256):
    def make(seed):
        g = torch.Generator().manual_seed(seed)
        w, ones = torch.empty((m, TERMS), dtype=dtype), torch.ones(TERMS, dtype=dtype)

        def draw():
            torch.randn((m, TERMS), generator=g, out=w)
            return w @ ones

        return draw

    return make


def mkl_sampler(mkl, m=128):
    def make(seed):
        rng, ones = mkl.MKLRandomState(seed, brng="SFMT19937"), np.ones(TERMS)
        return lambda: rng.standard_normal((m, TERMS), method="ICDF") @ ones

    return make


def samplers():
    yield "saturation", in_rust("fast")
    yield "rand_distr and rayon", in_rust("rand_distr")
    try:
        import mkl_random

        yield "MKL (mkl_random), ICDF, SFMT19937", in_python(mkl_sampler(mkl_random))
    except ImportError:
        print("mkl_random: not installed", file=sys.stderr)
    try:
        import torch

        torch.set_num_threads(1)
        yield "torch randn, f32", in_python(torch_sampler(torch, torch.float32))
        yield "torch randn, f64", in_python(torch_sampler(torch, torch.float64))
    except ImportError:
        print("torch: not installed", file=sys.stderr)
    yield "numpy SFC64, f64", in_python(numpy_sampler(np.random.SFC64, np.float64))
    yield "numpy PCG64, f64", in_python(numpy_sampler(np.random.PCG64, np.float64))
    yield "numpy SFC64, f32", in_python(numpy_sampler(np.random.SFC64, np.float32))
    yield "the article's loop (numpy randn)", in_python(article)


def main():
    measured = {name: (measure, []) for name, measure in samplers()}
    for _ in range(ROUNDS):
        for measure, speeds in measured.values():
            speeds.append(measure())
    ours = measured["saturation"][1]
    print(f"{platform.machine()}, {THREADS} threads, {ROUNDS} rounds of {SECONDS:g} s, {time.strftime('%Y-%m-%d')}\n")
    print("| sampler | M normals/s | saturation is faster by |\n|---|---:|---:|")
    for name, (_, speeds) in measured.items():
        ratio = statistics.median(a / b for a, b in zip(ours, speeds))
        print(f"| {name} | {statistics.median(speeds):.0f} | {ratio:.1f}× |")


main()
