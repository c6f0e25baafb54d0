use super::numeric::PValue;
use super::std_dev::MeasuredStdDev;
use super::{ClaimError, Decision, Test, Verdict, positive};
use crate::statistics::Moments;

/// The claim "std z ≈ 22.4, to the digits printed": the true value lies within half a unit of the last digit.
///
/// Holds if the whole interval of the standard deviation does, refuted if none of it does. The p-value is that of the
/// nearest value that would round so. Exact for normal z.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounded {
    printed: f64,
    half_unit: f64,
    measured: MeasuredStdDev,
}

impl Rounded {
    /// States that the standard deviation is `printed` to this number of `decimals`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two trials, or if a number is not finite and positive.
    pub fn new(moments: &Moments, printed: f64, decimals: u8) -> Result<Self, ClaimError> {
        Ok(Self {
            printed: positive("printed std_dev", printed)?,
            half_unit: 0.5 / 10f64.powi(decimals.into()),
            measured: MeasuredStdDev::new(moments)?,
        })
    }
}

impl Test for Rounded {
    fn name(&self) -> &'static str {
        "chi-squared, rounded std"
    }

    fn expected(&self) -> f64 {
        self.printed
    }

    fn trials(&self) -> Option<u64> {
        Some(self.measured.trials)
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let (lower, upper) = (self.printed - self.half_unit, self.printed + self.half_unit);
        let estimate = self.measured.estimate(significance_level)?;
        let nearest = self.measured.std_dev.clamp(lower.max(f64::MIN_POSITIVE), upper);
        let p_value =
            if nearest == self.measured.std_dev { PValue::ONE } else { self.measured.tails(nearest)?.two_sided() };
        let interval = estimate.confidence_interval;
        let verdict = if interval.within(lower, upper) {
            Verdict::Holds
        } else if p_value.value() < significance_level {
            Verdict::Refuted
        } else {
            Verdict::Undecided
        };
        Ok(Decision { estimate, p_value: Some(p_value), verdict })
    }
}
