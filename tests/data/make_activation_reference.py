"""Prints the references of tests/activation.rs, by the definitions of the functions, with multiple precision.

    python3 tests/data/make_activation_reference.py values > tests/data/activation_reference.csv              (needs mpmath)
    python3 tests/data/make_activation_reference.py expectations > tests/data/activation_expectations.csv     (a minute)

values: activation, z, f(z) and f'(z) to 30 digits. expectations: activation, quantity, a law N(mean, std²) of Z, and 20 digits of it;
and the constants of `law::Gain`.
"""

import random
import sys

from mpmath import exp, expm1, findroot, log, log1p, mp, mpf, ncdf, nstr, npdf, pi, quad, sqrt, tanh

mp.dps = 50
CUBIC, ROOT = mpf("0.044715"), sqrt(2 / pi)
LAMBDA, ALPHA = mpf("1.0507009873554804934193349852946"), mpf("1.6732632423543772848170429916717")


def sigmoid(z):
    return 1 / (1 + exp(-z))


def bell(z):
    return sigmoid(z) * sigmoid(-z)


def gelu_tanh(z):
    return z * sigmoid(2 * ROOT * (z + CUBIC * z**3))


def gelu_tanh_derivative(z):
    v = 2 * ROOT * (z + CUBIC * z**3)
    return sigmoid(v) + z * bell(v) * 2 * ROOT * (1 + 3 * CUBIC * z**2)


def leaky(a):
    return (lambda z: z if z > 0 else a * z, lambda z: mpf(1) if z > 0 else a)


def elu(scale, alpha):
    return (
        lambda z: scale * z if z > 0 else scale * alpha * expm1(z),
        lambda z: scale if z > 0 else scale * alpha * exp(z),
    )


ONE = mpf(1)
# f, f', and where grids are to be fine: zeros of f', extremes and kinks.
ACTIVATIONS = {
    "sigmoid": (sigmoid, bell, [0]),
    "tanh": (tanh, lambda z: 4 * bell(2 * z), [0]),
    "relu": (*leaky(mpf(0)), [0]),
    "leaky_relu(0.01)": (*leaky(mpf(0.01)), [0]),
    "elu": (*elu(ONE, ONE), [0]),
    "selu": (*elu(LAMBDA, ALPHA), [0]),
    "gelu": (lambda z: z * ncdf(z), lambda z: ncdf(z) + z * npdf(z), [0, -0.7517915246935645, -(2**0.5), 2**0.5]),
    "gelu_tanh": (gelu_tanh, gelu_tanh_derivative, [0, -0.7524614220710163, -1.4185040087908283, 1.4185040087908283]),
    "silu": (
        lambda z: z * sigmoid(z),
        lambda z: sigmoid(z) * (1 + z * sigmoid(-z)),
        [0, -1.2784645427610737, -2.3993572805154675, 2.3993572805154675],
    ),
    "softplus": (lambda z: log1p(exp(z)), sigmoid, [0]),
    "softsign": (lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2, [0]),
    "lecun_tanh": (
        lambda z: mpf("1.7159") * tanh(2 * z / 3),
        lambda z: mpf("1.7159") * 8 / 3 * bell(4 * z / 3),
        [0],
    ),
    "identity": (lambda z: z, lambda z: ONE, [0]),
}
HOMOGENEOUS = ("relu", "leaky_relu(0.01)", "identity")


def arguments(name, fine):
    """Grids, neighbourhoods, tails to where everything has underflowed, and the largest and smallest numbers."""
    z = [k / 8 + k * 1e-9 for k in range(-32, 33)]
    for centre in fine:
        reach = [10.0**-k for k in (1, 2, 3, 5, 8, 12, 15)]
        z += [centre] + [centre + s * d * v for d in reach for v in (1, 0.37) for s in (-1, 1)]
    if name not in HOMOGENEOUS:
        # The last numbers before the underflow of each: e^-745, e^-z²/2 and the like.
        ends = {"gelu": 38.6, "gelu_tanh": 21.6, "tanh": 373, "lecun_tanh": 560}
        end = ends.get(name, 745.2)
        z += [s * end * k / 40 for k in range(4, 42) for s in (-1, 1)]
        z += [s * end * (1 - v) for v in (3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-6) for s in (-1, 1)]
        # The worst of 12 000 random ones, and a hundred others.
        z += [-1.6679132994711772, -2.2744839274102704, -0.5724161277474593, -12.316886908022491, -3.016555488813186]
        z += [random.Random(f"{name} {k}").uniform(-4, 4) for k in range(100)]
        # Where the forms of gelu and of exponentials change.
        z += [s * k * (1 + v) for k in (0.3, 1.5, 20.0, 38.0, 40.0) for v in (-1e-9, 1e-9) for s in (-1, 1)]
    z += [s * 10.0**k for k in (-300, -200, -100, -30, -17, -16, -8, -7, 2, 3, 5, 8, 16, 17, 30, 100, 150, 154, 161, 200, 308) for s in (-1, 1)]
    z += [s * v for v in (5e-324, 1e-323, 1.5e-323, 1e-310, 2.3e-308, 1.7976931348623157e308) for s in (-1, 1)]
    return sorted(set(z))


