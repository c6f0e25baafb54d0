use super::LawError;
use crate::model::Activation;
use crate::numeric::quadrature::integrate;
use crate::numeric::root::root_between;
use libm::{exp, log};
use std::f64::consts::PI;

/// The limit of wide layers, one after another: z = Wa + b with a = f(z of the layer before), weights of variance σ_w²/fan_in, and
/// biases of variance σ_b².
///
/// In a layer of infinitely many neurons z is normal, of variance q, and layer by layer (Poole and others, 2016; Schoenholz and others,
/// 2017) q becomes [`MeanField::next_variance`], the squared norm of a gradient is multiplied by [`MeanField::slope`] = χ on its way
/// back, and the correlation c of two inputs becomes [`MeanField::next_correlation`]. Layers of n neurons differ from it by terms of order
/// 1/n: METHOD.md shows how much.
///
/// Integrals have an error of 1e-12 of ∫ |…| at most, or are an error.
///
/// ```
/// use saturation::law::MeanField;
/// use saturation::model::Activation;
/// let scaled = MeanField { activation: Activation::SIGMOID, weight_variance: 1.0, bias_variance: 1.0 };
/// let q = scaled.limit(1.0)?.ok_or("it has a limit")?;
/// let chi = scaled.slope(q)?;
/// assert!((chi - 0.0420).abs() < 1e-4); // a gradient's norm shrinks to a fifth in each layer
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanField {
    /// f.
    pub activation: Activation,
    /// σ_w² = fan_in·Var w.
    pub weight_variance: f64,
    /// σ_b² = Var b.
    pub bias_variance: f64,
}

/// A layer's distance from its limit shrinks to 1/e in so many layers; ∞ where it does not shrink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DepthScales {
    /// Of the variance q.
    pub variance: f64,
    /// Of the correlation of two inputs.
    pub correlation: f64,
    /// Layers in which a gradient's norm becomes e times as large or as small: 2/|ln χ|.
    pub gradient: f64,
}

/// Of a normal law, hardly 1e-32 lies beyond so many standard deviations.
const REACH: f64 = 12.0;

/// Beyond this a variance is said to grow without bound.
const MOST: f64 = 1e12;

/// Below this it is said to vanish.
const LEAST: f64 = 1e-12;

impl MeanField {
    /// V(q) = σ_w² E f(√q Z)² + σ_b², Z ~ N(0, 1): the variance of z in the next layer.
    ///
    /// # Errors
    /// [`LawError::NotConverged`] if the integral is not had.
    pub fn next_variance(&self, q: f64) -> Result<f64, LawError> {
        let f = self.activation;
        Ok(self.weight_variance * self.over(0.0, q, |z| f.value(z).powi(2))? + self.bias_variance)
    }

    /// χ(q) = σ_w² E f′(√q Z)²: by what the mean square of a gradient is multiplied from a layer to the one before it.
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn slope(&self, q: f64) -> Result<f64, LawError> {
        let f = self.activation;
        Ok(self.weight_variance * self.over(0.0, q, |z| f.derivative(z).powi(2))?)
    }

    /// dV/dq = σ_w² E f(√q Z) f′(√q Z) Z/√q, for q > 0.
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn variance_slope(&self, q: f64) -> Result<f64, LawError> {
        let f = self.activation;
        Ok(self.weight_variance * self.over(0.0, q, |z| f.value(z) * f.derivative(z) * z)? / q)
    }

    /// v = 3 E f′⁴/(E f′²)² − 1: in layers of n neurons, the variance of ‖f′ ∘ y‖² over its squared mean is v/n, of y ~ N(0, I) that
    /// is independent of f′.
    ///
    /// A gradient's ln ‖·‖ therefore grows by ½ ln χ − v/4n from a layer to the one before it, up to a term of order 1/n²; the part of
    /// that same order which comes from W being used forward and backward is left out, and small for sigmoids.
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn gradient_variance(&self, q: f64) -> Result<f64, LawError> {
        let f = self.activation;
        let [square, fourth] = [2, 4].map(|power| self.over(0.0, q, |z| f.derivative(z).powi(power)));
        Ok(3.0 * fourth? / square?.powi(2) - 1.0)
    }

