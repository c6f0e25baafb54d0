use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test, Verdict};

/// A statement of arithmetic: a number computed one way equals the number that is claimed, to a relative tolerance.
///
/// No chance is involved: there is no p-value.
///
/// ```
/// use saturation::claim::{Identity, Test, Verdict};
/// let claim = Identity { expected: 0.25, computed: 0.5 * 0.5, tolerance: 0.0 };
/// assert_eq!(claim.decide(1e-6)?.verdict, Verdict::Holds);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Identity {
    /// What is claimed.
    pub expected: f64,
    /// What comes out.
    pub computed: f64,
    /// The relative difference that rounding may cause.
    pub tolerance: f64,
}

impl Test for Identity {
    fn name(&self) -> &'static str {
        "arithmetic"
    }

    fn null_law(&self) -> String {
        "none: arithmetic".to_owned()
    }

    fn expected(&self) -> f64 {
        self.expected
    }

    fn trials(&self) -> Vec<u64> {
        Vec::new()
    }

    fn decide(&self, _significance_level: f64) -> Result<Decision, ClaimError> {
        let close = (self.computed - self.expected).abs() <= self.tolerance * self.expected.abs();
        let holds = close && self.computed.is_finite() && self.expected.is_finite();
        let exactly =
            ConfidenceInterval { confidence_level: 1.0, lower_bound: self.computed, upper_bound: self.computed };
        Ok(Decision {
            estimate: Estimate { point_estimate: self.computed, standard_error: None, confidence_interval: exactly },
            statistic: self.computed,
            p_value: None,
            verdict: if holds { Verdict::Holds } else { Verdict::Refuted },
        })
    }

    fn power(&self, _significance_level: f64, _miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        Ok(None)
    }
}
