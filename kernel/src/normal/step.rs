//! Four words of each lane to four normals: what is computed, whatever the order.
//!
//! A step takes four words of each lane, A, B, V, C:
//!
//! - E = −2 ln(ab) is the square of the radius in four dimensions: χ² with four degrees of freedom, from the uniform numbers
//!   a and b of A and B. v, that of V, shares it between two planes: Ev and E(1 − v) are independent, χ² with two degrees
//!   each, because the share of the first of two exponentials in their sum is uniform and independent of the sum. So one
//!   logarithm serves four normals. ab is rounded once, from 2⁻¹⁰⁶ to 1 − 2⁻⁵²: E is 147 at most, and never 0.
//! - C gives each plane its angle within a quarter, by 32 bits and by 51; V, by four bits that its fraction leaves, the
//!   quarter: g = r cos θ, h = r sin θ.
//!
//! 2³⁴ equidistant angles are as good as all: the mean of a smooth periodic function over N equidistant points differs
//! from its integral by the Fourier coefficients from the N-th on alone, and those of exp(iρr cos θ) are Bessel functions
//! J_N(ρr), nothing for frequencies ρ below 2³⁴ / r, which is structure finer than 1e-9.
//!
//! A lane's words are those of its generator in this order: A and B of steps 0, 1 and 2; then, for k = 0, 1, …, V and C of
//! step k, A and B of step k + 3.

use super::elementary::{MinusTwoLn, Reduction, SinCosQuarter};
use crate::fused::mul_add;
use crate::lanes::{FRACTION, Floats, LANES, ONE, OpenUnit, Words, float, float_constant, word_constant};
use fearless_simd::{Bytes, Select, Simd, SimdBase, i64x8};

/// Planes of a step.
pub(super) const PLANES: usize = 2;

/// Normals that a step gives in each plane of each lane.
pub(super) const PER_PLANE: usize = 2;

/// Normals that a step gives in each lane.
pub(super) const PER_LANE: usize = PLANES * PER_PLANE;

/// Trials drawn together, one in each place of a step: a step serves one coefficient of them all.
pub const GROUP: usize = PER_LANE * LANES;

/// Steps whose A and B are drawn before the first V.
pub(super) const AHEAD: usize = 3;

/// Ev and E(1 − v), the squares of the radii in the two planes.
#[inline(always)]
pub(super) fn parts<S: Simd>(simd: S, square: Floats<S>, share: Floats<S>) -> [Floats<S>; 2] {
    [square * share, mul_add(simd, -square, share, square)]
}

/// From C to the angles from the middle of their quarter, each the middle of one of equal intervals of (−½, ½): one from the
/// 32 lower bits, one from the 51 upper ones. The last 19 of these are the first of the other angle, at a place where nobody
/// sees them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Angles<S: Simd> {
    fraction: Words<S>,
    middles: [Words<S>; 2],
    three_halves: Floats<S>,
}

impl<S: Simd> Angles<S> {
    /// From [`FRACTION`](crate::lanes::FRACTION) in every lane, as all that share it.
    #[inline(always)]
    pub(super) fn new(simd: S, fraction: Words<S>) -> Self {
        let middles = [word_constant(simd, ONE | 1 << 19), word_constant(simd, ONE | 1)];
        Self { fraction, middles, three_halves: float_constant(simd, 1.5) }
    }

    #[inline(always)]
    pub(super) fn of(&self, c: Words<S>) -> [Floats<S>; 2] {
        let [low, high] = self.middles;
        [
            float::<S>((c << 20) & self.fraction | low) - self.three_halves,
            float::<S>((c >> 12) | high) - self.three_halves,
        ]
    }
}

/// From (sin, cos) of angles within an eighth of a turn to either side of 0 to (cos θ, sin θ) of angles of a whole turn:
/// two bits of V, 62 and 63 or 60 and 61, choose one of four reflections.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turns<S: Simd> {
    sign: Words<S>,
}

impl<S: Simd> Turns<S> {
    #[inline(always)]
    pub(super) fn new(simd: S) -> Self {
        Self { sign: word_constant(simd, 1 << 63) }
    }

    #[inline(always)]
    pub(super) fn of<const PLANE: usize>(&self, direction: [Floats<S>; 2], v: Words<S>) -> [Floats<S>; 2] {
        if PLANE == 0 { self.reflected(direction, v << 1, v) } else { self.reflected(direction, v << 3, v << 2) }
    }

