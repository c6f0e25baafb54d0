use super::Matrix;
use crate::model::Activation;
use libm::{exp, log1p};

/// What is paid for an output a where y was wanted; a function of z, with a = σ(z), so that no digit is lost near 0 and 1.
///
/// ```
/// use saturation::model::{Activation, Cost};
/// let paid = |z| Cost::CrossEntropy.value(Activation::Sigmoid, z, 1.0);
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
    /// The cost of one output: ½(σ(z) − y)², or y ln(1 + e⁻ᶻ) + (1 − y) ln(1 + eᶻ).
    pub fn value(self, activation: Activation, z: f64, y: f64) -> f64 {
        match (self, activation) {
            (Self::Quadratic, _) => 0.5 * difference(activation, z, y).powi(2),
            (Self::CrossEntropy, Activation::Sigmoid) => {
                let softplus = |z: f64| z.max(0.0) + log1p(exp(-z.abs()));
                // A target of 0 or 1 leaves one term, whatever z the other has.
                let term = |weight: f64, z| if weight == 0.0 { 0.0 } else { weight * softplus(z) };
                term(y, -z) + term(1.0 - y, z)
            }
        }
    }

    /// δ = ∂C/∂z of one output: (σ(z) − y) σ′(z) for the quadratic cost, σ(z) − y for the cross-entropy.
    ///
    /// In the second, ∂C/∂a = (a − y) / (a(1 − a)), and the sigmoid's σ′ = a(1 − a) cancels the denominator.
    pub fn error(self, activation: Activation, z: f64, y: f64) -> f64 {
        let difference = difference(activation, z, y);
        match (self, activation) {
            (Self::Quadratic, _) => difference * activation.derivative(z),
            (Self::CrossEntropy, Activation::Sigmoid) => difference,
        }
    }

    /// [`Cost::error`] of each z and the y in its place, bit for bit, with a = σ(z) given.
    pub(super) fn errors(self, activation: Activation, z: &Matrix, a: &Matrix, targets: &[&[f64]]) -> Matrix {
        let opposite = z.mapped(|z, opposite| {
            let minus: Vec<f64> = z.iter().map(|z| -z).collect();
            activation.values(&minus, opposite);
        });
        let mut errors = a.clone();
        for (i, y) in targets.iter().enumerate() {
            for ((error, opposite), y) in errors.row_mut(i).iter_mut().zip(opposite.row(i)).zip(*y) {
                *error = (1.0 - y) * *error - y * opposite;
            }
        }
        match (self, activation) {
            (Self::Quadratic, _) => {
                errors.combine(&z.mapped(|z, to| activation.derivatives(z, to)), |error, slope| error * slope)
            }
            (Self::CrossEntropy, Activation::Sigmoid) => {}
        }
        errors
    }
}

/// σ(z) − y as (1 − y) σ(z) − y σ(−z): nothing cancels where a target of 1 is nearly reached.
fn difference(activation: Activation, z: f64, y: f64) -> f64 {
    match activation {
        Activation::Sigmoid => (1.0 - y) * activation.value(z) - y * activation.value(-z),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_slope_of_the_cost() {
        for cost in [Cost::Quadratic, Cost::CrossEntropy] {
            for (z, y) in (-80..=80).flat_map(|k| [0.0, 0.3, 1.0].map(|y| (f64::from(k) / 10.0, y))) {
                let (value, h) = (|z| cost.value(Activation::Sigmoid, z, y), 1e-5);
                let slope = (value(z + h) - value(z - h)) / (2.0 * h);
                assert!((cost.error(Activation::Sigmoid, z, y) - slope).abs() < 1e-9, "{cost:?}: {z} {y}");
            }
        }
    }

    #[test]
    fn errors_of_a_matrix_are_those_of_its_elements() {
        let z = Matrix::from_fn(3, 11, |i, j| (i as f64 - 1.0) * (j as f64 * 4.0 - 1.5));
        let targets = Matrix::from_fn(3, 11, |i, j| [0.0, 1.0, 0.3][(i + j) % 3]);
        let a = z.mapped(|z, to| Activation::Sigmoid.values(z, to));
        for cost in [Cost::Quadratic, Cost::CrossEntropy] {
            let each = Matrix::from_fn(3, 11, |i, j| cost.error(Activation::Sigmoid, z[(i, j)], targets[(i, j)]));
            assert_eq!(cost.errors(Activation::Sigmoid, &z, &a, &targets.iter().collect::<Vec<_>>()), each);
        }
    }

    #[test]
    fn costs_keep_their_digits_far_out() {
        let [near, far] = [1.0, 0.0].map(|y| Cost::Quadratic.error(Activation::Sigmoid, 40.0, y));
        let small = (-40f64).exp();
        assert!((near / (-small * small) - 1.0).abs() < 1e-15 && (far / small - 1.0).abs() < 1e-15);
        let paid = |z, y| Cost::CrossEntropy.value(Activation::Sigmoid, z, y);
        assert!((paid(40.0, 1.0) / small - 1.0).abs() < 1e-15);
        assert_eq!((paid(f64::INFINITY, 1.0), paid(f64::INFINITY, 0.0)), (0.0, f64::INFINITY));
    }
}
