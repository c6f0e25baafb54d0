use super::{ChunkStream, normal};
use crate::model::{Neuron, ParameterLaw};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

/// Draws z = Σⱼ wⱼxⱼ + b of one neuron, literally.
#[derive(Debug, Clone)]
pub struct Sampler<'a> {
    neuron: &'a Neuron,
    /// For parameters that are all N(0, s²): what multiplies each standard normal.
    coefficients: Option<Vec<f64>>,
}

impl<'a> Sampler<'a> {
    /// A sampler of this neuron.
    pub fn new(neuron: &'a Neuron) -> Self {
        let (weights, biases) = (neuron.initializer().weights(), neuron.initializer().biases());
        let centered = |law| matches!(law, ParameterLaw::Zero | ParameterLaw::Normal { mean: 0.0, .. });
        let terms = neuron.inputs().iter().map(|x| weights.std_dev() * x).chain([biases.std_dev()]);
        let coefficients = (centered(weights) && centered(biases)).then(|| terms.filter(|c| *c != 0.0).collect());
        Self { neuron, coefficients }
    }

    /// Fills `z`, trial after trial: one fresh weight for each input that is not 0, and one fresh bias.
    pub fn fill(&self, stream: ChunkStream, z: &mut [f64]) {
        match &self.coefficients {
            Some(coefficients) => normal::weighted_sums(coefficients, stream, z),
            None => self.fill_any(stream, z),
        }
    }

    fn fill_any(&self, stream: ChunkStream, z: &mut [f64]) {
        let mut generator = stream.generator();
        let initializer = self.neuron.initializer();
        for z in z {
            let terms = self.neuron.inputs().iter().map(|x| draw(initializer.weights(), &mut generator) * x);
            *z = terms.sum::<f64>() + draw(initializer.biases(), &mut generator);
        }
    }
}

/// One parameter of any law.
fn draw(law: ParameterLaw, generator: &mut impl Rng) -> f64 {
    let mut standard = || -> f64 { StandardNormal.sample(&mut *generator) };
    match law {
        ParameterLaw::Zero => 0.0,
        ParameterLaw::Normal { mean, std_dev } => mean + std_dev * standard(),
        ParameterLaw::Uniform { low, high } => low + (high - low) * generator.random::<f64>(),
        ParameterLaw::TruncatedNormal { std_dev, bound } => loop {
            let g = standard();
            if g.abs() <= bound {
                return std_dev * g;
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Initializer, Input};
    use crate::sampling::Stream;

    /// Mean and spread to six standard errors of a million draws: a false alarm in 500 million.
    #[test]
    fn every_law_has_its_own_mean_and_spread() {
        for law in [
            ParameterLaw::Normal { mean: 0.0, std_dev: 2.0 },
            ParameterLaw::Normal { mean: -1.0, std_dev: 0.5 },
            ParameterLaw::Uniform { low: -1.0, high: 3.0 },
            ParameterLaw::TruncatedNormal { std_dev: 2.0, bound: 2.0 },
        ] {
            let init = Initializer::new(law, ParameterLaw::Zero).unwrap();
            let neuron = Neuron::new(&Input::new(vec![1.0]).unwrap(), init).unwrap();
            let mut z = vec![0.0; 1_000_000];
            Sampler::new(&neuron).fill(Stream::new(1, "laws").chunk(0), &mut z);
            let mean = z.iter().sum::<f64>() / 1e6;
            let std_dev = (z.iter().map(|z| (z - law.mean()).powi(2)).sum::<f64>() / 1e6).sqrt();
            let error = law.std_dev() / 1e3;
            assert!((mean - law.mean()).abs() < 6.0 * error, "{law:?}: {mean}");
            // The standard error of s is at most that of a normal sample: none of these laws has heavier tails.
            assert!((std_dev - law.std_dev()).abs() < 6.0 * error / 2f64.sqrt(), "{law:?}");
        }
    }
}
