use super::precise::exp_minus;
use super::rule::Rule;

pub(super) const TANH: Rule = Rule {
    name: "tanh",
    formula: "tanh z",
    value: |z, _| libm::tanh(z),
    derivative: |z, _| bell(2.0 * z.abs(), 0.0, 4.0),
    ..Rule::COMMON
};

/// LeCun et al. (1998), "Efficient BackProp": f(±1) = ±1, and |f″| is largest there.
pub(super) const LECUN_TANH: Rule = Rule {
    name: "lecun_tanh",
    formula: "1.7159·tanh(2z/3)",
    // Next to 0 two roundings would be two of the smallest numbers.
    value: |z, _| if z.abs() < 1e-8 { STEEPEST * z } else { 1.7159 * libm::tanh(z / 1.5) },
    derivative: |z, _| {
        // 4|z|/3 in two parts: e^−1000 of a rounded argument would have 13 digits.
        let z = z.abs();
        let x = z / 0.75;
        bell(x, (-x).mul_add(0.75, z) / 0.75, 4.0 * STEEPEST)
    },
    sup_derivative: |_| STEEPEST,
    ..Rule::COMMON
};

/// 1.7159·2/3.
const STEEPEST: f64 = 1.143_933_333_333_333_3;

/// factor·σ′(x + rest) for x ≥ 0; sech²(x/2) is 4σ′(x).
fn bell(x: f64, rest: f64, factor: f64) -> f64 {
    // 1 + e⁻⁴⁰ is 1.
    if x > 40.0 {
        return exp_minus(x, rest, factor);
    }
    let e = libm::exp(-x);
    factor * e / (1.0 + e * (2.0 + e)) * (1.0 - rest * (1.0 - e))
}
