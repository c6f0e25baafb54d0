//! The gamma law of unit scale; its tails are the regularised incomplete gamma functions.

use super::{
    domain_error::{DomainError, inside_unit_interval, not_negative, shape},
    elementary::{HALF_LN_TWO_PI, deviance, exp_minus, stirling_error},
    root::quantile_of,
    tail_integral::tail_integral,
    tails::{Side, Tails},
};

/// Both tails of the gamma law with shape a at x: P(a, x) = ∫₀ˣ tᵃ⁻¹e⁻ᵗ dt / Γ(a) below, Q(a, x) = 1 − P(a, x) above.
///
/// ½ ≤ a ≤ 1e20 and 0 ≤ x ≤ ∞. Up to a = 1e9 the relative error of both is below 1e-11 down to 1e-300.
///
/// With t = x·eˢ the tail away from the mode is
/// √(a/2π)·e^(−δ(a))·e^(−D(a, x))·∫₀^∞ exp(−x·(e^±ˢ − 1 ∓ s) − |x − a|·s) ds,
/// δ being Stirling's error and D the deviance x − a − a·ln(x/a).
///
/// # Errors
/// When ½ ≤ a ≤ 1e20 or x ≥ 0 does not hold.
///
/// DLMF 8.2.4; the prefactor is Loader's (2000).
///
/// ```
/// use saturation::numeric::gamma;
///
/// let tails = gamma::tails(1.0, 3.0)?; // the exponential law
/// assert!((tails.upper() - f64::exp(-3.0)).abs() < 1e-15);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn tails(a: f64, x: f64) -> Result<Tails, DomainError> {
    Ok(tails_inside(shape("a", a)?, not_negative("x", x)?))
}

/// The x whose tail on `side` is p: P(a, x) = p or Q(a, x) = p.
///
/// To about 1e-13 of itself; where x would underflow, 0 or the smallest positive `f64`.
///
/// # Errors
/// When ½ ≤ a ≤ 1e20 or 0 < p < 1 does not hold.
///
/// ```
/// use saturation::numeric::{Side, gamma};
///
/// let x = gamma::quantile(1.0, Side::Upper, 1e-300)?;
/// assert!((x - 690.775_527_898_213_7).abs() < 1e-10);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn quantile(a: f64, side: Side, p: f64) -> Result<f64, DomainError> {
    let (a, p) = (shape("a", a)?, inside_unit_interval("p", p)?);
    let at = |u: f64| a * libm::exp(u);
    Ok(at(quantile_of(|u| tails_inside(a, at(u)), side, p, 0.0, 1.0 / a.sqrt())))
}

/// [`tails`] for arguments already checked.
pub(super) fn tails_inside(a: f64, x: f64) -> Tails {
    let difference = x - a;
    let side = Side::of(difference);
    if x == 0.0 || x == f64::INFINITY {
        return Tails::from_ln(side, f64::NEG_INFINITY);
    }
    let slope = difference.abs();
    let sign = if difference < 0.0 { -1.0 } else { 1.0 };
    let integral = tail_integral(slope, x, |s| x * exp_minus(sign * s) + slope * s);
    let distance = deviance(a, difference, || libm::log(x) - libm::log(a));
    let prefactor = 0.5 * libm::log(a) - HALF_LN_TWO_PI - stirling_error(a);
    Tails::from_ln(side, prefactor - distance + libm::log(integral))
}
