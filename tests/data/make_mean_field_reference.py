"""Prints mean_field_reference.csv: variances and correlations of infinitely wide layers, and norms of finite ones, to 25 digits.

    python3 tests/data/make_mean_field_reference.py > tests/data/mean_field_reference.csv        (needs mpmath; twelve minutes)

Layers z = Wa + b, a = f(previous z), with weights of variance σ_w²/fan_in and biases of variance σ_b²; Z ~ N(0, 1). A row is an
activation, σ_w² and σ_b² (the exact values of the doubles that are printed), a quantity, its argument x if it has one, the value,
and how many of its digits are right, at most the 25 that are printed. Quantities:

- next_variance, x = q: σ_w² E f(√q Z)² + σ_b²; and slope, x = q: χ(q) = σ_w² E f'(√q Z)²;
- fixed_variance: q* = next_variance(q*), to which iteration from q = 1 leads; fixed_slope: χ(q*);
  variance_slope: the derivative of next_variance at q*, σ_w² E f(√q Z) f'(√q Z) Z / √q;
- next_correlation, x = c: (σ_w² E f(U₁) f(U₂) + σ_b²)/q*, U₁ and U₂ normal with variances q* and correlation c;
  fixed_correlation: its stable fixed point in [0, 1], which is 1 where χ(q*) ≤ 1;
- critical_weight_std_dev: the σ_w for which χ(q*) = 1, and critical_variance, the q* there; no σ_w² is given;
- x = n neurons, all weights normal, no biases: mean and variance of ln(|f(next z)|²/|f(z)|²), linear_log_mean and
  linear_log_variance for the identity, relu_log_mean and relu_log_variance for relu given that a neuron is active.

By other means than the program's, which sums by the rule of trapezoids and by Gauss-Kronrod's, and takes squares of a mean over
one normal number for the mean over two:

- one normal number: the tanh-sinh rule in pieces, which are cut at 0, where the kinks are, at multiples of √q and at those of 1;
- two: Mehler's series, E f(U₁) f(U₂) = Σ aₙ² cⁿ, aₙ = E f(√q Z) Heₙ(Z)/√n!, the aₙ by Gauss-Legendre in pieces;
- relu, leaky_relu and identity: closed forms, that of the arc-cosine kernel for two normal numbers.

All but the closed forms is found twice, from q* on, with other cuts and more nodes, and the digits that agree are counted. The
series is compared with the double integral over U₁ and V, U₂ = cU₁ + √(1 - c²) V, to 19 digits after the point, for the first and
the last c and the fixed one.
"""

from mpmath import asin, binomial, exp, expm1, findroot, floor, log, log1p, log10, mp, mpf, ncdf, npdf, nstr, pi, psi, quad, sqrt, tanh
from mpmath.calculus.quadrature import GaussLegendre

mp.dps = 40
CUBIC, ROOT = mpf("0.044715"), sqrt(2 / pi)
LAMBDA, ALPHA = mpf("1.0507009873554804934193349852946"), mpf("1.6732632423543772848170429916717")
ONE = mpf(1)


def sigmoid(z):
    return 1 / (1 + exp(-z))


def bell(z):
    e = exp(-abs(z))
    return e / (1 + e) ** 2


def gelu_tanh(z):
    return z * sigmoid(2 * ROOT * (z + CUBIC * z**3))


def gelu_tanh_derivative(z):
    v = 2 * ROOT * (z + CUBIC * z**3)
    return sigmoid(v) + z * bell(v) * 2 * ROOT * (1 + 3 * CUBIC * z**2)


def elu(scale, alpha):
    return (
        lambda z: scale * z if z > 0 else scale * alpha * expm1(z),
        lambda z: scale if z > 0 else scale * alpha * exp(z),
    )


# f, f'; all analytic but for kinks at 0.
ACTIVATIONS = {
    "sigmoid": (sigmoid, bell),
    "tanh": (tanh, lambda z: 4 * bell(2 * z)),
    "elu": elu(ONE, ONE),
    "selu": elu(LAMBDA, ALPHA),
    "gelu": (lambda z: z * ncdf(z), lambda z: ncdf(z) + z * npdf(z)),
    "gelu_tanh": (gelu_tanh, gelu_tanh_derivative),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) + z * bell(z)),
    "softplus": (lambda z: log1p(exp(z)), sigmoid),
    "softsign": (lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2),
    "lecun_tanh": (lambda z: mpf("1.7159") * tanh(2 * z / 3), lambda z: mpf("1.7159") * 8 / 3 * bell(4 * z / 3)),
}
# f(z) for z < 0 is this times z; z for z > 0.
HOMOGENEOUS = {"relu": mpf(0), "leaky_relu(0.01)": mpf(0.01), "identity": ONE}

