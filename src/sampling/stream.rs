use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use saturation_kernel::{Key, mix};

/// A named family of random streams, one for each chunk: what is drawn depends on (seed, name, chunk index) alone.
///
/// The seed and the name are absorbed, 64 bits at a time, by the SplitMix64 output function (Steele, Lea and Flood,
/// OOPSLA 2014); so is the chunk's index, and the function being a bijection, no two chunks of one name start alike.
///
/// ```
/// use rand::Rng;
/// use saturation::sampling::{Stream, generator};
/// let stream = Stream::new(7, "large");
/// assert_eq!(generator(stream.chunk(3)).next_u64(), generator(stream.chunk(3)).next_u64());
/// assert_ne!(generator(stream.chunk(3)).next_u64(), generator(stream.chunk(4)).next_u64());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: u64,
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
    pub fn chunk(&self, index: u64) -> Key {
        Key::new(mix(self.key ^ index))
    }
}

/// The generator of a stream: xoshiro256++ (Blackman and Vigna, 2021), its state filled by SplitMix64 as its authors advise.
pub fn generator(key: Key) -> Xoshiro256PlusPlus {
    let mut seed = [0; 32];
    for (bytes, word) in seed.chunks_mut(8).zip(key.seed_words()) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    Xoshiro256PlusPlus::from_seed(seed)
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
                    assert!(
                        starts.insert(Stream::new(seed, name).chunk(chunk).seed_words()),
                        "{seed} {name:?} {chunk}"
                    );
                }
            }
        }
    }
}
