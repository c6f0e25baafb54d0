use super::numeric::{chi_squared, noncentral_chi_squared};
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Test, at_least, positive};
use crate::statistics::Histogram;

/// The claim "z has this law", judged on cells that are equiprobable under it: X² = Σ (Oᵢ − n/k)² / (n/k) → χ²ₖ₋₁.
///
/// Both tails refute: agreement that is too good is what a random stream used twice looks like. The quantity measured
/// is the discrepancy w = √(Σ (pᵢ − 1/k)² / (1/k)) (Cohen's), 0 if the law is right: the root mean square of the
/// relative errors of the cells' probabilities. X² being noncentral χ² with noncentrality n·w², w is estimated by
/// √max(0, (X² − k + 1)/n) and bounded above by the noncentrality that would give so small an X² with probability α.
///
/// The χ² law is a limit: it is near enough from some ten trials a cell, which is required.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LawFit {
    statistic: f64,
    cells: usize,
    effect: f64,
    trials: u64,
}

impl LawFit {
    /// States that the cells are equiprobable, to within a discrepancy w of `effect`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than ten trials a cell, or if `effect` is not positive.
    pub fn new(cells: &Histogram, effect: f64) -> Result<Self, ClaimError> {
        let counts = cells.counts();
        let trials = cells.total();
        at_least(10 * counts.len() as u64, trials, "a law")?;
        let mean = trials as f64 / counts.len() as f64;
        let statistic = counts.iter().map(|count| *count as f64 - mean).map(|d| d * d).sum::<f64>() / mean;
        Ok(Self { statistic, cells: counts.len(), effect: positive("effect", effect)?, trials })
    }
}

impl Test for LawFit {
    fn name(&self) -> &'static str {
        "chi-squared, fit"
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
        let noncentrality = noncentral_chi_squared::noncentrality(df, self.statistic, significance_level)?;
        let estimate = Estimate {
            point_estimate: ((self.statistic - df) / n).max(0.0).sqrt(),
            standard_error: None,
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: 0.0,
                upper_bound: (noncentrality / n).sqrt(),
            },
        };
        Ok(Decision::new(estimate, p_value, significance_level, 0.0, self.effect))
    }
}
