//! The registry of activations: one file for each, or for a few that share their mathematics, and one line in the list below.

mod elu;
mod gelu;
mod gelu_tanh;
mod precise;
mod relu;
mod rule;
mod sigmoid;
mod silu;
mod softplus;
mod softsign;
mod tanh;

use super::ModelError;
use rule::Rule;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::fmt;

/// The function f that a neuron applies to its pre-activation z.
///
/// f and f′ are right to 4 units in the last place for every z, f′ also beside its zeros.
///
/// ```
/// use saturation::model::Activation;
/// assert_eq!(Activation::SIGMOID.value(0.0), 0.5);
/// assert_eq!(Activation::SIGMOID.derivative(0.0), 0.25);
/// let leaky = Activation::named("leaky_relu(0.2)").ok_or("no such activation")?;
/// assert_eq!(leaky.value(-1.0), -0.2);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy)]
pub struct Activation {
    rule: &'static Rule,
    /// The number that its users choose, 0 where there is none.
    parameter: f64,
}

/// The steepest leaky ReLU: beyond it fourth moments would overflow.
const MOST_SLOPE: f64 = 1e6;

macro_rules! registry {
    ($($(#[$doc:meta])* $name:ident = $rule:path;)*) => {
        impl Activation {
            $($(#[$doc])* pub const $name: Self = Self::of(&$rule);)*

            /// Every activation that has a name, a parameter at its default.
            pub const ALL: [Self; [$(stringify!($name)),*].len()] = [$(Self::$name),*];
        }
    };
}

registry! {
    /// The logistic function σ(z) = 1 / (1 + e⁻ᶻ).
    SIGMOID = sigmoid::SIGMOID;
    /// tanh z.
    TANH = tanh::TANH;
    /// max(z, 0).
    RELU = relu::RELU;
    /// z for z > 0, else az, with a = 0.01.
    LEAKY_RELU = relu::LEAKY_RELU;
    /// z for z > 0, else eᶻ − 1.
    ELU = elu::ELU;
    /// λz for z > 0, else λα(eᶻ − 1), with the λ and α that keep mean 0 and variance 1.
    SELU = elu::SELU;
    /// zΦ(z), Φ the standard normal CDF.
    GELU = gelu::GELU;
    /// ½z(1 + tanh(√(2/π)(z + 0.044715z³))): an approximation of GELU, and another function.
    GELU_TANH = gelu_tanh::GELU_TANH;
    /// zσ(z), also called swish.
    SILU = silu::SILU;
    /// ln(1 + eᶻ).
    SOFTPLUS = softplus::SOFTPLUS;
    /// z / (1 + |z|).
    SOFTSIGN = softsign::SOFTSIGN;
    /// 1.7159·tanh(2z/3).
    LECUN_TANH = tanh::LECUN_TANH;
    /// z.
    IDENTITY = relu::IDENTITY;
}

impl Activation {
    const fn of(rule: &'static Rule) -> Self {
        let parameter = match rule.parameter {
            Some(default) => default,
            None => 0.0,
        };
        Self { rule, parameter }
    }

    /// z for z > 0, else az.
    ///
    /// # Errors
    /// [`ModelError::NotFinite`] unless |a| ≤ 1e6.
    pub fn leaky_relu(a: f64) -> Result<Self, ModelError> {
        if a.abs() <= MOST_SLOPE {
            Ok(Self { parameter: a, ..Self::LEAKY_RELU })
        } else {
            Err(ModelError::NotFinite { name: "slope of leaky_relu", value: a })
        }
    }

    /// The activation of this name: "gelu", "leaky_relu", or with its parameter "leaky_relu(0.2)".
    pub fn named(text: &str) -> Option<Self> {
        let (name, parameter) = match text.strip_suffix(')') {
            Some(text) => text.split_once('(').map(|(name, parameter)| (name, Some(parameter)))?,
            None => (text, None),
        };
        let activation = Self::ALL.into_iter().find(|activation| activation.name() == name)?;
        match (parameter, activation.rule.parameter) {
            (None, _) => Some(activation),
            (Some(text), Some(_)) => {
                let parameter = text.trim().parse().ok().filter(|a: &f64| a.abs() <= MOST_SLOPE)?;
                Some(Self { parameter, ..activation })
            }
            (Some(_), None) => None,
        }
    }

    /// Its name, without a parameter.
    pub fn name(self) -> &'static str {
        self.rule.name
    }

    /// What it computes, in a line.
    pub fn formula(self) -> &'static str {
        self.rule.formula
    }

    /// The number that its users choose, such as the slope of a leaky ReLU; `None` if there is none.
    pub fn parameter(self) -> Option<f64> {
        self.rule.parameter.map(|_| self.parameter)
    }

    /// f(z).
    pub fn value(self, z: f64) -> f64 {
        (self.rule.value)(z, self.parameter)
    }

    /// f′(z); at a kink that from the left.
    pub fn derivative(self, z: f64) -> f64 {
        (self.rule.derivative)(z, self.parameter)
    }

    /// f of each z into `values`, which is as long: the same bits as one by one, those of the sigmoid several times as fast.
    pub fn values(self, z: &[f64], values: &mut [f64]) {
        match self.rule.vectors {
            Some([all, _]) => all(z, values),
            None => values.iter_mut().zip(z).for_each(|(value, z)| *value = self.value(*z)),
        }
    }

    /// f′ of each z into `derivatives`, which is as long: the same bits as one by one, those of the sigmoid several times as
    /// fast.
    pub fn derivatives(self, z: &[f64], derivatives: &mut [f64]) {
        match self.rule.vectors {
            Some([_, all]) => all(z, derivatives),
            None => derivatives.iter_mut().zip(z).for_each(|(derivative, z)| *derivative = self.derivative(*z)),
        }
    }

    /// The name of its derivative among quantities that are kept.
    pub fn derivative_name(self) -> String {
        format!("{self}_derivative")
    }

    /// The name of its values among quantities that are kept.
    pub fn value_name(self) -> String {
        format!("{self}_value")
    }

    /// sup |f′|: 1/4 for the sigmoid, reached at z = 0.
    pub fn sup_derivative(self) -> f64 {
        (self.rule.sup_derivative)(self.parameter)
    }

    /// {z : |f′(z)| < τ}, for 0 < τ < sup |f′|, as disjoint open intervals from the left to the right, with ends at ±∞.
    ///
    /// A half line for relu, two for the sigmoid, none for the identity; for gelu and its like a half line and, for a small τ, an
    /// interval around the zero of f′; that is left out where it is narrower than the spacing of numbers there, from τ = 1e-16 on.
    ///
    /// ```
    /// use saturation::model::Activation;
    /// assert_eq!(Activation::RELU.small_derivative(0.5), [(f64::NEG_INFINITY, 0.0)]);
    /// assert_eq!(Activation::SILU.small_derivative(0.05).len(), 2);
    /// assert_eq!(Activation::SILU.small_derivative(0.2).len(), 1);
    /// ```
    pub fn small_derivative(self, tau: f64) -> Vec<(f64, f64)> {
        self.rule.small_derivative(self.parameter, tau)
    }

    /// Where f or f′ is not analytic on the real axis.
    pub fn kinks(self) -> &'static [f64] {
        self.rule.kinks
    }
}

impl fmt::Display for Activation {
    /// Its name, with its parameter if it has one: what [`Activation::named`] takes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parameter() {
            Some(a) => write!(f, "{}({a})", self.name()),
            None => f.pad(self.name()),
        }
    }
}

impl fmt::Debug for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl PartialEq for Activation {
    /// Names are unique.
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.parameter == other.parameter
    }
}

impl Serialize for Activation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Activation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::named(&text).ok_or_else(|| D::Error::custom(format!("{text}: no activation has this name")))
    }
}
