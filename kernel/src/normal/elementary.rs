//! ln, sin and cos: polynomials of six coefficients, no table, no branch, no call.
//!
//! The coefficients are minimax for the relative error (Remez; `tests/data/make_kernel_reference.py` computes them).
//! They are no longer than a relative error of 1e-13 in a normal asks for: a seventh would cost a tenth of the speed.

use crate::fused::mul_add;
use crate::lanes::{Floats, Words, float, float_constant, float_constants, word_constant};
use fearless_simd::{Bytes, Simd, SimdFloat};
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

/// c₀ + c₁x + … + c₅x⁵, by Horner's initializer.
#[inline(always)]
fn polynomial<S: Simd, F: SimdFloat<S, Element = f64>>(simd: S, [c0, c1, c2, c3, c4, c5]: [F; 6], x: F) -> F {
    let sum = mul_add(simd, c5, x, c4);
    let sum = mul_add(simd, sum, x, c3);
    let sum = mul_add(simd, sum, x, c2);
    let sum = mul_add(simd, sum, x, c1);
    mul_add(simd, sum, x, c0)
}

/// A number p in (0, 1) on the way to its logarithm: p = 2ᵏm with m in [√½, √2).
#[derive(Debug, Clone, Copy)]
pub(super) struct Reduced<S: Simd> {
    /// k.
    pub(super) exponent: Floats<S>,
    /// (m − 1) / (m + 1).
    pub(super) quotient: Floats<S>,
}

/// The first part of −2 ln p for p in [2⁻¹⁰⁶, 1): it ends in a division to wait for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reduction<S: Simd> {
    one: Floats<S>,
    fraction: Words<S>,
    sqrt_half: Words<S>,
    lift: Words<S>,
    integer: Words<S>,
    offset: Floats<S>,
}

impl<S: Simd> Reduction<S> {
    /// From [`FRACTION`](crate::lanes::FRACTION) in every lane, which others have as well: each constant takes a register.
    #[inline(always)]
    pub(super) fn new(simd: S, fraction: Words<S>) -> Self {
        /// What is added to an exponent so that it is not negative.
        const LIFT: u64 = 107;
        /// 2⁵²: its last bit is worth 1, so that a whole number below 2⁵² in its fraction is that float plus 2⁵².
        const INTEGER: f64 = (1u64 << 52) as f64;
        Self {
            one: float_constant(simd, 1.0),
            fraction,
            sqrt_half: word_constant(simd, FRAC_1_SQRT_2.to_bits()),
            lift: word_constant(simd, FRAC_1_SQRT_2.to_bits() - (LIFT << 52)),
            integer: word_constant(simd, INTEGER.to_bits()),
            offset: float_constant(simd, INTEGER + LIFT as f64),
        }
    }

    #[inline(always)]
    pub(super) fn of(&self, p: Floats<S>) -> Reduced<S> {
        let bits: Words<S> = p.bitcast();
        let t = bits - self.lift;
        let m = float::<S>((t & self.fraction) + self.sqrt_half);
        let exponent = float::<S>((t >> 52) | self.integer) - self.offset;
        Reduced { exponent, quotient: (m - self.one) / (m + self.one) }
    }
}

/// The other part: ln m = 2 atanh s, s the quotient.
#[derive(Debug, Clone, Copy)]
pub(super) struct MinusTwoLn<S: Simd> {
    simd: S,
    atanh: [Floats<S>; 6],
    ln_4: Floats<S>,
}

impl<S: Simd> MinusTwoLn<S> {
    #[inline(always)]
    pub(super) fn new(simd: S) -> Self {
        let atanh = float_constants(simd, MINUS_FOUR_ATANH);
        Self { simd, atanh, ln_4: float_constant(simd, -2.0 * LN_2) }
    }

    #[inline(always)]
    pub(super) fn of(&self, Reduced { exponent, quotient }: Reduced<S>) -> Floats<S> {
        let atanh = quotient * polynomial(self.simd, self.atanh, quotient * quotient);
        mul_add(self.simd, exponent, self.ln_4, atanh)
    }
}

/// (sin, cos) of πy/2 for |y| ≤ ½, an eighth of a turn to either side.
#[derive(Debug, Clone, Copy)]
pub(super) struct SinCosQuarter<S, F> {
    simd: S,
    sin: [F; 6],
    cos: [F; 6],
}

impl<S: Simd, F: SimdFloat<S, Element = f64>> SinCosQuarter<S, F> {
    #[inline(always)]
    pub(super) fn new(simd: S) -> Self {
        Self { simd, sin: float_constants(simd, SIN), cos: float_constants(simd, COS) }
    }

    #[inline(always)]
    pub(super) fn of(&self, y: F) -> [F; 2] {
        let y2 = y * y;
        [y * polynomial(self.simd, self.sin, y2), polynomial(self.simd, self.cos, y2)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InstructionSet;
    use crate::instruction_set::with_vectors;
    use crate::lanes::FRACTION;
    use fearless_simd::SimdBase;

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

    #[inline(always)]
    fn minus_two_ln<S: Simd>(simd: S, p: f64) -> f64 {
        let reduced = Reduction::new(simd, word_constant(simd, FRACTION)).of(float_constant(simd, p));
        MinusTwoLn::new(simd).of(reduced).as_slice()[0]
    }

    #[inline(always)]
    fn sin_cos<S: Simd>(simd: S, y: f64) -> [f64; 2] {
        SinCosQuarter::<S, Floats<S>>::new(simd).of(float_constant(simd, y)).map(|value| value.as_slice()[0])
    }

    #[test]
    fn errors_are_those_of_the_polynomials() {
        let set = InstructionSet::current();
        compare("minus_two_ln", 2.75e-14, |p| with_vectors!(set, simd => minus_two_ln(simd, p)));
        compare("sin", 5e-15, |y| with_vectors!(set, simd => sin_cos(simd, y))[0]);
        compare("cos", 6.65e-14, |y| with_vectors!(set, simd => sin_cos(simd, y))[1]);
    }
}
