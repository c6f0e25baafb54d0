use crate::key::Starts;
use fearless_simd::{Bytes, Simd, SimdBase, SimdFrom, f64x8, u64x8};
use std::hint::black_box;

/// Generators side by side. Part of the definition of the numbers: another count gives other draws from the same seed.
pub const LANES: usize = 8;

/// A word for each lane: one register, or several.
pub(crate) type Words<S> = u64x8<S>;
/// A number for each lane.
pub(crate) type Floats<S> = f64x8<S>;

/// [`LANES`] generators, stored word by word so that a lane is a column.
///
/// Each is Chris Doty-Humphrey's SFC64 (PractRand, 2010), which NumPy has as well: of the generators that pass every test
/// known, the one with the fewest vector instructions. Its counter starts at 1, so that two generators never meet within
/// 2⁶⁴ words unless their other 192 bits start alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes<S: Simd> {
    a: Words<S>,
    b: Words<S>,
    c: Words<S>,
    counter: Counter<S>,
}

/// One more than the words that each lane has drawn: the same in all of them.
#[derive(Debug, Clone, Copy)]
struct Counter<S: Simd> {
    simd: S,
    /// Where a register holds all lanes: the compiler would count in a general register, and broadcast it each time.
    wide: Words<S>,
    one: Words<S>,
    /// Elsewhere: one number for several registers, which a load broadcasts beside all else.
    narrow: u64,
}

/// Whether a register holds all lanes: known when a function is compiled.
pub(crate) fn is_wide<S: Simd>() -> bool {
    S::f64s::LEN == LANES
}

impl<S: Simd> Lanes<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, starts: &Starts) -> Self {
        let (a, b, c) =
            (Words::simd_from(simd, starts[0]), Words::simd_from(simd, starts[1]), Words::simd_from(simd, starts[2]));
        let one = Words::simd_from(simd, black_box([1; LANES]));
        Self { a, b, c, counter: Counter { simd, wide: one, one, narrow: 1 } }
    }

    /// The next word of each lane.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Words<S> {
        let word = self.a + self.b + self.counter.next();
        self.a = self.b ^ (self.b >> 11);
        self.b = self.c + (self.c << 3);
        self.c = (self.c << 24 | self.c >> 40) + word;
        word
    }
}

impl<S: Simd> Counter<S> {
    #[inline(always)]
    fn next(&mut self) -> Words<S> {
        if is_wide::<S>() {
            let count = self.wide;
            self.wide += self.one;
            count
        } else {
            let count = Words::splat(self.simd, black_box(self.narrow));
            self.narrow += 1;
            count
        }
    }
}

/// A constant in every lane, which the compiler is not to know: what it knows it loads anew at each use by a broadcast,
/// and on Zen 4 that takes the place of a product. What it does not, it keeps in a register or on the stack.
#[inline(always)]
pub(crate) fn float_constant<S: Simd, F: SimdBase<S, Element = f64>>(simd: S, value: f64) -> F {
    F::splat(simd, black_box(value))
}

/// The same for several.
#[inline(always)]
pub(crate) fn float_constants<S: Simd, F: SimdBase<S, Element = f64>, const N: usize>(
    simd: S,
    values: [f64; N],
) -> [F; N] {
    // No closure: the compiler may leave one outside of the function that knows the instructions.
    let mut constants = [F::splat(simd, 0.0); N];
    for (constant, value) in constants.iter_mut().zip(values) {
        *constant = float_constant(simd, value);
    }
    constants
}

/// The same for whole numbers, and for the bits of others.
#[inline(always)]
pub(crate) fn word_constant<S: Simd, W: SimdBase<S, Element = u64>>(simd: S, value: u64) -> W {
    W::splat(simd, black_box(value))
}

/// The number of these bits.
#[inline(always)]
pub(crate) fn float<S: Simd>(bits: Words<S>) -> Floats<S> {
    bits.bitcast()
}

/// The fraction bits of an `f64`.
pub(crate) const FRACTION: u64 = (1 << 52) - 1;
/// The bits of 1.0: with any fraction, a number in [1, 2).
pub(crate) const ONE: u64 = 1.0f64.to_bits();

/// Uniform numbers in (0, 1) from the lower 52 bits: the middle of one of 2⁵² equal intervals, exactly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenUnit<S: Simd> {
    fraction: Words<S>,
    one: Words<S>,
    below_one: Floats<S>,
}

impl<S: Simd> OpenUnit<S> {
    /// From [`FRACTION`] in every lane, which others have as well: each constant takes a register.
    #[inline(always)]
    pub(crate) fn new(simd: S, fraction: Words<S>) -> Self {
        Self { fraction, one: word_constant(simd, ONE), below_one: float_constant(simd, 1.0 - f64::EPSILON / 2.0) }
    }

    #[inline(always)]
    pub(crate) fn of(&self, word: Words<S>) -> Floats<S> {
        float::<S>((word & self.fraction) | self.one) - self.below_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InstructionSet;
    use crate::instruction_set::with_vectors;

    #[test]
    fn uniforms_stay_inside_the_unit_interval() {
        #[inline(always)]
        fn open_unit<S: Simd>(simd: S, word: u64) -> f64 {
            OpenUnit::new(simd, word_constant(simd, FRACTION)).of(word_constant(simd, word)).as_slice()[0]
        }
        let of = |word| with_vectors!(InstructionSet::current(), simd => open_unit(simd, word));
        assert_eq!((of(0), of(u64::MAX)), (2f64.powi(-53), 1.0 - 2f64.powi(-53)));
    }

    /// The first words of NumPy's SFC64 from the state a = 1, b = 2, c = 3, counter 1.
    #[test]
    fn a_lane_has_the_published_words() {
        let starts = [[1; LANES], [2; LANES], [3; LANES]];
        #[inline(always)]
        fn draw<S: Simd>(simd: S, starts: &Starts) -> [u64; 6] {
            let mut lanes = Lanes::new(simd, starts);
            [(); 6].map(|()| lanes.next().as_slice()[1])
        }
        for set in InstructionSet::available() {
            let words = with_vectors!(set, simd => draw(simd, &starts));
            assert_eq!(words, [0x4, 0x1f, 0x1b00_0042, 0x1b_0000_3f03_613f, 0x3f_0362_2e04_9e6e, 0x321_04a1_935f_ec8e]);
        }
    }
}
