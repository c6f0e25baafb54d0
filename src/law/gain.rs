use super::{Law, LawError, Normal};
use crate::model::Activation;
use crate::numeric::root::root_between;
use libm::{exp, log};
use std::f64::consts::SQRT_2;

/// By how much the weights of a layer may be scaled behind an activation, for Z ~ N(0, 1).
///
/// ```
/// use saturation::law::Gain;
/// use saturation::model::Activation;
/// let gain = Gain::of(Activation::RELU)?;
/// assert!((gain.forward - 2f64.sqrt()).abs() < 1e-15 && (gain.backward - 2f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), saturation::law::LawError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// The activation f.
    pub activation: Activation,
    /// 1/√E f(Z)²: with weights of std forward/√fan_in the layer behind keeps E z² = 1.
    pub forward: f64,
    /// 1/√E f′(Z)²: with weights of std backward/√fan_out gradients keep their mean square.
    pub backward: f64,
    /// sup |f′|.
    pub sup_derivative: f64,
    /// Where both are kept in layer after layer without biases; `None` where there is no such point.
    pub critical: Option<CriticalPoint>,
}

/// A variance q of z that weights of std σ_w/√fan_in keep, q = σ_w² E f(√q Z)², together with gradients, σ_w² E f′(√q Z)² = 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CriticalPoint {
    /// σ_w.
    pub weight_std_dev: f64,
    /// q; 0 if it is the limit of small ones, which layer after layer draws nearer. Behind relu, leaky_relu and the identity
    /// every q is kept.
    pub variance: f64,
}

impl Gain {
    /// The gains behind an activation, to 15 digits.
    ///
    /// # Errors
    /// [`LawError`] if an expectation is not had to many digits.
    pub fn of(activation: Activation) -> Result<Self, LawError> {
        let [value, derivative] = squares(activation, 1.0)?;
        Ok(Self {
            activation,
            forward: 1.0 / value.sqrt(),
            backward: 1.0 / derivative.sqrt(),
            sup_derivative: activation.sup_derivative(),
            critical: critical_point(activation)?,
        })
    }
}

/// E f(√q Z)² and E f′(√q Z)².
fn squares(activation: Activation, q: f64) -> Result<[f64; 2], LawError> {
    let law = Normal { mean: 0.0, std_dev: q.sqrt() };
    // In pieces even without a kink: the trapezoidal rule has a step that leaves 13 digits of tanh′².
    let pieces = [&[0.0], activation.kinks()].concat();
    let value = law.expectation(&|z| activation.value(z).powi(2), &pieces)?;
    Ok([value, law.expectation(&|z| activation.derivative(z).powi(2), &pieces)?])
}

/// The limit q → 0, if f(0) = 0 and it draws small q nearer; else the q at which E f(√q Z)² = q E f′(√q Z)².
fn critical_point(activation: Activation) -> Result<Option<CriticalPoint>, LawError> {
    if activation.value(0.0) == 0.0 {
        // Seen from nearby f is a line on either side of 0.
        let [left, right] = [-1e-300, 1e-300].map(|z| activation.derivative(z));
        let variance_of_weights = 2.0 / (left * left + right * right);
        let small = 1e-4;
        let [next, _] = squares(activation, small)?;
        // Behind gelu and silu a small q grows: a1 > 0 in Roberts, Yaida and Hanin (2022), "The principles of deep learning theory".
        if variance_of_weights * next <= small * (1.0 + 1e-12) {
            return Ok(Some(CriticalPoint { weight_std_dev: variance_of_weights.sqrt(), variance: 0.0 }));
        }
    }
    // For odd f the first side is smaller at every q, by Poincaré's inequality; for softplus it is larger.
    let difference = |ln_q: f64| -> Result<f64, LawError> {
        let [value, derivative] = squares(activation, exp(ln_q))?;
        Ok(log(value) - log(derivative) - ln_q)
    };
    let ln_q: Vec<f64> = (-4..=9).map(f64::from).collect();
    let differences = ln_q.iter().map(|ln_q| difference(*ln_q)).collect::<Result<Vec<_>, _>>()?;
    let Some(k) = differences.windows(2).position(|pair| (pair[0] < 0.0) != (pair[1] < 0.0)) else { return Ok(None) };
    let ends = [k, k + 1].map(|k| (ln_q[k], differences[k]));
    let variance = exp(root_between(|ln_q| difference(ln_q).unwrap_or(f64::NAN), ends[0], ends[1]));
    let [_, derivative] = squares(activation, variance)?;
    Ok(Some(CriticalPoint { weight_std_dev: 1.0 / derivative.sqrt(), variance }))
}

/// What PyTorch's `torch.nn.init.calculate_gain` returns; `None` for an activation that it does not know.
///
/// ```
/// use saturation::law::calculate_gain;
/// use saturation::model::Activation;
/// assert_eq!(calculate_gain(Activation::TANH), Some(5.0 / 3.0));
/// assert_eq!(calculate_gain(Activation::GELU), None);
/// ```
pub fn calculate_gain(activation: Activation) -> Option<f64> {
    Some(match activation.parameter() {
        Some(a) => (2.0 / (1.0 + a * a)).sqrt(),
        None if activation == Activation::RELU => SQRT_2,
        None if activation == Activation::TANH => 5.0 / 3.0,
        None if activation == Activation::SELU => 0.75,
        None if [Activation::IDENTITY, Activation::SIGMOID].contains(&activation) => 1.0,
        None => return None,
    })
}