    /// The highest bit of `sign` and of `swap` counts.
    #[inline(always)]
    fn reflected(&self, [sin, cos]: [Floats<S>; 2], sign: Words<S>, swap: Words<S>) -> [Floats<S>; 2] {
        let bits: Words<S> = cos.bitcast();
        // To add the highest bit is to turn it. An exclusive or would be fused with the intersection before it into a
        // three-way operation, which on Zen 4 takes the place of a product.
        let cos = float::<S>(bits + (sign & self.sign));
        let swap: i64x8<S> = swap.bitcast();
        let swap = swap.simd_lt(0);
        [swap.select(sin, cos), swap.select(cos, sin)]
    }
}

/// Adds c·g = (c·r)·x to the sums of the trials in a plane, one product c·r for two normals.
#[inline(always)]
pub(super) fn add_products<S: Simd>(simd: S, cr: Floats<S>, [x, y]: [Floats<S>; 2], sums: &mut [Floats<S>; PER_PLANE]) {
    *sums = [mul_add(simd, x, cr, sums[0]), mul_add(simd, y, cr, sums[1])];
}

/// Puts the sums of a group where they belong.
#[inline(always)]
pub(super) fn store<S: Simd>(sums: [[Floats<S>; PER_PLANE]; PLANES], group: &mut [f64; GROUP]) {
    for (place, sums) in group.as_chunks_mut::<LANES>().0.iter_mut().zip(sums.into_iter().flatten()) {
        *place = sums.into();
    }
}

/// What is the same in every step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Constants<S: Simd> {
    pub(super) simd: S,
    pub(super) open_unit: OpenUnit<S>,
    pub(super) reduction: Reduction<S>,
    pub(super) minus_two_ln: MinusTwoLn<S>,
    pub(super) angles: Angles<S>,
    pub(super) sin_cos_quarter: SinCosQuarter<S>,
    pub(super) turns: Turns<S>,
}

impl<S: Simd> Constants<S> {
    #[inline(always)]
    pub(super) fn new(simd: S) -> Self {
        let fraction = word_constant(simd, FRACTION);
        Self {
            simd,
            open_unit: OpenUnit::new(simd, fraction),
            reduction: Reduction::new(simd, fraction),
            minus_two_ln: MinusTwoLn::new(simd),
            angles: Angles::new(simd, fraction),
            sin_cos_quarter: SinCosQuarter::new(simd),
            turns: Turns::new(simd),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InstructionSet;
    use crate::instruction_set::with_vectors;
    use fearless_simd::SimdFloat;

    #[inline(always)]
    fn normals_by<S: Simd>(simd: S, [a, b, v, c]: [u64; 4]) -> [f64; PER_LANE] {
        let [a, b, v, c] = [a, b, v, c].map(|word| word_constant(simd, word));
        let constants = Constants::new(simd);
        let unit = |word| constants.open_unit.of(word);
        let square = constants.minus_two_ln.of(constants.reduction.of(unit(a) * unit(b)));
        let [plane0, plane1] = constants.angles.of(c).map(|y| constants.sin_cos_quarter.of(y));
        let [r0, r1] = parts(simd, square, unit(v)).map(|part| part.sqrt());
        let mut sums = [[Floats::splat(simd, 0.0); PER_PLANE]; PLANES];
        add_products(simd, r0, constants.turns.of::<0>(plane0, v), &mut sums[0]);
        add_products(simd, r1, constants.turns.of::<1>(plane1, v), &mut sums[1]);
        let [[g0, g1], [g2, g3]] = sums.map(|sums| sums.map(|g| g.as_slice()[0]));
        [g0, g1, g2, g3]
    }

    fn normals(words: [u64; 4]) -> [f64; PER_LANE] {
        with_vectors!(InstructionSet::current(), simd => normals_by(simd, words))
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
    fn normals_are_finite_and_reach_12_standard_deviations() {
        // a = b = 2⁻⁵³, and the next: 3 times that.
        for (word, reach) in [(0, 12.122), (1, 11.940), (u64::MAX, 2.107e-8)] {
            let all = radius([word, word, word, word]);
            assert!((all / reach - 1.0).abs() < 1e-3, "{word}: {all}");
            assert!(normals([word, word, word, word]).iter().all(|g| *g != 0.0));
        }
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
                assert_eq!(signs(swap << 3 | sign << 2), [quarter, quarters[0]]);
                assert_eq!(signs(swap << 1 | sign), [quarters[0], quarter]);
            }
        }
    }
}
