use super::elementary::{MinusTwoLn, Reduced, SinCosQuarter};
use crate::Key;
use crate::fused::mul_add;
use crate::lanes::{FRACTION, LANES, Lanes, ONE, OpenUnit, float, float_constant, word_constant};
use fearless_simd::{Bytes, Select, Simd, SimdBase, SimdCvtFloat, SimdFloat, f64x8, u64x8};

/// Normals that a step gives in each lane.
const PER_LANE: usize = 4;

/// Trials drawn together, one in each place of a step: a step serves one coefficient of them all.
pub const GROUP: usize = PER_LANE * LANES;

/// The generators, and steps on an assembly line.
///
/// A step takes four words of each lane, A, B, V, C:
///
/// - E = −2 ln(AB / 2¹²⁸) is the square of the radius in four dimensions: χ² with four degrees of freedom. V, as a uniform
///   number, shares it between two planes: EV and E(1 − V) are independent, χ² with two degrees each, because the share
///   of the first of two exponentials in their sum is uniform and independent of the sum. So one logarithm serves four
///   normals.
/// - C gives each plane its angle, 32 bits and two of those of V that its fraction leaves: g = r cos θ, h = r sin θ.
///
/// 2³⁴ equidistant angles are as good as all: the mean of a smooth periodic function over N equidistant points differs
/// from its integral by the Fourier coefficients from the N-th on alone, and those of exp(iρr cos θ) are Bessel functions
/// J_N(ρr), nothing for frequencies ρ below 2³⁴ / r, which is structure finer than 1e-9.
///
/// Each step waits for a division, then for two roots. So the line holds four steps: while one is multiplied and added,
/// the next waits for its roots, the one after that for its polynomial, and the last for its quotient. A lane's words
/// are those of its generator in this order: A and B of steps 0, 1 and 2; then, for k = 0, 1, …, V and C of step k, A and
/// B of step k + 3.
#[derive(Debug)]
pub(crate) struct Steps<S: Simd> {
    lanes: Lanes<S>,
    constants: Constants<S>,
    /// AB + 1 of step k + 3.
    product: f64x8<S>,
    /// Step k + 2 on the way to its logarithm.
    reduced: Reduced<S>,
    /// E of step k + 1.
    square: f64x8<S>,
    /// V of step k.
    v: u64x8<S>,
    /// √(EV) and √(E(1 − V)) of step k.
    radii: [f64x8<S>; 2],
    /// The angles of step k from the middle of their quarter, −½ to ½.
    angles: [f64x8<S>; 2],
}

/// What is the same in every step.
#[derive(Debug, Clone, Copy)]
struct Constants<S: Simd> {
    simd: S,
    minus_two_ln: MinusTwoLn<S>,
    sin_cos_quarter: SinCosQuarter<S>,
    open_unit: OpenUnit<S>,
    one: f64x8<S>,
    angle: u64x8<S>,
    middle: u64x8<S>,
    three_halves: f64x8<S>,
    sign: u64x8<S>,
    swaps: [u64x8<S>; 2],
}