    /// The variance to which q tends, layer by layer; `None` if it grows without bound, 0 if it vanishes.
    ///
    /// It moves towards the nearest fixed point of V on the side to which V(q) lies, found to the last digits; two that lie within
    /// 20 % of one another may be passed over.
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn limit(&self, q: f64) -> Result<Option<f64>, LawError> {
        let growth = |q: f64| Ok::<f64, LawError>(self.next_variance(q)? - q);
        let mut here = (q.max(LEAST), growth(q.max(LEAST))?);
        if here.1 == 0.0 {
            return Ok(Some(here.0));
        }
        let factor = if here.1 > 0.0 { 1.2 } else { 1.0 / 1.2 };
        loop {
            let next = here.0 * factor;
            if next > MOST {
                return Ok(None);
            }
            if next < LEAST {
                return Ok(Some(0.0));
            }
            let next = (next, growth(next)?);
            if (next.1 > 0.0) != (here.1 > 0.0) {
                let [low, high] = if factor > 1.0 { [here, next] } else { [next, here] };
                return Ok(Some(root_between(|q| growth(q).unwrap_or(f64::NAN), low, high)));
            }
            here = next;
        }
    }

    /// C(c) = (σ_w² E f(U₁) f(U₂) + σ_b²) / V(q): the correlation in the next layer of two z of variance q and correlation −1 ≤ c ≤ 1.
    ///
    /// U₁ and U₂ share √|c|·X, up to its sign, and given X they are independent, so that it is E g(X) g(±X) with
    /// g(x) = E f(√q(√|c| x + √(1 − |c|) Y)).
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn next_correlation(&self, q: f64, c: f64) -> Result<f64, LawError> {
        let f = self.activation;
        Ok((self.weight_variance * self.together(q, c, &|z| f.value(z))? + self.bias_variance)
            / self.next_variance(q)?)
    }

    /// χ(q, c) = σ_w² E f′(U₁) f′(U₂), the slope of V(q)/q·C at c; at c = 1 it is [`MeanField::slope`].
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn correlation_slope(&self, q: f64, c: f64) -> Result<f64, LawError> {
        let f = self.activation;
        Ok(self.weight_variance * self.together(q, c, &|z| f.derivative(z))?)
    }

    /// The correlation to which that of two inputs tends, at a q that is kept: 1 if χ(q) ≤ 1, else the one below 1.
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn limit_of_correlation(&self, q: f64) -> Result<f64, LawError> {
        if self.slope(q)? <= 1.0 {
            return Ok(1.0);
        }
        let growth = |c: f64| Ok::<f64, LawError>(self.next_correlation(q, c)? - c);
        let (none, nearly) = ((0.0, growth(0.0)?), (1.0 - 1e-9, growth(1.0 - 1e-9)?));
        if none.1 <= 1e-12 {
            return Ok(0.0);
        }
        // Beside 1 the difference is that of rounding.
        Ok(if nearly.1 >= 0.0 { 1.0 } else { root_between(|c| growth(c).unwrap_or(f64::NAN), none, nearly) })
    }

    /// How fast variance, correlation and gradients change near the limit q.
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn depth_scales(&self, q: f64) -> Result<DepthScales, LawError> {
        let layers = |slope: f64| if slope < 1.0 { -1.0 / log(slope.abs()) } else { f64::INFINITY };
        let slope = self.correlation_slope(q, self.limit_of_correlation(q)?)?;
        Ok(DepthScales {
            variance: layers(self.variance_slope(q)?),
            correlation: layers(slope),
            gradient: 2.0 / log(self.slope(q)?).abs(),
        })
    }

