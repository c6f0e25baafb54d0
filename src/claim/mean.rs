use super::decision::Null;
use super::error::{at_least, finite, half, positive, two_digits};
use super::fewest::MOST_TRIALS;
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test};
use crate::numeric::{Side, normal};
use crate::statistics::Moments;

/// The claim "mean z = μ" where the standard deviation s of z is known: Z = (z̄ − μ) / (s/√n) ~ N(0, 1).
///
/// Exact for normal z. The effect is an error of the mean, in units of z.
///
/// ```
/// use saturation::claim::{Mean, Test, Verdict};
/// use saturation::statistics::Moments;
/// let mut moments = Moments::about(0.0);
/// moments.add(&[-1.0, 1.0, 0.5, -0.5]);
/// let decision = Mean::new(&moments, 0.0, 1.0, 10.0)?.decide(1e-6)?;
/// assert_eq!(decision.verdict, Verdict::Holds);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    expected: f64,
    effect: f64,
    mean: f64,
    std_dev: f64,
    trials: u64,
}

impl Mean {
    /// States that the mean is `expected`, to within `effect`, under a law with this standard deviation.
    ///
    /// # Errors
    /// [`ClaimError`] without trials, or if a number is not finite, or a spread or effect not positive.
    pub fn new(moments: &Moments, expected: f64, std_dev: f64, effect: f64) -> Result<Self, ClaimError> {
        let trials = moments.count();
        at_least(1, trials, "a mean")?;
        Ok(Self {
            expected: finite("expected mean", expected)?,
            effect: positive("effect", effect)?,
            mean: finite("mean", moments.mean())?,
            std_dev: positive("std_dev", std_dev)?,
            trials,
        })
    }

    /// The smallest error of the mean that `trials` trials notice: (z_{α/2} + z_β) s/√n, in units of z.
    ///
    /// # Errors
    /// [`ClaimError`] without trials, unless 0 < α < 1 and 0 < β < 1, or if the spread is not positive.
    pub fn min_effect(std_dev: f64, trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        at_least(1, trials, "a mean")?;
        Ok(standard_scores(significance_level, miss_rate)? * positive("std_dev", std_dev)? / (trials as f64).sqrt())
    }

    /// The fewest trials that notice an error `effect` of the mean: ⌈((z_{α/2} + z_β) s/effect)²⌉.
    ///
    /// # Errors
    /// As for [`Mean::min_effect`], and if the effect is not positive.
    pub fn min_trials(std_dev: f64, effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        let ratio = positive("std_dev", std_dev)? / positive("effect", effect)?;
        let root = standard_scores(significance_level, miss_rate)? * ratio;
        Ok(((root * root).ceil() as u64).clamp(1, MOST_TRIALS))
    }
}

/// z_{α/2} + z_β, the distance in standard errors at which an effect is noticed; 0 where chance alone refutes so often.
fn standard_scores(significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
    let scores = normal::quantile(Side::Upper, half(significance_level)?)? + normal::quantile(Side::Upper, miss_rate)?;
    Ok(scores.max(0.0))
}

impl Test for Mean {
    fn name(&self) -> &'static str {
        "z test, known std"
    }

    fn null_law(&self) -> String {
        "(mean z − μ)√n / std z ~ N(0, 1)".to_owned()
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Vec<u64> {
        vec![self.trials]
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let standard_error = self.std_dev / (self.trials as f64).sqrt();
        let margin = normal::quantile(Side::Upper, half(significance_level)?)? * standard_error;
        // Not by the standard error, which may underflow.
        let score = (self.mean - self.expected) / self.std_dev * (self.trials as f64).sqrt();
        let estimate = Estimate {
            point_estimate: self.mean,
            standard_error: Some(standard_error),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: self.mean - margin,
                upper_bound: self.mean + margin,
            },
        };
        let null = Null { expected: self.expected, effect: self.effect, significance_level };
        Ok(Decision::new(estimate, score, normal::tails(score)?.two_sided(), &null))
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let min_effect = Self::min_effect(self.std_dev, self.trials, significance_level, miss_rate)?;
        Ok(Some(Power {
            effect: self.effect,
            min_effect,
            min_trials: Self::min_trials(self.std_dev, self.effect, significance_level, miss_rate)?,
            miss_rate,
            quantity: "a mean off by",
            size: two_digits(min_effect),
        }))
    }
}
