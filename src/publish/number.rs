use crate::claim::Decision;

/// An expected and a measured value as a reader wants them side by side.
pub(super) struct Shown {
    pub(super) expected: String,
    pub(super) measured: String,
}

/// The measured value with its standard error to two digits, the expected one to the same decimals; where no event was
/// seen, or there is no standard error, the value with its upper limit; for arithmetic, eight digits of both.
pub(super) fn shown(expected: f64, decision: &Decision) -> Shown {
    let estimate = decision.estimate;
    let upper = estimate.confidence_interval.upper_bound;
    match estimate.standard_error {
        _ if decision.p_value.is_none() => Shown {
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
                measured: format!("({} ± {})e{}", mantissa(estimate.point_estimate), mantissa(error), minus(exponent)),
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

/// A number to at most `digits` significant digits, without the zeros that end its decimals: 0.01, 1e−12.
///
/// ```
/// assert_eq!(saturation::publish::trimmed(0.0025, 4), "0.0025");
/// assert_eq!(saturation::publish::trimmed(1e-12, 4), "1e−12");
/// ```
pub fn trimmed(x: f64, digits: usize) -> String {
    let text = to_digits(x, digits);
    let (mantissa, exponent) = match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, format!("e{exponent}")),
        None => (text.as_str(), String::new()),
    };
    if mantissa.contains('.') {
        mantissa.trim_end_matches('0').trim_end_matches('.').to_owned() + &exponent
    } else {
        text
    }
}

fn minus(exponent: i32) -> String {
    exponent.to_string().replace('-', "−")
}

/// A count with its digits in groups of three, parted by `separator`: 1 000 000.
///
/// ```
/// assert_eq!(saturation::publish::grouped(16_000_000, ' '), "16 000 000");
/// ```
pub fn grouped(count: u64, separator: char) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A number to `digits` significant digits, plain where that is short, and with an exponent where it is not; with a
/// true minus sign.
///
/// ```
/// use saturation::publish::to_digits;
/// assert_eq!(to_digits(0.000181456, 3), "0.000181");
/// assert_eq!(to_digits(-8.9336e-11, 2), "−8.9e−11");
/// ```
pub fn to_digits(x: f64, digits: usize) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let magnitude = order(x);
    if (-4..7).contains(&magnitude) {
        decimals(x, (digits as i32 - 1 - magnitude).max(0) as usize)
    } else {
        scientific(x, digits)
    }
}

/// A number as mantissa and exponent, to `digits` significant digits: 8.9e−11.
pub fn scientific(x: f64, digits: usize) -> String {
    format!("{x:.*e}", digits.saturating_sub(1)).replace('-', "−")
}

/// A number with a fixed number of decimals and a true minus sign, which a rounded zero does not carry.
pub(super) fn decimals(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}").replace("inf", "∞");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| c == '0' || c == '.') => zero.to_owned(),
        Some(magnitude) => format!("−{magnitude}"),
        None => text,
    }
}

/// ⌊log₁₀|x|⌋, and 0 where there is none.
pub(super) fn order(x: f64) -> i32 {
    if x == 0.0 || !x.is_finite() { 0 } else { x.abs().log10().floor() as i32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_three() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1 000"), (123_456, "123 456"), (1_000_000, "1 000 000")] {
            assert_eq!(grouped(count, ' '), text);
        }
    }

    #[test]
    fn a_rounded_zero_has_no_sign() {
        assert_eq!(decimals(-0.0004, 3), "0.000");
        assert_eq!(decimals(-0.04, 3), "−0.040");
        assert_eq!((to_digits(f64::INFINITY, 6), to_digits(f64::NEG_INFINITY, 6)), ("∞".into(), "−∞".into()));
        assert_eq!(to_digits(0.0, 3), "0");
        assert_eq!(to_digits(22.383_029, 7), "22.38303");
        assert_eq!(to_digits(1e9, 3), "1.00e9");
    }
}
