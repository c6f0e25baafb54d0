use super::Grid;
use super::grid::Layer;
use crate::evidence::{DrawError, Drawing, PreActivation, Subject};
use crate::experiments::{Error, Mutant, Wrong};
use crate::model::{Activation, Fans, Initializer, Neuron, ParameterLaw, Parameters};
use crate::sampling::{CHUNK, Sampler, Stream};
use crate::statistics::Statistics;

/// A mistake that frameworks made, or nearly: of which initializer, what it draws for weights, and the claims that notice.
type Mistake = (&'static str, &'static str, fn(ParameterLaw, Fans) -> ParameterLaw, &'static [&'static str]);

const MISTAKES: [Mistake; 7] = [
    (
        "a factor 2 lost in the variance",
        "torch:kaiming_normal",
        |law, _| law.times(0.5f64.sqrt()),
        &["std", "law", "saturated_tanh", "saturated_gelu"],
    ),
    (
        "fan_out for fan_in",
        "torch:kaiming_normal",
        |law, fans| law.times((fans.fan_in as f64 / fans.fan_out as f64).sqrt()),
        &["std", "law", "saturated_tanh", "saturated_gelu"],
    ),
    (
        "the variance used as the standard deviation",
        "keras:he_normal",
        |law, _| law.times(law.std_dev()),
        &["std", "law", "saturated_tanh"],
    ),
    ("cut at ±2σ, not corrected", "keras:he_normal", |law, _| cut(law), &["std", "law", "saturated_tanh"]),
    ("√6/√n in place of 1/√n", "torch:linear", |law, _| law.times(6f64.sqrt()), &["std", "law", "saturated_tanh"]),
    (
        "uniform from 0 on, not about it",
        "torch:linear",
        |law, _| ParameterLaw::Uniform { low: 0.0, high: 3f64.sqrt() * law.std_dev() },
        &["mean", "std", "law", "saturated_relu"],
    ),
    ("an orthogonal row as independent normals", "orthogonal", |law, _| ParameterLaw::normal(law.std_dev()), &["law"]),
];

/// N(0, s²) within ±2s, where its standard deviation should be s.
fn cut(law: ParameterLaw) -> ParameterLaw {
    ParameterLaw::TruncatedNormal { std_dev: law.std_dev(), bound: 2.0 }
}

/// The mistakes that can be made with what is in the grid.
pub fn mutants(grid: &Grid) -> Result<Vec<Mutant>, Error> {
    let mut mutants = Vec::new();
    let (layers, thresholds) = (grid.layers()?, grid.thresholds()?);
    let layer = |name: &str| layers.iter().find(|layer| layer.initializer.to_string() == name);
    let seen = |activation: Activation| grid.activations.contains(&activation);
    for (name, initializer, wrong, kills) in MISTAKES {
        let Some(layer) = layer(initializer) else { continue };
        let own = layer.neuron.parameters();
        let parameters = Parameters::new(wrong(own.weights(), layer.fans), own.biases())?;
        let changed = Layer { neuron: Neuron::new(&grid.input(layer.fans.fan_in)?, parameters)?, ..layer.clone() };
        mutants.push(mutant(name, layer, kills).draws(changed.subject(&thresholds), &layer.subject(&thresholds)));
    }
    let normal = Initializer::SCALED.to_string();
    if let Some(layer) = layer(&normal).filter(|_| seen(Activation::TANH)) {
        let right = layer.subject(&thresholds);
        let wrong = OneSided { subject: right.clone(), activations: grid.activations.clone() };
        mutants.push(mutant("a tail of two forgotten", layer, &["saturated_tanh"]).draws(wrong, &right));
    }
    if let Some(layer) = layer(&normal).filter(|_| seen(Activation::GELU)) {
        let right = layer.subject(&thresholds);
        let every =
            thresholds.iter().fold(PreActivation::of(layer.neuron.clone()), |subject, (activation, threshold)| {
                // Nothing lies below the smallest number.
                subject.with_averages(*activation, [f64::MIN, threshold.tau()])
            });
        let change = move |statistics: Statistics| {
            thresholds.iter().fold(statistics, |statistics, (activation, threshold)| {
                statistics.with_cuts_renamed(&activation.derivative_name(), &threshold.cuts())
            })
        };
        let mutant = mutant("a negative f′ taken for saturated", layer, &["saturated_gelu"]);
        mutants.push(mutant.draws(Wrong { subject: every, change }, &right));
    }
    Ok(mutants)
}

/// A mutant of a layer, whose claims are named by what they are about.
fn mutant(name: &'static str, layer: &Layer, kills: &[&str]) -> Mutant {
    let kills: Vec<String> = kills.iter().map(|what| format!("{}_{what}", layer.slug)).collect();
    Mutant::new(name, &kills.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What is drawn rightly and looked at on one side: f′ of a negative z is taken at 0.
#[derive(Debug)]
struct OneSided {
    subject: PreActivation,
    activations: Vec<Activation>,
}

impl Subject for OneSided {
    fn definition(&self) -> String {
        self.subject.definition()
    }

    fn per_chunk(&self) -> u64 {
        self.subject.per_chunk()
    }

    fn work(&self) -> u64 {
        self.subject.work()
    }

    fn nothing(&self) -> Statistics {
        self.subject.nothing()
    }

    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError> {
        let stream = Stream::new(seed, &self.definition());
        let sampler = Sampler::new(self.subject.neuron())?;
        Ok(Box::new(move |chunk, statistics, _| {
            let (mut z, mut f) = ([0.0; CHUNK], [0.0; CHUNK]);
            let (z, f) = (&mut z[..chunk.trials], &mut f[..chunk.trials]);
            sampler.fill(stream.chunk(chunk.index), z);
            statistics.add(PreActivation::Z, chunk.index, z);
            for activation in &self.activations {
                activation.values(z, f);
                statistics.add(&activation.value_name(), chunk.index, f);
            }
            z.iter_mut().for_each(|z| *z = z.max(0.0));
            for activation in &self.activations {
                activation.derivatives(z, f);
                statistics.add(&activation.derivative_name(), chunk.index, f);
            }
            Ok(())
        }))
    }
}
