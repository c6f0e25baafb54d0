"""Prints numeric_reference.csv: 30-digit values of the functions in src/numeric.

Method, chosen to share nothing with the Rust code: power series with positive terms only, and complements taken with
enough spare digits; for the noncentral t law, which is a series there, an integral. Run:  python make_numeric_reference.py > numeric_reference.csv   (needs mpmath and gmpy2)
"""
import sys, math, random
import gmpy2
from gmpy2 import mpfr
import mpmath as mp

def to_mpfr(v):
    return mpfr(mp.nstr(v, int(gmpy2.get_context().precision * 0.302) + 5))
def to_mp(v):
    return mp.mpf(str(v))

def set_digits(d):
    mp.mp.dps = d + 15
    gmpy2.get_context().precision = int((d + 15) * 3.33)

def positive_series(first_ratio):
    """1 + r(1) + r(1) r(2) + ... with r(n) = first_ratio(n), until the terms no longer count and fall."""
    total = term = mpfr(1)
    eps = mpfr(2) ** (-gmpy2.get_context().precision)
    n = 0
    while True:
        n += 1
        r = first_ratio(n)
        term *= r
        total += term
        if r < 1 and term < eps * total * (1 - r):
            return to_mp(total)

def gamma_tails(a, x, digits=45):
    """P(a, x), Q(a, x); a and x floats or mpf."""
    a, x = mp.mpf(a), mp.mpf(x)
    rough = float(a * (x / a - 1 - mp.log(x / a))) / 2.3
    extra = int(rough) + 10 if x > a else 10
    set_digits(digits + extra)
    ga, gx = to_mpfr(a), to_mpfr(x)
    s = positive_series(lambda n: gx / (ga + n))
    p = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * s
    q = 1 - p
    set_digits(digits)
    return +p, +q

def beta_lower(a, b, x, y):
    ga, gb, gx = to_mpfr(a), to_mpfr(b), to_mpfr(x)
    s = positive_series(lambda n: gx * (ga + gb + n - 1) / (ga + n))
    return mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b)) * s

def beta_tails(a, b, x, y=None, digits=60):
    """I_x(a, b) and its complement."""
    set_digits(digits)
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    given_y = y
    y = 1 - x if y is None else mp.mpf(y)
    small_is_lower = x * (a + b) <= a
    if (x if small_is_lower else y) <= 0.9:
        if small_is_lower:
            p = beta_lower(a, b, x, y)
            return p, 1 - p
        q = beta_lower(b, a, y, x)
        return 1 - q, q
    # The series of the small tail would crawl: take the large one with spare digits and complement.
    n = a + b
    rough = float(a * mp.log(a / (n * x)) + b * mp.log(b / (n * y))) / 2.302
    set_digits(digits + int(rough) + 10)
    y = 1 - x if given_y is None else mp.mpf(given_y)
    if given_y is not None:
        if x > y: x = 1 - y
        else: y = 1 - x
    if small_is_lower:
        q = beta_lower(b, a, y, x)
        p = 1 - q
    else:
        p = beta_lower(a, b, x, y)
        q = 1 - p
    set_digits(digits)
    return p, q

def newton(f, u):
    """Root of ln-tail f(u) -> (value, derivative)."""
    for _ in range(60):
        v, d = f(u)
        step = v / d
        if abs(step) > 3: step = 3 * mp.sign(step)
        u -= step
        if abs(step) < mp.mpf(10) ** -24 * max(abs(u), mp.mpf(10) ** -10): return u
    raise RuntimeError("no convergence")

def crude_root(distance, centre, p, upper):
    """u beyond the centre with distance(u) = -ln p, by bisection: a start for Newton's method."""
    target = max(-float(mp.log(p)) - 2, 0.02)
    sign = 1 if upper else -1
    lo, hi = 0.0, 1e-6
    while distance(centre + sign * hi) < target: hi *= 2
    for _ in range(60):
        mid = (lo + hi) / 2
        if distance(centre + sign * mid) < target: lo = mid
        else: hi = mid
    return mp.mpf(centre + sign * hi)

