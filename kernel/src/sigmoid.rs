//! The logistic function σ(z) = 1 / (1 + e⁻ᶻ).

use crate::exponential::exp_minus;
use crate::instruction_set::{InstructionSet, with_vectors};

/// Numbers whose exponentials are computed side by side: one alone waits for each term of its series.
const SIDE_BY_SIDE: usize = 32;

/// σ(z), to the last bit or two for every z.
#[inline(always)]
pub fn value(z: f64) -> f64 {
    several::<false, 1>([z])[0]
}

/// σ of each z into `values`, which is as long: the same bits as one by one, and for many numbers much faster.
pub fn values(z: &[f64], values: &mut [f64]) {
    with_vectors!(InstructionSet::current(), _simd => all::<false>(z, values));
}

/// σ′(z) = e^−|z| / (1 + e^−|z|)², which keeps its relative precision where 1 − σ(z) would cancel, and
/// down to the smallest number; 0 for |z| > 745.13.
#[inline(always)]
pub fn derivative(z: f64) -> f64 {
    several::<true, 1>([z])[0]
}

/// σ′ of each z into `derivatives`, which is as long: the same bits as one by one, and for many numbers much faster.
pub fn derivatives(z: &[f64], derivatives: &mut [f64]) {
    with_vectors!(InstructionSet::current(), _simd => all::<true>(z, derivatives));
}

/// σ of each z, or σ′.
#[inline(always)]
fn all<const DERIVATIVE: bool>(z: &[f64], values: &mut [f64]) {
    let length = z.len().min(values.len());
    let (z, values) = (&z[..length], &mut values[..length]);
    let (many, rest) = values.as_chunks_mut::<SIDE_BY_SIDE>();
    let (many_z, rest_z) = z.as_chunks();
    for (values, z) in many.iter_mut().zip(many_z) {
        *values = several::<DERIVATIVE, SIDE_BY_SIDE>(*z);
    }
    if !rest.is_empty() {
        let mut z = [0.0; SIDE_BY_SIDE];
        z[..rest.len()].copy_from_slice(rest_z);
        rest.copy_from_slice(&several::<DERIVATIVE, SIDE_BY_SIDE>(z)[..rest.len()]);
    }
}

/// The same of a few, in loops that the compiler turns into vector instructions.
#[inline(always)]
fn several<const DERIVATIVE: bool, const N: usize>(z: [f64; N]) -> [f64; N] {
    let mut absolute = z;
    for z in &mut absolute {
        *z = z.abs();
    }
    // The exponential of a negative number cannot overflow.
    let mut values = exp_minus(absolute);
    for (value, z) in values.iter_mut().zip(z) {
        let e = *value;
        *value = if DERIVATIVE { e / ((1.0 + e) * (1.0 + e)) } else { (if z < 0.0 { e } else { 1.0 }) / (1.0 + e) };
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_derivatives_of_a_slice_are_those_of_its_elements() {
        for length in [0, 1, 31, 32, 33] {
            let z: Vec<f64> = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 1.0].repeat(7)[..length].to_vec();
            let (mut sigmas, mut slopes) = (vec![0.0; length], vec![0.0; length]);
            values(&z, &mut sigmas);
            derivatives(&z, &mut slopes);
            for ((z, sigma), slope) in z.iter().zip(sigmas).zip(slopes) {
                assert!(sigma.to_bits() == value(*z).to_bits() || z.is_nan() && sigma.is_nan(), "z = {z}");
                assert!(slope.to_bits() == derivative(*z).to_bits() || z.is_nan() && slope.is_nan(), "z = {z}");
            }
        }
        let z: Vec<f64> = (-80_003..80_000).map(|k| f64::from(k) * 0.01).collect();
        let mut sigmas = vec![0.0; z.len()];
        values(&z, &mut sigmas);
        let mut portable = sigmas.clone();
        with_vectors!(InstructionSet::Portable, _simd => all::<false>(&z, &mut portable));
        assert!(sigmas.iter().zip(portable).all(|(a, b)| a.to_bits() == b.to_bits()));
        for (z, sigma) in z.iter().zip(sigmas) {
            assert_eq!(sigma.to_bits(), value(*z).to_bits(), "z = {z}");
        }
        let mut slopes = vec![0.0; z.len()];
        derivatives(&z, &mut slopes);
        let mut portable = slopes.clone();
        with_vectors!(InstructionSet::Portable, _simd => all::<true>(&z, &mut portable));
        assert!(slopes.iter().zip(portable).all(|(a, b)| a.to_bits() == b.to_bits()));
        for (z, slope) in z.iter().zip(slopes) {
            assert_eq!(slope.to_bits(), derivative(*z).to_bits(), "z = {z}");
        }
    }
}
