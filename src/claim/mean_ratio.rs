use super::decision::Null;
use super::error::{at_least, finite, half, percent, positive};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Mean, Power, Test};
use crate::numeric::{Side, normal};
use crate::statistics::Moments;

/// The claim "E z₁ / E z₂ = r" of two independent samples whose standard deviations s₁, s₂ are known:
/// (z̄₁ − r z̄₂) / √(s₁²/n₁ + r² s₂²/n₂) ~ N(0, 1).
///
/// Exact for normal z₁ and z₂; the interval is Fieller's. The effect is a relative error of the ratio.
///
/// ```
/// use saturation::claim::{MeanRatio, Test, Verdict};
/// use saturation::statistics::Moments;
/// let [mut a, mut b] = [0, 1].map(|_| Moments::about(0.0));
/// a.add(&[5.0, 7.0].repeat(50_000));
/// b.add(&[1.0, 3.0].repeat(50_000));
/// assert_eq!(MeanRatio::new([&a, &b], [1.0, 1.0], 3.0, 0.02)?.decide(1e-6)?.verdict, Verdict::Holds);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanRatio {
    expected: f64,
    effect: f64,
    /// z̄₁ / z̄₂.
    measured: f64,
    /// s₁ / z̄₂ and s₂ / z̄₂.
    relative: [f64; 2],
    trials: [u64; 2],
}

impl MeanRatio {
    /// States that the ratio of the means is `expected`, to within the relative `effect`, under laws with these standard
    /// deviations.
    ///
    /// # Errors
    /// [`ClaimError`] without trials of either, a mean below the line that is not positive, or numbers out of range.
    pub fn new(
        [above, below]: [&Moments; 2],
        std_devs: [f64; 2],
        expected: f64,
        effect: f64,
    ) -> Result<Self, ClaimError> {
        at_least(1, above.count().min(below.count()), "a ratio of means")?;
        let divisor = positive("mean below the line", below.mean())?;
        let mut relative = [0.0; 2];
        for (relative, std_dev) in relative.iter_mut().zip(std_devs) {
            *relative =
                positive("std_dev, relative to the mean below the line", positive("std_dev", std_dev)? / divisor)?;
        }
        let ratio = Self {
            expected: positive("expected ratio", expected)?,
            effect: positive("effect", effect)?,
            measured: finite("ratio", above.mean() / divisor)?,
            relative,
            trials: [above.count(), below.count()],
        };
        let coefficients = ratio.coefficients();
        positive("std_dev, relative to the mean above the line", coefficients[0])?;
        positive("std_devs, relative to the means", libm::hypot(coefficients[0], coefficients[1]))?;
        positive("relative standard error", spread(coefficients, ratio.trials))?;
        finite("distance from the ratio", ratio.score())?;
        Ok(ratio)
    }

    /// The smallest relative error of the ratio that n₁ and n₂ trials notice, of laws with the coefficients of variation
    /// c = std z / E z: (z_{α/2} + z_β) √(c₁²/n₁ + c₂²/n₂).
    ///
    /// # Errors
    /// [`ClaimError`] without trials of either, unless 0 < α < 1 and 0 < β < 1, or if a coefficient is not positive.
    pub fn min_effect(
        coefficients: [f64; 2],
        trials: [u64; 2],
        significance_level: f64,
        miss_rate: f64,
    ) -> Result<f64, ClaimError> {
        at_least(1, trials[0].min(trials[1]), "a ratio of means")?;
        let [above, below] = coefficients.map(|c| positive("coefficient of variation", c));
        Mean::min_effect(spread([above?, below?], trials), 1, significance_level, miss_rate)
    }

    /// The fewest trials of each that notice a relative error `effect` of the ratio.
    ///
    /// # Errors
    /// As for [`MeanRatio::min_effect`], and if the effect is not positive.
    pub fn min_trials(
        coefficients: [f64; 2],
        effect: f64,
        significance_level: f64,
        miss_rate: f64,
    ) -> Result<u64, ClaimError> {
        let [above, below] = coefficients.map(|c| positive("coefficient of variation", c));
        Mean::min_trials(libm::hypot(above?, below?), effect, significance_level, miss_rate)
    }

    /// √(s₁²/n₁ + r² s₂²/n₂) / z̄₂, the standard error of z̄₁/z̄₂ if the ratio is r.
    fn standard_error(&self, r: f64) -> f64 {
        let [above, below] = self.relative_errors();
        libm::hypot(above, r * below)
    }

    /// sᵢ / √nᵢ / z̄₂.
    fn relative_errors(&self) -> [f64; 2] {
        [0, 1].map(|k| self.relative[k] / (self.trials[k] as f64).sqrt())
    }

    /// std z₁ / E z₁ and std z₂ / E z₂, with z̄₂ for E z₂ and, as claimed, r times it for E z₁.
    fn coefficients(&self) -> [f64; 2] {
        [self.relative[0] / self.expected, self.relative[1]]
    }

    fn score(&self) -> f64 {
        (self.measured - self.expected) / self.standard_error(self.expected)
    }

    /// The ratios r with |z̄₁ − r z̄₂| ≤ q √(s₁²/n₁ + r² s₂²/n₂), by Fieller: the roots of a quadratic in r.
    fn limits(&self, q: f64) -> (f64, f64) {
        let [above, below] = self.relative_errors().map(|error| q * error);
        let rest = 1.0 - below * below;
        if rest.is_nan() || rest <= 0.0 {
            // The mean below the line may be 0: no ratio is out of reach.
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        let half_width = libm::hypot(below * self.measured, above * rest.sqrt());
        ((self.measured - half_width) / rest, (self.measured + half_width) / rest)
    }
}

/// √(c₁²/n₁ + c₂²/n₂).
fn spread(coefficients: [f64; 2], trials: [u64; 2]) -> f64 {
    let [above, below] = [0, 1].map(|k| coefficients[k] / (trials[k] as f64).sqrt());
    libm::hypot(above, below)
}

impl Test for MeanRatio {
    fn name(&self) -> &'static str {
        "z test, ratio of means"
    }

    fn null_law(&self) -> String {
        "(mean z₁ − r mean z₂) / √(s₁²/n₁ + r²s₂²/n₂) ~ N(0, 1)".to_owned()
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Vec<u64> {
        self.trials.to_vec()
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let (lower_bound, upper_bound) = self.limits(normal::quantile(Side::Upper, half(significance_level)?)?);
        let estimate = Estimate {
            point_estimate: self.measured,
            standard_error: Some(self.standard_error(self.measured)),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound,
                upper_bound,
            },
        };
        let null = Null { expected: self.expected, effect: self.effect * self.expected, significance_level };
        Ok(Decision::new(estimate, self.score(), normal::tails(self.score())?.two_sided(), &null))
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let coefficients = self.coefficients();
        let min_effect = Self::min_effect(coefficients, self.trials, significance_level, miss_rate)?;
        Ok(Some(Power {
            effect: self.effect,
            min_effect,
            min_trials: Self::min_trials(coefficients, self.effect, significance_level, miss_rate)?,
            miss_rate,
            quantity: "a ratio off by",
            size: percent(min_effect),
        }))
    }
}
