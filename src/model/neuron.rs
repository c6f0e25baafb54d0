use super::{Initializer, Input, ModelError};

/// One neuron before its activation: z = Σⱼ wⱼxⱼ + b, with w and b drawn afresh in every trial.
///
/// ```
/// use saturation::model::{Initializer, Input, Neuron};
/// let neuron = Neuron::new(&Input::half_ones(1000)?, Initializer::large())?;
/// assert_eq!(neuron.coefficients().len(), 501); // 500 lit inputs and the bias
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Neuron {
    coefficients: Vec<f64>,
}

impl Neuron {
    /// A neuron that reads `input` under `initializer`; an error if z could leave the range of f64.
    pub fn new(input: &Input, initializer: Initializer) -> Result<Self, ModelError> {
        let weight = initializer.weights().std_dev();
        let bias = initializer.biases().std_dev();
        let terms = input.values().iter().map(|x| weight * x).chain([bias]);
        let neuron = Self { coefficients: terms.filter(|c| *c != 0.0).collect() };
        let std_dev = neuron.coefficients.iter().map(|c| c * c).sum::<f64>().sqrt();
        if std_dev > 1e70 {
            return Err(ModelError::Overflow(std_dev));
        }
        Ok(neuron)
    }

    /// What multiplies each standard normal of a trial, none of them 0: `std_dev(w)·xⱼ` for every input that is not 0,
    /// then `std_dev(b)` if there is a bias. z = Σₖ cₖgₖ with gₖ ~ N(0, 1) independent.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ParameterLaw;

    #[test]
    fn real_inputs_scale_their_weights_and_zeros_are_skipped() {
        let x = Input::new(vec![2.0, 0.0, -0.5]).unwrap();
        let normal = |std_dev| ParameterLaw::Normal { std_dev };
        let init = Initializer::new(normal(3.0), normal(0.25)).unwrap();
        assert_eq!(Neuron::new(&x, init).unwrap().coefficients(), [6.0, -1.5, 0.25]);
    }

    #[test]
    fn a_pre_activation_beyond_f64_is_refused() {
        let x = Input::new(vec![1e80]).unwrap();
        assert!(matches!(Neuron::new(&x, Initializer::large()), Err(ModelError::Overflow(_))));
    }
}
