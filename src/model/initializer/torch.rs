//! PyTorch's `torch.nn.init`, and what its layers draw without being asked.

use super::rule::{Argument, FAN, Fans, Rule, normal, uniform};
use crate::model::ParameterLaw::{self, Zero};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "torch:xavier_uniform",
        formula: "w ~ U(±gain·√(6/(n_in + n_out))), b = 0",
        arguments: GAIN,
        laws: |fans, a| [uniform(a[0] / fans.average().sqrt()), Zero],
        ..INIT
    },
    Rule {
        name: "torch:xavier_normal",
        formula: "w ~ N(0, gain²·2/(n_in + n_out)), b = 0",
        arguments: GAIN,
        laws: |fans, a| [normal(a[0] / fans.average().sqrt()), Zero],
        ..INIT
    },
    Rule {
        name: "torch:kaiming_uniform",
        formula: "w ~ U(±gain·√(3/fan)), b = 0; gain = √2, fan = n_in unless given",
        arguments: KAIMING,
        laws: |fans, a| [uniform(kaiming(fans, a)), Zero],
        ..INIT
    },
    Rule {
        name: "torch:kaiming_normal",
        formula: "w ~ N(0, gain²/fan), b = 0; gain = √2, fan = n_in unless given",
        arguments: KAIMING,
        laws: |fans, a| [normal(kaiming(fans, a)), Zero],
        ..INIT
    },
    Rule {
        name: "torch:trunc_normal",
        formula: "w ~ N(0, std²) within ±b, both absolute (a = −b), not corrected, b = 0",
        arguments: &[Argument::number("std", 1.0), Argument::number("b", 2.0)],
        laws: |_, a| [ParameterLaw::TruncatedNormal { std_dev: a[0], bound: a[1] / a[0] }, Zero],
        ..INIT
    },
    Rule {
        name: "torch:orthogonal",
        formula: "W = gain · part of a random orthogonal matrix, b = 0",
        own_test: "partly: that it is orthogonal",
        arguments: GAIN,
        laws: |fans, a| [fans.orthogonal(a[0]), Zero],
        ..INIT
    },
    Rule {
        name: "torch:linear",
        formula: "w, b ~ U(±1/√n_in): kaiming_uniform with a = √5",
        source: "torch 2.15.0, torch/nn/modules/linear.py",
        own_test: "no",
        laws: |fans, _| [uniform(fans.root() / 3f64.sqrt()); 2],
        ..INIT
    },
    Rule {
        name: "torch:conv",
        formula: "w, b ~ U(±1/√n_in), n_in with the kernel's places",
        source: "torch 2.15.0, torch/nn/modules/conv.py",
        own_test: "no",
        laws: |fans, _| [uniform(fans.root() / 3f64.sqrt()); 2],
        ..INIT
    },
];

const INIT: Rule = Rule {
    name: "",
    formula: "",
    source: "torch 2.15.0, torch/nn/init.py",
    own_test: "yes: Kolmogorov and Smirnov, p > 1e−4",
    arguments: &[],
    laws: |_, _| [Zero, Zero],
};

const GAIN: &[Argument] = &[Argument::number("gain", 1.0)];

const KAIMING: &[Argument] = &[
    Argument::number("a", 0.0),
    Argument { words: &["fan_in", "fan_out"], ..FAN },
    Argument {
        name: "nonlinearity",
        default: 0.0,
        words: &["leaky_relu", "relu", "tanh", "selu", "linear", "sigmoid"],
    },
];

/// gain/√fan, the gain as `calculate_gain` has it.
fn kaiming(fans: Fans, a: &[f64; 4]) -> f64 {
    let gain = match a[2] as usize {
        0 => (2.0 / (1.0 + a[0] * a[0])).sqrt(),
        1 => 2f64.sqrt(),
        2 => 5.0 / 3.0,
        3 => 0.75,
        _ => 1.0,
    };
    gain / fans.by(a[1]).sqrt()
}
