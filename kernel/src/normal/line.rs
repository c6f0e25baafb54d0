use super::elementary::Reduced;
use super::step::{AHEAD, Constants, Directions, GROUP, PER_PLANE, PLANES, add_products, parts};
use crate::key::Starts;
use crate::lanes::{Floats, LANES, Lanes, Words};
use fearless_simd::{Simd, SimdBase, SimdFloat, i64x8};

/// Steps on an assembly line, for instructions whose registers hold all lanes and all constants.
///
/// Each step waits for a division, then for two roots. So the line holds four steps: while one is multiplied and added,
/// the next waits for its roots, the one after that for its polynomial, and the last for its quotient.
#[derive(Debug)]
pub(super) struct Line<S: Simd> {
    directions: Directions<S, Words<S>, Floats<S>>,
    lanes: Lanes<S>,
    /// ab of step k + 3.
    product: Floats<S>,
    /// Step k + 2 on the way to its logarithm.
    reduced: Reduced<S>,
    /// E of step k + 1.
    square: Floats<S>,
    /// V of step k.
    v: Words<S>,
    /// √(Ev) and √(E(1 − v)) of step k.
    radii: [Floats<S>; 2],
    /// The angles of step k from the middle of their quarter, −½ to ½.
    angles: [Floats<S>; 2],
}

impl<S: Simd> Line<S> {
    #[inline(always)]
    pub(super) fn new(constants: &Constants<S>, starts: &Starts) -> Self {
        let simd = constants.simd;
        let half = Floats::splat(simd, 0.5);
        let mut line = Self {
            directions: Directions::new(simd, constants.fraction),
            lanes: Lanes::new(simd, starts),
            product: half,
            reduced: constants.reduction.of(half),
            square: half,
            v: Words::splat(simd, 0),
            radii: [half; 2],
            angles: [half; 2],
        };
        for _ in 0..AHEAD {
            line.advance_square(constants);
        }
        line.advance(constants);
        line
    }

    /// The sums of whole groups of trials.
    #[inline(always)]
    pub(super) fn weighted_sums(
        &mut self,
        constants: &Constants<S>,
        coefficients: &[f64],
        groups: &mut [[f64; GROUP]],
    ) {
        for group in groups {
            let mut sums = [[Floats::splat(constants.simd, 0.0); PER_PLANE]; PLANES];
            for c in coefficients {
                let [y0, y1] = self.angles;
                let direction0 = self.directions.of::<0, i64x8<S>>(y0, self.v);
                let direction1 = self.directions.of::<1, i64x8<S>>(y1, self.v);
                let c = Floats::splat(constants.simd, *c);
                let [r0, r1] = [c * self.radii[0], c * self.radii[1]];
                add_products(constants.simd, r0, direction0, &mut sums[0]);
                add_products(constants.simd, r1, direction1, &mut sums[1]);
                self.advance(constants);
            }
            store(sums, group);
        }
    }

    /// Moves every step to its next station, the foremost first. Of the orders that were tried, the fastest.
    #[inline(always)]
    fn advance(&mut self, constants: &Constants<S>) {
        let (v, c) = (self.lanes.next(), self.lanes.next());
        self.v = v;
        let [part0, part1] = parts(constants.simd, self.square, constants.open_unit.of(v));
        self.radii = [part0.sqrt(), part1.sqrt()];
        self.angles = [self.directions.angle::<0>(c), self.directions.angle::<1>(c)];
        self.advance_square(constants);
    }

    /// Moves the steps whose radii are not yet known.
    #[inline(always)]
    fn advance_square(&mut self, constants: &Constants<S>) {
        self.square = constants.minus_two_ln.of(self.reduced);
        self.reduced = constants.reduction.of(self.product);
        let (a, b) = (self.lanes.next(), self.lanes.next());
        self.product = constants.open_unit.of(a) * constants.open_unit.of(b);
    }
}

/// Puts the sums of a group where they belong.
#[inline(always)]
fn store<S: Simd>(sums: [[Floats<S>; PER_PLANE]; PLANES], group: &mut [f64; GROUP]) {
    for (place, sums) in group.as_chunks_mut::<LANES>().0.iter_mut().zip(sums.into_iter().flatten()) {
        *place = sums.into();
    }
}
