use super::{ModelError, ParameterLaw, Parameters};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::fmt;

/// A rule that gives each layer the laws of its parameters, from its numbers of inputs and of neurons.
///
/// The registry is [`Initializer::ALL`]: a new one is a constant here, and its place in that list.
///
/// ```
/// use saturation::model::Initializer;
/// let printed = Initializer::named("as-printed").ok_or("no such initializer")?.parameters(1000, 30)?;
/// assert_eq!(printed.weights().mean(), 0.5 / 1000f64.sqrt()); // uniform on [0, 1)/√1000, not normal
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Initializer {
    /// Its name, as the command line takes it.
    pub name: &'static str,
    /// The laws of weights and biases, in a line.
    pub formula: &'static str,
    /// The laws of weights and biases from fan_in and fan_out, both at least 1.
    pub laws: fn(f64, f64) -> [ParameterLaw; 2],
}

const UNIT: ParameterLaw = ParameterLaw::normal(1.0);

/// N(0, 1/fan_in).
fn scaled(fan_in: f64) -> ParameterLaw {
    ParameterLaw::normal(1.0 / fan_in.sqrt())
}

/// N(0, 1/fan_out²).
fn shared(fan_out: f64) -> ParameterLaw {
    ParameterLaw::normal(1.0 / fan_out)
}

impl Initializer {
    /// w, b ~ N(0, 1).
    pub const LARGE: Self = Self { name: "large", formula: "w, b ~ N(0, 1)", laws: |_, _| [UNIT, UNIT] };

    /// w ~ N(0, 1/fan_in), b = 0.
    pub const SCALED: Self = Self {
        name: "scaled",
        formula: "w ~ N(0, 1)/√n_in, b = 0",
        laws: |fan_in, _| [scaled(fan_in), ParameterLaw::Zero],
    };

    /// w ~ N(0, 1/fan_in), b ~ N(0, 1).
    pub const SCALED_UNIT_BIAS: Self = Self {
        name: "scaled-unit-bias",
        formula: "w ~ N(0, 1)/√n_in, b ~ N(0, 1)",
        laws: |fan_in, _| [scaled(fan_in), UNIT],
    };

    /// w ~ N(0, 1/fan_in), b ~ N(0, 1)/fan_out: the article's `default_weight_init`, as meant.
    pub const SCALED_SMALL_BIAS: Self = Self {
        name: "scaled-small-bias",
        formula: "w ~ N(0, 1)/√n_in, b ~ N(0, 1)/n_out: default_weight_init as meant",
        laws: |fan_in, fan_out| [scaled(fan_in), shared(fan_out)],
    };

    /// w ~ uniform on [0, 1)/√fan_in, b ~ N(0, 1)/fan_out: the article's `default_weight_init`, as printed.
    pub const AS_PRINTED: Self = Self {
        name: "as-printed",
        formula: "w ~ U[0, 1)/√n_in, b ~ N(0, 1)/n_out: default_weight_init as printed",
        laws: |fan_in, fan_out| [ParameterLaw::Uniform { low: 0.0, high: 1.0 / fan_in.sqrt() }, shared(fan_out)],
    };

    /// w ~ N(0, 1/fan_in), b ~ N(0, 1): the article's `large_weight_init`, as printed.
    pub const LARGE_AS_PRINTED: Self = Self {
        name: "large-as-printed",
        formula: "w ~ N(0, 1)/√n_in, b ~ N(0, 1): large_weight_init as printed",
        ..Self::SCALED_UNIT_BIAS
    };

    /// Every initializer that has a name.
    pub const ALL: [Self; 6] = [
        Self::LARGE,
        Self::SCALED,
        Self::SCALED_UNIT_BIAS,
        Self::SCALED_SMALL_BIAS,
        Self::AS_PRINTED,
        Self::LARGE_AS_PRINTED,
    ];

    /// The initializer of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|initializer| initializer.name == name)
    }

    /// The laws of a layer of `fan_out` neurons that read `fan_in` inputs; an error if either is 0.
    pub fn parameters(self, fan_in: usize, fan_out: usize) -> Result<Parameters, ModelError> {
        if fan_in == 0 || fan_out == 0 {
            return Err(ModelError::NoInput);
        }
        let [weights, biases] = (self.laws)(fan_in as f64, fan_out as f64);
        Parameters::new(weights, biases)
    }
}

impl fmt::Debug for Initializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Initializer {
    /// Names are unique.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Serialize for Initializer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl<'de> Deserialize<'de> for Initializer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| D::Error::custom(format!("{name}: no initializer has this name")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_initializer_is_found_by_its_name_and_gives_every_layer_its_laws() {
        for initializer in Initializer::ALL {
            assert_eq!(Initializer::named(initializer.name), Some(initializer));
            assert!(initializer.parameters(1, 1).is_ok() && initializer.parameters(0, 1).is_err());
        }
        assert_eq!(Initializer::named("Large"), None);
        assert_eq!(Initializer::LARGE.parameters(7, 3), Parameters::new(UNIT, UNIT));
        assert_eq!(
            Initializer::SCALED.parameters(4, 3),
            Parameters::new(ParameterLaw::normal(0.5), ParameterLaw::Zero)
        );
    }
}
