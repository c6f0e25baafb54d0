use crate::evidence::PreActivation;
use crate::experiments::{Error, MOST_INPUTS, Request, Settings};
use crate::law::{self, Threshold};
use crate::model::{Activation, Fans, Initializer, Input, Neuron, ParameterLaw, Parameters};
use serde::{Deserialize, Serialize};

/// What `saturation neuron` draws: a neuron for every initializer and number of inputs, seen through every activation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The rules for weights and biases, each once.
    pub initializers: Vec<Initializer>,
    /// The activations, each once.
    pub activations: Vec<Activation>,
    /// The numbers of inputs, each once.
    pub fan_ins: Vec<usize>,
    /// The number of neurons; `None`: as many as inputs.
    pub fan_out: Option<usize>,
    /// Whose bias is drawn; `None`: that of the initializer itself.
    pub bias: Option<Initializer>,
    /// By which weights are multiplied.
    pub gain: f64,
    /// Layers that are drawn one after another, too; `None`: neurons alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<usize>,
    /// Which inputs there are.
    pub inputs: Inputs,
    /// The threshold τ on |f′(z)|; `None`: 4 % of the largest |f′|, for each activation.
    pub threshold: Option<f64>,
}

/// The input that the neurons read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Inputs {
    /// Half of them 1, one more where their number is odd, and the others 0.
    HalfOnes,
    /// So many of them 1, and the others 0.
    Active(usize),
    /// These.
    Values(Vec<f64>),
}

/// One neuron of the grid: what is drawn once, for all activations.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The rule for weights and biases.
    pub initializer: Initializer,
    /// Its numbers of inputs and of neurons.
    pub fans: Fans,
    /// One of its neurons.
    pub neuron: Neuron,
    /// Its name in files: lower case, of letters, digits and a few signs.
    pub slug: String,
}

impl Layer {
    /// "torch:linear, n = 784".
    pub fn name(&self) -> String {
        format!("{}, n = {}", self.initializer, self.fans.fan_in)
    }

    /// What is drawn of it: z, and what every activation makes of it.
    pub fn subject(&self, thresholds: &[(Activation, Threshold)]) -> PreActivation {
        thresholds.iter().fold(PreActivation::of(self.neuron.clone()), |subject, (activation, threshold)| {
            subject.with_averages(*activation, threshold.cuts())
        })
    }
}

impl Grid {
    /// Its neurons, initializer by initializer.
    ///
    /// # Errors
    /// [`Error`] for a layer that cannot be drawn.
    pub fn layers(&self) -> Result<Vec<Layer>, Error> {
        let pairs = self.initializers.iter().flat_map(|one| self.fan_ins.iter().map(move |fan_in| (*one, *fan_in)));
        pairs.map(|(initializer, fan_in)| self.layer(initializer, fan_in)).collect()
    }

    fn layer(&self, initializer: Initializer, fan_in: usize) -> Result<Layer, Error> {
        let input = self.input(fan_in)?;
        let fans = Fans { fan_in, fan_out: self.fan_out.unwrap_or(fan_in) };
        let neuron = Neuron::new(&input, self.parameters(initializer, fan_in, fans.fan_out)?)?;
        Ok(Layer { initializer, fans, neuron, slug: format!("{}_{fan_in}", slug(&initializer.to_string())) })
    }

    /// The laws of a layer of so many inputs and neurons.
    ///
    /// # Errors
    /// [`Error::Model`] for laws that cannot be drawn.
    pub fn parameters(&self, initializer: Initializer, fan_in: usize, fan_out: usize) -> Result<Parameters, Error> {
        let fans = Fans { fan_in, fan_out };
        let [weights, own] = initializer.laws(fans);
        let biases = self.bias.map_or(own, |bias| law_of_bias(bias, fans));
        Ok(Parameters::new(weights.times(self.gain), biases)?)
    }

    /// What a layer of so many inputs reads.
    ///
    /// # Errors
    /// [`Error::TooManyActive`] if there are not so many.
    pub fn input(&self, fan_in: usize) -> Result<Input, Error> {
        match &self.inputs {
            Inputs::HalfOnes => Ok(Input::ones(fan_in.div_ceil(2), fan_in / 2)?),
            Inputs::Active(active) if *active <= fan_in => Ok(Input::ones(*active, fan_in - active)?),
            Inputs::Active(active) => Err(Error::TooManyActive { active: *active, fan_in }),
            Inputs::Values(values) => Ok(Input::new(values)?),
        }
    }

