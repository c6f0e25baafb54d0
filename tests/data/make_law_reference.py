"""Prints law_reference.csv: 20 digits of the laws of sums of independent terms, all symmetric about 0.

    python3 tests/data/make_law_reference.py > tests/data/law_reference.csv        (needs mpmath; a quarter of an hour)

A row is a sum of terms w·x, w uniform on (-1, 1) or N(0, 1) cut at ±bound, over the inputs x (500*0.5 is 500 times 0.5), and of
a bias N(0, bias²); a distance z from the mean; the density at z; P(Z > z); and Chernoff's bound on its logarithm.

By other means than the program's, which sums over sets of terms in 32 digits, inverts along tilted lines, or integrates
over the widest term:

- a few uniform terms without a bias: repeated exact integration of piecewise polynomials with rational coefficients;
- at most three uniform terms with a bias: sums of repeated integrals of the normal law;
- up to five cut normal terms: integrals over the density of the sum of two, which has a closed form;
- all others: the Fourier integral along the imaginary axis itself, with so many digits that 40 are left of a tail.
"""

from fractions import Fraction
from functools import lru_cache
from itertools import product

from mpmath import cos, diff, erf, erfc, exp, factorial, findroot, log, mp, mpf, ncdf, npdf, pi, quad, sin, sinh, sqrt

mp.dps = 40


def add_uniform(pieces, a):
    """The density after one more term uniform on (-a, a): p(x) = (P(x + a) - P(x - a))/2a, P the integral of p."""
    # Pieces of the integral P: (from, to, coefficients in x); 0 before and 1 after.
    total, integral = Fraction(0), []
    for low, high, c in pieces:
        whole = [Fraction(0)] + [v / (k + 1) for k, v in enumerate(c)]
        whole[0] = total - value(whole, low)
        integral.append((low, high, whole))
        total = value(whole, high)
    assert total == 1
    edges = sorted({e + s * a for low, high, _ in integral for e in (low, high) for s in (-1, 1)})

    def at(x):
        """Coefficients of P on the piece that holds x."""
        for low, high, c in integral:
            if low < x < high:
                return c
        return [Fraction(0)] if x < integral[0][0] else [Fraction(1)]

    def shifted(c, by):
        """Coefficients of P(x + by)."""
        result = [Fraction(0)]
        for v in reversed(c):
            result = [by * result[0] + v] + [result[k - 1] + (by * result[k] if k < len(result) else 0) for k in range(1, len(result) + 1)]
        return result

    sums = []
    for low, high in zip(edges, edges[1:]):
        middle = (low + high) / 2
        upper, lower = shifted(at(middle + a), a), shifted(at(middle - a), -a)
        size = max(len(upper), len(lower))
        upper += [Fraction(0)] * (size - len(upper))
        lower += [Fraction(0)] * (size - len(lower))
        c = [(u - v) / (2 * a) for u, v in zip(upper, lower)]
        while len(c) > 1 and c[-1] == 0:
            c.pop()
        sums.append((low, high, c))
    return sums


def value(c, x):
    result = Fraction(0)
    for v in reversed(c):
        result = result * x + v
    return result


@lru_cache(None)
def polynomials(widths):
    a = Fraction(widths[0])
    pieces = [(-a, a, [1 / (2 * a)])]
    for width in widths[1:]:
        pieces = add_uniform(pieces, Fraction(width))
    return pieces


def piecewise(widths, z):
    density, tail = Fraction(0), Fraction(0)
    z = Fraction(z)
    for low, high, c in polynomials(widths):
        if low <= z < high:
            density = value(c, z)
        if high > z:
            whole = [Fraction(0)] + [v / (k + 1) for k, v in enumerate(c)]
            tail += value(whole, high) - value(whole, max(low, z))
    return [mpf(v.numerator) / v.denominator for v in (density, tail)]


def repeated(m, y, s):
    """E (y + sN)₊^m / m! for m ≤ 3, N standard normal; m = 0: P(sN > -y)."""
    t = y / s
    p, d = ncdf(t), npdf(t)
    return [p, y * p + s * d, ((y * y + s * s) * p + y * s * d) / 2, ((y**3 + 3 * y * s * s) * p + (y * y + 2 * s * s) * s * d) / 6][m]


def smeared(widths, s, z):
    with mp.workdps(120):
        n, norm = len(widths), 1
        for a in widths:
            norm *= 2 * mpf(a)
        sums = [mpf(0), mpf(0)]
        for signs in product((-1, 1), repeat=n):
            y = sum(sign * mpf(a) for sign, a in zip(signs, widths)) - mpf(z)
            parity = 1
            for sign in signs:
                parity *= sign
            for k in (0, 1):
                sums[k] += parity * repeated(n - 1 + k, y, mpf(s)) / norm
        return sums


def cut_density(x, s, b):
    return npdf(x / s) / (s * erf(b / sqrt(2))) if abs(x) <= s * b else mpf(0)


