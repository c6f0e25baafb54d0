//! The article's neuron under the initializers that it speaks of.

use crate::experiments::Case;
use crate::model::{Fans, Initializer, ParameterLaw};

/// The inputs of the article's example, half of which are 1.
pub const FAN_IN: usize = 1000;

/// The neurons of the article's hidden layer, by which its code divides the bias.
pub const HIDDEN: usize = 30;

/// The first neuron of a layer with this many inputs, half of them 1, under an initializer.
pub fn case(name: &'static str, trials: u64, initializer: Initializer, fan_in: usize) -> Case {
    let [weights, biases] = initializer.laws(Fans { fan_in, fan_out: HIDDEN });
    Case { name, trials, active: fan_in / 2, zero: fan_in - fan_in / 2, weights, biases }
}

/// w, b ~ N(0, 1).
///
/// The number of trials is what it takes to tell √501 from √500; a test holds it to that.
pub fn large() -> Case {
    case("large", 45_000_000, Initializer::LARGE, FAN_IN)
}

/// The same with 10 inputs: few enough that each term of z shows in its spread.
pub fn small() -> Case {
    case("small", 1_000_000, Initializer::LARGE, 10)
}

/// One weight, seen through one active input and no bias: z = w.
pub fn weight() -> Case {
    Case { name: "weight", trials: 1_000_000, active: 1, zero: 0, biases: ParameterLaw::Zero, ..large() }
}

/// w ~ N(0, 1/n_in), b = 0.
pub fn scaled() -> Case {
    case("scaled", 1_000_000, Initializer::SCALED, FAN_IN)
}

/// w ~ N(0, 1/n_in), b ~ N(0, 1): the remedy with the bias left in, and `large_weight_init` as the article prints it.
pub fn scaled_unit_bias() -> Case {
    case("scaled_unit_bias", 1_000_000, Initializer::SCALED_UNIT_BIAS, FAN_IN)
}

/// w ~ N(0, 1/n_in), b ~ N(0, 1)/30.
pub fn scaled_small_bias() -> Case {
    case("scaled_small_bias", 1_000_000, Initializer::SCALED_SMALL_BIAS, FAN_IN)
}

/// `default_weight_init` as the article prints it: w uniform on [0, 1)/√n_in, b ~ N(0, 1)/30.
pub fn default_as_printed() -> Case {
    case("default_as_printed", 1_000_000, Initializer::AS_PRINTED, FAN_IN)
}
