use super::{DrawError, Drawing, Subject};
use crate::model::{Activation, Neuron};
use crate::sampling::{CHUNK, Sampler, Stream};
use crate::statistics::{Quantity, Statistics};

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
/// let subject = PreActivation::of(neuron).with_derivative(Activation::Sigmoid, [0.01]);
/// let sample = Sample::draw(&subject, 7, 10_000, &Control::default())?;
/// let z = sample.statistics().quantity(PreActivation::Z).map(|z| z.moments().std_dev());
/// assert!((z.unwrap_or(0.0) - 6f64.sqrt()).abs() < 0.1); // 6 standard errors
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PreActivation {
    neuron: Neuron,
    derivatives: Vec<(Activation, Vec<f64>)>,
}

impl PreActivation {
    /// The name of z among the quantities.
    pub const Z: &str = "z";

    /// z of this neuron, and no derivative.
    pub fn of(neuron: Neuron) -> Self {
        Self { neuron, derivatives: Vec::new() }
    }

    /// The same with f′(z) of an activation as well, counted below these cuts.
    #[must_use]
    pub fn with_derivative(mut self, activation: Activation, cuts: impl IntoIterator<Item = f64>) -> Self {
        match self.derivatives.iter_mut().find(|(other, _)| *other == activation) {
            Some((_, all)) => all.extend(cuts),
            None => self.derivatives.push((activation, cuts.into_iter().collect())),
        }
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
        self.neuron.terms() as u64 + AROUND
    }

    fn nothing(&self) -> Statistics {
        let z = Quantity::new(self.center(), self.neuron.variance().sqrt(), []);
        let derivative = |(activation, cuts): &(Activation, Vec<f64>)| {
            (activation.derivative_name(), Quantity::new(0.0, activation.max_derivative(), cuts.iter().copied()))
        };
        Statistics::of([(Self::Z, z)].into_iter().chain(self.derivatives.iter().map(derivative)))
    }

    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError> {
        let stream = Stream::new(seed, &self.definition());
        let sampler = Sampler::new(&self.neuron)?;
        Ok(Box::new(move |chunk, statistics, _| {
            let (mut z, mut derivatives) = ([0.0; CHUNK], [0.0; CHUNK]);
            let (z, derivatives) = (&mut z[..chunk.trials], &mut derivatives[..chunk.trials]);
            sampler.fill(stream.chunk(chunk.index), z);
            statistics.add(Self::Z, chunk.index, z);
            for (activation, _) in &self.derivatives {
                activation.derivatives(z, derivatives);
                statistics.add(activation.derivative_name(), chunk.index, derivatives);
            }
            Ok(())
        }))
    }
}
