use super::Matrix;
use crate::model::Activation;
use libm::{log, log1p};

/// What is paid for an output a where y was wanted; a function of z, with a = σ(z), so that no digit is lost near 0 and 1.
///
/// ```
/// use saturation::model::{Activation, Cost};
/// let paid = |z| Cost::CrossEntropy.value(Activation::SIGMOID, z, 1.0);
/// assert_eq!(paid(0.0), 2f64.ln());
/// assert_eq!(paid(-1000.0), 1000.0); // where ln a, of an a that underflows to 0, would be −∞
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// C = ½ Σⱼ (aⱼ − yⱼ)²: the cost of which the article gives the derivative.
    Quadratic,
    /// C = −Σⱼ [yⱼ ln aⱼ + (1 − yⱼ) ln(1 − aⱼ)], for targets in [0, 1].
    CrossEntropy,
}

impl Cost {
    /// The cost of one output a = f(z): ½(a − y)², or −y ln a − (1 − y) ln(1 − a), which for a sigmoid is
    /// y ln(1 + e⁻ᶻ) + (1 − y) ln(1 + eᶻ), and for an a outside [0, 1] not a number.
    pub fn value(self, activation: Activation, z: f64, y: f64) -> f64 {
        // A target of 0 or 1 leaves one term, whatever the other is.
        let term = |weight: f64, loss: &dyn Fn() -> f64| if weight == 0.0 { 0.0 } else { weight * loss() };
        match self {
            Self::Quadratic => 0.5 * difference(activation, z, activation.value(z), y).powi(2),
            Self::CrossEntropy if activation == Activation::SIGMOID => {
                let softplus = |z| Activation::SOFTPLUS.value(z);
                term(y, &|| softplus(-z)) + term(1.0 - y, &|| softplus(z))
            }
            Self::CrossEntropy => {
                let a = activation.value(z);
                term(y, &|| -log(a)) + term(1.0 - y, &|| -log1p(-a))
            }
        }
    }

    /// δ = ∂C/∂z of one output: (a − y) f′(z) for the quadratic cost; (a − y) f′(z) / (a(1 − a)) for the cross-entropy.
    ///
    /// The sigmoid's σ′ = a(1 − a) cancels that denominator: σ(z) − y.
    pub fn error(self, activation: Activation, z: f64, y: f64) -> f64 {
        let a = activation.value(z);
        let difference = difference(activation, z, a, y);
        match self {
            Self::Quadratic => difference * activation.derivative(z),
            Self::CrossEntropy if activation == Activation::SIGMOID => difference,
            Self::CrossEntropy => difference * activation.derivative(z) / (a * (1.0 - a)),
        }
    }

    /// [`Cost::error`] of each z and the y in its place, bit for bit, with a = f(z) given.
    pub(super) fn errors(self, activation: Activation, z: &Matrix, a: &Matrix, targets: &[&[f64]]) -> Matrix {
        let mut errors = a.clone();
        for (i, y) in targets.iter().enumerate() {
            for ((error, z), y) in errors.row_mut(i).iter_mut().zip(z.row(i)).zip(*y) {
                *error = difference(activation, *z, *error, *y);
            }
        }
        let slopes = || z.mapped(|z, to| activation.derivatives(z, to));
        match self {
            Self::Quadratic => errors.combine(&slopes(), |error, slope| error * slope),
            Self::CrossEntropy if activation == Activation::SIGMOID => {}
            Self::CrossEntropy => {
                errors.combine(&slopes(), |error, slope| error * slope);
                errors.combine(a, |error, a| error / (a * (1.0 - a)));
            }
        }
        errors
    }
}

/// a − y, with a = f(z); for a sigmoid as (1 − y) σ(z) − y σ(−z): nothing cancels where a target of 1 is nearly reached.
fn difference(activation: Activation, z: f64, a: f64, y: f64) -> f64 {
    // For a target of 0, and most are, both are a, bit for bit.
    if activation == Activation::SIGMOID && y != 0.0 { (1.0 - y) * a - y * activation.value(-z) } else { a - y }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outputs of the last pair are probabilities only between 0 and 1.
    const PAIRS: [(Cost, Activation, f64, f64); 4] = [
        (Cost::Quadratic, Activation::SIGMOID, -8.0, 8.0),
        (Cost::CrossEntropy, Activation::SIGMOID, -8.0, 8.0),
        (Cost::Quadratic, Activation::GELU, -8.0, 8.0),
        (Cost::CrossEntropy, Activation::IDENTITY, 0.05, 0.95),
    ];

    #[test]
    fn the_error_is_the_slope_of_the_cost() {
        for (cost, activation, from, to) in PAIRS {
            for (k, y) in (0..=160).flat_map(|k| [0.0, 0.3, 1.0].map(|y| (f64::from(k) / 160.0, y))) {
                let (z, h) = (from + (to - from) * k, 1e-5);
                let value = |z| cost.value(activation, z, y);
                let slope = (value(z + h) - value(z - h)) / (2.0 * h);
                let error = cost.error(activation, z, y);
                assert!(
                    (error - slope).abs() < 1e-9 + 1e-6 * slope.abs(),
                    "{cost:?}, {activation}: {z} {y}: {error} {slope}"
                );
            }
        }
    }

    #[test]
    fn errors_of_a_matrix_are_those_of_its_elements() {
        for (cost, activation, from, to) in PAIRS {
            let z = Matrix::from_fn(3, 11, |i, j| from + (to - from) * (i as f64 * 11.0 + j as f64) / 32.0);
            let targets = Matrix::from_fn(3, 11, |i, j| [0.0, 1.0, 0.3][(i + j) % 3]);
            let a = z.mapped(|z, to| activation.values(z, to));
            let each = Matrix::from_fn(3, 11, |i, j| cost.error(activation, z[(i, j)], targets[(i, j)]));
            assert_eq!(cost.errors(activation, &z, &a, &targets.iter().collect::<Vec<_>>()), each);
        }
    }

    #[test]
    fn costs_keep_their_digits_far_out() {
        let [near, far] = [1.0, 0.0].map(|y| Cost::Quadratic.error(Activation::SIGMOID, 40.0, y));
        let small = (-40f64).exp();
        assert!((near / (-small * small) - 1.0).abs() < 1e-15 && (far / small - 1.0).abs() < 1e-15);
        let paid = |z, y| Cost::CrossEntropy.value(Activation::SIGMOID, z, y);
        assert!((paid(40.0, 1.0) / small - 1.0).abs() < 1e-15);
        assert_eq!((paid(f64::INFINITY, 1.0), paid(f64::INFINITY, 0.0)), (0.0, f64::INFINITY));
    }
}
