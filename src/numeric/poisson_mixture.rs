//! The sums of the noncentral laws: tails of central laws, weighted by the probabilities of a Poisson law.

use super::tails::Side;

/// ln Σ e^`ln_term(j)` over j = 0, `step`, 2·`step`, … for terms that rise to one peak near `saddle` and fall again; −∞
/// where the peak is.
///
/// The peak of a lower tail is at most the Poisson law's `mean`, that of an upper one at least. A `step` below 1 is one of a
/// sum in halves, whose terms count half.
pub(super) fn ln_sum(side: Side, mean: f64, saddle: f64, step: f64, ln_term: impl Fn(f64) -> f64) -> f64 {
    let peak = match side {
        Side::Lower => saddle.min(mean).floor(),
        Side::Upper => saddle.max(mean).floor(),
    };
    // The terms are values of a smooth bump about √peak wide, so every `stride`-th of them gives the sum as well: by
    // Poisson's summation formula the error is the bump's Fourier transform at 2π/stride, below e⁻⁶⁰.
    let stride = if peak < 40.0 { step } else { (0.4 * peak.sqrt()).floor() };

    let ln_peak = ln_term(peak);
    if ln_peak == f64::NEG_INFINITY {
        return ln_peak;
    }
    let mut sum = 1.0;
    for direction in [-stride, stride] {
        let mut j = peak + direction;
        // The terms fall on both sides of their peak; two hundred strides see the end of them.
        for _ in 0..200 {
            if j < 0.0 {
                break;
            }
            // Beyond e^(−10¹⁸) rounding alone may lift a term above the peak, by more than a sum of exponentials can take.
            let term = libm::exp((ln_term(j) - ln_peak).min(600.0));
            sum += term;
            if term < 1e-17 * sum {
                break;
            }
            j += direction;
        }
    }
    ln_peak + libm::log(sum * stride)
}
