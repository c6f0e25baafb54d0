use std::hint::black_box;

/// 2⁵² · 1.5: added to a number that is small beside it, it leaves the nearest integer in the last bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts; the first has so few bits that its multiples by whole numbers up to 2¹¹ are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];

/// e⁻ˣ of each x ≥ 0, to 4e-16 of itself; below 2⁻¹⁰²², from x = 708.4 on, to the spacing of the numbers there, 5e-324; 0
/// beyond 745.13.
///
/// e⁻ˣ = 2ᵏeʳ with |r| ≤ ½ ln 2, and Taylor's series of eʳ to r¹³. 2ᵏ is two factors, of which the first leaves a normal
/// number: only the second product is rounded, where numbers get sparse. It has no branch on a value and no call, so that
/// its loops become vector instructions, of any width; there is no other reason not to use libm's.
#[inline(always)]
pub(crate) fn exp_minus<const N: usize>(x: [f64; N]) -> [f64; N] {
    let (mut r, mut power, mut series) = ([0.0; N], [0.0; N], [COEFFICIENTS[0]; N]);
    for k in 0..N {
        // Half of the smallest number is 2⁻¹⁰⁷⁵ = e^−745.13, and what is less is rounded to 0 by the last product.
        let x = if x[k] > 746.0 { 746.0 } else { x[k] };
        // n = −k, which spares a change of sign.
        let shifted = x * std::f64::consts::LOG2_E + ROUND;
        let n = shifted - ROUND;
        r[k] = (n * LN_2[0] - x) + n * LN_2[1];
        power[k] = f64::from_bits((1023 + LIFT).wrapping_sub(shifted.to_bits()) << 52);
    }
    // Coefficients that the compiler does not see keep this a loop: written out, each number's terms would stand behind one
    // another, and wait.
    for coefficient in black_box(&COEFFICIENTS[1..]) {
        for (series, r) in series.iter_mut().zip(&r) {
            *series = *series * r + coefficient;
        }
    }
    for (series, power) in series.iter_mut().zip(&power) {
        *series = *series * power * TWO_TO_MINUS_LIFT;
    }
    series
}

/// 2ᵏ is 2ᵏ⁺²⁰⁰, which is a normal number for every k from −1077 to 0, times 2⁻²⁰⁰.
const LIFT: u64 = 200;
const TWO_TO_MINUS_LIFT: f64 = f64::from_bits((1023 - LIFT) << 52);

/// 1/13!, 1/12!, … 1/0!
static COEFFICIENTS: [f64; 14] = {
    let (mut coefficients, mut factorial) = ([1.0; 14], 1.0);
    let mut n = 1;
    while n < 14 {
        factorial *= n as f64;
        coefficients[13 - n] = 1.0 / factorial;
        n += 1;
    }
    coefficients
};

#[cfg(test)]
mod tests {
    use super::*;

    fn one(x: f64) -> f64 {
        exp_minus([x])[0]
    }

    #[test]
    fn it_is_the_exponential() {
        let mut worst = 0.0f64;
        for k in 0..=7_080_000 {
            let x = f64::from(k) * 1e-4;
            let exact = libm::exp(-x);
            worst = worst.max((one(x) - exact).abs() / exact);
        }
        println!("largest relative difference from libm: {worst:.2e}");
        // libm's own error is below 1.2e-16 of the value.
        assert!(worst < 4e-16, "{worst:e}");
        assert_eq!((one(0.0), one(f64::INFINITY)), (1.0, 0.0));
        assert!(one(f64::NAN).is_nan());
    }

    #[test]
    fn it_goes_down_to_the_smallest_number() {
        let smallest = f64::from_bits(1);
        for k in 7_080_000..=7_460_000 {
            let x = f64::from(k) * 1e-4;
            let exact = libm::exp(-x);
            assert!((one(x) - exact).abs() <= 4e-16 * exact + smallest, "{x}: {:e}, not {exact:e}", one(x));
        }
        // ln 2¹⁰⁷⁵ is 745.1332191019412…
        assert_eq!((one(745.133_219_101_941), one(745.133_219_101_942)), (smallest, 0.0));
        assert_eq!((one(746.1), one(1e300)), (0.0, 0.0));
    }
}
