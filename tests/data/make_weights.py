"""Draws the weights of tests/data/weights and its index.csv, and checks with scipy that each is what the index says.

    python tests/data/make_weights.py [directory]     (numpy, scipy, torch, jax, flax, keras, safetensors; a minute)

The seed of a tensor is the CRC-32 of "file/tensor": a new tensor changes no other. tfjs, burn and candle are drawn before by
make_weights_tfjs.js and make_weights_rust.rs.txt into the same directory, and are read here for the index and the check:
a right tensor within 5 standard errors of the law that its framework documents, a wrong one more than 8 away. Both are printed.
"""

import csv
import gzip
import os
import re
import sys
import zlib
from math import inf, prod, sqrt
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"

import flax
import flax.linen
import jax
import jax.numpy as jnp
import keras
import ml_dtypes
import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from scipy import stats
from torch.nn import init

torch.set_num_threads(1)
HERE = Path(__file__).resolve().parent
TARGET = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "weights"
DIGITS = HERE / "../../src/model/dataset/digits.csv.gz"

TORCH = "torch " + torch.__version__.split("+")[0]
KERAS = f"keras {keras.__version__} (jax backend)"
JAX = "jax " + jax.__version__
FLAX = "flax " + flax.__version__
NUMPY = "numpy " + np.__version__
TFJS, BURN, CANDLE = "tfjs-layers 4.22.0", "burn-nn 0.22.1", "candle-nn 0.11.1"

# ---------------------------------------------------------------------------------------------------------------- the laws

KEPT = stats.truncnorm(-2, 2).std()  # of N(0, 1) within ±2


def normal(std, mean=0.0):
    return stats.norm(mean, std)


def uniform(low, high):
    return stats.uniform(low, high - low)


def spread(std):
    """Symmetric uniform of this standard deviation."""
    return uniform(-sqrt(3) * std, sqrt(3) * std)


def cut(std, bound=2.0):
    """N(0, std²) within ±bound·std."""
    return stats.truncnorm(-bound, bound, scale=std)


def corrected(std):
    return cut(std / KEPT)


class Orthogonal:
    def __init__(self, gain):
        self.gain = gain


def kaiming_torch(fans, a=0.0, mode="fan_in", nonlinearity="leaky_relu"):
    gain = {"leaky_relu": sqrt(2 / (1 + a * a)), "relu": sqrt(2), "tanh": 5 / 3, "selu": 0.75, "linear": 1}[nonlinearity]
    return gain / sqrt(fans[mode])


def kaiming_burn(fans, gain=sqrt(2), fan_out_only="false"):
    return gain / sqrt(fans["fan_out" if fan_out_only == "true" else "fan_in"])


def scaling(fans, scale=1.0, mode="fan_in", distribution="truncated_normal"):
    law = {"truncated_normal": corrected, "normal": normal, "untruncated_normal": normal, "uniform": spread}[distribution]
    return law(sqrt(scale / fans[mode]))


def glorot(fans, gain=1.0):
    return gain / sqrt(fans["fan_avg"])


def he(fans):
    return sqrt(2 / fans["fan_in"])


def root(fans):
    return sqrt(1 / fans["fan_in"])


# What the documentation of each framework states, written apart from the program's registry.
LAWS = {
    "large": lambda f: normal(1),
    "scaled": lambda f: normal(root(f)),
    "as-printed": lambda f: uniform(0, root(f)),
    "normal": lambda f, mean, std: normal(std, mean),
    "uniform": lambda f, low, high: uniform(low, high),
    "torch:trunc_normal": lambda f, std=1.0, b=2.0: cut(std, b / std),
    "torch:kaiming_uniform": lambda f, *a, **k: spread(kaiming_torch(f, *a, **k)),
    "torch:kaiming_normal": lambda f, *a, **k: normal(kaiming_torch(f, *a, **k)),
    "burn:kaiming_uniform": lambda f, *a, **k: spread(kaiming_burn(f, *a, **k)),
    "burn:kaiming_normal": lambda f, *a, **k: normal(kaiming_burn(f, *a, **k)),
    "keras:dense": lambda f: spread(glorot(f)),
    "flax:dense": lambda f: corrected(root(f)),
    "candle:linear": lambda f: normal(he(f)),
    "candle:kaiming_uniform": lambda f: spread(he(f)),
    "candle:kaiming_normal": lambda f: normal(he(f)),
    "keras:random_normal": lambda f, stddev=0.05: normal(stddev),
    "keras:random_uniform": lambda f, minval=-0.05, maxval=0.05: uniform(minval, maxval),
    "keras:truncated_normal": lambda f, stddev=0.05: cut(stddev),
    "jax:uniform": lambda f, scale=0.01: uniform(0, scale),
    "jax:normal": lambda f, stddev=0.01: normal(stddev),
    "jax:truncated_normal": lambda f, stddev=0.01, upper=2.0: cut(stddev, upper),
}
for name in ("torch:linear", "torch:conv", "burn:linear"):
    LAWS[name] = lambda f: spread(root(f) / sqrt(3))
