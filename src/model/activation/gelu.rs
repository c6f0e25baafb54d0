use super::precise::exp_minus;
use super::rule::Rule;
use libm::{erfc, exp};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, SQRT_2};

pub(super) const GELU: Rule = Rule {
    name: "gelu",
    formula: "zΦ(z), Φ the standard normal CDF",
    value,
    derivative,
    sup_derivative: |_| 1.128_904_145_185_154_8,
    turns: &[-SQRT_2, ZERO[0], SQRT_2],
    ..Rule::COMMON
};

/// The zero z₀ of f′, in two parts.
const ZERO: [f64; 2] = [-0.751_791_524_693_564_5, 1.495_675_917_700_988_3e-17];
/// φ(z₀).
const DENSITY_AT_ZERO: f64 = 0.300_732_599_896_975_3;
/// φ(0) = 1/√(2π).
const PEAK: f64 = 0.398_942_280_401_432_7;
/// 1/√2, in two parts.
const ROOT: [f64; 2] = [FRAC_1_SQRT_2, -4.833_646_656_726_457e-17];
/// Below this z tails come from their series, for Φ gets smaller than numbers with all digits.
const FAR: f64 = -20.0;

/// z²/2 in two parts.
fn half_square(z: f64) -> [f64; 2] {
    let square = z * z;
    [0.5 * square, 0.5 * z.mul_add(z, -square)]
}

/// φ(z), for |z| < 38.
fn density(z: f64) -> f64 {
    let [x, rest] = half_square(z);
    PEAK * exp(-x) * (1.0 - rest)
}

/// Φ(z) = ½ erfc(−z/√2); −z/√2 is rounded, which the slope of erfc makes good.
fn cdf(z: f64) -> f64 {
    let x = -z * ROOT[0];
    let rest = (-z).mul_add(ROOT[0], -x) - z * ROOT[1];
    0.5 * (erfc(x) - rest * FRAC_2_SQRT_PI * exp(-x * x))
}

/// 1 − |z|Φ(z)/φ(z) times z², for z ≤ −20: 1 − 3/z²·(1 − 5/z²·(…)); eight terms leave less than 1e-17.
fn series(inverse_square: f64) -> f64 {
    (1..=8).rev().fold(1.0, |sum, k| 1.0 - f64::from(2 * k + 1) * inverse_square * sum)
}

fn value(z: f64, _: f64) -> f64 {
    if z > 40.0 {
        return z;
    }
    if z > FAR {
        return z * cdf(z);
    }
    // zΦ(z) = −φ(z)(1 − 1/z² + …).
    let [x, rest] = half_square(z);
    let inverse_square = 1.0 / (z * z);
    exp_minus(x, rest, -PEAK * (1.0 - inverse_square * series(inverse_square)))
}

/// f′(z) = Φ(z) + zφ(z).
fn derivative(z: f64, _: f64) -> f64 {
    if z > 40.0 {
        return 1.0;
    }
    if z <= FAR {
        // zφ(z)(1 − 1/z² + …), for Φ(z) = −φ(z)/z·(1 − 1/z² + …).
        let [x, rest] = half_square(z);
        let inverse_square = 1.0 / (z * z);
        let tail = inverse_square * (1.0 - inverse_square * series(inverse_square));
        return exp_minus(x, rest, PEAK * z * (1.0 - tail));
    }
    if (-1.5..=-0.3).contains(&z) {
        let h = (z - ZERO[0]) - ZERO[1];
        return h * TAYLOR.iter().rev().fold(0.0, |sum, c| sum * h + c);
    }
    cdf(z) + z * density(z)
}

/// f′(z₀ + h)/h = Σ cₙhⁿ, for where the sum Φ + zφ cancels: |h| ≤ 3/4, and what is left out is below 1e-18 of the sum.
const TAYLOR: [f64; 28] = {
    let (z, mut c) = (ZERO[0], [0.0; 28]);
    // φ(z₀ + h) = Σ aₙhⁿ: φ′ = −zφ gives (n + 1)aₙ₊₁ = −z₀aₙ − aₙ₋₁; and f″ = (2 − z²)φ.
    let mut a = [0.0, 0.0, DENSITY_AT_ZERO];
    let mut n = 0;
    while n < c.len() {
        let after = (n + 1) as f64;
        c[n] = ((2.0 - z * z) * a[2] - 2.0 * z * a[1] - a[0]) / after;
        a = [a[1], a[2], (-z * a[2] - a[1]) / after];
        n += 1;
    }
    c
};
