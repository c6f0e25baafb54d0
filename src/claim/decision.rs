use super::ClaimError;
use crate::numeric::PValue;
use std::fmt;

/// The outcome of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not rejected, and the interval lies within the effect that matters.
    Holds,
    /// Rejected at the significance level.
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

impl ConfidenceInterval {
    /// Whether all of it lies in [lower, upper].
    pub fn within(&self, lower: f64, upper: f64) -> bool {
        lower <= self.lower_bound && self.upper_bound <= upper
    }
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
    /// The statistic of the test: Z, χ², F, or a count; for arithmetic, the number computed.
    pub statistic: f64,
    /// The p-value; `None` for a statement of arithmetic, where no chance is involved.
    pub p_value: Option<PValue>,
    /// What follows.
    pub verdict: Verdict,
}

impl Decision {
    /// Refuted if p < α; holds if p ≥ α and the whole interval lies within `effect` of the expected value; otherwise
    /// undecided. The p-value is compared by its logarithm, which does not underflow.
    pub(super) fn new(estimate: Estimate, statistic: f64, p_value: PValue, null: &Null) -> Self {
        let verdict = if p_value.ln() < libm::log(null.significance_level) {
            Verdict::Refuted
        } else if estimate.confidence_interval.within(null.expected - null.effect, null.expected + null.effect) {
            Verdict::Holds
        } else {
            Verdict::Undecided
        };
        Self { estimate, statistic, p_value: Some(p_value), verdict }
    }
}

/// What a decision is held against: the expected value, the absolute effect that matters, and the level.
pub(super) struct Null {
    pub(super) expected: f64,
    pub(super) effect: f64,
    pub(super) significance_level: f64,
}

/// What a test would have noticed, and what it takes to notice enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Power {
    /// The effect that matters: what the claim must notice.
    pub effect: f64,
    /// The smallest effect that these trials notice, in the units of `effect`.
    pub min_effect: f64,
    /// The fewest trials that notice `effect`.
    pub min_trials: u64,
    /// The probability of missing `min_effect`.
    pub miss_rate: f64,
    /// What is noticed, such as "a std off by".
    pub quantity: &'static str,
    /// `min_effect` in words, such as "0.21 %".
    pub size: String,
}

impl fmt::Display for Power {
    /// "would notice a std off by 0.21 % in 999 runs of 1000".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = (1.0 / self.miss_rate).round();
        write!(f, "would notice {} {} in {} runs of {runs}", self.quantity, self.size, runs - 1.0)
    }
}

/// A statement with the evidence on it, ready to be judged.
pub trait Test: fmt::Debug + Send + Sync {
    /// The test, as a statistician calls it.
    fn name(&self) -> &'static str;

    /// The law of the statistic if the claim is true.
    fn null_law(&self) -> String;

    /// The value that is claimed.
    fn expected(&self) -> f64;

    /// The number of trials of each sample in evidence; none for arithmetic, which chance cannot refute.
    fn trials(&self) -> Vec<u64>;

    /// What trials are called where they are counted.
    fn unit(&self) -> &'static str {
        "trials"
    }

    /// Judges at a significance level α: a claim that is true is refuted with probability α at most.
    ///
    /// # Errors
    /// [`ClaimError`] unless 0 < α < 1.
    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError>;

    /// What the trials in evidence notice with probability 1 − β at level α; `None` for arithmetic.
    ///
    /// # Errors
    /// [`ClaimError`] unless 0 < α < 1 and 0 < β < 1.
    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError>;
}