def cut_tail(x, s, b):
    if x <= -s * b:
        return mpf(1)
    return (ncdf(-x / s) - ncdf(-b)) / erf(b / sqrt(2)) if x < s * b else mpf(0)


def pair_density(x, s, b):
    """Of two cut normals of one width: N(0, 2s²)'s density times the share of the difference that is not cut."""
    x = abs(x)
    if x >= 2 * s * b:
        return mpf(0)
    return exp(-((x / s) ** 2) / 4) / (2 * s * sqrt(pi)) * erf(b - x / s / 2) / erf(b / sqrt(2)) ** 2


def cut_few(n, s, b, z):
    s, b, z = mpf(s), mpf(b), mpf(z)
    end = s * b
    with mp.workdps(30 if n == 4 else 45):
        if n == 1:
            return [cut_density(z, s, b), cut_tail(z, s, b)]
        if n == 2:
            return [pair_density(z, s, b), quad(lambda u: pair_density(u, s, b), [max(z, 0), (max(z, 0) + 2 * end) / 2, 2 * end])]
        splits = sorted({-end, end, max(min(z, end), -end), max(min(z - 2 * end, end), -end)})
        if n == 3:
            density = quad(lambda u: cut_density(u, s, b) * pair_density(z - u, s, b), splits)
            pair_tail = lambda y: cut_few(2, s, b, y)[1] if y >= 0 else 1 - cut_few(2, s, b, -y)[1]
            return [density, quad(lambda u: cut_tail(z - u, s, b) * pair_density(u, s, b), sorted({-2 * end, mpf(0), 2 * end, max(min(z - end, 2 * end), -2 * end), max(min(z + end, 2 * end), -2 * end)}))]
        if n == 5:
            # A pair and a pair, and the fifth term in closed form; the pieces of three terms meet at ±end and ±3·end.
            within = lambda points: sorted({max(min(mpf(u), 2 * end), -2 * end) for u in points})
            rule = lambda f, points: quad(f, points, method="gauss-legendre", maxdegree=5)
            inner = lambda f, y: rule(lambda v: pair_density(v, s, b) * f(y - v, s, b), within((-2 * end, 0, y - end, y + end, 2 * end)))
            outer = within([-2 * end, 0, 2 * end] + [z + k * end for k in (-3, -1, 1, 3)])
            over_pairs = lambda f, points: rule(lambda u: pair_density(u, s, b) * inner(f, z - u), points)
            # No density is left from z - u = 3·end on.
            return [over_pairs(f, [u for u in outer if u >= z - 3 * end]) for f in (cut_density, cut_tail)]
        splits = sorted({max(z - 2 * end, -2 * end), mpf(0), max(min(z, 2 * end), -2 * end), 2 * end})
        density = quad(lambda u: pair_density(u, s, b) * pair_density(z - u, s, b), splits)
        pair_tail = lambda y: mpf(1) - cut_few(2, s, b, -y)[1] if y < 0 else (cut_few(2, s, b, y)[1] if y < 2 * end else mpf(0))
        with mp.workdps(24):
            tail = quad(lambda u: pair_density(u, s, b) * pair_tail(z - u), sorted({-2 * end} | set(splits)))
        return [density, tail]


def fourier(kind, groups, bias, z):
    """(1/π) ∫ cos(ωz) φ(ω) dω and ½ - (1/π) ∫ sin(ωz) φ(ω)/ω dω."""
    with mp.workdps(75):
        z = mpf(z)
        variance = mpf(bias) ** 2
        for count, x in groups:
            variance += count * mpf(x) ** 2 * (mpf(1) / 3 if kind[0] == "uniform" else cut_variance(kind[1]))

        def transform(w):
            result = exp(-((w * bias) ** 2) / 2)
            for count, x in groups:
                v = w * mpf(x)
                if kind[0] == "uniform":
                    factor = sin(v) / v
                else:
                    b = mpf(kind[1])
                    factor = exp(-v * v / 2) * erf((b + 1j * v) / sqrt(mpf(2))).real / erf(b / sqrt(mpf(2)))
                result *= factor**count
            return result

        # The rule of midpoints: exact but for what lies beyond 2π/step, and beyond the last point.
        reach = min(sum(c * mpf(x) for c, x in groups) * (1 if kind[0] == "uniform" else mpf(kind[1])) + 18 * mpf(bias), 18 * sqrt(variance))
        step = pi / (reach + z)
        density, tail, k, quiet = mpf(0), mpf(1) / 2, 0, 0
        while quiet < 20:
            w = (k + mpf(1) / 2) * step
            t = transform(w)
            density += step * cos(w * z) * t / pi
            tail -= step * sin(w * z) * t / w / pi
            quiet = quiet + 1 if abs(t) < mpf(10) ** -60 else 0
            k += 1
            assert k < 400000, (kind, groups, bias)
        return [density, tail]


def cut_variance(b):
    b = mpf(b)
    return 1 - 2 * b * npdf(b) / erf(b / sqrt(mpf(2)))


