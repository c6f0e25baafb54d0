use super::decision::Null;
use super::error::{at_least, half, percent, positive};
use super::fewest::MOST_TRIALS;
use super::numeric::{Side, chi_squared, noncentral_chi_squared};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test};
use crate::statistics::Histogram;

/// The claim "z has this law", judged on cells that are equiprobable under it: X² = Σ (Oᵢ − n/k)² / (n/k) → χ²ₖ₋₁.
///
/// Both tails refute: agreement that is too good is what a random stream used twice looks like. The quantity measured
/// is the discrepancy w = √(Σ (pᵢ − 1/k)² / (1/k)) (Cohen's), 0 if the law is right: the root mean square of the
/// relative errors of the cells' probabilities. X² being noncentral χ² with noncentrality n·w², w is estimated by
/// √max(0, (X² − k + 1)/n), and its limits are those at which X² lies at the α/2 and 1 − α/2 quantiles.
///
/// The χ² law is a limit, the only one among the claims. With 100 trials a cell, which are required, and α = 4e-8 a right
/// law is refuted 1.02 times as often as α says in 128 cells, 1.04 times in 64 and 1.17 times in 16, the fewest; that
/// excess falls like 1/n.
///
/// ```
/// use saturation::claim::{LawFit, Test, Verdict};
/// use saturation::statistics::Histogram;
/// let mut cells = Histogram::new((1..16).map(|k| f64::from(k) / 16.0).collect()).expect("ascending");
/// cells.add(&[0.1, 0.1, 0.1, 0.9].repeat(1000)); // a uniform law would not do that
/// assert_eq!(LawFit::new(&cells, 0.1)?.decide(1e-6)?.verdict, Verdict::Refuted);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LawFit {
    statistic: f64,
    cells: u64,
    effect: f64,
    trials: u64,
}

impl LawFit {
    /// The fewest cells: the counts of few cells are too often equal by chance, those of two in 1 of 18 samples of 200.
    /// Agreement that good would be refuted at every level.
    pub const LEAST_CELLS: u64 = 16;

    /// Trials that each cell must expect: with fewer, the χ² law is not near enough.
    pub const LEAST_PER_CELL: u64 = 100;

    /// States that the cells are equiprobable, to within a discrepancy w of `effect`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than 16 cells or 100 trials a cell, or if `effect` is not positive.
    pub fn new(cells: &Histogram, effect: f64) -> Result<Self, ClaimError> {
        let counts = cells.counts();
        let trials = cells.total();
        at_least(Self::LEAST_CELLS, counts.len() as u64, "a law, in cells")?;
        at_least(Self::LEAST_PER_CELL * counts.len() as u64, trials, "a law")?;
        let mean = trials as f64 / counts.len() as f64;
        let statistic = counts.iter().map(|count| *count as f64 - mean).map(|d| d * d).sum::<f64>() / mean;
        Ok(Self { statistic, cells: counts.len() as u64, effect: positive("effect", effect)?, trials })
    }

    /// The smallest discrepancy w that `trials` trials in `cells` cells notice: √(λ/n), with λ the noncentrality at which
    /// X² stays below the critical value with probability β.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than 16 cells or 100 trials a cell, or unless 0 < α < 1 and 0 < β < 1.
    pub fn min_effect(cells: u64, trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        at_least(Self::LEAST_CELLS, cells, "a law, in cells")?;
        at_least(cells.saturating_mul(Self::LEAST_PER_CELL), trials, "a law")?;
        Ok((needed_noncentrality(cells, significance_level, miss_rate)? / trials as f64).sqrt())
    }

    /// The fewest trials in `cells` cells that notice a discrepancy w of `effect`: ⌈λ/w²⌉, and 100 a cell.
    ///
    /// # Errors
    /// As for [`LawFit::min_effect`], and if the effect is not positive.
    pub fn min_trials(cells: u64, effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        at_least(Self::LEAST_CELLS, cells, "a law, in cells")?;
        let effect = positive("effect", effect)?;
        let trials = needed_noncentrality(cells, significance_level, miss_rate)? / (effect * effect);
        Ok((trials.ceil() as u64).max(cells.saturating_mul(Self::LEAST_PER_CELL)).min(MOST_TRIALS))
    }
}

fn needed_noncentrality(cells: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
    let df = (cells - 1) as f64;
    let critical = chi_squared::quantile(df, Side::Upper, half(significance_level)?)?;
    Ok(noncentral_chi_squared::noncentrality(df, critical, miss_rate)?)
}

impl Test for LawFit {
    fn name(&self) -> &'static str {
        "chi-squared, fit"
    }

    fn null_law(&self) -> String {
        format!("Σ (O − E)²/E ~ χ² with {} degrees of freedom", self.cells - 1)
    }

    /// The discrepancy of a law that is right.
    fn expected(&self) -> f64 {
        0.0
    }

    fn trials(&self) -> Option<u64> {
        Some(self.trials)
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let (n, df) = (self.trials as f64, (self.cells - 1) as f64);
        let p_value = chi_squared::tails(df, self.statistic)?.two_sided();
        let half = half(significance_level)?;
        let limit = |side| -> Result<f64, ClaimError> {
            Ok((noncentral_chi_squared::noncentrality_of(df, self.statistic, side, half)? / n).sqrt())
        };
        let estimate = Estimate {
            point_estimate: ((self.statistic - df) / n).max(0.0).sqrt(),
            standard_error: None,
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: limit(Side::Upper)?,
                upper_bound: limit(Side::Lower)?,
            },
        };
        let null = Null { expected: 0.0, effect: self.effect, significance_level };
        Ok(Decision::new(estimate, self.statistic, p_value, &null))
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let min_effect = Self::min_effect(self.cells, self.trials, significance_level, miss_rate)?;
        Ok(Some(Power {
            effect: self.effect,
            min_effect,
            min_trials: Self::min_trials(self.cells, self.effect, significance_level, miss_rate)?,
            miss_rate,
            quantity: "cell probabilities off (rms) by",
            size: percent(min_effect),
        }))
    }
}
