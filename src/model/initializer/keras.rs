//! Keras: as it is now, and where the same name meant another law before, or means one in TensorFlow.js.

use super::rule::{Argument, FAN, Rule, corrected, normal, uniform};
use crate::model::ParameterLaw::{self, Zero};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "keras:glorot_uniform",
        formula: "w ~ U(±√(6/(n_in + n_out))), b = 0",
        laws: |fans, _| [uniform(fans.glorot()), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:glorot_normal",
        formula: "w ~ N within 2 std, corrected to variance 2/(n_in + n_out), b = 0",
        laws: |fans, _| [corrected(fans.glorot()), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:he_uniform",
        formula: "w ~ U(±√(6/n_in)), b = 0",
        laws: |fans, _| [uniform(fans.he()), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:he_normal",
        formula: "w ~ N within 2 std, corrected to variance 2/n_in, b = 0",
        laws: |fans, _| [corrected(fans.he()), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:lecun_uniform",
        formula: "w ~ U(±√(3/n_in)), b = 0",
        laws: |fans, _| [uniform(fans.root()), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:lecun_normal",
        formula: "w ~ N within 2 std, corrected to variance 1/n_in, b = 0",
        laws: |fans, _| [corrected(fans.root()), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:variance_scaling",
        formula: "w of variance scale/fan, b = 0; the default distribution is N within 2 std, corrected",
        own_test: "partly: |std − target| ≤ 0.1",
        arguments: &[
            Argument::number("scale", 1.0),
            FAN,
            Argument {
                name: "distribution",
                default: 0.0,
                words: &["truncated_normal", "untruncated_normal", "uniform", "normal"],
            },
        ],
        laws: |fans, a| {
            let std_dev = (a[0] / fans.by(a[1])).sqrt();
            [[corrected, normal, uniform, corrected][(a[2] as usize).min(3)](std_dev), Zero]
        },
        ..KERAS
    },
    Rule {
        name: "keras:random_normal",
        formula: "w ~ N(0, stddev²), b = 0",
        own_test: "partly: |std − 1| ≤ 0.1",
        arguments: STDDEV,
        laws: |_, a| [normal(a[0]), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:random_uniform",
        formula: "w ~ U[minval, maxval), b = 0",
        own_test: "partly: the range",
        arguments: &[Argument::number("minval", -0.05), Argument::number("maxval", 0.05)],
        laws: |_, a| [ParameterLaw::Uniform { low: a[0], high: a[1] }, Zero],
        ..KERAS
    },
    Rule {
        name: "keras:truncated_normal",
        formula: "w ~ N(0, stddev²) within 2 stddev, not corrected, b = 0",
        arguments: STDDEV,
        laws: |_, a| [cut(a[0]), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:orthogonal",
        formula: "W = gain · part of a random orthogonal matrix, b = 0",
        own_test: "partly: that it is orthogonal",
        arguments: &[Argument::number("gain", 1.0)],
        laws: |fans, a| [fans.orthogonal(a[0]), Zero],
        ..KERAS
    },
    Rule {
        name: "keras:dense",
        formula: "w ~ U(±√(6/(n_in + n_out))), b = 0: glorot_uniform",
        source: "keras 3.15.1, keras/src/layers/core/dense.py",
        laws: |fans, _| [uniform(fans.glorot()), Zero],
        ..KERAS
    },
    Rule {
        name: "keras-2.1:glorot_normal",
        formula: "w ~ N(0, 2/(n_in + n_out)) within 2 std, not corrected, b = 0",
        laws: |fans, _| [cut(fans.glorot()), Zero],
        ..KERAS_2_1
    },
    Rule {
        name: "keras-2.1:he_normal",
        formula: "w ~ N(0, 2/n_in) within 2 std, not corrected, b = 0",
        laws: |fans, _| [cut(fans.he()), Zero],
        ..KERAS_2_1
    },
    Rule {
        name: "keras-2.1:lecun_normal",
        formula: "w ~ N(0, 1/n_in) within 2 std, not corrected, b = 0",
        laws: |fans, _| [cut(fans.root()), Zero],
        ..KERAS_2_1
    },
    Rule {
        name: "keras-1:glorot_normal",
        formula: "w ~ N(0, 2/(n_in + n_out)), b = 0",
        laws: |fans, _| [normal(fans.glorot()), Zero],
        ..KERAS_1
    },
    Rule {
        name: "keras-1:he_normal",
        formula: "w ~ N(0, 2/n_in), b = 0",
        laws: |fans, _| [normal(fans.he()), Zero],
        ..KERAS_1
    },
    Rule {
        name: "keras-1:orthogonal",
        formula: "W = 1.1 · part of a random orthogonal matrix, b = 0",
        laws: |fans, _| [fans.orthogonal(1.1), Zero],
        ..KERAS_1
    },
    Rule {
        name: "tfjs:glorot_normal",
        formula: "w ~ N(0, 2/(n_in + n_out)) within 2 std, not corrected, b = 0",
        laws: |fans, _| [cut(fans.glorot()), Zero],
        ..TFJS
    },
    Rule {
        name: "tfjs:he_normal",
        formula: "w ~ N(0, 2/n_in) within 2 std, not corrected, b = 0",
        laws: |fans, _| [cut(fans.he()), Zero],
        ..TFJS
    },
    Rule {
        name: "tfjs:lecun_normal",
        formula: "w ~ N(0, 1/n_in) within 2 std, not corrected, b = 0",
        laws: |fans, _| [cut(fans.root()), Zero],
        ..TFJS
    },
];

const KERAS: Rule = Rule {
    name: "",
    formula: "",
    source: "keras 3.15.1, keras/src/initializers/random_initializers.py",
    own_test: "no",
    arguments: &[],
    laws: |_, _| [Zero, Zero],
};

const KERAS_2_1: Rule = Rule { source: "Keras 2.0.0 to 2.1.6, keras/initializers.py", ..KERAS };
const KERAS_1: Rule = Rule { source: "Keras 1.2.2, keras/initializations.py", ..KERAS };
const TFJS: Rule = Rule {
    source: "tfjs-layers 4.22.0, dist/initializers.js",
    own_test: "partly: the range, and that variances fall",
    ..KERAS
};

const STDDEV: &[Argument] = &[Argument::number("stddev", 0.05)];

/// N(0, std²) within two of these standard deviations.
fn cut(std_dev: f64) -> ParameterLaw {
    ParameterLaw::TruncatedNormal { std_dev, bound: 2.0 }
}