def beta_quantile(a, b, p, upper):
    """x and 1 - x where the chosen tail of Beta(a, b) is p."""
    set_digits(45)
    a, b, p = mp.mpf(a), mp.mpf(b), mp.mpf(p)
    lnb = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    def f(u):
        x = 1 / (1 + mp.exp(-u)); y = 1 / (1 + mp.exp(u))
        lo, up = beta_tails(a, b, x, y, 45)
        t = up if upper else lo
        d = mp.exp(a * mp.log(x) + b * mp.log(y) - lnb) / t
        return mp.log(t) - mp.log(p), (-d if upper else d)
    n = a + b
    distance = lambda u: float(a * mp.log(a / n * (1 + mp.exp(-u))) + b * mp.log(b / n * (1 + mp.exp(u))))
    u = newton(f, crude_root(distance, float(mp.log(a / b)), p, upper))
    return 1 / (1 + mp.exp(-u)), 1 / (1 + mp.exp(u))

def gamma_quantile(a, p, upper):
    set_digits(45)
    a, p = mp.mpf(a), mp.mpf(p)
    def f(u):
        x = mp.exp(u)
        lo, up = gamma_tails(a, x, 45)
        t = up if upper else lo
        d = mp.exp(a * u - x - mp.loggamma(a)) / t
        return mp.log(t) - mp.log(p), (-d if upper else d)
    distance = lambda u: float(mp.exp(u) - a - a * (u - mp.log(a)))
    return mp.exp(newton(f, crude_root(distance, float(mp.log(a)), p, upper)))

def emit(name, args, value):
    set_digits(40)
    v = +value
    ln = mp.log(v) if v > 0 else "-inf"
    if v > 0 and v > mp.mpf("0.5") and v < 1:
        ln = mp.log1p(v - 1)
    print(f"{name},{';'.join(repr(float(t)) for t in args)},{mp.nstr(v, 30)},{mp.nstr(ln, 30) if v > 0 else ln}")
    sys.stdout.flush()

def both(name, args, lo, up):
    """Both tails; the logarithm of the tail near 1 is taken from the other."""
    set_digits(40)
    for suffix, v, other in (("lower", lo, up), ("upper", up, lo)):
        # What a tiny tail leaves of 1 tests nothing.
        if v <= 0 or other < mp.mpf("1e-3"): continue
        ln = mp.log(v) if v < 0.5 else mp.log1p(-other)
        print(f"{name}_{suffix},{';'.join(repr(float(t)) for t in args)},{mp.nstr(v, 30)},{mp.nstr(ln, 30)}")
    sys.stdout.flush()

def normal():
    for x in [-40.0, -8.0, -2.0, -0.5, -1e-8, 0.0, 1e-10, 0.1, 0.5, 1.0, 1.96, 3.0, 5.0, 8.0, 12.0, 19.9, 20.1, 25.0, 30.0, 37.0, 37.5]:
        set_digits(400)
        q = mp.erfc(mp.mpf(x) / mp.sqrt(2)) / 2
        p = mp.erfc(-mp.mpf(x) / mp.sqrt(2)) / 2
        set_digits(40)
        print(f"normal_upper,{x!r},{mp.nstr(q, 30)},{mp.nstr(mp.log(q) if q < .5 else mp.log1p(-p), 30)}")
    for x in [50.0, 100.0, 1e3, 1e5, 1e8]:
        set_digits(60); y = mp.mpf(x)
        s = mp.nsum(lambda k: (-1) ** int(k) * mp.fac2(2 * k - 1) / y ** (2 * k), [0, 25])
        ln = -y * y / 2 - mp.log(y * mp.sqrt(2 * mp.pi)) + mp.log(s)
        print(f"normal_upper,{x!r},0,{mp.nstr(ln, 30)}")
    for p in [1e-300, 2.5e-200, 1e-100, 1e-30, 1e-12, 1e-6, 0.001, 0.025, 0.1, 0.2, 0.26, 0.4, 0.49, 0.4999999, 0.5000001, 0.6, 0.9, 0.975, 0.999999, 1 - 2.0**-50]:
        set_digits(60); pp = mp.mpf(p); q = min(pp, 1 - pp)
        z = mp.sqrt(-2 * mp.log(q)) if q < 0.01 else (mp.mpf("0.5") - q) * 2.5
        for _ in range(80):
            t = mp.erfc(z / mp.sqrt(2)) / 2
            d = mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi) / t
            step = (mp.log(t) - mp.log(q)) / d; z += step
            if abs(step) < mp.mpf(10) ** -50: break
        emit("normal_quantile", [p], z if pp < .5 else -z) if pp < .5 else print(f"normal_quantile,{p!r},{mp.nstr(-z, 30)},")