def ln_bound(kind, groups, bias, z):
    """Chernoff: the minimum of K(s) - sz."""
    with mp.workdps(50):

        def cumulant(s):
            result = (s * bias) ** 2 / 2
            for count, x in groups:
                u = s * mpf(x)
                if kind[0] == "uniform":
                    result += count * log(sinh(u) / u)
                else:
                    b = mpf(kind[1])
                    result += count * (u * u / 2 + log((ncdf(b - u) - ncdf(-b - u)) / erf(b / sqrt(mpf(2)))))
            return result

        slope = lambda s: diff(cumulant, s) - z
        low, high = mpf(10) ** -6, mpf(1)
        while slope(high) < 0:
            high *= 2
        s = findroot(slope, (high / 2 if high > 1 else low, high), solver="anderson", tol=1e-40, verify=False)
        return cumulant(s) - s * z


def groups_of(text):
    groups = []
    for item in text.split():
        count, x = item.split("*") if "*" in item else ("1", item)
        groups.append((int(count), float(x)))
    return groups


LAWS = [
    ("uniform", "1", "0"),
    ("uniform", "2*1", "0"),
    ("uniform", "1 1e-9", "0"),
    ("uniform", "3*1", "0"),
    ("uniform", "1 0.5 0.001", "0"),
    ("uniform", "1 1e-9 1e-9", "0"),
    ("uniform", "4*1", "0"),
    ("uniform", "3 1 0.2 0.05", "0"),
    ("uniform", "10*0.25", "0"),
    ("uniform", "1 0.9 0.8 0.7 0.6 0.5 0.4 0.3 0.2 0.1", "0"),
    ("uniform", "1 11*0.001", "0"),
    ("uniform", "500*0.5", "0"),
    ("uniform", "1", "0.1"),
    ("uniform", "1", "1e-7"),
    ("uniform", "2*1", "1e-5"),
    ("uniform", "3*1", "0.001"),
    ("uniform", "3*1", "2"),
    ("uniform", "10*0.25", "1"),
    ("uniform", "10*1", "0.01"),
    ("uniform", "1 0.9 0.8 0.7 0.6 0.5 0.4 0.3 0.2 0.1 0.05 0.025", "0.001"),
    ("uniform", "500*0.015811388300841896", "0.03333333333333333"),
    ("uniform", "20 100*0.5 100*0.25", "1"),
    ("cut 2", "1", "0"),
    ("cut 2", "2*1", "0"),
    ("cut 2", "3*1", "0"),
    ("cut 1", "2*1", "0"),
    ("cut 3", "3*1", "0"),
    ("cut 1.5", "4*1", "0"),
    ("cut 1", "5*1", "0"),
    ("cut 2", "5*1", "0"),
    ("cut 2", "10*0.5", "1"),
    ("cut 0.5", "30*1", "0"),
    ("cut 2", "500*1", "0"),
    ("cut 2", "1 0.8 0.6 0.4 0.2 0.1", "0.5"),
]

print("weights,inputs,bias,z,density,upper tail,ln of Chernoff's bound")
for weights, inputs, bias in LAWS:
    kind, groups = weights.split(), groups_of(inputs)
    each = tuple(x for count, x in groups for _ in range(count))
    share = mpf(1) / 3 if kind[0] == "uniform" else cut_variance(kind[1])
    std = sqrt(sum(mpf(x) ** 2 for x in each) * share + mpf(bias) ** 2)
    end = float(sum(each) * (1 if kind[0] == "uniform" else float(kind[1])))
    points = [float(mp.nstr(k * std, 4)) for k in (0, 0.1, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 11, 13, 20)]
    if bias == "0":
        points = [z for z in points if z < end]
        points += [float(mp.nstr(mpf(end) * (1 - mpf(10) ** -k), 12)) for k in (1, 2, 4)]
        if kind[0] == "cut" and len(each) in (2, 3, 5):
            points += [float(mp.nstr(mpf(end) * (1 - mpf(10) ** -k), 17)) for k in (6, 8, 10, 12, 14)]
    elif len(each) <= 3:
        points += [end - 2 * float(bias), end, end + 3 * float(bias), end + 8 * float(bias)]
    for z in sorted(set(points)):
        if kind[0] == "uniform" and bias == "0" and len(set(each)) * len(each) <= 100:
            density, tail = piecewise(each, z)
        elif kind[0] == "uniform" and len(each) <= 3:
            density, tail = smeared(each, float(bias), z)
        elif kind[0] == "cut" and len(each) <= 5 and bias == "0":
            density, tail = cut_few(len(each), each[0], float(kind[1]), z)
        else:
            density, tail = fourier(kind, groups, float(bias), z)
        if tail < mpf(10) ** -45 or z > 40 * std:
            continue
        bound = ln_bound(kind, groups, float(bias), z) if z > 0 else mpf(0)
        print(f"{weights},{inputs},{bias},{z!r},{mp.nstr(density, 20)},{mp.nstr(tail, 20)},{mp.nstr(bound, 17)}", flush=True)
