use super::ModelError;

/// The law from which one weight or one bias is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParameterLaw {
    /// Always 0: nothing is drawn.
    Zero,
    /// N(0, std_dev²).
    Normal {
        /// The standard deviation, in units of the parameter.
        std_dev: f64,
    },
}

impl ParameterLaw {
    /// √E w² − (E w)², in units of the parameter.
    pub fn std_dev(self) -> f64 {
        match self {
            Self::Zero => 0.0,
            Self::Normal { std_dev } => std_dev,
        }
    }
}

/// A scheme for the parameters of a layer: one law for its weights, one for its biases, all drawn independently.
///
/// ```
/// use saturation::model::{Initializer, ParameterLaw};
/// let unit_bias = Initializer::scaled(1000)?.with_biases(ParameterLaw::Normal { std_dev: 1.0 })?;
/// assert_eq!(unit_bias.weights().std_dev(), 1.0 / 1000f64.sqrt());
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Initializer {
    weights: ParameterLaw,
    biases: ParameterLaw,
}

impl Initializer {
    /// A scheme from its two laws; an error if a standard deviation is negative or not finite.
    pub fn new(weights: ParameterLaw, biases: ParameterLaw) -> Result<Self, ModelError> {
        for std_dev in [weights.std_dev(), biases.std_dev()] {
            if !(std_dev >= 0.0 && std_dev.is_finite()) {
                return Err(ModelError::StdDev(std_dev));
            }
        }
        Ok(Self { weights, biases })
    }

    /// w ~ N(0, 1), b ~ N(0, 1): the initialisation that the article warns of.
    pub fn large() -> Self {
        let unit = ParameterLaw::Normal { std_dev: 1.0 };
        Self { weights: unit, biases: unit }
    }

    /// w ~ N(0, 1/fan_in), b = 0: the article's remedy.
    pub fn scaled(fan_in: usize) -> Result<Self, ModelError> {
        if fan_in == 0 {
            return Err(ModelError::NoInput);
        }
        Self::new(ParameterLaw::Normal { std_dev: 1.0 / (fan_in as f64).sqrt() }, ParameterLaw::Zero)
    }

    /// The same weights with other biases; an error as for [`Initializer::new`].
    pub fn with_biases(self, biases: ParameterLaw) -> Result<Self, ModelError> {
        Self::new(self.weights, biases)
    }

    /// The law of each weight.
    pub fn weights(&self) -> ParameterLaw {
        self.weights
    }

    /// The law of each bias.
    pub fn biases(&self) -> ParameterLaw {
        self.biases
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_that_cannot_be_drawn_is_refused() {
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            let law = ParameterLaw::Normal { std_dev: bad };
            assert!(matches!(Initializer::new(law, ParameterLaw::Zero), Err(ModelError::StdDev(_))));
            assert!(matches!(Initializer::large().with_biases(law), Err(ModelError::StdDev(_))));
        }
        assert_eq!(Initializer::scaled(0), Err(ModelError::NoInput));
    }
}
