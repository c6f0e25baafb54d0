use super::exponential::exp_minus;
use fearless_simd::{Level, dispatch};

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
            Self::Sigmoid => {
                // The exponential of a negative number cannot overflow.
                let e = exp_minus(z.abs());
                if z < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) }
            }
        }
    }

    /// σ′(z) = e^−|z| / (1 + e^−|z|)², which keeps its relative precision where 1 − σ(z) would cancel; 0 for |z| > 708.
    #[inline(always)]
    pub fn derivative(self, z: f64) -> f64 {
        match self {
            Self::Sigmoid => {
                let e = exp_minus(z.abs());
                e / ((1.0 + e) * (1.0 + e))
            }
        }
    }

    /// σ′ of each z into `derivatives`, which is as long: the same bits as one by one, several times as fast.
    pub fn derivatives(self, z: &[f64], derivatives: &mut [f64]) {
        dispatch!(Level::new(), _ => derivatives_of(self, z, derivatives));
    }

    /// The supremum of the derivative: 1/4 for the sigmoid, reached at z = 0.
    pub fn max_derivative(self) -> f64 {
        match self {
            Self::Sigmoid => 0.25,
        }
    }
}

/// A loop that the compiler turns into vector instructions, whatever the width.
#[inline(always)]
fn derivatives_of(activation: Activation, z: &[f64], derivatives: &mut [f64]) {
    for (derivative, z) in derivatives.iter_mut().zip(z) {
        *derivative = activation.derivative(*z);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_of_a_slice_are_those_of_its_elements() {
        let z: Vec<f64> = (-80_003..80_000).map(|k| f64::from(k) * 0.01).collect();
        let mut slopes = vec![0.0; z.len()];
        Activation::Sigmoid.derivatives(&z, &mut slopes);
        let mut portable = slopes.clone();
        dispatch!(Level::baseline(), _ => derivatives_of(Activation::Sigmoid, &z, &mut portable));
        assert!(slopes.iter().zip(portable).all(|(a, b)| a.to_bits() == b.to_bits()));
        for (z, slope) in z.iter().zip(slopes) {
            assert_eq!(slope.to_bits(), Activation::Sigmoid.derivative(*z).to_bits(), "z = {z}");
        }
    }

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
