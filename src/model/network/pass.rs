use super::{Layer, Network};
use crate::model::{Activation, ModelError};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// What a network makes of a batch of inputs: z and a of every layer, one row for each example.
#[derive(Debug, Clone, PartialEq)]
pub struct Forward<'a> {
    inputs: ArrayView2<'a, f64>,
    z: Vec<Array2<f64>>,
    activations: Vec<Array2<f64>>,
}

/// ∂C/∂W and ∂C/∂b of one layer, in the shapes of W and b.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradient {
    /// ∂C/∂W, fan_out × fan_in.
    pub weights: Array2<f64>,
    /// ∂C/∂b, fan_out.
    pub biases: Array1<f64>,
}

impl<'a> Forward<'a> {
    /// zˡ = aˡ⁻¹(Wˡ)ᵀ + bˡ and aˡ = σ(zˡ), layer after layer; the columns of `inputs` fit the first of them.
    pub(super) fn new(layers: &[Layer], activation: Activation, inputs: ArrayView2<'a, f64>) -> Self {
        let mut forward = Self { inputs, z: Vec::new(), activations: Vec::new() };
        for (l, layer) in layers.iter().enumerate() {
            let z = forward.read_by(l).dot(&layer.weights.t()) + &layer.biases;
            forward.activations.push(z.mapv(|z| activation.value(z)));
            forward.z.push(z);
        }
        forward
    }

    /// The number of examples.
    pub fn examples(&self) -> usize {
        self.inputs.nrows()
    }

    /// z of each layer, examples × fan_out.
    pub fn z(&self) -> &[Array2<f64>] {
        &self.z
    }

    /// a = σ(z) of each layer, examples × fan_out; the last is the output.
    pub fn activations(&self) -> &[Array2<f64>] {
        &self.activations
    }

    /// What layer l reads, examples × fan_in: the inputs, or the activations of the layer before it.
    pub fn read_by(&self, l: usize) -> ArrayView2<'_, f64> {
        if l == 0 { self.inputs } else { self.activations[l - 1].view() }
    }
}

impl Network {
    /// δˡ = ∂C/∂zˡ of each layer and example, examples × fan_out; C is here the cost of that example alone.
    ///
    /// At the output L it is that of the [`Cost`](super::Cost); before it, δˡ = (δˡ⁺¹ Wˡ⁺¹) ∘ σ′(zˡ).
    ///
    /// # Errors
    /// [`ModelError`] unless `forward` came from a network of this topology and `targets` is examples × outputs, with
    /// one example at least.
    pub fn errors(&self, forward: &Forward, targets: ArrayView2<f64>) -> Result<Vec<Array2<f64>>, ModelError> {
        let z = self.outputs(forward, targets)?;
        let mut output = targets.to_owned();
        output.zip_mut_with(z, |y, z| *y = self.cost.error(self.activation, *z, *y));
        let mut errors = vec![output];
        for (layer, z) in self.layers[1..].iter().zip(&forward.z).rev() {
            // The last pushed is the layer behind this one, and there always is one.
            let mut error = errors[errors.len() - 1].dot(&layer.weights);
            error.zip_mut_with(z, |e, z| *e *= self.activation.derivative(*z));
            errors.push(error);
        }
        errors.reverse();
        Ok(errors)
    }

    /// The gradient of the cost, averaged over the examples, for each layer: (δˡ)ᵀaˡ⁻¹/n and Σδˡ/n.
    ///
    /// # Errors
    /// As for [`Network::errors`].
    pub fn backward(&self, forward: &Forward, targets: ArrayView2<f64>) -> Result<Vec<Gradient>, ModelError> {
        let errors = self.errors(forward, targets)?;
        let share = 1.0 / forward.examples() as f64;
        let gradient = |(l, error): (usize, &Array2<f64>)| Gradient {
            weights: error.t().dot(&forward.read_by(l)) * share,
            biases: error.sum_axis(Axis(0)) * share,
        };
        Ok(errors.iter().enumerate().map(gradient).collect())
    }
}
