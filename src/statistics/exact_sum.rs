use serde::{Deserialize, Serialize};

/// The exact sum of any f64 values: a fixed-point integer that covers the whole range of f64 (Kulisch's accumulator).
///
/// Bit k of the two's-complement register weighs 2^(k − 1074). Additions are integer additions modulo 2²¹⁷⁶, a group:
/// associative and commutative by construction. The range holds 2⁷⁷ summands of any size before it could wrap.
///
/// ```
/// use saturation::statistics::ExactSum;
/// let mut sum = ExactSum::default();
/// for x in [1e300, 1.0, -1e300] {
///     sum.add(x);
/// }
/// assert_eq!(sum.value(), 1.0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ExactSum {
    limbs: [u64; LIMBS],
    /// A NaN or an infinity went in: there is no sum.
    poisoned: bool,
}

const LIMBS: usize = 34;
const MANTISSA_BITS: u32 = 52;

impl Default for ExactSum {
    fn default() -> Self {
        Self { limbs: [0; LIMBS], poisoned: false }
    }
}

impl ExactSum {
    /// Adds one value, exactly; a NaN or an infinity makes the sum NaN for good.
    pub fn add(&mut self, x: f64) {
        self.poisoned |= !x.is_finite();
        if x == 0.0 || self.poisoned {
            return;
        }
        let bits = x.to_bits();
        let exponent = (bits >> MANTISSA_BITS) & 0x7ff;
        let fraction = bits & ((1 << MANTISSA_BITS) - 1);
        // Subnormals have the weight of exponent 1 and no hidden bit.
        let (shift, mantissa) = match exponent {
            0 => (0, fraction),
            e => (e - 1, fraction | 1 << MANTISSA_BITS),
        };
        let wide = u128::from(mantissa) << (shift % 64);
        let mut addend = [0; LIMBS];
        let first = (shift / 64) as usize;
        addend[first] = wide as u64;
        addend[first + 1] = (wide >> 64) as u64;
        if x < 0.0 {
            negate(&mut addend);
        }
        add_limbs(&mut self.limbs, &addend);
    }

    /// Adds another sum, exactly.
    pub fn merge(&mut self, other: &Self) {
        self.poisoned |= other.poisoned;
        add_limbs(&mut self.limbs, &other.limbs);
    }

    /// The sum, rounded once to the nearest f64 (ties to even); ±∞ if it is beyond their range.
    pub fn value(&self) -> f64 {
        if self.poisoned {
            return f64::NAN;
        }
        let mut magnitude = self.limbs;
        let negative = magnitude[LIMBS - 1] >> 63 == 1;
        if negative {
            negate(&mut magnitude);
        }
        let Some(top) = magnitude.iter().rposition(|limb| *limb != 0) else {
            return 0.0;
        };
        let highest = top * 64 + 63 - magnitude[top].leading_zeros() as usize;
        let lowest = highest.saturating_sub(MANTISSA_BITS as usize);
        let bit = |k: usize| magnitude[k / 64] >> (k % 64) & 1;
        let mut mantissa = (lowest..=highest).rev().fold(0u64, |m, k| m << 1 | bit(k));
        if lowest > 0 && bit(lowest - 1) == 1 {
            let below_half = (0..lowest - 1).any(|k| bit(k) == 1);
            mantissa += u64::from(below_half || mantissa & 1 == 1);
        }
        // mantissa · 2^(lowest − 1074): adding the exponent as an integer lets a carry out of the mantissa, and the
        // hidden bit of a normal number, do the right thing by themselves.
        let bits = match lowest as u64 {
            0 => mantissa,
            low => (mantissa - (1 << MANTISSA_BITS)) + ((low + 1) << MANTISSA_BITS),
        };
        let value = f64::from_bits(bits.min(f64::INFINITY.to_bits()));
        if negative { -value } else { value }
    }
}

/// A text that is no exact sum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("sum: {0:?}: not a hexadecimal whole number, p, and a power of two; take the record as it was written")]
pub struct SumError(String);

impl From<ExactSum> for String {
    /// A hexadecimal whole number times a power of two, as in "-0x1f3p-40": exact, and as short as it can be.
    fn from(sum: ExactSum) -> Self {
        if sum.poisoned {
            return "nan".to_owned();
        }
        let mut magnitude = sum.limbs;
        let negative = magnitude[LIMBS - 1] >> 63 == 1;
        if negative {
            negate(&mut magnitude);
        }
        let (Some(lowest), Some(highest)) =
            (magnitude.iter().position(|limb| *limb != 0), magnitude.iter().rposition(|limb| *limb != 0))
        else {
            return "0x0p0".to_owned();
        };
        let mut digits: String = magnitude[lowest..=highest].iter().rev().map(|limb| format!("{limb:016x}")).collect();
        let kept = digits.trim_end_matches('0').len();
        let exponent = 64 * lowest as i64 - 1074 + 4 * (digits.len() - kept) as i64;
        digits.truncate(kept);
        format!("{}0x{}p{exponent}", if negative { "-" } else { "" }, digits.trim_start_matches('0'))
    }
}

impl TryFrom<String> for ExactSum {
    type Error = SumError;