impl<S: Simd> Steps<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, stream: Key) -> Self {
        let constants = Constants::new(simd);
        let (zero, one) = (f64x8::splat(simd, 0.0), constants.one);
        let mut steps = Self {
            lanes: Lanes::new(simd, stream),
            constants,
            product: one,
            reduced: constants.minus_two_ln.reduce(one),
            square: zero,
            v: u64x8::splat(simd, 0),
            radii: [zero; 2],
            angles: [zero; 2],
        };
        for _ in 0..3 {
            steps.advance_square();
        }
        steps.advance();
        steps
    }

    /// The sums of one group of trials.
    #[inline(always)]
    pub(crate) fn weighted_sums(&mut self, coefficients: &[f64]) -> [f64x8<S>; PER_LANE] {
        let simd = self.constants.simd;
        let mut sums = [f64x8::splat(simd, 0.0); PER_LANE];
        for c in coefficients {
            let [[x0, y0], [x1, y1]] = self.constants.directions(self.angles, self.v);
            // c·g = (c·r)·x: one product for two normals.
            let c = f64x8::splat(simd, *c);
            let [r0, r1] = [c * self.radii[0], c * self.radii[1]];
            sums[0] = mul_add(x0, r0, sums[0]);
            sums[1] = mul_add(y0, r0, sums[1]);
            sums[2] = mul_add(x1, r1, sums[2]);
            sums[3] = mul_add(y1, r1, sums[3]);
            self.advance();
        }
        sums
    }

    /// Moves every step to its next station, the foremost first. Of the orders that were tried, the fastest.
    #[inline(always)]
    fn advance(&mut self) {
        let (v, c) = (self.lanes.next(), self.lanes.next());
        self.v = v;
        self.radii = self.constants.radii(self.square, v);
        self.angles = self.constants.angles(c);
        self.advance_square();
    }

    /// Moves the steps whose radii are not yet known.
    #[inline(always)]
    fn advance_square(&mut self) {
        self.square = self.constants.minus_two_ln.finish(self.reduced);
        self.reduced = self.constants.minus_two_ln.reduce(self.product);
        let (a, b) = (self.lanes.next(), self.lanes.next());
        self.product = self.constants.product(a, b);
    }
}

impl<S: Simd> Constants<S> {
    #[inline(always)]
    fn new(simd: S) -> Self {
        let word = |value| word_constant(simd, value);
        let (one, fraction) = (float_constant(simd, 1.0), word(FRACTION));
        Self {
            simd,
            minus_two_ln: MinusTwoLn::new(simd, one, fraction),
            sin_cos_quarter: SinCosQuarter::new(simd),
            open_unit: OpenUnit::new(simd, fraction),
            one,
            angle: word(0xffff_ffff << 20),
            middle: word(ONE | 1 << 19),
            three_halves: float_constant(simd, 1.5),
            sign: word(1 << 63),
            swaps: [word(1 << 61), word(1 << 60)],
        }
    }

    /// AB + 1, each word rounded to an `f64` and their product once. The 1 is lost in all but the smallest, and keeps them
    /// from 0: −2 ln(n / 2¹²⁸) is 177.5 at most.
    #[inline(always)]
    fn product(&self, a: u64x8<S>, b: u64x8<S>) -> f64x8<S> {
        mul_add(f64x8::float_from(a), f64x8::float_from(b), self.one)
    }

    /// √(EV) and √(E(1 − V)), the radii in the two planes.
    #[inline(always)]
    fn radii(&self, square: f64x8<S>, v: u64x8<S>) -> [f64x8<S>; 2] {
        let share = self.open_unit.of(v);
        [(square * share).sqrt(), mul_add(-square, share, square).sqrt()]
    }

    /// One angle from the lower, one from the upper half of C.
    #[inline(always)]
    fn angles(&self, c: u64x8<S>) -> [f64x8<S>; 2] {
        [self.angle(c << 20), self.angle(c >> 12)]
    }

    /// The middle of one of 2³² equal intervals of (−½, ½): bits 51 to 20.
    #[inline(always)]
    fn angle(&self, word: u64x8<S>) -> f64x8<S> {
        float((word & self.angle) + self.middle) - self.three_halves
    }

    /// (cos θ, sin θ) in each plane, for an angle θ of a whole turn: πy/2, an eighth of a turn to either side of 0, and by
    /// two bits of V, 63 and 61 or 62 and 60, one of its four reflections.
    #[inline(always)]
    fn directions(&self, [y0, y1]: [f64x8<S>; 2], v: u64x8<S>) -> [[f64x8<S>; 2]; 2] {
        let [swap0, swap1] = self.swaps;
        [self.direction(y0, v & self.sign, v & swap0), self.direction(y1, (v << 1) & self.sign, v & swap1)]
    }

