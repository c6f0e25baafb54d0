//! The chi-squared law.

use super::{
    domain_error::{DomainError, degrees_of_freedom, inside_unit_interval, not_negative},
    gamma,
    tails::{Side, Tails},
};

/// Both tails of the chi-squared law with `df` degrees of freedom at x: P(df/2, x/2) below, Q(df/2, x/2) above.
///
/// 1 ≤ df ≤ 2e20, whole or not, and 0 ≤ x ≤ ∞.
///
/// # Errors
/// When 1 ≤ df ≤ 2e20 or x ≥ 0 does not hold.
///
/// DLMF 8.23; see [`gamma::tails`].
///
/// ```
/// use saturation::numeric::chi_squared;
///
/// // 700 heads and 300 tails: χ² = 160 with one degree of freedom.
/// assert_eq!(chi_squared::tails(1.0, 160.0)?.upper_p_value().to_string(), "1.1e-36");
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn tails(df: f64, x: f64) -> Result<Tails, DomainError> {
    Ok(gamma::tails_inside(0.5 * degrees_of_freedom(df)?, 0.5 * not_negative("x", x)?))
}

/// The x whose tail on `side` is p, to about 1e-13 of itself.
///
/// # Errors
/// When 1 ≤ df ≤ 2e20 or 0 < p < 1 does not hold.
///
/// ```
/// use saturation::numeric::{Side, chi_squared};
///
/// assert!((chi_squared::quantile(1.0, Side::Upper, 0.05)? - 3.841_458_820_694_124).abs() < 1e-13);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn quantile(df: f64, side: Side, p: f64) -> Result<f64, DomainError> {
    let (df, p) = (degrees_of_freedom(df)?, inside_unit_interval("p", p)?);
    Ok(2.0 * gamma::quantile(0.5 * df, side, p)?)
}
