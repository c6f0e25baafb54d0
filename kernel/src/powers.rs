use crate::instruction_set::{InstructionSet, with_vectors};
use fearless_simd::{Simd, SimdBase, SimdFrom, f64x8};

/// Σ (z − c)ᵏ, k = 1…4, over every eighth z from the first on, from the second on, and so forth.
pub fn power_sums(center: f64, z: &[f64]) -> [[f64; 8]; 4] {
    with_vectors!(InstructionSet::current(), simd => sums(simd, center, z))
}

#[inline(always)]
fn sums<S: Simd>(simd: S, center: f64, z: &[f64]) -> [[f64; 8]; 4] {
    let mut sums = [f64x8::splat(simd, 0.0); 4];
    let (eights, rest) = z.as_chunks();
    for z in eights {
        add_powers(&mut sums, f64x8::simd_from(simd, *z) - center);
    }
    if !rest.is_empty() {
        // The centre adds nothing.
        let mut last = [center; 8];
        last[..rest.len()].copy_from_slice(rest);
        add_powers(&mut sums, f64x8::simd_from(simd, last) - center);
    }
    sums.map(|sum| sum.into())
}

#[inline(always)]
fn add_powers<S: Simd>(sums: &mut [f64x8<S>; 4], d: f64x8<S>) {
    let d2 = d * d;
    for (sum, power) in sums.iter_mut().zip([d, d2, d2 * d, d2 * d2]) {
        *sum += power;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_of_instructions_gives_the_same_bits() {
        for length in [1, 7, 8, 9, 1003] {
            let z: Vec<f64> = (0..length).map(|k| (f64::from(k) * 0.37).sin() + 0.1).collect();
            assert_eq!(power_sums(3.0, &z), with_vectors!(InstructionSet::Portable, simd => sums(simd, 3.0, &z)));
        }
    }
}
