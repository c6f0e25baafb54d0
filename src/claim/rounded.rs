use super::error::{percent, positive};
use super::std_dev::MeasuredStdDev;
use super::{ClaimError, Decision, Power, StdDev, Test, Verdict};
use crate::numeric::PValue;
use crate::statistics::Moments;

/// The claim "std z ≈ 22.4, to the digits printed": the true value lies within half a unit of the last digit.
///
/// Holds if the whole interval of the standard deviation does, which happens wrongly with probability α at most; refuted
/// if the nearest value that would round so is rejected. Exact for normal z. The effect is the relative distance of the
/// exact value from the nearer of the two edges: what has to be told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounded {
    printed: f64,
    half_unit: f64,
    exact: f64,
    measured: MeasuredStdDev,
}

impl Rounded {
    /// States that the standard deviation is `printed` to this number of `decimals`; by theory it is `exact`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two trials, or if a number is not finite and positive.
    pub fn new(moments: &Moments, printed: f64, decimals: u8, exact: f64) -> Result<Self, ClaimError> {
        Ok(Self {
            printed: positive("printed std_dev", printed)?,
            half_unit: 0.5 * libm::exp10(-f64::from(decimals)),
            exact: positive("exact std_dev", exact)?,
            measured: MeasuredStdDev::new(moments)?,
        })
    }

    /// The smallest relative distance from an edge that `trials` trials tell: that of [`StdDev::min_effect`].
    ///
    /// # Errors
    /// As for [`StdDev::min_effect`].
    pub fn min_effect(trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        StdDev::min_effect(trials, significance_level, miss_rate)
    }

    /// The fewest trials that tell a value at the relative distance `effect` of an edge from that edge.
    ///
    /// # Errors
    /// As for [`StdDev::min_trials`].
    pub fn min_trials(effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        StdDev::min_trials(effect, significance_level, miss_rate)
    }

    fn edges(&self) -> [f64; 2] {
        [self.printed - self.half_unit, self.printed + self.half_unit]
    }

    /// The relative distance of the exact value from the nearer edge.
    fn effect(&self) -> f64 {
        let distance = self.edges().map(|edge| (self.exact / edge - 1.0).abs());
        distance[0].min(distance[1])
    }
}

impl Test for Rounded {
    fn name(&self) -> &'static str {
        "chi-squared, rounded std"
    }

    fn null_law(&self) -> String {
        format!("(n − 1)s²/σ² ~ χ² with {} degrees of freedom, for the nearest σ in range", self.measured.trials - 1)
    }

    fn expected(&self) -> f64 {
        self.printed
    }

    fn trials(&self) -> Vec<u64> {
        vec![self.measured.trials]
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let [lower, upper] = self.edges();
        let estimate = self.measured.estimate(significance_level)?;
        let nearest = self.measured.std_dev.clamp(lower.max(f64::MIN_POSITIVE), upper);
        let inside = nearest == self.measured.std_dev;
        let p_value = if inside { PValue::ONE } else { self.measured.tails(nearest)?.two_sided() };
        let verdict = if estimate.confidence_interval.within(lower, upper) {
            Verdict::Holds
        } else if p_value.ln() < libm::log(significance_level) {
            Verdict::Refuted
        } else {
            Verdict::Undecided
        };
        Ok(Decision { estimate, statistic: self.measured.statistic(nearest), p_value: Some(p_value), verdict })
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let min_effect = Self::min_effect(self.measured.trials, significance_level, miss_rate)?;
        // A value on the very edge cannot be told from it by any number of trials.
        let effect = self.effect().clamp(f64::EPSILON, f64::MAX);
        Ok(Some(Power {
            effect,
            min_effect,
            min_trials: Self::min_trials(effect, significance_level, miss_rate)?,
            miss_rate,
            quantity: "a std beyond the last digit by",
            size: percent(min_effect),
        }))
    }
}
