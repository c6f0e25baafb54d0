//! The frameworks of Rust: Burn and candle.

use super::rule::{Argument, Rule, normal, uniform};
use crate::model::ParameterLaw::Zero;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "burn:kaiming_uniform",
        formula: "w ~ U(±gain·√(3/fan)), b = 0",
        arguments: KAIMING,
        laws: |fans, a| [uniform(a[0] / fans.by(a[1]).sqrt()), Zero],
        ..BURN
    },
    Rule {
        name: "burn:kaiming_normal",
        formula: "w ~ N(0, gain²/fan), b = 0",
        own_test: "partly: |variance − 0.004| ≤ 0.1",
        arguments: KAIMING,
        laws: |fans, a| [normal(a[0] / fans.by(a[1]).sqrt()), Zero],
        ..BURN
    },
    Rule {
        name: "burn:xavier_uniform",
        formula: "w ~ U(±gain·√(6/(n_in + n_out))), b = 0",
        arguments: GAIN,
        laws: |fans, a| [uniform(a[0] / fans.average().sqrt()), Zero],
        ..BURN
    },
    Rule {
        name: "burn:xavier_normal",
        formula: "w ~ N(0, gain²·2/(n_in + n_out)), b = 0",
        own_test: "partly: |variance − 0.0079| ≤ 0.1",
        arguments: GAIN,
        laws: |fans, a| [normal(a[0] / fans.average().sqrt()), Zero],
        ..BURN
    },
    Rule {
        name: "burn:orthogonal",
        formula: "W = gain · part of a random orthogonal matrix, b = 0",
        own_test: "partly: that it is orthogonal to 0.1",
        arguments: GAIN,
        laws: |fans, a| [fans.orthogonal(a[0]), Zero],
        ..BURN
    },
    Rule {
        name: "burn:linear",
        formula: "w, b ~ U(±1/√n_in): KaimingUniform with gain 1/√3",
        source: "burn-nn 0.22.1, modules/linear.rs",
        own_test: "partly: the range, 25 values",
        laws: |fans, _| [uniform(fans.root() / 3f64.sqrt()); 2],
        ..BURN
    },
    Rule {
        name: "candle:kaiming_uniform",
        formula: "w ~ U(±√(6/n_in)), b = 0: DEFAULT_KAIMING_UNIFORM",
        laws: |fans, _| [uniform(fans.he()), Zero],
        ..CANDLE
    },
    Rule {
        name: "candle:kaiming_normal",
        formula: "w ~ N(0, 2/n_in), b = 0: DEFAULT_KAIMING_NORMAL",
        laws: |fans, _| [normal(fans.he()), Zero],
        ..CANDLE
    },
    Rule {
        name: "candle:linear",
        formula: "w ~ N(0, 2/n_in), b ~ U(±1/√n_in)",
        source: "candle-nn 0.11.1, src/linear.rs",
        laws: |fans, _| [normal(fans.he()), uniform(fans.root() / 3f64.sqrt())],
        ..CANDLE
    },
];

const BURN: Rule = Rule {
    name: "",
    formula: "",
    source: "burn-nn 0.22.1, burn-core's initializer.rs",
    own_test: "partly: the range",
    arguments: &[],
    laws: |_, _| [Zero, Zero],
};

const CANDLE: Rule = Rule { source: "candle-nn 0.11.1, src/init.rs", own_test: "no", ..BURN };

const GAIN: &[Argument] = &[Argument::number("gain", 1.0)];

const KAIMING: &[Argument] = &[
    // The enum has no default; √2 is what its users give for relu.
    Argument::number("gain", std::f64::consts::SQRT_2),
    Argument { name: "fan_out_only", default: 0.0, words: &["false", "true"] },
];
