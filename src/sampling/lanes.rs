use super::ChunkStream;

/// Generators side by side. Part of the definition of the numbers: another count gives other draws from the same seed.
pub const LANES: usize = 8;

/// [`LANES`] xoshiro256++ generators (Blackman and Vigna, 2021), stored word by word so that a lane is a column.
///
/// Lane ℓ of a chunk draws what [`ChunkStream::lane`]`(ℓ).generator()` draws.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lanes([[u64; LANES]; 4]);

impl Lanes {
    #[inline(always)]
    pub(super) fn new(stream: ChunkStream) -> Self {
        let mut state = [[0; LANES]; 4];
        for lane in 0..LANES {
            for (row, word) in state.iter_mut().zip(stream.lane(lane).seed_words()) {
                row[lane] = word;
            }
        }
        Self(state)
    }

    /// The next word of a lane. Each line is the published one with what it depends on written out, so that the
    /// compiler finds the exclusive ors of three words that AVX-512 does at once.
    #[inline(always)]
    pub(super) fn next(&mut self, lane: usize) -> u64 {
        let [w0, w1, w2, w3] = &mut self.0;
        let (s0, s1, s2, s3) = (w0[lane], w1[lane], w2[lane], w3[lane]);
        w0[lane] = (s0 ^ s3) ^ s1;
        w1[lane] = (s1 ^ s2) ^ s0;
        w2[lane] = (s2 ^ (s1 << 17)) ^ s0;
        w3[lane] = (s3 ^ s1).rotate_left(45);
        s0.wrapping_add(s3).rotate_left(23).wrapping_add(s0)
    }
}

/// The fraction bits of an `f64`.
pub(super) const FRACTION: u64 = (1 << 52) - 1;
/// The bits of 1.0: with any fraction, a number in [1, 2).
pub(super) const ONE: u64 = 1.0f64.to_bits();

/// A uniform number in (0, 1) from the lower 52 bits: the middle of one of 2⁵² equal intervals, exactly.
#[inline(always)]
pub(super) fn open_unit(word: u64) -> f64 {
    f64::from_bits(word & FRACTION | ONE) - (1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::Stream;
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::{Rng, SeedableRng};

    #[test]
    fn every_lane_is_xoshiro256plusplus_word_by_word() {
        for (seed, chunk) in [(0, 0), (501, 7), (u64::MAX, u64::MAX)] {
            let stream = Stream::new(seed, "words").chunk(chunk);
            let mut lanes = Lanes::new(stream);
            for lane in 0..LANES {
                let mut bytes = [0; 32];
                for (bytes, word) in bytes.chunks_mut(8).zip(stream.lane(lane).seed_words()) {
                    bytes.copy_from_slice(&word.to_le_bytes());
                }
                let mut published = Xoshiro256PlusPlus::from_seed(bytes);
                let mut ours = stream.lane(lane).generator();
                for _ in 0..10_000 {
                    let word = lanes.next(lane);
                    assert_eq!(word, published.next_u64());
                    assert_eq!(word, ours.next_u64());
                }
            }
        }
    }

    #[test]
    fn uniforms_stay_inside_the_unit_interval() {
        let (least, most) = (open_unit(0), open_unit(u64::MAX));
        assert_eq!((least, most), (2f64.powi(-53), 1.0 - 2f64.powi(-53)));
    }

    #[test]
    fn a_lane_has_the_published_words() {
        // The first words of the reference C code from the state 1, 2, 3, 4.
        let mut lanes = Lanes([1, 2, 3, 4].map(|word| [word; LANES]));
        let words = [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386];
        assert_eq!([(); 4].map(|()| lanes.next(3)), words);
    }
}
