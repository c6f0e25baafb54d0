use crate::model::ModelError;
use ndarray::{Array1, Array2};

/// The parameters of a layer of fan_out neurons that read fan_in numbers: z = Wa + b.
///
/// W is fan_out × fan_in, b has fan_out elements; all are finite.
///
/// ```
/// use ndarray::{array, Array1};
/// use saturation::model::{Layer, ModelError};
/// let layer = Layer::new(array![[1.0, 0.0, -1.0], [0.5, 0.5, 0.5]], Array1::zeros(2))?;
/// assert_eq!((layer.fan_in(), layer.fan_out()), (3, 2));
/// # Ok::<(), ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    pub(super) weights: Array2<f64>,
    pub(super) biases: Array1<f64>,
}

impl Layer {
    /// A layer from its weights, fan_out × fan_in, and its fan_out biases.
    ///
    /// # Errors
    /// [`ModelError`] if there is no weight, not one bias for each row of weights, or a parameter that is not finite.
    pub fn new(weights: Array2<f64>, biases: Array1<f64>) -> Result<Self, ModelError> {
        if weights.is_empty() {
            return Err(ModelError::NoInput);
        }
        ModelError::fits("biases", biases.len(), weights.nrows(), "the rows of the weights")?;
        match weights.iter().chain(&biases).find(|value| !value.is_finite()) {
            Some(value) => Err(ModelError::NotFinite { name: "parameter of a layer", value: *value }),
            None => Ok(Self { weights, biases }),
        }
    }

    /// The weights W, fan_out × fan_in: W[j, k] leads from input k to neuron j.
    pub fn weights(&self) -> &Array2<f64> {
        &self.weights
    }

    /// The biases b.
    pub fn biases(&self) -> &Array1<f64> {
        &self.biases
    }

    /// The weights and the biases, given back.
    pub fn into_parts(self) -> (Array2<f64>, Array1<f64>) {
        (self.weights, self.biases)
    }

    /// The number of inputs.
    pub fn fan_in(&self) -> usize {
        self.weights.ncols()
    }

    /// The number of neurons.
    pub fn fan_out(&self) -> usize {
        self.weights.nrows()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn parameters_that_do_not_fit_or_are_no_numbers_are_refused() {
        let weights = || array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
        let error = Layer::new(weights(), Array1::zeros(2)).unwrap_err();
        assert_eq!(error.to_string(), "biases: 2: not the number of the rows of the weights; give 3");
        assert!(Layer::new(weights(), array![0.0, f64::NAN, 0.0]).is_err());
        assert!(Layer::new(weights() / 0.0, Array1::zeros(3)).is_err());
        for empty in [(0, 0), (0, 2), (2, 0)] {
            assert_eq!(Layer::new(Array2::zeros(empty), Array1::zeros(empty.0)), Err(ModelError::NoInput));
        }
    }
}
