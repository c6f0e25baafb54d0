/// Where the random stream of one chunk starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    start: u64,
}

impl Key {
    /// The stream that this word names.
    pub fn new(start: u64) -> Self {
        Self { start }
    }

    /// The stream of one of the generators that serve a chunk side by side; no two lanes of a chunk start alike.
    #[inline(always)]
    pub fn lane(self, lane: usize) -> Self {
        Self { start: mix(self.start ^ (lane as u64 + 1)) }
    }

    /// The state that the generator starts from: what SplitMix64 gives, as the authors of xoshiro256++ advise.
    #[inline(always)]
    pub fn seed_words(self) -> [u64; 4] {
        [0, 1, 2, 3].map(|k| mix(self.start.wrapping_add(GAMMA.wrapping_mul(k))))
    }
}

/// What SplitMix64 adds to its state: the odd number nearest to 2⁶⁴ / φ.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The SplitMix64 step: a bijection of 64-bit words in which any change of the argument flips, on average, half of the bits.
#[inline(always)]
pub fn mix(word: u64) -> u64 {
    let mut z = word.wrapping_add(GAMMA);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
