//! The logistic function σ(z) = 1 / (1 + e⁻ᶻ).

use crate::exponential::exp_minus;
use crate::instruction_set::{InstructionSet, with_vectors};

/// σ(z), to the last bit or two for every z.
#[inline(always)]
pub fn value(z: f64) -> f64 {
    // The exponential of a negative number cannot overflow.
    let e = exp_minus(z.abs());
    if z < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) }
}

/// σ of each z into `values`, which is as long: the same bits as one by one, several times as fast.
pub fn values(z: &[f64], values: &mut [f64]) {
    with_vectors!(InstructionSet::current(), _simd => values_of(z, values));
}

#[inline(always)]
fn values_of(z: &[f64], values: &mut [f64]) {
    for (value_of, z) in values.iter_mut().zip(z) {
        *value_of = value(*z);
    }
}

/// σ′(z) = e^−|z| / (1 + e^−|z|)², which keeps its relative precision where 1 − σ(z) would cancel, and
/// down to the smallest number; 0 for |z| > 745.13.
#[inline(always)]
pub fn derivative(z: f64) -> f64 {
    let e = exp_minus(z.abs());
    e / ((1.0 + e) * (1.0 + e))
}

/// σ′ of each z into `derivatives`, which is as long: the same bits as one by one, several times as fast.
pub fn derivatives(z: &[f64], derivatives: &mut [f64]) {
    with_vectors!(InstructionSet::current(), _simd => derivatives_of(z, derivatives));
}

/// A loop that the compiler turns into vector instructions, whatever the width.
#[inline(always)]
fn derivatives_of(z: &[f64], derivatives: &mut [f64]) {
    for (slope, z) in derivatives.iter_mut().zip(z) {
        *slope = derivative(*z);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_derivatives_of_a_slice_are_those_of_its_elements() {
        let z: Vec<f64> = (-80_003..80_000).map(|k| f64::from(k) * 0.01).collect();
        let mut sigmas = vec![0.0; z.len()];
        values(&z, &mut sigmas);
        let mut portable = sigmas.clone();
        with_vectors!(InstructionSet::Portable, _simd => values_of(&z, &mut portable));
        assert!(sigmas.iter().zip(portable).all(|(a, b)| a.to_bits() == b.to_bits()));
        for (z, sigma) in z.iter().zip(sigmas) {
            assert_eq!(sigma.to_bits(), value(*z).to_bits(), "z = {z}");
        }
        let mut slopes = vec![0.0; z.len()];
        derivatives(&z, &mut slopes);
        let mut portable = slopes.clone();
        with_vectors!(InstructionSet::Portable, _simd => derivatives_of(&z, &mut portable));
        assert!(slopes.iter().zip(portable).all(|(a, b)| a.to_bits() == b.to_bits()));
        for (z, slope) in z.iter().zip(slopes) {
            assert_eq!(slope.to_bits(), derivative(*z).to_bits(), "z = {z}");
        }
    }
}
