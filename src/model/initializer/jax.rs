//! JAX's `jax.nn.initializers`, and what the layers of Flax draw without being asked.

use super::rule::{Argument, FAN, Rule, corrected, normal, uniform};
use crate::model::ParameterLaw::{self, Zero};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "jax:variance_scaling",
        formula: "w of variance scale/fan, b = 0",
        arguments: &[
            Argument::required("scale"),
            Argument { default: f64::NAN, words: &["fan_in", "fan_out", "fan_avg", "fan_geo_avg"], ..FAN },
            Argument { name: "distribution", default: f64::NAN, words: &["truncated_normal", "normal", "uniform"] },
        ],
        laws: |fans, a| {
            let std_dev = (a[0] / fans.by(a[1])).sqrt();
            [[corrected, normal, uniform][(a[2] as usize).min(2)](std_dev), Zero]
        },
        ..JAX
    },
    Rule {
        name: "jax:glorot_uniform",
        formula: "w ~ U(±√(6/(n_in + n_out))), b = 0",
        laws: |fans, _| [uniform(fans.glorot()), Zero],
        ..JAX
    },
    Rule {
        name: "jax:glorot_normal",
        formula: "w ~ N within 2 std, corrected to variance 2/(n_in + n_out), b = 0",
        laws: |fans, _| [corrected(fans.glorot()), Zero],
        ..JAX
    },
    Rule {
        name: "jax:lecun_uniform",
        formula: "w ~ U(±√(3/n_in)), b = 0",
        laws: |fans, _| [uniform(fans.root()), Zero],
        ..JAX
    },
    Rule {
        name: "jax:lecun_normal",
        formula: "w ~ N within 2 std, corrected to variance 1/n_in, b = 0",
        laws: |fans, _| [corrected(fans.root()), Zero],
        ..JAX
    },
    Rule {
        name: "jax:he_uniform",
        formula: "w ~ U(±√(6/n_in)), b = 0",
        laws: |fans, _| [uniform(fans.he()), Zero],
        ..JAX
    },
    Rule {
        name: "jax:he_normal",
        formula: "w ~ N within 2 std, corrected to variance 2/n_in, b = 0",
        laws: |fans, _| [corrected(fans.he()), Zero],
        ..JAX
    },
    Rule {
        name: "jax:xavier_uniform",
        formula: "glorot_uniform",
        laws: |fans, _| [uniform(fans.glorot()), Zero],
        ..JAX
    },
    Rule {
        name: "jax:xavier_normal",
        formula: "glorot_normal: N within 2 std, corrected",
        laws: |fans, _| [corrected(fans.glorot()), Zero],
        ..JAX
    },
    Rule { name: "jax:kaiming_uniform", formula: "he_uniform", laws: |fans, _| [uniform(fans.he()), Zero], ..JAX },
    Rule {
        name: "jax:kaiming_normal",
        formula: "he_normal: N within 2 std, corrected",
        laws: |fans, _| [corrected(fans.he()), Zero],
        ..JAX
    },
    Rule {
        name: "jax:uniform",
        formula: "w ~ U[0, scale): one side, b = 0",
        arguments: &[Argument::number("scale", 0.01)],
        laws: |_, a| [ParameterLaw::Uniform { low: 0.0, high: a[0] }, Zero],
        ..JAX
    },
    Rule {
        name: "jax:normal",
        formula: "w ~ N(0, stddev²), b = 0",
        arguments: &[Argument::number("stddev", 0.01)],
        laws: |_, a| [normal(a[0]), Zero],
        ..JAX
    },
    Rule {
        name: "jax:truncated_normal",
        formula: "w ~ N(0, stddev²) within upper·stddev (lower = −upper), not corrected, b = 0",
        arguments: &[Argument::number("stddev", 0.01), Argument::number("upper", 2.0)],
        laws: |_, a| [ParameterLaw::TruncatedNormal { std_dev: a[0], bound: a[1] }, Zero],
        ..JAX
    },
    Rule {
        name: "jax:orthogonal",
        formula: "W = scale · part of a random orthogonal matrix, b = 0",
        arguments: &[Argument::number("scale", 1.0)],
        laws: |fans, a| [fans.orthogonal(a[0]), Zero],
        ..JAX
    },
    Rule {
        name: "flax:dense",
        formula: "w ~ N within 2 std, corrected to variance 1/n_in, b = 0: lecun_normal",
        source: "flax 0.12.8, flax/linen/linear.py and flax/nnx/nn/linear.py",
        laws: |fans, _| [corrected(fans.root()), Zero],
        ..JAX
    },
];

const JAX: Rule = Rule {
    name: "",
    formula: "",
    source: "jax 0.10.2, jax/_src/nn/initializers.py",
    own_test: "no",
    arguments: &[],
    laws: |_, _| [Zero, Zero],
};
