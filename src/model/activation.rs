use libm::{log, log1p};
use saturation_kernel::sigmoid;

/// The function that a neuron applies to its pre-activation z.
///
/// ```
/// use saturation::model::Activation;
/// assert_eq!(Activation::Sigmoid.value(0.0), 0.5);
/// assert_eq!(Activation::Sigmoid.derivative(0.0), 0.25);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// The logistic function σ(z) = 1 / (1 + e⁻ᶻ), with σ′(z) = σ(z)(1 − σ(z)).
    Sigmoid,
}

impl Activation {
    /// σ(z), to the last bit or two for every z.
    pub fn value(self, z: f64) -> f64 {
        match self {
            Self::Sigmoid => sigmoid::value(z),
        }
    }

    /// σ′(z) = e^−|z| / (1 + e^−|z|)², which keeps its relative precision where 1 − σ(z) would cancel, and
    /// down to the smallest number; 0 for |z| > 745.13.
    pub fn derivative(self, z: f64) -> f64 {
        match self {
            Self::Sigmoid => sigmoid::derivative(z),
        }
    }

    /// σ′ of each z into `derivatives`, which is as long: the same bits as one by one, several times as fast.
    pub fn derivatives(self, z: &[f64], derivatives: &mut [f64]) {
        match self {
            Self::Sigmoid => sigmoid::derivatives(z, derivatives),
        }
    }

    /// The name of its derivative among quantities that are kept.
    pub fn derivative_name(self) -> &'static str {
        match self {
            Self::Sigmoid => "sigmoid_derivative",
        }
    }

    /// σ of each z into `values`, which is as long: the same bits as one by one, several times as fast.
    pub fn values(self, z: &[f64], values: &mut [f64]) {
        match self {
            Self::Sigmoid => sigmoid::values(z, values),
        }
    }

    /// The supremum of the derivative: 1/4 for the sigmoid, reached at z = 0.
    pub fn max_derivative(self) -> f64 {
        match self {
            Self::Sigmoid => 0.25,
        }
    }

    /// The z ≥ 0 at which the derivative is τ, for τ below its supremum: it is smaller exactly where |z| is larger.
    pub fn z_at(self, tau: f64) -> f64 {
        match self {
            Self::Sigmoid => {
                // (1 + r)/(1 − r) − 1 = 2r/(1 − r) = r(1 + r)/2τ, because 1 − r² = 4τ: nothing cancels, at either end.
                let r = (1.0 - 4.0 * tau).sqrt();
                // A τ so small that this overflows has r = 1, and z = ln(1/τ).
                if tau < 1e-290 { -log(tau) } else { log1p(r * (1.0 + r) / (2.0 * tau)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derivative_is_the_slope_and_never_above_its_maximum() {
        let sigmoid = Activation::Sigmoid;
        for k in -4000..=4000 {
            let z = f64::from(k) / 100.0;
            let h = 1e-5;
            let slope = (sigmoid.value(z + h) - sigmoid.value(z - h)) / (2.0 * h);
            assert!((sigmoid.derivative(z) - slope).abs() < 1e-10, "z = {z}");
            assert!(sigmoid.derivative(z) <= sigmoid.max_derivative(), "z = {z}");
            assert!((sigmoid.value(z) + sigmoid.value(-z) - 1.0).abs() < 1e-15, "z = {z}");
        }
    }

    #[test]
    fn far_out_the_derivative_is_small_and_positive() {
        assert!(Activation::Sigmoid.derivative(700.0) > 0.0);
        assert_eq!(Activation::Sigmoid.derivative(f64::INFINITY), 0.0);
        assert_eq!(Activation::Sigmoid.value(f64::NEG_INFINITY), 0.0);
    }
}
