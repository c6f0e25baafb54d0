//! Student's t law.

use super::{
    beta,
    domain_error::{DomainError, degrees_of_freedom, inside_unit_interval, number},
    tails::{Side, Tails},
};

/// Both tails of Student's t law with `df` degrees of freedom at t: P(|T| > |t|) = Iₓ(df/2, ½), x = df/(df + t²).
///
/// 1 ≤ df ≤ 2e20, whole or not, and any t but NaN. Up to df = 1e9 the relative error is below 1e-11 down to 1e-300.
///
/// # Errors
/// When 1 ≤ df ≤ 2e20 does not hold or t is NaN.
///
/// Abramowitz and Stegun 26.7.1; see [`beta::tails`].
///
/// ```
/// use saturation::numeric::student_t;
///
/// // One degree of freedom is Cauchy's law: P(T > 1) = ¼.
/// assert!((student_t::tails(1.0, 1.0)?.upper() - 0.25).abs() < 1e-15);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn tails(df: f64, t: f64) -> Result<Tails, DomainError> {
    let (df, t) = (degrees_of_freedom(df)?, number("t", t)?);
    let side = Side::of(t);
    let point = beta::Point::from_log_odds(2.0 * libm::log(t.abs() / df.sqrt()));
    let ln_both = beta::tails_at(0.5, 0.5 * df, &point).ln_upper();
    Ok(Tails::from_ln(side, ln_both - std::f64::consts::LN_2))
}

/// The t whose tail on `side` is p: P(T > t) = p or P(T ≤ t) = p, to about 1e-12 of itself.
///
/// # Errors
/// When 1 ≤ df ≤ 2e20 or 0 < p < 1 does not hold.
///
/// ```
/// use saturation::numeric::{Side, student_t};
///
/// assert!((student_t::quantile(2e7, Side::Lower, 0.999_999_5)? - 4.891_64).abs() < 1e-5);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn quantile(df: f64, side: Side, p: f64) -> Result<f64, DomainError> {
    let (df, p) = (degrees_of_freedom(df)?, inside_unit_interval("p", p)?);
    let tail = p.min(1.0 - p);
    // P(|T| > t) = 2·tail, or near the centre P(|T| ≤ t) = 1 − 2·tail, which is exact there.
    let u = if tail > 0.25 {
        let centre = 1.0 - 2.0 * tail;
        if centre == 0.0 {
            return Ok(0.0);
        }
        beta::quantile_log_odds(0.5, 0.5 * df, Side::Lower, centre)
    } else {
        beta::quantile_log_odds(0.5, 0.5 * df, Side::Upper, 2.0 * tail)
    };
    let t = libm::exp(0.5 * u) * df.sqrt();
    Ok(if (side == Side::Upper) == (p < 0.5) { t } else { -t })
}
