//! The grid of neurons in which the mistakes of initializers are made.

use saturation::experiments::{Grid, Inputs};
use saturation::model::Activation;

/// One initializer for each mistake, of a layer narrower than its input, and activations of which each sees another side.
pub fn of_mutants() -> Grid {
    let names = ["torch:kaiming_normal", "keras:he_normal", "torch:linear", "orthogonal", "scaled"];
    Grid {
        initializers: names.map(|name| name.parse().expect("a name")).to_vec(),
        activations: vec![Activation::TANH, Activation::RELU, Activation::GELU],
        fan_ins: vec![64],
        fan_out: Some(16),
        bias: None,
        gain: 1.0,
        depth: None,
        inputs: Inputs::HalfOnes,
        threshold: None,
    }
}
