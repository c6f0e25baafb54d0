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
use crate::lanes::{FRACTION, Floats, LANES, ONE, OpenUnit, Words, float_constant, word_constant};
use fearless_simd::{Select, Simd, SimdFloat, SimdInt};

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

/// From C and V to (cos θ, sin θ) of the angle in each plane, in vectors of any length: W of words, I of signed words, F
/// of numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Directions<S, W, F> {
    fraction: W,
    middles: [W; PLANES],
    three_halves: F,
    sin_cos_quarter: SinCosQuarter<S, F>,
    sign: W,
}

impl<S: Simd, W, F> Directions<S, W, F>
where
    W: SimdInt<S, Element = u64, ByteVector = F::ByteVector, Mask = F::Mask>,
    F: SimdFloat<S, Element = f64>,
{
    /// From [`FRACTION`] in every lane: where others have it as well, they share it, for each constant takes a register.
    #[inline(always)]
    pub(super) fn new(simd: S, fraction: W) -> Self {
        Self {
            fraction,
            middles: [word_constant(simd, ONE | 1 << 19), word_constant(simd, ONE | 1)],
            three_halves: float_constant(simd, 1.5),
            sin_cos_quarter: SinCosQuarter::new(simd),
            sign: word_constant(simd, 1 << 63),
        }
    }

    /// The angle from the middle of its quarter, the middle of one of equal intervals of (−½, ½): in the first plane from the
    /// 32 lower bits of C, in the second from the 51 upper ones. The last 19 of these are the first of the other angle, at a
    /// place where nobody sees them.
    #[inline(always)]
    pub(super) fn angle<const PLANE: usize>(&self, c: W) -> F {
        let fraction = if PLANE == 0 { (c << 20) & self.fraction } else { c >> 12 };
        (fraction | self.middles[PLANE]).bitcast::<F>() - self.three_halves
    }

    /// (cos θ, sin θ) of an angle of a whole turn: from those of the angle in its quarter by one of four reflections, which two
    /// bits of V choose, 62 and 63 or 60 and 61.
    #[inline(always)]
    pub(super) fn of<const PLANE: usize, I>(&self, angle: F, v: W) -> [F; 2]
    where
        I: SimdInt<S, Element = i64, ByteVector = F::ByteVector, Mask = F::Mask>,
    {
        let [sin, cos] = self.sin_cos_quarter.of(angle);
        let (sign, swap) = if PLANE == 0 { (v << 1, v) } else { (v << 3, v << 2) };
        // To add the highest bit is to turn it. An exclusive or would be fused with the intersection before it into a
        // three-way operation, which on Zen 4 takes the place of a product.
        let cos = (cos.bitcast::<W>() + (sign & self.sign)).bitcast::<F>();
        let swap = swap.bitcast::<I>().simd_lt(0);
        [swap.select(sin, cos), swap.select(cos, sin)]
    }
}

/// Adds c·g = (c·r)·x to the sums of the trials in a plane, one product c·r for two normals.
#[inline(always)]
pub(super) fn add_products<S: Simd, F: SimdFloat<S, Element = f64>>(
    simd: S,
    cr: F,
    [x, y]: [F; PER_PLANE],
    sums: &mut [F; PER_PLANE],
) {
    *sums = [mul_add(simd, x, cr, sums[0]), mul_add(simd, y, cr, sums[1])];
}

/// What is the same in every step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Constants<S: Simd> {
    pub(super) simd: S,
    pub(super) fraction: Words<S>,
    pub(super) open_unit: OpenUnit<S>,
    pub(super) reduction: Reduction<S>,
    pub(super) minus_two_ln: MinusTwoLn<S>,
}

impl<S: Simd> Constants<S> {
    #[inline(always)]
    pub(super) fn new(simd: S) -> Self {
        let fraction = word_constant(simd, FRACTION);
        Self {
            simd,
            fraction,
            open_unit: OpenUnit::new(simd, fraction),
            reduction: Reduction::new(simd, fraction),
            minus_two_ln: MinusTwoLn::new(simd),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InstructionSet;
    use crate::instruction_set::with_vectors;
    use fearless_simd::{SimdBase, i64x8};

    #[inline(always)]
    fn normals_by<S: Simd>(simd: S, [a, b, v, c]: [u64; 4]) -> [f64; PER_LANE] {
        let [a, b, v, c]: [Words<S>; 4] = [a, b, v, c].map(|word| word_constant(simd, word));
        let constants = Constants::new(simd);
        let unit = |word| constants.open_unit.of(word);
        let square = constants.minus_two_ln.of(constants.reduction.of(unit(a) * unit(b)));
        let directions = Directions::new(simd, constants.fraction);
        let [r0, r1] = parts(simd, square, unit(v)).map(|part| part.sqrt());
        let mut sums = [[Floats::splat(simd, 0.0); PER_PLANE]; PLANES];
        add_products(simd, r0, directions.of::<0, i64x8<S>>(directions.angle::<0>(c), v), &mut sums[0]);
        add_products(simd, r1, directions.of::<1, i64x8<S>>(directions.angle::<1>(c), v), &mut sums[1]);
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
