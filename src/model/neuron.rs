use super::{Initializer, Input, ModelError, ParameterLaw};

/// One neuron before its activation: z = Σⱼ wⱼxⱼ + b, with w and b drawn afresh in every trial.
///
/// ```
/// use saturation::model::{Initializer, Input, Neuron};
/// let neuron = Neuron::new(&Input::half_ones(1000)?, Initializer::large())?;
/// assert_eq!(neuron.terms(), 501); // 500 lit inputs and the bias
/// assert_eq!(neuron.variance(), 501.0);
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Neuron {
    inputs: Vec<f64>,
    initializer: Initializer,
}

impl Neuron {
    /// A neuron that reads `input` under `initializer`; an error if z could leave the range of f64.
    pub fn new(input: &Input, initializer: Initializer) -> Result<Self, ModelError> {
        let inputs = input.values().iter().copied().filter(|x| *x != 0.0).collect();
        let neuron = Self { inputs, initializer };
        let reach = neuron.mean().abs() + neuron.variance().sqrt();
        if reach <= 1e70 { Ok(neuron) } else { Err(ModelError::Overflow(reach)) }
    }

    /// The inputs that are not 0: a weight from any other contributes nothing.
    pub fn inputs(&self) -> &[f64] {
        &self.inputs
    }

    /// The laws of its parameters.
    pub fn initializer(&self) -> Initializer {
        self.initializer
    }

    /// The number of parameters that z sums: a weight for each input that is not 0, and the bias if there is one.
    pub fn terms(&self) -> usize {
        self.inputs.len() + usize::from(self.initializer.biases() != ParameterLaw::Zero)
    }

    /// E z = E w · Σⱼ xⱼ + E b.
    pub fn mean(&self) -> f64 {
        self.initializer.weights().mean() * self.inputs.iter().sum::<f64>() + self.initializer.biases().mean()
    }

    /// Var z = Var w · ‖x‖² + Var b.
    pub fn variance(&self) -> f64 {
        let [weight, bias] = [self.initializer.weights(), self.initializer.biases()].map(ParameterLaw::std_dev);
        weight * weight * self.inputs.iter().map(|x| x * x).sum::<f64>() + bias * bias
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_inputs_count_by_their_squares_and_zeros_not_at_all() {
        let x = Input::new(vec![2.0, 0.0, -0.5]).unwrap();
        let weights = ParameterLaw::Normal { mean: 1.0, std_dev: 3.0 };
        let neuron = Neuron::new(&x, Initializer::new(weights, ParameterLaw::normal(0.25)).unwrap()).unwrap();
        assert_eq!((neuron.inputs(), neuron.terms()), (&[2.0, -0.5][..], 3));
        assert_eq!((neuron.mean(), neuron.variance()), (1.5, 9.0 * 4.25 + 0.0625));
    }

    #[test]
    fn a_pre_activation_beyond_f64_is_refused() {
        let x = Input::new(vec![1e80]).unwrap();
        assert!(matches!(Neuron::new(&x, Initializer::large()), Err(ModelError::Overflow(_))));
        let far = ParameterLaw::Normal { mean: f64::MAX, std_dev: 1.0 };
        let init = Initializer::new(far, ParameterLaw::Zero).unwrap();
        assert!(matches!(Neuron::new(&Input::new(vec![1.0, -1.0, 2.0]).unwrap(), init), Err(ModelError::Overflow(_))));
    }
}
