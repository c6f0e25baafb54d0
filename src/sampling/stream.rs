use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use saturation_kernel::Key;
use sha2::{Digest, Sha256};

/// The random streams of what a text defines, one for each chunk: what is drawn depends on (seed, definition, chunk index)
/// alone.
///
/// The streams' key is the SHA-256 of a tag with their version, of the seed and of the definition. How a chunk's generators
/// start from it, and how seldom two start alike, is said at [`Key`].
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
    key: [u8; 32],
}

impl Stream {
    /// The version of the streams: another one gives other numbers from the same seed and definition.
    pub const VERSION: u32 = 1;

    /// The streams of what `definition` says, under `seed`.
    pub fn new(seed: u64, definition: &str) -> Self {
        let tag = format!("saturation streams {}\n", Self::VERSION);
        // The definition, of any length, goes last: what is before it has the same length for all.
        let hash = Sha256::new().chain_update(tag).chain_update(seed.to_le_bytes()).chain_update(definition);
        Self { key: hash.finalize().into() }
    }

    /// The stream of one chunk.
    pub fn chunk(&self, index: u64) -> Key {
        Key::new(self.key, index)
    }
}

/// A generator for whatever is not drawn by the kernel: xoshiro256++ (Blackman and Vigna, 2021), from [`Key::seed`].
pub fn generator(key: Key) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::from_seed(key.seed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn seeds_definitions_and_chunks_all_count() {
        let mut seeds = HashSet::new();
        for seed in [0, 1, u64::MAX] {
            for definition in ["", "a", "b", "large", "large\0", "scaled", "a definition longer than eight bytes"] {
                for chunk in 0..1000 {
                    let key = Stream::new(seed, definition).chunk(chunk);
                    assert!(seeds.insert(key.seed()), "{seed} {definition:?} {chunk}");
                }
            }
        }
    }

    /// By Python's hashlib: sha256(b"saturation streams 1\n" + (501).to_bytes(8, "little") + b"large").
    #[test]
    fn a_key_is_pinned() {
        assert_eq!(Stream::new(501, "large").key[..8], [0x77, 0xf1, 0xef, 0xff, 0x91, 0x6f, 0xe8, 0x55]);
    }
}
