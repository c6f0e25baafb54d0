//! Fast, literal, reproducible uniform numbers: the weights of many a framework's default.
//!
//! The same eight generators as those of [`normal`](super::normal), one word for each number.

use super::ChunkStream;
use super::lanes::{LANES, Lanes, open_unit};
use multiversion::multiversion;

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
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma", "x86_64+avx2+fma"))]
pub fn weighted_sums(coefficients: &[f64], stream: ChunkStream, z: &mut [f64]) {
    let mut lanes = Lanes::new(stream);
    for group in z.chunks_mut(LANES) {
        let mut sums = [0.0; LANES];
        for c in coefficients {
            for (lane, sum) in sums.iter_mut().enumerate() {
                *sum = (open_unit(lanes.next(lane)) - 0.5).mul_add(*c, *sum);
            }
        }
        group.copy_from_slice(&sums[..group.len()]);
    }
}
