use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test, Verdict};

/// The claim "every value lies in [low, high]": refuted by one that does not.
///
/// No chance is involved, and there is no p-value. What is measured is the extreme that is farther out.
///
/// ```
/// use saturation::claim::{Bounds, Test, Verdict};
/// let claim = Bounds { low: -2.0, high: 2.0, extremes: (-1.99, 2.01) };
/// assert_eq!(claim.decide(1e-9)?.verdict, Verdict::Refuted);
/// # Ok::<(), saturation::claim::ClaimError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The least value that is possible.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// The least and the greatest value that there were.
    pub extremes: (f64, f64),
}

impl Bounds {
    /// The bound that is passed by more or, if none is, is nearer; and the extreme beside it.
    fn nearest(&self) -> (f64, f64) {
        let (least, greatest) = self.extremes;
        if self.low - least > greatest - self.high { (self.low, least) } else { (self.high, greatest) }
    }
}

impl Test for Bounds {
    fn name(&self) -> &'static str {
        "bounds"
    }

    fn null_law(&self) -> String {
        "none: no value beyond the bounds".to_owned()
    }

    fn expected(&self) -> f64 {
        self.nearest().0
    }

    fn trials(&self) -> Vec<u64> {
        Vec::new()
    }

    fn decide(&self, _significance_level: f64) -> Result<Decision, ClaimError> {
        let ((least, greatest), (_, extreme)) = (self.extremes, self.nearest());
        let exactly = ConfidenceInterval { confidence_level: 1.0, lower_bound: extreme, upper_bound: extreme };
        // What is no number is within no bounds.
        let holds = self.low <= least && greatest <= self.high;
        Ok(Decision {
            estimate: Estimate { point_estimate: extreme, standard_error: None, confidence_interval: exactly },
            statistic: extreme,
            p_value: None,
            verdict: if holds { Verdict::Holds } else { Verdict::Refuted },
        })
    }

    fn power(&self, _significance_level: f64, _miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        Ok(None)
    }
}
