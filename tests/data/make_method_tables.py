"""The tables of METHOD.md on how far a level may be off: method_tables.csv, by ways that share nothing with the library.

    python -m venv venv && venv/bin/pip install "numpy>=2" "scipy>=1.14"
    venv/bin/python tests/data/make_method_tables.py        # some four minutes; writes the table beside this file

Each row of the CSV is one number: the first word of its table's heading in METHOD.md, the row and the column as they are
printed there, and the value. tests/method.rs compares METHOD.md with it. Methods:

- Means of sigma'(z): K(t) = ln E exp(t sigma'(z)) by the trapezoidal rule, the tails of the mean of n values by the
  saddlepoint approximation of Lugannani and Rice (1980). Its own error is of relative order 1/n; it is not a bound.
- LawFit: the counts are independent Poisson counts O_i of means n p_i, given that their sum is n. The joint transform of
  (sum O, sum (O - n p)^2 / (n p)) is a product over the cells; it is inverted over sum O by a discrete Fourier transform and
  over the statistic along a line beside the imaginary axis. Exact but for rounding and for counts more than 11 standard
  deviations from their means, whose probability is below 1e-17 in all.
- PositiveMean: simulation, PCG64 with a fixed seed.
- Weights: the law of one term on a lattice that keeps its mean, tilted so that the limit is its mean, and added n times by a
  discrete Fourier transform. A ratio of spreads passes its limit c where the sum of (a + b)^2 - c (a - b)^2 is positive.
"""

import csv
from pathlib import Path

import numpy as np
from scipy import fft, optimize, stats
from scipy.special import gammaln, logsumexp

ALPHA = 1e-9
BETA = 1e-3
rows = []


def put(table, row, column, value):
    rows.append([table, row, column, f"{value:.10g}"])
    print(*rows[-1], sep=" | ", flush=True)


# --- Means of sigma'(z) ------------------------------------------------------------------------------------------------


