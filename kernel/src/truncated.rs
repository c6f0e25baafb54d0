//! Normals that are drawn again until they lie within a bound, as Keras and JAX draw weights.

use crate::Key;
use crate::instruction_set::{InstructionSet, with_vectors};
use crate::kept::{Kept, PIECE, dot, padded};
use crate::key::Starts;
use crate::normal::Scratch;
use fearless_simd::Simd;

/// Fills `z` with literal draws of z = Σₖ cₖgₖ: one fresh gₖ ~ N(0, 1), drawn again until |gₖ| ≤ `bound`, for each
/// coefficient of each trial.
///
/// The normals are those of [`normal::fill`](crate::normal::fill), one after the other, without those beyond the bound. A
/// sum is that of pieces of 1024 terms, and a piece has 16 interleaved sums.
/// The bound is that of a law that was checked: one so narrow that hardly a normal lies within it would take for ever.
pub fn weighted_sums(coefficients: &[f64], bound: f64, stream: Key, z: &mut [f64]) {
    weighted_sums_with(InstructionSet::current(), coefficients, bound, stream, z);
}

/// [`weighted_sums`] by this instruction set, or by the portable one if the CPU lacks it.
pub fn weighted_sums_with(set: InstructionSet, coefficients: &[f64], bound: f64, stream: Key, z: &mut [f64]) {
    let starts = stream.starts(set);
    with_vectors!(set, simd => draw(simd, coefficients, bound, &starts, z));
}

#[inline(always)]
fn draw<S: Simd>(simd: S, coefficients: &[f64], bound: f64, starts: &Starts, z: &mut [f64]) {
    let mut scratch = Scratch::EMPTY;
    let padded = padded(coefficients);
    let mut normals = Kept::new(simd, bound, coefficients.len() * z.len(), starts, &mut scratch);
    for z in z {
        *z = 0.0;
        for (piece, c) in coefficients.chunks(PIECE).zip(padded.chunks(PIECE)) {
            *z += dot(simd, c, normals.take(simd, piece.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normal;

    #[test]
    fn the_normals_are_those_of_the_stream_without_those_beyond_the_bound() {
        let stream = Key::new([7; 32], 0);
        for (terms, bound) in [(1, 2.0), (7, 0.5), (2000, 2.0), (3, 30.0), (9, 0.1)] {
            let coefficients: Vec<f64> = (0..terms).map(|k| f64::from(k).cos()).collect();
            let mut g = vec![0.0; 200_000];
            normal::fill(&mut g, stream);
            let mut within = g.into_iter().filter(|g| g.abs() <= bound);
            let mut z = [f64::NAN; 50];
            weighted_sums(&coefficients, bound, stream, &mut z);
            for z in z {
                assert!(within.clone().nth(terms as usize).is_some(), "{terms} terms within {bound}");
                let expected: f64 = coefficients.iter().zip(&mut within).map(|(c, g)| c * g).sum();
                assert!((z - expected).abs() < 1e-12, "{terms} terms within {bound}: {z}, {expected}");
            }
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let coefficients: Vec<f64> = (0..77).map(|k| f64::from(k).sin()).collect();
        for bound in [0.1, 1.0, 2.0, 30.0] {
            let sums = InstructionSet::available().map(|set| {
                let mut z = [f64::NAN; 200];
                weighted_sums_with(set, &coefficients, bound, Key::new([7; 32], 1), &mut z);
                z.map(f64::to_bits)
            });
            let sums: Vec<_> = sums.collect();
            assert!(sums.iter().all(|z| *z == sums[0]), "bound {bound}");
        }
    }
}
