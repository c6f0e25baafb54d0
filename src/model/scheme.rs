use super::{Initializer, ModelError, ParameterLaw};

/// A named rule that gives each layer its [`Initializer`], from its numbers of inputs and of neurons.
///
/// ```
/// use saturation::model::Scheme;
/// let printed = Scheme::named("as-printed").ok_or("no such scheme")?.initializer(1000, 30)?;
/// assert_eq!(printed.weights().mean(), 0.5 / 1000f64.sqrt()); // uniform on [0, 1)/√1000, not normal
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// w, b ~ N(0, 1).
    Large,
    /// w ~ N(0, 1/fan_in), b = 0.
    Scaled,
    /// w ~ N(0, 1/fan_in), b ~ N(0, 1).
    ScaledUnitBias,
    /// w ~ N(0, 1/fan_in), b ~ N(0, 1)/fan_out: the article's `default_weight_init`, as meant.
    ScaledSmallBias,
    /// w ~ uniform on [0, 1)/√fan_in, b ~ N(0, 1)/fan_out: the article's `default_weight_init`, as printed.
    AsPrinted,
    /// w ~ N(0, 1/fan_in), b ~ N(0, 1): the article's `large_weight_init`, as printed.
    LargeAsPrinted,
}

impl Scheme {
    /// Every scheme that has a name.
    pub const ALL: [Self; 6] =
        [Self::Large, Self::Scaled, Self::ScaledUnitBias, Self::ScaledSmallBias, Self::AsPrinted, Self::LargeAsPrinted];

    /// The scheme of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// Its name, as the command line takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Scaled => "scaled",
            Self::ScaledUnitBias => "scaled-unit-bias",
            Self::ScaledSmallBias => "scaled-small-bias",
            Self::AsPrinted => "as-printed",
            Self::LargeAsPrinted => "large-as-printed",
        }
    }

    /// The laws of weights and biases, in a line.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Large => "w, b ~ N(0, 1)",
            Self::Scaled => "w ~ N(0, 1)/√n_in, b = 0",
            Self::ScaledUnitBias => "w ~ N(0, 1)/√n_in, b ~ N(0, 1)",
            Self::ScaledSmallBias => "w ~ N(0, 1)/√n_in, b ~ N(0, 1)/n_out: default_weight_init as meant",
            Self::AsPrinted => "w ~ U[0, 1)/√n_in, b ~ N(0, 1)/n_out: default_weight_init as printed",
            Self::LargeAsPrinted => "w ~ N(0, 1)/√n_in, b ~ N(0, 1): large_weight_init as printed",
        }
    }

    /// The initializer of a layer of `fan_out` neurons that read `fan_in` inputs; an error if either is 0.
    pub fn initializer(self, fan_in: usize, fan_out: usize) -> Result<Initializer, ModelError> {
        if fan_in == 0 || fan_out == 0 {
            return Err(ModelError::NoInput);
        }
        let root = (fan_in as f64).sqrt();
        let (unit, scaled) = (ParameterLaw::normal(1.0), ParameterLaw::normal(1.0 / root));
        let shared = ParameterLaw::normal(1.0 / fan_out as f64);
        let (weights, biases) = match self {
            Self::Large => (unit, unit),
            Self::Scaled => (scaled, ParameterLaw::Zero),
            Self::ScaledUnitBias | Self::LargeAsPrinted => (scaled, unit),
            Self::ScaledSmallBias => (scaled, shared),
            Self::AsPrinted => (ParameterLaw::Uniform { low: 0.0, high: 1.0 / root }, shared),
        };
        Initializer::new(weights, biases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_is_found_by_its_name_and_gives_every_layer_an_initializer() {
        for scheme in Scheme::ALL {
            assert_eq!(Scheme::named(scheme.name()), Some(scheme));
            assert!(scheme.initializer(1, 1).is_ok() && scheme.initializer(0, 1).is_err());
        }
        assert_eq!(Scheme::named("Large"), None);
        assert_eq!(Scheme::Large.initializer(7, 3), Ok(Initializer::large()));
        assert_eq!(Scheme::Scaled.initializer(7, 3), Initializer::scaled(7));
    }
}
