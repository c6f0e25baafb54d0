use super::{ClaimError, Decision, Test, Verdict};

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

/// A claim that was judged.
#[derive(Debug)]
pub struct Finding {
    /// The claim.
    pub claim: Claim,
    /// The verdict and its grounds.
    pub decision: Decision,
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
}

impl Claim {
    /// A claim that theory expects to hold.
    pub fn holds(
        id: impl Into<String>,
        statement: impl Into<String>,
        article: &'static str,
        test: impl Test + 'static,
    ) -> Self {
        Self { id: id.into(), statement: statement.into(), article, registered: Verdict::Holds, test: Box::new(test) }
    }

    /// The same claim, registered as one that the experiment refutes.
    #[must_use]
    pub fn refuted(self) -> Self {
        Self { registered: Verdict::Refuted, ..self }
    }
}

impl Ledger {
    /// The ledger of a run that judges these claims.
    pub fn new<'a>(significance_level: f64, claims: impl IntoIterator<Item = &'a Claim>) -> Self {
        let claims = claims.into_iter().filter(|claim| claim.test.trials().is_some()).count();
        Self { significance_level, claims }
    }

    /// The significance level of each claim: α / claims.
    pub fn share(&self) -> f64 {
        self.significance_level / self.claims.max(1) as f64
    }

    /// Judges a claim at its share; an error if α is no significance level.
    pub fn judge(&self, claim: Claim) -> Result<Finding, ClaimError> {
        Ok(Finding { decision: claim.test.decide(self.share())?, claim })
    }
}

impl Finding {
    /// Whether the verdict is the one that was registered.
    pub fn as_registered(&self) -> bool {
        self.decision.verdict == self.claim.registered
    }
}
