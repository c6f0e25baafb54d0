use super::Normal;
use crate::model::{ModelError, Neuron, ParameterLaw};

/// The exact law of z under normal parameters: N(E z, Var z), because a sum of independent normals is normal.
///
/// Gaussian sums are Gaussian whatever their length: no limit theorem is at work.
///
/// # Errors
/// [`ModelError::NotNormal`] if the weights or the biases have another law, because then z has another law as well.
///
/// ```
/// use saturation::law::pre_activation;
/// use saturation::model::{Initializer, Input, Neuron};
/// let neuron = Neuron::new(&Input::half_ones(1000)?, Initializer::large())?;
/// assert_eq!(pre_activation(&neuron)?.std_dev, 501f64.sqrt());
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
pub fn pre_activation(neuron: &Neuron) -> Result<Normal, ModelError> {
    let normal = |law| matches!(law, ParameterLaw::Zero | ParameterLaw::Normal { .. });
    let initializer = neuron.initializer();
    if normal(initializer.weights()) && normal(initializer.biases()) {
        Ok(Normal { mean: neuron.mean(), std_dev: neuron.variance().sqrt() })
    } else {
        Err(ModelError::NotNormal)
    }
}
