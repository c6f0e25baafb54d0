use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test, Verdict};
use crate::numeric::PValue;

/// The claim "no row is equal to an earlier one", of m rows that are drawn independently: with r the probability of the most
/// probable row, P(N ≥ k) ≤ λᵏ/k!, λ = r·m(m − 1)/2.
///
/// N rows that repeat earlier ones are tied to them by a forest of N pairs, of which there are (m(m − 1)/2)ᴺ/N! at most, and the
/// rows of each tree of t pairs agree with probability rᵗ at most. With r = 1e-20, as of rows of a dozen weights, a single row
/// refutes; of rows of one number in 16 bits some agree by chance.
///
/// ```
/// use saturation::claim::{Repeats, Test, Verdict};
/// assert_eq!(Repeats::new(1, 100, 1e-20)?.decide(1e-9)?.verdict, Verdict::Refuted);
/// assert_eq!(Repeats::new(1, 100, 1e-6)?.decide(1e-9)?.verdict, Verdict::Holds);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeats {
    repeated: u64,
    /// λ.
    by_chance: f64,
}

impl Repeats {
    /// States that of `rows` rows none is equal to an earlier one but by chance, where `repeated` are.
    ///
    /// # Errors
    /// [`ClaimError`] if `most_probable`, the probability of the most probable row, is none.
    pub fn new(repeated: u64, rows: u64, most_probable: f64) -> Result<Self, ClaimError> {
        PValue::new(most_probable)?;
        let rows = rows as f64;
        Ok(Self { repeated, by_chance: 0.5 * rows * (rows - 1.0).max(0.0) * most_probable })
    }
}

impl Test for Repeats {
    fn name(&self) -> &'static str {
        "equal rows"
    }

    fn null_law(&self) -> String {
        format!("P(N ≥ k) ≤ λᵏ/k! with λ = {:.1e}", self.by_chance)
    }

    fn expected(&self) -> f64 {
        0.0
    }

    fn trials(&self) -> Vec<u64> {
        Vec::new()
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let k = self.repeated as f64;
        let bound = if self.repeated == 0 || self.by_chance >= k {
            0.0
        } else {
            k * libm::log(self.by_chance.max(f64::MIN_POSITIVE)) - libm::lgamma(k + 1.0)
        };
        let p_value = PValue::from_ln(bound.min(0.0))?;
        let exactly = ConfidenceInterval { confidence_level: 1.0, lower_bound: k, upper_bound: k };
        let refuted = p_value.ln() < libm::log(significance_level);
        Ok(Decision {
            estimate: Estimate { point_estimate: k, standard_error: None, confidence_interval: exactly },
            statistic: k,
            p_value: Some(p_value),
            verdict: if refuted { Verdict::Refuted } else { Verdict::Holds },
        })
    }

    fn power(&self, _significance_level: f64, _miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        Ok(None)
    }
}
