//! What theory says: the law of z, its tails and expectations, and where a neuron saturates.
//!
//! A [`Law`] is a distribution of which everything is known to many digits, in both tails. [`of`] gives that of a neuron's
//! z: a [`Normal`], or the [`IndependentSum`] of its terms. A distribution of `statrs` becomes a law by [`FromStatrs`].

mod error;
mod finite_width;
mod from_statrs;
mod gain;
mod independent_sum;
mod mean_field;
mod normal;
mod orthogonal_row;
mod rounded;
mod saturation;
mod shape;

use crate::model::{Input, Neuron, ParameterLaw, Parameters};
use crate::numeric::{quadrature::integrate, root::root_of_increasing};
pub use error::LawError;
pub use finite_width::LogGrowth;
pub use from_statrs::FromStatrs;
pub use gain::{CriticalPoint, Gain, calculate_gain};
pub use independent_sum::IndependentSum;
pub use mean_field::{DepthScales, MeanField};
pub use normal::Normal;
pub use orthogonal_row::OrthogonalRow;
pub use rounded::Rounded;
pub use saturation::{Threshold, ThresholdError};
pub use shape::Shape;
use std::fmt::Debug;

/// The distribution of a real number Z.
///
/// ```
/// use saturation::law::{Law, Normal};
/// let law: &dyn Law = &Normal { mean: 0.0, std_dev: 2.0 };
/// assert_eq!(law.cdf(0.0), 0.5);
/// assert!((law.quantile(0.975) - 2.0 * 1.959_963_984_540_054).abs() < 1e-14);
/// ```
pub trait Law: Debug + Send + Sync {
    /// E Z.
    fn mean(&self) -> f64;

    /// √Var Z.
    fn std_dev(&self) -> f64;

    /// The probability density at z, in units of 1/z. There is none of a point mass: ∞ at it and 0 beside it; at the ends
    /// of a uniform law, where it jumps, it is one of its values on either side.
    fn density(&self, z: f64) -> f64;

    /// P(Z ≤ z), with the relative precision of the lower tail.
    fn cdf(&self, z: f64) -> f64;

    /// P(Z > z), with the relative precision of the upper tail.
    fn sf(&self, z: f64) -> f64;

    /// E f(Z), for an f that is analytic in a strip around the real axis but for its `kinks`, where it or its derivatives may jump:
    /// none for σ′ and its powers, [`Activation::kinks`](crate::model::Activation::kinks) for those of another activation.
    ///
    /// # Errors
    /// [`LawError::TooWide`] or [`LawError::NotConverged`] if it cannot be had to many digits.
    fn expectation(&self, f: &dyn Fn(f64) -> f64, kinks: &[f64]) -> Result<f64, LawError>;

    /// P(lower < Z ≤ upper): a difference of the smaller tails, so that a thin slice far out keeps its precision.
    fn between(&self, lower: f64, upper: f64) -> f64 {
        if lower > self.mean() { self.sf(lower) - self.sf(upper) } else { self.cdf(upper) - self.cdf(lower) }
    }

    /// P(|Z| > z), for z ≥ 0.
    fn outside(&self, z: f64) -> f64 {
        self.cdf(-z) + self.sf(z)
    }

    /// The z below which a share p of the law lies; −∞ at p ≤ 0, +∞ at p ≥ 1.
    fn quantile(&self, p: f64) -> f64 {
        if p <= 0.0 {
            return f64::NEG_INFINITY;
        }
        if p >= 1.0 {
            return f64::INFINITY;
        }
        let z = |u: f64| self.mean() + u * self.std_dev();
        // On the logarithm of the smaller tail, which is nearly a parabola.
        let lower = |u| libm::log(self.cdf(z(u))) - libm::log(p);
        let upper = |u| libm::log(1.0 - p) - libm::log(self.sf(z(u)));
        z(if p <= 0.5 { root_of_increasing(lower, 0.0, 1.0) } else { root_of_increasing(upper, 0.0, 1.0) })
    }
}

