use super::decision::Null;
use super::error::{at_least, half, positive, two_digits};
use super::fewest::{MOST_TRIALS, fewest};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test};
use crate::numeric::{DomainError, PValue, Side, beta, binomial, clopper_pearson, normal};

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

    /// The smallest error of a fraction p that `trials` trials notice, whichever its sign.
    ///
    /// Upward it is p₁ − p with P(X ≥ k | p₁) = 1 − β for the least count k that refutes p; downward likewise, and p
    /// itself where not even a count of 0 refutes it, because a fraction cannot err further down.
    ///
    /// # Errors
    /// [`ClaimError`] without trials, or unless p is a probability, 0 < α < 1 and 0 < β < 1.
    pub fn min_effect(p: f64, trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        at_least(1, trials, "a fraction")?;
        // Beyond these an f64 does not tell two counts apart.
        let trials = trials.min(MOST_TRIALS);
        let above = upward(p, trials, significance_level, miss_rate)?;
        // A fraction that is too small is one of the other trials that is too large.
        let below = upward(1.0 - p, trials, significance_level, miss_rate)?;
        Ok(above.max(below.min(p)).min(p.max(1.0 - p)))
    }

    /// The fewest trials that notice an error `effect` of a fraction p. Counts are whole, so that a smaller number may
    /// happen to serve as well.
    ///
    /// # Errors
    /// As for [`Fraction::min_effect`], and if the effect is not positive.
    pub fn min_trials(p: f64, effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        let effect = positive("effect", effect)?;
        PValue::new(p)?;
        let worst = (p + effect).min(0.5).max(p.min(1.0 - p));
        let spread = (worst * (1.0 - worst)).sqrt().max(1e-12);
        let guess = super::Mean::min_trials(spread, effect, significance_level, miss_rate)?;
        fewest(1, guess as f64, |n| Ok(Self::min_effect(p, n, significance_level, miss_rate)? <= effect))
    }
}

/// p₁ − p for the p₁ > p that is missed with probability β.
fn upward(p: f64, trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
    let ln_half = libm::log(half(significance_level)?);
    let n = trials as f64;
    let guess = n * p + normal::quantile(Side::Upper, half(significance_level)?)? * (n * p * (1.0 - p)).sqrt();
    let refutes =
        |k: u64| -> Result<bool, ClaimError> { Ok(k > trials || binomial::upper_tail(k, trials, p)?.ln() < ln_half) };
    let k = fewest(1, guess.min(n), refutes)?.min(MOST_TRIALS);
    if k > trials {
        // Not even a count of n refutes p: no error upward is noticed.
        return Ok(1.0 - p);
    }
    // Below 0 where chance alone refutes so often.
    Ok((beta::quantile(k as f64, (trials - k + 1) as f64, Side::Upper, miss_rate)? - p).max(0.0))
}

impl Test for Fraction {
    fn name(&self) -> &'static str {
        "binomial"
    }

    fn null_law(&self) -> String {
        format!("count ~ binomial({}, {:e})", self.trials, self.expected)
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Vec<u64> {
        vec![self.trials]
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
        let null = Null { expected: self.expected, effect: self.effect, significance_level };
        Ok(Decision::new(estimate, self.count as f64, p_value, &null))
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let min_effect = Self::min_effect(self.expected, self.trials, significance_level, miss_rate)?;
        Ok(Some(Power {
            effect: self.effect,
            min_effect,
            min_trials: Self::min_trials(self.expected, self.effect, significance_level, miss_rate)?,
            miss_rate,
            quantity: "a fraction off by",
            size: two_digits(min_effect),
        }))
    }
}
