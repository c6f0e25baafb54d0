use crate::model::{ModelError, Neuron, ParameterLaw};
use libm::{cos, exp, expm1, log, sin};
use std::f64::consts::PI;

/// The exact law of z = Σⱼ wⱼxⱼ + b for independent parameters that are normal or uniform, by its transforms.
///
/// Of independent terms both transforms are products: the characteristic function E exp(iωz), from which the density
/// follows by Fourier inversion, and the moment-generating function E exp(sz), which bounds tails however far out.
///
/// ```
/// use saturation::law::IndependentSum;
/// use saturation::model::{Input, Neuron, Scheme};
/// let printed = Neuron::new(&Input::half_ones(1000)?, Scheme::AsPrinted.initializer(1000, 30)?)?;
/// let law = IndependentSum::new(&printed)?;
/// assert!((law.density(printed.mean()) - 1.928).abs() < 1e-3); // nearly normal: a sum of 501 terms
/// assert!(law.ln_lower_tail_bound(4.58) < 1e-50f64.ln());
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone)]
pub struct IndependentSum {
    /// The standard deviation of what is normal in z.
    normal_std_dev: f64,
    mean: f64,
    std_dev: f64,
    /// The widths of the uniform terms, and how many terms have each.
    uniform: Vec<(f64, i32)>,
    /// E exp(iω(z − E z)) at ω = (k + ½)·step: real, because every term is symmetric about its mean.
    transform: Vec<f64>,
    step: f64,
}

/// How far from its mean the law is taken to reach, in standard deviations: 1e-30 of a normal law lies beyond.
const REACH: f64 = 11.5;
/// What counts as nothing of a transform, 1e-18, as a logarithm.
const LN_NOTHING: f64 = -41.4;
/// The most values of a transform that are kept: enough for a normal part of a hundredth of the standard deviation.
const MOST_POINTS: usize = 4000;

impl IndependentSum {
    /// The law of a neuron's z.
    ///
    /// # Errors
    /// [`ModelError::NotNormal`] for parameters that are neither normal nor uniform, and [`ModelError::Smooth`] if the
    /// density is not smooth: of a few uniform terms with hardly anything normal beside them.
    pub fn new(neuron: &Neuron) -> Result<Self, ModelError> {
        let (mut normal_variance, mut uniform) = (0.0, Vec::<(f64, i32)>::new());
        let initializer = neuron.initializer();
        for (law, inputs) in [(initializer.weights(), neuron.inputs()), (initializer.biases(), &[1.0])] {
            for x in inputs {
                match law {
                    ParameterLaw::Zero => {}
                    ParameterLaw::Normal { std_dev, .. } => normal_variance += (std_dev * x).powi(2),
                    ParameterLaw::Uniform { low, high } => {
                        let width = ((high - low) * x).abs();
                        match uniform.iter_mut().find(|(other, _)| *other == width) {
                            Some((_, count)) => *count += 1,
                            None => uniform.push((width, 1)),
                        }
                    }
                    ParameterLaw::TruncatedNormal { .. } => return Err(ModelError::NotNormal),
                }
            }
        }
        let (mean, std_dev) = (neuron.mean(), neuron.variance().sqrt());
        let normal_std_dev = normal_variance.sqrt();
        // The rule of midpoints errs by what lies beyond the period 2π/step of the density that it gives, and by the
        // transform beyond the last point.
        let step = PI / (REACH * std_dev);
        let mut law = Self { normal_std_dev, mean, std_dev, uniform, transform: Vec::new(), step };
        let points = (1..=MOST_POINTS).find(|k| law.ln_envelope(*k as f64 * step) < LN_NOTHING);
        match points {
            Some(points) if std_dev > 0.0 => {
                law.transform = (0..points).map(|k| law.characteristic((k as f64 + 0.5) * step)).collect();
                Ok(law)
            }
            _ => Err(ModelError::Smooth),
        }
    }

    /// E z.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// √Var z.
    pub fn std_dev(&self) -> f64 {
        self.std_dev
    }

    /// E exp(iω(z − E z)) = exp(−ω²s²/2) Π sin(ωd/2)/(ωd/2), over the widths d of the uniform terms.
    fn characteristic(&self, omega: f64) -> f64 {
        let uniform = self.uniform.iter().map(|(width, count)| {
            let half = 0.5 * omega * width;
            (if half == 0.0 { 1.0 } else { sin(half) / half }).powi(*count)
        });
        exp(-0.5 * (omega * self.normal_std_dev).powi(2)) * uniform.product::<f64>()
    }