    /// The σ_w at which gradients keep their mean square, χ(q) = 1, and the q that it keeps, for biases of this variance > 0, or for
    /// an f with f(0) ≠ 0; `None` where none is found between 1/20 and 1000. Without biases, and for f(0) = 0, see
    /// [`Gain::critical`](super::Gain).
    ///
    /// # Errors
    /// As for [`MeanField::next_variance`].
    pub fn critical(activation: Activation, bias_variance: f64) -> Result<Option<super::CriticalPoint>, LawError> {
        let at = |ln_std_dev: f64| -> Result<Option<(f64, f64)>, LawError> {
            let layer = Self { activation, weight_variance: exp(2.0 * ln_std_dev), bias_variance };
            match layer.limit(1.0)? {
                Some(q) if q > 0.0 => Ok(Some((q, log(layer.slope(q)?)))),
                _ => Ok(None),
            }
        };
        let mut before: Option<(f64, f64)> = None;
        for k in -12..=28 {
            let ln_std_dev = 0.25 * f64::from(k);
            let Some((_, growth)) = at(ln_std_dev)? else { continue };
            if let Some(before) = before.filter(|before| (before.1 < 0.0) != (growth < 0.0)) {
                let growth_at = |x: f64| at(x).ok().flatten().map_or(f64::NAN, |(_, growth)| growth);
                let ln_std_dev = root_between(growth_at, before, (ln_std_dev, growth));
                let variance = at(ln_std_dev)?.map_or(f64::NAN, |(q, _)| q);
                return Ok(Some(super::CriticalPoint { weight_std_dev: exp(ln_std_dev), variance }));
            }
            before = Some((ln_std_dev, growth));
        }
        Ok(None)
    }

    /// E g(U₁) g(U₂) of two normal variables of variance q and correlation c.
    fn together(&self, q: f64, c: f64, g: &dyn Fn(f64) -> f64) -> Result<f64, LawError> {
        let (shared, own) = (c.abs().min(1.0), (1.0 - c.abs()).max(0.0));
        let given = |x: f64| self.over((q * shared).sqrt() * x, q * own, g).unwrap_or(f64::NAN);
        let sign = if c < 0.0 { -1.0 } else { 1.0 };
        let kinks: Vec<f64> =
            if own == 0.0 { self.activation.kinks().iter().map(|kink| kink / q.sqrt()).collect() } else { Vec::new() };
        let twice = |x: f64| if c == 1.0 { given(x).powi(2) } else { given(x) * given(sign * x) };
        // One value where nothing is shared.
        if shared == 0.0 { Ok(given(0.0).powi(2)) } else { expectation(twice, &kinks, 1.0 / q.sqrt()) }
    }

    /// E g(Z) for Z ~ N(mean, variance).
    fn over(&self, mean: f64, variance: f64, g: impl Fn(f64) -> f64) -> Result<f64, LawError> {
        if variance == 0.0 {
            return Ok(g(mean));
        }
        let std_dev = variance.sqrt();
        let place = |z: &f64| (z - mean) / std_dev;
        let pieces: Vec<f64> = self.activation.kinks().iter().chain(&[0.0]).map(place).collect();
        expectation(|x| g(mean + std_dev * x), &pieces, 1.0 / std_dev)
    }
}

/// E g(X) for X ~ N(0, 1), of a g that has kinks, and varies over `scale` next to the first of them.
fn expectation(g: impl Fn(f64) -> f64, kinks: &[f64], scale: f64) -> Result<f64, LawError> {
    let first = kinks.first().copied().unwrap_or(0.0);
    let near = [-8.0, 8.0].map(|steps| first + steps * scale);
    let mut points: Vec<f64> =
        [-REACH, -3.0, 0.0, 3.0, REACH].into_iter().chain(near).chain(kinks.iter().copied()).collect();
    points.retain(|x| x.abs() <= REACH);
    points.sort_by(f64::total_cmp);
    points.dedup();
    let integral = integrate(|x| g(x) * exp(-0.5 * x * x), &points, 1e-13);
    if integral.error <= 1e-12 * integral.absolute {
        Ok(integral.value / (2.0 * PI).sqrt())
    } else {
        Err(LawError::NotConverged { value: integral.value, error: integral.error })
    }
}
