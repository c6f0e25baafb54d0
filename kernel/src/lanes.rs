use crate::Key;
use fearless_simd::{Bytes, Simd, SimdBase, SimdFrom, f64x8, u64x8};
use std::hint::black_box;

/// Generators side by side. Part of the definition of the numbers: another count gives other draws from the same seed.
pub const LANES: usize = 8;

/// [`LANES`] xoshiro256++ generators (Blackman and Vigna, 2021), stored word by word so that a lane is a column.
///
/// Lane ℓ of a chunk starts from the words of [`Key::lane`]`(ℓ)`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes<S: Simd>([u64x8<S>; 4]);

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, stream: Key) -> Self {
        let mut state = [[0; LANES]; 4];
        for lane in 0..LANES {
            for (row, word) in state.iter_mut().zip(stream.lane(lane).seed_words()) {
                row[lane] = word;
            }
        }
        Self(state.map(|row| u64x8::simd_from(simd, row)))
    }

    /// The next word of each lane.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> u64x8<S> {
        let [s0, s1, s2, s3] = &mut self.0;
        let word = rotate_left(*s0 + *s3, 23) + *s0;
        let t = *s1 << 17;
        *s2 ^= *s0;
        *s3 ^= *s1;
        *s1 ^= *s2;
        *s0 ^= *s3;
        *s2 ^= t;
        *s3 = rotate_left(*s3, 45);
        word
    }
}

#[inline(always)]
fn rotate_left<S: Simd>(word: u64x8<S>, bits: u32) -> u64x8<S> {
    word << bits | word >> (64 - bits)
}

/// A constant in every lane, which the compiler is not to know: what it knows it loads anew at each use by a broadcast,
/// and on Zen 4 that takes the place of a product. What it does not, it keeps in a register or on the stack.
#[inline(always)]
pub(crate) fn float_constant<S: Simd>(simd: S, value: f64) -> f64x8<S> {
    f64x8::splat(simd, black_box(value))
}

/// The same for whole numbers, and for the bits of others.
#[inline(always)]
pub(crate) fn word_constant<S: Simd>(simd: S, value: u64) -> u64x8<S> {
    u64x8::splat(simd, black_box(value))
}

/// The number of these bits.
#[inline(always)]
pub(crate) fn float<S: Simd>(bits: u64x8<S>) -> f64x8<S> {
    bits.bitcast()
}

/// The fraction bits of an `f64`.
pub(crate) const FRACTION: u64 = (1 << 52) - 1;
/// The bits of 1.0: with any fraction, a number in [1, 2).
pub(crate) const ONE: u64 = 1.0f64.to_bits();

/// Uniform numbers in (0, 1) from the lower 52 bits: the middle of one of 2⁵² equal intervals, exactly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenUnit<S: Simd> {
    fraction: u64x8<S>,
    one: u64x8<S>,
    below_one: f64x8<S>,
}

impl<S: Simd> OpenUnit<S> {
    /// From [`FRACTION`] in every lane, which others have as well: each constant takes a register.
    #[inline(always)]
    pub(crate) fn new(simd: S, fraction: u64x8<S>) -> Self {
        Self { fraction, one: word_constant(simd, ONE), below_one: float_constant(simd, 1.0 - f64::EPSILON / 2.0) }
    }

    #[inline(always)]
    pub(crate) fn of(&self, word: u64x8<S>) -> f64x8<S> {
        float((word & self.fraction) + self.one) - self.below_one
    }
}

/// The instructions that this machine runs, to see that all give the same bits.
#[cfg(test)]
pub(crate) fn levels() -> Vec<fearless_simd::Level> {
    use fearless_simd::Level;
    let best = Level::new();
    #[cfg(target_arch = "x86_64")]
    let others = [best.as_avx2().map(Level::Avx2), best.as_sse4_2().map(Level::Sse4_2)];
    #[cfg(not(target_arch = "x86_64"))]
    let others = [None];
    [best, Level::baseline()].into_iter().chain(others.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    use fearless_simd::{Level, dispatch};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::{Rng, SeedableRng};

    #[inline(always)]
    fn compare<S: Simd>(simd: S, stream: Key) {
        let mut lanes = Lanes::new(simd, stream);
        let published = |lane| {
            let mut bytes = [0; 32];
            for (bytes, word) in bytes.chunks_mut(8).zip(stream.lane(lane).seed_words()) {
                bytes.copy_from_slice(&word.to_le_bytes());
            }
            Xoshiro256PlusPlus::from_seed(bytes)
        };
        let mut published: Vec<_> = (0..LANES).map(published).collect();
        for _ in 0..10_000 {
            for (lane, word) in lanes.next().as_slice().iter().enumerate() {
                assert_eq!(*word, published[lane].next_u64());
            }
        }
    }

    #[test]
    fn every_lane_is_xoshiro256plusplus_word_by_word() {
        for (seed, chunk) in [(0, 0), (501, 7), (u64::MAX, u64::MAX)] {
            let stream = Key::new(seed ^ chunk);
            for level in levels() {
                dispatch!(level, simd => compare(simd, stream));
            }
        }
    }

    #[test]
    fn uniforms_stay_inside_the_unit_interval() {
        let of = |word| {
            dispatch!(Level::new(), simd => {
                OpenUnit::new(simd, u64x8::splat(simd, FRACTION)).of(u64x8::splat(simd, word)).as_slice()[0]
            })
        };
        assert_eq!((of(0), of(u64::MAX)), (2f64.powi(-53), 1.0 - 2f64.powi(-53)));
    }

    #[test]
    fn a_lane_has_the_published_words() {
        // The first words of the reference C code from the state 1, 2, 3, 4.
        let words = dispatch!(Level::new(), simd => {
            let mut lanes = Lanes([1, 2, 3, 4].map(|word| u64x8::splat(simd, word)));
            [(); 4].map(|()| lanes.next().as_slice()[3])
        });
        assert_eq!(words, [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]);
    }
}
