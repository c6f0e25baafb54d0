use crate::numeric::DomainError;

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

pub(super) fn at_least(needed: u64, trials: u64, quantity: &'static str) -> Result<(), ClaimError> {
    if trials < needed { Err(ClaimError::TooFew { quantity, trials, needed }) } else { Ok(()) }
}

pub(super) fn finite(name: &'static str, value: f64) -> Result<f64, ClaimError> {
    if value.is_finite() { Ok(value) } else { Err(ClaimError::OutOfRange { name, value, condition: "finite" }) }
}

pub(super) fn not_negative(name: &'static str, value: f64) -> Result<f64, ClaimError> {
    if value >= 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(ClaimError::OutOfRange { name, value, condition: "finite and ≥ 0" })
    }
}

pub(super) fn positive(name: &'static str, value: f64) -> Result<f64, ClaimError> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(ClaimError::OutOfRange { name, value, condition: "finite and > 0" })
    }
}

/// Half of a significance level, for each side of a two-sided test.
pub(super) fn half(significance_level: f64) -> Result<f64, ClaimError> {
    if significance_level > 0.0 && significance_level < 1.0 {
        // The half of the smallest f64 would be 0.
        Ok((0.5 * significance_level).max(f64::from_bits(1)))
    } else {
        Err(ClaimError::OutOfRange {
            name: "significance level",
            value: significance_level,
            condition: "between 0 and 1",
        })
    }
}

/// An effect in words: a percentage to two digits.
pub(super) fn percent(effect: f64) -> String {
    format!("{} %", two_digits(100.0 * effect))
}

/// A positive number to two significant digits; "∞" for an effect that cannot be had.
pub(super) fn two_digits(x: f64) -> String {
    if x == f64::INFINITY {
        return "∞".to_owned();
    }
    if !(1e-4..1e6).contains(&x) {
        return format!("{x:.1e}").replace('-', "−");
    }
    let decimals = (1.0 - libm::log10(x).floor()).max(0.0) as usize;
    format!("{x:.decimals$}")
}
