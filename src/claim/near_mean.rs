use super::error::{at_least, finite, half, not_negative, positive, two_digits};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, PositiveMean, Power, Test, Verdict};
use crate::numeric::{PValue, Side, student_t};
use crate::statistics::Moments;

/// The claim "the mean of d lies within `tolerance` of a value", of independent d whose spread is not known:
/// t = (|d̄ − μ| − tolerance)√n/s is compared with Student's t with n − 1 degrees of freedom.
///
/// It holds if the whole interval at 1 − α lies within the tolerance, and is refuted if the nearest mean that is within it is rejected:
/// what a theory leaves open, such as a term that it neglects, refutes nothing. Exact at the edge for normal d, conservative
/// inside. The effect is the tolerance: a mean beyond the edge by as much should be noticed.
///
/// ```
/// use saturation::claim::{NearMean, Test, Verdict};
/// use saturation::statistics::Moments;
/// let mut d = Moments::about(0.0);
/// d.add(&[1.01, 1.03, 0.98, 1.02, 1.00, 1.01, 0.99, 1.02]);
/// assert_eq!(NearMean::new(&d, 1.0, 0.1)?.decide(1e-4)?.verdict, Verdict::Holds);
/// assert_eq!(NearMean::new(&d, 2.0, 0.1)?.decide(1e-4)?.verdict, Verdict::Refuted);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearMean {
    expected: f64,
    tolerance: f64,
    mean: f64,
    std_dev: f64,
    trials: u64,
}

impl NearMean {
    /// States that the mean is within `tolerance` of `expected`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two values, one that is not finite, or a tolerance that is not positive.
    pub fn new(moments: &Moments, expected: f64, tolerance: f64) -> Result<Self, ClaimError> {
        let trials = moments.count();
        at_least(2, trials, "a mean")?;
        Ok(Self {
            expected: finite("expected mean", expected)?,
            tolerance: positive("tolerance", tolerance)?,
            mean: finite("mean", moments.mean())?,
            std_dev: not_negative("std_dev", moments.std_dev())?,
            trials,
        })
    }

    /// The smallest distance from the edge that `trials` values of this spread notice: that of [`PositiveMean::min_effect`].
    ///
    /// # Errors
    /// As there.
    pub fn min_effect(std_dev: f64, trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        PositiveMean::min_effect(std_dev, trials, significance_level, miss_rate)
    }

    /// The fewest values of this spread that notice a mean beyond the edge by `effect`.
    ///
    /// # Errors
    /// As for [`PositiveMean::min_trials`].
    pub fn min_trials(std_dev: f64, effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        PositiveMean::min_trials(std_dev, effect, significance_level, miss_rate)
    }

    /// A spread of 0 tells nothing of an error; the smallest number stands for it.
    fn spread(&self) -> f64 {
        self.std_dev.max(1e-12 * self.tolerance)
    }
}

impl Test for NearMean {
    fn name(&self) -> &'static str {
        "t test, mean within a tolerance"
    }

    fn null_law(&self) -> String {
        format!("(mean d − μ)√n / s ~ t with {} degrees of freedom, for the nearest μ within", self.trials - 1)
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Vec<u64> {
        vec![self.trials]
    }

    fn unit(&self) -> &'static str {
        "networks"
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let df = (self.trials - 1) as f64;
        let standard_error = self.spread() / (self.trials as f64).sqrt();
        let margin = student_t::quantile(df, Side::Upper, half(significance_level)?)? * standard_error;
        let estimate = Estimate {
            point_estimate: self.mean,
            standard_error: Some(standard_error),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: self.mean - margin,
                upper_bound: self.mean + margin,
            },
        };
        let beyond = ((self.mean - self.expected).abs() - self.tolerance).max(0.0);
        let t = beyond / standard_error;
        let p_value = if beyond > 0.0 { student_t::tails(df, t)?.two_sided() } else { PValue::ONE };
        let verdict = if p_value.ln() < libm::log(significance_level) {
            Verdict::Refuted
        } else if estimate.confidence_interval.within(self.expected - self.tolerance, self.expected + self.tolerance) {
            Verdict::Holds
        } else {
            Verdict::Undecided
        };
        Ok(Decision { estimate, statistic: t, p_value: Some(p_value), verdict })
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let min_effect = Self::min_effect(self.spread(), self.trials, significance_level, miss_rate)?;
        Ok(Some(Power {
            effect: self.tolerance,
            min_effect,
            min_trials: Self::min_trials(self.spread(), self.tolerance, significance_level, miss_rate)?,
            miss_rate,
            quantity: "a mean beyond the tolerance by",
            size: two_digits(min_effect),
        }))
    }
}
