use crate::model::{Initializer, Input, ModelError, Neuron, ParameterLaw};

/// The inputs of the article's example, half of which are 1.
pub const FAN_IN: usize = 1000;

/// The neurons of the article's hidden layer, by which its code divides the bias.
pub const HIDDEN: usize = 30;

/// What is sampled: the article's neuron under one initialisation, with a name of its own for its random streams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Subject {
    /// The name of the stream, and of the law in tables.
    pub name: &'static str,
    /// Trials to draw unless the command line says otherwise.
    pub trials: u64,
    biases: ParameterLaw,
    scaled: bool,
}

impl Subject {
    /// w, b ~ N(0, 1).
    ///
    /// The number of trials is what the claim "22.4 is right to its last digit" takes: √501 lies 0.033 from the edge of
    /// [22.35, 22.45], which must be 5.5 (the interval, at its share of 1e-6) + 3.1 (missed once in 1000 runs) standard
    /// errors √501/√(2n).
    pub const LARGE: Self = Self::new("large", 17_000_000, false, ParameterLaw::Normal { std_dev: 1.0 });

    /// w ~ N(0, 1/n_in), b = 0.
    pub const SCALED: Self = Self::new("scaled", 1_000_000, true, ParameterLaw::Zero);

    /// w ~ N(0, 1/n_in), b ~ N(0, 1).
    pub const SCALED_UNIT_BIAS: Self =
        Self::new("scaled_unit_bias", 1_000_000, true, ParameterLaw::Normal { std_dev: 1.0 });

    /// w ~ N(0, 1/n_in), b ~ N(0, 1)/30.
    pub const SCALED_SMALL_BIAS: Self =
        Self::new("scaled_small_bias", 1_000_000, true, ParameterLaw::Normal { std_dev: 1.0 / HIDDEN as f64 });

    const fn new(name: &'static str, trials: u64, scaled: bool, biases: ParameterLaw) -> Self {
        Self { name, trials, biases, scaled }
    }

    /// The neuron: the half-ones input under this initialisation.
    pub fn neuron(&self) -> Result<Neuron, ModelError> {
        let weights = if self.scaled { Initializer::scaled(FAN_IN)? } else { Initializer::large() };
        Neuron::new(&Input::half_ones(FAN_IN)?, weights.with_biases(self.biases)?)
    }
}
