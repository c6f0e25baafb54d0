//! The beta law; its tails are the regularised incomplete beta functions.

use super::{
    domain_error::{DomainError, inside_unit_interval, probability, shape},
    elementary::{HALF_LN_TWO_PI, deviance, exp_minus, log1p_minus, stirling_error},
    root::quantile_of,
    tail_integral::tail_integral,
    tails::{Side, Tails},
};

/// Both tails of the beta law with shapes a and b at x: Iₓ(a, b) = ∫₀ˣ tᵃ⁻¹(1 − t)ᵇ⁻¹ dt / B(a, b) below, 1 − Iₓ(a, b)
/// above.
///
/// ½ ≤ a, b ≤ 1e20 and 0 ≤ x ≤ 1. Up to a, b = 2e9 the relative error of both is below 1e-11 down to 1e-300.
///
/// In the log-odds u = ln(t/(1 − t)) the density is log-concave with its mode at a/(a + b). With y = 1 − x and
/// n = a + b, the tail above an x beyond the mode is
/// √(ab/2πn)·e^(δ(n) − δ(a) − δ(b))·e^(−D(a, nx) − D(b, ny))·∫₀^∞ exp(−n·[ln(1 + y·(e⁻ˢ − 1)) + ys] − (nx − a)·s) ds,
/// δ being Stirling's error and D(a, x) the deviance x − a − a·ln(x/a).
///
/// # Errors
/// When ½ ≤ a, b ≤ 1e20 or 0 ≤ x ≤ 1 does not hold.
///
/// DLMF 8.17.2; the prefactor is Loader's (2000).
///
/// ```
/// use saturation::numeric::beta;
///
/// // For b = 1 the law is xᵃ.
/// assert!((beta::tails(3.0, 1.0, 0.1)?.lower() - 1e-3).abs() < 1e-17);
/// assert!((beta::tails(13_500_001.0, 6_500_000.0, 0.675)?.lower() - 0.499_92).abs() < 1e-5);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn tails(a: f64, b: f64, x: f64) -> Result<Tails, DomainError> {
    Ok(tails_at(shape("a", a)?, shape("b", b)?, &Point::from_x(probability("x", x)?)))
}

/// The x whose tail on `side` is p: Iₓ(a, b) = p or 1 − Iₓ(a, b) = p, to about 1e-13 of itself.
///
/// # Errors
/// When ½ ≤ a, b ≤ 1e20 or 0 < p < 1 does not hold.
///
/// ```
/// use saturation::numeric::{Side, beta};
///
/// let x = beta::quantile(3.0, 19_999_998.0, Side::Lower, 0.025)?;
/// assert!((x - 3.093_36e-8).abs() < 1e-13);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn quantile(a: f64, b: f64, side: Side, p: f64) -> Result<f64, DomainError> {
    let p = inside_unit_interval("p", p)?;
    Ok(Point::from_log_odds(quantile_log_odds(shape("a", a)?, shape("b", b)?, side, p)).x)
}

/// A point of the unit interval with all that is known of it, so that neither end loses digits.
pub(super) struct Point {
    x: f64,
    /// 1 − x.
    y: f64,
    ln_x: f64,
    ln_y: f64,
}

impl Point {
    pub(super) fn from_x(x: f64) -> Self {
        Self { x, y: 1.0 - x, ln_x: libm::log(x), ln_y: libm::log1p(-x) }
    }

    pub(super) fn x(&self) -> f64 {
        self.x
    }

    /// The point with x/(1 − x) = eᵘ.
    pub(super) fn from_log_odds(u: f64) -> Self {
        let odds = libm::exp(-u.abs());
        let (small, large) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        let ln_large = -libm::log1p(odds);
        // The logarithm outlives an odds that underflows.
        let ln_small = ln_large - u.abs();
        if u < 0.0 {
            Self { x: small, y: large, ln_x: ln_small, ln_y: ln_large }
        } else {
            Self { x: large, y: small, ln_x: ln_large, ln_y: ln_small }
        }
    }
}

/// [`tails`] for arguments already checked.
pub(super) fn tails_at(a: f64, b: f64, point: &Point) -> Tails {
    let &Point { x, y, ln_x, ln_y } = point;
    let n = a + b;
    // nx − a = b − ny in one rounding, from the smaller of x and y, for it has the more digits.
    let difference = if x < y { x.mul_add(n, -a) } else { -y.mul_add(n, -b) };
    let side = Side::of(difference);
    if ln_x == f64::NEG_INFINITY || ln_y == f64::NEG_INFINITY {
        return Tails::from_ln(side, f64::NEG_INFINITY);
    }
    // What lies beyond the point, seen from the mode: the share that the tail still has to give away.
    let (here, beyond) = if side == Side::Upper { (x, y) } else { (y, x) };
    let slope = difference.abs();
    let integral = tail_integral(slope, n * x * y, |s| n * bernoulli_excess(here, beyond, s) + slope * s);
    let distance =
        deviance(a, difference, || ln_x + libm::log(n / a)) + deviance(b, -difference, || ln_y + libm::log(n / b));
    let prefactor =
        0.5 * libm::log(a * (b / n)) - HALF_LN_TWO_PI + stirling_error(n) - stirling_error(a) - stirling_error(b);
    Tails::from_ln(side, prefactor - distance + libm::log(integral))
}

/// The log-odds of the point whose tail on `side` is p.
pub(super) fn quantile_log_odds(a: f64, b: f64, side: Side, p: f64) -> f64 {
    let start = libm::log(a) - libm::log(b);
    let step = (1.0 / a + 1.0 / b).sqrt();
    quantile_of(|u| tails_at(a, b, &Point::from_log_odds(u)), side, p, start, step)
}

/// ln(1 + y·(e⁻ˢ − 1)) + y·s ≥ 0 for x + y = 1 and s ≥ 0: the cumulant function of a Bernoulli variable less its mean.
fn bernoulli_excess(x: f64, y: f64, s: f64) -> f64 {
    if y <= 0.5 {
        let curved = exp_minus(-s);
        return log1p_minus(y * (curved - s)) + y * curved;
    }
    // The same in x, for y near 1 would cancel: ln(1 + x·(eˢ − 1)) − x·s.
    let curved = exp_minus(s);
    let w = x * (curved + s);
    if w <= 1.0 { log1p_minus(w) + x * curved } else { libm::log1p(w) - x * s }
}