    /// `sign` has no bit but the highest, `swap` none but one.
    #[inline(always)]
    fn direction(&self, y: f64x8<S>, sign: u64x8<S>, swap: u64x8<S>) -> [f64x8<S>; 2] {
        let (sin, cos) = self.sin_cos_quarter.of(y);
        let bits: u64x8<S> = cos.bitcast();
        // To add the highest bit is to turn it. An exclusive or would be fused with the intersection before it into a
        // three-way operation, which on Zen 4 takes the place of a product.
        let cos = float(bits + sign);
        let as_it_is = swap.simd_eq(u64x8::splat(self.simd, 0));
        [as_it_is.select(cos, sin), as_it_is.select(sin, cos)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fearless_simd::{Level, dispatch};

    #[inline(always)]
    fn normals_by<S: Simd>(simd: S, [a, b, v, c]: [u64; 4]) -> [f64; PER_LANE] {
        let constants = Constants::new(simd);
        let word = |word| u64x8::splat(simd, word);
        let product = constants.product(word(a), word(b));
        let square = constants.minus_two_ln.finish(constants.minus_two_ln.reduce(product));
        let [r0, r1] = constants.radii(square, word(v));
        let [[x0, y0], [x1, y1]] = constants.directions(constants.angles(word(c)), word(v));
        [r0 * x0, r0 * y0, r1 * x1, r1 * y1].map(|g| g.as_slice()[0])
    }

    fn normals(words: [u64; 4]) -> [f64; PER_LANE] {
        dispatch!(Level::new(), simd => normals_by(simd, words))
    }

    /// The words of a step, and its four normals to 17 digits, from `tests/data/make_kernel_reference.py`.
    #[test]
    fn a_normal_is_what_60_digits_say_to_1e_13() {
        let mut worst = 0.0f64;
        for row in include_str!("../../tests/data/kernel_reference.csv").lines().filter(|row| row.starts_with("step")) {
            let fields: Vec<&str> = row.split(',').collect();
            let words = [1, 2, 3, 4].map(|k| u64::from_str_radix(fields[k], 16).unwrap());
            for (g, field) in normals(words).into_iter().zip(&fields[5..]) {
                let exact: f64 = field.parse().unwrap();
                worst = worst.max((g / exact - 1.0).abs());
                assert!((g - exact).abs() <= 1e-13 * exact.abs(), "{row}: {g:e}");
            }
        }
        println!("largest relative error of a normal: {worst:.2e}");
        assert!(worst > 1e-15, "the reference has rows");
    }

    /// The radius of four dimensions.
    fn radius(words: [u64; 4]) -> f64 {
        normals(words).map(|g| g * g).iter().sum::<f64>().sqrt()
    }

    #[test]
    fn normals_are_finite_and_reach_13_standard_deviations() {
        for (word, reach) in [(0, 13.321), (1, 13.268), (u64::MAX, 0.0)] {
            let all = radius([word, word, word, word]);
            assert!((all - reach).abs() < 1e-3, "{word}: {all}");
        }
        // The smallest square that is not 0: the product of the two words next below 2¹²⁸ as f64.
        let least = normals([u64::MAX << 11, u64::MAX, 1 << 51, 0]);
        assert!(least.iter().all(|g| *g != 0.0 && g.abs() < 1e-7), "{least:?}");
    }

    #[test]
    fn every_quarter_of_the_turn_is_reached() {
        let signs = |bits: u64| {
            let [x0, y0, x1, y1] = normals([1 << 60, 1 << 60, bits << 60 | 1 << 51, 0xe000_0000_e000_0000]);
            [(x0, y0), (x1, y1)].map(|(x, y)| (x > 0.0, y > 0.0, x.abs() > y.abs()))
        };
        let quarters = [(true, true, true), (true, true, false), (false, true, true), (true, false, false)];
        for sign in [0, 1] {
            for swap in [0, 1] {
                let quarter = quarters[2 * sign + swap];
                let (sign, swap) = (sign as u64, swap as u64);
                assert_eq!(signs(sign << 3 | swap << 1), [quarter, quarters[0]]);
                assert_eq!(signs(sign << 2 | swap), [quarters[0], quarter]);
            }
        }
    }
}
