//! What is concluded: claims about a law, the exact tests that judge them, and the budget of false alarms they share.

mod decision;
mod fraction;
mod identity;
mod law_fit;
mod ledger;
mod mean;
pub mod numeric;
mod rounded;
mod std_dev;

pub use decision::{ConfidenceInterval, Decision, Estimate, Test, Verdict};
pub use fraction::Fraction;
pub use identity::Identity;
pub use law_fit::LawFit;
pub use ledger::{Claim, Finding, Ledger};
pub use mean::Mean;
pub use rounded::Rounded;
pub use std_dev::StdDev;

use numeric::DomainError;

/// Why a claim cannot be tested; each text is the violated condition and its remedy.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ClaimError {
    /// There are too few trials for any test of this kind.
    #[error("trials: {trials}: too few for a claim about {quantity}; draw {needed} or more")]
    TooFew {
        /// What is claimed about.
        quantity: &'static str,
        /// Trials there are.
        trials: u64,
        /// Trials it takes.
        needed: u64,
    },
    /// A number that must be finite, or positive, is not.
    #[error("{name}: {value}: not {condition}; state the claim with one that is")]
    OutOfRange {
        /// The number.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        condition: &'static str,
    },
    /// An argument of a special function is outside its domain.
    #[error(transparent)]
    Domain(#[from] DomainError),
}

fn at_least(needed: u64, trials: u64, quantity: &'static str) -> Result<(), ClaimError> {
    if trials < needed { Err(ClaimError::TooFew { quantity, trials, needed }) } else { Ok(()) }
}

fn finite(name: &'static str, value: f64) -> Result<f64, ClaimError> {
    if value.is_finite() { Ok(value) } else { Err(ClaimError::OutOfRange { name, value, condition: "finite" }) }
}

fn positive(name: &'static str, value: f64) -> Result<f64, ClaimError> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(ClaimError::OutOfRange { name, value, condition: "positive and finite" })
    }
}
