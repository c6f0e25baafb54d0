//! Numbers of 32 digits, for sums whose terms cancel.

use super::elementary;
use std::ops::{Add, Mul};

/// An unevaluated sum of two `f64`, the second below half an ulp of the first: 106 bits (Dekker 1971; Hida, Li and
/// Bailey 2001, "Algorithms for quad-double precision floating point arithmetic").
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DoubleDouble {
    high: f64,
    low: f64,
}

impl DoubleDouble {
    pub(crate) const ZERO: Self = Self { high: 0.0, low: 0.0 };

    /// The nearest `f64`.
    pub(crate) fn value(self) -> f64 {
        self.high + self.low
    }

    /// A whole number, exactly.
    pub(crate) fn from_u64(whole: u64) -> Self {
        // Halves of 32 bits are exact, and so is their sum.
        let [high, low] = [whole >> 32, whole & 0xffff_ffff].map(|half| half as f64);
        Self::sum_of_ordered(4_294_967_296.0 * high, low)
    }

    /// a/b of two numbers that are exact.
    pub(crate) fn ratio(a: f64, b: f64) -> Self {
        let high = a / b;
        let remainder = (-high).mul_add(b, a);
        Self::sum_of_ordered(high, remainder / b)
    }

    /// The power with a whole exponent ≥ 0.
    pub(crate) fn powi(self, exponent: u32) -> Self {
        elementary::power(Self::from(1.0), self, exponent)
    }

    /// a + b, exactly, if |a| ≥ |b|.
    fn sum_of_ordered(a: f64, b: f64) -> Self {
        let high = a + b;
        Self { high, low: b - (high - a) }
    }
}

impl From<f64> for DoubleDouble {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

impl Add for DoubleDouble {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let exactly = |a: f64, b: f64| {
            let sum = a + b;
            let of_b = sum - a;
            (sum, (a - (sum - of_b)) + (b - of_b))
        };
        let (high, error) = exactly(self.high, other.high);
        let (low, rest) = exactly(self.low, other.low);
        let sum = Self::sum_of_ordered(high, error + low);
        Self::sum_of_ordered(sum.high, sum.low + rest)
    }
}

impl Mul for DoubleDouble {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let high = self.high * other.high;
        let error = self.high.mul_add(other.high, -high);
        Self::sum_of_ordered(high, error + (self.high * other.low + self.low * other.high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cancels_leaves_thirty_digits() {
        let third = DoubleDouble::ratio(1.0, 3.0);
        let rest = (third * DoubleDouble::from(3.0) + DoubleDouble::from(-1.0)).value();
        assert!(rest.abs() < 1e-31, "{rest:e}");
        // (1 + 2⁻⁴⁰)²⁰ − 1 − 20·2⁻⁴⁰ = 190·2⁻⁸⁰ + 1140·2⁻¹²⁰ + …
        let tiny = 2f64.powi(-40);
        let power = (DoubleDouble::from(1.0) + DoubleDouble::from(tiny)).powi(20);
        let rest = (power + DoubleDouble::from(-1.0) + DoubleDouble::from(-20.0 * tiny)).value();
        assert!((rest / (190.0 * tiny * tiny) - 1.0).abs() < 1e-6, "{rest:e}");
    }
}
