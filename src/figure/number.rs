//! Numbers as they are printed, in figures and reports: a true minus, thousands set apart, raised exponents.

const THIN_SPACE: char = '\u{2009}';

/// A number with this many decimals, and from five digits on with thin spaces between thousands.
///
/// ```
/// use saturation::figure::number;
///
/// assert_eq!(number(-0.5, 2), "−0.50");
/// assert_eq!(number(20_000_000.0, 0), "20\u{2009}000\u{2009}000");
/// ```
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    let plain = self::decimals(value, decimals);
    let start = plain.find(|digit: char| digit.is_ascii_digit()).unwrap_or(plain.len());
    let point = plain.find('.').unwrap_or(plain.len());
    let whole = &plain[start..point];
    if whole.len() < 5 {
        return plain;
    }
    format!("{}{}{}", &plain[..start], in_threes(whole, THIN_SPACE), &plain[point..])
}

/// A number with this many decimals and a true minus sign, which a rounded zero does not carry.
pub(crate) fn decimals(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}").replace("inf", "∞");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| c == '0' || c == '.') => zero.to_owned(),
        Some(magnitude) => format!("−{magnitude}"),
        None => text,
    }
}

/// A number to `digits` significant digits, plain where that is short, and with an exponent where it is not.
///
/// ```
/// use saturation::figure::to_digits;
///
/// assert_eq!(to_digits(0.000181456, 3), "0.000181");
/// assert_eq!(to_digits(-8.9336e-11, 2), "−8.9e−11");
/// ```
#[must_use]
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

/// A number to at most `digits` significant digits, without the zeros that end its decimals.
///
/// ```
/// use saturation::figure::trimmed;
///
/// assert_eq!(trimmed(0.0025, 4), "0.0025");
/// assert_eq!(trimmed(1e-12, 4), "1e−12");
/// ```
#[must_use]
pub fn trimmed(x: f64, digits: usize) -> String {
    let text = to_digits(x, digits);
    let (mantissa, exponent) = text.split_at(text.find('e').unwrap_or(text.len()));
    if mantissa.contains('.') {
        mantissa.trim_end_matches('0').trim_end_matches('.').to_owned() + exponent
    } else {
        text
    }
}

/// A number as mantissa and exponent, to `digits` significant digits: 8.9e−11.
#[must_use]
pub fn scientific(x: f64, digits: usize) -> String {
    format!("{x:.*e}", digits.saturating_sub(1)).replace('-', "−")
}

/// A count with its digits in groups of three, parted by `separator`.
///
/// ```
/// assert_eq!(saturation::figure::grouped(16_000_000, ' '), "16 000 000");
/// ```
#[must_use]
pub fn grouped(count: u64, separator: char) -> String {
    in_threes(&count.to_string(), separator)
}

fn in_threes(digits: &str, separator: char) -> String {
    let mut text = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// ⌊log₁₀|x|⌋, and 0 where there is none.
pub(crate) fn order(x: f64) -> i32 {
    if x == 0.0 || !x.is_finite() { 0 } else { x.abs().log10().floor() as i32 }
}

/// 10 to this power, as on a logarithmic axis: `10⁻³`, but `1`.
pub(super) fn power_of_ten(exponent: i32) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    if exponent == 0 {
        return "1".to_owned();
    }
    let raised = |digit: char| digit.to_digit(10).map_or('⁻', |digit| RAISED[digit as usize]);
    "10".chars().chain(exponent.to_string().chars().map(raised)).collect()
}

/// Multiples of `step`, all with the same number of decimals; zero is just `0`.
pub(super) fn tick_labels(values: &[f64], step: f64) -> Vec<String> {
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    // Beyond these bounds digits would be counted rather than read.
    let powers = largest >= 1e7 || step.abs().log10() < -6.5;
    let exponent = if powers { largest.log10().floor() as i32 } else { 0 };
    let (unit, power) = (10_f64.powi(exponent), format!(" × {}", power_of_ten(exponent)));
    // As many decimals as tell multiples of the step apart, which is 1, 2 or 5 times a power of ten.
    let decimals = (-((step / unit).abs().log10() + 1e-9).floor()).clamp(0.0, 17.0) as usize;
    let label = |&value: &f64| match value {
        0.0 => "0".to_owned(),
        _ => number(value / unit, decimals) + if powers { &power } else { "" },
    };
    values.iter().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_is_u2212_and_never_before_zero() {
        assert_eq!(number(-80.0, 0), "\u{2212}80");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(-0.0, 0), "0");
        assert_eq!(number(f64::NEG_INFINITY, 1), "−∞");
        assert_eq!((decimals(-0.0004, 3), decimals(-0.04, 3)), ("0.000".into(), "−0.040".into()));
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(number(1000.0, 0), "1000");
        assert_eq!(number(-10_000.5, 1), "\u{2212}10\u{2009}000.5");
        assert_eq!(number(1_234_567.0, 0), "1\u{2009}234\u{2009}567");
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1 000"), (123_456, "123 456"), (1_000_000, "1 000 000")] {
            assert_eq!(grouped(count, ' '), text);
        }
    }

    #[test]
    fn significant_digits_are_counted_from_the_first() {
        assert_eq!((to_digits(f64::INFINITY, 6), to_digits(f64::NEG_INFINITY, 6)), ("∞".into(), "−∞".into()));
        assert_eq!(to_digits(0.0, 3), "0");
        assert_eq!(to_digits(22.383_029, 7), "22.38303");
        assert_eq!(to_digits(1e9, 3), "1.00e9");
    }

    #[test]
    fn ticks_of_an_axis_have_the_same_decimals() {
        assert_eq!(tick_labels(&[0.0, 0.005, 0.01], 0.005), ["0", "0.005", "0.010"]);
        assert_eq!(tick_labels(&[-0.2, 0.0, 0.2], 0.2), ["\u{2212}0.2", "0", "0.2"]);
        assert_eq!(tick_labels(&[2e7, 4e7], 2e7), ["2 × 10⁷", "4 × 10⁷"]);
        assert_eq!(tick_labels(&[0.0, 5e-9, 1e-8], 5e-9), ["0", "0.5 × 10⁻⁸", "1.0 × 10⁻⁸"]);
    }

    #[test]
    fn powers_of_ten_are_raised() {
        assert_eq!(power_of_ten(-12), "10⁻¹²");
        assert_eq!(power_of_ten(0), "1");
    }
}
