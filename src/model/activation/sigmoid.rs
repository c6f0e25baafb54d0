use super::rule::Rule;
use libm::{log, log1p};
use saturation_kernel::sigmoid;

pub(super) const SIGMOID: Rule = Rule {
    name: "sigmoid",
    formula: "σ(z) = 1 / (1 + e⁻ᶻ)",
    value: |z, _| sigmoid::value(z),
    // e^−|z| / (1 + e^−|z|)², which keeps its relative precision where 1 − σ(z) would cancel.
    derivative: |z, _| sigmoid::derivative(z),
    vectors: Some([sigmoid::values, sigmoid::derivatives]),
    sup_derivative: |_| 0.25,
    edge: Some(edge),
    ..Rule::COMMON
};

/// The z > 0 with σ′(z) = τ: ln((1 + r)/(1 − r)), r = √(1 − 4τ).
fn edge(tau: f64) -> f64 {
    // (1 + r)/(1 − r) − 1 = 2r/(1 − r) = r(1 + r)/2τ, because 1 − r² = 4τ: nothing cancels, at either end.
    let r = (1.0 - 4.0 * tau).sqrt();
    // A τ so small that this overflows has r = 1, and z = ln(1/τ).
    if tau < 1e-290 { -log(tau) } else { log1p(r * (1.0 + r) / (2.0 * tau)) }
}