LAYERS = [
    ("sigmoid", 1.0, 1.0),
    ("sigmoid", 1.0, 0.0),
    ("sigmoid", 30.0, 1.0),
    ("sigmoid", 100.0, 1.0),
    ("sigmoid", 1000.0, 1.0),
    ("sigmoid", 10.0, 0.0),
    ("tanh", 1.3**2, 0.05**2),
    ("tanh", 2.5**2, 0.3),
    ("tanh", 0.9**2, 0.1),
    ("lecun_tanh", 1.0, 0.1),
    ("softsign", 2.0, 0.2),
    ("gelu", 1.5, 0.1),
    ("gelu_tanh", 1.5, 0.1),
    ("silu", 1.5, 0.1),
    ("elu", 1.0, 0.1),
    ("selu", 0.8, 0.1),
    ("softplus", 0.5, 0.1),
    ("relu", 1.0, 0.2),
    ("leaky_relu(0.01)", 1.2, 0.3),
    ("identity", 0.5, 0.5),
]
CRITICAL = [("sigmoid", 0.0), ("sigmoid", 1.0), ("tanh", 0.0025), ("tanh", 0.3), ("softsign", 0.1), ("lecun_tanh", 0.1)]
VARIANCES = (0.01, 1.0, 100.0)
CORRELATIONS = (-0.5, 0.0, 0.3, 0.9)
WIDTHS = (1, 2, 10, 30, 100, 1000)

# Cuts, as multiples of √q and of the scale of f, and Gauss-Legendre's number of nodes, 3·2^(degree - 1).
RULES = [
    ((0, 1, 3, 8, 16), (1, 3, 8, 20), 6),
    ((0, 0.7, 2, 4.5, 10, 18), (0.5, 2, 5, 12, 30), 7),
]


def moment(g, q, rule):
    """E g(√q Z, Z)."""
    root = sqrt(q)
    cuts = {mpf(k) for k in rule[0]} | {mpf(k) / root for k in rule[1]}
    cuts = sorted(z for z in cuts if z <= rule[0][-1])
    both = lambda z: (g(root * z, z) + g(-root * z, -z)) * exp(-z * z / 2)
    return quad(both, cuts) / sqrt(2 * pi)


