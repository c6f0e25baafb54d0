use super::Law;
use crate::model::Activation;

/// A threshold τ on σ′(z), below which a neuron counts as saturated.
///
/// σ′(z) < τ exactly if |z| > z_τ = ln((1 + r)/(1 − r)), r = √(1 − 4τ).
///
/// ```
/// use saturation::law::{Normal, Threshold};
/// use saturation::model::Activation;
/// let threshold = Threshold::new(Activation::Sigmoid, 0.01)?;
/// let large = Normal { mean: 0.0, std_dev: 501f64.sqrt() };
/// assert!((threshold.saturated_fraction(&large) - 0.837_699_800_274_994_9).abs() < 1e-15);
/// # Ok::<(), saturation::law::ThresholdError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    tau: f64,
    z: f64,
}

/// Why a τ is no threshold.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ThresholdError {
    /// τ is not inside (0, max σ′).
    #[error("threshold: {tau}: not between 0 and {max}, the largest σ′(z); give e.g. 0.01")]
    OutOfRange {
        /// The τ asked for.
        tau: f64,
        /// The largest value of the derivative.
        max: f64,
    },
}

impl Threshold {
    /// A threshold τ for an activation; an error unless 0 < τ < max σ′.
    pub fn new(activation: Activation, tau: f64) -> Result<Self, ThresholdError> {
        let max = activation.max_derivative();
        if !(tau > 0.0 && tau < max) {
            return Err(ThresholdError::OutOfRange { tau, max });
        }
        Ok(Self { tau, z: activation.z_at(tau) })
    }

    /// τ, in units of σ′.
    pub fn tau(&self) -> f64 {
        self.tau
    }

    /// z_τ, the |z| at which σ′(z) = τ.
    pub fn z(&self) -> f64 {
        self.z
    }

    /// P(σ′(Z) < τ) = P(|Z| > z_τ).
    pub fn saturated_fraction(&self, law: &dyn Law) -> f64 {
        law.outside(self.z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derivative_at_the_threshold_is_tau() {
        // Powers of 2 and of 10 down to the smallest number, and others between.
        let taus = (3..=1074).map(|k| 2f64.powi(-k)).chain((1..=323).map(|k| 2.4 * 10f64.powi(-k)));
        for tau in taus.chain([5e-324, 1e-323, 0.01, 0.2, 0.249_999]).filter(|tau| *tau > 0.0) {
            let z = Threshold::new(Activation::Sigmoid, tau).unwrap().z();
            let back = Activation::Sigmoid.derivative(z);
            // z is rounded, which moves σ′ by half an ulp of z of itself; and σ′ is rounded, next to 0 to a multiple of 5e-324.
            let rounding = (z * f64::EPSILON + 8.0 * f64::EPSILON) * tau + 5e-324;
            assert!((back - tau).abs() <= rounding, "τ = {tau:e}: σ′({z}) = {back:e}");
            assert!(Activation::Sigmoid.derivative(1.001 * z) < tau && Activation::Sigmoid.derivative(0.999 * z) > tau);
        }
    }

    #[test]
    fn a_threshold_that_no_or_every_neuron_passes_is_refused() {
        for tau in [0.0, -0.1, 0.25, 1.0, f64::NAN, f64::INFINITY] {
            assert!(Threshold::new(Activation::Sigmoid, tau).is_err(), "τ = {tau}");
        }
    }
}
