//! ln, sin and cos: polynomials of six coefficients, no table, no branch, no call.
//!
//! The coefficients are minimax for the relative error (Remez; `tests/data/make_kernel_reference.py` computes them).
//! They are no longer than a relative error of 1e-13 in a normal asks for: a seventh would cost a tenth of the speed.

use crate::sampling::lanes::FRACTION;
use std::f64::consts::LN_2;

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
fn polynomial(c: [f64; 6], x: f64) -> f64 {
    c[5].mul_add(x, c[4]).mul_add(x, c[3]).mul_add(x, c[2]).mul_add(x, c[1]).mul_add(x, c[0])
}

/// −2 ln u for normal u in (0, 1]: u = 2ᵏm with m in [√½, √2), and ln m = 2 atanh((m − 1) / (m + 1)).
#[inline(always)]
pub(super) fn minus_two_ln(u: f64) -> f64 {
    const SQRT_HALF: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
    /// Keeps k + BIAS positive.
    const BIAS: u64 = 1024;
    /// 2⁵²: its last bit is worth 1, so that an integer below 2⁵² written into its fraction is that float plus 2⁵².
    const INTEGER: f64 = (1u64 << 52) as f64;

    let t = u.to_bits().wrapping_sub(SQRT_HALF).wrapping_add(BIAS << 52);
    let m = f64::from_bits((t & FRACTION) + SQRT_HALF);
    let k = f64::from_bits(INTEGER.to_bits() | t >> 52) - (INTEGER + BIAS as f64);
    let s = (m - 1.0) / (m + 1.0);
    k.mul_add(-2.0 * LN_2, s * polynomial(MINUS_FOUR_ATANH, s * s))
}

/// (sin, cos) of πy/2 for |y| ≤ ½, an eighth of a turn to either side.
#[inline(always)]
pub(super) fn sin_cos_quarter(y: f64) -> (f64, f64) {
    let y2 = y * y;
    (y * polynomial(SIN, y2), polynomial(COS, y2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arguments and values to 17 digits, from `tests/data/make_kernel_reference.py`.
    fn worst(function: &str, ours: impl Fn(f64) -> f64) -> f64 {
        let rows = include_str!("../../../tests/data/kernel_reference.csv").lines().filter_map(|row| {
            let (name, numbers) = row.split_once(',')?;
            let (x, exact) = numbers.split_once(',')?;
            (name == function).then(|| (x.parse::<f64>().unwrap(), exact.parse::<f64>().unwrap()))
        });
        let errors: Vec<f64> = rows.map(|(x, exact)| (ours(x) - exact).abs() / exact.abs()).collect();
        assert!(errors.len() >= 500, "{function}: {} rows", errors.len());
        let worst = errors.into_iter().fold(0.0, f64::max);
        println!("{function}: largest relative error {worst:.2e}");
        worst
    }

    #[test]
    fn errors_are_those_of_the_polynomials() {
        assert!(worst("minus_two_ln", minus_two_ln) < 2.75e-14);
        assert!(worst("sin", |y| sin_cos_quarter(y).0) < 5e-15);
        assert!(worst("cos", |y| sin_cos_quarter(y).1) < 6.65e-14);
        assert_eq!(minus_two_ln(1.0), 0.0);
    }
}
