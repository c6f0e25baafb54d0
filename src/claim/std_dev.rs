use super::numeric::{Side, Tails, chi_squared};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Test, at_least, positive};
use crate::statistics::Moments;

/// The claim "std z = s₀": (n − 1)s²/s₀² ~ χ²ₙ₋₁.
///
/// Exact for normal z. The effect is a relative error of the standard deviation.
///
/// ```
/// use saturation::claim::{StdDev, Test, Verdict};
/// use saturation::statistics::Moments;
/// let mut moments = Moments::about(0.0);
/// moments.add(&[-1.0, 1.0].repeat(50_000));
/// let claim = |expected| StdDev::new(&moments, expected, 0.02)?.decide(1e-6);
/// assert_eq!(claim(1.1)?.verdict, Verdict::Refuted);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StdDev {
    expected: f64,
    effect: f64,
    measured: MeasuredStdDev,
}

impl StdDev {
    /// States that the standard deviation is `expected`, to within the relative `effect`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two trials, or if a number is not finite and positive.
    pub fn new(moments: &Moments, expected: f64, effect: f64) -> Result<Self, ClaimError> {
        Ok(Self {
            expected: positive("expected std_dev", expected)?,
            effect: positive("effect", effect)?,
            measured: MeasuredStdDev::new(moments)?,
        })
    }
}

impl Test for StdDev {
    fn name(&self) -> &'static str {
        "chi-squared, variance"
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Option<u64> {
        Some(self.measured.trials)
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let estimate = self.measured.estimate(significance_level)?;
        let p_value = self.measured.tails(self.expected)?.two_sided();
        Ok(Decision::new(estimate, p_value, significance_level, self.expected, self.effect * self.expected))
    }
}

/// A standard deviation as measured, and the law of its estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MeasuredStdDev {
    pub(super) std_dev: f64,
    pub(super) trials: u64,
}

impl MeasuredStdDev {
    pub(super) fn new(moments: &Moments) -> Result<Self, ClaimError> {
        at_least(2, moments.count(), "a standard deviation")?;
        Ok(Self { std_dev: positive("std_dev", moments.std_dev())?, trials: moments.count() })
    }

    fn degrees_of_freedom(&self) -> f64 {
        (self.trials - 1) as f64
    }

    /// Where (n − 1)s²/s₀² lies in χ²ₙ₋₁.
    pub(super) fn tails(&self, expected: f64) -> Result<Tails, ClaimError> {
        let ratio = self.std_dev / expected;
        Ok(chi_squared::tails(self.degrees_of_freedom(), self.degrees_of_freedom() * ratio * ratio)?)
    }

    /// s with its standard error s/√(2(n − 1)) and its limits s√((n − 1)/χ²), at the α/2 quantiles of χ²ₙ₋₁.
    pub(super) fn estimate(&self, significance_level: f64) -> Result<Estimate, ClaimError> {
        let df = self.degrees_of_freedom();
        let limit = |side| -> Result<f64, ClaimError> {
            Ok(self.std_dev * (df / chi_squared::quantile(df, side, significance_level / 2.0)?).sqrt())
        };
        Ok(Estimate {
            point_estimate: self.std_dev,
            standard_error: Some(self.std_dev / (2.0 * df).sqrt()),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: limit(Side::Upper)?,
                upper_bound: limit(Side::Lower)?,
            },
        })
    }
}
