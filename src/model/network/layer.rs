use super::Matrix;
use crate::model::ModelError;

/// The parameters of a layer of fan_out neurons that read fan_in numbers: zⱼ = Σₖ aₖwₖⱼ + bⱼ.
///
/// The weights are kept by input, fan_in × fan_out: a row holds those from one input to each neuron, so that an input of 0
/// costs nothing. All parameters are finite.
///
/// ```
/// use saturation::model::{Layer, Matrix, ModelError};
/// let layer = Layer::new(Matrix::from_fn(3, 2, |k, j| (k + j) as f64), &[0.0, 1.0])?;
/// assert_eq!((layer.fan_in(), layer.fan_out(), layer.weights()[(2, 1)]), (3, 2, 3.0));
/// # Ok::<(), ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    pub(super) weights: Matrix,
    /// A matrix of one row, which learns as the weights from an input of 1 would.
    pub(super) biases: Matrix,
}

impl Layer {
    /// A layer from its weights, fan_in × fan_out, and its fan_out biases.
    ///
    /// # Errors
    /// [`ModelError`] if there is no weight, not one bias for each column of weights, or a parameter that is not finite.
    pub fn new(weights: Matrix, biases: &[f64]) -> Result<Self, ModelError> {
        if weights.is_empty() {
            return Err(ModelError::NoInput);
        }
        ModelError::fits("biases", biases.len(), weights.columns(), "the columns of the weights")?;
        let wrong = weights.elements().chain(biases).copied().find(|value| !value.is_finite());
        match wrong {
            Some(value) => Err(ModelError::NotFinite { name: "parameter of a layer", value }),
            None => Ok(Self { weights, biases: Matrix::of_equal_rows(1, biases) }),
        }
    }

    /// The weights, fan_in × fan_out: that in row k and column j leads from input k to neuron j.
    pub fn weights(&self) -> &Matrix {
        &self.weights
    }

    /// The biases, one for each neuron.
    pub fn biases(&self) -> &[f64] {
        self.biases.row(0)
    }

    /// The number of inputs.
    pub fn fan_in(&self) -> usize {
        self.weights.rows()
    }

    /// The number of neurons.
    pub fn fan_out(&self) -> usize {
        self.weights.columns()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_that_do_not_fit_or_are_no_numbers_are_refused() {
        let weights = |value: f64| Matrix::from_fn(2, 3, |_, _| value);
        let error = Layer::new(weights(1.0), &[0.0; 2]).unwrap_err();
        assert_eq!(error.to_string(), "biases: 2: not the number of the columns of the weights; give 3");
        assert!(Layer::new(weights(1.0), &[0.0, f64::NAN, 0.0]).is_err());
        assert!(Layer::new(weights(f64::INFINITY), &[0.0; 3]).is_err());
        for [fan_in, fan_out] in [[0, 0], [0, 2], [2, 0]] {
            assert_eq!(Layer::new(Matrix::zeros(fan_in, fan_out), &vec![0.0; fan_out]), Err(ModelError::NoInput));
        }
    }
}
