//! ln, sin and cos: polynomials of six coefficients, no table, no branch, no call.
//!
//! The coefficients are minimax for the relative error (Remez; `tests/data/make_kernel_reference.py` computes them).
//! They are no longer than a relative error of 1e-13 in a normal asks for: a seventh would cost a tenth of the speed.

use crate::fused::mul_add;
use crate::lanes::{float, float_constant, word_constant};
use fearless_simd::{Bytes, Simd, f64x8, u64x8};
use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

/// −4 atanh(s) / s in s² on [0, (3 − 2√2)²]: relative error 2.7e-14.
const MINUS_FOUR_ATANH: [f64; 6] = [
    -3.9999999999998934,
    -1.333333333593029,
    -0.7999998974436293,
    -0.5714433603383152,
    -0.4434835442907906,
    -0.3921816805492646,
];
/// sin(πy/2) / y in y² on [0, 1/4]: relative error 4.6e-15.
const SIN: [f64; 6] = [
    1.5707963267948895,
    -0.6459640975042396,
    0.07969262615353433,
    -0.004681752566774909,
    0.00016042915250728284,
    -3.5562065731968546e-6,
];
/// cos(πy/2) in y² on [0, 1/4]: relative error 6.6e-14.
const COS: [f64; 6] = [
    0.9999999999999344,
    -1.2337005501181886,
    0.253669507091481,
    -0.020863467311969534,
    0.0009191586039813283,
    -2.4845978560266574e-5,
];

/// c₀ + c₁x + … + c₅x⁵, by Horner's scheme.
#[inline(always)]
fn polynomial<S: Simd>([c0, c1, c2, c3, c4, c5]: [f64x8<S>; 6], x: f64x8<S>) -> f64x8<S> {
    let sum = mul_add(c5, x, c4);
    let sum = mul_add(sum, x, c3);
    let sum = mul_add(sum, x, c2);
    let sum = mul_add(sum, x, c1);
    mul_add(sum, x, c0)
}

/// A number n ≥ 1 on the way to its logarithm: n = 2ᵏm with m in [√½, √2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reduced<S: Simd> {
    /// k − 128.
    exponent: f64x8<S>,
    /// (m − 1) / (m + 1).
    quotient: f64x8<S>,
}

/// −2 ln(n / 2¹²⁸) for n in [1, 2¹²⁸], in two parts between which there is a division to wait for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MinusTwoLn<S: Simd> {
    atanh: [f64x8<S>; 6],
    ln_4: f64x8<S>,
    one: f64x8<S>,
    fraction: u64x8<S>,
    sqrt_half: u64x8<S>,
    integer: u64x8<S>,
    offset: f64x8<S>,
}

impl<S: Simd> MinusTwoLn<S> {
    /// From 1 and [`FRACTION`](crate::lanes::FRACTION) in every lane, which others have as well: each constant
    /// takes a register.
    #[inline(always)]
    pub(crate) fn new(simd: S, one: f64x8<S>, fraction: u64x8<S>) -> Self {
        /// 2⁵²: its last bit is worth 1, so that a whole number below 2⁵² added to its bits is that float plus 2⁵².
        const INTEGER: f64 = (1u64 << 52) as f64;
        Self {
            atanh: MINUS_FOUR_ATANH.map(|c| float_constant(simd, c)),
            ln_4: float_constant(simd, -2.0 * LN_2),
            one,
            fraction,
            sqrt_half: word_constant(simd, FRAC_1_SQRT_2.to_bits()),
            integer: word_constant(simd, INTEGER.to_bits()),
            offset: float_constant(simd, INTEGER + 128.0),
        }
    }

    #[inline(always)]
    pub(crate) fn reduce(&self, n: f64x8<S>) -> Reduced<S> {
        let bits: u64x8<S> = n.bitcast();
        let t = bits - self.sqrt_half;
        let m = float((t & self.fraction) + self.sqrt_half);
        let exponent = float((t >> 52) + self.integer) - self.offset;
        Reduced { exponent, quotient: (m - self.one) / (m + self.one) }
    }

    /// ln m = 2 atanh s, s the quotient.
    #[inline(always)]
    pub(crate) fn finish(&self, Reduced { exponent, quotient }: Reduced<S>) -> f64x8<S> {
        mul_add(exponent, self.ln_4, quotient * polynomial(self.atanh, quotient * quotient))
    }
}

/// (sin, cos) of πy/2 for |y| ≤ ½, an eighth of a turn to either side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SinCosQuarter<S: Simd> {
    sin: [f64x8<S>; 6],
    cos: [f64x8<S>; 6],
}

impl<S: Simd> SinCosQuarter<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S) -> Self {
        let constants = |c: [f64; 6]| c.map(|c| float_constant(simd, c));
        Self { sin: constants(SIN), cos: constants(COS) }
    }

    #[inline(always)]
    pub(crate) fn of(&self, y: f64x8<S>) -> (f64x8<S>, f64x8<S>) {
        let y2 = y * y;
        (y * polynomial(self.sin, y2), polynomial(self.cos, y2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::FRACTION;
    use fearless_simd::{Level, SimdBase, dispatch};

    /// Arguments and values to 17 digits, from `tests/data/make_kernel_reference.py`, and a bound on the relative error.
    fn compare(function: &str, bound: f64, ours: impl Fn(f64) -> f64) {
        let rows = include_str!("../../tests/data/kernel_reference.csv").lines().filter_map(|row| {
            let (name, numbers) = row.split_once(',')?;
            let (x, exact) = numbers.split_once(',')?;
            (name == function).then(|| (x.parse::<f64>().unwrap(), exact.parse::<f64>().unwrap()))
        });
        let (mut count, mut worst) = (0, 0.0f64);
        for (x, exact) in rows {
            let error = (ours(x) - exact).abs();
            assert!(error <= bound * exact.abs(), "{function}({x:e}): {:e}, {exact:e}", ours(x));
            (count, worst) = (count + 1, worst.max(error / exact.abs()));
        }
        println!("{function}: largest relative error {worst:.2e}");
        assert!(count >= 500, "{function}: {count} rows");
    }

    fn minus_two_ln(n: f64) -> f64 {
        dispatch!(Level::new(), simd => {
            let ln = MinusTwoLn::new(simd, f64x8::splat(simd, 1.0), u64x8::splat(simd, FRACTION));
            ln.finish(ln.reduce(f64x8::splat(simd, n))).as_slice()[0]
        })
    }

    fn sin_cos(y: f64) -> (f64, f64) {
        dispatch!(Level::new(), simd => {
            let (sin, cos) = SinCosQuarter::new(simd).of(f64x8::splat(simd, y));
            (sin.as_slice()[0], cos.as_slice()[0])
        })
    }

    #[test]
    fn errors_are_those_of_the_polynomials() {
        compare("minus_two_ln", 2.75e-14, minus_two_ln);
        compare("sin", 5e-15, |y| sin_cos(y).0);
        compare("cos", 6.65e-14, |y| sin_cos(y).1);
    }
}
