use super::error::{at_least, finite, half, not_negative, positive, two_digits};
use super::fewest::fewest;
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Mean, Power, Test, Verdict};
use crate::numeric::{PValue, Side, noncentral_t, student_t};
use crate::statistics::Moments;

/// The claim "the mean of d is above 0", of independent differences d between the members of n pairs:
/// t = d̄√n/s ~ Student's t with n − 1 degrees of freedom if the mean is 0.
///
/// Refuted if P(T ≤ t) < α: the mean is below 0. It holds only if the whole two-sided interval at 1 − α lies above 0, so
/// that a mean of 0 or less is said to be above it with probability α/2 at most. Between the two, where a mean of 0 stays
/// possible, it is undecided. The effect is the mean difference that matters, in units of d: what the trials ought to be
/// enough for, not what the claim is about.
///
/// Exact for normal differences. Long symmetric tails err less often than stated, short ones more often where n is small
/// and α smaller, and a skewed law much more often on the side of its shorter tail: METHOD.md has numbers. Differences that agree to six digits have a spread
/// that is mostly rounding; they are undecided, for it tells nothing of their error.
///
/// ```
/// use saturation::claim::{PositiveMean, Test, Verdict};
/// use saturation::statistics::Moments;
/// let mut differences = Moments::about(0.0);
/// differences.add(&[0.11, 0.08, 0.13, 0.09, 0.12, 0.10, 0.07, 0.12]);
/// let decision = PositiveMean::new(&differences, 0.05)?.decide(1e-4)?;
/// assert_eq!(decision.verdict, Verdict::Holds);
/// assert!(decision.estimate.confidence_interval.lower_bound > 0.04);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PositiveMean {
    effect: f64,
    mean: f64,
    std_dev: f64,
    trials: u64,
}

impl PositiveMean {
    /// States that the mean of the differences is above 0; a mean of `effect` is what should be told from 0.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two differences, if one is not finite, or if the effect is not positive.
    pub fn new(differences: &Moments, effect: f64) -> Result<Self, ClaimError> {
        let trials = differences.count();
        at_least(2, trials, "a mean difference")?;
        Ok(Self {
            effect: positive("effect", effect)?,
            mean: finite("mean difference", differences.mean())?,
            std_dev: not_negative("std_dev", differences.std_dev())?,
            trials,
        })
    }

    /// The smallest mean that `trials` differences of this spread show to be above 0: δ·s/√n, with δ the noncentrality at
    /// which t stays below its upper α/2 quantile with probability β; ∞ beyond 1e8 standard errors.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two trials, unless 0 < α < 1 and 0 < β < 1, or if the spread is not positive.
    pub fn min_effect(std_dev: f64, trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        at_least(2, trials, "a mean difference")?;
        let (critical, std_dev) = (critical(trials, significance_level)?, positive("std_dev", std_dev)?);
        // Asked in any case, for it refuses what is no miss rate.
        let shift = noncentral_t::noncentrality((trials - 1) as f64, critical.min(MOST_ERRORS), miss_rate)?;
        Ok(if critical > MOST_ERRORS { f64::INFINITY } else { shift * (std_dev / (trials as f64).sqrt()) })
    }

    /// The fewest differences of this spread that show a mean of `effect` to be above 0.
    ///
    /// # Errors
    /// As for [`PositiveMean::min_effect`], and if the effect is not positive.
    pub fn min_trials(std_dev: f64, effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        let ratio = positive("effect", effect)? / positive("std_dev", std_dev)?;
        let guess = Mean::min_trials(std_dev, effect, significance_level, miss_rate)?;
        let ln_miss_rate = PValue::new(miss_rate)?.ln();
        // One tail instead of the root that `min_effect` takes: the same condition, ten times as fast.
        fewest(2, guess as f64 + 2.0, |n| {
            let (critical, shift) = (critical(n, significance_level)?, ratio * (n as f64).sqrt());
            let missed = noncentral_t::tails((n - 1) as f64, shift.min(MOST_SHIFT), critical)?.ln_lower();
            Ok(critical <= MOST_ERRORS && missed <= ln_miss_rate)
        })
    }

    /// Whether the differences agree so well that their spread is what rounding leaves of none.
    fn agree(&self) -> bool {
        self.std_dev <= 1e-6 * self.mean.abs()
    }
}

/// Standard errors that a mean may have to be away from 0; what takes more, two differences at α = 1e-9 for one, is told
/// by no effect.
const MOST_ERRORS: f64 = 1e8;

/// The largest noncentrality that the law of t takes.
const MOST_SHIFT: f64 = 1e10;

/// What t must exceed: its upper α/2 quantile.
fn critical(trials: u64, significance_level: f64) -> Result<f64, ClaimError> {
    Ok(student_t::quantile((trials - 1) as f64, Side::Upper, half(significance_level)?)?)
}

impl Test for PositiveMean {
    fn name(&self) -> &'static str {
        "t test, paired"
    }

    fn null_law(&self) -> String {
        format!("(mean d)√n / s ~ t with {} degrees of freedom", self.trials - 1)
    }

    /// What the mean is claimed to be above.
    fn expected(&self) -> f64 {
        0.0
    }

    fn trials(&self) -> Vec<u64> {
        vec![self.trials]
    }

    fn unit(&self) -> &'static str {
        "pairs"
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let standard_error = self.std_dev / (self.trials as f64).sqrt();
        let critical = critical(self.trials, significance_level)?;
        let (t, p_value, margin) = if self.agree() {
            (0.0, PValue::ONE, f64::INFINITY)
        } else {
            // Not by the standard error, which may underflow.
            let t = self.mean / self.std_dev * (self.trials as f64).sqrt();
            (t, student_t::tails((self.trials - 1) as f64, t)?.lower_p_value(), critical * standard_error)
        };
        let estimate = Estimate {
            point_estimate: self.mean,
            standard_error: Some(standard_error),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: self.mean - margin,
                upper_bound: self.mean + margin,
            },
        };
        let verdict = if p_value.ln() < libm::log(significance_level) {
            Verdict::Refuted
        } else if estimate.confidence_interval.lower_bound > 0.0 {
            Verdict::Holds
        } else {
            Verdict::Undecided
        };
        Ok(Decision { estimate, statistic: t, p_value: Some(p_value), verdict })
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        // Of a spread that is not known no effect can be promised; any will do to refuse bad rates.
        let std_dev = if self.agree() { 1.0 } else { self.std_dev };
        let found = Self::min_effect(std_dev, self.trials, significance_level, miss_rate)?;
        let (min_effect, min_trials) = if self.agree() {
            (f64::INFINITY, 2)
        } else {
            (found, Self::min_trials(std_dev, self.effect, significance_level, miss_rate)?)
        };
        Ok(Some(Power {
            effect: self.effect,
            min_effect,
            min_trials,
            miss_rate,
            quantity: "a mean difference of",
            size: two_digits(min_effect),
        }))
    }
}
