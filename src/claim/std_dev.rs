use super::decision::Null;
use super::error::{at_least, half, not_negative, percent, positive};
use super::fewest::fewest;
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test};
use crate::numeric::{DomainError, Side, Tails, chi_squared};
use crate::statistics::Moments;

/// The claim "std z = s₀": (n − 1)s²/s₀² ~ χ²ₙ₋₁.
///
/// Exact for normal z. For another law the level is not kept at any n, since the variance of s² depends on the fourth moment:
/// with longer tails it errs more often than stated, with shorter ones less. The effect is a relative error of the standard
/// deviation.
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

    /// The smallest relative error that `trials` trials notice, whichever its sign: with q the quantiles of χ²ₙ₋₁,
    /// max(√(q_{1−α/2} / q_β) − 1, 1 − √(q_{α/2} / q_{1−β})).
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two trials, or unless 0 < α < 1 and 0 < β < 1.
    pub fn min_effect(trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        at_least(2, trials, "a standard deviation")?;
        let quantile = |side, p| chi_squared::quantile((trials - 1) as f64, side, p);
        min_relative_effect(quantile, significance_level, miss_rate)
    }

    /// The fewest trials that notice a relative error `effect`.
    ///
    /// # Errors
    /// As for [`StdDev::min_effect`], and if the effect is not positive.
    pub fn min_trials(effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        positive("effect", effect)?;
        let guess = super::Mean::min_trials(0.5f64.sqrt(), effect, significance_level, miss_rate)?;
        fewest(2, guess as f64, |n| Ok(Self::min_effect(n, significance_level, miss_rate)? <= effect))
    }
}

/// The smallest relative error of a spread, of either sign, that a statistic notices which grows with its square and
/// has these quantiles: max(√(q_{1−α/2} / q_β) − 1, 1 − √(q_{α/2} / q_{1−β})).
pub(super) fn min_relative_effect(
    quantile: impl Fn(Side, f64) -> Result<f64, DomainError>,
    significance_level: f64,
    miss_rate: f64,
) -> Result<f64, ClaimError> {
    let half = half(significance_level)?;
    let above = (quantile(Side::Upper, half)? / quantile(Side::Lower, miss_rate)?).sqrt() - 1.0;
    let below = 1.0 - (quantile(Side::Lower, half)? / quantile(Side::Upper, miss_rate)?).sqrt();
    // Below 0 where chance alone refutes so often.
    Ok(above.max(below).max(0.0))
}

impl Test for StdDev {
    fn name(&self) -> &'static str {
        "chi-squared, variance"
    }

    fn null_law(&self) -> String {
        format!("(n − 1)s²/σ² ~ χ² with {} degrees of freedom", self.measured.trials - 1)
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Vec<u64> {
        vec![self.measured.trials]
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let effect = self.effect * self.expected;
        let null = Null { expected: self.expected, effect, significance_level };
        let p_value = self.measured.tails(self.expected)?.two_sided();
        let estimate = self.measured.estimate(significance_level)?;
        Ok(Decision::new(estimate, self.measured.statistic(self.expected), p_value, &null))
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let min_effect = Self::min_effect(self.measured.trials, significance_level, miss_rate)?;
        Ok(Some(Power {
            effect: self.effect,
            min_effect,
            min_trials: Self::min_trials(self.effect, significance_level, miss_rate)?,
            miss_rate,
            quantity: "a std off by",
            size: percent(min_effect),
        }))
    }
}

/// A standard deviation as measured, and the law of its estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MeasuredStdDev {
    pub(super) std_dev: f64,
    pub(super) trials: u64,
}

impl MeasuredStdDev {
    /// A spread of 0 is a measurement like any other: an initialiser that draws zeros has it.
    pub(super) fn new(moments: &Moments) -> Result<Self, ClaimError> {
        at_least(2, moments.count(), "a standard deviation")?;
        Ok(Self { std_dev: not_negative("std_dev", moments.std_dev())?, trials: moments.count() })
    }

    fn degrees_of_freedom(&self) -> f64 {
        (self.trials - 1) as f64
    }

    /// (n − 1)s²/s₀².
    pub(super) fn statistic(&self, expected: f64) -> f64 {
        let ratio = self.std_dev / expected;
        self.degrees_of_freedom() * ratio * ratio
    }

    /// Where that lies in χ²ₙ₋₁.
    pub(super) fn tails(&self, expected: f64) -> Result<Tails, ClaimError> {
        Ok(chi_squared::tails(self.degrees_of_freedom(), self.statistic(expected))?)
    }

    /// s with its standard error s/√(2(n − 1)) and its limits s√((n − 1)/χ²), at the α/2 quantiles of χ²ₙ₋₁.
    pub(super) fn estimate(&self, significance_level: f64) -> Result<Estimate, ClaimError> {
        let df = self.degrees_of_freedom();
        let half = half(significance_level)?;
        let limit = |side| -> Result<f64, ClaimError> {
            // A quantile may underflow to 0, and 0·∞ is no limit.
            let widening = (df / chi_squared::quantile(df, side, half)?).sqrt();
            Ok(if self.std_dev == 0.0 { 0.0 } else { self.std_dev * widening })
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