def gamma():
    for a in [0.5, 1.0, 1.5, 2.5, 7.0, 20.0, 50.5, 127.5, 1000.0, 12345.5, 1e6, 1e7, 1e9]:
        s = math.sqrt(a)
        xs = {a}
        for z in [-36, -20, -8, -3, -1, -1e-3, 0.1, 3, 8, 36]:
            xs.add(a + z * s)
        if a <= 1000: xs |= {1e-200, 1e-20, 1e-3 * a, 0.1 * a, 0.5 * a, 1.5 * a, 2 * a}
        if a <= 50: xs |= {20 * a, 100.0, 300.0, 650.0}
        for x in sorted(x for x in xs if x > 0):
            h = a * (x / a - 1 - math.log(x / a))
            if h > 1500: continue
            both("gamma", [a, x], *gamma_tails(a, x))

def beta():
    shapes = [(1.0, 1.0), (0.5, 0.5), (1.0, 5.0), (2.0, 0.5), (0.5, 500.0), (3.0, 7.0), (30.0, 12.5), (1.0, 2e7), (2e7, 1.0), (3.0, 2e7), (2e7, 3.0), (0.5, 1e9),
              (300.0, 200.0), (5000.0, 20.0), (13500001.0, 6500000.0), (1e7, 1e7), (1e4, 1.9999e9), (1e9, 1e9), (2e9, 1.0), (2.0, 2e9)]
    for a, b in shapes:
        m = a / (a + b); sd = math.sqrt(1 / a + 1 / b)
        for z in [-36, -20, -8, -1, 0, 0.05, 3, 8, 36]:
            u = math.log(a / b) + z * sd
            x = 1 / (1 + math.exp(-u))
            if not 0 < x < 1: continue
            if a * math.log(m / x) + b * (math.log1p(-m) - math.log1p(-x)) > 1400: continue
            lo, up = beta_tails(a, b, x)
            both("beta", [a, b, x], lo, up)

def chi_squared():
    for df in [1.0, 2.0, 9.0, 127.0, 4095.0, 2e7, 2e9]:
        for p in [1e-300, 1e-100, 1e-12, 1e-6, 0.025, 0.5, 0.9]:
            emit("chi_squared_upper_quantile", [df, p], 2 * gamma_quantile(df / 2, p, True))
            if df > 1 or p > 1e-150:
                emit("chi_squared_lower_quantile", [df, p], 2 * gamma_quantile(df / 2, p, False))

def student():
    for nu in [1.0, 2.0, 5.0, 30.0, 1000.0, 2e7, 1e9]:
        for t in [1e-6, 0.1, 0.999, 1.001, 2.0, 5.0, 12.0, 36.0]:
            set_digits(60); n = mp.mpf(nu); tt = mp.mpf(t)
            x = n / (n + tt * tt); y = tt * tt / (n + tt * tt)
            lo, up = beta_tails(n / 2, mp.mpf("0.5"), x, y)
            emit("student_t_two_sided", [nu, t], lo)
        for p in [1e-300, 1e-100, 1e-12, 1e-6, 0.05, 0.5, 0.99]:
            x, y = beta_quantile(nu / 2, 0.5, p, False)
            emit("student_t_two_sided_quantile", [nu, p], mp.sqrt(nu * y / x))

