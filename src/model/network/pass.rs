use super::{Layer, Matrix, Network, Rows, add_product, add_transposed_product};
use crate::model::{Activation, ModelError};
use std::borrow::Cow;

/// What a network makes of a batch of inputs: z and a of every layer, one row for each example.
#[derive(Debug, Clone, PartialEq)]
pub struct Forward<'a> {
    inputs: &'a Rows<'a>,
    z: Vec<Matrix>,
    activations: Vec<Matrix>,
}

/// ∂C/∂w and ∂C/∂b of one layer, as the layer keeps w and b.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradient {
    /// ∂C/∂w, fan_in × fan_out.
    pub weights: Matrix,
    /// ∂C/∂b, fan_out.
    pub biases: Vec<f64>,
}

impl<'a> Forward<'a> {
    /// zˡ = bˡ + aˡ⁻¹wˡ, added from left to right, and aˡ = σ(zˡ), layer after layer; the first has a weight for each input.
    pub(super) fn new(layers: &[Layer], activation: Activation, inputs: &'a Rows<'a>) -> Self {
        let mut forward = Self { inputs, z: Vec::new(), activations: Vec::new() };
        for (l, layer) in layers.iter().enumerate() {
            let mut z = Matrix::of_equal_rows(inputs.len(), layer.biases());
            add_product(&forward.read_by(l), &layer.weights, &mut z);
            forward.activations.push(z.mapped(|z, to| activation.values(z, to)));
            forward.z.push(z);
        }
        forward
    }

    /// The number of examples.
    pub fn examples(&self) -> usize {
        self.inputs.len()
    }

    /// z of each layer, examples × fan_out.
    pub fn z(&self) -> &[Matrix] {
        &self.z
    }

    /// a = σ(z) of each layer, examples × fan_out; the last is the output.
    pub fn activations(&self) -> &[Matrix] {
        &self.activations
    }

    /// What layer l reads, a row for each example: the inputs, or the activations of the layer before it.
    pub(super) fn read_by(&self, l: usize) -> Cow<'_, Rows<'_>> {
        if l == 0 { Cow::Borrowed(self.inputs) } else { Cow::Owned(Rows::from(&self.activations[l - 1])) }
    }
}

impl Network {
    /// δˡ = ∂C/∂zˡ of each layer and example, examples × fan_out; C is here the cost of that example alone.
    ///
    /// At the output L it is that of the [`Cost`](super::Cost); before it, δˡⱼ = Σₖ δˡ⁺¹ₖ wˡ⁺¹ⱼₖ · σ′(zˡⱼ).
    ///
    /// # Errors
    /// [`ModelError`] unless `forward` came from a network of this topology and `targets` is a row of outputs for each
    /// example, with one example at least.
    pub fn errors(&self, forward: &Forward, targets: &[&[f64]]) -> Result<Vec<Matrix>, ModelError> {
        let z = self.outputs(forward, targets)?;
        let a = &forward.activations[self.layers.len() - 1];
        let mut errors = vec![self.cost.errors(self.activation, z, a, targets)];
        for (layer, z) in self.layers[1..].iter().zip(&forward.z).rev() {
            let mut error = Matrix::zeros(z.rows(), z.columns());
            // The last pushed is the layer behind this one, and there always is one.
            let behind = Rows::from(&errors[errors.len() - 1]);
            add_product(&behind, &layer.weights.transposed(), &mut error);
            error.combine(&z.mapped(|z, to| self.activation.derivatives(z, to)), |error, slope| error * slope);
            errors.push(error);
        }
        errors.reverse();
        Ok(errors)
    }

    /// The gradient of the cost, averaged over the examples, for each layer: Σ aˡ⁻¹δˡ/n and Σ δˡ/n, examples in order.
    ///
    /// # Errors
    /// As for [`Network::errors`].
    pub fn backward(&self, forward: &Forward, targets: &[&[f64]]) -> Result<Vec<Gradient>, ModelError> {
        let errors = self.errors(forward, targets)?;
        let share = 1.0 / forward.examples() as f64;
        let gradient = |(l, error): (usize, Matrix)| {
            let layer = &self.layers[l];
            let [mut weights, mut biases] = [layer.fan_in(), 1].map(|rows| Matrix::zeros(rows, layer.fan_out()));
            add_gradient(share, error, &forward.read_by(l), &mut weights, &mut biases);
            Gradient { weights, biases: biases.row(0).to_vec() }
        };
        Ok(errors.into_iter().enumerate().map(gradient).collect())
    }
}

/// Adds `factor` · ∂C/∂w and `factor` · ∂C/∂b of a layer that read `inputs`, C being summed over the examples.
pub(super) fn add_gradient(
    factor: f64,
    mut errors: Matrix,
    inputs: &Rows<'_>,
    weights: &mut Matrix,
    biases: &mut Matrix,
) {
    errors.fill_with(|errors| errors.iter_mut().for_each(|error| *error *= factor));
    add_transposed_product(inputs, &errors, weights);
    for step in errors.iter() {
        biases.row_mut(0).iter_mut().zip(step).for_each(|(bias, step)| *bias += step);
    }
}
