//! Numbers as they are printed: a true minus, thin spaces between thousands, raised exponents.

const MINUS: char = '\u{2212}';
const THIN_SPACE: char = '\u{2009}';

/// A number with this many decimal digits, a true minus sign and, from five digits on, thin spaces between thousands.
///
/// ```
/// use saturation::publish::figure::number;
///
/// assert_eq!(number(-0.5, 2), "−0.50");
/// assert_eq!(number(20_000_000.0, 0), "20\u{2009}000\u{2009}000");
/// ```
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    // A value that rounds to zero has no sign to show.
    if value < 0.0 && plain.contains(|digit: char| ('1'..='9').contains(&digit)) {
        text.push(MINUS);
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && whole.len() >= 5 && (whole.len() - position).is_multiple_of(3) {
            text.push(THIN_SPACE);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// 10 to this power, as on a logarithmic axis: `10⁻³`, but `1`.
pub(super) fn power_of_ten(exponent: i32) -> String {
    if exponent == 0 { "1".to_owned() } else { format!("10{}", superscript(exponent)) }
}

/// Multiples of `step`, all with the same number of decimals; zero is just `0`.
pub(super) fn tick_labels(values: &[f64], step: f64) -> Vec<String> {
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let exponent = step.abs().log10();
    // Beyond these bounds digits would be counted rather than read.
    if largest >= 1e7 || exponent < -6.5 {
        return scientific(values, step, largest);
    }
    let decimals = decimals_of(step);
    values.iter().map(|&value| if value == 0.0 { "0".to_owned() } else { number(value, decimals) }).collect()
}

fn scientific(values: &[f64], step: f64, largest: f64) -> Vec<String> {
    let exponent = largest.log10().floor() as i32;
    let unit = 10_f64.powi(exponent);
    let decimals = decimals_of(step / unit);
    values
        .iter()
        .map(|&value| match value {
            0.0 => "0".to_owned(),
            _ => format!("{} × 10{}", number(value / unit, decimals), superscript(exponent)),
        })
        .collect()
}

/// How many decimals tell multiples of `step` apart; the steps are 1, 2 or 5 times a power of ten.
fn decimals_of(step: f64) -> usize {
    let decimals = -(step.abs().log10() + 1e-9).floor();
    if decimals > 0.0 { decimals.min(17.0) as usize } else { 0 }
}

fn superscript(exponent: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    exponent.to_string().chars().map(|digit| digit.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minus_is_u2212_and_never_before_zero() {
        assert_eq!(number(-80.0, 0), "\u{2212}80");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(-0.0, 0), "0");
    }

    #[test]
    fn thousands_are_set_apart_from_five_digits_on() {
        assert_eq!(number(1000.0, 0), "1000");
        assert_eq!(number(-10_000.5, 1), "\u{2212}10\u{2009}000.5");
        assert_eq!(number(1_234_567.0, 0), "1\u{2009}234\u{2009}567");
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