/// The exact law of z = Σⱼ wⱼxⱼ + b: its parameters normal, uniform, normal and cut, or
/// constant, in any mix; or the weights a row of an orthogonal matrix.
///
/// A sum of independent normals is normal, and a sum of nothing random is a point mass, a [`Normal`] of std 0; what else
/// is independent, is an [`IndependentSum`], and a row an [`OrthogonalRow`]. No limit theorem is at work.
///
/// # Errors
/// [`LawError::TooNarrow`] for a z that is random, with a standard deviation below 1e-140.
///
/// ```
/// use saturation::law;
/// use saturation::model::{Initializer, Input, Neuron, ParameterLaw, Parameters};
/// let x = Input::half_ones(1000)?;
/// let normal = law::of(&Neuron::new(&x, Initializer::LARGE.parameters(1000, 30).unwrap())?)?;
/// assert_eq!(normal.std_dev(), 501f64.sqrt());
/// let weights = ParameterLaw::Uniform { low: 0.0, high: 1.0 };
/// let uniform = law::of(&Neuron::new(&Input::new(&[1.0, 1.0])?, Parameters::new(weights, ParameterLaw::Zero)?)?)?;
/// assert!((uniform.cdf(0.5) - 0.125).abs() < 1e-16);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn of(neuron: &Neuron) -> Result<Box<dyn Law>, LawError> {
    if let ParameterLaw::Orthogonal { gain, dimension } = neuron.parameters().weights()
        && gain * neuron.norm() > 0.0
    {
        let bias = match neuron.parameters().biases() {
            ParameterLaw::Zero => None,
            _ => Some(of(&neuron.without_inputs())?),
        };
        return Ok(Box::new(OrthogonalRow::new(gain * neuron.norm(), dimension, bias)?));
    }
    let sum = IndependentSum::of(neuron)?;
    Ok(match sum.as_normal() {
        Some(normal) => Box::new(normal),
        None => Box::new(sum),
    })
}

/// The exact law of one weight or bias: that of a neuron with a single input of 1.
///
/// # Errors
/// [`LawError`] for a law that cannot be drawn, or that is too narrow.
///
/// ```
/// use saturation::law;
/// use saturation::model::ParameterLaw;
/// let law = law::of_parameter(ParameterLaw::TruncatedNormal { std_dev: 1.0, bound: 2.0 })?;
/// assert!((law.sf(1.0) - 0.142_384).abs() < 1e-6); // (Φ(2) − Φ(1)) / (2Φ(2) − 1)
/// # Ok::<(), saturation::law::LawError>(())
/// ```
pub fn of_parameter(parameter: ParameterLaw) -> Result<Box<dyn Law>, LawError> {
    of(&Neuron::new(&Input::ones(1, 0)?, Parameters::new(parameter, ParameterLaw::Zero)?)?)
}

/// E f(Z) of an f without kinks, see [`Law::expectation`].
///
/// # Errors
/// As there.
///
/// ```
/// use saturation::law::{Normal, expectation};
/// let law = Normal { mean: 1.0, std_dev: 3.0 };
/// assert!((expectation(&law, |z| z * z)? - 10.0).abs() < 1e-12);
/// # Ok::<(), saturation::law::LawError>(())
/// ```
pub fn expectation(law: &dyn Law, f: impl Fn(f64) -> f64) -> Result<f64, LawError> {
    law.expectation(&f, &[])
}

/// ∫ g(z) dz from the least to the largest of the points, at which its pieces end; an error unless 1e-9 of ∫ |g(z)| dz are
/// reached.
fn integral(g: impl Fn(f64) -> f64, mut points: Vec<f64>) -> Result<f64, LawError> {
    points.sort_by(f64::total_cmp);
    points.dedup();
    let integral = integrate(g, &points, 1e-13);
    if integral.error <= 1e-9 * integral.absolute {
        Ok(integral.value)
    } else {
        Err(LawError::NotConverged { value: integral.value, error: integral.error })
    }
}
