use super::{Tensor, TensorError, TensorFault, TensorFile};
use crate::model::Fans;
use crate::numeric::Format;
use crate::statistics::{Grid, Weights};
use rayon::prelude::*;
use std::sync::Arc;

/// In which order a framework keeps the sides of a layer's weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// (outputs, inputs, kernel…): PyTorch, candle.
    #[default]
    OutputsFirst,
    /// (kernel…, inputs, outputs): Keras, JAX, TensorFlow.js, Burn's linear layers.
    OutputsLast,
}

impl Layout {
    /// The numbers of inputs and of outputs of the layer that has weights of this shape: the places of the kernel count in both,
    /// as frameworks count them. `None` for a single side, which tells neither.
    ///
    /// ```
    /// use saturation::tensor::Layout;
    /// let fans = Layout::OutputsFirst.fans(&[32, 16, 3, 3]).ok_or("a matrix has fans")?;
    /// assert_eq!((fans.fan_in, fans.fan_out), (144, 288));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn fans(self, shape: &[usize]) -> Option<Fans> {
        let (outputs, inputs, kernel) = match (self, shape) {
            (Self::OutputsFirst, [outputs, inputs, kernel @ ..]) => (outputs, inputs, kernel),
            (Self::OutputsLast, [kernel @ .., inputs, outputs]) => (outputs, inputs, kernel),
            _ => return None,
        };
        let places: usize = kernel.iter().product();
        Some(Fans { fan_in: inputs * places, fan_out: outputs * places })
    }

    /// How a tensor's values lie in the file. An array of Fortran's order is its transpose in that of C.
    fn grid(self, tensor: &Tensor) -> Grid {
        let outputs_first = (self == Self::OutputsFirst) != tensor.fortran;
        let sides: Vec<usize> =
            if tensor.fortran { tensor.shape.iter().rev().copied().collect() } else { tensor.shape.clone() };
        let product = |sides: &[usize]| sides.iter().product();
        match &sides[..] {
            [first, rest @ ..] if outputs_first && !rest.is_empty() => {
                Grid { rows: *first, columns: product(rest), neurons_are_columns: false }
            }
            [rest @ .., last] if !rest.is_empty() => {
                Grid { rows: product(rest), columns: *last, neurons_are_columns: true }
            }
            all => Grid { rows: 1, columns: product(all), neurons_are_columns: false },
        }
    }
}

/// Blocks that are read before they are added, for each thread.
const BLOCKS: usize = 4;

/// As many bytes are read at once on any number of threads, and at least a block.
const MOST_BYTES: usize = 1 << 24;

/// Standard deviations at which a mean lies far out, so that moments and buckets are about it.
const FAR: f64 = 3.0;

impl TensorFile {
    /// What is kept of the weights of a tensor, in one pass on all threads; the same on any number of them.
    ///
    /// `input` gives the input of a neuron for its number of inputs, or none.
    ///
    /// # Errors
    /// [`TensorError`] as for [`TensorFile::read`].
    pub fn weigh(
        &mut self,
        k: usize,
        layout: Layout,
        input: impl Fn(usize) -> Arc<[f64]>,
    ) -> Result<Weights, TensorError> {
        let Some(tensor) = self.tensors().get(k).cloned() else {
            let tensors = self.tensors().len();
            return Err(TensorError::of(self.path())(TensorFault::NoSuchTensor { k, tensors }));
        };
        let (format, grid) = (tensor.format, layout.grid(&tensor));
        // The places of a kernel lie before the inputs in an array of Fortran's order, and no input is made for that.
        let ordered = !tensor.fortran || tensor.shape.len() < 3;
        let input = if ordered && grid.is_matrix() { input(grid.inputs()) } else { Arc::default() };
        let block = grid.block();
        let bytes = block * format.bytes();
        let blocks = (BLOCKS * rayon::current_num_threads()).min(MOST_BYTES / bytes).max(1);
        let mut weights: Option<Weights> = None;
        self.read(k, block * blocks, |piece| {
            let all = weights.get_or_insert_with(|| {
                let (center, scale) = place(format, piece);
                Weights::new(grid, center, scale, Arc::clone(&input))
            });
            let first = all.seen();
            let parts: Vec<Weights> = piece
                .par_chunks(bytes)
                .enumerate()
                .map(|(k, bytes)| {
                    let mut values = Vec::with_capacity(block);
                    format.decode(bytes, &mut values);
                    all.of_block(first + (k * block) as u64, &values)
                })
                .collect();
            parts.into_iter().for_each(|part| all.append(part));
            Ok::<(), TensorError>(())
        })?;
        Ok(weights.unwrap_or_else(|| Weights::new(grid, 0.0, 1.0, Vec::new())))
    }
}

/// About what moments and buckets are to be kept, and for what spread, by the first values. Buckets about 0 are those of the
/// format's own values.
fn place(format: Format, bytes: &[u8]) -> (f64, f64) {
    let mut values = Vec::new();
    format.decode(&bytes[..bytes.len().min(4096 * format.bytes())], &mut values);
    values.retain(|x| x.is_finite());
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let std_dev = (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    let far = !format.is_coarse() && mean.abs() > FAR * std_dev && std_dev > 0.0;
    (if far { mean } else { 0.0 }, if std_dev > 0.0 { std_dev } else { mean.abs() })
}
