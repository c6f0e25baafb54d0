//! The rules that the article speaks of, as meant and as its code prints them.

use super::rule::{Fans, Rule};
use crate::model::ParameterLaw;

pub(super) const RULES: &[Rule] = &[LARGE, SCALED, SCALED_UNIT_BIAS, SCALED_SMALL_BIAS, AS_PRINTED, LARGE_AS_PRINTED];

const UNIT: ParameterLaw = ParameterLaw::normal(1.0);

/// N(0, 1/fan_in).
fn scaled(fans: Fans) -> ParameterLaw {
    ParameterLaw::normal(fans.root())
}

/// N(0, 1/fan_out²).
fn shared(fans: Fans) -> ParameterLaw {
    ParameterLaw::normal(1.0 / fans.fan_out as f64)
}

pub(super) const LARGE: Rule = Rule {
    name: "large",
    formula: "w, b ~ N(0, 1)",
    source: "",
    own_test: "",
    arguments: &[],
    laws: |_, _| [UNIT, UNIT],
};

pub(super) const SCALED: Rule = Rule {
    name: "scaled",
    formula: "w ~ N(0, 1)/√n_in, b = 0",
    laws: |fans, _| [scaled(fans), ParameterLaw::Zero],
    ..LARGE
};

pub(super) const SCALED_UNIT_BIAS: Rule = Rule {
    name: "scaled-unit-bias",
    formula: "w ~ N(0, 1)/√n_in, b ~ N(0, 1)",
    laws: |fans, _| [scaled(fans), UNIT],
    ..LARGE
};

pub(super) const SCALED_SMALL_BIAS: Rule = Rule {
    name: "scaled-small-bias",
    formula: "w ~ N(0, 1)/√n_in, b ~ N(0, 1)/n_out: default_weight_init as meant",
    laws: |fans, _| [scaled(fans), shared(fans)],
    ..LARGE
};

pub(super) const AS_PRINTED: Rule = Rule {
    name: "as-printed",
    formula: "w ~ U[0, 1)/√n_in, b ~ N(0, 1)/n_out: default_weight_init as printed",
    laws: |fans, _| [ParameterLaw::Uniform { low: 0.0, high: fans.root() }, shared(fans)],
    ..LARGE
};

const LARGE_AS_PRINTED: Rule = Rule {
    name: "large-as-printed",
    formula: "w ~ N(0, 1)/√n_in, b ~ N(0, 1): large_weight_init as printed",
    ..SCALED_UNIT_BIAS
};
