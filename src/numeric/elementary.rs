//! Elementary pieces written so that nothing cancels.

use std::f64::consts::LN_2;
use std::ops::Mul;

/// ½·ln(2π).
pub(super) const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// The power of a number with a whole exponent, by repeated squaring; `one` is the number's 1.
pub(crate) fn power<T: Copy + Mul<Output = T>>(one: T, number: T, exponent: u32) -> T {
    let (mut power, mut square, mut rest) = (one, number, exponent);
    while rest > 0 {
        if rest % 2 == 1 {
            power = power * square;
        }
        square = square * square;
        rest /= 2;
    }
    power
}

/// ln(1 − eᵗ) for t ≤ 0; −∞ at 0.
pub(super) fn ln_one_minus_exp(t: f64) -> f64 {
    // Each form is the exact one on its side of eᵗ = ½ (Mächler 2012, "Accurately computing log(1 − exp(−|a|))").
    if t > -LN_2 { libm::log(-libm::expm1(t)) } else { libm::log1p(-libm::exp(t)) }
}

/// ln(1 + x) − x, for x > −1.
pub(super) fn log1p_minus(x: f64) -> f64 {
    if !(-0.5..=1.0).contains(&x) {
        return libm::log1p(x) - x;
    }
    // With r = x/(2 + x): ln(1 + x) = 2·artanh r = 2r + 2r³(1/3 + r²/5 + …) and 2r − x = −r·x; |r| ≤ 1/3.
    let r = x / (2.0 + x);
    let r_squared = r * r;
    let (mut power, mut sum, mut k) = (1.0, 0.0, 3.0);
    while power > 1e-17 {
        sum += power / k;
        power *= r_squared;
        k += 2.0;
    }
    r * (2.0 * r_squared * sum - x)
}

/// eˢ − 1 − s.
pub(super) fn exp_minus(s: f64) -> f64 {
    if s.abs() > 0.5 {
        let grown = libm::expm1(s);
        // Past the largest f64 both terms are infinite; the exponential wins.
        return if grown == f64::INFINITY { grown } else { grown - s };
    }
    let (mut term, mut sum, mut k) = (0.5 * s * s, 0.0, 3.0);
    while term.abs() > 1e-17 * sum {
        sum += term;
        term *= s / k;
        k += 1.0;
    }
    sum
}

/// Stirling's error δ(a) = ln Γ(a) − (a − ½)·ln a + a − ½·ln 2π, for a > 0 (DLMF 5.11.1).
pub(crate) fn stirling_error(a: f64) -> f64 {
    if a < 10.0 {
        return libm::lgamma(a) - (a - 0.5) * libm::log(a) + a - HALF_LN_TWO_PI;
    }
    // B₂ₖ/(2k(2k−1)); the first term left out is below 1e-15 from a = 10 on.
    const COEFFICIENTS: [f64; 7] =
        [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0];
    let inverse_square = (1.0 / a) / a;
    COEFFICIENTS.iter().rev().fold(0.0, |sum, c| sum * inverse_square + c) / a
}

/// The deviance x − a − a·ln(x/a) ≥ 0 of a point x from a shape a > 0, given x − a and how to get ln(x/a).
///
/// Loader (2000), "Fast and accurate computation of binomial probabilities", calls it D₀. The difference is passed in
/// because the caller often knows it to more digits than x.
pub(super) fn deviance(a: f64, difference: f64, ln_ratio: impl FnOnce() -> f64) -> f64 {
    if difference.abs() <= 0.5 * a { -a * log1p_minus(difference / a) } else { difference - a * ln_ratio() }
}

/// ln(e^(−mean)·meanʲ/Γ(j + 1)), the weight of Poisson's law for a whole j ≥ 0, and between them for any other.
pub(super) fn ln_poisson(mean: f64, j: f64) -> f64 {
    if j == 0.0 {
        return -mean;
    }
    let distance = deviance(j, mean - j, || libm::log(mean) - libm::log(j));
    -distance - stirling_error(j) - 0.5 * libm::log(j) - HALF_LN_TWO_PI
}
