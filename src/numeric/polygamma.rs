/// ψ(x) = d ln Γ(x)/dx for x > 0, to 1e-14 of max(1, |ψ|); NaN elsewhere.
///
/// ψ(x) = ψ(x + 1) − 1/x until x ≥ 10, then Stirling's series (DLMF 5.11.2).
///
/// ```
/// use saturation::numeric::digamma;
/// assert!((digamma(1.0) + 0.577_215_664_901_532_9).abs() < 1e-14); // −γ
/// ```
pub fn digamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let (mut x, mut below) = (x, 0.0);
    while x < 10.0 {
        below += 1.0 / x;
        x += 1.0;
    }
    // −Σ B₂ₖ/(2k x²ᵏ).
    let series = polynomial(
        &[-1.0 / 12.0, 1.0 / 120.0, -1.0 / 252.0, 1.0 / 240.0, -1.0 / 132.0, 691.0 / 32760.0, -1.0 / 12.0],
        1.0 / (x * x),
    );
    libm::log(x) - 0.5 / x + series / (x * x) - below
}

/// ψ₁(x) = dψ(x)/dx for x > 0, to 1e-14 of itself; NaN elsewhere.
///
/// ψ₁(x) = ψ₁(x + 1) + 1/x² until x ≥ 10, then the derivative of Stirling's series (DLMF 5.15.8).
///
/// ```
/// use saturation::numeric::trigamma;
/// assert!((trigamma(1.0) - std::f64::consts::PI.powi(2) / 6.0).abs() < 1e-14);
/// ```
pub fn trigamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let (mut x, mut below) = (x, 0.0);
    while x < 10.0 {
        below += 1.0 / (x * x);
        x += 1.0;
    }
    // Σ B₂ₖ/x²ᵏ⁺¹.
    let series = polynomial(
        &[1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0],
        1.0 / (x * x),
    );
    1.0 / x + 0.5 / (x * x) + series / (x * x * x) + below
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}
