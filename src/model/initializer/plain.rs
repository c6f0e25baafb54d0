//! Laws that are written out, whatever the layer.

use super::rule::{Argument, Rule};
use crate::model::ParameterLaw;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "normal",
        formula: "w ~ N(mean, std²), b = 0",
        arguments: &[Argument::required("mean"), Argument::required("std")],
        laws: |_, a| [ParameterLaw::Normal { mean: a[0], std_dev: a[1] }, ParameterLaw::Zero],
        ..PLAIN
    },
    Rule {
        name: "uniform",
        formula: "w ~ U[low, high), b = 0",
        arguments: &[Argument::required("low"), Argument::required("high")],
        laws: |_, a| [ParameterLaw::Uniform { low: a[0], high: a[1] }, ParameterLaw::Zero],
        ..PLAIN
    },
    Rule {
        name: "truncated_normal",
        formula: "w ~ N(0, std²) within bound·std, b = 0",
        arguments: &[Argument::required("std"), Argument::required("bound")],
        laws: |_, a| [ParameterLaw::TruncatedNormal { std_dev: a[0], bound: a[1] }, ParameterLaw::Zero],
        ..PLAIN
    },
    Rule {
        name: "orthogonal",
        formula: "W = gain · part of a random orthogonal matrix, b = 0",
        arguments: &[Argument::number("gain", 1.0)],
        laws: |fans, a| [fans.orthogonal(a[0]), ParameterLaw::Zero],
        ..PLAIN
    },
    Rule { name: "zero", formula: "w, b = 0", ..PLAIN },
];

const PLAIN: Rule = Rule {
    name: "",
    formula: "",
    source: "",
    own_test: "",
    arguments: &[],
    laws: |_, _| [ParameterLaw::Zero, ParameterLaw::Zero],
};