for name in ("torch:orthogonal", "keras:orthogonal", "jax:orthogonal", "burn:orthogonal"):
    LAWS[name] = lambda f, gain=1.0: Orthogonal(gain)
for name in ("torch:xavier", "burn:xavier"):
    LAWS[name + "_uniform"] = lambda f, gain=1.0: spread(glorot(f, gain))
    LAWS[name + "_normal"] = lambda f, gain=1.0: normal(glorot(f, gain))
for house in ("keras", "jax"):
    LAWS[house + ":variance_scaling"] = scaling
    for names, std in (("glorot xavier", glorot), ("he kaiming", he), ("lecun", root)):
        for name in names.split():
            LAWS[f"{house}:{name}_uniform"] = lambda f, std=std: spread(std(f))
            LAWS[f"{house}:{name}_normal"] = lambda f, std=std: corrected(std(f))
for name, std in (("glorot", glorot), ("he", he), ("lecun", root)):
    LAWS[f"tfjs:{name}_normal"] = lambda f, std=std: cut(std(f))


def law_of(expect, fan_in, fan_out, bias):
    """The law that `expect` states; None is zero."""
    fans = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2, "fan_geo_avg": sqrt(fan_in * fan_out)}
    name, _, text = expect.rstrip(")").partition("(")
    if bias:
        has_one = name in ("torch:linear", "torch:conv", "burn:linear", "candle:linear")
        return spread(root(fans) / sqrt(3)) if has_one else None
    values, named = [], {}
    for part in filter(None, re.split(", *", text)):
        key, _, value = part.rpartition("=")
        value = float(value) if re.match("[-0-9]", value) else value
        if key:
            named[key] = value
        else:
            values.append(value)
    return LAWS[name](fans, *values, **named)


# --------------------------------------------------------------------------------------------------------------- the checks


def rounded(dtype, law):
    """Every value v of a 16-bit format, in order, and P(v) = F(upper midpoint) - F(lower midpoint)."""
    with np.errstate(invalid="ignore"):
        values = np.arange(65536, dtype=np.uint16).view(dtype).astype(float)
    values = np.unique(values[np.isfinite(values)] + 0.0)
    edges = np.concatenate([[-inf], (values[1:] + values[:-1]) / 2, [inf]])
    return values, np.diff(law.cdf(edges))


def cells(counts, expected):
    """χ² of counts, joined until 10 are expected in each, as z: so far out a normal value would be as rare."""
    joined, c, e = [], 0.0, 0.0
    for count, mean in zip(counts, expected):
        c, e = c + count, e + mean
        if e >= 10:
            joined.append((c, e))
            c = e = 0.0
    joined[-1] = (joined[-1][0] + c, joined[-1][1] + e)
    ln_p = stats.chi2.logsf(sum((c - e) ** 2 / e for c, e in joined), len(joined) - 1)
    return stats.norm.isf(np.exp(ln_p)) if ln_p > -700 else sqrt(-2 * ln_p)