def clopper_pearson():
    for n in [1, 10, 1000, 20_000_000, 1_000_000_000]:
        for k in sorted({0, 1, 3, n // 2, (n * 27) // 40, n - 1, n}):
            if not 0 <= k <= n: continue
            for alpha in [0.05, 1e-12, 1e-100]:
                half = mp.mpf(alpha) / 2
                if k > 0: emit("clopper_pearson_lower", [k, n, alpha], beta_quantile(k, n - k + 1, half, False)[0])
                if k < n: emit("clopper_pearson_upper", [k, n, alpha], beta_quantile(k + 1, n - k, half, True)[0])

def binomial():
    for n, k, p in [(10, 0, .3), (10, 3, .3), (10, 10, .3), (1000, 700, .5), (20_000_000, 13_500_000, .675), (20_000_000, 13_490_000, .675), (20_000_000, 13_577_000, .675),
                    (20_000_000, 3, 1e-7), (20_000_000, 0, 1e-9), (20_000_000, 40, 1e-7), (1_000_000_000, 500_100_000, .5), (1_000_000_000, 1, 1e-9), (1_000_000_000, 999_999_999, 1 - 2.0**-30)]:
        if k < n: emit("binomial_lower", [n, k, p], beta_tails(k + 1, n - k, p)[1])
        if k > 0: emit("binomial_upper", [n, k, p], beta_tails(k, n - k + 1, p)[0])

def noncentral_tails(x, df, lam):
    """Poisson sum with an exact recurrence of the central tails, all in 400+ digits, one term at a time."""
    set_digits(330)
    y, a, mu = mp.mpf(x) / 2, mp.mpf(df) / 2, mp.mpf(lam) / 2
    centre = float(mu); spread = 45 * math.sqrt(centre) + 400
    first = max(0, int(centre - spread)); last = int(centre + spread)
    p, _ = gamma_tails(a + first, y, 330)
    set_digits(330)
    gp = to_mpfr(p); gy, ga, gm = to_mpfr(y), to_mpfr(a), to_mpfr(mu)
    d = to_mpfr(mp.exp((a + first) * mp.log(y) - y - mp.loggamma(a + first + 1)))
    w = to_mpfr(mp.exp(first * mp.log(mu) - mu - mp.loggamma(first + 1))) if lam > 0 else mpfr(1)
    lower = upper = mpfr(0)
    for j in range(first, last + 1):
        lower += w * gp; upper += w * (1 - gp)
        w *= gm / (j + 1); gp -= d; d *= gy / (ga + j + 1)
    lo, up = to_mp(lower), to_mp(upper)
    return lo, up

def noncentral():
    for df in [1.0, 3.0, 64.0, 4095.0]:
        for lam in [0.0, 1e-3, 1.0, 30.0, 79.0, 1e4, 1e6]:
            if lam == 1e6 and df == 3.0: continue
            mean, sd = df + lam, math.sqrt(2 * (df + 2 * lam))
            for z in [-7, -3, 0, 3, 8]:
                x = mean + z * sd
                if x <= 0: x = mean * 10.0 ** z
                if x <= 0: continue
                lo, up = noncentral_tails(x, df, lam)
                if min(lo, up) < mp.mpf("1e-100"): continue
                both("noncentral_chi_squared", [x, df, lam], lo, up)
    for x, df, p in [(10.0, 1.0, .05), (3.84, 1.0, .2), (100.0, 63.0, .025), (5000.0, 4095.0, 1e-3), (5000.0, 4095.0, 1e-12), (1e5, 127.0, .5), (40.0, 9.0, 1e-9), (1e6, 255.0, 1e-6)]:
        # secant on the square root of the noncentrality
        f = lambda r: mp.log(noncentral_tails(x, df, float(0) + r * r)[0]) - mp.log(mp.mpf(p))
        set_digits(40)
        guess = mp.sqrt(max(x - df, 0.1)) + mp.mpf(max(0.1, math.sqrt(-2 * math.log(p)) - 1))
        r0, r1 = guess, guess * mp.mpf("1.01"); f0, f1 = f(r0), f(r1)
        for _ in range(40):
            set_digits(40)
            r2 = r1 - f1 * (r1 - r0) / (f1 - f0)
            if r2 <= 0: r2 = r1 / 2
            r0, f0, r1 = r1, f1, r2
            if abs(r1 - r0) < mp.mpf(10) ** -24 * r1: break
            f1 = f(r1)
        emit("noncentrality", [x, df, p], r1 * r1)

def scattered():
    """Points drawn at random, fixed by the seed: what the corners may have missed."""
    random.seed(20240229)
    draw = lambda most: math.exp(random.uniform(math.log(0.5), math.log(most)))
    shift = lambda: random.choice([-1, 1]) * random.choice([0.01, 1, 6, 37]) * random.random()
    n = 0
    while n < 60:
        a = draw(1e7); x = a + shift() * math.sqrt(a)
        if x <= 0: x = a * random.random()
        if a * (x / a - 1 - math.log(x / a)) > 690: continue
        both("gamma", [a, x], *gamma_tails(a, x)); n += 1
    n = 0
    while n < 80:
        a, b = draw(1e7), draw(1e7)
        if random.random() < 0.3: b = draw(20)
        x = 1 / (1 + math.exp(-(math.log(a / b) + shift() * math.sqrt(1 / a + 1 / b))))
        if not 0 < x < 1: continue
        m = a / (a + b)
        if a * math.log(m / x) + b * (math.log1p(-m) - math.log1p(-x)) > 690: continue
        both("beta", [a, b, x], *beta_tails(a, b, x)); n += 1
    n = 0
    while n < 30:
        df, lam = float(random.randint(1, 4095)), draw(1e5) - 0.5
        x = df + lam + shift() * 0.4 * math.sqrt(2 * (df + 2 * lam))
        if x <= 0: x = (df + lam) * random.random()
        lo, up = noncentral_tails(x, df, lam)
        if min(lo, up) < mp.mpf("1e-100"): continue
        both("noncentral_chi_squared", [x, df, lam], lo, up); n += 1

def noncentral_t_tail(t, df, delta, upper, steps=12):
    """E Phi(t W - delta), or of its complement, over the law of W = sqrt(chi-squared/df): the trapezoidal rule in ln W,
    which converges exponentially because the integrand is entire."""
    set_digits(45)
    t, df, delta = mp.mpf(t), mp.mpf(df), mp.mpf(delta)
    distance = lambda w: t * w - delta if upper else delta - t * w
    const = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)
    integrand = lambda u: mp.exp(const + df * (u - mp.exp(2 * u) / 2)) * mp.erfc(distance(mp.exp(u)) / mp.sqrt(2)) / 2
    def rough(u):
        z = float(distance(math.exp(u)))
        ln_tail = math.log(math.erfc(z / math.sqrt(2)) / 2) if z < 20 else -z * z / 2 - math.log(2.5066 * z)
        return float(df) * (u - math.exp(2 * u) / 2) + ln_tail
    start = max((k / 200 for k in range(-8000, 1000)), key=rough)
    lo, hi = start - 0.01, start + 0.01
    for _ in range(60):
        a, b = lo + 0.382 * (hi - lo), lo + 0.618 * (hi - lo)
        if rough(a) < rough(b): lo = a
        else: hi = b
    peak = (lo + hi) / 2; tw = float(t) * math.exp(peak)
    step = 1 / mp.mpf(int(steps * math.sqrt(2 * float(df) * math.exp(2 * peak) + tw * tw + tw + 1)) + 1)
    total = integrand(mp.mpf(peak))
    for sign in (-1, 1):
        k = 1
        while True:
            term = integrand(peak + sign * k * step); total += term; k += 1
            if term < total * mp.mpf(10) ** -40: break
    return total * step

def noncentral_t():
    def tails(t, df, delta):
        lo, up = noncentral_t_tail(t, df, delta, False), noncentral_t_tail(t, df, delta, True)
        assert abs(lo + up - 1) < mp.mpf(10) ** -32, (t, df, delta, lo + up - 1)
        both("noncentral_t", [t, df, delta], lo, up)
    for df in [1.0, 2.0, 4.0, 19.0, 199.0, 1e4, 1e6]:
        for delta in [0.0, 1e-3, 1.0, 5.5, 30.0, 200.0]:
            mean, sd = delta * (1 + 0.75 / df), math.sqrt(1 + delta * delta / (2 * df))
            for z in [-7, -3, -1, 0, 3, 8]:
                t = mean + z * sd
                if t <= 0: t = max(mean, 0.1) * 10.0 ** z
                if z == -1 and t < delta / 2: t = delta / 2 or 0.5
                if noncentral_t_tail(t, df, delta, t > mean, 1) < mp.mpf("1e-100"): continue
                tails(t, df, delta)
    for t, df, p in [(2.093, 19.0, .1), (6.5, 19.0, 1e-3), (22.0, 4.0, 1e-3), (5.6, 1e4, 1e-12), (1.3, 2.0, .025), (40.0, 2.0, .5),
                     (3.0, 9.0, .9), (5.5, 1e6, 1e-3)]:
        f = lambda d: mp.log(noncentral_t_tail(t, df, d, False)) - mp.log(mp.mpf(p))
        set_digits(45)
        d0 = mp.mpf(t) + mp.mpf(max(0.1, math.sqrt(-2 * math.log(p)) - 1)) * (1 if p < .6 else -1); d1 = d0 * mp.mpf("1.01")
        f0, f1 = f(d0), f(d1)
        for _ in range(40):
            d2 = d1 - f1 * (d1 - d0) / (f1 - f0)
            d0, f0, d1 = d1, f1, d2
            if abs(d1 - d0) < mp.mpf(10) ** -26 * abs(d1): break
            f1 = f(d1)
        emit("t_noncentrality", [t, df, p], d1)

if __name__ == "__main__":
    print("function,arguments,value,ln_value")
    for part in (sys.argv[1:] or ["normal", "gamma", "beta", "chi_squared", "student", "clopper_pearson", "binomial", "noncentral",
                              "scattered", "noncentral_t"]):
        globals()[part]()
