//! Limit laws of the statistics, each from its published series: no p-value here is anybody's approximation.

use std::f64::consts::PI;

/// P(√n Dₙ > x) for large n (Kolmogorov 1933): 2 Σ (−1)ᵏ⁻¹ exp(−2k²x²).
pub fn kolmogorov(x: f64) -> f64 {
    if x < 0.2 {
        return 1.0; // to 27 digits
    }
    let terms = (1..=100).map(|k| (if k % 2 == 1 { 2.0 } else { -2.0 }) * (-2.0 * f64::from(k * k) * x * x).exp());
    terms.sum::<f64>().clamp(0.0, 1.0)
}

/// P(A² > z) for large n (Anderson and Darling 1952): 1 minus √(2π)/z times
/// Σ (−½ choose j)(4j + 1) exp(−t²) ∫₀^∞ exp(z / (8(w² + 1)) − t²w²) dw, t² = (4j + 1)²π² / 8z.
///
/// The integrand is even and falls like a Gaussian: the trapezoidal rule converges exponentially.
pub fn anderson_darling(z: f64) -> f64 {
    let mut binomial = 1.0;
    let mut sum = 0.0;
    for j in 0..60 {
        let odd = f64::from(4 * j + 1);
        let t = odd * PI / (8.0 * z).sqrt();
        let step = 0.02 / t.max(1.0);
        let integrand = |w: f64| (z / (8.0 * (w * w + 1.0)) - t * t * (w * w + 1.0)).exp();
        let integral: f64 = integrand(0.0) / 2.0 + (1..20_000).map(|k| integrand(f64::from(k) * step)).sum::<f64>();
        sum += binomial * odd * integral * step;
        binomial *= (-0.5 - f64::from(j)) / f64::from(j + 1);
    }
    (1.0 - (2.0 * PI).sqrt() / z * sum).clamp(0.0, 1.0)
}

/// The two-sided p-value of a standard score.
pub fn normal(score: f64) -> f64 {
    libm::erfc(score.abs() / 2f64.sqrt())
}

/// The two-sided p-value of a count from Poisson's law: twice the smaller tail, each with the count itself.
pub fn poisson(count: u64, mean: f64) -> f64 {
    let lower: f64 = (0..=count).map(|k| mass(k, mean)).sum();
    let at = mass(count, mean);
    (2.0 * lower.min(1.0 - lower + at)).min(1.0)
}

fn mass(count: u64, mean: f64) -> f64 {
    (count as f64 * mean.ln() - mean - libm::lgamma(count as f64 + 1.0)).exp()
}

/// The upper tail of χ² (as the claims of this crate compute it).
pub fn chi_squared(degrees_of_freedom: usize, statistic: f64) -> f64 {
    saturation::numeric::chi_squared::tails(degrees_of_freedom as f64, statistic).expect("finite").upper()
}

/// The tabulated upper percentage points: of A² (Marsaglia and Marsaglia 2004; the 3.857 of 1954 for 1 % was
/// inexact), and of √n D.
#[test]
fn the_laws_have_their_published_percentage_points() {
    for (z, p) in [(2.4924, 0.05), (3.8781, 0.01), (1.9330, 0.10)] {
        assert!((anderson_darling(z) / p - 1.0).abs() < 1e-3, "{z}: {}", anderson_darling(z));
    }
    for (x, p) in [(1.3581, 0.05), (1.6276, 0.01)] {
        assert!((kolmogorov(x) / p - 1.0).abs() < 1e-3);
    }
    assert!((poisson(5, 5.0) - 1.0).abs() < 1e-12 && (poisson(0, 10.0) - 2.0 * (-10f64).exp()).abs() < 1e-12);
}
