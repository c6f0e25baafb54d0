use super::precise::exp_minus;
use super::rule::Rule;
use libm::{exp, expm1};

pub(super) const SILU: Rule = Rule {
    name: "silu",
    formula: "zσ(z)",
    value,
    derivative,
    sup_derivative: |_| 1.099_839_320_128_867,
    turns: &[-STEEPEST, ZERO[0], STEEPEST],
    ..Rule::COMMON
};

/// Where f′ is largest, and the negative of where it is least: f′(z) + f′(−z) = 1.
const STEEPEST: f64 = 2.399_357_280_515_467_5;
/// The zero z₀ of f′, in two parts.
const ZERO: [f64; 2] = [-1.278_464_542_761_073_7, -1.094_699_418_309_343_7e-16];
/// e^z₀ = −1 − z₀.
const EXP_ZERO: f64 = 0.278_464_542_761_073_8;

fn value(z: f64, _: f64) -> f64 {
    if z >= 0.0 {
        z / (1.0 + exp(-z))
    } else if z < -40.0 {
        exp_minus(-z, 0.0, z)
    } else {
        let e = exp(z);
        z * e / (1.0 + e)
    }
}

/// f′(z) = σ(z)(1 + zσ(−z)) = eᶻ(1 + z + eᶻ)/(1 + eᶻ)².
///
/// With h = z − z₀ the numerator 1 + z + eᶻ is h + e^z₀(eʰ − 1), of one sign: nothing cancels, neither beside z₀ nor far from it.
fn derivative(z: f64, _: f64) -> f64 {
    if z >= 0.0 {
        // From 800 on e⁻ᶻ is 0, and times ∞ no number.
        let z = z.min(800.0);
        let e = exp(-z);
        return (1.0 + e * (1.0 + z)) / ((1.0 + e) * (1.0 + e));
    }
    let h = (z - ZERO[0]) - ZERO[1];
    let numerator = h + EXP_ZERO * expm1(h);
    if z < -40.0 {
        return exp_minus(-z, 0.0, numerator);
    }
    let e = exp(z);
    numerator * e / (1.0 + e * (2.0 + e))
}
