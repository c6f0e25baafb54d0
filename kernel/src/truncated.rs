//! Normals that are drawn again until they lie within a bound, as Keras and JAX draw weights.

use crate::fused::mul_add;
use crate::lanes::LANES;
use crate::{Key, normal};
use fearless_simd::{Level, Simd, SimdBase, SimdFrom, SimdMask, dispatch, f64x8};

/// Normals drawn at a time. Part of the definition of the numbers.
const BLOCK: usize = 4096;

/// Fills `z` with literal draws of z = Σₖ cₖgₖ: one fresh gₖ ~ N(0, 1), drawn again until |gₖ| ≤ `bound`, for each
/// coefficient of each trial.
///
/// The normals are those of [`normal::fill`], block after block, without those beyond the bound.
/// The bound is that of a law that was checked: one so narrow that hardly a normal lies within it would take for ever.
pub fn weighted_sums(coefficients: &[f64], bound: f64, stream: Key, z: &mut [f64]) {
    dispatch!(Level::new(), simd => draw(simd, coefficients, bound, stream, z));
}

#[inline(always)]
fn draw<S: Simd>(simd: S, coefficients: &[f64], bound: f64, stream: Key, z: &mut [f64]) {
    let (mut kept, mut next, mut len, mut block) = ([0.0; BLOCK], 0, 0, 0);
    for z in z {
        *z = 0.0;
        let mut rest = coefficients;
        while !rest.is_empty() {
            if next == len {
                normal::fill(&mut kept, stream.lane(block));
                (next, len, block) = (0, keep_within(simd, bound, &mut kept), block + 1);
            }
            let (now, later) = rest.split_at(rest.len().min(len - next));
            *z += dot(simd, now, &kept[next..]);
            (next, rest) = (next + now.len(), later);
        }
    }
}

/// Moves the numbers within the bound to the front, in order, and gives their number.
#[inline(always)]
fn keep_within<S: Simd>(simd: S, bound: f64, g: &mut [f64; BLOCK]) -> usize {
    let mut len = 0;
    for k in (0..BLOCK).step_by(LANES) {
        let eight = f64x8::from_slice(simd, &g[k..k + LANES]);
        let within = eight.abs().simd_le(f64x8::splat(simd, bound));
        // All eight places are written, and those behind the kept ones again by the next eight: len ≤ k.
        eight.compress(within).store_slice(&mut g[len..len + LANES]);
        len += within.to_bitmask().count_ones() as usize;
    }
    len
}

/// Σₖ cₖgₖ over the coefficients, in eight interleaved sums.
#[inline(always)]
fn dot<S: Simd>(simd: S, c: &[f64], g: &[f64]) -> f64 {
    let mut sums = f64x8::splat(simd, 0.0);
    let (c_eights, c_rest) = c.as_chunks::<LANES>();
    let (g_eights, _) = g.as_chunks::<LANES>();
    for (c, g) in c_eights.iter().zip(g_eights) {
        sums = mul_add(f64x8::simd_from(simd, *c), f64x8::simd_from(simd, *g), sums);
    }
    let rest = c_rest.iter().zip(&g[c.len() - c_rest.len()..]).map(|(c, g)| c * g);
    sums.as_slice().iter().copied().chain(rest).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::levels;

    #[test]
    fn the_normals_are_those_of_the_blocks_without_those_beyond_the_bound() {
        let stream = Key::new(7 + 0);
        for (terms, bound) in [(1, 2.0), (7, 0.5), (2000, 2.0), (3, 30.0), (9, 0.001)] {
            let coefficients: Vec<f64> = (0..terms).map(|k| f64::from(k).cos()).collect();
            let mut within = (0..).flat_map(|block| {
                let mut g = [0.0; BLOCK];
                normal::fill(&mut g, stream.lane(block));
                g.into_iter().filter(|g| g.abs() <= bound)
            });
            let mut z = [f64::NAN; 50];
            weighted_sums(&coefficients, bound, stream, &mut z);
            for z in z {
                let expected: f64 = coefficients.iter().zip(&mut within).map(|(c, g)| c * g).sum();
                assert!((z - expected).abs() < 1e-12, "{terms} terms within {bound}: {z}, {expected}");
            }
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let coefficients: Vec<f64> = (0..77).map(|k| f64::from(k).sin()).collect();
        for bound in [0.1, 1.0, 2.0, 30.0] {
            let sums = levels().into_iter().map(|level| {
                let mut z = [f64::NAN; 200];
                let stream = Key::new(7 + 1);
                dispatch!(level, simd => draw(simd, &coefficients, bound, stream, &mut z));
                z.map(f64::to_bits)
            });
            let sums: Vec<_> = sums.collect();
            assert!(sums.iter().all(|z| *z == sums[0]), "bound {bound}");
        }
    }
}
