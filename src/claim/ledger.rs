use super::error::half;
use super::{ClaimError, Decision, Power, Test, Verdict};

/// The probability with which a claim may miss an error as large as the effect that it states.
pub const MISS_RATE: f64 = 1e-3;

/// A statement about a law, the evidence on it, and the verdict that theory predicts.
#[derive(Debug)]
pub struct Claim {
    /// Short name, unique within its experiment.
    pub id: String,
    /// The statement in words.
    pub statement: String,
    /// What the article says, in its own symbols; empty if it is silent.
    pub article: &'static str,
    /// The verdict to come: a mistake of the article is registered as refuted.
    pub registered: Verdict,
    /// The test, with its evidence.
    pub test: Box<dyn Test>,
}

impl Claim {
    /// A claim that theory expects to hold.
    pub fn holds(
        id: impl Into<String>,
        statement: impl Into<String>,
        article: &'static str,
        test: impl Test + 'static,
    ) -> Self {
        let (id, statement) = (id.into(), statement.into());
        Self { id, statement, article, registered: Verdict::Holds, test: Box::new(test) }
    }

    /// The same claim, registered as one that the experiment refutes.
    #[must_use]
    pub fn refuted(self) -> Self {
        Self { registered: Verdict::Refuted, ..self }
    }
}

/// A claim that was judged.
#[derive(Debug)]
pub struct Finding {
    /// The claim.
    pub claim: Claim,
    /// The verdict and its grounds.
    pub decision: Decision,
    /// What the claim would have noticed; `None` for arithmetic.
    pub power: Option<Power>,
    /// Its share of the significance level.
    pub significance_level: f64,
}

impl Finding {
    /// Whether the verdict is the one that was registered.
    pub fn as_registered(&self) -> bool {
        self.decision.verdict == self.claim.registered
    }

    /// Whether it was decided, and otherwise than registered.
    pub fn otherwise(&self) -> bool {
        !self.as_registered() && self.decision.verdict != Verdict::Undecided
    }
}

/// The false-alarm budget of one run, shared out equally over the claims that chance could refute.
///
/// By Bonferroni's inequality the probability that a run refutes any claim that is true is at most
/// `significance_level`, however its claims depend on one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ledger {
    /// The family-wise significance level α of the run.
    pub significance_level: f64,
    /// The number of claims that take a share.
    pub claims: usize,
    /// The number of stages over which each share is split again.
    pub stages: usize,
}

impl Ledger {
    /// The ledger of a run that judges these claims in this number of stages.
    pub fn new<'a>(significance_level: f64, stages: usize, claims: impl IntoIterator<Item = &'a Claim>) -> Self {
        let claims = claims.into_iter().filter(|claim| claim.test.trials().is_some()).count();
        Self { significance_level, claims, stages }
    }

    /// The significance level at which each claim is judged: α / (claims · stages).
    pub fn share(&self) -> f64 {
        self.significance_level / (self.claims.max(1) * self.stages.max(1)) as f64
    }

    /// Judges a claim at its share.
    ///
    /// # Errors
    /// [`ClaimError`] unless 0 < α < 1.
    pub fn judge(&self, claim: Claim) -> Result<Finding, ClaimError> {
        half(self.significance_level)?;
        let significance_level = self.share();
        let decision = claim.test.decide(significance_level)?;
        let power = claim.test.power(significance_level, MISS_RATE)?;
        Ok(Finding { claim, decision, power, significance_level })
    }
}
