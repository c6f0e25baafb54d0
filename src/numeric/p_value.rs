//! A p-value that cannot underflow.

use std::fmt;

use super::domain_error::{DomainError, not_positive, probability};

/// The smallest value that [`PValue::value`] returns; what lies below is known by its logarithm.
const SMALLEST: f64 = 1e-300;

/// A probability of something at least as extreme as what was seen, kept as its natural logarithm.
///
/// Printed with three digits from 0.001 up, as a power of ten with two digits below, as `< 1e-300` below that; never
/// as 0, for no finite sample makes an event impossible.
///
/// ```
/// use saturation::numeric::PValue;
///
/// assert_eq!(PValue::new(0.0312)?.to_string(), "0.0312");
/// assert_eq!(PValue::new(1.3e-5)?.to_string(), "1.3e-5");
/// let tiny = PValue::from_ln(-5000.0)?;
/// assert_eq!((tiny.to_string().as_str(), tiny.value(), tiny.ln()), ("< 1e-300", 1e-300, -5000.0));
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct PValue {
    ln: f64,
}

impl PValue {
    /// The p-value 1: nothing could be less extreme.
    pub const ONE: Self = Self { ln: 0.0 };

    /// The p-value `p`, 0 ≤ p ≤ 1; 0 stands for "too small for an `f64`".
    ///
    /// # Errors
    /// When 0 ≤ p ≤ 1 does not hold.
    pub fn new(p: f64) -> Result<Self, DomainError> {
        probability("p", p).map(|p| Self { ln: libm::log(p) })
    }

    /// The p-value whose natural logarithm is `ln_p` ≤ 0; −∞ stands for "too small for its logarithm, too".
    ///
    /// # Errors
    /// When ln p ≤ 0 does not hold.
    pub fn from_ln(ln_p: f64) -> Result<Self, DomainError> {
        not_positive("ln p", ln_p).map(|ln| Self { ln })
    }

    /// For callers inside, whose logarithm may stand a rounding error above 0.
    pub(super) fn from_ln_clamped(ln_p: f64) -> Self {
        Self { ln: ln_p.min(0.0) }
    }

    /// The two-sided p-value min(1, 2·min(lower, upper)).
    pub fn two_sided(lower: Self, upper: Self) -> Self {
        Self::from_ln_clamped(lower.ln.min(upper.ln) + std::f64::consts::LN_2)
    }

    /// ln p, exact where p itself underflows.
    pub fn ln(self) -> f64 {
        self.ln
    }

    /// p, not below 1e-300.
    pub fn value(self) -> f64 {
        libm::exp(self.ln).max(SMALLEST)
    }
}

impl fmt::Display for PValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let p = libm::exp(self.ln);
        // Through `pad`, so that a table can ask for a width.
        f.pad(&if p < SMALLEST {
            String::from("< 1e-300")
        } else if p < 0.000_999_5 {
            format!("{p:.1e}")
        } else if p < 0.009_995 {
            format!("{p:.5}")
        } else if p < 0.099_95 {
            format!("{p:.4}")
        } else if p < 0.999_5 {
            format!("{p:.3}")
        } else {
            String::from("1.00")
        })
    }
}
