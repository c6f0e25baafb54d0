/// 2⁵² · 1.5: added to a number that is small beside it, it leaves the nearest integer in the last bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts; the first has so few bits that its multiples by whole numbers up to 2¹¹ are exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];

/// e⁻ˣ for x ≥ 0, to 4e-16 of itself; below 2⁻¹⁰²², from x = 708.4 on, to the spacing of the numbers there, 5e-324; 0
/// beyond 745.13.
///
/// e⁻ˣ = 2ᵏeʳ with |r| ≤ ½ ln 2, and Taylor's series of eʳ to r¹³. 2ᵏ is two factors, of which the first leaves a normal
/// number: only the second product is rounded, where numbers get sparse. It has no branch, table or call, so that a loop over
/// it becomes vector instructions, of any width; there is no other reason not to use libm's.
#[inline(always)]
pub(crate) fn exp_minus(x: f64) -> f64 {
    // Half of the smallest number is 2⁻¹⁰⁷⁵ = e^−745.13, and what is less is rounded to 0 by the last product.
    let x = if x > 746.0 { 746.0 } else { x };
    // n = −k, which spares a change of sign.
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (n * LN_2[0] - x) + n * LN_2[1];
    // 1/13!, 1/12!, …: a division by a constant is done by the compiler.
    let mut series = 1.0 / FACTORIALS[13];
    for n in (0..13).rev() {
        series = series * r + 1.0 / FACTORIALS[n];
    }
    let power = f64::from_bits((1023 + LIFT).wrapping_sub(shifted.to_bits()) << 52);
    series * power * TWO_TO_MINUS_LIFT
}

/// 2ᵏ is 2ᵏ⁺²⁰⁰, which is a normal number for every k from −1077 to 0, times 2⁻²⁰⁰.
const LIFT: u64 = 200;
const TWO_TO_MINUS_LIFT: f64 = f64::from_bits((1023 - LIFT) << 52);

/// 0!, 1!, … 13!
const FACTORIALS: [f64; 14] = {
    let mut factorials = [1.0; 14];
    let mut n = 1;
    while n < 14 {
        factorials[n] = factorials[n - 1] * n as f64;
        n += 1;
    }
    factorials
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential() {
        let mut worst = 0.0f64;
        for k in 0..=7_080_000 {
            let x = f64::from(k) * 1e-4;
            let exact = libm::exp(-x);
            worst = worst.max((exp_minus(x) - exact).abs() / exact);
        }
        println!("largest relative difference from libm: {worst:.2e}");
        // libm's own error is below 1.2e-16 of the value.
        assert!(worst < 4e-16, "{worst:e}");
        assert_eq!((exp_minus(0.0), exp_minus(f64::INFINITY)), (1.0, 0.0));
        assert!(exp_minus(f64::NAN).is_nan());
    }

    #[test]
    fn it_goes_down_to_the_smallest_number() {
        let smallest = f64::from_bits(1);
        for k in 7_080_000..=7_460_000 {
            let x = f64::from(k) * 1e-4;
            let exact = libm::exp(-x);
            assert!((exp_minus(x) - exact).abs() <= 4e-16 * exact + smallest, "{x}: {:e}, not {exact:e}", exp_minus(x));
        }
        // ln 2¹⁰⁷⁵ is 745.1332191019412…
        assert_eq!((exp_minus(745.133_219_101_941), exp_minus(745.133_219_101_942)), (smallest, 0.0));
        assert_eq!((exp_minus(746.1), exp_minus(1e300)), (0.0, 0.0));
    }
}
