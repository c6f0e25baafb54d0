//! The two sides of a point of a continuous law.

use super::{elementary::ln_one_minus_exp, p_value::PValue};

/// A side of a point of the real line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The values below the point.
    Lower,
    /// The values above the point.
    Upper,
}

impl Side {
    /// The side of a point that looks away from the centre, by its distance from there.
    pub(super) fn of(difference: f64) -> Self {
        if difference < 0.0 { Self::Lower } else { Self::Upper }
    }

    /// The other side.
    pub fn opposite(self) -> Self {
        match self {
            Self::Lower => Self::Upper,
            Self::Upper => Self::Lower,
        }
    }
}

/// The probabilities P(X ≤ x) and P(X > x) of a continuous law, kept as natural logarithms.
///
/// The smaller tail is computed and the larger is what it leaves, so both are right to their own last digits, and the
/// logarithm of either where the probability itself underflows.
///
/// ```
/// use saturation::numeric::normal;
///
/// let tails = normal::tails(40.0)?;
/// assert_eq!(tails.lower(), 1.0);
/// assert_eq!(tails.upper(), 0.0); // 3.7e-350 is too small for an f64 …
/// assert!((tails.ln_upper() + 804.608_442).abs() < 1e-6); // … its logarithm is not
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    ln_lower: f64,
    ln_upper: f64,
}

impl Tails {
    /// Both tails from the logarithm of the one on `side`, which ought to be the smaller or near it.
    pub(super) fn from_ln(side: Side, ln_tail: f64) -> Self {
        // A sum of rounded logarithms may end an ulp above ln 1.
        let ln_tail = ln_tail.min(0.0);
        let ln_rest = ln_one_minus_exp(ln_tail);
        match side {
            Side::Lower => Self { ln_lower: ln_tail, ln_upper: ln_rest },
            Side::Upper => Self { ln_lower: ln_rest, ln_upper: ln_tail },
        }
    }

    /// ln P(X ≤ x) or ln P(X > x), as `side` says.
    pub fn ln(self, side: Side) -> f64 {
        match side {
            Side::Lower => self.ln_lower,
            Side::Upper => self.ln_upper,
        }
    }

    /// ln P(X ≤ x).
    pub fn ln_lower(self) -> f64 {
        self.ln_lower
    }

    /// ln P(X > x).
    pub fn ln_upper(self) -> f64 {
        self.ln_upper
    }

    /// P(X ≤ x); 0 when it underflows.
    pub fn lower(self) -> f64 {
        libm::exp(self.ln_lower)
    }

    /// P(X > x); 0 when it underflows.
    pub fn upper(self) -> f64 {
        libm::exp(self.ln_upper)
    }

    /// P(X ≤ x) as the p-value of a test that rejects small values.
    pub fn lower_p_value(self) -> PValue {
        PValue::from_ln_clamped(self.ln_lower)
    }

    /// P(X > x) as the p-value of a test that rejects large values.
    pub fn upper_p_value(self) -> PValue {
        PValue::from_ln_clamped(self.ln_upper)
    }

    /// The p-value min(1, 2·min(P(X ≤ x), P(X > x))) of a test that rejects either.
    pub fn two_sided(self) -> PValue {
        PValue::two_sided(self.lower_p_value(), self.upper_p_value())
    }
}
