use super::error::half;
use super::{ClaimError, Estimate, Power, Test, Verdict};
use crate::numeric::PValue;
use rayon::prelude::*;

/// The significance level at which each claim is judged unless something else is asked for.
pub const SIGNIFICANCE_LEVEL: f64 = 1e-9;

/// The probability with which a claim may miss an error as large as the effect that it states.
pub const MISS_RATE: f64 = 1e-3;

/// A statement about a law, the evidence on it, and the verdict that theory predicts.
#[derive(Debug)]
pub struct Claim {
    /// Short name, unique within its experiment.
    pub id: String,
    /// The statement in words.
    pub statement: String,
    /// What the source says, in its own symbols; empty if it is silent.
    pub source: &'static str,
    /// The verdict that theory predicts.
    pub expecting: Verdict,
    /// The test, with its evidence.
    pub test: Box<dyn Test>,
    /// What its trials are called where they are counted.
    pub unit: &'static str,
    /// What it is about.
    pub about: About,
}

/// What a claim is about, for those who sort claims; each is missing where it does not apply.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// The law that was drawn; of a ratio or a difference, both.
    pub law: Option<String>,
    /// The number of inputs.
    pub fan_in: Option<u64>,
    /// The threshold τ on σ′(z).
    pub tau: Option<f64>,
}

impl Claim {
    /// A claim that theory expects to hold.
    pub fn new(
        id: impl Into<String>,
        statement: impl Into<String>,
        source: &'static str,
        test: impl Test + 'static,
    ) -> Self {
        Self::of(id, statement, source, Box::new(test))
    }

    /// A claim that theory expects to hold, with a test of any kind.
    pub fn of(id: impl Into<String>, statement: impl Into<String>, source: &'static str, test: Box<dyn Test>) -> Self {
        let (id, statement) = (id.into(), statement.into());
        let unit = test.unit();
        Self { id, statement, source, expecting: Verdict::Holds, test, unit, about: About::default() }
    }

    /// The same claim, about this law with this many inputs.
    #[must_use]
    pub fn about(mut self, law: impl Into<String>, fan_in: usize) -> Self {
        (self.about.law, self.about.fan_in) = (Some(law.into()), Some(fan_in as u64));
        self
    }

    /// The same claim, of trials that are called so where they are counted.
    #[must_use]
    pub fn counted_in(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same claim, about this threshold on σ′(z).
    #[must_use]
    pub fn at(mut self, tau: f64) -> Self {
        self.about.tau = Some(tau);
        self
    }

    /// The same claim, with the verdict that theory predicts: a mistake is expected to be refuted.
    #[must_use]
    pub fn expecting(self, verdict: Verdict) -> Self {
        Self { expecting: verdict, ..self }
    }

    /// Judges it at this significance level, from its evidence alone.
    ///
    /// # Errors
    /// [`ClaimError`] unless 0 < α < 1.
    pub fn judge(self, significance_level: f64) -> Result<Finding, ClaimError> {
        half(significance_level)?;
        let Self { id, statement, source, expecting, test, unit, about } = self;
        let decision = test.decide(significance_level)?;
        Ok(Finding {
            id,
            statement,
            source,
            about,
            expecting,
            verdict: decision.verdict,
            expected: test.expected(),
            estimate: decision.estimate,
            test: test.name(),
            null_law: test.null_law(),
            trials: test.trials(),
            unit,
            statistic: decision.statistic,
            p_value: decision.p_value,
            power: test.power(significance_level, MISS_RATE)?,
            significance_level,
        })
    }
}

/// Judges claims at this significance level each, on all threads.
///
/// # Errors
/// The first [`ClaimError`], in their order.
pub fn judge(claims: Vec<Claim>, significance_level: f64) -> Result<Vec<Finding>, ClaimError> {
    let findings: Vec<_> = claims.into_par_iter().map(|claim| claim.judge(significance_level)).collect();
    // The first in order, whichever came first in time.
    findings.into_iter().collect()
}

/// A claim that was judged: plain data.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Short name, unique within its experiment.
    pub id: String,
    /// The statement in words.
    pub statement: String,
    /// What the source says, in its own symbols; empty if it is silent.
    pub source: &'static str,
    /// What it is about.
    pub about: About,
    /// The verdict that theory predicts.
    pub expecting: Verdict,
    /// The verdict.
    pub verdict: Verdict,
    /// The value that is claimed.
    pub expected: f64,
    /// The quantity as measured.
    pub estimate: Estimate,
    /// The test, as a statistician calls it.
    pub test: &'static str,
    /// The law of the statistic if the claim is true.
    pub null_law: String,
    /// The number of trials of each sample in evidence; none for arithmetic.
    pub trials: Vec<u64>,
    /// What trials are called.
    pub unit: &'static str,
    /// The statistic; for arithmetic, the number computed.
    pub statistic: f64,
    /// The p-value; `None` for arithmetic.
    pub p_value: Option<PValue>,
    /// What the claim would have noticed; `None` for arithmetic.
    pub power: Option<Power>,
    /// The level at which it was judged.
    pub significance_level: f64,
}

impl Finding {
    /// Whether the verdict is the one that theory predicts.
    pub fn as_expected(&self) -> bool {
        self.verdict == self.expecting
    }

    /// Whether it was decided, and otherwise than expected.
    pub fn otherwise(&self) -> bool {
        !self.as_expected() && self.verdict != Verdict::Undecided
    }

    /// The chance that it is refuted although it is true: of arithmetic, and of what is expected to be refuted, none.
    pub fn false_alarm_rate(&self) -> f64 {
        if self.p_value.is_some() && self.expecting == Verdict::Holds { self.significance_level } else { 0.0 }
    }
}