    /// A bound on ln |E exp(iω(z − E z))| that falls with ω: |sin x / x| ≤ min(1, 1/x).
    fn ln_envelope(&self, omega: f64) -> f64 {
        let uniform = self.uniform.iter().map(|(width, count)| -f64::from(*count) * log(0.5 * omega * width).max(0.0));
        -0.5 * (omega * self.normal_std_dev).powi(2) + uniform.sum::<f64>()
    }

    /// The density of z, f(z) = (1/π) ∫₀^∞ cos(ω(z − E z)) E exp(iω(z − E z)) dω, to some 1e-15 of its peak; 0 beyond 11.5
    /// standard deviations.
    pub fn density(&self, z: f64) -> f64 {
        let distance = z - self.mean;
        if distance.abs() > REACH * self.std_dev {
            return 0.0;
        }
        let terms = self.transform.iter().enumerate();
        terms.map(|(k, value)| cos((k as f64 + 0.5) * self.step * distance) * value).sum::<f64>() * self.step / PI
    }

    /// P(lower ≤ z < upper) = (1/π) ∫₀^∞ (sin ω(upper − E z) − sin ω(lower − E z))/ω · E exp(iω(z − E z)) dω, to 1e-15.
    pub fn between(&self, lower: f64, upper: f64) -> f64 {
        let reach = REACH * self.std_dev;
        let [lower, upper] = [lower, upper].map(|z| (z - self.mean).clamp(-reach, reach));
        let terms = self.transform.iter().enumerate().map(|(k, value)| {
            let omega = (k as f64 + 0.5) * self.step;
            value * (sin(omega * upper) - sin(omega * lower)) / omega
        });
        (terms.sum::<f64>() * self.step / PI).clamp(0.0, 1.0)
    }

    /// E f(z) by the trapezoidal rule, for an f whose Fourier transform is nothing beyond ω = 24, as that of σ′,
    /// πω/sinh(πω), and of its square.
    ///
    /// The rule with step h errs by what the transform of f(z) times the density has beyond 2π/h: h is so small that it has
    /// nothing there.
    pub fn expectation(&self, f: impl Fn(f64) -> f64) -> f64 {
        let step = 2.0 * PI / (self.transform.len() as f64 * self.step + 24.0);
        let half = (REACH * self.std_dev / step).floor() as i64;
        (-half..=half).map(|k| self.mean + k as f64 * step).map(|z| f(z) * self.density(z)).sum::<f64>() * step
    }

    /// ln of Chernoff's bound on P(z ≤ z₀), for z₀ below the mean: min over s > 0 of E exp(s(z₀ − z)).
    ///
    /// ln E exp(−sz) = −s E z + s²v²/2 + Σ ln(sinh(sd/2)/(sd/2)) for a normal part of variance v² and widths d. It holds for
    /// any s, so that a search for the best needs no precision. 0, the bound that says nothing, for z₀ above the mean.
    pub fn ln_lower_tail_bound(&self, z0: f64) -> f64 {
        let ln_bound = |s: f64| {
            let uniform = self.uniform.iter().map(|(width, count)| f64::from(*count) * ln_sinhc(0.5 * s * width));
            s * (z0 - self.mean) + 0.5 * (s * self.normal_std_dev).powi(2) + uniform.sum::<f64>()
        };
        let scale = ((self.mean - z0) / (self.std_dev * self.std_dev)).max(0.0);
        (1..=400).map(|k| ln_bound(0.01 * f64::from(k) * scale)).fold(0.0, f64::min)
    }
}

