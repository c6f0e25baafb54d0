mod centred;
mod closed;
mod complex;
mod few;
mod inversion;
mod term;
mod terms;

use super::{Law, LawError, Normal, integral};
use crate::model::{Neuron, ParameterLaw, squared_norm};
use centred::Centred;
use term::Term;
use terms::Terms;

/// The exact law of z = Σⱼ wⱼxⱼ + b for independent parameters that are normal, uniform, normal and cut, or constant.
///
/// Less its mean it is symmetric, and comes in the form that suits it: of at most 60 uniform terms of not too many widths a
/// piecewise polynomial; else by inversion of its transform, which is the product of those of its terms; of at most 12 terms
/// whose transform falls slowly by interpolants, from term to term; and where a few terms are so much wider than many others
/// that the transform falls slowly, by quadrature over these.
///
/// P(Z ≤ z) and P(Z > z) are right to 1e-12, and the smaller of the two to 1e-9 of itself down to 1e-30; without inversion or a
/// normal part to its very end. Below, the value is an upper bound, Chernoff's, and the density 0 where the transform is
/// inverted.
///
/// ```
/// use saturation::law::{IndependentSum, Law};
/// use saturation::model::{Input, Neuron, Initializer};
/// let printed = Neuron::new(&Input::half_ones(1000)?, Initializer::AS_PRINTED.parameters(1000, 30)?)?;
/// let law = IndependentSum::of(&printed)?;
/// assert!((law.density(printed.mean()) - 1.928).abs() < 1e-3); // nearly normal: a sum of 501 terms
/// assert!(law.ln_lower_tail_bound(4.58) < 1e-50f64.ln());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct IndependentSum {
    mean: f64,
    std_dev: f64,
    terms: Terms,
    centred: Centred,
}

impl IndependentSum {
    /// The law of a neuron's z; [`of`](super::of) says at once if it is normal.
    ///
    /// # Errors
    /// [`LawError::TooNarrow`] for a z that is random, with a standard deviation below 1e-140.
    pub fn of(neuron: &Neuron) -> Result<Self, LawError> {
        let (mut normal_variance, mut bounded) = (0.0, Vec::new());
        let initializer = neuron.parameters();
        for (law, inputs) in [(initializer.weights(), neuron.runs()), (initializer.biases(), &[(1.0, 1)])] {
            match law {
                // A row of no gain or of no input; any other is no independent sum.
                ParameterLaw::Zero | ParameterLaw::Orthogonal { .. } => {}
                // One sum of squares, as in the neuron's own variance.
                ParameterLaw::Normal { std_dev, .. } => {
                    normal_variance += std_dev * std_dev * squared_norm(inputs);
                }
                ParameterLaw::Uniform { low, high } => {
                    let term = |x: f64| Term::Uniform { half_width: (0.5 * (high - low) * x).abs() };
                    bounded.extend(inputs.iter().map(|(x, count)| (term(*x), *count as u32)));
                }
                ParameterLaw::TruncatedNormal { std_dev, bound } => {
                    let term = |x: f64| Term::Cut { std_dev: (std_dev * x).abs(), bound };
                    bounded.extend(inputs.iter().map(|(x, count)| (term(*x), *count as u32)));
                }
            }
        }
        let (mean, std_dev) = (neuron.mean(), neuron.variance().sqrt());
        let weights = !neuron.runs().is_empty() && initializer.weights().std_dev() > 0.0;
        if std_dev < 1e-140 && (weights || initializer.biases().std_dev() > 0.0) {
            return Err(LawError::TooNarrow(std_dev));
        }
        // What has no width beside the others is a constant.
        bounded.retain(|(term, _)| term.variance() > 0.0);
        let terms = Terms::new(normal_variance, bounded);
        Ok(Self { mean, std_dev, centred: Centred::new(terms.clone()), terms })
    }

    /// The law as a normal one, if it is.
    pub fn as_normal(&self) -> Option<Normal> {
        matches!(self.centred, Centred::Normal(_)).then_some(Normal { mean: self.mean, std_dev: self.std_dev })
    }

    /// ln of Chernoff's bound on P(z ≤ z₀), for z₀ below the mean: min over s > 0 of E exp(s(z₀ − z)).
    ///
    /// ln E exp(−s(z − E z)) is s²v²/2 for a normal part of variance v², and ln(sinh(sa)/(sa)) for each uniform term of half
    /// width a. 0, the bound that says nothing, for z₀ above the mean; −∞ where nothing lies.
    pub fn ln_lower_tail_bound(&self, z0: f64) -> f64 {
        self.terms.ln_tail_bound(self.mean - z0)
    }
}

impl Law for IndependentSum {
    fn mean(&self) -> f64 {
        self.mean
    }

    fn std_dev(&self) -> f64 {
        self.std_dev
    }

    /// The density: continuous but for a single bounded term, at whose ends it is that of the inside, and for two of one
    /// width without a normal part a triangle, with kinks.
    fn density(&self, z: f64) -> f64 {
        self.as_normal().map_or_else(|| self.centred.density(z - self.mean), |normal| normal.density(z))
    }

