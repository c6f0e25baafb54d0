use super::{Key, normal, uniform};
use crate::model::{ModelError, Neuron, ParameterLaw, sum};
use saturation_kernel::{orthogonal, truncated};

/// Trials in a chunk. Part of the definition of the numbers: another length gives other draws from the same seed.
pub const CHUNK: usize = 800;

/// Draws z = Σⱼ wⱼxⱼ + b of one neuron, literally: one fresh weight for each input that is not 0, and one fresh bias.
///
/// Every parameter is a constant and a multiple of a standard number: normal, uniform, normal within a bound, or an entry of a random
/// direction. z is the sum of the constants and of one weighted sum for each kind of number, each from a sub-stream of its own.
#[derive(Debug, Clone)]
pub struct Sampler {
    constant: f64,
    sums: Vec<(Kind, Vec<f64>)>,
}

/// A standard number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// N(0, 1).
    Normal,
    /// Uniform on (−½, ½).
    Uniform,
    /// N(0, 1), drawn again until it lies within this bound.
    Truncated(f64),
    /// An entry of a row of a random orthogonal matrix with this many columns: all that a sum takes are of one row.
    Row(usize),
}

impl Sampler {
    /// A sampler of this neuron.
    ///
    /// # Errors
    /// [`ModelError::TooManyInputs`] if there are more than memory holds.
    pub fn new(neuron: &Neuron) -> Result<Self, ModelError> {
        let mut sampler = Self { constant: 0.0, sums: Vec::new() };
        sampler.add(neuron.parameters().weights(), neuron.runs())?;
        sampler.add(neuron.parameters().biases(), &[(1.0, 1)])?;
        Ok(sampler)
    }

    /// Adds to z a fresh parameter of `law` for each of these inputs.
    fn add(&mut self, law: ParameterLaw, inputs: &[(f64, usize)]) -> Result<(), ModelError> {
        let (kind, scale) = match law {
            ParameterLaw::Zero => return Ok(()),
            ParameterLaw::Normal { std_dev, .. } => (Kind::Normal, std_dev),
            ParameterLaw::Uniform { low, high } => (Kind::Uniform, high - low),
            ParameterLaw::TruncatedNormal { std_dev, bound } => (Kind::Truncated(bound), std_dev),
            ParameterLaw::Orthogonal { gain, dimension } => (Kind::Row(dimension), gain),
        };
        self.constant += law.mean() * sum(inputs);
        let position = self.sums.iter().position(|(other, _)| *other == kind).unwrap_or(self.sums.len());
        if position == self.sums.len() {
            self.sums.push((kind, Vec::new()));
        }
        let coefficients = &mut self.sums[position].1;
        for (x, count) in inputs.iter().filter(|(x, _)| scale * x != 0.0) {
            let all = coefficients.len() + count;
            coefficients.try_reserve_exact(*count).map_err(|_| ModelError::TooManyInputs(all))?;
            coefficients.resize(all, scale * x);
        }
        Ok(())
    }

    /// Fills `z`, trial after trial.
    pub fn fill(&self, stream: Key, z: &mut [f64]) {
        match self.sums.len() {
            0 => z.fill(0.0),
            1 => self.draw(0, stream, z),
            _ => {
                self.draw(0, stream, z);
                let mut more = vec![0.0; z.len()];
                self.draw(1, stream, &mut more);
                z.iter_mut().zip(more).for_each(|(z, more)| *z += more);
            }
        }
        if self.constant != 0.0 {
            z.iter_mut().for_each(|z| *z += self.constant);
        }
    }

    /// One of the sums, from the sub-stream of its position: two kinds may be normals within different bounds.
    fn draw(&self, position: u32, stream: Key, z: &mut [f64]) {
        let (kind, coefficients) = &self.sums[position as usize];
        let stream = stream.substream(position);
        match kind {
            Kind::Normal => normal::weighted_sums(coefficients, stream, z),
            Kind::Uniform => uniform::weighted_sums(coefficients, stream, z),
            Kind::Truncated(bound) => truncated::weighted_sums(coefficients, *bound, stream, z),
            Kind::Row(dimension) => orthogonal::weighted_sums(coefficients, *dimension, stream, z),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Input, Parameters};
    use crate::sampling::Stream;

    const LAWS: [ParameterLaw; 6] = [
        ParameterLaw::Zero,
        ParameterLaw::Normal { mean: -1.0, std_dev: 0.5 },
        ParameterLaw::Uniform { low: -1.0, high: 3.0 },
        ParameterLaw::TruncatedNormal { std_dev: 2.0, bound: 2.0 },
        ParameterLaw::TruncatedNormal { std_dev: 1.0, bound: 0.5 },
        ParameterLaw::Orthogonal { gain: 1.5, dimension: 40 },
    ];

    fn sampler(inputs: &[f64], weights: ParameterLaw, biases: ParameterLaw) -> (Neuron, Sampler) {
        let init = Parameters::new(weights, biases).unwrap();
        let neuron = Neuron::new(&Input::new(inputs).unwrap(), init).unwrap();
        let sampler = Sampler::new(&neuron).unwrap();
        (neuron, sampler)
    }

    fn moments(neuron: &Neuron, fill: impl Fn(Key, &mut [f64])) -> [f64; 2] {
        let (mut sum, mut squares) = (0.0, 0.0);
        for chunk in 0..CHUNKS {
            let mut z = [0.0; CHUNK];
            fill(Stream::new(1, "laws").chunk(chunk), &mut z);
            sum += z.iter().sum::<f64>();
            squares += z.iter().map(|z| (z - neuron.mean()).powi(2)).sum::<f64>();
        }
        let n = CHUNKS as f64 * CHUNK as f64;
        [sum / n, (squares / n).sqrt()]
    }

    const CHUNKS: u64 = 300;

    /// Mean and spread to six standard errors: a false alarm in 500 million for each number.
    #[test]
    fn every_pair_of_laws_has_its_own_mean_and_spread() {
        for weights in LAWS {
            for biases in &LAWS[..5] {
                let (neuron, sampler) = sampler(&[1.0, 0.0, -0.5], weights, *biases);
                let [mean, std_dev] = moments(&neuron, |stream, z| sampler.fill(stream, z));
                let error = neuron.variance().sqrt() / (CHUNKS as f64 * CHUNK as f64).sqrt();
                assert!((mean - neuron.mean()).abs() <= 6.0 * error, "{weights:?} {biases:?}: {mean}");
                // The standard error of s is at most that of a normal sample: none of these laws has heavier tails.
                let off = (std_dev - neuron.variance().sqrt()).abs();
                assert!(off <= 6.0 * error / 2f64.sqrt(), "{weights:?} {biases:?}: {std_dev}");
            }
        }
    }

    #[test]
    fn all_sums_of_a_neuron_begin_with_those_of_a_shorter_slice() {
        for weights in LAWS {
            for biases in &LAWS[..5] {
                let (_, sampler) = sampler(&[0.3; 37], weights, *biases);
                let stream = Stream::new(1, "prefix").chunk(0);
                let (mut all, mut some) = ([0.0; 100], [0.0; 77]);
                sampler.fill(stream, &mut all);
                sampler.fill(stream, &mut some);
                assert_eq!(some, all[..77]);
            }
        }
    }
}
