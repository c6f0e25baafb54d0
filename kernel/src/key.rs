use crate::chacha;
use crate::instruction_set::InstructionSet;
use crate::lanes::LANES;

/// Where the random streams of one chunk start: 256 bits that name the seed and what is drawn, the chunk's index, and one
/// of the chunk's sub-streams.
///
/// A sub-stream has [`LANES`] generators. Generator ℓ of sub-stream s of chunk i starts from the 192 bits that begin
/// block 2³²s + ℓ of ChaCha8 (Bernstein, 2008) under the key and the nonce i. Two of n generators that have different
/// keys, chunks, sub-streams or lanes start alike with probability n² / 2¹⁹³ at most: 8e-33 for the 1e13 that draw 1e15
/// trials.
///
/// ```
/// use saturation_kernel::{Key, normal};
/// let draw = |key| {
///     let mut g = [0.0; 4];
///     normal::fill(&mut g, key);
///     g
/// };
/// let key = Key::new([7; 32], 0);
/// assert_eq!(draw(key), draw(key.substream(0)));
/// assert_ne!(draw(key), draw(key.substream(1)));
/// assert_ne!(draw(key), draw(Key::new([7; 32], 1)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    key: [u32; 8],
    chunk: u64,
    substream: u32,
}

/// The three words that each of [`LANES`] generators starts from.
pub(crate) type Starts = [[u64; LANES]; 3];

impl Key {
    /// Sub-stream 0 of a chunk.
    pub fn new(key: [u8; 32], chunk: u64) -> Self {
        let (words, _) = key.as_chunks();
        Self { key: std::array::from_fn(|k| u32::from_le_bytes(words[k])), chunk, substream: 0 }
    }

    /// Another sub-stream of the same chunk.
    pub fn substream(self, substream: u32) -> Self {
        Self { substream, ..self }
    }

    /// The seed of any other generator: 256 bits that none of the sub-stream's lanes starts from.
    pub fn seed(self) -> [u8; 32] {
        let blocks = self.blocks(InstructionSet::current());
        let mut seed = [0; 32];
        for (bytes, row) in seed.as_chunks_mut().0.iter_mut().zip(&blocks[8..]) {
            *bytes = row[0].to_le_bytes();
        }
        seed
    }

    pub(crate) fn starts(self, set: InstructionSet) -> Starts {
        let blocks = self.blocks(set);
        let word = |k: usize, lane: usize| u64::from(blocks[k + 1][lane]) << 32 | u64::from(blocks[k][lane]);
        std::array::from_fn(|k| std::array::from_fn(|lane| word(2 * k, lane)))
    }

    fn blocks(self, set: InstructionSet) -> chacha::Blocks {
        chacha::blocks(set, self.key, u64::from(self.substream) << 32, self.chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_chunks_substreams_and_lanes_all_count() {
        let mut starts = std::collections::HashSet::new();
        for key in [[0; 32], [1; 32], std::array::from_fn(|k| k as u8)] {
            for chunk in [0, 1, 1 << 32, u64::MAX] {
                for substream in [0, 1, u32::MAX] {
                    let key = Key::new(key, chunk).substream(substream);
                    let rows = key.starts(InstructionSet::current());
                    for lane in 0..LANES {
                        assert!(starts.insert(rows.map(|row| row[lane])), "{key:?}, lane {lane}");
                    }
                }
            }
        }
    }
}
