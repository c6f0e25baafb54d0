use super::{Sampler, Stream};
use crate::model::{Input, Matrix, ModelError, Neuron, ParameterLaw, Parameters, Rows};
use saturation_kernel::dense::{add_dots, add_product};

/// The weights of one layer, drawn anew whenever they are needed, and each time the same: a layer of any size in the memory of a few
/// inputs.
///
/// Those from 64 inputs to all neurons are drawn at once, input by input, from a chunk of the stream.
///
/// ```
/// use saturation::model::ParameterLaw;
/// use saturation::sampling::{Blocks, Stream};
/// let blocks = Blocks::new(ParameterLaw::normal(0.1), [100, 30], Stream::new(7, "doc"), 0)?;
/// let (mut z, mut y) = ([0.0; 30], [0.0; 100]);
/// blocks.forward(&[1.0; 100], &mut z); // z = aW
/// blocks.backward(&[1.0; 30], &mut y); // y = Wδ
/// // Both are the sum of all weights.
/// assert!((z.iter().sum::<f64>() - y.iter().sum::<f64>()).abs() < 1e-12);
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Blocks {
    /// Of one weight, by an input of 1.
    sampler: Sampler,
    fan_in: usize,
    fan_out: usize,
    stream: Stream,
    first_chunk: u64,
}

/// Inputs of a block.
const INPUTS: usize = 64;

impl Blocks {
    /// The weights with this law of a layer of [fan_in, fan_out], from the stream's chunks that begin with this one.
    ///
    /// # Errors
    /// [`ModelError`] for a law that cannot be drawn, and for orthogonal matrices, which are not drawn number by number.
    pub fn new(
        law: ParameterLaw,
        [fan_in, fan_out]: [usize; 2],
        stream: Stream,
        first_chunk: u64,
    ) -> Result<Self, ModelError> {
        if let ParameterLaw::Orthogonal { .. } = law {
            return Err(ModelError::DependentRows);
        }
        let neuron = Neuron::new(&Input::new(&[1.0])?, Parameters::new(law, ParameterLaw::Zero)?)?;
        Ok(Self { sampler: Sampler::new(&neuron)?, fan_in, fan_out, stream, first_chunk })
    }

    /// z ← z + aW, a being what the layer reads and z a number for each neuron; nothing if they are not as long as that.
    pub fn forward(&self, a: &[f64], z: &mut [f64]) {
        if (a.len(), z.len()) != (self.fan_in, self.fan_out) {
            return;
        }
        let mut sums = Matrix::of_equal_rows(1, z);
        self.each(|first, weights| add_product(&Rows::new(&[&a[first..first + weights.rows()]]), weights, &mut sums));
        z.copy_from_slice(sums.row(0));
    }

    /// y ← y + Wδ, δ being a number for each neuron and y one for each that the layer reads; nothing if they are not as long as that.
    pub fn backward(&self, errors: &[f64], y: &mut [f64]) {
        if (y.len(), errors.len()) != (self.fan_in, self.fan_out) {
            return;
        }
        self.each(|first, weights| add_dots(weights, errors, &mut y[first..first + weights.rows()]));
    }

    /// Draws block after block: the number of its first input, and the weights from it and those that follow.
    fn each(&self, mut visit: impl FnMut(usize, &Matrix)) {
        let mut weights = Matrix::zeros(INPUTS.min(self.fan_in), self.fan_out);
        for (chunk, first) in (self.first_chunk..).zip((0..self.fan_in).step_by(INPUTS)) {
            let rows = INPUTS.min(self.fan_in - first);
            if rows < weights.rows() {
                weights = Matrix::zeros(rows, self.fan_out);
            }
            weights.fill_with(|weights| self.sampler.fill(self.stream.chunk(chunk), weights));
            visit(first, &weights);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By plain sums over weights that are read off one by one, with a block that is not full.
    #[test]
    fn forward_and_backward_see_the_same_weights() {
        let (fan_in, fan_out) = (130, 7);
        let law = ParameterLaw::Uniform { low: -1.0, high: 1.0 };
        let blocks = Blocks::new(law, [fan_in, fan_out], Stream::new(1, "blocks"), 5).unwrap();
        let weight = |k: usize| {
            let mut row = vec![0.0; fan_out];
            let unit: Vec<f64> = (0..fan_in).map(|i| f64::from(u8::from(i == k))).collect();
            blocks.forward(&unit, &mut row);
            row
        };
        let w: Vec<Vec<f64>> = (0..fan_in).map(weight).collect();
        assert!(w.concat().windows(2).all(|pair| pair[0] != pair[1] && pair[0].abs() < 1.0));
        let (a, d): (Vec<f64>, Vec<f64>) =
            ((0..fan_in).map(|k| (k as f64).sin()).collect(), (0..fan_out).map(|j| (j as f64).cos()).collect());
        let (mut z, mut y) = (vec![0.5; fan_out], vec![0.0; fan_in]);
        blocks.forward(&a, &mut z);
        blocks.backward(&d, &mut y);
        for j in 0..fan_out {
            let plain = 0.5 + (0..fan_in).map(|k| a[k] * w[k][j]).sum::<f64>();
            assert!((z[j] - plain).abs() < 1e-12);
        }
        for k in 0..fan_in {
            let plain = (0..fan_out).map(|j| w[k][j] * d[j]).sum::<f64>();
            assert!((y[k] - plain).abs() < 1e-12);
        }
    }
}