class Layer:
    """Of an activation that is not homogeneous."""

    def __init__(self, name, weight_variance, bias_variance, rule):
        self.f, self.derivative = ACTIVATIONS[name]
        self.w, self.b, self.rule = mpf(weight_variance), mpf(bias_variance), rule

    def next_variance(self, q):
        return self.w * moment(lambda u, z: self.f(u) ** 2, q, self.rule) + self.b

    def slope(self, q):
        return self.w * moment(lambda u, z: self.derivative(u) ** 2, q, self.rule)

    def variance_slope(self, q):
        return self.w * moment(lambda u, z: self.f(u) * self.derivative(u) * z, q, self.rule) / sqrt(q)

    def fixed_variance(self):
        """Iterated from 1, and then by Newton's method."""
        with mp.workdps(15):
            q, before = ONE, mpf(0)
            while abs(q - before) > 1e-8 * q:
                q, before = self.next_variance(q), q
        step = q
        while abs(step) > mpf(10) ** -32 * q:
            step = (self.next_variance(q) - q) / (1 - self.variance_slope(q))
            q += step
        return q

    def series(self, q):
        """σ_w² aₙ²/q, and for n = 0 also σ_b²/q: the Taylor coefficients of next_correlation."""
        root, norm = sqrt(q), sqrt(2 * pi)
        # Heₙ oscillates: no piece is longer than 1.
        end = self.rule[0][-1]
        cuts = {mpf(k) for k in range(end + 1)} | {mpf(k) / root for k in self.rule[1]}
        even, odd = [], []
        for z, weight in nodes(sorted(z for z in cuts if z <= end), self.rule[2]):
            density = weight * exp(-z * z / 2) / norm
            right, left = self.f(root * z), self.f(-root * z)
            even.append([z, density * (right + left), ONE, mpf(0)])
            odd.append(density * (right - left))
        coefficients, n, factorial = [], 0, ONE
        # Until what is left, at most what is left of Σ aₙ² = E f², is too small at the largest c.
        rest = self.next_variance(q) - self.b
        while rest * mpf(CORRELATIONS[-1]) ** n > mpf(10) ** -33:
            a = mpf(0)
            for k, state in enumerate(even):
                z, both, he, before = state
                a += (odd[k] if n % 2 else both) * he
                # Heₙ₊₁ = z Heₙ - n Heₙ₋₁.
                state[2], state[3] = z * he - n * before, he
            square = self.w * a * a / factorial
            rest -= square
            coefficients.append((square + (self.b if n == 0 else 0)) / q)
            n += 1
            factorial *= n
        assert rest > -mpf(10) ** -30
        return coefficients

    def double_integral(self, q, c):
        """next_correlation(c) with fewer digits."""
        with mp.workdps(24):
            root, across, end = sqrt(q), sqrt(1 - c * c), 11
            steps = [mpf(k) for k in range(-end, end + 1, 2)]
            bends = [mpf(s * k) / root for k in (0, 1, 3, 8, 20) for s in (-1, 1)]
            within = lambda cuts: sorted({z for z in cuts if abs(z) <= end})
            total = mpf(0)
            for x, weight in nodes(within(steps + bends), 4):
                inner = within(steps + [(bend - c * x) / across for bend in bends])
                mean = sum(w * exp(-v * v / 2) * self.f(root * (c * x + across * v)) for v, w in nodes(inner, 4))
                total += weight * exp(-x * x / 2) * self.f(root * x) * mean
            return (self.w * total / (2 * pi) + self.b) / q


STANDARD = {}


def nodes(cuts, degree):
    """Nodes and weights of Gauss-Legendre on each piece."""
    key = degree, mp.prec
    if key not in STANDARD:
        STANDARD[key] = GaussLegendre(mp).calc_nodes(degree, mp.prec + 20)
    for low, high in zip(cuts, cuts[1:]):
        middle, half = (low + high) / 2, (high - low) / 2
        for x, w in STANDARD[key]:
            yield middle + half * x, half * w


def power_series(coefficients, c):
    """Its value and its derivative."""
    value, derivative = mpf(0), mpf(0)
    for a in reversed(coefficients):
        derivative = derivative * c + value
        value = value * c + a
    return value, derivative


def fixed_correlation(coefficients, slope):
    if slope <= 1:
        return ONE
    # The series is convex, as its coefficients are positive: from 0 on Newton's method rises to the first fixed point.
    c, step = mpf(0), ONE
    while abs(step) > mpf(10) ** -32:
        value, derivative = power_series(coefficients, c)
        step = (value - c) / (1 - derivative)
        c += step
    # The series was cut for c up to the largest of the list.
    assert 0 < c < CORRELATIONS[-1]
    return c


def layer_rows(name, weight_variance, bias_variance, rule, check):
    layer = Layer(name, weight_variance, bias_variance, rule)
    rows = {}
    for q in VARIANCES:
        rows["next_variance", repr(q)] = layer.next_variance(mpf(q))
        rows["slope", repr(q)] = layer.slope(mpf(q))
    q = layer.fixed_variance()
    slope = layer.slope(q)
    rows["fixed_variance", ""] = q
    rows["fixed_slope", ""] = slope
    rows["variance_slope", ""] = layer.variance_slope(q)
    assert abs(rows["variance_slope", ""]) < 1
    coefficients = layer.series(q)
    for c in CORRELATIONS:
        rows["next_correlation", repr(c)] = power_series(coefficients, mpf(c))[0]
    rows["fixed_correlation", ""] = fixed_correlation(coefficients, slope)
    if check:
        pairs = [(mpf(c), rows["next_correlation", repr(c)]) for c in (CORRELATIONS[0], CORRELATIONS[-1])]
        if slope > 1:
            pairs.append((rows["fixed_correlation", ""],) * 2)
        for c, value in pairs:
            assert abs(layer.double_integral(q, c) - value) < mpf(10) ** -19, (name, weight_variance, bias_variance, c)
    return rows


