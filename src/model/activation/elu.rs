use super::precise::exp_minus;
use super::rule::Rule;

pub(super) const ELU: Rule = Rule {
    name: "elu",
    formula: "z for z > 0, else eᶻ − 1",
    value: |z, _| if z > 0.0 { z } else { libm::expm1(z) },
    derivative: |z, _| if z > 0.0 { 1.0 } else { libm::exp(z) },
    kinks: &[0.0],
    ..Rule::COMMON
};

/// Klambauer et al. (2017), "Self-normalizing neural networks".
pub(super) const SELU: Rule = Rule {
    name: "selu",
    formula: "λz for z > 0, else λα(eᶻ − 1); λ = 1.0507…, α = 1.6732…",
    value: |z, _| if z > 0.0 { LAMBDA * z } else { LAMBDA_ALPHA * libm::expm1(z) },
    derivative: |z, _| if z > 0.0 { LAMBDA } else { exp_minus(-z, 0.0, LAMBDA_ALPHA) },
    sup_derivative: |_| LAMBDA_ALPHA,
    kinks: &[0.0],
    ..Rule::COMMON
};

/// λ = 1.0507009873554804934193349852946.
const LAMBDA: f64 = 1.050_700_987_355_480_5;
/// λα, α = 1.6732632423543772848170429916717.
const LAMBDA_ALPHA: f64 = 1.758_099_340_847_376_9;
