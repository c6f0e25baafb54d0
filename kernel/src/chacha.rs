//! ChaCha8, eight blocks side by side.

use crate::instruction_set::{InstructionSet, with_vectors};
use fearless_simd::{Simd, SimdBase, SimdFrom, u32x8};

/// Row k has word k of eight blocks.
pub(crate) type Blocks = [[u32; 8]; 16];

/// "expand 32-byte k".
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
/// Four pairs of a round on columns and one on diagonals: no attack on ChaCha goes beyond seven rounds.
const DOUBLE_ROUNDS: usize = 4;
/// Eight blocks from `first` on, a multiple of 8, as Bernstein (2008) defined them: counter and nonce have 64 bits each.
pub(crate) fn blocks(set: InstructionSet, key: [u32; 8], first: u64, nonce: u64) -> Blocks {
    with_vectors!(set, simd => eight_blocks(simd, key, first, nonce))
}

#[inline(always)]
fn eight_blocks<S: Simd>(simd: S, key: [u32; 8], first: u64, nonce: u64) -> Blocks {
    let halves = |word: u64| [word as u32, (word >> 32) as u32];
    let mut start = [u32x8::splat(simd, 0); 16];
    let words = CONSTANTS.into_iter().chain(key).chain(halves(first)).chain(halves(nonce));
    for (row, word) in start.iter_mut().zip(words) {
        *row = u32x8::splat(simd, word);
    }
    start[12] |= u32x8::simd_from(simd, [0, 1, 2, 3, 4, 5, 6, 7]);
    let mut rows = start;
    for _ in 0..DOUBLE_ROUNDS {
        // Written out: the compiler would keep the rows in memory, to find them by number.
        rows = quarter_round(rows, [0, 4, 8, 12]);
        rows = quarter_round(rows, [1, 5, 9, 13]);
        rows = quarter_round(rows, [2, 6, 10, 14]);
        rows = quarter_round(rows, [3, 7, 11, 15]);
        rows = quarter_round(rows, [0, 5, 10, 15]);
        rows = quarter_round(rows, [1, 6, 11, 12]);
        rows = quarter_round(rows, [2, 7, 8, 13]);
        rows = quarter_round(rows, [3, 4, 9, 14]);
    }
    std::array::from_fn(|k| (rows[k] + start[k]).into())
}

#[inline(always)]
fn quarter_round<S: Simd>(mut rows: [u32x8<S>; 16], [a, b, c, d]: [usize; 4]) -> [u32x8<S>; 16] {
    rows[a] += rows[b];
    rows[d] = rotate_left(rows[d] ^ rows[a], 16);
    rows[c] += rows[d];
    rows[b] = rotate_left(rows[b] ^ rows[c], 12);
    rows[a] += rows[b];
    rows[d] = rotate_left(rows[d] ^ rows[a], 8);
    rows[c] += rows[d];
    rows[b] = rotate_left(rows[b] ^ rows[c], 7);
    rows
}

#[inline(always)]
fn rotate_left<S: Simd>(word: u32x8<S>, bits: u32) -> u32x8<S> {
    word << bits | word >> (32 - bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn blocks_are_those_of_chacha8() {
        let key: [u32; 8] = std::array::from_fn(|k| 0x0123_4567u32.wrapping_mul(k as u32 + 1));
        let mut seed = [0; 32];
        for (bytes, word) in seed.as_chunks_mut().0.iter_mut().zip(key) {
            *bytes = word.to_le_bytes();
        }
        for (first, nonce) in [(0, 0), (8, 1), (u64::from(u32::MAX) << 32, u64::MAX), (3 << 32 | 16, 1 << 40)] {
            let mut published = ChaCha8Rng::from_seed(seed);
            published.set_stream(nonce);
            published.set_word_pos(u128::from(first) * 16);
            let expected: [[u32; 16]; 8] = std::array::from_fn(|_| std::array::from_fn(|_| published.next_u32()));
            for set in InstructionSet::available() {
                let blocks = blocks(set, key, first, nonce);
                assert!((0..8).all(|block| (0..16).all(|k| blocks[k][block] == expected[block][k])), "{set}");
            }
        }
    }

    /// The first words of the published test vector (Strombergson, 2013): a key and a nonce of zeros.
    #[test]
    fn the_first_block_is_pinned() {
        let blocks = blocks(InstructionSet::current(), [0; 8], 0, 0);
        let words = [0, 1, 2, 3].map(|k| blocks[k][0].swap_bytes());
        assert_eq!(words, [0x3e00_ef2f, 0x895f_40d6, 0x7f5b_b8e8, 0x1f09_a5a1]);
    }
}