def homogeneous_rows(name, weight_variance, bias_variance):
    a, w, b = HOMOGENEOUS[name], mpf(weight_variance), mpf(bias_variance)
    # f(u) = αu + β|u|.
    alpha, beta = (1 + a) / 2, (1 - a) / 2
    slope = w * (1 + a * a) / 2
    rows = {}
    for q in VARIANCES:
        rows["next_variance", repr(q)] = slope * mpf(q) + b
        rows["slope", repr(q)] = slope
    q = b / (1 - slope)
    assert slope < 1
    rows["fixed_variance", ""] = q
    rows["fixed_slope", ""] = slope
    rows["variance_slope", ""] = slope
    for x in CORRELATIONS:
        c = mpf(x)
        kernel = alpha**2 * c + beta**2 * 2 / pi * (sqrt(1 - c * c) + c * asin(c))
        rows["next_correlation", repr(x)] = w * kernel + b / q
    rows["fixed_correlation", ""] = ONE
    return rows


def critical_rows(name, bias_variance, rule):
    """σ_w² = 1/E f'², with which q = E f²/E f'² + σ_b² is fixed."""
    layer = Layer(name, 1.0, 0.0, rule)
    excess = lambda q: layer.next_variance(q) / layer.slope(q) + mpf(bias_variance) - q
    grid = [mpf(10) ** (mpf(k) / 4) for k in range(-16, 17)]
    with mp.workdps(15):
        signs = [excess(q) > 0 for q in grid]
    changes = [k for k in range(len(grid) - 1) if signs[k] != signs[k + 1]]
    assert len(changes) == 1, (name, bias_variance, changes)
    q = findroot(excess, (grid[changes[0]], grid[changes[0] + 1]), solver="anderson", tol=mpf(10) ** -34, verify=False)
    w = 1 / layer.slope(q)
    # Iteration from 1 leads there.
    assert abs(Layer(name, w, bias_variance, rule).fixed_variance() / q - 1) < mpf(10) ** -30
    return {("critical_weight_std_dev", ""): sqrt(w), ("critical_variance", ""): q}


def width_rows(name, weight_variance):
    w, rows = mpf(weight_variance), {}
    for n in WIDTHS:
        scale = log(2 * w / n)
        if name == "identity":
            # |next z|²/|z|² is σ_w²/n times a χ² with n degrees of freedom.
            rows["linear_log_mean", n] = psi(0, mpf(n) / 2) + scale
            rows["linear_log_variance", n] = psi(1, mpf(n) / 2)
        else:
            # With K degrees of freedom, the number of active neurons, given that it is not 0.
            share = [binomial(n, k) / (mpf(2) ** n - 1) for k in range(1, n + 1)]
            means = [psi(0, mpf(k) / 2) for k in range(1, n + 1)]
            mean = sum(p * m for p, m in zip(share, means))
            rows["relu_log_mean", n] = mean + scale
            rows["relu_log_variance", n] = sum(p * (psi(1, mpf(k + 1) / 2) + (means[k] - mean) ** 2) for k, p in enumerate(share))
    return rows


def common_digits(a, b):
    return 25 if a == b else max(0, min(25, int(floor(-log10(abs(a - b) / abs(a))))))


def show(name, weight_variance, bias_variance, rows, again):
    for (quantity, x), value in rows.items():
        right = common_digits(value, again[quantity, x])
        print(f"{name},{weight_variance},{bias_variance},{quantity},{x},{nstr(value, 25)},{right}", flush=True)


print("activation,weight_variance,bias_variance,quantity,x,value,digits")
for name, w, b in LAYERS:
    if name in HOMOGENEOUS:
        rows = again = homogeneous_rows(name, w, b)
    else:
        again, rows = (layer_rows(name, w, b, rule, check) for rule, check in zip(RULES, (False, True)))
    show(name, repr(w), repr(b), rows, again)
for name, b in CRITICAL:
    again, rows = (critical_rows(name, b, rule) for rule in RULES)
    show(name, "", repr(b), rows, again)
for name in ("identity", "relu"):
    for w in (1.0, 2.0):
        rows = width_rows(name, w)
        show(name, repr(w), repr(0.0), rows, rows)
