"""E σ′(z) and Chernoff's bound for `default_weight_init` as printed, by other means than the program's.

    python3 tests/data/make_listing_reference.py

σ′ has the Fourier transform πω/sinh(πω), so that by Parseval E σ′(z) = (1/2π) ∫ φ(ω) πω/sinh(πω) dω, φ the
characteristic function of z: one integral, where the program has the density of z, itself a sum, times σ′.
"""

from mpmath import cos, diff, exp, findroot, log, mp, mpf, pi, quad, sin, sinh, sqrt

mp.dps = 40
lit, fan_in, fan_out = 500, mpf(1000), mpf(30)
width, bias = 1 / sqrt(fan_in), 1 / fan_out
mean, std = lit * width / 2, sqrt(lit * width**2 / 12 + bias**2)


def centred(w):
    return exp(-((w * bias) ** 2) / 2) * (sin(w * width / 2) / (w * width / 2)) ** lit if w else mpf(1)


def transform(w):
    return pi * w / sinh(pi * w) if w else mpf(1)


def ln_bound(s):
    z = log((1 + sqrt(1 - mpf(4) / 100)) / (1 - sqrt(1 - mpf(4) / 100)))
    return s * (z - mean) + (s * bias) ** 2 / 2 + lit * log(sinh(s * width / 2) / (s * width / 2))


print("mean", mp.nstr(mean, 17), "std", mp.nstr(std, 17))
print("E σ′", mp.nstr(quad(lambda w: centred(w) * transform(w) * cos(w * mean), list(range(0, 40, 1))) / pi, 17))
print("ln bound", mp.nstr(ln_bound(findroot(lambda s: diff(ln_bound, s), 78)), 17))
