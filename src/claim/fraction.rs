use super::numeric::{DomainError, PValue, binomial, clopper_pearson};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Test, at_least, positive};

/// The claim "a fraction p of the trials": the count of trials is binomial (n, p).
///
/// Exact, with the limits of Clopper and Pearson. The effect is an absolute error of the fraction. Where no trial can
/// be expected to show the event, "0 of n" does not say that p is 0: what then decides is the exact upper limit.
///
/// ```
/// use saturation::claim::{Fraction, Test, Verdict};
/// let rare = Fraction::new(0, 1_000_000, 8.93e-11, 1e-4)?.decide(1e-6)?;
/// assert_eq!(rare.verdict, Verdict::Holds);
/// assert!(rare.estimate.confidence_interval.upper_bound < 1.5e-5);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fraction {
    expected: f64,
    effect: f64,
    count: u64,
    trials: u64,
}

impl Fraction {
    /// States that the fraction is `expected`, to within `effect`, of which `count` of `trials` trials are the evidence.
    ///
    /// # Errors
    /// [`ClaimError`] without trials, for a count above them, or if `expected` is no probability or `effect` not positive.
    pub fn new(count: u64, trials: u64, expected: f64, effect: f64) -> Result<Self, ClaimError> {
        at_least(1, trials, "a fraction")?;
        if count > trials {
            return Err(DomainError::MoreSuccessesThanTrials { successes: count, trials }.into());
        }
        PValue::new(expected)?;
        Ok(Self { expected, effect: positive("effect", effect)?, count, trials })
    }
}

impl Test for Fraction {
    fn name(&self) -> &'static str {
        "binomial"
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Option<u64> {
        Some(self.trials)
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let (lower_bound, upper_bound) = clopper_pearson(self.count, self.trials, significance_level)?;
        let n = self.trials as f64;
        let fraction = self.count as f64 / n;
        let seen = 0 < self.count && self.count < self.trials;
        let estimate = Estimate {
            point_estimate: fraction,
            standard_error: seen.then(|| (fraction * (1.0 - fraction) / n).sqrt()),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound,
                upper_bound,
            },
        };
        let p_value = binomial::two_sided(self.count, self.trials, self.expected)?;
        Ok(Decision::new(estimate, p_value, significance_level, self.expected, self.effect))
    }
}
