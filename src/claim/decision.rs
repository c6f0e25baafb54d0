use super::ClaimError;
use super::numeric::PValue;
use std::fmt;

/// The outcome of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not rejected, and the interval lies within the effect that matters.
    Holds,
    /// Rejected at its share of the significance level.
    Refuted,
    /// Neither: too few trials to tell.
    Undecided,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Holds => "holds",
            Self::Refuted => "refuted",
            Self::Undecided => "undecided",
        })
    }
}

/// The range of values that the trials do not contradict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfidenceInterval {
    /// The least probability with which an interval so made covers the truth.
    pub confidence_level: f64,
    /// Lower limit.
    pub lower_bound: f64,
    /// Upper limit.
    pub upper_bound: f64,
}

/// What the trials say of one quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The best guess.
    pub point_estimate: f64,
    /// Its standard error; `None` where there is none to speak of: arithmetic, or no event seen at all.
    pub standard_error: Option<f64>,
    /// The values that it leaves open.
    pub confidence_interval: ConfidenceInterval,
}

/// A verdict with its grounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// The quantity as measured.
    pub estimate: Estimate,
    /// The p-value; `None` for a statement of arithmetic, where no chance is involved.
    pub p_value: Option<PValue>,
    /// What follows.
    pub verdict: Verdict,
}

/// A statement with the evidence on it, ready to be judged.
pub trait Test: fmt::Debug + Send + Sync {
    /// The test, as a statistician calls it.
    fn name(&self) -> &'static str;

    /// The value that is claimed.
    fn expected(&self) -> f64;

    /// The number of trials in evidence; `None` for arithmetic, which takes no share of the false-alarm budget.
    fn trials(&self) -> Option<u64>;

    /// Judges at a significance level α: a claim that is true is refuted with probability α at most.
    ///
    /// # Errors
    /// [`ClaimError`] unless 0 < α < 1.
    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError>;
}

impl Decision {
    /// Refuted if p < α; holds if p ≥ α and the whole interval lies within `effect` of the expected value; otherwise
    /// undecided.
    pub(super) fn new(
        estimate: Estimate,
        p_value: PValue,
        significance_level: f64,
        expected: f64,
        effect: f64,
    ) -> Self {
        let verdict = if p_value.value() < significance_level {
            Verdict::Refuted
        } else if estimate.confidence_interval.within(expected - effect, expected + effect) {
            Verdict::Holds
        } else {
            Verdict::Undecided
        };
        Self { estimate, p_value: Some(p_value), verdict }
    }
}

impl ConfidenceInterval {
    /// Whether all of it lies in [lower, upper].
    pub fn within(&self, lower: f64, upper: f64) -> bool {
        lower <= self.lower_bound && self.upper_bound <= upper
    }
}
