use super::precise::exp_minus;
use super::rule::Rule;
use crate::numeric::double_double::DoubleDouble;
use libm::{exp, expm1};

/// As PyTorch's `gelu(approximate="tanh")`, which is what JAX calls gelu by default.
pub(super) const GELU_TANH: Rule = Rule {
    name: "gelu_tanh",
    formula: "½z(1 + tanh(√(2/π)(z + 0.044715z³)))",
    value,
    derivative,
    sup_derivative: |_| 1.128_993_068_658_771_8,
    turns: &[-STEEPEST, ZERO[0], STEEPEST],
    ..Rule::COMMON
};

/// Where f′ is largest, and the negative of where it is least: f′(z) + f′(−z) = 1.
const STEEPEST: f64 = 1.418_504_008_790_828_3;
/// The zero z₀ of f′, in two parts.
const ZERO: [f64; 2] = [-0.752_461_422_071_016_3, 3.635_560_509_207_687e-17];
/// e^v(z₀).
const EXP_ZERO: f64 = 0.291_955_211_914_767_14;
/// 2√(2/π), in two parts.
const TWICE: [f64; 2] = [1.595_769_121_605_730_8, -9.969_308_809_110_92e-17];
/// (z₀v′(z₀) − zv′)/(z₀ − z) and (v(z₀) − v)/(z₀ − z), as polynomials in z.
const QUOTIENTS: [[f64; 3]; 2] = [
    [1.716_972_025_434_726, -0.161_075_239_572_290_6, 0.214_064_448_817_800_73],
    [1.636_170_089_548_729_2, -0.053_691_746_524_096_876, 0.071_354_816_272_600_25],
];
/// 0.044715, in two parts.
const CUBIC: [f64; 2] = [0.044_715, 2.196_021_142_708_559_5e-18];

/// v(z) = 2√(2/π)(z + 0.044715z³) in two parts, for |z| < 100; f(z) = zσ(v).
fn argument(z: f64) -> [f64; 2] {
    let two = |parts: [f64; 2]| DoubleDouble::from(parts[0]) + DoubleDouble::from(parts[1]);
    let (z, one) = (DoubleDouble::from(z), DoubleDouble::from(1.0));
    let v = two(TWICE) * z * (one + two(CUBIC) * z * z);
    let high = v.value();
    [high, (v + DoubleDouble::from(-high)).value()]
}

fn value(z: f64, _: f64) -> f64 {
    // Beyond, σ(v) is 1 or 0, and the cube of z may overflow.
    let [v, rest] = argument(z.clamp(-50.0, 50.0));
    if z >= 0.0 {
        z / (1.0 + exp(-v))
    } else if v < -40.0 {
        exp_minus(-v, -rest, z)
    } else {
        let e = exp(v) * (1.0 + rest);
        z * e / (1.0 + e)
    }
}

/// f′(z) = σ(v)(1 + zv′σ(−v)) = (1 + e⁻ᵛ(1 + zv′))/(1 + e⁻ᵛ)², zv′ = 2√(2/π)(z + 3·0.044715z³).
///
/// The numerator times eᵛ is 0 at z₀. Less what it is there, it is zv′ − z₀v′(z₀) + e^v(z₀)(e^(v − v(z₀)) − 1), where both
/// differences are z − z₀ times what is positive: they have one sign, and nothing cancels.
fn derivative(z: f64, _: f64) -> f64 {
    let z = z.clamp(-50.0, 50.0);
    let [v, rest] = argument(z);
    if z > -0.25 {
        let e = exp(-v);
        let z_slope = TWICE[0] * (z + 3.0 * CUBIC[0] * z * z * z);
        return (1.0 + e * (1.0 + z_slope)) / ((1.0 + e) * (1.0 + e));
    }
    let h = (z - ZERO[0]) - ZERO[1];
    let [of_slope, of_v] = QUOTIENTS.map(|c| h * z.mul_add(c[1] + z * c[2], c[0]));
    let numerator = EXP_ZERO.mul_add(expm1(of_v), of_slope);
    if v < -40.0 {
        return exp_minus(-v, -rest, numerator);
    }
    let e = exp(v) * (1.0 + rest);
    numerator * e / (1.0 + e * (2.0 + e))
}
