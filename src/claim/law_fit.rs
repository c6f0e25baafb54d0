use super::decision::Null;
use super::error::{at_least, half, percent, positive};
use super::fewest::MOST_TRIALS;
use super::{Cells, ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test};
use crate::numeric::{Side, chi_squared, noncentral_chi_squared};

/// The claim "z has this law", judged on cells with probabilities pᵢ under it: X² = Σ (Oᵢ − npᵢ)² / npᵢ → χ²ₖ₋₁.
///
/// Both tails refute: agreement that is too good is what a stream that is too even looks like. The quantity measured is the
/// discrepancy w = √(Σ (qᵢ − pᵢ)² / pᵢ) of the true probabilities qᵢ (Cohen's), 0 if the law is right: the root mean square
/// of the relative errors of the cells' probabilities, each weighted with pᵢ. X² being noncentral χ² with noncentrality
/// n·w², w is estimated by √max(0, (X² − k + 1)/n), and its limits are those at which X² lies at the α/2 and 1 − α/2
/// quantiles.
///
/// The χ² law is a limit. At least 100 trials are expected in every cell; METHOD.md says how far the level is off there.
///
/// ```
/// use saturation::claim::{Cells, LawFit, Test, Verdict};
/// use saturation::law::Normal;
/// use saturation::statistics::Buckets;
/// let mut buckets = Buckets::new(0.0, 1.0);
/// buckets.add(&[0.1, 0.1, 0.1, -0.9].repeat(2000)); // a normal law would not do that
/// let cells = Cells::of(&buckets, &Normal::STANDARD);
/// assert_eq!(LawFit::new(&cells, 0.1)?.decide(1e-9)?.verdict, Verdict::Refuted);
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

    /// States that the cells have their probabilities, to within a discrepancy w of `effect`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than 16 cells, fewer than 100 trials to be expected in one, or if `effect` is not positive.
    pub fn new(cells: &Cells, effect: f64) -> Result<Self, ClaimError> {
        let (number, trials) = (cells.counts.len() as u64, cells.counts.iter().sum());
        at_least(Self::LEAST_CELLS, number, "a law, in cells")?;
        let sum: f64 = cells.probabilities.iter().map(|p| if *p > 0.0 { *p } else { f64::NAN }).sum();
        let fits = cells.probabilities.len() == cells.counts.len() && (sum - 1.0).abs() < 1e-9;
        positive("sum of the probabilities of as many cells", if fits { sum } else { f64::NAN })?;
        let least = cells.probabilities.iter().copied().fold(1.0, f64::min);
        at_least((Self::LEAST_PER_CELL as f64 / least).ceil() as u64, trials, "a law")?;
        let n = trials as f64;
        let terms = cells.counts.iter().zip(&cells.probabilities).map(|(count, p)| {
            let excess = *count as f64 - n * p;
            excess * excess / (n * p)
        });
        Ok(Self { statistic: terms.sum(), cells: number, effect: positive("effect", effect)?, trials })
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

    fn trials(&self) -> Vec<u64> {
        vec![self.trials]
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
