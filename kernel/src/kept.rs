//! Normals one after the other, in pieces, and sums of a piece.

use crate::fused::mul_add;
use crate::key::Starts;
use crate::normal::{GROUP, Normals, Scratch};
use fearless_simd::{Simd, SimdBase, SimdMask, f64x8};

/// Terms that are added up by themselves: part of the definition of the numbers.
pub(crate) const PIECE: usize = 1024;
/// Interleaved sums of a piece: part of the definition, too.
pub(crate) const SUMS: usize = 16;
/// Groups of normals drawn at a time, at least and at most: no part of it.
const GROUPS: [usize; 2] = [8, 96];

/// The normals of [`normal::fill`](crate::normal::fill), one after the other, without those beyond a bound.
pub(crate) struct Kept<'a, S: Simd> {
    normals: Normals<'a, S>,
    bound: f64,
    kept: [f64; PIECE + GROUPS[1] * GROUP + SUMS],
    /// Of those that are kept, the first that was not taken, and the end.
    next: usize,
    len: usize,
    /// How many will be taken.
    missing: usize,
}

impl<'a, S: Simd> Kept<'a, S> {
    /// The normals within a bound, of which so many will be taken.
    #[inline(always)]
    pub(crate) fn new(simd: S, bound: f64, missing: usize, starts: &Starts, scratch: &'a mut Scratch) -> Self {
        let normals = Normals::new(simd, starts, scratch);
        Self { normals, bound, kept: [0.0; PIECE + GROUPS[1] * GROUP + SUMS], next: 0, len: 0, missing }
    }

    /// The next ones, [`PIECE`] at most, and after them any finite numbers up to a multiple of [`SUMS`].
    #[inline(always)]
    pub(crate) fn take(&mut self, simd: S, count: usize) -> &[f64] {
        while self.len - self.next < count {
            self.kept.copy_within(self.next..self.len, 0);
            (self.next, self.len) = (0, self.len - self.next);
            let groups = (self.missing - self.len).div_ceil(GROUP).clamp(GROUPS[0], GROUPS[1]);
            let fresh = &mut self.kept[self.len..self.len + groups * GROUP];
            self.normals.weighted_sums(&[1.0], fresh.as_chunks_mut().0);
            self.len += keep_within(simd, self.bound, fresh);
        }
        let first = self.next;
        self.next += count;
        self.missing -= count;
        &self.kept[first..]
    }
}

/// Terms that are 0 fill the last of the interleaved sums: whatever number is multiplied by them is finite.
pub(crate) fn padded(coefficients: &[f64]) -> Vec<f64> {
    let mut padded = coefficients.to_vec();
    padded.resize(coefficients.len().next_multiple_of(SUMS), 0.0);
    padded
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
pub(crate) fn dot<S: Simd>(simd: S, c: &[f64], g: &[f64]) -> f64 {
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
