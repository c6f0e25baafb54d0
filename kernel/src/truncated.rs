//! Normals that are drawn again until they lie within a bound, as Keras and JAX draw weights.

use crate::Key;
use crate::fused::mul_add;
use crate::instruction_set::{InstructionSet, with_vectors};
use crate::key::Starts;
use crate::normal::{GROUP, Normals, Rows};
use fearless_simd::{Simd, SimdBase, SimdMask, f64x8};

/// Terms that are added up by themselves: part of the definition of the numbers.
const PIECE: usize = 1024;
/// Interleaved sums of a piece: part of the definition, too.
const SUMS: usize = 16;
/// Groups of normals drawn at a time, at least and at most: no part of it.
const GROUPS: [usize; 2] = [8, 96];

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
    let mut rows = Rows::EMPTY;
    let mut normals = Normals::new(simd, starts, &mut rows);
    // Terms that are 0 fill the last of the interleaved sums: whatever number is multiplied by them is finite.
    let mut padded = coefficients.to_vec();
    padded.resize(coefficients.len().next_multiple_of(SUMS), 0.0);
    let mut kept = [0.0; PIECE + GROUPS[1] * GROUP + SUMS];
    let (mut next, mut len) = (0, 0);
    let mut missing = coefficients.len() * z.len();
    for z in z {
        *z = 0.0;
        for (piece, c) in coefficients.chunks(PIECE).zip(padded.chunks(PIECE)) {
            while len - next < piece.len() {
                kept.copy_within(next..len, 0);
                (next, len) = (0, len - next);
                let groups = (missing - len).div_ceil(GROUP).clamp(GROUPS[0], GROUPS[1]);
                let fresh = &mut kept[len..len + groups * GROUP];
                normals.weighted_sums(&[1.0], fresh.as_chunks_mut().0);
                len += keep_within(simd, bound, fresh);
            }
            *z += dot(simd, c, &kept[next..]);
            next += piece.len();
            missing -= piece.len();
        }
    }
}

/// Moves the numbers within the bound to the front, in order, and gives their number.
#[inline(always)]
fn keep_within<S: Simd>(simd: S, bound: f64, g: &mut [f64]) -> usize {
    let bound = S::f64s::splat(simd, bound);
    let mut len = 0;
    for k in (0..g.len()).step_by(S::f64s::LEN) {
        let some = S::f64s::from_slice(simd, &g[k..k + S::f64s::LEN]);
        let within = some.abs().simd_le(bound);
        // All places are written, and those behind the kept ones again by the next: len ≤ k.
        some.compress(within).store_slice(&mut g[len..len + S::f64s::LEN]);
        len += within.to_bitmask().count_ones() as usize;
    }
    len
}

/// Σₖ cₖgₖ over the coefficients, a multiple of [`SUMS`], as that many interleaved sums, then halves of them.
#[inline(always)]
fn dot<S: Simd>(simd: S, c: &[f64], g: &[f64]) -> f64 {
    let mut sums = [f64x8::splat(simd, 0.0); 2];
    for (c, g) in c.as_chunks::<SUMS>().0.iter().zip(g.as_chunks::<SUMS>().0) {
        for (half, sums) in sums.iter_mut().enumerate() {
            let eight = |row: &[f64; SUMS]| f64x8::from_slice(simd, &row[8 * half..8 * half + 8]);
            *sums = mul_add(simd, eight(c), eight(g), *sums);
        }
    }
    let [s0, s1, s2, s3, s4, s5, s6, s7]: [f64; 8] = (sums[0] + sums[1]).into();
    ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))
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
