//! One integral for every tail.

use std::sync::LazyLock;

/// Step of the trapezoidal rule; a third of it changes no tail by more than 2e-13, which is rounding.
const STEP: f64 = 1.0 / 20.0;

/// Where the nodes begin and end, in steps: s/scale runs from 4e-18 to 1096.
const FIRST: i32 = -72;
const LAST: i32 = 140;

/// Positions and weights for a scale of 1.
static NODES: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
    (FIRST..=LAST)
        .map(|k| {
            let t = f64::from(k) * STEP;
            let inverse = libm::exp(-t);
            let position = libm::exp(t - inverse);
            (position, STEP * position * (1.0 + inverse))
        })
        .collect()
});

/// ∫₀^∞ exp(−g(s)) ds for a convex g with g(0) = 0, g′(0) = `slope` ≥ 0 and g″(0) = `curvature` > 0.
///
/// The trapezoidal rule after the substitution s = scale·exp(t − e⁻ᵗ), which turns an integrand that decays at least
/// exponentially into one that vanishes doubly exponentially at one end and at least so at the other (Takahasi and
/// Mori 1974, "Double exponential formulas for numerical integration"). All terms are positive, so the relative error
/// is that of g. About 150 evaluations of g.
pub(super) fn tail_integral(slope: f64, curvature: f64, g: impl Fn(f64) -> f64) -> f64 {
    // The root of slope·s + curvature·s²/2 = 1: where the integrand has fallen to about 1/e.
    let scale = 2.0 / (slope + libm::hypot(slope, (2.0 * curvature).sqrt()));
    let mut sum = 0.0;
    for &(position, weight) in NODES.iter() {
        let term = weight * libm::exp(-g(scale * position));
        sum += term;
        // The integrand is log-concave: once past 1 and negligible it stays so.
        if position > 1.0 && term < 1e-18 * sum {
            break;
        }
    }
    scale * sum
}
