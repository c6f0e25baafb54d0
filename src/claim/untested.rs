use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test, Verdict};

/// A claim that nothing tests: no test keeps its level with so few values, or what it takes was not kept. It is always undecided.
///
/// ```
/// use saturation::claim::{Test, Untested, Verdict};
/// let claim = Untested { why: "20 values of 0 and 1", expected: 0.1, measured: 0.3 };
/// assert_eq!(claim.decide(1e-9)?.verdict, Verdict::Undecided);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Untested {
    /// Why it is not tested.
    pub why: &'static str,
    /// What is claimed.
    pub expected: f64,
    /// What was measured.
    pub measured: f64,
}

impl Test for Untested {
    fn name(&self) -> &'static str {
        "none"
    }

    fn null_law(&self) -> String {
        format!("none: {}", self.why)
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Vec<u64> {
        Vec::new()
    }

    fn decide(&self, _significance_level: f64) -> Result<Decision, ClaimError> {
        let anything =
            ConfidenceInterval { confidence_level: 1.0, lower_bound: f64::NEG_INFINITY, upper_bound: f64::INFINITY };
        Ok(Decision {
            estimate: Estimate { point_estimate: self.measured, standard_error: None, confidence_interval: anything },
            statistic: self.measured,
            p_value: None,
            verdict: Verdict::Undecided,
        })
    }

    fn power(&self, _significance_level: f64, _miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        Ok(None)
    }
}
