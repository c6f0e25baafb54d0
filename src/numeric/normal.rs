//! The standard normal law.

use statrs::distribution::ContinuousCDF;
use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

use super::{
    domain_error::{DomainError, inside_unit_interval, number},
    elementary::HALF_LN_TWO_PI,
    tails::{Side, Tails},
};

/// φ(z) = exp(−z²/2) / √(2π).
pub fn density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt()
}

/// Φ(z) = P(Z ≤ z) = ½ erfc(−z/√2), precise in both tails down to the smallest `f64`; [`tails`] goes on from there.
///
/// ```
/// use saturation::numeric::normal;
/// assert!((normal::cdf(-10.0) / 7.619_853_024_160_527e-24 - 1.0).abs() < 1e-14);
/// ```
pub fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Both tails of the standard normal law at z: P(Z > z) = ½·erfc(z/√2).
///
/// Any z but NaN; the logarithms stay finite up to |z| = 1e154.
///
/// # Errors
/// When z is NaN.
///
/// DLMF 7.2.2; from z = 20 on the asymptotic series 7.12.1.
///
/// ```
/// use saturation::numeric::normal;
///
/// assert!((normal::tails(1.96)?.upper() - 0.024_997_895_148).abs() < 1e-12);
/// assert_eq!(normal::tails(-5.0)?.two_sided().to_string(), "5.7e-7");
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn tails(z: f64) -> Result<Tails, DomainError> {
    let z = number("z", z)?;
    let side = Side::of(z);
    Ok(Tails::from_ln(side, ln_tail_beyond(z.abs())))
}

/// The z whose tail on `side` is p: P(Z > z) = p or P(Z ≤ z) = p, to about 1e-15 of itself.
///
/// # Errors
/// When 0 < p < 1 does not hold.
///
/// ```
/// use saturation::numeric::{Side, normal};
///
/// assert!((normal::quantile(Side::Upper, 0.025)? - 1.959_963_984_540_054).abs() < 1e-14);
/// assert!((normal::quantile(Side::Lower, 1e-300)? + 37.047_096_299_361_2).abs() < 1e-13);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn quantile(side: Side, p: f64) -> Result<f64, DomainError> {
    let z = statrs::distribution::Normal::standard().inverse_cdf(inside_unit_interval("p", p)?);
    Ok(match side {
        Side::Upper => -z,
        Side::Lower => z,
    })
}

/// ln P(Z > z) for z ≥ 0.
pub(super) fn ln_tail_beyond(z: f64) -> f64 {
    if z < 20.0 { libm::log(0.5 * libm::erfc(z * FRAC_1_SQRT_2)) } else { ln_scaled_tail(z) - 0.5 * z * z }
}

/// ln(exp(z²/2) P(Z > z)) for z ≥ 0, which stays of the size of ln z.
pub(crate) fn ln_scaled_tail(z: f64) -> f64 {
    if z < 20.0 {
        return libm::log(0.5 * libm::erfc(z * FRAC_1_SQRT_2)) + 0.5 * z * z;
    }
    // 1 − 1/z²·(1 − 3/z²·(1 − 5/z²·(…))): eight terms leave less than 1e-15 at z = 20.
    let inverse_square = 1.0 / (z * z);
    let correction = (1..=8).rev().fold(0.0, |sum, k| -f64::from(2 * k - 1) * inverse_square * (1.0 + sum));
    -libm::log(z) - HALF_LN_TWO_PI + libm::log1p(correction)
}
