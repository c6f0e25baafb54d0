use super::{Error, Request, Settings};
use crate::evidence::PreActivation;
use crate::model::{Activation, Input, ModelError, Neuron, ParameterLaw, Parameters};

/// A neuron under one initialisation: how many of its inputs are 1 and how many 0, and the laws of its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// The name of its record, and of the law in tables.
    pub name: &'static str,
    /// Trials to draw unless the settings say otherwise.
    pub trials: u64,
    /// Inputs that are 1.
    pub active: usize,
    /// Inputs that are 0.
    pub zero: usize,
    /// The law of each weight.
    pub weights: ParameterLaw,
    /// The law of the bias.
    pub biases: ParameterLaw,
}

impl Case {
    /// The neuron.
    ///
    /// # Errors
    /// [`ModelError`] without inputs, or for a law that cannot be drawn.
    pub fn neuron(&self) -> Result<Neuron, ModelError> {
        Neuron::new(&Input::ones(self.active, self.zero)?, Parameters::new(self.weights, self.biases)?)
    }

    /// What is drawn of it: z, and σ′(z) with the cuts of these settings.
    ///
    /// # Errors
    /// As for [`Case::neuron`].
    pub fn subject(&self, settings: &Settings) -> Result<PreActivation, ModelError> {
        Ok(PreActivation::of(self.neuron()?).with_derivative(Activation::SIGMOID, settings.cuts()))
    }

    /// The request for it.
    ///
    /// # Errors
    /// As for [`Case::neuron`].
    pub fn request(&self, settings: &Settings) -> Result<Request, ModelError> {
        Ok(Request::new(self.name, self.subject(settings)?, settings.trials_of(self.trials)))
    }

    /// The requests for these cases.
    ///
    /// # Errors
    /// As for [`Case::neuron`].
    pub fn requests(cases: impl IntoIterator<Item = Self>, settings: &Settings) -> Result<Vec<Request>, Error> {
        cases.into_iter().map(|case| Ok(case.request(settings)?)).collect()
    }
}