    /// The activations, each with its threshold.
    ///
    /// # Errors
    /// [`Error::Threshold`] if τ is none for one of them.
    pub fn thresholds(&self) -> Result<Vec<(Activation, Threshold)>, Error> {
        let threshold = |activation: &Activation| {
            let tau = self.threshold.unwrap_or_else(|| Threshold::default_tau(*activation));
            Ok((*activation, Threshold::new(*activation, tau)?))
        };
        self.activations.iter().map(threshold).collect()
    }

    /// What has to be drawn, each neuron once: two initializers may mean the same law.
    ///
    /// # Errors
    /// As for [`Grid::layers`] and [`Grid::thresholds`].
    pub fn requests(&self, settings: &Settings) -> Result<Vec<Request>, Error> {
        let thresholds = self.thresholds()?;
        let mut requests: Vec<Request> = Vec::new();
        for layer in self.layers()? {
            let mut request =
                Request::new(layer.slug.clone(), layer.subject(&thresholds), settings.trials_of(1_000_000));
            let definition = request.subject.definition();
            if requests.iter().any(|other| other.subject.definition() == definition) {
                continue;
            }
            // Names that differ in what a file name cannot show are told apart by their place.
            if requests.iter().any(|other| other.name == request.name) {
                request.name = format!("{}_{}", layer.slug, requests.len());
            }
            requests.push(request);
        }
        for request in super::depth::requests(self, settings)? {
            let definition = request.subject.definition();
            if !requests.iter().any(|other| other.subject.definition() == definition) {
                requests.push(request);
            }
        }
        Ok(requests)
    }

    /// Checks that everything can be drawn, and has an exact law.
    ///
    /// # Errors
    /// The first [`Error`] of a neuron or of a threshold.
    pub fn check(&self) -> Result<(), Error> {
        self.thresholds()?;
        self.layers()?.iter().try_for_each(|layer| {
            let law = law::of(&layer.neuron)?;
            let lost = law.std_dev() > 0.0 && law.std_dev() < 1e-10 * law.mean().abs();
            if lost { Err(Error::LostSpread(law.std_dev())) } else { Ok(()) }
        })
    }

    /// Whether it can be run at all: for settings that no command line gave.
    pub fn is_sound(&self) -> bool {
        let most = |count: usize| (1..=MOST_INPUTS).contains(&count);
        let some = !self.initializers.is_empty() && !self.activations.is_empty() && !self.fan_ins.is_empty();
        let values = match &self.inputs {
            Inputs::Values(values) => self.fan_ins == [values.len()],
            _ => true,
        };
        let depth = self.depth.is_none_or(|depth| (1..=MOST_LAYERS).contains(&depth));
        some && values
            && depth
            && self.gain.is_finite()
            && self.fan_ins.iter().chain(&self.fan_out).all(|count| most(*count))
    }

    /// The number of cells: neurons times activations.
    pub fn cells(&self) -> usize {
        self.initializers.len() * self.fan_ins.len() * self.activations.len()
    }
}

/// More layers than this are none that was ever built.
pub const MOST_LAYERS: usize = 10_000;

/// The law of a bias that is named by itself: a law that is written out, or the bias of an initializer.
fn law_of_bias(bias: Initializer, fans: Fans) -> ParameterLaw {
    let [weights, biases] = bias.laws(fans);
    if bias.rule().is_plain() { weights } else { biases }
}

/// A text as a file name that every disk takes, and that ignores case.
pub(super) fn slug(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c.to_ascii_lowercase() } else { '_' };
    let words: String = text.chars().map(plain).collect();
    words.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_plain() {
        for (text, wanted) in [
            ("torch:kaiming_normal", "torch_kaiming_normal"),
            ("normal(0, 0.05)", "normal_0_0.05"),
            ("keras:variance_scaling(scale=2, mode=fan_out)", "keras_variance_scaling_scale_2_mode_fan_out"),
        ] {
            assert_eq!(slug(text), wanted);
        }
    }
}
