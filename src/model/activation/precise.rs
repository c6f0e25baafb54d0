//! Pieces that several activations share.

/// factor·e^−(x + rest), for x ≥ 0 and a rest below its last digits; 0 from x = 800 on.
///
/// Only the last product is rounded where numbers get sparse: a large factor does not enlarge the rounding of a small exponential.
pub(super) fn exp_minus(x: f64, rest: f64, factor: f64) -> f64 {
    /// e⁻⁶⁴.
    const E_TO_MINUS_64: f64 = 1.603_810_890_548_638e-28;
    if x > 800.0 {
        return 0f64.copysign(factor);
    }
    if x < 600.0 {
        libm::exp(-x) * (1.0 - rest) * factor
    } else {
        libm::exp(64.0 - x) * (1.0 - rest) * (factor * E_TO_MINUS_64)
    }
}
