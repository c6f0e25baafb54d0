use super::input::{length, squared_norm, sum};
use super::{Input, ModelError, ParameterLaw, Parameters};
use std::fmt;

/// One neuron before its activation: z = Σⱼ wⱼxⱼ + b, with w and b drawn afresh in every trial.
///
/// ```
/// use saturation::model::{Initializer, Input, Neuron};
/// let neuron = Neuron::new(&Input::half_ones(1000)?, Initializer::LARGE.parameters(1000, 30).unwrap())?;
/// assert_eq!(neuron.terms(), 501); // 500 active inputs and the bias
/// assert_eq!(neuron.variance(), 501.0);
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Neuron {
    runs: Vec<(f64, usize)>,
    zeros: usize,
    parameters: Parameters,
}

impl Neuron {
    /// A neuron that reads `input`, with these parameters; an error if z could leave the range of f64.
    pub fn new(input: &Input, parameters: Parameters) -> Result<Self, ModelError> {
        // Zeros between two runs of one value do not make two of them.
        let runs: Vec<_> = input.runs().iter().copied().filter(|(x, _)| *x != 0.0).collect();
        let runs: Vec<_> = runs.chunk_by(|(a, _), (b, _)| a == b).map(|equal| (equal[0].0, length(equal))).collect();
        let neuron = Self { zeros: input.fan_in() - length(&runs), runs, parameters };
        if let ParameterLaw::Orthogonal { dimension, .. } = parameters.weights() {
            let fan_in = input.fan_in();
            if fan_in > dimension {
                return Err(ModelError::ShortRow { fan_in, dimension });
            }
        }
        let reach = neuron.mean().abs() + neuron.variance().sqrt();
        if reach <= 1e70 { Ok(neuron) } else { Err(ModelError::Overflow(reach)) }
    }

    /// The inputs that are not 0, as values and how often each comes in a row: a weight from any other contributes nothing.
    pub fn runs(&self) -> &[(f64, usize)] {
        &self.runs
    }

    /// The laws of its parameters.
    pub fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The number of parameters that z sums: a weight for each input that is not 0, and the bias if there is one.
    pub fn terms(&self) -> usize {
        length(&self.runs) + usize::from(self.parameters.biases() != ParameterLaw::Zero)
    }

    /// ‖x‖.
    pub fn norm(&self) -> f64 {
        squared_norm(&self.runs).sqrt()
    }

    /// The same neuron that reads nothing but zeros: z = b.
    #[must_use]
    pub fn without_inputs(&self) -> Self {
        Self { zeros: self.zeros + length(&self.runs), runs: Vec::new(), parameters: self.parameters }
    }

    /// E z = E w · Σⱼ xⱼ + E b.
    pub fn mean(&self) -> f64 {
        self.parameters.weights().mean() * sum(&self.runs) + self.parameters.biases().mean()
    }

    /// Var z = Var w · ‖x‖² + Var b.
    pub fn variance(&self) -> f64 {
        let [weight, bias] = [self.parameters.weights(), self.parameters.biases()].map(ParameterLaw::std_dev);
        weight * weight * squared_norm(&self.runs) + bias * bias
    }
}

impl fmt::Display for Neuron {
    /// "w ~ normal(0, 1), b ~ normal(0, 1), x = 500 × 1, 500 × 0": equal exactly for equal neurons.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "w ~ {}, b ~ {}, x = ", self.parameters.weights(), self.parameters.biases())?;
        for (x, count) in &self.runs {
            write!(f, "{count} × {x}, ")?;
        }
        write!(f, "{} × 0", self.zeros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Initializer;

    #[test]
    fn real_inputs_count_by_their_squares_and_zeros_not_at_all() {
        let x = Input::new(&[2.0, 0.0, -0.5]).unwrap();
        let weights = ParameterLaw::Normal { mean: 1.0, std_dev: 3.0 };
        let neuron = Neuron::new(&x, Parameters::new(weights, ParameterLaw::normal(0.25)).unwrap()).unwrap();
        assert_eq!((neuron.runs(), neuron.terms()), (&[(2.0, 1), (-0.5, 1)][..], 3));
        assert_eq!((neuron.mean(), neuron.variance()), (1.5, 9.0 * 4.25 + 0.0625));
    }

    #[test]
    fn a_pre_activation_beyond_f64_is_refused() {
        let x = Input::new(&[1e80]).unwrap();
        assert!(matches!(
            Neuron::new(&x, Initializer::LARGE.parameters(1000, 30).unwrap()),
            Err(ModelError::Overflow(_))
        ));
        let far = ParameterLaw::Normal { mean: f64::MAX, std_dev: 1.0 };
        let init = Parameters::new(far, ParameterLaw::Zero).unwrap();
        assert!(matches!(Neuron::new(&Input::new(&[1.0, -1.0, 2.0]).unwrap(), init), Err(ModelError::Overflow(_))));
    }
}