def z_scores(values, law):
    """What a test can see, each in standard errors: inf where a single weight refutes."""
    if law is None:
        return {"not zero": inf if np.any(values) else 0.0}
    x = values.astype(float)
    if isinstance(law, Orthogonal):
        w = x.reshape(x.shape[0], -1) if x.ndim > 1 else x
        gram = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
        unit = {"float32": 2.0**-24, "float16": 2.0**-11, "bfloat16": 2.0**-8}[values.dtype.name]
        return {"orthogonality": np.abs(gram - law.gain**2 * np.eye(len(gram))).max() / (4 * unit * law.gain**2)}
    n = x.size
    mean, variance, kurtosis = (float(v) for v in law.stats("mvk"))
    flat, (low, high) = x.ravel(), law.support()
    if values.dtype.itemsize == 2:
        v, p = rounded(values.dtype, law)
        low, high = v[p > 0][[0, -1]]
        mean = p @ v
        variance = p @ (v - mean) ** 2
        kurtosis = p @ (v - mean) ** 4 / variance**2 - 3
        counts = np.bincount(np.searchsorted(v, flat), minlength=v.size)
        shape = cells(counts, n * p)
    else:
        unit = 2.0**-23 if values.dtype == np.float32 else 2.0**-52
        low, high = low - abs(low) * unit, high + abs(high) * unit
        k = min(64, n // 10)
        shape = cells(np.bincount(np.minimum((law.cdf(flat) * k).astype(int), k - 1), minlength=k), np.full(k, n / k))
    scores = {
        "mean": (flat.mean() - mean) / sqrt(variance / n),
        "variance": (((flat - mean) ** 2).mean() / variance - 1) / sqrt((kurtosis + 2) / n),
        "support": inf if (flat < low).any() or (flat > high).any() else 0.0,
        "cells": shape,
    }
    if x.ndim > 1:
        d = x.reshape(x.shape[0], -1) - mean
        for name, m in (("along rows", d), ("along columns", d.T)):
            a, b = m[:, : m.shape[1] // 2 * 2 : 2], m[:, 1::2]
            scores[name] = 2 * (a * b).sum() / max((a * a + b * b).sum(), 1e-300) * sqrt(a.size)
        for name, m in (("equal rows", d), ("equal columns", d.T)):
            scores[name] = inf if values.dtype.itemsize > 2 and len(np.unique(m, axis=0)) < len(m) else 0.0
    return scores


def visible(values, law):
    """The note of a native draw of 16 bits: how far it is from a draw in f32 that was cast."""
    flat, n = values.astype(float).ravel(), values.size
    v, p = rounded(values.dtype, law)
    scores = z_scores(values, law)
    ends = []
    for place, end in zip(("low", "high"), law.support()):
        if np.isfinite(end):
            i = np.abs(v - end).argmin()
            count = int((flat == v[i]).sum())
            tail = min(1.0, 2 * min(stats.binom.cdf(count, n, p[i]), stats.binom.sf(count - 1, n, p[i])))
            ends.append((f"{count} at the {place} end ({n * p[i]:.3g} expected; p = {tail:.1e})", tail))
    distinct = len(np.unique(flat))
    hit = -np.expm1(n * np.log1p(-p))
    z = (distinct - hit.sum()) / sqrt((hit * (1 - hit)).sum())
    parts = [
        f"z of the mean {scores['mean']:.1f}",
        f"of the variance {scores['variance']:.1f}",
        f"of the cells {scores['cells']:.1f}",
        f"{distinct} distinct values ({hit.sum():.0f} expected)",
        *[text for text, _ in ends],
    ]
    seen = max(abs(scores["mean"]), abs(scores["variance"]), scores["cells"]) > 6.2 or scores["support"] > 0
    seen = seen or any(tail < 1e-9 for _, tail in ends)
    only = "" if seen else "; by the number of distinct values alone" if abs(z) > 6.2 else ""
    return "; ".join(parts) + (": visible at 1e-9" if seen else ": not visible at 1e-9" + only)


# ------------------------------------------------------------------------------------------------------------- what is kept

FILES, ROWS = {}, []


def array(drawn):
    """As numpy has it; bf16 as ml_dtypes does."""
    if isinstance(drawn, torch.Tensor):
        drawn = drawn.detach().contiguous()
        if drawn.dtype == torch.bfloat16:
            return drawn.view(torch.int16).numpy().view(ml_dtypes.bfloat16).copy()
        return drawn.numpy().copy()
    if isinstance(drawn, np.ndarray):
        return drawn
    return np.array(drawn)


def keep(file, tensor, drawn, expect, by, *, layout="torch", fans=None, outcome="right", mistake="", note=""):
    """One tensor: its values, or a function of the seed that draws them; and its row of the index."""
    if callable(drawn):
        drawn = drawn(zlib.crc32(f"{file}/{tensor}".encode()))
    values = array(drawn)
    if fans is None:
        places = prod(values.shape[2:] if layout == "torch" else values.shape[:-2])
        fan_out, fan_in = (values.shape[:2] if layout == "torch" else values.shape[-1:-3:-1])
        fans = (fan_in * places, fan_out * places)
    bias = values.ndim == 1
    law = law_of(expect, *fans, bias)
    if outcome == "native":
        note = (note + "; " if note else "") + visible(values, law)
    FILES.setdefault(file, {})[tensor] = values
    ROWS.append((dict(file=file, tensor=tensor, expect=expect, layout=layout, fan_in=fans[0], fan_out=fans[1],
                      outcome=outcome, mistake=mistake, drawn_by=by, note=note), values, law))


def by_torch(rule, *shape, dtype=torch.float32, **arguments):
    def draw(seed):
        torch.manual_seed(seed)
        return rule(torch.empty(*shape, dtype=dtype), **arguments)

    return draw


def by_jax(rule, *shape, dtype=jnp.float32):
    return lambda seed: rule(jax.random.key(seed), shape, dtype)


def by_keras(rule, *shape, **arguments):
    return lambda seed: keras.ops.convert_to_numpy(rule(seed=seed, **arguments)(shape))


def by_numpy(f):
    """f(generator), as f32."""
    return lambda seed: np.asarray(f(np.random.default_rng(seed))).astype(np.float32)


# ------------------------------------------------------------------------------------------------------------------- right


def right_torch():
    file = "torch.safetensors"
    out, into = 60, 50
    put = lambda name, expect, rule, *shape, **k: keep(
        file, name + ".weight", by_torch(rule, *(shape or (out, into)), **k), expect, TORCH)
    put("xavier_uniform", "torch:xavier_uniform", init.xavier_uniform_)
    put("xavier_normal", "torch:xavier_normal", init.xavier_normal_)
    put("kaiming_uniform", "torch:kaiming_uniform", init.kaiming_uniform_)
    put("kaiming_normal", "torch:kaiming_normal", init.kaiming_normal_)
    put("trunc_normal", "torch:trunc_normal", init.trunc_normal_)
    put("orthogonal_square", "torch:orthogonal", init.orthogonal_, 32, 32)
    put("orthogonal_tall", "torch:orthogonal", init.orthogonal_, 48, 24)
    put("orthogonal_wide", "torch:orthogonal", init.orthogonal_, 24, 48)

    file = "torch_arguments.safetensors"
    relu, tanh = init.calculate_gain("relu"), init.calculate_gain("tanh")
    put("xavier_uniform_relu", f"torch:xavier_uniform(gain={relu})", init.xavier_uniform_, gain=relu)
    put("kaiming_uniform_slope", f"torch:kaiming_uniform(a={sqrt(5)})", init.kaiming_uniform_, a=sqrt(5))
    put("kaiming_normal_fan_out", "torch:kaiming_normal(mode=fan_out)", init.kaiming_normal_, mode="fan_out")
    put("kaiming_normal_tanh", "torch:kaiming_normal(nonlinearity=tanh)", init.kaiming_normal_, nonlinearity="tanh")
    put("trunc_normal_uncut", "torch:trunc_normal(std=0.02)", init.trunc_normal_, std=0.02)
    put("trunc_normal_cut", "torch:trunc_normal(std=0.02, b=0.04)", init.trunc_normal_, std=0.02, a=-0.04, b=0.04)
    put("orthogonal_gain", f"torch:orthogonal(gain={tanh})", init.orthogonal_, 24, 48, gain=tanh)

    def layer(file, name, expect, make, *arguments, fans=None, weight="weight", note=""):
        torch.manual_seed(zlib.crc32(f"{file}/{name}".encode()))
        made = make(*arguments)
        drawn = getattr(made, weight)
        if fans is None:
            fans = (prod(drawn.shape[1:]), drawn.shape[0] * prod(drawn.shape[2:]))
        keep(file, f"{name}.{weight}", drawn, expect, TORCH, fans=fans, note=note)
        if weight == "weight":
            keep(file, f"{name}.bias", made.bias, expect, TORCH, fans=fans)

    layer("torch_linear.safetensors", "fc1", "torch:linear", torch.nn.Linear, 12, 300)
    file = "torch_layers.safetensors"
    layer(file, "conv", "torch:conv", torch.nn.Conv2d, 16, 32, 3)
    layer(file, "conv_transpose", "torch:conv", torch.nn.ConvTranspose2d, 40, 20, 2,
          note="a shape of (in, out, 2, 2): torch's fan_in counts the outputs, as its shape is read here")
    layer(file, "attention", "torch:xavier_uniform", torch.nn.MultiheadAttention, 32, 4, weight="in_proj_weight",
          note="(3·32, 32), drawn as one matrix")
    torch.manual_seed(zlib.crc32(f"{file}/qkv.weight".encode()))
    qkv = torch.cat([init.xavier_normal_(torch.empty(32, 32)) for _ in range(3)])
    keep(file, "qkv.weight", qkv, "torch:xavier_normal", TORCH, fans=(32, 32),
         note="three matrices fused after they were drawn: the shape says fan_out 96")


def right_keras():
    K = keras.initializers
    into, out = 50, 60
    put = lambda file, name, expect, rule, *shape, **k: keep(
        file, name + ".kernel", by_keras(rule, *(shape or (into, out)), **k), expect, KERAS, layout="keras")
    file = "keras.safetensors"
    put(file, "glorot_uniform", "keras:glorot_uniform", K.GlorotUniform)
    put(file, "he_uniform", "keras:he_uniform", K.HeUniform)
    put(file, "lecun_uniform", "keras:lecun_uniform", K.LecunUniform)
    put(file, "random_normal", "keras:random_normal", K.RandomNormal)
    put(file, "random_uniform", "keras:random_uniform", K.RandomUniform)
    put(file, "orthogonal", "keras:orthogonal", K.Orthogonal, 24, 48)
    for name in ("dense", "dense_1"):
        keras.utils.set_random_seed(zlib.crc32(f"{file}/{name}".encode()))
        dense = keras.layers.Dense(out)
        dense.build((None, into))
        if name == "dense":
            keep(file, name + ".kernel", keras.ops.convert_to_numpy(dense.kernel), "keras:dense", KERAS, layout="keras")
        keep(file, name + ".bias", keras.ops.convert_to_numpy(dense.bias), "keras:dense", KERAS, layout="keras",
             fans=(into, out), note="zeros; equal to the other layer's, and rightly so")
    file = "keras_cut.safetensors"
    put(file, "glorot_normal", "keras:glorot_normal", K.GlorotNormal)
    put(file, "he_normal", "keras:he_normal", K.HeNormal)
    put(file, "lecun_normal", "keras:lecun_normal", K.LecunNormal)
    put(file, "truncated_normal", "keras:truncated_normal", K.TruncatedNormal)
    put(file, "variance_scaling_uniform", "keras:variance_scaling(scale=2, mode=fan_avg, distribution=uniform)",
        K.VarianceScaling, scale=2.0, mode="fan_avg", distribution="uniform")
    put(file, "variance_scaling_normal", "keras:variance_scaling(mode=fan_out, distribution=untruncated_normal)",
        K.VarianceScaling, mode="fan_out", distribution="untruncated_normal")
    put(file, "conv_he_normal", "keras:he_normal", K.HeNormal, 3, 3, 12, 28)


def right_jax():
    I = jax.nn.initializers
    put = lambda file, name, expect, rule, *shape: keep(
        file, name + ".kernel", by_jax(rule, *(shape or (50, 60))), expect, JAX, layout="keras")
    # Two names of one function are drawn once in f32, and once below in 16 bits.
    assert I.xavier_uniform is I.glorot_uniform and I.kaiming_normal is I.he_normal
    assert I.xavier_normal is I.glorot_normal and I.kaiming_uniform is I.he_uniform
    file = "jax.safetensors"
    for name in ("glorot_uniform", "lecun_uniform", "he_uniform", "uniform", "normal"):
        put(file, name, "jax:" + name, getattr(I, name)())
    file = "jax_cut.safetensors"
    for name in ("glorot_normal", "lecun_normal", "he_normal", "truncated_normal"):
        put(file, name, "jax:" + name, getattr(I, name)())
    put(file, "orthogonal", "jax:orthogonal", I.orthogonal(), 24, 48)
    file = "jax_arguments.safetensors"
    for scale, mode, law in ((1, "fan_in", "normal"), (2, "fan_geo_avg", "uniform"), (0.5, "fan_out", "truncated_normal")):
        put(file, f"variance_scaling_{law}", f"jax:variance_scaling({scale}, {mode}, {law})",
            I.variance_scaling(float(scale), mode, law))
    put(file, "truncated_normal_1.5", "jax:truncated_normal(stddev=0.1, upper=1.5)", I.truncated_normal(0.1, lower=-1.5, upper=1.5))
    put(file, "orthogonal_scale", "jax:orthogonal(2)", I.orthogonal(2.0), 48, 24)
    seed = zlib.crc32(b"flax.safetensors/dense")
    dense = flax.linen.Dense(60).init(jax.random.key(seed), jnp.ones((1, 50)))["params"]
    for name in ("kernel", "bias"):
        keep("flax.safetensors", "dense." + name, dense[name], "flax:dense", FLAX, layout="keras", fans=(50, 60))


def right_numpy():
    file = "numpy.safetensors"
    put = lambda name, expect, f: keep(file, name + ".weight", by_numpy(f), expect, NUMPY)
    shape = (60, 50)
    put("large", "large", lambda g: g.standard_normal(shape))
    put("scaled", "scaled", lambda g: g.standard_normal(shape) / sqrt(50))
    put("as_printed", "as-printed", lambda g: g.random(shape) / sqrt(50))
    file = "numpy_f64.npy"
    keep(file, "", lambda seed: np.random.default_rng(seed).normal(0.01, 0.05, shape), "normal(0.01, 0.05)", NUMPY)


def right_single():
    keep("torch.npy", "", by_torch(init.kaiming_uniform_, 60, 50), "torch:kaiming_uniform", TORCH)
    keep("torch_fortran.npy", "", lambda seed: np.asfortranarray(array(by_torch(init.orthogonal_, 48, 24)(seed))),
         "torch:orthogonal", TORCH, note="Fortran order: in the wrong order it is not orthogonal")
    keep("keras.npy", "", by_keras(keras.initializers.HeNormal, 50, 60), "keras:he_normal", KERAS, layout="keras")
    keep("torch_f16.npy", "", lambda seed: by_torch(init.xavier_normal_, 70, 60)(seed).half(), "torch:xavier_normal", TORCH,
         note="drawn in f32 and cast")


def right_others():
    for file, by, names in (
        ("tfjs.safetensors", TFJS, {"glorot_normal": "", "he_normal": "", "lecun_normal": ""}),
        ("burn.safetensors", BURN, {"kaiming_uniform": "", "kaiming_normal": "", "xavier_uniform": "", "xavier_normal": "",
                                    "orthogonal": "", "kaiming_normal_fan_out": "burn:kaiming_normal(gain=1, fan_out_only=true)",
                                    "linear": ""}),
        ("candle.safetensors", CANDLE, {"kaiming_uniform": "", "kaiming_normal": "", "linear": ""}),
    ):
        if not (TARGET / file).exists():
            print(f"{file}: not there; draw it with its own generator")
            continue
        tensors = load_file(TARGET / file)
        house = file.split(".")[0]
        for name, expect in names.items():
            weight = "kernel" if house == "tfjs" else "weight"
            values = tensors.pop(f"{name}.{weight}")
            # Burn's matrices are (in, out) too.
            layout = "torch" if house == "candle" else "keras"
            expect = expect or f"{house}:{name}"
            keep(file, f"{name}.{weight}", values, expect, by, layout=layout)
            if f"{name}.bias" in tensors:
                into, out = values.shape if layout == "keras" else values.shape[::-1]
                keep(file, f"{name}.bias", tensors.pop(f"{name}.bias"), expect, by, layout=layout, fans=(into, out))
        assert not tensors, tensors.keys()


# ----------------------------------------------------------------------------------------------------------------- 16 bits


def sixteen_bits():
    for short, dtype in (("bf16", torch.bfloat16), ("f16", torch.float16)):
        file = f"torch_{short}.safetensors"
        for name, rule in (("kaiming_normal", init.kaiming_normal_), ("kaiming_uniform", init.kaiming_uniform_),
                           ("trunc_normal", init.trunc_normal_), ("orthogonal", init.orthogonal_)):
            keep(file, name + ".weight", lambda seed: by_torch(rule, 64, 50)(seed).to(dtype), f"torch:{name}", TORCH,
                 note="drawn in f32 and cast")
        for name, expect in (("uniform", "uniform(0, 1)"), ("kaiming_uniform", "torch:kaiming_uniform"), ("normal", "normal(0, 1)")):
            file = f"torch_native_{short}.safetensors" if name != "uniform" else f"torch_native_{short}_uniform.safetensors"
            keep(file, name + ".weight", by_torch(getattr(init, name + "_"), *NATIVE[short, name], dtype=dtype), expect, TORCH,
                 outcome="native")
    I = jax.nn.initializers
    for short, dtype, names in (("bf16", jnp.bfloat16, ("xavier_normal", "kaiming_uniform")),
                                ("f16", jnp.float16, ("xavier_uniform", "kaiming_normal"))):
        for name in names:
            keep(f"jax_{short}.safetensors", name + ".kernel", lambda seed: getattr(I, name)()(jax.random.key(seed), (60, 70)).astype(dtype),
                 f"jax:{name}", JAX, layout="keras", note="drawn in f32 and cast")
        for name in ("he_normal", "he_uniform"):
            keep(f"jax_native_{short}.safetensors", name + ".kernel", by_jax(getattr(I, name)(), *NATIVE[short, "jax"], dtype=dtype),
                 f"jax:{name}", JAX, layout="keras", outcome="native")


# As many as show the deviation. Of torch's kaiming_uniform in f16 and its normal, 50 000 values (100 KB) show none.
NATIVE = {
    ("bf16", "uniform"): (250, 195),
    ("bf16", "kaiming_uniform"): (160, 80),
    ("bf16", "normal"): (60, 50),
    ("bf16", "jax"): (80, 80),
    ("f16", "uniform"): (200, 180),
    ("f16", "kaiming_uniform"): (60, 50),
    ("f16", "normal"): (60, 50),
    ("f16", "jax"): (100, 80),
}

# ---------------------------------------------------------------------------------------------------------------- mistakes


def mistakes():
    def put(file, name, mistake, expect, drawn, *, by=NUMPY, layout="torch", fans=None, note=""):
        keep(file, name, drawn, expect, by, layout=layout, fans=fans, outcome="wrong", mistake=mistake, note=note)

    shape, into = (64, 48), 48
    gauss = lambda std, shape=shape: by_numpy(lambda g: std * g.standard_normal(shape))
    flat = lambda bound, shape=shape: by_numpy(lambda g: g.uniform(-bound, bound, shape))

    file = "mistakes.safetensors"
    put(file, "factor_2.weight", "factor_2", "torch:kaiming_normal", gauss(sqrt(4 / into)))
    put(file, "factor_half.weight", "factor_half", "torch:kaiming_normal", gauss(sqrt(1 / into)))
    put(file, "std_2.weight", "std_2", "torch:xavier_normal", gauss(2 * sqrt(2 / (48 + 64))))
    put(file, "std_half.weight", "std_half", "torch:kaiming_uniform", flat(sqrt(6 / into) / 2))
    put(file, "sqrt_3.weight", "sqrt_3", "torch:kaiming_normal", gauss(sqrt(6 / into)),
        note="the half width of the uniform law taken for the std")
    put(file, "inverse_sqrt_3.weight", "inverse_sqrt_3", "torch:kaiming_uniform", flat(sqrt(2 / into)),
        note="the std taken for the half width")
    put(file, "fan_out.weight", "fan_out", "torch:kaiming_normal", by_torch(init.kaiming_normal_, 90, 36, mode="fan_out"), by=TORCH)

    file = "mistakes_more.safetensors"
    put(file, "variance_for_std.weight", "variance_for_std", "torch:kaiming_normal", gauss(2 / into))
    put(file, "rand_for_randn.weight", "rand_for_randn", "torch:kaiming_normal",
        by_numpy(lambda g: sqrt(2 / into) * g.random(shape)), note="U[0, 1)·std")
    put(file, "gain_missing.weight", "gain_missing", "torch:kaiming_normal(nonlinearity=tanh)", gauss(sqrt(1 / 64), (64, 64)),
        note="5/3")
    put(file, "gain_missing_xavier.weight", "gain_missing", "torch:xavier_uniform(gain=2)",
        by_torch(init.xavier_uniform_, *shape), by=TORCH, note="2: as std_half")
    put(file, "std_ignored.weight", "std_ignored", "normal(0, 0.05)", gauss(1))

    # A few values are enough where each must be as it is.
    file = "mistakes_structure.safetensors"
    small = (48, 32)
    put(file, "zeros.weight", "zeros", "torch:xavier_normal", by_numpy(lambda g: np.zeros(small)))
    put(file, "constant.weight", "constant", "torch:kaiming_uniform", by_numpy(lambda g: np.full(small, 0.01)))
    put(file, "rows_equal.weight", "rows_repeated", "torch:kaiming_normal",
        lambda seed: torch.stack([by_torch(torch.nn.init.normal_, 48, std=sqrt(2 / into))(seed) for _ in range(64)]),
        by=TORCH, note="one seed for each row")
    put(file, "rows_tiled.weight", "rows_repeated", "torch:kaiming_normal",
        by_numpy(lambda g: np.tile(sqrt(2 / into) * g.standard_normal((16, 48)), (4, 1))), note="16 rows, four times")
    put(file, "not_orthogonal.weight", "not_orthogonal", "torch:orthogonal", gauss(sqrt(1 / 48), small), note="N(0, 1/48)")
    put(file, "wrong_gain.weight", "wrong_gain", "torch:orthogonal", by_torch(init.orthogonal_, *small, gain=sqrt(2)), by=TORCH,
        note="gain √2")

    file = "mistakes_repeated.safetensors"
    drawn = by_torch(init.kaiming_normal_, *small)(zlib.crc32(file.encode()))
    put(file, "layers.0.weight", "tensors_repeated", "torch:kaiming_normal", drawn, by=TORCH, note="each alone is right")
    put(file, "layers.1.weight", "tensors_repeated", "torch:kaiming_normal", drawn, by=TORCH, note="each alone is right")

    def follow(g, axis):
        """Neighbours of correlation 0.3, each of variance 1."""
        x = g.standard_normal(shape)
        x = x if axis == 1 else x.T
        for j in range(1, x.shape[1]):
            x[:, j] = 0.3 * x[:, j - 1] + sqrt(1 - 0.3**2) * x[:, j]
        return x if axis == 1 else x.T

    file = "mistakes_dependent.safetensors"
    shape, into = (64, 56), 56
    put(file, "along_rows.weight", "dependent", "torch:kaiming_normal", by_numpy(lambda g: sqrt(2 / into) * follow(g, 1)),
        note="autoregressive along each row, 0.3")
    put(file, "along_columns.weight", "dependent", "torch:kaiming_normal", by_numpy(lambda g: sqrt(2 / into) * follow(g, 0)),
        note="autoregressive along each column, 0.3")
    put(file, "twice.weight", "dependent", "torch:kaiming_uniform",
        by_numpy(lambda g: np.repeat(g.uniform(-sqrt(6 / into), sqrt(6 / into), (64, 28)), 2, axis=1)), note="each value twice along a row")

    file = "mistakes_keras.safetensors"
    transposed = lambda seed: by_torch(init.kaiming_normal_, 64, 48)(seed).T
    put(file, "not_truncated.kernel", "not_truncated", "keras:he_normal", transposed, by=TORCH, layout="keras",
        note="torch's kaiming_normal")
    std = sqrt(1 / 70)
    put(file, "not_corrected.kernel", "not_corrected", "keras:lecun_normal",
        by_jax(jax.nn.initializers.truncated_normal(std), 70, 60), by=JAX, layout="keras")
    put(file, "factor_half.kernel", "factor_half", "keras:he_uniform", by_keras(keras.initializers.LecunUniform, 48, 64), by=KERAS,
        layout="keras", note="lecun for he")

    put("mistakes_layout.npy", "", "layout", "keras:he_normal", by_keras(keras.initializers.HeNormal, 90, 36), by=KERAS,
        fans=(36, 90), note="(in, out) = (90, 36) read as (out, in): the fans are those of the wrong reading")

    for short, dtype in (("bf16", torch.bfloat16), ("f16", torch.float16)):
        file = f"mistakes_{short}.safetensors"
        put(file, "factor_half.weight", "factor_half", "torch:kaiming_normal",
            lambda seed: by_torch(init.kaiming_normal_, 64, 50, nonlinearity="linear")(seed).to(dtype), by=TORCH, note="cast")
        put(file, "not_truncated.weight", "not_truncated", "torch:trunc_normal",
            lambda seed: by_torch(init.normal_, 64, 50)(seed).to(dtype), by=TORCH, note="cast")


# ----------------------------------------------------------------------------------------------------------------- trained


def trained():
    """64 → 100 → 10, ReLU, 400 steps of AdamW on the digits."""
    file = "trained.safetensors"
    table = np.loadtxt(gzip.open(DIGITS, "rt"), delimiter=",", dtype=np.float32)
    inputs, labels = torch.tensor(table[:, :64] / 16), torch.tensor(table[:, 64].astype(np.int64))
    torch.manual_seed(zlib.crc32(file.encode()))
    net = torch.nn.Sequential(torch.nn.Linear(64, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=0.1)
    for _ in range(400):
        batch = torch.randint(len(labels), (128,))
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(inputs[batch]), labels[batch]).backward()
        optimizer.step()
    right = (net(inputs).argmax(1) == labels).float().mean().item()
    for name, layer in (("fc1", net[0]), ("fc2", net[2])):
        fans = (layer.in_features, layer.out_features)
        keep(file, name + ".weight", layer.weight, "torch:linear", TORCH, fans=fans, outcome="trained",
             note=f"400 steps of AdamW; {100 * right:.1f} % of the digits right")
        keep(file, name + ".bias", layer.bias, "torch:linear", TORCH, fans=fans, outcome="trained")


# -------------------------------------------------------------------------------------------------------------- everything


def check():
    """Right: within 5 standard errors. Wrong: 8 or more away in something that a test can see."""
    failed = 0
    for row, values, law in ROWS:
        scores = z_scores(values, law)
        same = [t for t, other in FILES[row["file"]].items() if t != row["tensor"] and values.shape == other.shape and (values == other).all()]
        if same and values.any():
            scores["equal tensors"] = inf
        name, worst = max(scores.items(), key=lambda item: abs(item[1]))
        ok = {"right": abs(worst) < 5, "wrong": abs(worst) > 8, "trained": abs(worst) > 8 or values.size < 1000}.get(row["outcome"], True)
        failed += not ok
        print(f"{'ok  ' if ok else 'BAD '} {row['outcome']:8}{row['file'] + ':' + row['tensor']:58} n {values.size:6}  {name} {worst:.1f}  "
              + " ".join(f"{k} {v:.1f}" for k, v in scores.items() if k in ("mean", "variance")), row["mistake"])
    return failed


def main():
    TARGET.mkdir(exist_ok=True)
    for part in (right_torch, right_keras, right_jax, right_numpy, right_single, right_others, sixteen_bits, mistakes, trained):
        part()
    for file, tensors in FILES.items():
        if file.endswith(".npy"):
            np.save(TARGET / file, tensors[""])
        elif not file.startswith(("tfjs", "burn", "candle")):
            save_file({name: np.ascontiguousarray(v) for name, v in tensors.items()}, TARGET / file,
                      metadata={"format": "pt"} if file.startswith("torch") else None)
    with open(TARGET / "index.csv", "w", newline="") as index:
        table = csv.DictWriter(index, list(ROWS[0][0]), lineterminator="\n")
        table.writeheader()
        table.writerows(row for row, _, _ in ROWS)
    sizes = {file: (TARGET / file).stat().st_size for file in FILES}
    for file, size in sizes.items():
        print(f"{size:8} {file}" + ("   TOO LARGE" if size > 102_400 else ""))
    failed = check()
    print(f"{len(ROWS)} tensors in {len(sizes)} files of {sum(sizes.values()):,} bytes; {failed} are not what the index says")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
