use super::rule::Rule;

pub(super) const RELU: Rule = Rule {
    name: "relu",
    formula: "max(z, 0)",
    value: |z, _| if z <= 0.0 { 0.0 } else { z },
    derivative: |z, _| slope(z, 0.0),
    kinks: &[0.0],
    ..Rule::COMMON
};

pub(super) const LEAKY_RELU: Rule = Rule {
    name: "leaky_relu",
    formula: "z for z > 0, else az",
    parameter: Some(0.01),
    value: |z, a| if z <= 0.0 { a * z } else { z },
    derivative: slope,
    sup_derivative: |a| a.abs().max(1.0),
    kinks: &[0.0],
    ..Rule::COMMON
};

pub(super) const IDENTITY: Rule = Rule {
    name: "identity",
    formula: "z",
    value: |z, _| z,
    derivative: |z, _| slope(z, 1.0),
    turns: &[],
    ..Rule::COMMON
};

/// 1 on the right, a on the left.
fn slope(z: f64, a: f64) -> f64 {
    if z <= 0.0 {
        a
    } else if z > 0.0 {
        1.0
    } else {
        f64::NAN
    }
}
