use crate::claim::Finding;
use crate::figure::{decimals, order, scientific, to_digits, trimmed};

/// An expected and a measured value as a reader wants them side by side.
pub(super) struct Shown {
    pub(super) expected: String,
    pub(super) measured: String,
}

/// The measured value with its standard error to two digits, the expected one to the same decimals; where no event was
/// seen, or there is no standard error, the value with its upper limit; for arithmetic, eight digits of both.
pub(super) fn shown(finding: &Finding) -> Shown {
    let Finding { expected, estimate, .. } = *finding;
    let upper = estimate.confidence_interval.upper_bound;
    match estimate.standard_error {
        _ if finding.p_value.is_none() => Shown {
            expected: trimmed(expected, 8),
            measured: format!("{} (computed)", trimmed(estimate.point_estimate, 8)),
        },
        None => Shown {
            expected: to_digits(expected, 2),
            measured: format!("{} (at most {})", to_digits(estimate.point_estimate, 2), to_digits(upper, 2)),
        },
        Some(error) if error < 1e-5 => {
            // Below that, decimals are zeros to count: one exponent for the value and its error.
            let exponent = order(estimate.point_estimate);
            let unit = 10f64.powi(exponent);
            let places = (1 - order(error / unit)).max(0) as usize;
            let mantissa = |x: f64| decimals(x / unit, places);
            Shown {
                expected: scientific(expected, places + 1),
                measured: format!(
                    "({} ± {})e{}",
                    mantissa(estimate.point_estimate),
                    mantissa(error),
                    decimals(exponent.into(), 0)
                ),
            }
        }
        Some(error) => {
            let places = (1 - order(error)).max(0) as usize;
            let text = |x: f64| decimals(x, places);
            Shown {
                expected: text(expected), measured: format!("{} ± {}", text(estimate.point_estimate), text(error))
            }
        }
    }
}
