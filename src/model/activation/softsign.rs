use super::rule::Rule;

pub(super) const SOFTSIGN: Rule = Rule {
    name: "softsign",
    formula: "z / (1 + |z|)",
    value: |z, _| if z.is_infinite() { 1f64.copysign(z) } else { z / (1.0 + z.abs()) },
    derivative: |z, _| {
        // The square of the denominator would overflow where that of its inverse is still a number.
        let inverse = 1.0 / (1.0 + z.abs());
        inverse * inverse
    },
    kinks: &[0.0],
    ..Rule::COMMON
};
