use super::elementary::Reduced;
use super::step::{AHEAD, Constants, Directions, GROUP, PER_PLANE, PLANES, add_products, parts};
use crate::key::Starts;
use crate::lanes::{FRACTION, Floats, LANES, Lanes, Words, word_constant};
use fearless_simd::{Simd, SimdBase, SimdFloat, SimdFrom};
use std::ops::Range;

/// Steps of a block: no part of the definition. A chunk of 800 trials is whole blocks.
const BLOCK: usize = 25;

/// Steps in short loops over a block, which fits into the first cache: for instructions whose registers do not hold what a
/// whole step needs.
///
/// The last loop, from squares of radii to sums, goes by a register of a plane at a time. Over many terms it has no store,
/// which on Zen 3 takes the place of a fused multiply-add. There four lanes of a step take 47 cycles: words 10, divisions 6,
/// logarithms and squares of radii 7, and the last loop 24, of which its two roots keep a unit of their own for 17.
#[derive(Debug)]
pub(super) struct Block<'a, S: Simd> {
    directions: Directions<S, S::u64s, S::f64s>,
    lanes: Lanes<S>,
    scratch: &'a mut Scratch,
    /// The next step of the block, and the number of all.
    next: usize,
    len: usize,
}

/// What the loops leave to one another: a word or a number for each lane of each step.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Scratch {
    v: [[u64; LANES]; BLOCK],
    c: [[u64; LANES]; BLOCK],
    a: [[u64; LANES]; BLOCK],
    b: [[u64; LANES]; BLOCK],
    /// E of the steps of the block, and of those whose A and B are drawn with it: of these, first the quotient.
    squares: [[f64; LANES]; BLOCK + AHEAD],
    /// Beside the quotients.
    exponents: [[f64; LANES]; BLOCK],
    /// The squares of the radii in the planes.
    squares_of_radii: [[[f64; LANES]; PLANES]; BLOCK],
}

impl<'a, S: Simd> Block<'a, S> {
    #[inline(always)]
    pub(super) fn new(constants: &Constants<S>, starts: &Starts, scratch: &'a mut Scratch) -> Self {
        let simd = constants.simd;
        let mut lanes = Lanes::new(simd, starts);
        for square in &mut scratch.squares[..AHEAD] {
            let reduced = reduced(constants, lanes.next(), lanes.next());
            *square = constants.minus_two_ln.of(reduced).into();
        }
        let directions = Directions::new(simd, word_constant(simd, FRACTION));
        Self { directions, lanes, scratch, next: 0, len: 0 }
    }

    /// The sums of whole groups of trials.
    #[inline(always)]
    pub(super) fn weighted_sums(
        &mut self,
        constants: &Constants<S>,
        coefficients: &[f64],
        mut groups: &mut [[f64; GROUP]],
    ) {
        let mut steps = groups.len() * coefficients.len();
        // One term, as of single weights: a loop over groups, in place of one over a single coefficient in each of them.
        if let [c] = coefficients {
            while !groups.is_empty() {
                self.fill(constants, steps);
                let (now, later) = groups.split_at_mut(self.len);
                for first in (0..LANES).step_by(S::f64s::LEN) {
                    self.put_terms::<0>(constants.simd, *c, first, now);
                    self.put_terms::<1>(constants.simd, *c, first, now);
                }
                (self.next, groups) = (self.len, later);
                steps -= self.len;
            }
            return;
        }
        for group in groups {
            *group = [0.0; GROUP];
            let mut rest = coefficients;
            while !rest.is_empty() {
                if self.next == self.len {
                    self.fill(constants, steps);
                }
                let (now, later) = rest.split_at(rest.len().min(self.len - self.next));
                for first in (0..LANES).step_by(S::f64s::LEN) {
                    self.add_terms::<0>(constants.simd, now, first, group);
                    self.add_terms::<1>(constants.simd, now, first, group);
                }
                self.next += now.len();
                steps -= now.len();
                rest = later;
            }
        }
    }

    /// Adds to the sums of a plane, in the lanes of a register from this one on, the products of the next steps.
    #[inline(always)]
    fn add_terms<const PLANE: usize>(&self, simd: S, coefficients: &[f64], first: usize, group: &mut [f64; GROUP]) {
        let [x, y] = [place::<PLANE, S>(0, first), place::<PLANE, S>(1, first)];
        let mut sums = [S::f64s::from_slice(simd, &group[x]), S::f64s::from_slice(simd, &group[y])];
        let Scratch { v, c, squares_of_radii, .. } = &*self.scratch;
        let rows = v[self.next..].iter().zip(&c[self.next..]).zip(&squares_of_radii[self.next..]);
        for (coefficient, ((v, c), squares)) in coefficients.iter().zip(rows) {
            let (radius, direction) = self.polar::<PLANE>(simd, v, c, squares, first);
            add_products(simd, radius * *coefficient, direction, &mut sums);
        }
        store::<PLANE, S>(sums, first, group);
    }

