use super::elementary::{minus_two_ln, sin_cos_quarter};
use crate::sampling::ChunkStream;
use crate::sampling::lanes::{LANES, Lanes, ONE, open_unit};

/// Normals that a step gives in each lane.
const PER_LANE: usize = 4;

/// Trials drawn together, one in each place of a step: a step serves one coefficient of them all.
pub const GROUP: usize = PER_LANE * LANES;

/// A number for each lane.
type Row<T> = [T; LANES];

/// The generators, and the logarithm of the next step, which is computed under the square roots of this one.
///
/// A step reads four words of each lane, A, B, V, C, in this order:
///
/// - E = −2 ln(U_A U_B) of two uniforms is the square of the radius in four dimensions: χ² with four degrees of
///   freedom. V, a uniform, shares it between two planes: EV and E(1 − V) are independent, χ² with two degrees each,
///   because the share of the first of two exponentials in their sum is uniform and independent of the sum. So one
///   logarithm serves four normals.
/// - C gives each plane its angle, 32 bits and two of A or B: g = r cos θ, h = r sin θ.
///
/// 2³⁴ equidistant angles are as good as all: the mean of a smooth periodic function over N equidistant points differs
/// from its integral by the Fourier coefficients from the N-th on alone, and those of exp(iρr cos θ) are Bessel functions
/// J_N(ρr), nothing for frequencies ρ below 2³⁴ / r, which is structure finer than 1e-9.
#[derive(Debug)]
pub(super) struct Steps {
    lanes: Lanes,
    a: Row<u64>,
    b: Row<u64>,
    square: Row<f64>,
}

impl Steps {
    #[inline(always)]
    pub(super) fn new(stream: ChunkStream) -> Self {
        let zero = [0; LANES];
        let mut steps = Self { lanes: Lanes::new(stream), a: zero, b: zero, square: [0.0; LANES] };
        for lane in 0..LANES {
            steps.draw_square(lane);
        }
        steps
    }

    /// The sums of one group of trials.
    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "a lane is a column of every array: the loop over lanes is the vector"
    )]
    pub(super) fn weighted_sums(&mut self, coefficients: &[f64]) -> [f64; GROUP] {
        let mut sums = [[0.0; LANES]; PER_LANE];
        for c in coefficients {
            for lane in 0..LANES {
                let [(r0, [x0, y0]), (r1, [x1, y1])] = self.planes(lane);
                // c·g = (c·r)·x: one product for two normals.
                let (r0, r1) = (c * r0, c * r1);
                sums[0][lane] = x0.mul_add(r0, sums[0][lane]);
                sums[1][lane] = y0.mul_add(r0, sums[1][lane]);
                sums[2][lane] = x1.mul_add(r1, sums[2][lane]);
                sums[3][lane] = y1.mul_add(r1, sums[3][lane]);
            }
        }
        let mut z = [0.0; GROUP];
        z.copy_from_slice(sums.as_flattened());
        z
    }

    /// Four independent standard normals of one lane, in two planes.
    ///
    /// The next logarithm stands between the two roots: of the orders that were tried, the fastest.
    #[inline(always)]
    fn planes(&mut self, lane: usize) -> [Plane; 2] {
        let (a, b, square) = (self.a[lane], self.b[lane], self.square[lane]);
        let (v, c) = (self.lanes.next(lane), self.lanes.next(lane));
        let share = open_unit(v);
        let r0 = first_radius(square, share);
        self.draw_square(lane);
        let r1 = second_radius(square, share);
        let [direction0, direction1] = directions(a, b, c);
        [(r0, direction0), (r1, direction1)]
    }

    /// Begins the next step.
    #[inline(always)]
    fn draw_square(&mut self, lane: usize) {
        let (a, b) = (self.lanes.next(lane), self.lanes.next(lane));
        (self.a[lane], self.b[lane], self.square[lane]) = (a, b, square_of(a, b));
    }
}

/// The square of a radius in four dimensions: χ² with four degrees of freedom.
#[inline(always)]
fn square_of(a: u64, b: u64) -> f64 {
    minus_two_ln(open_unit(a) * open_unit(b))
}

