//! Fast, literal, reproducible uniform numbers: the weights of many a framework's default.
//!
//! The same eight generators as those of [`normal`](super::normal), one word for each number.

use crate::Key;
use crate::fused::mul_add;
use crate::instruction_set::{InstructionSet, with_vectors};
use crate::key::Starts;
use crate::lanes::{FRACTION, Floats, LANES, Lanes, OpenUnit, float_constant, word_constant};
use fearless_simd::{Simd, SimdBase};

/// Fills `z` with literal draws of z = Σₖ cₖuₖ: one fresh uₖ, uniform on (−½, ½), for each coefficient of each trial.
///
/// Each u is the middle of one of 2⁵² equal intervals, exactly. Trials are drawn in groups of [`LANES`], of which the
/// last may be used in part. All instruction sets give the same numbers, bit for bit.
///
/// ```
/// use saturation_kernel::{Key, uniform};
/// let mut z = [0.0; 1000];
/// uniform::weighted_sums(&[2.0], Key::new([7; 32], 0), &mut z);
/// assert!(z.iter().all(|z| z.abs() < 1.0));
/// ```
pub fn weighted_sums(coefficients: &[f64], stream: Key, z: &mut [f64]) {
    weighted_sums_with(InstructionSet::current(), coefficients, stream, z);
}

/// [`weighted_sums`] by this instruction set, or by the portable one if the CPU lacks it.
pub fn weighted_sums_with(set: InstructionSet, coefficients: &[f64], stream: Key, z: &mut [f64]) {
    let starts = stream.starts(set);
    with_vectors!(set, simd => draw(simd, coefficients, &starts, z));
}

/// Fills `words` with the generators' own words, all lanes by turns: what every number is made from.
///
/// ```
/// use saturation_kernel::{Key, uniform};
/// let mut words = [0; 100];
/// uniform::words(Key::new([7; 32], 0), &mut words);
/// assert!(words.iter().any(|word| word >> 63 == 1));
/// ```
pub fn words(stream: Key, words: &mut [u64]) {
    let set = InstructionSet::current();
    let starts = stream.starts(set);
    with_vectors!(set, simd => draw_words(simd, &starts, words));
}

#[inline(always)]
fn draw<S: Simd>(simd: S, coefficients: &[f64], starts: &Starts, z: &mut [f64]) {
    let mut lanes = Lanes::new(simd, starts);
    let open_unit = OpenUnit::new(simd, word_constant(simd, FRACTION));
    let half: Floats<S> = float_constant(simd, 0.5);
    let (groups, rest) = z.as_chunks_mut::<LANES>();
    let mut last = [0.0; LANES];
    let partial = if rest.is_empty() { None } else { Some(&mut last) };
    for group in groups.iter_mut().chain(partial) {
        let mut sums = Floats::splat(simd, 0.0);
        for c in coefficients {
            let u = open_unit.of(lanes.next()) - half;
            sums = mul_add(simd, u, Floats::splat(simd, *c), sums);
        }
        *group = sums.into();
    }
    rest.copy_from_slice(&last[..rest.len()]);
}

#[inline(always)]
fn draw_words<S: Simd>(simd: S, starts: &Starts, words: &mut [u64]) {
    let mut lanes = Lanes::new(simd, starts);
    for group in words.chunks_mut(LANES) {
        let drawn: [u64; LANES] = lanes.next().into();
        group.copy_from_slice(&drawn[..group.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        for length in [1, 8, 43] {
            let sums = InstructionSet::available().map(|set| {
                let mut z = vec![f64::NAN; length];
                weighted_sums_with(set, &[0.3, -7.0, 1e-3], Key::new([7; 32], 1), &mut z);
                z.into_iter().map(f64::to_bits).collect::<Vec<_>>()
            });
            let sums: Vec<_> = sums.collect();
            assert!(sums.iter().all(|z| *z == sums[0]), "{length} trials");
        }
    }

    #[test]
    fn fewer_words_are_the_beginning_of_more() {
        let stream = Key::new([7; 32], 1);
        let mut all = [0; 100];
        words(stream, &mut all);
        for length in [0, 1, 7, 8, 61] {
            let mut some = vec![0; length];
            words(stream, &mut some);
            assert_eq!(some, all[..length]);
        }
    }
}
