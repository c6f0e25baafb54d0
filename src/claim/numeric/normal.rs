//! The standard normal law.

use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use super::{
    domain_error::{DomainError, inside_unit_interval, number},
    elementary::HALF_LN_TWO_PI,
    tails::{Side, Tails},
};

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
/// use saturation::claim::numeric::normal;
///
/// assert!((normal::tails(1.96)?.upper() - 0.024_997_895_148).abs() < 1e-12);
/// assert_eq!(normal::tails(-5.0)?.two_sided().to_string(), "5.7e-7");
/// # Ok::<(), saturation::claim::numeric::DomainError>(())
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
/// use saturation::claim::numeric::{Side, normal};
///
/// assert!((normal::quantile(Side::Upper, 0.025)? - 1.959_963_984_540_054).abs() < 1e-14);
/// assert!((normal::quantile(Side::Lower, 1e-300)? + 37.047_096_299_361_2).abs() < 1e-13);
/// # Ok::<(), saturation::claim::numeric::DomainError>(())
/// ```
pub fn quantile(side: Side, p: f64) -> Result<f64, DomainError> {
    let p = inside_unit_interval("p", p)?;
    // From ½ up, 1 − p is exact.
    let z = if p > 0.5 { -upper_quantile(1.0 - p) } else { upper_quantile(p) };
    Ok(match side {
        Side::Upper => z,
        Side::Lower => -z,
    })
}

/// ln P(Z > z) for z ≥ 0.
pub(super) fn ln_tail_beyond(z: f64) -> f64 {
    if z < 20.0 {
        return libm::log(0.5 * libm::erfc(z * FRAC_1_SQRT_2));
    }
    // 1 − 1/z²·(1 − 3/z²·(1 − 5/z²·(…))): eight terms leave less than 1e-15 at z = 20.
    let inverse_square = 1.0 / (z * z);
    let correction = (1..=8).rev().fold(0.0, |sum, k| -f64::from(2 * k - 1) * inverse_square * (1.0 + sum));
    -0.5 * z * z - libm::log(z) - HALF_LN_TWO_PI + libm::log1p(correction)
}

/// The z ≥ 0 with P(Z > z) = p for 0 < p ≤ ½, by Newton's method.
fn upper_quantile(p: f64) -> f64 {
    if p > 0.25 {
        // Near the centre ½ − p is exact and the tail's logarithm is not.
        let centre = 0.5 - p;
        let start = centre * libm::exp(HALF_LN_TWO_PI);
        return newton(start, |z| {
            (0.5 * libm::erf(z * FRAC_1_SQRT_2) - centre) * libm::exp(0.5 * z * z + HALF_LN_TWO_PI)
        });
    }
    // In the tail on ln P(Z > z), which is nearly a parabola and concave: Newton cannot overshoot twice.
    let ln_p = libm::log(p);
    newton(SQRT_2 * (-ln_p).sqrt() - 0.4, |z| {
        let ln_tail = ln_tail_beyond(z);
        (ln_p - ln_tail) * libm::exp(ln_tail + 0.5 * z * z + HALF_LN_TWO_PI)
    })
}

/// Newton's iteration from `start`, where `step(z)` is f(z)/f′(z).
fn newton(start: f64, step: impl Fn(f64) -> f64) -> f64 {
    let mut z = start;
    for _ in 0..12 {
        let change = step(z);
        z = (z - change).max(0.0);
        if change.abs() <= 1e-16 * z {
            break;
        }
    }
    z
}
