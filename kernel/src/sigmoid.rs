//! The logistic function σ(z) = 1 / (1 + e⁻ᶻ).

use crate::exponential::exp_minus;
use crate::instruction_set::{InstructionSet, with_vectors};

/// Numbers whose series are added up side by side, term by term: one alone waits for each of its terms.
const SIDE_BY_SIDE: usize = 8;

/// σ(z), to the last bit or two for every z.
#[inline(always)]
pub fn value(z: f64) -> f64 {
    let [value] = several_values([z]);
    value
}

#[inline(always)]
fn several_values<const N: usize>(z: [f64; N]) -> [f64; N] {
    // The exponential of a negative number cannot overflow.
    let mut values = exp_minus(absolute(z));
    for k in 0..N {
        let e = values[k];
        values[k] = (if z[k] < 0.0 { e } else { 1.0 }) / (1.0 + e);
    }
    values
}

#[inline(always)]
fn absolute<const N: usize>(mut z: [f64; N]) -> [f64; N] {
    for z in &mut z {
        *z = z.abs();
    }
    z
}

/// σ of each z into `values`, which is as long: the same bits as one by one, several times as fast.
pub fn values(z: &[f64], values: &mut [f64]) {
    with_vectors!(InstructionSet::current(), _simd => values_of(z, values));
}

#[inline(always)]
fn values_of(z: &[f64], values: &mut [f64]) {
    let (many, rest) = values.as_chunks_mut::<SIDE_BY_SIDE>();
    let (many_z, rest_z) = z.as_chunks();
    for (values, z) in many.iter_mut().zip(many_z) {
        *values = several_values(*z);
    }
    for (value_of, z) in rest.iter_mut().zip(rest_z) {
        *value_of = value(*z);
    }
}

/// σ′(z) = e^−|z| / (1 + e^−|z|)², which keeps its relative precision where 1 − σ(z) would cancel, and
/// down to the smallest number; 0 for |z| > 745.13.
#[inline(always)]
pub fn derivative(z: f64) -> f64 {
    let [derivative] = several_derivatives([z]);
    derivative
}

#[inline(always)]
fn several_derivatives<const N: usize>(z: [f64; N]) -> [f64; N] {
    let mut derivatives = exp_minus(absolute(z));
    for derivative in &mut derivatives {
        let e = *derivative;
        *derivative = e / ((1.0 + e) * (1.0 + e));
    }
    derivatives
}

/// σ′ of each z into `derivatives`, which is as long: the same bits as one by one, several times as fast.
pub fn derivatives(z: &[f64], derivatives: &mut [f64]) {
    with_vectors!(InstructionSet::current(), _simd => derivatives_of(z, derivatives));
}

/// A loop that the compiler turns into vector instructions, whatever the width.
#[inline(always)]
fn derivatives_of(z: &[f64], derivatives: &mut [f64]) {
    let (many, rest) = derivatives.as_chunks_mut::<SIDE_BY_SIDE>();
    let (many_z, rest_z) = z.as_chunks();
    for (slopes, z) in many.iter_mut().zip(many_z) {
        *slopes = several_derivatives(*z);
    }
    for (slope, z) in rest.iter_mut().zip(rest_z) {
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
