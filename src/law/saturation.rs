use super::Law;
use crate::model::Activation;

/// A threshold τ on |f′(z)|, below which a neuron counts as saturated; for the sigmoid exactly if |z| > z_τ.
///
/// ```
/// use saturation::law::{Normal, Threshold};
/// use saturation::model::Activation;
/// let large = Normal { mean: 0.0, std_dev: 501f64.sqrt() };
/// let threshold = Threshold::new(Activation::SIGMOID, 0.01)?;
/// assert!((threshold.saturated_fraction(&large) - 0.837_699_800_274_994_9).abs() < 1e-15);
/// let dead = Threshold::new(Activation::RELU, 0.5)?;
/// assert_eq!(dead.saturated_fraction(&large), 0.5);
/// # Ok::<(), saturation::law::ThresholdError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    tau: f64,
    set: Vec<(f64, f64)>,
}

/// Why a τ is no threshold.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ThresholdError {
    /// τ is not inside (0, sup |f′|).
    #[error("threshold: {tau}: not between 0 and {sup}, the largest |f′(z)| of {activation}; give e.g. {example}")]
    OutOfRange {
        /// The activation f.
        activation: Activation,
        /// The τ asked for.
        tau: f64,
        /// The largest value of the derivative.
        sup: f64,
        /// [`Threshold::default_tau`].
        example: f64,
    },
}

impl Threshold {
    /// A threshold τ for an activation; an error unless 0 < τ < sup |f′|.
    pub fn new(activation: Activation, tau: f64) -> Result<Self, ThresholdError> {
        let sup = activation.sup_derivative();
        if !(tau > 0.0 && tau < sup) {
            return Err(ThresholdError::OutOfRange { activation, tau, sup, example: Self::default_tau(activation) });
        }
        Ok(Self { tau, set: activation.small_derivative(tau) })
    }

    /// The τ where none is given: 4 % of sup |f′|, for the sigmoid 0.01.
    pub fn default_tau(activation: Activation) -> f64 {
        0.04 * activation.sup_derivative()
    }

    /// τ, in units of f′.
    pub fn tau(&self) -> f64 {
        self.tau
    }

    /// {z : |f′(z)| < τ}: disjoint intervals from the left to the right, with ends at ±∞.
    pub fn set(&self) -> &[(f64, f64)] {
        &self.set
    }

    /// Whether z lies in the set; the upper end of an interval does, as for a CDF.
    pub fn contains(&self, z: f64) -> bool {
        self.set.iter().any(|(lower, upper)| *lower < z && z <= *upper)
    }

    /// z_τ, if the set is {z : |z| > z_τ}, as for the sigmoid; else not a number.
    pub fn z(&self) -> f64 {
        match self.set[..] {
            [(f64::NEG_INFINITY, lower), (upper, f64::INFINITY)] if lower == -upper => upper,
            _ => f64::NAN,
        }
    }

    /// The cuts below which f′ is counted to know how often |f′| is below τ.
    pub fn cuts(&self) -> [f64; 2] {
        [(-self.tau).next_up(), self.tau]
    }

    /// How often |f′| was below τ, given how often f′ was below each of [`Threshold::cuts`]: f′ ≤ −τ is not.
    pub fn count(&self, below: impl Fn(f64) -> Option<u64>) -> Option<u64> {
        let [lower, upper] = self.cuts();
        below(upper)?.checked_sub(below(lower)?)
    }

    /// P(|f′(Z)| < τ), with the relative precision of the law's tails.
    pub fn saturated_fraction(&self, law: &dyn Law) -> f64 {
        let share = |(lower, upper): &(f64, f64)| match (*lower, *upper) {
            (f64::NEG_INFINITY, f64::INFINITY) => 1.0,
            (f64::NEG_INFINITY, upper) => law.cdf(upper),
            (lower, f64::INFINITY) => law.sf(lower),
            (lower, upper) => law.between(lower, upper),
        };
        // Rounding may leave a trifle above 1.
        self.set.iter().map(share).sum::<f64>().min(1.0)
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
            let z = Threshold::new(Activation::SIGMOID, tau).unwrap().z();
            let back = Activation::SIGMOID.derivative(z);
            // z is rounded, which moves σ′ by half an ulp of z of itself; and σ′ is rounded, next to 0 to a multiple of 5e-324.
            let rounding = (z * f64::EPSILON + 8.0 * f64::EPSILON) * tau + 5e-324;
            assert!((back - tau).abs() <= rounding, "τ = {tau:e}: σ′({z}) = {back:e}");
            assert!(Activation::SIGMOID.derivative(1.001 * z) < tau && Activation::SIGMOID.derivative(0.999 * z) > tau);
        }
    }
}
