use crate::model::{Initializer, Input, ModelError, Neuron, ParameterLaw};

/// The inputs of the article's example, half of which are 1.
pub const FAN_IN: usize = 1000;

/// The neurons of the article's hidden layer, by which its code divides the bias.
pub const HIDDEN: usize = 30;

/// What is sampled: a neuron under one initialisation, with a name of its own for its random streams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Subject {
    /// The name of the stream, and of the law in tables.
    pub name: &'static str,
    /// Trials to draw unless the command line says otherwise.
    pub trials: u64,
    /// Inputs that are 1.
    pub lit: usize,
    /// Inputs that are 0.
    pub dark: usize,
    /// The law of each weight.
    pub weights: ParameterLaw,
    /// The law of the bias.
    pub biases: ParameterLaw,
}

impl Subject {
    /// The article's neuron under w, b ~ N(0, 1).
    ///
    /// The number of trials is what it takes to tell √501 from √500; a test holds it to that.
    pub const LARGE: Self = Self {
        name: "large",
        trials: 40_000_000,
        lit: FAN_IN / 2,
        dark: FAN_IN / 2,
        weights: ParameterLaw::normal(1.0),
        biases: ParameterLaw::normal(1.0),
    };

    /// The same neuron with 10 inputs: few enough that each term of z shows in its spread.
    pub const SMALL: Self = Self { name: "small", trials: 1_000_000, lit: 5, dark: 5, ..Self::LARGE };

    /// One weight, seen through one lit input and no bias: z = w.
    pub const WEIGHT: Self =
        Self { name: "weight", trials: 1_000_000, lit: 1, dark: 0, biases: ParameterLaw::Zero, ..Self::LARGE };

    /// The article's neuron under w ~ N(0, 1/n_in), b = 0.
    pub fn scaled() -> Self {
        let weights = ParameterLaw::normal(1.0 / (FAN_IN as f64).sqrt());
        Self { name: "scaled", trials: 1_000_000, weights, biases: ParameterLaw::Zero, ..Self::LARGE }
    }

    /// w ~ N(0, 1/n_in), b ~ N(0, 1).
    pub fn scaled_unit_bias() -> Self {
        Self { name: "scaled_unit_bias", biases: ParameterLaw::normal(1.0), ..Self::scaled() }
    }

    /// w ~ N(0, 1/n_in), b ~ N(0, 1)/30.
    pub fn scaled_small_bias() -> Self {
        Self { name: "scaled_small_bias", biases: ParameterLaw::normal(1.0 / HIDDEN as f64), ..Self::scaled() }
    }

    /// `large_weight_init` as the article prints it: w ~ N(0, 1/n_in), b ~ N(0, 1).
    pub fn large_as_printed() -> Self {
        Self { name: "large_as_printed", ..Self::scaled_unit_bias() }
    }

    /// `default_weight_init` as the article prints it: w uniform on [0, 1)/√n_in, b ~ N(0, 1)/30.
    pub fn default_as_printed() -> Self {
        let weights = ParameterLaw::Uniform { low: 0.0, high: 1.0 / (FAN_IN as f64).sqrt() };
        Self { name: "default_as_printed", weights, ..Self::scaled_small_bias() }
    }

    /// The same subject with other weights.
    #[must_use]
    pub fn with_weights(self, weights: ParameterLaw) -> Self {
        Self { weights, ..self }
    }

    /// The same subject with another bias.
    #[must_use]
    pub fn with_biases(self, biases: ParameterLaw) -> Self {
        Self { biases, ..self }
    }

    /// The neuron: `lit` ones and `dark` zeros as inputs, under this initialisation.
    pub fn neuron(&self) -> Result<Neuron, ModelError> {
        let inputs = [vec![1.0; self.lit], vec![0.0; self.dark]].concat();
        Neuron::new(&Input::new(inputs)?, Initializer::new(self.weights, self.biases)?)
    }
}