    fn try_from(text: String) -> Result<Self, SumError> {
        let parse = || {
            if text == "nan" {
                return Some(Self { poisoned: true, ..Self::default() });
            }
            let (negative, rest) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
            let (digits, exponent) = rest.strip_prefix("0x")?.split_once('p')?;
            // Of a sum of 0 the exponent says nothing.
            let shift = if digits == "0" { 0 } else { exponent.parse::<i64>().ok()?.checked_add(1074)? };
            let mut sum = Self::default();
            for (k, digit) in digits.chars().rev().enumerate() {
                let bit = usize::try_from(shift.checked_add(4 * k as i64)?).ok()?;
                let wide = u128::from(digit.to_digit(16)?) << (bit % 64);
                for (limb, part) in [(bit / 64, wide as u64), (bit / 64 + 1, (wide >> 64) as u64)] {
                    if part != 0 {
                        *sum.limbs.get_mut(limb)? |= part;
                    }
                }
            }
            // The highest bit is the sign's.
            if digits.is_empty() || sum.limbs[LIMBS - 1] >> 63 == 1 {
                return None;
            }
            if negative {
                negate(&mut sum.limbs);
            }
            Some(sum)
        };
        parse().ok_or_else(|| SumError(text.clone()))
    }
}

fn add_limbs(sum: &mut [u64; LIMBS], addend: &[u64; LIMBS]) {
    let mut carry = false;
    for (s, a) in sum.iter_mut().zip(addend) {
        let (t, first) = s.overflowing_add(*a);
        let (t, second) = t.overflowing_add(u64::from(carry));
        *s = t;
        carry = first || second;
    }
}

fn negate(limbs: &mut [u64; LIMBS]) {
    let mut carry = true;
    for limb in limbs {
        (*limb, carry) = (!*limb).overflowing_add(u64::from(carry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[f64]) -> f64 {
        let mut all = ExactSum::default();
        values.iter().for_each(|x| all.add(*x));
        all.value()
    }

    #[test]
    fn one_value_comes_back_as_it_went_in() {
        for x in [0.0, 1.0, -1.5, 1e-320, -5e-324, f64::MIN_POSITIVE, f64::MAX, -f64::MAX, 0.1, 1e17] {
            assert_eq!(sum(&[x]), x);
            assert_eq!(sum(&[x, x]), 2.0 * x);
            assert_eq!(sum(&[x, -x]), 0.0);
        }
    }

    #[test]
    fn the_sum_is_rounded_once_to_nearest_even() {
        let ulp = f64::EPSILON;
        assert_eq!(sum(&[1.0, ulp / 2.0]), 1.0);
        assert_eq!(sum(&[1.0, ulp / 2.0, 5e-324]), 1.0 + ulp);
        assert_eq!(sum(&[1.0 + ulp, ulp / 2.0]), 1.0 + 2.0 * ulp);
        assert_eq!(sum(&[2.0 - ulp, ulp / 2.0]), 2.0);
        assert_eq!(sum(&[f64::MIN_POSITIVE, -5e-324]), f64::MIN_POSITIVE - 5e-324);
        assert_eq!(sum(&[f64::MAX, f64::MAX]), f64::INFINITY);
        assert_eq!(sum(&[-f64::MAX, -f64::MAX]), f64::NEG_INFINITY);
        assert_eq!(sum(&[f64::MAX, f64::MAX, -f64::MAX]), f64::MAX);
    }

    #[test]
    fn order_and_grouping_do_not_matter() {
        let values: Vec<f64> = (0..999).map(|k| (f64::from(k) * 0.7).sin() * 10f64.powi(k % 37 - 18)).collect();
        let reversed: Vec<f64> = values.iter().rev().copied().collect();
        assert_eq!(sum(&values), sum(&reversed));
        let mut grouped = ExactSum::default();
        for group in values.chunks(10).rev() {
            let mut part = ExactSum::default();
            group.iter().for_each(|x| part.add(*x));
            grouped.merge(&part);
        }
        assert_eq!(grouped.value(), sum(&values));
    }

    #[test]
    fn a_sum_is_written_and_read_exactly() {
        let written = |values: &[f64]| {
            let mut all = ExactSum::default();
            values.iter().for_each(|x| all.add(*x));
            let text = String::from(all.clone());
            assert_eq!(ExactSum::try_from(text.clone()), Ok(all), "{text}");
            text
        };
        assert_eq!(written(&[]), "0x0p0");
        assert_eq!(written(&[1.0]), "0x4p-2");
        assert_eq!(written(&[-2.0, 5e-324]), format!("-0x{}p-1074", "7".to_owned() + &"f".repeat(268)));
        assert_eq!(written(&[f64::NAN]), "nan");
        for values in [vec![f64::MAX; 5], vec![-f64::MAX; 3], vec![0.1, -0.3, 1e300, 5e-324, -7e-200]] {
            written(&values);
        }
        for bad in
            ["", "0x", "1p0", "0x1", "0x1p", "0xgp0", "0x1p-1075", "0x1p99999", "0x1p9223372036854775807", "--0x1p0"]
        {
            assert!(ExactSum::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_not_finite_has_no_sum() {
        assert!(sum(&[1.0, f64::NAN]).is_nan());
        assert!(sum(&[f64::INFINITY, 1.0]).is_nan());
    }
}
