//! Fast, literal, reproducible uniform numbers: the weights of many a framework's default.
//!
//! The same eight generators as those of [`normal`](super::normal), one word for each number.

use super::ChunkStream;
use super::lanes::{LANES, Lanes, OpenUnit};
use fearless_simd::{Level, Simd, SimdBase, SimdFloat, dispatch, f64x8};

/// Fills `z` with literal draws of z = Σₖ cₖuₖ: one fresh uₖ, uniform on (−½, ½), for each coefficient of each trial.
///
/// Each u is the middle of one of 2⁵² equal intervals, exactly. Trials are drawn in groups of [`LANES`], of which the
/// last may be used in part. All builds give the same numbers, bit for bit.
///
/// ```
/// use saturation::sampling::{Stream, uniform};
/// let mut z = [0.0; 1000];
/// uniform::weighted_sums(&[2.0], Stream::new(7, "doc").chunk(0), &mut z);
/// assert!(z.iter().all(|z| z.abs() < 1.0));
/// ```
pub fn weighted_sums(coefficients: &[f64], stream: ChunkStream, z: &mut [f64]) {
    dispatch!(Level::new(), simd => draw(simd, coefficients, stream, z));
}

#[inline(always)]
fn draw<S: Simd>(simd: S, coefficients: &[f64], stream: ChunkStream, z: &mut [f64]) {
    let mut lanes = Lanes::new(simd, stream);
    let open_unit = OpenUnit::new(simd);
    let half = f64x8::splat(simd, 0.5);
    for group in z.chunks_mut(LANES) {
        let mut sums = f64x8::splat(simd, 0.0);
        for c in coefficients {
            let u = open_unit.of(lanes.next()) - half;
            sums = u.mul_add_precise(f64x8::splat(simd, *c), sums);
        }
        group.copy_from_slice(&sums.as_slice()[..group.len()]);
    }
}
