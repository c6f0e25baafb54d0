#!/usr/bin/env python3
"""The polynomials of src/normal/elementary.rs, and values to test the sampler with, to 60 digits.

    python3 make_kernel_reference.py > kernel_reference.csv       needs mpmath; the polynomials go to stderr
"""
import itertools
import random
import sys

from mpmath import mp, mpf

mp.dps = 60


def remez(f, n, a, b):
    """The polynomial of n coefficients that minimises the relative error against f on [a, b], and that error."""
    x = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * n + 2)) for i in range(n + 1)]
    while True:
        rows = [[xi**j for j in range(n)] + [(-1) ** i * f(xi)] for i, xi in enumerate(x)]
        *c, level = mp.lu_solve(mp.matrix(rows), mp.matrix([f(xi) for xi in x]))
        error = lambda t: mp.polyval(c[::-1], t) / f(t) - 1
        # The new points: the largest error between each two of its zeros, found on a grid and refined.
        grid = [a + (b - a) * (1 - mp.cos(mp.pi * i / (60 * n))) / 2 for i in range(60 * n + 1)]
        values = [error(t) for t in grid]
        runs = [[0]]
        for i in range(1, len(grid)):
            if (values[i] > 0) == (values[runs[-1][-1]] > 0):
                runs[-1].append(i)
            else:
                runs.append([i])
        assert len(runs) == n + 1, "the error alternates"
        x = []
        for run in runs:
            k = max(run, key=lambda i: abs(values[i]))
            low, high = grid[max(k - 1, 0)], grid[min(k + 1, len(grid) - 1)]
            for _ in range(60):
                third = (high - low) / 3
                if abs(error(low + third)) > abs(error(high - third)):
                    high -= third
                else:
                    low += third
            x.append(max((low, high, grid[k]), key=lambda t: abs(error(t))))
        largest = max(abs(error(t)) for t in x)
        if largest < (1 + mpf("1e-6")) * abs(level):
            return [float(ci) for ci in c], float(largest)


def over_root(function, limit):
    """t -> function(√t) / √t, which is `limit` at 0."""
    return lambda t: mpf(limit) if t == 0 else function(mp.sqrt(t)) / mp.sqrt(t)


def polynomials():
    quarter = mpf(1) / 4
    for name, f, end in [
        ("MINUS_FOUR_ATANH", over_root(lambda s: -4 * mp.atanh(s), -4), (3 - 2 * mp.sqrt(2)) ** 2),
        ("SIN", over_root(lambda y: mp.sin(mp.pi * y / 2), mp.pi / 2), quarter),
        ("COS", lambda t: mp.cos(mp.pi * mp.sqrt(t) / 2), quarter),
    ]:
        c, error = remez(f, 6, mpf(0), end)
        print(f"{name}, relative error {error:.2e}: {c}", file=sys.stderr)


def unit(word):
    """The middle of one of 2⁵² intervals."""
    return mpf(2 * (word % 2**52) + 1) / 2**53


def plane(square, fraction, sign, swap):
    y = fraction - mpf(1) / 2
    sin, cos = mp.sin(mp.pi * y / 2), mp.cos(mp.pi * y / 2)
    cos = -cos if sign & 1 else cos
    r = mp.sqrt(square)
    return [r * sin, r * cos] if swap & 1 else [r * cos, r * sin]


def step(a, b, v, c):
    # The product of two uniform numbers, rounded once, to nearest, as Python does.
    product = float(unit(a)) * float(unit(b))
    square, share = -2 * mp.log(mpf(product)), unit(v)
    low, high = mpf(2 * (c % 2**32) + 1) / 2**33, mpf(2 * (c >> 13) + 1) / 2**52
    return plane(square * share, low, v >> 62, v >> 63) + plane(square * (1 - share), high, v >> 60, v >> 61)


def main():
    polynomials()
    choose = random.Random(501)
    for k in range(1000):
        p = choose.random() * 2.0 ** -choose.choice([0, 0, 0, 1, 5, 30, 52]) or 0.5
        p = 1 - 2.0 ** -(k + 1) if k < 52 else 2.0 ** (52 - k) if k < 159 else p
        print(f"minus_two_ln,{p!r},{mp.nstr(-2 * mp.log(mpf(p)), 20)}")
        y = choose.random() - 0.5 if k > 1 else 2.0**-33
        print(f"sin,{y!r},{mp.nstr(mp.sin(mp.pi * mpf(y) / 2), 20)}")
        print(f"cos,{y!r},{mp.nstr(mp.cos(mp.pi * mpf(y) / 2), 20)}")
    edges = itertools.product(
        [0, 1, 2**53 + 1, 2**64 - 1025, 2**64 - 1], [0, 1, 2**63], [0, 2**52 - 1, 2**64 - 1], [0, 2**64 - 1]
    )
    for words in [*edges, *([choose.getrandbits(64) for _ in range(4)] for _ in range(1000))]:
        fields = [f"{word:x}" for word in words] + [mp.nstr(g, 20) for g in step(*words)]
        print("step," + ",".join(fields))


main()
