use super::decision::Null;
use super::error::{at_least, finite, half, percent, positive};
use super::fewest::fewest;
use super::std_dev::{MeasuredStdDev, min_relative_effect};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Mean, Power, Test};
use crate::numeric::{DomainError, Side, beta};
use crate::statistics::Moments;

/// The claim "std z₁ / std z₂ = r" of two independent samples: (s₁/s₂)²/r² ~ F with (n₁ − 1, n₂ − 1) degrees of freedom.
///
/// Exact for normal z₁ and z₂, and for no others; see [`StdDev`](super::StdDev). The effect is a relative error of the ratio.
///
/// ```
/// use saturation::claim::{Ratio, Test, Verdict};
/// use saturation::statistics::Moments;
/// let [mut a, mut b] = [0, 1].map(|_| Moments::about(0.0));
/// a.add(&[-2.0, 2.0].repeat(50_000));
/// b.add(&[-1.0, 1.0].repeat(50_000));
/// assert_eq!(Ratio::new(&a, &b, 2.0, 0.05)?.decide(1e-6)?.verdict, Verdict::Holds);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    expected: f64,
    effect: f64,
    numerator: MeasuredStdDev,
    denominator: MeasuredStdDev,
}

impl Ratio {
    /// States that the ratio of the standard deviations is `expected`, to within the relative `effect`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two trials of either, a spread of 0 below the line, or numbers out of range.
    pub fn new(numerator: &Moments, denominator: &Moments, expected: f64, effect: f64) -> Result<Self, ClaimError> {
        let below = MeasuredStdDev::new(denominator)?;
        positive("std_dev below the line", below.std_dev)?;
        Ok(Self {
            expected: positive("expected ratio", expected)?,
            effect: positive("effect", effect)?,
            numerator: MeasuredStdDev::new(numerator)?,
            denominator: below,
        })
    }

    /// The smallest relative error of the ratio that n₁ and n₂ trials notice, whichever its sign.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two trials of either, or unless 0 < α < 1 and 0 < β < 1.
    pub fn min_effect(trials: [u64; 2], significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        at_least(2, trials[0].min(trials[1]), "a ratio of standard deviations")?;
        let df = trials.map(|n| (n - 1) as f64);
        min_relative_effect(|side, p| quantile(df, side, p), significance_level, miss_rate)
    }

    /// The fewest trials of each that notice a relative error `effect` of the ratio.
    ///
    /// # Errors
    /// As for [`Ratio::min_effect`], and if the effect is not positive.
    pub fn min_trials(effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        positive("effect", effect)?;
        let guess = Mean::min_trials(1.0, effect, significance_level, miss_rate)?;
        fewest(2, guess as f64, |n| Ok(Self::min_effect([n, n], significance_level, miss_rate)? <= effect))
    }

    fn degrees_of_freedom(&self) -> [f64; 2] {
        [self.numerator, self.denominator].map(|measured| (measured.trials - 1) as f64)
    }

    fn measured(&self) -> Result<f64, ClaimError> {
        finite("ratio", self.numerator.std_dev / self.denominator.std_dev)
    }
}

/// The quantile of F from that of d₁F/(d₁F + d₂), which is beta (d₁/2, d₂/2).
fn quantile([d1, d2]: [f64; 2], side: Side, p: f64) -> Result<f64, DomainError> {
    // The smaller of x and 1 − x is computed, so that neither is lost to cancellation.
    let x = beta::quantile(0.5 * d1, 0.5 * d2, side, p)?;
    let rest = beta::quantile(0.5 * d2, 0.5 * d1, side.opposite(), p)?;
    Ok(d2 * x / (d1 * rest))
}

impl Test for Ratio {
    fn name(&self) -> &'static str {
        "F, ratio of variances"
    }

    fn null_law(&self) -> String {
        let [d1, d2] = self.degrees_of_freedom();
        format!("(s₁/s₂)²/r² ~ F with {d1} and {d2} degrees of freedom")
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Vec<u64> {
        vec![self.numerator.trials, self.denominator.trials]
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let df @ [d1, d2] = self.degrees_of_freedom();
        let ratio = self.measured()?;
        let statistic = (ratio / self.expected) * (ratio / self.expected);
        let p_value = beta::tails(0.5 * d1, 0.5 * d2, 1.0 / (1.0 + d2 / (d1 * statistic)))?.two_sided();
        let half = half(significance_level)?;
        let limit = |side| -> Result<f64, ClaimError> {
            // A quantile may underflow to 0, and 0/0 is no limit.
            let widening = quantile(df, side, half)?.sqrt();
            Ok(if ratio == 0.0 { 0.0 } else { ratio / widening })
        };
        let estimate = Estimate {
            point_estimate: ratio,
            standard_error: Some(ratio * (0.5 / d1 + 0.5 / d2).sqrt()),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: limit(Side::Upper)?,
                upper_bound: limit(Side::Lower)?,
            },
        };
        let null = Null { expected: self.expected, effect: self.effect * self.expected, significance_level };
        Ok(Decision::new(estimate, statistic, p_value, &null))
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let trials = [self.numerator.trials, self.denominator.trials];
        let min_effect = Self::min_effect(trials, significance_level, miss_rate)?;
        Ok(Some(Power {
            effect: self.effect,
            min_effect,
            min_trials: Self::min_trials(self.effect, significance_level, miss_rate)?,
            miss_rate,
            quantity: "a ratio off by",
            size: percent(min_effect),
        }))
    }
}