def slope(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def normal(std):
    # Fine enough for sigma', whose width is 1, and wide enough for the law.
    z = np.arange(-12 * std, 12 * std, min(std, 1) / 50)
    return z, stats.norm.pdf(z / std)


def printed():
    """500 weights uniform on [0, 1)/sqrt 1000 and a bias from N(0, 1)/30: the density by its characteristic function."""
    width, mean, std = 1000**-0.5, 250 * 1000**-0.5, (1 / 24 + 1 / 900) ** 0.5
    t = np.arange(-45, 45, 0.01) / std
    transform = np.sinc(t * width / (2 * np.pi)) ** 500 * np.exp(-t * t / 1800)
    d = np.arange(-9, 9, 0.01) * std
    density = (np.exp(-1j * np.outer(d, t)) @ transform).real
    return mean + d, np.where(density > density.max() * 1e-14, density, 0)


def slope_tables():
    for name, (z, weight) in {
        "`large`, N(0, 501)": normal(501**0.5),
        "`scaled`, N(0, 1/2)": normal(0.5**0.5),
        "`scaled`, unit bias, N(0, 3/2)": normal(1.5**0.5),
        "`default` as printed": printed(),
    }.items():
        weight = weight / weight.sum()
        x = slope(z)
        mean = weight @ x
        std = (weight @ (x - mean) ** 2) ** 0.5
        y = (x - mean) / std
        put("σ′(z) under", name, "γ", weight @ y**3)

        def cumulants(t):
            e = weight * np.exp(t * y)
            m, first = e.sum(), (e @ y)
            return np.log(m), first / m, (e @ y**2) / m - (first / m) ** 2

        for n in [10_000, 20_000, 200_000, 1_000_000]:
            level = 0
            for sign in [1, -1]:
                aim = sign * stats.norm.isf(ALPHA / 2) / n**0.5
                t = optimize.brentq(lambda t: cumulants(t)[1] - aim, 0, 4 * aim, xtol=1e-15)
                k, _, variance = cumulants(t)
                w, u = (2 * n * (t * aim - k)) ** 0.5, abs(t) * (n * variance) ** 0.5
                level += stats.norm.sf(w) + stats.norm.pdf(w) * (1 / u - 1 / w)
            put("σ′(z) under", name, f"n = {n:_}".replace("_", " "), level / ALPHA)


# --- LawFit ------------------------------------------------------------------------------------------------------------


def edge(x, scale):
    """The nearest edge of a bucket: sign, exponent, and 7 bits of mantissa; none nearer to 0 than 2^-24 of the scale."""
    least = 2.0 ** (np.floor(np.log2(scale)) - 24)
    if abs(x) < least:
        return -least if x < 0 else least
    octave = 2.0 ** np.floor(np.log2(abs(x)))
    return np.sign(x) * octave * np.floor(128 * abs(x) / octave + 0.5) / 128


def joined(std):
    """The probabilities of the joined cells of N(0, std^2)."""
    edges = [edge(std * stats.norm.ppf(k / 64), std) for k in range(1, 64)]
    return np.diff(stats.norm.cdf(np.array([-np.inf, *sorted(set(edges)), np.inf]) / std))


SIZE = 4096  # more than the sum of the counts can be away from n


def transform(means, s):
    """E[exp(s X^2); sum O = n] of independent Poisson counts of these means."""
    n = int(round(means.sum()))
    angles = 2 * np.pi * np.arange(SIZE) / SIZE
    distinct, times = np.unique(means, return_counts=True)
    # Only the scale of a product of many terms could overflow; there it does not.
    product = np.ones(SIZE, complex)
    for m, power in zip(distinct, times):
        o = np.arange(max(0, int(m - 11 * m**0.5)), int(m + 11 * m**0.5) + 1)
        terms = np.exp(o * np.log(m) - m - gammaln(o + 1) + s * (o - m) ** 2 / m)
        line = np.zeros(SIZE, complex)
        line[: len(o)] = terms
        product *= (fft.fft(line) * np.exp(-1j * angles * o[0])) ** power
    return (product * np.exp(1j * angles * n)).sum() / SIZE


def tail(means, limit, upper, lattice):
    """P(X^2 > limit | sum O = n), or P(X^2 < limit | sum O = n)."""
    df = len(means) - 1
    n = means.sum()
    s = (1 - df / limit) / 2
    s = min(s, 0.3) if upper else max(s, -1.5)
    if lattice:
        step = 2 / means[0]
        last = np.pi / step
        # X^2 = sum O^2 / m - n, and sum O^2 is as even or odd as n.
        k = (limit + n) * means[0]
        k = np.floor(k) + 1 if upper else np.ceil(k) - 1
        k += (1 if upper else -1) * ((k - n) % 2)
        limit = k / means[0] - n
        kernel = lambda z: step / (1 - np.exp(-z * step)) if upper else step / (1 - np.exp(z * step))
    else:
        # The transform is next to 0 beyond; see the assertion.
        last = 40.0
        kernel = lambda z: 1 / z if upper else -1 / z
    points = int(np.ceil(last / 0.02))
    t = (np.arange(points) + 0.5) * (last / points)
    scale = transform(means, s + 0j).real
    values = np.array([transform(means, s + 1j * t) / scale for t in t])
    if not lattice:
        assert abs(values[-200:]).max() < 1e-9, abs(values[-200:]).max()
        beyond = [abs(transform(means, s + 1j * t)) / scale for t in np.arange(last, 20 * last, 7.3)]
        assert max(beyond) < 1e-9, max(beyond)
    z = s + 1j * t
    integral = (np.exp(-1j * t * limit) * values * kernel(z)).real.sum() * (last / points) / np.pi
    given = stats.poisson.pmf(round(n), n)
    return integral * scale * np.exp(-s * limit) / given


def law_fit(name, probabilities, lattice):
    n = int(np.ceil(round(100 / probabilities.min(), 6)))
    df = len(probabilities) - 1
    put("cells", name, "trials n", n)
    if not lattice:
        put("cells", name, "least 64·p", 64 * probabilities.min())
        put("cells", name, "most 64·p", 64 * probabilities.max())
    low = tail(n * probabilities, stats.chi2.ppf(ALPHA / 2, df), False, lattice)
    high = tail(n * probabilities, stats.chi2.isf(ALPHA / 2, df), True, lattice)
    put("cells", name, "P(too good) / (α/2)", low / (ALPHA / 2))
    put("cells", name, "P(too bad) / (α/2)", high / (ALPHA / 2))
    put("cells", name, "true level / α", (low + high) / ALPHA)


def law_fit_tables():
    law_fit("`large`, 64 joined", joined(501**0.5), False)
    law_fit("`scaled`, 64 joined", joined(0.5**0.5), False)
    law_fit("`weight`, 64 joined", joined(1.0), False)
    for k in [16, 64, 128]:
        law_fit(f"{k} equal", np.full(k, 1 / k), True)
    # How often a right law in 64 cells is left undecided at just the trials that its effect takes.
    df, q = 63, stats.chi2.isf(ALPHA / 2, 63)
    needed = optimize.brentq(lambda x: stats.ncx2.cdf(q, df, x) - BETA, 50, 500)
    for name, factor in [("min_trials", 1), ("1.2 min_trials", 1.2)]:
        most = optimize.brentq(lambda x: np.log(stats.ncx2.cdf(x, df, factor * needed)) - np.log(ALPHA / 2), 20, 300)
        put("undecided", name, "P", stats.chi2.sf(most, df))


# --- PositiveMean ------------------------------------------------------------------------------------------------------


def positive_mean_tables():
    random = np.random.Generator(np.random.PCG64(501))
    replicates, part = 4_000_000, 100_000

    def counts(n):
        return random.binomial(400, 0.9, (part, n)) - random.binomial(400, 0.9, (part, n))

    laws = [
        ("of two counts, binomial (400, 0.9)", [10], counts),
        ("of two exponentials, or Laplace", [10, 30], lambda n: random.laplace(size=(part, n))),
        ("uniform", [10, 30], lambda n: random.uniform(-1, 1, (part, n))),
        ("exponential less its mean", [10, 100], lambda n: random.exponential(size=(part, n)) - 1),
    ]
    for name, sizes, draw in laws:
        for n in sizes:
            found = np.zeros(4)
            critical = stats.t.isf([0.01, 0.001], n - 1)
            for _ in range(replicates // part):
                d = draw(n)
                s = d.std(axis=1, ddof=1)
                # Ten counts that agree have no spread, and no t.
                t = d.mean(axis=1)[s > 0] / s[s > 0] * n**0.5
                found += [*(t[:, None] < -critical).sum(0), *(t[:, None] > critical).sum(0)]
            ratios = found / replicates / [0.01, 0.001, 0.01, 0.001]
            for column, ratio in zip(["t < −t₀.₀₁", "t < −t₀.₀₀₁", "t > t₀.₀₁", "t > t₀.₀₀₁"], ratios):
                put("differences", f"{name}, n = {n}", column, ratio)
    # Symmetric differences, whatever their law: P(sum d > x sqrt(sum d^2)) <= exp(-x^2/2).
    n = 80
    t = stats.t.isf(ALPHA / 2, n - 1)
    put("symmetric", "80 pairs", "critical t", t)
    put("symmetric", "80 pairs", "bound", np.exp(-n * t * t / (n - 1 + t * t) / 2))


# --- Weights -----------------------------------------------------------------------------------------------------------


def term(values, h):
    """A term of equally likely values, on the lattice of multiples of h."""
    index = np.floor(values / h).astype(int)
    share, first = values / h - index, index.min()
    length = index.max() - first + 2
    mass = np.bincount(index - first, 1 - share, length) + np.bincount(index - first + 1, share, length)
    return h * (first + np.arange(length)), mass / len(values)


def beyond(x, p, n, limit, upper):
    """P(the sum of n terms >= limit), or <=."""
    h = x[1] - x[0]
    cumulant = lambda t: logsumexp(t * x, b=p)
    tilted = lambda t: np.exp(t * x - cumulant(t)) * p
    t = optimize.brentq(lambda t: tilted(t) @ x - limit / n, -60, 60)
    variance = tilted(t) @ x**2 - (tilted(t) @ x) ** 2
    length = fft.next_fast_len(int(60 * np.sqrt(n * variance) / h) + 2 * len(x))
    q = fft.irfft(fft.rfft(np.bincount(np.arange(len(x)) % length, tilted(t), length)) ** n, length)
    place = np.arange(length)
    # Of all places that fall together on the circle, the one next to the limit.
    place = n * x[0] + h * (place + length * np.round(((limit - n * x[0]) / h - place) / length))
    inside = place >= limit - 1e-9 * h if upper else place <= limit + 1e-9 * h
    return np.exp(n * cumulant(t)) * (q.clip(0)[inside] * np.exp(-t * place[inside])).sum()


def weights_tables():
    def uniform(v):
        return 3**0.5 * (2 * v - 1)

    def cut(v):
        low, high = stats.norm.cdf([-2, 2])
        return stats.norm.ppf(low + v * (high - low)) / (1 - 4 * stats.norm.pdf(2) / (high - low)) ** 0.5

    middles = lambda count: (np.arange(count) + 0.5) / count
    for name, quantile in [("uniform", uniform), ("normal, cut at 2 std", cut)]:
        u, few = quantile(middles(200_001)), quantile(middles(1500))
        fourth, sixth = (u**4).mean(), (u**6).mean()
        variance = fourth - 1
        skewness = (sixth - 3 * fourth + 2) / variance**1.5
        for n in 256, 1000, 10_000:
            column = f"n = {n:,}".replace(",", " ")
            z = stats.norm.isf(ALPHA / 2)
            put("of weights", f"{name}: mean", column, 2 * beyond(*term(u, 0.002), n, z * n**0.5, True) / ALPHA)
            # The gamma law with the variance and the skewness of the mean of u^2.
            shape = 4 * n / skewness**2
            scores = (np.array([stats.gamma.ppf(ALPHA / 2, shape), stats.gamma.isf(ALPHA / 2, shape)]) - shape) / shape**0.5
            scores = scores if skewness > 0 else -scores[::-1]
            low, high = n * (1 + (variance / n) ** 0.5 * scores)
            squares = term(u * u, 0.0005)
            level = beyond(*squares, n, low, False) + beyond(*squares, n, high, True)
            put("of weights", f"{name}: spread", column, level / ALPHA)
            c = stats.f.isf(ALPHA / 2, n - 1, n - 1)
            pairs = (((few[:, None] + few) ** 2 - c * (few[:, None] - few) ** 2) / 2).ravel()
            level = 2 * beyond(*term(pairs, 0.002 * max(1, c / 4)), n - 1, 0.0, True)
            put("of weights", f"{name}: neighbours", column, level / ALPHA)


slope_tables()
law_fit_tables()
positive_mean_tables()
weights_tables()
with Path(__file__).with_name("method_tables.csv").open("w", newline="", encoding="utf-8") as file:
    csv.writer(file, lineterminator="\n").writerows([["table", "row", "column", "value"], *rows])
