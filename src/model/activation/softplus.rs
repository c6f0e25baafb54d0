use super::rule::Rule;
use libm::{exp, log1p};
use saturation_kernel::sigmoid;

pub(super) const SOFTPLUS: Rule = Rule {
    name: "softplus",
    formula: "ln(1 + eᶻ)",
    // z + ln(1 + e⁻ᶻ) where eᶻ would overflow.
    value: |z, _| z.max(0.0) + log1p(exp(-z.abs())),
    derivative: |z, _| sigmoid::value(z),
    turns: &[],
    ..Rule::COMMON
};