    /// The sums of one product each, of a step of the block for each group.
    #[inline(always)]
    fn put_terms<const PLANE: usize>(&self, simd: S, coefficient: f64, first: usize, groups: &mut [[f64; GROUP]]) {
        let Scratch { v, c, squares_of_radii, .. } = &*self.scratch;
        for (group, ((v, c), squares)) in groups.iter_mut().zip(v.iter().zip(c).zip(squares_of_radii)) {
            let (radius, direction) = self.polar::<PLANE>(simd, v, c, squares, first);
            let mut sums = [S::f64s::splat(simd, 0.0); PER_PLANE];
            add_products(simd, radius * coefficient, direction, &mut sums);
            store::<PLANE, S>(sums, first, group);
        }
    }

    /// The radius and the direction of a step in a plane, in the lanes of a register from this one on.
    #[inline(always)]
    fn polar<const PLANE: usize>(
        &self,
        simd: S,
        v: &[u64; LANES],
        c: &[u64; LANES],
        squares: &[[f64; LANES]; PLANES],
        first: usize,
    ) -> (S::f64s, [S::f64s; PER_PLANE]) {
        let v = S::u64s::from_slice(simd, &v[first..][..S::f64s::LEN]);
        let c = S::u64s::from_slice(simd, &c[first..][..S::f64s::LEN]);
        let radius = S::f64s::from_slice(simd, &squares[PLANE][first..][..S::f64s::LEN]).sqrt();
        (radius, self.directions.of::<PLANE, S::i64s>(self.directions.angle::<PLANE>(c), v))
    }

    /// The next steps, as many as are still to come or as a block has.
    #[inline(always)]
    fn fill(&mut self, constants: &Constants<S>, steps: usize) {
        let simd = constants.simd;
        let numbers = |row: &[f64; LANES]| Floats::simd_from(simd, *row);
        let steps = steps.min(BLOCK);
        self.scratch.squares.copy_within(self.len..self.len + AHEAD, 0);
        (self.next, self.len) = (0, steps);
        let Scratch { v, c, a, b, squares, exponents, squares_of_radii } = &mut *self.scratch;
        let (v, c, a, b) = (&mut v[..steps], &mut c[..steps], &mut a[..steps], &mut b[..steps]);
        let (exponents, squares) = (&mut exponents[..steps], &mut squares[..steps + AHEAD]);
        let squares_of_radii = &mut squares_of_radii[..steps];
        // Words.
        let mut lanes = self.lanes;
        for (((a, b), v), c) in a.iter_mut().zip(&mut *b).zip(&mut *v).zip(&mut *c) {
            (*v, *c) = (lanes.next().into(), lanes.next().into());
            (*a, *b) = (lanes.next().into(), lanes.next().into());
        }
        self.lanes = lanes;
        // Divisions, in a unit of their own.
        for (((a, b), later), power) in a.iter().zip(b).zip(&mut squares[AHEAD..]).zip(&mut *exponents) {
            let Reduced { exponent, quotient } =
                reduced(constants, Words::simd_from(simd, *a), Words::simd_from(simd, *b));
            (*later, *power) = (quotient.into(), exponent.into());
        }
        // Logarithms, and squares of radii: E of this step is there from before, or was stored three turns ago.
        for k in 0..steps {
            let reduced = Reduced { exponent: numbers(&exponents[k]), quotient: numbers(&squares[k + AHEAD]) };
            squares[k + AHEAD] = constants.minus_two_ln.of(reduced).into();
            let share = constants.open_unit.of(Words::simd_from(simd, v[k]));
            let [part0, part1] = parts(simd, numbers(&squares[k]), share);
            squares_of_radii[k] = [part0.into(), part1.into()];
        }
    }
}

impl Scratch {
    pub(crate) const EMPTY: Self = {
        let (words, numbers) = ([0; LANES], [0.0; LANES]);
        Self {
            v: [words; BLOCK],
            c: [words; BLOCK],
            a: [words; BLOCK],
            b: [words; BLOCK],
            squares: [numbers; BLOCK + AHEAD],
            exponents: [numbers; BLOCK],
            squares_of_radii: [[numbers; PLANES]; BLOCK],
        }
    };
}

/// Where a group has the sums of this number in a plane, in the lanes of a register from this one on.
#[inline(always)]
fn place<const PLANE: usize, S: Simd>(number: usize, first: usize) -> Range<usize> {
    let start = (PLANE * PER_PLANE + number) * LANES + first;
    start..start + S::f64s::LEN
}

#[inline(always)]
fn store<const PLANE: usize, S: Simd>([x, y]: [S::f64s; PER_PLANE], first: usize, group: &mut [f64; GROUP]) {
    x.store_slice(&mut group[place::<PLANE, S>(0, first)]);
    y.store_slice(&mut group[place::<PLANE, S>(1, first)]);
}

/// ab of these A and B, on the way to its logarithm.
#[inline(always)]
fn reduced<S: Simd>(constants: &Constants<S>, a: Words<S>, b: Words<S>) -> Reduced<S> {
    constants.reduction.of(constants.open_unit.of(a) * constants.open_unit.of(b))
}
