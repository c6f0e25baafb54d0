use crate::claim::{Estimate, Finding};
use crate::figure::{decimals, order, scientific, to_digits, trimmed};

/// An expected and a measured value as a reader wants them side by side.
pub(super) struct Shown {
    pub(super) expected: String,
    pub(super) measured: String,
}

/// The expected and the measured value of a finding, see [`beside`]; for arithmetic, eight digits of both.
pub(super) fn shown(finding: &Finding) -> Shown {
    if finding.p_value.is_none() {
        let measured = format!("{} (computed)", trimmed(finding.estimate.point_estimate, 8));
        return Shown { expected: trimmed(finding.expected, 8), measured };
    }
    let [expected, measured] = beside(finding.expected, &finding.estimate);
    Shown { expected, measured }
}

/// An expected value, and beside it an estimate with its standard error to two digits, both to the same decimals; where no
/// event was seen, or there is no standard error, the value with its upper limit, or with its lower one if it is itself the
/// upper.
pub fn beside(expected: f64, estimate: &Estimate) -> [String; 2] {
    let value = estimate.point_estimate;
    let (lower, upper) = (estimate.confidence_interval.lower_bound, estimate.confidence_interval.upper_bound);
    match estimate.standard_error {
        None if value == upper && lower < upper => {
            // Two digits of the limit, or of what it lacks.
            let places = (1 - order(upper - lower)).max(1) as usize;
            let text = |x: f64| if lower < 0.5 { to_digits(x, 2) } else { decimals(x, places) };
            [text(expected), format!("{} (at least {})", to_digits(upper, 2), text(lower))]
        }
        None => [to_digits(expected, 2), format!("{} (at most {})", to_digits(value, 2), to_digits(upper, 2))],
        Some(error) if error == 0.0 || !error.is_finite() => {
            [trimmed(expected, 8), format!("{} ± {}", trimmed(value, 8), trimmed(error, 2))]
        }
        Some(error) if error < 1e-5 => {
            // Below that, decimals are zeros to count: one exponent for the value and its error.
            let exponent = order(value);
            let unit = 10f64.powi(exponent);
            let places = (1 - order(error / unit)).max(0) as usize;
            let mantissa = |x: f64| decimals(x / unit, places);
            let measured = format!("({} ± {})e{}", mantissa(value), mantissa(error), decimals(exponent.into(), 0));
            [scientific(expected, places + 1), measured]
        }
        Some(error) => {
            let places = (1 - order(error)).max(0) as usize;
            let text = |x: f64| decimals(x, places);
            [text(expected), format!("{} ± {}", text(value), text(error))]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Claim, Fraction};

    #[test]
    fn what_was_seen_in_none_or_in_all_has_a_limit_on_the_other_side() {
        let read = |count, trials, expected| {
            let fraction = Fraction::new(count, trials, expected, 0.5).unwrap();
            let shown = shown(&Claim::new("", "", "", fraction).judge(1e-9).unwrap());
            (shown.expected, shown.measured)
        };
        let pair = |expected: &str, measured: &str| (expected.to_owned(), measured.to_owned());
        assert_eq!(read(0, 100_000, 1e-5), pair("1.0e−5", "0 (at most 0.00021)"));
        assert_eq!(read(100_000, 100_000, 0.99999), pair("0.99999", "1.0 (at least 0.99979)"));
        assert_eq!(read(2, 2, 0.75), pair("0.75", "1.0 (at least 2.2e−5)"));
    }
}
