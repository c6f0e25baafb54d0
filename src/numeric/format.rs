use std::fmt;

/// A number format in which weights are kept.
///
/// ```
/// use saturation::numeric::Format;
/// assert_eq!(Format::BF16.round(0.1), 0.100_097_656_25);
/// let mut values = Vec::new();
/// Format::F32.decode(&1.5f32.to_le_bytes(), &mut values);
/// assert_eq!(values, [1.5]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// IEEE 754 binary64.
    F64,
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary16: 5 bits of exponent, 10 of mantissa.
    F16,
    /// bfloat16: the upper half of binary32, 8 bits of exponent, 7 of mantissa.
    BF16,
}

impl Format {
    /// The bytes of a value.
    pub fn bytes(self) -> usize {
        match self {
            Self::F64 => 8,
            Self::F32 => 4,
            Self::F16 | Self::BF16 => 2,
        }
    }

    /// Whether so few values exist that rounding to them shows in a law.
    pub fn is_coarse(self) -> bool {
        self.bytes() == 2
    }

    /// The bits of a mantissa, without the hidden one.
    pub(crate) fn mantissa_bits(self) -> u32 {
        match self {
            Self::F64 => 52,
            Self::F32 => 23,
            Self::F16 => 10,
            Self::BF16 => 7,
        }
    }

    /// The exponents of the smallest and of the largest normal number.
    fn exponents(self) -> (i32, i32) {
        match self {
            Self::F64 => (-1022, 1023),
            Self::F32 | Self::BF16 => (-126, 127),
            Self::F16 => (-14, 15),
        }
    }

    /// 2⁻ᵐ with m bits of mantissa, the relative distance of neighbours.
    pub fn epsilon(self) -> f64 {
        libm::exp2(-f64::from(self.mantissa_bits()))
    }

    /// Appends the values of little-endian bytes; what is left of a value at their end is dropped.
    pub fn decode(self, bytes: &[u8], values: &mut Vec<f64>) {
        match self {
            Self::F64 => values.extend(bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes))),
            Self::F32 => values.extend(bytes.as_chunks().0.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes)))),
            Self::BF16 => {
                let value = |bytes: &[u8; 2]| f32::from_bits(u32::from(u16::from_le_bytes(*bytes)) << 16);
                values.extend(bytes.as_chunks().0.iter().map(|bytes| f64::from(value(bytes))));
            }
            Self::F16 => values.extend(bytes.as_chunks().0.iter().map(|bytes| half(u16::from_le_bytes(*bytes)))),
        }
    }

    /// The distance of x from its neighbour further out.
    fn spacing(self, x: f64) -> f64 {
        let (least, _) = self.exponents();
        let exponent = if x == 0.0 { least } else { libm::ilogb(x).max(least) };
        libm::exp2(f64::from(exponent) - f64::from(self.mantissa_bits()))
    }

    /// The nearest value of the format, of two the even one; ±∞ beyond the largest.
    pub fn round(self, x: f64) -> f64 {
        let rounded = self.to_grid(x, f64::round_ties_even);
        let (_, greatest) = self.exponents();
        // Half a step beyond the largest value is the first that overflows; the grid goes on there.
        if self != Self::F64 && rounded.abs() >= libm::exp2(f64::from(greatest + 1)) {
            return f64::INFINITY.copysign(x);
        }
        rounded
    }

    /// x as a whole number of the steps of the format about it.
    fn to_grid(self, x: f64, whole: fn(f64) -> f64) -> f64 {
        if self == Self::F64 || !x.is_finite() {
            return x;
        }
        let step = self.spacing(x);
        whole(x / step) * step
    }

    /// The value next to v on the side of 0.
    fn inward(self, v: f64) -> f64 {
        v - self.spacing(v.abs().next_down()).copysign(v)
    }

    /// The number that parts what is rounded to the values at x and further out from what is rounded to those nearer to 0:
    /// halfway between the outermost value below |x| and the next one. x itself for [`Format::F64`], and for x = 0.
    pub fn boundary(self, x: f64) -> f64 {
        if self == Self::F64 || x == 0.0 || !x.is_finite() {
            return x;
        }
        let outer = self.to_grid(x.abs(), f64::ceil).copysign(x);
        0.5 * (outer + self.inward(outer))
    }

    /// The values of the format from |x| = `from` to |x| = `to`, ascending, without their signs.
    pub fn magnitudes(self, from: f64, to: f64) -> impl Iterator<Item = f64> {
        let first = self.to_grid(from, f64::ceil);
        std::iter::successors(Some(first), move |v| Some(v + self.spacing(*v))).take_while(move |v| *v <= to)
    }
}

/// The value of a binary16.
fn half(bits: u16) -> f64 {
    let (exponent, mantissa) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let magnitude = match exponent {
        0 => mantissa * libm::exp2(-24.0),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + mantissa) * libm::exp2(f64::from(exponent - 25)),
    };
    if bits >> 15 == 0 { magnitude } else { -magnitude }
}

impl fmt::Display for Format {
    /// "bf16".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::F64 => "f64",
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::BF16 => "bf16",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every value of 16 bits is its own rounding, and parts from its neighbour at the middle.
    #[test]
    fn the_values_of_16_bits_are_rounded_to_themselves() {
        for format in [Format::F16, Format::BF16] {
            let mut values = Vec::new();
            format.decode(&(0..1u16 << 15).flat_map(u16::to_le_bytes).collect::<Vec<_>>(), &mut values);
            values.retain(|v| v.is_finite());
            for pair in values.windows(2) {
                let middle = 0.5 * (pair[0] + pair[1]);
                assert_eq!((format.round(pair[1]), format.round(-pair[1])), (pair[1], -pair[1]), "{format}");
                assert_eq!((format.boundary(pair[1]), format.boundary(-pair[1])), (middle, -middle), "{format}");
                assert_eq!(format.boundary(pair[0].next_up()), middle, "{format}");
                assert_eq!(format.round(middle.next_up()), pair[1], "{format}");
                assert_eq!(format.round(middle.next_down()), pair[0], "{format}");
            }
            assert_eq!(format.magnitudes(values[9], values[5000]).collect::<Vec<_>>(), values[9..=5000]);
            let last = values[values.len() - 1];
            assert_eq!(format.round(1.01 * last), f64::INFINITY, "{format}");
            assert_eq!(format.inward(-last), -values[values.len() - 2]);
        }
    }

    #[test]
    fn f32_is_rounded_as_the_processor_does() {
        for x in [0.1, -3.7e-5, 1e-40, 1.0 / 3.0, 16_777_217.0, 1e300] {
            assert_eq!(Format::F32.round(x), f64::from(x as f32), "{x}");
            assert_eq!(Format::F64.round(x), x);
        }
    }

    #[test]
    fn what_is_no_number_stays_none() {
        let mut values = Vec::new();
        let bytes = [0x7c00u16, 0xfc00, 0x7e00, 0x8001].map(u16::to_le_bytes).concat();
        Format::F16.decode(&bytes, &mut values);
        assert_eq!((values[0], values[1], values[3]), (f64::INFINITY, f64::NEG_INFINITY, -libm::exp2(-24.0)));
        assert!(values[2].is_nan());
    }
}
