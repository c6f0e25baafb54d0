use super::{DrawError, Drawing, Subject};
use crate::model::{Activation, Neuron, ParameterLaw};
use crate::sampling::{CHUNK, Sampler, Stream};
use crate::statistics::{Quantity, Statistics};
use std::f64::consts::SQRT_2;

/// The pre-activation z of a neuron, and the derivatives f′(z) of activations on the same trials.
///
/// Kept are the quantities [`PreActivation::Z`] and, for each activation that is looked at, its
/// [`Activation::derivative_name`], with counts below the declared cuts.
///
/// ```
/// use saturation::evidence::{PreActivation, Sample};
/// use saturation::model::{Activation, Initializer, Input, Neuron};
/// use saturation::sampling::Control;
/// let neuron = Neuron::new(&Input::half_ones(10)?, Initializer::LARGE.parameters(1000, 30).unwrap())?;
/// let subject = PreActivation::of(neuron).with_derivative(Activation::SIGMOID, [0.01]);
/// let sample = Sample::draw(&subject, 7, 10_000, &Control::default())?;
/// let z = sample.statistics().quantity(PreActivation::Z).map(|z| z.moments().std_dev());
/// assert!((z.unwrap_or(0.0) - 6f64.sqrt()).abs() < 0.1); // 6 standard errors
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PreActivation {
    neuron: Neuron,
    looks: Vec<Look>,
}

/// An activation through which the trials are seen.
#[derive(Debug, Clone, PartialEq)]
struct Look {
    activation: Activation,
    /// Below which f′(z) is counted.
    cuts: Vec<f64>,
    /// Whether f(z) is averaged too.
    averages: bool,
    /// Whether f′(z) is counted in buckets.
    counts: bool,
}

impl PreActivation {
    /// The name of z among the quantities.
    pub const Z: &str = "z";

    /// z of this neuron, and no derivative.
    pub fn of(neuron: Neuron) -> Self {
        Self { neuron, looks: Vec::new() }
    }

    /// The same with f′(z) of an activation as well, counted below these cuts.
    #[must_use]
    pub fn with_derivative(self, activation: Activation, cuts: impl IntoIterator<Item = f64>) -> Self {
        self.seen(activation, cuts, false)
    }

    /// The same with the averages of f(z) and f′(z) as well, and the latter counted below these cuts.
    #[must_use]
    pub fn with_averages(self, activation: Activation, cuts: impl IntoIterator<Item = f64>) -> Self {
        self.seen(activation, cuts, true)
    }

    fn seen(mut self, activation: Activation, cuts: impl IntoIterator<Item = f64>, averages: bool) -> Self {
        let position = self.looks.iter().position(|look| look.activation == activation).unwrap_or(self.looks.len());
        if position == self.looks.len() {
            self.looks.push(Look { activation, cuts: Vec::new(), averages: false, counts: false });
        }
        let look = &mut self.looks[position];
        look.cuts.extend(cuts);
        look.averages |= averages;
        look.counts |= !averages;
        self
    }

    /// The neuron.
    pub fn neuron(&self) -> &Neuron {
        &self.neuron
    }

    /// The centre about which z is kept: 0 unless the mean lies beyond a standard deviation of it.
    fn center(&self) -> f64 {
        let mean = self.neuron.mean();
        if mean.abs() <= self.neuron.variance().sqrt() { 0.0 } else { mean }
    }
}

/// The terms that take as long as what surrounds those of a trial: derivatives, moments and counts.
const AROUND: u64 = 10;

impl Subject for PreActivation {
    fn definition(&self) -> String {
        format!("z of {}", self.neuron)
    }

    fn per_chunk(&self) -> u64 {
        CHUNK as u64
    }

    fn work(&self) -> u64 {
        let drawn = match self.neuron.parameters().weights() {
            // A row is drawn whole, and what lies beyond the bound in vain.
            ParameterLaw::Orthogonal { dimension, .. } => dimension as f64,
            ParameterLaw::TruncatedNormal { bound, .. } => self.neuron.terms() as f64 / libm::erf(bound / SQRT_2),
            _ => self.neuron.terms() as f64,
        };
        drawn as u64 + AROUND
    }

    fn nothing(&self) -> Statistics {
        let z = Quantity::new(self.center(), self.neuron.variance().sqrt(), []);
        let mut quantities = vec![(Self::Z.to_owned(), z)];
        for Look { activation, cuts, averages, counts } in &self.looks {
            let scale = activation.sup_derivative();
            let derivative = Quantity::new(0.0, scale, cuts.iter().copied());
            quantities
                .push((activation.derivative_name(), if *counts { derivative } else { derivative.without_buckets() }));
            if *averages {
                quantities.push((activation.value_name(), Quantity::new(0.0, scale, []).without_buckets()));
            }
        }
        Statistics::of(quantities)
    }

    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError> {
        let stream = Stream::new(seed, &self.definition());
        let sampler = Sampler::new(&self.neuron)?;
        Ok(Box::new(move |chunk, statistics, _| {
            let (mut z, mut f) = ([0.0; CHUNK], [0.0; CHUNK]);
            let (z, f) = (&mut z[..chunk.trials], &mut f[..chunk.trials]);
            sampler.fill(stream.chunk(chunk.index), z);
            statistics.add(Self::Z, chunk.index, z);
            for Look { activation, averages, .. } in &self.looks {
                activation.derivatives(z, f);
                statistics.add(&activation.derivative_name(), chunk.index, f);
                if *averages {
                    activation.values(z, f);
                    statistics.add(&activation.value_name(), chunk.index, f);
                }
            }
            Ok(())
        }))
    }
}
