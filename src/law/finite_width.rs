use crate::model::Activation;
use crate::numeric::{digamma, trigamma};
use libm::{exp, lgamma, log};
use std::f64::consts::LN_2;

/// The exact law of how a layer of n neurons stretches what it reads, in logarithms: L = ln(‖f(Wa)‖² / ‖a‖²), of normal weights of
/// variance σ_w²/n and no biases.
///
/// Behind the identity ‖Wa‖²/‖a‖² = (σ_w²/n) χ²ₙ, and L has the mean ψ(n/2) + ln(2σ_w²/n) and the variance ψ₁(n/2). Behind relu as many
/// neurons are active as heads fall, K ~ Binomial(n, ½), and it is (σ_w²/n) χ²_K; a layer without an active one has no logarithm, and
/// is left out. In either case a layer's L is independent of all before it, so that those of many layers add up.
///
/// ```
/// use saturation::law::LogGrowth;
/// use saturation::model::Activation;
/// // He's weights, σ_w² = 2, keep the mean square, and yet norms shrink in narrow layers.
/// let he = LogGrowth::of(Activation::RELU, 10, 2.0).ok_or("relu has one")?;
/// assert!((he.mean + 0.307).abs() < 1e-3);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogGrowth {
    /// E L.
    pub mean: f64,
    /// Var L.
    pub variance: f64,
}

impl LogGrowth {
    /// That of layers of `width` ≥ 1 neurons; `None` behind other activations, of which no exact law is known here.
    pub fn of(activation: Activation, width: usize, weight_variance: f64) -> Option<Self> {
        let scale = log(weight_variance / width as f64) + LN_2;
        let of_active = |k: usize| [digamma(0.5 * k as f64), trigamma(0.5 * k as f64)];
        if width == 0 {
            None
        } else if activation == Activation::IDENTITY {
            let [mean, variance] = of_active(width);
            Some(Self { mean: scale + mean, variance })
        } else if activation == Activation::RELU {
            let n = width as f64;
            let ln_share = |k: f64| lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) - n * LN_2;
            let active: Vec<(f64, [f64; 2])> = (1..=width)
                .map(|k| (exp(ln_share(k as f64)), of_active(k)))
                .filter(|(share, _)| *share > 0.0)
                .collect();
            let whole: f64 = active.iter().map(|(share, _)| share).sum();
            let average = |f: &dyn Fn([f64; 2]) -> f64| active.iter().map(|(p, of)| p * f(*of)).sum::<f64>() / whole;
            let mean = average(&|[mean, _]| mean);
            let variance = average(&|[of, variance]| variance + (of - mean) * (of - mean));
            Some(Self { mean: scale + mean, variance })
        } else {
            None
        }
    }
}
