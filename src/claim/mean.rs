use super::numeric::{Side, normal};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Test, at_least, finite, positive};
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
    standard_error: f64,
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
            standard_error: positive("std_dev", std_dev)? / (trials as f64).sqrt(),
            trials,
        })
    }
}

impl Test for Mean {
    fn name(&self) -> &'static str {
        "z test, known std"
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Option<u64> {
        Some(self.trials)
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let margin = normal::quantile(Side::Upper, significance_level / 2.0)? * self.standard_error;
        let p_value = normal::tails((self.mean - self.expected) / self.standard_error)?.two_sided();
        let estimate = Estimate {
            point_estimate: self.mean,
            standard_error: Some(self.standard_error),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: self.mean - margin,
                upper_bound: self.mean + margin,
            },
        };
        Ok(Decision::new(estimate, p_value, significance_level, self.expected, self.effect))
    }
}
