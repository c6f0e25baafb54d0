//! Mathematics that needs nothing of ours: the special functions behind every p-value and every limit that the crate
//! prints, quadrature and roots.
//!
//! Each law has one file of one shape: `tails` gives both tail probabilities at a point, as natural logarithms, so that
//! a p-value of e⁻⁵⁰⁰⁰ is a number like any other; `quantile` goes back. The methods are three:
//!
//! - one integral (`tail_integral`) serves the incomplete gamma and beta functions at every size: the density is
//!   divided by its value at the point, so the integrand begins at 1, only falls, and nothing cancels;
//! - one prefactor, Stirling's error and Loader's deviance (`elementary`), instead of differences of ln Γ;
//! - one safe root finder (`root`), on the logarithm of the smaller tail, for all quantiles.
//!
//! Elementary functions are those of `libm`, not of the platform, so that results agree to the bit everywhere.
//! Arguments outside the domain, NaN among them, are a [`DomainError`]; inside it no function panics, loops without
//! end or returns NaN.
//!
//! ```
//! use saturation::numeric::{binomial, clopper_pearson};
//!
//! // 13 490 000 heads in 20 million throws of a coin said to be 0.675: 4.8 standard deviations too few.
//! let p = binomial::two_sided(13_490_000, 20_000_000, 0.675)?;
//! assert_eq!(p.to_string(), "1.8e-6");
//! let (lower, upper) = clopper_pearson(13_490_000, 20_000_000, 1e-6)?;
//! assert!(lower < 0.6745 && 0.6745 < upper && 0.675 < upper);
//! # Ok::<(), saturation::numeric::DomainError>(())
//! ```

pub mod beta;
pub mod binomial;
pub mod chi_squared;
mod clopper_pearson;
mod domain_error;
pub(crate) mod double_double;
pub(crate) mod elementary;
mod format;
pub mod gamma;
pub mod noncentral_chi_squared;
pub mod noncentral_t;
pub mod normal;
mod p_value;
mod poisson_mixture;
mod polygamma;
pub mod quadrature;
pub(crate) mod root;
pub mod student_t;
mod tail_integral;
mod tails;

pub use clopper_pearson::clopper_pearson;
pub use domain_error::DomainError;
pub use format::Format;
pub use p_value::PValue;
pub use polygamma::{digamma, trigamma};
pub use tails::{Side, Tails};

/// x to so many significant digits, for the eye; what is no number is itself.
pub(crate) fn to_significant(x: f64, digits: usize) -> f64 {
    format!("{x:.*e}", digits.saturating_sub(1)).parse().unwrap_or(x)
}

/// The same as a text, with an exponent where zeros would have to be counted.
pub(crate) fn shortened(x: f64, digits: usize) -> String {
    let short = to_significant(x, digits);
    if short == 0.0 || (1e-5..1e15).contains(&short.abs()) { short.to_string() } else { format!("{short:e}") }
}
