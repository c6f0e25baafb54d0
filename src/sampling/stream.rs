use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

/// A named family of random streams, one for each chunk: what is drawn depends on (seed, name, chunk index) alone.
///
/// The seed and the name are absorbed, 64 bits at a time, by the SplitMix64 output function (Steele, Lea and Flood,
/// OOPSLA 2014); so is the chunk's index, and the function being a bijection, no two chunks of one name start alike.
///
/// ```
/// use rand::Rng;
/// use saturation::sampling::Stream;
/// let stream = Stream::new(7, "large");
/// assert_eq!(stream.chunk(3).generator().next_u64(), stream.chunk(3).generator().next_u64());
/// assert_ne!(stream.chunk(3).generator().next_u64(), stream.chunk(4).generator().next_u64());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

/// The random stream of one chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkStream {
    start: u64,
}

impl Stream {
    /// The streams of `name` under `seed`.
    pub fn new(seed: u64, name: &str) -> Self {
        let absorb = |key, bytes: &[u8]| {
            let mut block = [0; 8];
            block[..bytes.len()].copy_from_slice(bytes);
            mix(key ^ u64::from_le_bytes(block))
        };
        // The length goes first, so that the zeros that fill the last block are no part of the name.
        let start = mix(mix(seed) ^ name.len() as u64);
        Self { key: name.as_bytes().chunks(8).fold(start, absorb) }
    }

    /// The stream of one chunk.
    pub fn chunk(&self, index: u64) -> ChunkStream {
        ChunkStream { start: mix(self.key ^ index) }
    }
}

impl ChunkStream {
    /// xoshiro256++ (Blackman and Vigna, 2021), its state filled by SplitMix64 as its authors advise.
    pub fn generator(self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.start)
    }

    /// The stream of one of the generators that serve a chunk side by side; no two lanes of a chunk start alike.
    #[inline(always)]
    pub fn lane(self, lane: usize) -> Self {
        Self { start: mix(self.start ^ (lane as u64 + 1)) }
    }

    /// The state that [`ChunkStream::generator`] starts from.
    #[inline(always)]
    pub(super) fn seed_words(self) -> [u64; 4] {
        [0, 1, 2, 3].map(|k| mix(self.start.wrapping_add(GAMMA.wrapping_mul(k))))
    }
}

/// What SplitMix64 adds to its state: the odd number nearest to 2⁶⁴ / φ.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The SplitMix64 step: a bijection of 64-bit words in which any change of the argument flips, on average, half of the bits.
#[inline(always)]
fn mix(word: u64) -> u64 {
    let mut z = word.wrapping_add(GAMMA);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn seeds_names_and_chunks_all_count() {
        let mut starts = HashSet::new();
        for seed in [0, 1, u64::MAX] {
            for name in ["", "a", "b", "large", "large\0", "scaled", "a name longer than eight bytes"] {
                for chunk in 0..1000 {
                    assert!(starts.insert(Stream::new(seed, name).chunk(chunk).start), "{seed} {name:?} {chunk}");
                }
            }
        }
    }
}
