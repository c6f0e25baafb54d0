//! The noncentral chi-squared law: a goodness-of-fit statistic where the hypothesis is wrong by so much.

use super::{
    domain_error::{self, DomainError, degrees_of_freedom, inside_unit_interval, not_negative},
    elementary::ln_poisson,
    gamma, normal, poisson_mixture,
    root::root_between,
    tails::{Side, Tails},
};

/// Both tails at x of the noncentral chi-squared law with `df` degrees of freedom and the noncentrality λ, the law of
/// Σ(Zᵢ + μᵢ)² with λ = Σμᵢ²: P(X ≤ x) = Σⱼ e^(−λ/2)·(λ/2)ʲ/j!·P(df/2 + j, x/2).
///
/// 1 ≤ df ≤ 2e20, 0 ≤ λ ≤ 1e20 and 0 ≤ x ≤ ∞. For df ≤ 4095 and λ ≤ 1e6 the relative error of both tails is below 1e-11
/// down to 1e-100.
///
/// # Errors
/// When 1 ≤ df ≤ 2e20, 0 ≤ λ ≤ 1e20 or x ≥ 0 does not hold.
///
/// Johnson, Kotz and Balakrishnan (1995), "Continuous univariate distributions" 2, 29.2.
///
/// ```
/// use saturation::numeric::noncentral_chi_squared;
///
/// // The power of a χ² test at 5 % with one degree of freedom against λ = (1.96 + 1.2816)²: 90 %.
/// let tails = noncentral_chi_squared::tails(1.0, 10.5074, 3.841_458_8)?;
/// assert!((tails.upper() - 0.9).abs() < 1e-4);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn tails(df: f64, noncentrality: f64, x: f64) -> Result<Tails, DomainError> {
    Ok(tails_inside(degrees_of_freedom(df)?, domain_error::noncentrality(noncentrality)?, not_negative("x", x)?))
}

/// The noncentrality λ at which P(X ≤ x) = p, to about 1e-12 of itself; 0 when P(X ≤ x) ≤ p already at λ = 0.
///
/// For a statistic x that was seen, p = α gives the upper (1 − α) limit of λ; for the critical value x of a test, p = β
/// gives the λ that it detects with the power 1 − β.
///
/// # Errors
/// When 1 ≤ df ≤ 2e20, 0 < p < 1 or 0 ≤ x ≤ 1e20 does not hold.
///
/// ```
/// use saturation::numeric::noncentral_chi_squared;
///
/// let detectable = noncentral_chi_squared::noncentrality(1.0, 3.841_458_8, 0.1)?;
/// assert!((detectable - 10.507_4).abs() < 1e-3);
/// assert_eq!(noncentral_chi_squared::noncentrality(100.0, 20.0, 0.05)?, 0.0);
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn noncentrality(df: f64, x: f64, p: f64) -> Result<f64, DomainError> {
    noncentrality_of(df, x, Side::Lower, p)
}

/// The noncentrality at which the tail on `side` of x is p: the small p of an upper tail keeps its digits.
pub(crate) fn noncentrality_of(df: f64, x: f64, side: Side, p: f64) -> Result<f64, DomainError> {
    let (df, p) = (degrees_of_freedom(df)?, inside_unit_interval("p", p)?);
    let x = domain_error::statistic(x)?;
    // From ½ up, 1 − p is exact.
    let (side, p) = if p > 0.5 { (side.opposite(), 1.0 - p) } else { (side, p) };
    let ln_p = libm::log(p);
    // Falls with λ on the lower side, rises on the upper: written to rise on both.
    let excess = |root: f64| {
        let ln_tail = tails_inside(df, root * root, x).ln(side);
        if side == Side::Lower { ln_p - ln_tail } else { ln_tail - ln_p }
    };
    let at_zero = excess(0.0);
    if at_zero >= 0.0 {
        return Ok(0.0);
    }
    // One squared term alone is at most the sum: P(X ≤ x) ≤ P(Z ≤ √x − √λ), which is p at √λ = √x + z.
    let far = x.sqrt() + normal::quantile(side.opposite(), p)?;
    let far = far.max(0.0) * (1.0 + 1e-12) + 1e-12;
    let root = root_between(excess, (0.0, at_zero), (far, excess(far)));
    Ok(root * root)
}

/// [`tails`] for arguments already checked.
fn tails_inside(df: f64, noncentrality: f64, x: f64) -> Tails {
    let (a, mean, y) = (0.5 * df, 0.5 * noncentrality, 0.5 * x);
    let side = Side::of(y - (a + mean));
    if noncentrality == 0.0 || x == 0.0 || x == f64::INFINITY {
        return gamma::tails_inside(a, y);
    }
    let ln_term = |j: f64| ln_poisson(mean, j) + gamma::tails_inside(a + j, y).ln(side);

    // Away from the mean the terms are largest where (λ/2)/j·(x/2)/(df/2 + j) = 1, between j = 0 and there at λ/2.
    let saddle = 2.0 * mean * (y / (a + libm::hypot(a, 2.0 * (mean.sqrt() * y.sqrt()))));
    Tails::from_ln(side, poisson_mixture::ln_sum(side, mean, saddle, 1.0, ln_term))
}
