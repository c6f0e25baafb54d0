//! Fast, literal, reproducible uniform numbers: the weights of many a framework's default.
//!
//! The same eight generators as those of [`normal`](super::normal), one word for each number.

use crate::Key;
use crate::fused::mul_add;
use crate::lanes::{FRACTION, LANES, Lanes, OpenUnit, float_constant, word_constant};
use fearless_simd::{Level, Simd, SimdBase, dispatch, f64x8};

/// Fills `z` with literal draws of z = Σₖ cₖuₖ: one fresh uₖ, uniform on (−½, ½), for each coefficient of each trial.
///
/// Each u is the middle of one of 2⁵² equal intervals, exactly. Trials are drawn in groups of [`LANES`], of which the
/// last may be used in part. All builds give the same numbers, bit for bit.
///
/// ```
/// use saturation_kernel::{Key, uniform};
/// let mut z = [0.0; 1000];
/// uniform::weighted_sums(&[2.0], Key::new(7 + 0), &mut z);
/// assert!(z.iter().all(|z| z.abs() < 1.0));
/// ```
pub fn weighted_sums(coefficients: &[f64], stream: Key, z: &mut [f64]) {
    dispatch!(Level::new(), simd => draw(simd, coefficients, stream, z));
}

#[inline(always)]
fn draw<S: Simd>(simd: S, coefficients: &[f64], stream: Key, z: &mut [f64]) {
    let mut lanes = Lanes::new(simd, stream);
    let open_unit = OpenUnit::new(simd, word_constant(simd, FRACTION));
    let half = float_constant(simd, 0.5);
    let (groups, rest) = z.as_chunks_mut::<LANES>();
    let mut last = [0.0; LANES];
    let partial = if rest.is_empty() { None } else { Some(&mut last) };
    for group in groups.iter_mut().chain(partial) {
        let mut sums = f64x8::splat(simd, 0.0);
        for c in coefficients {
            let u = open_unit.of(lanes.next()) - half;
            sums = mul_add(u, f64x8::splat(simd, *c), sums);
        }
        *group = sums.into();
    }
    rest.copy_from_slice(&last[..rest.len()]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::levels;

    #[test]
    fn every_level_gives_the_same_bits() {
        for length in [1, 8, 43] {
            let sums = levels().into_iter().map(|level| {
                let mut z = vec![f64::NAN; length];
                let stream = Key::new(7 + 1);
                dispatch!(level, simd => draw(simd, &[0.3, -7.0, 1e-3], stream, &mut z));
                z.into_iter().map(f64::to_bits).collect::<Vec<_>>()
            });
            let sums: Vec<_> = sums.collect();
            assert!(sums.iter().all(|z| *z == sums[0]), "{length} trials");
        }
    }
}