/// ln(sinh(x)/x) for x ≥ 0, without overflow: sinh x = eˣ(1 − e⁻²ˣ)/2.
fn ln_sinhc(x: f64) -> f64 {
    if x < 1e-4 { x * x / 6.0 } else { x + log(-expm1(-2.0 * x) / (2.0 * x)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Normal, expectation};
    use crate::model::{Activation, Initializer, Input, Scheme};

    fn of(inputs: Vec<f64>, weights: ParameterLaw, biases: ParameterLaw) -> Result<IndependentSum, ModelError> {
        IndependentSum::new(&Neuron::new(&Input::new(inputs)?, Initializer::new(weights, biases)?)?)
    }

    #[test]
    fn normal_parameters_give_the_normal_law() {
        let law =
            of(vec![1.0, -2.0], ParameterLaw::normal(0.5), ParameterLaw::Normal { mean: 3.0, std_dev: 1.0 }).unwrap();
        let normal = Normal { mean: 3.0, std_dev: 2.25f64.sqrt() };
        for k in -40..=40 {
            let z = 3.0 + 0.25 * f64::from(k);
            assert!((law.density(z) - normal.density(z)).abs() < 1e-15, "{z}");
            assert!((law.between(z, z + 0.7) - normal.between(z, z + 0.7)).abs() < 2e-15, "{z}");
        }
        let slope = |z| Activation::Sigmoid.derivative(z);
        assert!((law.expectation(slope) - expectation(&normal, slope).unwrap()).abs() < 1e-14);
        // Chernoff's bound of a normal tail is exp(−t²/2).
        assert!((law.ln_lower_tail_bound(-12.0) + 0.5 * 10.0 * 10.0).abs() < 1e-9);
        assert_eq!(law.ln_lower_tail_bound(4.0), 0.0);
        assert!((law.between(f64::NEG_INFINITY, f64::INFINITY) - 1.0).abs() < 2e-15);
    }

    /// One uniform weight and a bias: f(z) = (Φ((z − low)/s) − Φ((z − high)/s)) / (high − low).
    #[test]
    fn one_uniform_term_is_smeared_by_the_bias() {
        let law = of(vec![-2.0], ParameterLaw::Uniform { low: 0.0, high: 1.0 }, ParameterLaw::normal(0.1)).unwrap();
        let bias = Normal { mean: 0.0, std_dev: 0.1 };
        for k in -50..=10 {
            let z = 0.05 * f64::from(k);
            let exact = 0.5 * (bias.cdf(z + 2.0) - bias.cdf(z));
            assert!((law.density(z) - exact).abs() < 1e-14, "{z}: {} {exact}", law.density(z));
        }
    }

    /// Two uniform terms, hardly smeared: E σ′ by Simpson's rule over their triangle.
    #[test]
    fn an_expectation_needs_no_wide_normal_part() {
        let slope = |z: f64| Activation::Sigmoid.derivative(z);
        for bias in [0.02, 0.005] {
            let uniform = ParameterLaw::Uniform { low: 0.0, high: 1.0 };
            let law = of(vec![1.0, 1.0], uniform, ParameterLaw::normal(bias)).unwrap();
            let normal = Normal { mean: 0.0, std_dev: bias };
            // Given the uniform part u, whose density is 1 − |u − 1|, σ′ is averaged over the bias.
            let given = |u: f64| expectation(&Normal { mean: u, ..normal }, slope).unwrap();
            let n = 2000;
            let weight = |k: i32| f64::from(if k % 2 == 1 { 4 } else { 2 });
            let triangle = |k: i32| 2.0 * f64::from(k) / f64::from(n);
            let exact: f64 =
                (1..n).map(|k| weight(k) * (1.0 - (triangle(k) - 1.0).abs()) * given(triangle(k))).sum::<f64>() * 2.0
                    / f64::from(3 * n);
            assert!((law.expectation(slope) - exact).abs() < 1e-9, "{} {exact}", law.expectation(slope));
        }
        // 500 uniform terms are smooth by themselves.
        assert!(of(vec![1.0; 500], ParameterLaw::Uniform { low: 0.0, high: 1.0 }, ParameterLaw::Zero).is_ok());
    }

    /// Values to 17 digits from `tests/data/make_listing_reference.py`.
    #[test]
    fn the_article_as_printed() {
        let half = Input::half_ones(1000).unwrap();
        let neuron = Neuron::new(&half, Scheme::AsPrinted.initializer(1000, 30).unwrap()).unwrap();
        let law = IndependentSum::new(&neuron).unwrap();
        let close = |ours: f64, exact: f64| assert!((ours / exact - 1.0).abs() < 1e-11, "{ours} {exact}");
        close(law.mean(), 7.905_694_150_420_948);
        close(law.std_dev(), 0.206_827_894_099_847_6);
        close(law.expectation(|z| Activation::Sigmoid.derivative(z)), 0.000_376_312_217_009_639_6);
        // The search knows the best s to a hundredth, and the bound is flat there.
        let bound = law.ln_lower_tail_bound(4.584_863_339_122_355);
        assert!((bound + 135.920_862_371_242_8).abs() < 0.01 && bound >= -135.920_862_371_243);
    }

    #[test]
    fn what_has_no_smooth_density_is_refused() {
        let uniform = ParameterLaw::Uniform { low: 0.0, high: 1.0 };
        let cut = ParameterLaw::TruncatedNormal { std_dev: 1.0, bound: 2.0 };
        assert_eq!(of(vec![1.0], uniform, ParameterLaw::Zero).unwrap_err(), ModelError::Smooth);
        assert_eq!(of(vec![1.0], ParameterLaw::Zero, ParameterLaw::Zero).unwrap_err(), ModelError::Smooth);
        assert_eq!(of(vec![1.0], cut, ParameterLaw::normal(1.0)).unwrap_err(), ModelError::NotNormal);
    }
}
