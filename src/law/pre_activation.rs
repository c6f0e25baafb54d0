use super::Normal;
use crate::model::Neuron;

/// The exact law of z = Σₖ cₖgₖ: N(0, Σₖ cₖ²), the variance of a sum being the sum of the variances.
///
/// Gaussian sums are Gaussian whatever their length: no limit theorem is at work.
///
/// ```
/// use saturation::law::pre_activation;
/// use saturation::model::{Initializer, Input, Neuron};
/// let neuron = Neuron::new(&Input::half_ones(1000)?, Initializer::large())?;
/// assert_eq!(pre_activation(&neuron).std_dev, 501f64.sqrt());
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
pub fn pre_activation(neuron: &Neuron) -> Normal {
    let variance: f64 = neuron.coefficients().iter().map(|c| c * c).sum();
    Normal { mean: 0.0, std_dev: variance.sqrt() }
}