    fn cdf(&self, z: f64) -> f64 {
        self.as_normal().map_or_else(|| self.centred.sf(self.mean - z), |normal| normal.cdf(z))
    }

    fn sf(&self, z: f64) -> f64 {
        self.as_normal().map_or_else(|| self.centred.sf(z - self.mean), |normal| normal.sf(z))
    }

    /// By quadrature over all of the law within 11.5 standard deviations, which also ends pieces at the kinks, and at 0, where f
    /// is likely to change; an error unless 1e-9 of E |f(Z)| are reached.
    fn expectation(&self, f: &dyn Fn(f64) -> f64, kinks: &[f64]) -> Result<f64, LawError> {
        if let Some(normal) = self.as_normal() {
            return normal.expectation(f, kinks);
        }
        let reach = self.centred.reach();
        let mut points = self.centred.bends();
        points.extend([-reach, -self.std_dev, 0.0, self.std_dev, reach, -self.mean]);
        points.extend(kinks.iter().map(|kink| kink - self.mean));
        points.retain(|x| x.abs() <= reach);
        integral(|x| f(self.mean + x) * self.centred.density(x), points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::expectation;
    use crate::model::{Activation, Initializer, Input, Parameters};

    fn of(inputs: Vec<f64>, weights: ParameterLaw, biases: ParameterLaw) -> IndependentSum {
        let initializer = Parameters::new(weights, biases).unwrap();
        IndependentSum::of(&Neuron::new(&Input::new(&inputs).unwrap(), initializer).unwrap()).unwrap()
    }

    #[test]
    fn normal_parameters_give_the_normal_law() {
        let law = of(vec![1.0, -2.0], ParameterLaw::normal(0.5), ParameterLaw::Normal { mean: 3.0, std_dev: 1.0 });
        let normal = Normal { mean: 3.0, std_dev: 2.25f64.sqrt() };
        for k in -40..=40 {
            let z = 3.0 + 0.25 * f64::from(k);
            assert!((law.density(z) - normal.density(z)).abs() < 1e-15, "{z}");
            assert!((law.between(z, z + 0.7) - normal.between(z, z + 0.7)).abs() < 2e-15, "{z}");
        }
        let slope = |z| Activation::SIGMOID.derivative(z);
        assert!((law.expectation(&slope, &[]).unwrap() - expectation(&normal, slope).unwrap()).abs() < 1e-14);
        // Chernoff's bound of a normal tail is exp(−t²/2).
        assert!((law.ln_lower_tail_bound(-12.0) + 0.5 * 10.0 * 10.0).abs() < 1e-9);
        assert_eq!(law.ln_lower_tail_bound(4.0), 0.0);
        assert!((law.between(f64::NEG_INFINITY, f64::INFINITY) - 1.0).abs() < 2e-15);
    }

    /// One uniform weight and a bias: f(z) = (Φ((z − low)/s) − Φ((z − high)/s)) / (high − low).
    #[test]
    fn one_uniform_term_is_smeared_by_the_bias() {
        let law = of(vec![-2.0], ParameterLaw::Uniform { low: 0.0, high: 1.0 }, ParameterLaw::normal(0.1));
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
        let slope = |z: f64| Activation::SIGMOID.derivative(z);
        for bias in [0.02, 0.005] {
            let uniform = ParameterLaw::Uniform { low: 0.0, high: 1.0 };
            let law = of(vec![1.0, 1.0], uniform, ParameterLaw::normal(bias));
            let normal = Normal { mean: 0.0, std_dev: bias };
            // Given the uniform part u, whose density is 1 − |u − 1|, σ′ is averaged over the bias.
            let given = |u: f64| expectation(&Normal { mean: u, ..normal }, slope).unwrap();
            let n = 2000;
            let weight = |k: i32| f64::from(if k % 2 == 1 { 4 } else { 2 });
            let triangle = |k: i32| 2.0 * f64::from(k) / f64::from(n);
            let exact: f64 =
                (1..n).map(|k| weight(k) * (1.0 - (triangle(k) - 1.0).abs()) * given(triangle(k))).sum::<f64>() * 2.0
                    / f64::from(3 * n);
            assert!(
                (law.expectation(&slope, &[]).unwrap() - exact).abs() < 1e-9,
                "{} {exact}",
                law.expectation(&slope, &[]).unwrap()
            );
        }
    }

    /// Values to 17 digits from `tests/data/make_listing_reference.py`.
    #[test]
    fn the_article_as_printed() {
        let half = Input::half_ones(1000).unwrap();
        let neuron = Neuron::new(&half, Initializer::AS_PRINTED.parameters(1000, 30).unwrap()).unwrap();
        let law = IndependentSum::of(&neuron).unwrap();
        let close = |ours: f64, exact: f64| assert!((ours / exact - 1.0).abs() < 1e-11, "{ours} {exact}");
        close(law.mean(), 7.905_694_150_420_948);
        close(law.std_dev(), 0.206_827_894_099_847_6);
        close(law.expectation(&|z| Activation::SIGMOID.derivative(z), &[]).unwrap(), 0.000_376_312_217_009_639_6);
        close(law.ln_lower_tail_bound(4.584_863_339_122_355), -135.920_862_371_242_8);
    }
}
