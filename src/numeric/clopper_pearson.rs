//! Clopper and Pearson's limits of a proportion.

use super::{
    beta,
    domain_error::{DomainError, at_most_trials, inside_unit_interval},
    tails::Side,
};

/// The exact (1 − α) limits of a proportion of which `trials` trials showed `successes`: the lower p solves
/// P(X ≥ k) = α/2, the upper P(X ≤ k) = α/2.
///
/// Successes ≤ trials and 0 < α < 1, to about 1e-13 of themselves. No success has the lower limit 0, no failure the
/// upper limit 1; no trial has both. Counts above 2⁵³ are rounded to the nearest `f64`.
///
/// # Errors
/// When successes ≤ trials or 0 < α < 1 does not hold.
///
/// Clopper and Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the binomial".
///
/// ```
/// use saturation::numeric::clopper_pearson;
///
/// let (lower, upper) = clopper_pearson(0, 20_000_000, 0.05)?;
/// assert_eq!(lower, 0.0);
/// assert!((upper - 1.844_439_5e-7).abs() < 1e-14); // the "rule of 3.7": −ln(0.025)/n
/// # Ok::<(), saturation::numeric::DomainError>(())
/// ```
pub fn clopper_pearson(successes: u64, trials: u64, alpha: f64) -> Result<(f64, f64), DomainError> {
    at_most_trials(successes, trials)?;
    // The half of the smallest f64 would be 0.
    let half = (0.5 * inside_unit_interval("alpha", alpha)?).max(f64::from_bits(1));
    let (k, failures) = (successes as f64, (trials - successes) as f64);
    let lower = if successes == 0 { 0.0 } else { beta::quantile(k, failures + 1.0, Side::Lower, half)? };
    let upper = if successes == trials { 1.0 } else { beta::quantile(k + 1.0, failures, Side::Upper, half)? };
    // Limits that meet, as those of 2⁶⁴ trials do next to α = 1, may be rounded past one another.
    Ok((lower.min(upper), upper))
}
