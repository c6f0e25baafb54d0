//! The binomial law.

use super::{
    beta::{self, Point},
    domain_error::{DomainError, at_most_trials, probability},
    p_value::PValue,
};

/// P(X ≤ k) for k `successes` in `trials` trials of probability p: the upper tail of the beta law (k + 1, n − k) at p.
///
/// Successes ≤ trials and 0 ≤ p ≤ 1. Counts above 2⁵³ are rounded to the nearest `f64`.
///
/// # Errors
/// When successes ≤ trials or 0 ≤ p ≤ 1 does not hold.
///
/// DLMF 8.17.5; see [`beta::tails`].
///
/// ```
/// use saturation::numeric::binomial;
///
/// assert!((binomial::lower_tail(0, 3, 0.5)?.value() - 0.125).abs() < 1e-15);
/// assert!((binomial::lower_tail(13_500_000, 20_000_000, 0.675)?.value() - 0.500_08).abs() < 1e-5);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn lower_tail(successes: u64, trials: u64, p: f64) -> Result<PValue, DomainError> {
    at_most_trials(successes, trials)?;
    let point = Point::from_x(probability("p", p)?);
    if successes == trials {
        return Ok(PValue::ONE);
    }
    let (k, failures) = (successes as f64, (trials - successes) as f64);
    Ok(beta::tails_at(k + 1.0, failures, &point).upper_p_value())
}

/// P(X ≥ k) for k `successes` in `trials` trials of probability p: the lower tail of the beta law (k, n − k + 1) at p.
///
/// # Errors
/// When successes ≤ trials or 0 ≤ p ≤ 1 does not hold.
///
/// DLMF 8.17.5; see [`beta::tails`].
///
/// ```
/// use saturation::numeric::binomial;
///
/// assert!((binomial::upper_tail(3, 3, 0.5)?.value() - 0.125).abs() < 1e-15);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn upper_tail(successes: u64, trials: u64, p: f64) -> Result<PValue, DomainError> {
    at_most_trials(successes, trials)?;
    let point = Point::from_x(probability("p", p)?);
    if successes == 0 {
        return Ok(PValue::ONE);
    }
    let (k, failures) = (successes as f64, (trials - successes) as f64);
    Ok(beta::tails_at(k, failures + 1.0, &point).lower_p_value())
}

/// The two-sided p-value min(1, 2·min(P(X ≤ k), P(X ≥ k))).
///
/// # Errors
/// When successes ≤ trials or 0 ≤ p ≤ 1 does not hold.
///
/// ```
/// use saturation::numeric::binomial;
///
/// assert_eq!(binomial::two_sided(700, 1000, 0.5)?.to_string(), "1.8e-37");
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn two_sided(successes: u64, trials: u64, p: f64) -> Result<PValue, DomainError> {
    Ok(PValue::two_sided(lower_tail(successes, trials, p)?, upper_tail(successes, trials, p)?))
}