/// A radius r and a direction (x, y) of length 1: two independent standard normals, rx and ry.
type Plane = (f64, [f64; 2]);

/// √(EV), the radius in the first plane.
#[inline(always)]
fn first_radius(square: f64, share: f64) -> f64 {
    (square * share).sqrt()
}

/// √(E(1 − V)), the radius in the second.
#[inline(always)]
fn second_radius(square: f64, share: f64) -> f64 {
    (-square).mul_add(share, square).sqrt()
}

/// The directions in the two planes: 32 bits of `c` each, and two of `a` and of `b`.
#[inline(always)]
fn directions(a: u64, b: u64, c: u64) -> [[f64; 2]; 2] {
    // The second first: the faster order.
    let second = direction(c >> 12, b);
    [direction(c << 20, a), second]
}

/// (cos θ, sin θ) for an angle θ of a whole turn: 32 bits, from bit 51 down, within a quarter turn about 0, the middle of
/// one of 2³² equal intervals; then bits 63 and 62 of `quarter` choose among the four by reflection.
#[inline(always)]
fn direction(angle: u64, quarter: u64) -> [f64; 2] {
    const ANGLE: u64 = 0xffff_ffff << 20;
    const MIDDLE: u64 = 1 << 19;
    let (sin, cos) = sin_cos_quarter(f64::from_bits(angle & ANGLE | (MIDDLE | ONE)) - 1.5);
    let cos = f64::from_bits(cos.to_bits() ^ quarter & 1 << 63);
    if quarter & 1 << 62 == 0 { [cos, sin] } else { [sin, cos] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normals(a: u64, b: u64, v: u64, c: u64) -> [f64; PER_LANE] {
        let (square, share) = (square_of(a, b), open_unit(v));
        let (r0, r1) = (first_radius(square, share), second_radius(square, share));
        let [[x0, y0], [x1, y1]] = directions(a, b, c);
        [r0 * x0, r0 * y0, r1 * x1, r1 * y1]
    }

    /// The words of a step, and its four normals to 17 digits, from `tests/data/make_kernel_reference.py`.
    #[test]
    fn a_normal_is_what_60_digits_say_to_1e_13() {
        let mut worst = 0.0f64;
        for row in
            include_str!("../../../tests/data/kernel_reference.csv").lines().filter(|row| row.starts_with("step"))
        {
            let fields: Vec<&str> = row.split(',').collect();
            let word = |k: usize| u64::from_str_radix(fields[k], 16).unwrap();
            let (a, b, v, c) = (word(1), word(2), word(3), word(4));
            for (g, field) in normals(a, b, v, c).into_iter().zip(&fields[5..]) {
                let exact: f64 = field.parse().unwrap();
                worst = worst.max((g / exact - 1.0).abs());
                assert!((g - exact).abs() <= 1e-13 * exact.abs(), "{row}: {g:e}");
            }
        }
        println!("largest relative error of a normal: {worst:.2e}");
        assert!(worst > 1e-15, "the reference has rows");
    }

    #[test]
    fn radii_are_above_zero() {
        // The largest reach, and the smallest square: the product of the two uniforms next to 1 rounds below 1.
        assert!((square_of(0, 0).sqrt() - 12.122).abs() < 1e-3);
        assert!(square_of(u64::MAX, u64::MAX) > 0.0);
        for word in [0, u64::MAX] {
            for g in normals(word, word, word, word) {
                assert!(g.is_finite() && g != 0.0);
            }
        }
    }

    #[test]
    fn every_quarter_of_the_turn_is_reached() {
        let signs = |quarter: u64| direction(3 << 50, quarter << 62).map(|g| (g.is_sign_positive(), g.abs() > 0.7));
        assert_eq!(signs(0), [(true, true), (true, false)]);
        assert_eq!(signs(1), [(true, false), (true, true)]);
        assert_eq!(signs(2), [(false, true), (true, false)]);
        assert_eq!(signs(3), [(true, false), (false, true)]);
    }
}
