//! The noncentral t law: Student's statistic where the mean is not the one that was supposed.

use super::{
    beta, chi_squared,
    domain_error::{self, DomainError, degrees_of_freedom, inside_unit_interval, not_negative},
    elementary::ln_poisson,
    normal, poisson_mixture,
    root::root_between,
    tails::{Side, Tails},
};

/// Both tails at t ≥ 0 of the noncentral t law with `df` degrees of freedom and the noncentrality δ ≥ 0, the law of
/// (Z + δ)/√(V/df) with Z ~ N(0, 1) and V ~ χ²: with x = t²/(df + t²) and μ = δ²/2,
/// P(T > t) = ½·Σᵢ e^(−μ)·μⁱ/Γ(i + 1)·(1 − Iₓ(i + ½, df/2)) over i = 0, ½, 1, 1½, …, and P(T ≤ t) is Φ(−δ) and the same
/// sum with Iₓ.
///
/// 1 ≤ df ≤ 2e20, 0 ≤ δ ≤ 1e10 and 0 ≤ t ≤ ∞: where both are positive nothing cancels. For df ≤ 1e6 and δ ≤ 200 the
/// relative error of both tails is below 1e-11 down to 1e-100.
///
/// # Errors
/// When 1 ≤ df ≤ 2e20, 0 ≤ δ ≤ 1e10 or t ≥ 0 does not hold.
///
/// Johnson, Kotz and Balakrishnan (1995), "Continuous univariate distributions" 2, 31; the sum is Lenth's (1989),
/// "Cumulative distribution function of the non-central t distribution", *Applied Statistics* 38.
///
/// ```
/// use saturation::numeric::noncentral_t;
///
/// // The power of a two-sided t test at 5 % of 20 differences against a mean of 0.75 of their spread: 0.889.
/// let tails = noncentral_t::tails(19.0, 0.75 * 20f64.sqrt(), 2.093_024)?;
/// assert!((tails.upper() - 0.888).abs() < 1e-3);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn tails(df: f64, noncentrality: f64, t: f64) -> Result<Tails, DomainError> {
    Ok(tails_inside(degrees_of_freedom(df)?, domain_error::distance(noncentrality)?, not_negative("t", t)?))
}

/// The noncentrality δ at which P(T ≤ t) = p, to about 1e-12 of itself up to t = 1e6; 0 when P(T ≤ t) ≤ p already at
/// δ = 0.
///
/// For the critical value t of a test, p = β gives the δ that it detects with the power 1 − β.
///
/// # Errors
/// When 1 ≤ df ≤ 2e20, 0 ≤ t ≤ 1e8 or 0 < p < 1 does not hold.
///
/// ```
/// use saturation::numeric::noncentral_t;
///
/// let detectable = noncentral_t::noncentrality(19.0, 2.093_024, 0.1)?;
/// assert!((detectable - 3.418_8).abs() < 1e-4);
/// assert_eq!(noncentral_t::noncentrality(19.0, 0.5, 0.9)?, 0.0);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn noncentrality(df: f64, t: f64, p: f64) -> Result<f64, DomainError> {
    let (df, t) = (degrees_of_freedom(df)?, domain_error::critical_t(t)?);
    let p = inside_unit_interval("p", p)?;
    // Of the two tails the smaller knows more digits of itself; from ½ up, 1 − p is exact.
    let (side, tail) = if p > 0.5 { (Side::Upper, 1.0 - p) } else { (Side::Lower, p) };
    let ln_tail = libm::log(tail);
    // Falls with δ on the lower side, rises on the upper: written to rise on both.
    let excess = |delta: f64| {
        let ln = tails_inside(df, delta, t).ln(side);
        if side == Side::Lower { ln_tail - ln } else { ln - ln_tail }
    };
    let at_zero = excess(0.0);
    if at_zero >= 0.0 {
        return Ok(0.0);
    }
    // T ≤ t takes a spread √(V/df) above w, or Z ≤ tw − δ: each with probability p/2 at most beyond this δ.
    let half = (0.5 * p.min(0.5)).max(f64::from_bits(1));
    let spread = (chi_squared::quantile(df, Side::Upper, half)? / df).sqrt();
    let far = (t * spread + normal::quantile(Side::Upper, half)?) * (1.0 + 1e-12);
    Ok(root_between(excess, (0.0, at_zero), (far, excess(far))))
}

/// [`tails`] for arguments already checked.
fn tails_inside(df: f64, delta: f64, t: f64) -> Tails {
    if t == 0.0 {
        return Tails::from_ln(Side::Lower, normal::ln_tail_beyond(delta));
    }
    if t == f64::INFINITY {
        return Tails::from_ln(Side::Upper, f64::NEG_INFINITY);
    }
    let side = Side::of(t - delta);
    let (b, mean) = (0.5 * df, 0.5 * delta * delta);
    let point = beta::Point::from_log_odds(2.0 * libm::log(t / df.sqrt()));
    let ln_term = |i: f64| ln_poisson(mean, i) + beta::tails_at(i + 0.5, b, &point).ln(side);

    // Away from the mean the terms are largest where μ/i·x·(i + df/2)/i = 1, between i = 0 and there at μ.
    let pull = mean * point.x();
    let saddle = 0.5 * (pull + libm::hypot(pull, 2.0 * (pull.sqrt() * b.sqrt())));
    let ln_sum = poisson_mixture::ln_sum(side, mean, saddle, 0.5, ln_term);
    match side {
        Side::Upper => Tails::from_ln(side, ln_sum),
        Side::Lower => Tails::from_ln(side, ln_of_sum(ln_sum, normal::ln_tail_beyond(delta))),
    }
}

/// ln(eᵃ + eᵇ).
fn ln_of_sum(a: f64, b: f64) -> f64 {
    let (less, more) = if a < b { (a, b) } else { (b, a) };
    if more == f64::NEG_INFINITY { more } else { more + libm::log1p(libm::exp(less - more)) }
}