def digits(value):
    # Below half of the smallest number all is 0.
    return "0" if abs(value) < mpf(10) ** -330 else nstr(value, 30)


def values():
    print("activation,z,value,derivative")
    for name, (f, derivative, fine) in ACTIVATIONS.items():
        for z in arguments(name, fine):
            x = mpf(z)
            if abs(z) > 1000 and name in ("gelu", "gelu_tanh", "silu", "sigmoid", "tanh", "lecun_tanh", "softplus", "elu", "selu"):
                # e^-1000 is no number, but exp of 1e308 is one that takes all memory; each is what it is at ±1000 and beyond.
                at = mpf(1000 if z > 0 else -1000)
                linear = name not in ("sigmoid", "tanh", "lecun_tanh") and z > 0
                print(f"{name},{z!r},{digits(f(at) / at * x if linear else f(at))},{digits(derivative(at))}")
                continue
            with mp.workdps(50 + int(min(400, 2 * abs(mp.log10(abs(x) + mpf(10) ** -200))))):
                pair = f(x), derivative(x)
            # The difference 1 - Φ cancels in the sum that defines f' next to its zero and in tails.
            if name in ("gelu", "gelu_tanh", "silu", "softplus") and z < 0:
                with mp.workdps(800):
                    pair = f(x), derivative(x)
            print(f"{name},{z!r},{digits(pair[0])},{digits(pair[1])}")


def expectation(g, mean, std):
    """E g(Z) by quadrature in pieces, Z ~ N(mean, std²)."""
    mean, std = mpf(mean), mpf(std)
    points = {mean + std * k for k in (-16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16)}
    points |= {mpf(k) for k in (-40, -20, -10, -5, -2, -1, 0, 1, 2, 5, 10, 20, 40)}
    points = sorted(p for p in points if abs(p - mean) <= 16 * std)
    with mp.workdps(30):
        return quad(lambda z: g(z) * npdf((z - mean) / std) / std, points, maxdegree=8)


def critical(name, f, derivative):
    """σ_w and q (empty: the limit q → 0, or all): q = σ_w² E f(√q Z)², σ_w² E f'(√q Z)² = 1."""
    moments = lambda q: [expectation(lambda z: g(z) ** 2, 0, sqrt(q)) for g in (f, derivative)]
    if name == "sigmoid":
        # The only one for which E f² = q E f'² for a q > 0; the left side is larger for every q with softplus.
        ratio = lambda ln_q: log(moments(exp(ln_q))[0]) - log(exp(ln_q) * moments(exp(ln_q))[1])
        with mp.workdps(25):
            q = exp(findroot(ratio, (3.8, 4.0), solver="secant", tol=1e-21))
            return 1 / sqrt(moments(q)[1]), q
    if name in ("softplus", "gelu", "gelu_tanh", "silu"):
        # None for softplus. For the others E f² < q E f'² for every q > 0, and at the σ_w that keeps q → 0 it grows.
        return None
    tiny = mpf(10) ** -40
    return sqrt(2 / (derivative(tiny) ** 2 + derivative(-tiny) ** 2)), mpf(0)


def expectations():
    print("activation,quantity,mean,std,value")
    for name, (f, derivative, _) in ACTIVATIONS.items():
        square = lambda g: lambda z: g(z) ** 2
        forms = {"f^2": square(f), "f'": derivative, "f'^2": square(derivative)}
        for mean, std in [("0", "1"), ("0", "22.38302928559939"), ("0", "0.01"), ("3", "2")]:
            for quantity, g in forms.items():
                e = expectation(g, float(mean), float(std))
                print(f"{name},E {quantity},{mean},{std},{nstr(e, 20)}", flush=True)
                if std == "1" and quantity != "f'":
                    print(f"{name},1/sqrt E {quantity},{mean},{std},{nstr(1 / sqrt(e), 20)}")
        found = critical(name, f, derivative)
        for quantity, value in zip(("critical std of weights", "critical variance"), found or ()):
            print(f"{name},{quantity},,,{nstr(value, 20)}", flush=True)


{"values": values, "expectations": expectations}[sys.argv[1]]()
