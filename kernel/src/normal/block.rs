use super::elementary::Reduced;
use super::step::{AHEAD, Constants, GROUP, PER_PLANE, PLANES, add_products, parts, store};
use crate::key::Starts;
use crate::lanes::{Floats, LANES, Lanes, Words};
use fearless_simd::{Simd, SimdBase, SimdFloat, SimdFrom};

/// Steps of a block: no part of the definition. A chunk of 800 trials is whole blocks.
const BLOCK: usize = 25;

/// Steps in short loops over a block, which fits into the first cache: for instructions whose registers do not hold what a
/// whole step needs. The turns of a loop do not wait for one another.
///
/// On Zen 3, four lanes of a step are 113 vector operations, of which four start in a cycle: 28 cycles at least. They take
/// 48: words 10, divisions 6, logarithms and squares of radii 7, roots, sines and cosines 21 (the roots alone 17, in a unit
/// of their own), and the sums 4. A loop that has all of a step, or words and divisions together, takes more with the same
/// operations: those that wait for one another keep others out of the scheduler, and a store takes the place of fused
/// multiply-adds.
#[derive(Debug)]
pub(super) struct Block<'a, S: Simd> {
    lanes: Lanes<S>,
    rows: &'a mut Rows,
    /// The next step of the block, and the number of all.
    next: usize,
    len: usize,
}

/// What the loops leave to one another: a word or a number for each lane of each step.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Rows {
    v: [[u64; LANES]; BLOCK],
    c: [[u64; LANES]; BLOCK],
    a: [[u64; LANES]; BLOCK],
    b: [[u64; LANES]; BLOCK],
    /// E of the steps of the block, and of those whose A and B are drawn with it: of these, first the quotient.
    squares: [[f64; LANES]; BLOCK + AHEAD],
    /// Beside the quotients.
    exponents: [[f64; LANES]; BLOCK],
    planes: [[Plane; PLANES]; BLOCK],
}

/// What the sums take of a plane.
#[derive(Debug, Clone, Copy)]
struct Plane {
    /// The square of the radius, then the radius.
    radius: [f64; LANES],
    /// Of the angle from the middle of its quarter.
    sine: [f64; LANES],
    cosine: [f64; LANES],
}

impl<'a, S: Simd> Block<'a, S> {
    #[inline(always)]
    pub(super) fn new(constants: &Constants<S>, starts: &Starts, rows: &'a mut Rows) -> Self {
        let mut lanes = Lanes::new(constants.simd, starts);
        for square in &mut rows.squares[..AHEAD] {
            let reduced = reduced(constants, lanes.next(), lanes.next());
            *square = constants.minus_two_ln.of(reduced).into();
        }
        Self { lanes, rows, next: 0, len: 0 }
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
        let zero = [[Floats::splat(constants.simd, 0.0); PER_PLANE]; PLANES];
        // One term, as of single weights: a loop over groups, in place of one over a single coefficient in each of them.
        if let [c] = coefficients {
            while !groups.is_empty() {
                self.fill(constants, steps);
                let (now, later) = groups.split_at_mut(self.len);
                for ((v, [plane0, plane1]), group) in self.rows.v.iter().zip(&self.rows.planes).zip(now) {
                    let mut sums = zero;
                    plane0.add_products::<0, S>(constants, *c, v, &mut sums[0]);
                    plane1.add_products::<1, S>(constants, *c, v, &mut sums[1]);
                    store(sums, group);
                }
                (self.next, groups) = (self.len, later);
                steps -= self.len;
            }
            return;
        }
        for group in groups {
            let mut sums = zero;
            let mut rest = coefficients;
            while !rest.is_empty() {
                if self.next == self.len {
                    self.fill(constants, steps);
                }
                let (now, later) = rest.split_at(rest.len().min(self.len - self.next));
                sums[0] = self.rows.plus_products::<0, S>(constants, self.next, now, sums[0]);
                sums[1] = self.rows.plus_products::<1, S>(constants, self.next, now, sums[1]);
                self.next += now.len();
                steps -= now.len();
                rest = later;
            }
            store(sums, group);
        }
    }

    /// The next steps, as many as are still to come or as a block has.
    #[inline(always)]
    fn fill(&mut self, constants: &Constants<S>, steps: usize) {
        let simd = constants.simd;
        let numbers = |row: &[f64; LANES]| Floats::simd_from(simd, *row);
        let steps = steps.min(BLOCK);
        self.rows.squares.copy_within(self.len..self.len + AHEAD, 0);
        (self.next, self.len) = (0, steps);
        let Rows { a, b, v, c, squares, exponents, planes } = &mut *self.rows;
        let (a, b, v, c) = (&mut a[..steps], &mut b[..steps], &mut v[..steps], &mut c[..steps]);
        let (exponents, squares) = (&mut exponents[..steps], &mut squares[..steps + AHEAD]);
        let planes = &mut planes[..steps];
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
        // Logarithms, and squares of radii.
        for k in 0..steps {
            let reduced = Reduced { exponent: numbers(&exponents[k]), quotient: numbers(&squares[k + AHEAD]) };
            squares[k + AHEAD] = constants.minus_two_ln.of(reduced).into();
            let share = constants.open_unit.of(Words::simd_from(simd, v[k]));
            let [part0, part1] = parts(simd, numbers(&squares[k]), share);
            let [plane0, plane1] = &mut planes[k];
            (plane0.radius, plane1.radius) = (part0.into(), part1.into());
        }
        // Roots, in the unit of the divisions, and meanwhile sines and cosines.
        for (c, planes) in c.iter().zip(planes) {
            let angles = constants.angles.of(Words::simd_from(simd, *c));
            for (Plane { radius, sine, cosine }, angle) in planes.iter_mut().zip(angles) {
                *radius = numbers(radius).sqrt().into();
                let [sin, cos] = constants.sin_cos_quarter.of(angle);
                (*sine, *cosine) = (sin.into(), cos.into());
            }
        }
    }
}

impl Rows {
    pub(crate) const EMPTY: Self = {
        let (words, numbers) = ([0; LANES], [0.0; LANES]);
        let plane = Plane { radius: numbers, sine: numbers, cosine: numbers };
        Self {
            a: [words; BLOCK],
            b: [words; BLOCK],
            v: [words; BLOCK],
            c: [words; BLOCK],
            squares: [numbers; BLOCK + AHEAD],
            exponents: [numbers; BLOCK],
            planes: [[plane; PLANES]; BLOCK],
        }
    };

    /// The sums in a plane, and the products of the steps from this one on. One plane at a time: the sums of both, and what
    /// it takes to add to them, are more than the registers hold.
    #[inline(always)]
    fn plus_products<const PLANE: usize, S: Simd>(
        &self,
        constants: &Constants<S>,
        step: usize,
        coefficients: &[f64],
        mut sums: [Floats<S>; PER_PLANE],
    ) -> [Floats<S>; PER_PLANE] {
        for ((c, v), planes) in coefficients.iter().zip(&self.v[step..]).zip(&self.planes[step..]) {
            planes[PLANE].add_products::<PLANE, S>(constants, *c, v, &mut sums);
        }
        sums
    }
}

impl Plane {
    /// Adds the products of this step.
    #[inline(always)]
    fn add_products<const PLANE: usize, S: Simd>(
        &self,
        constants: &Constants<S>,
        c: f64,
        v: &[u64; LANES],
        sums: &mut [Floats<S>; PER_PLANE],
    ) {
        let simd = constants.simd;
        let numbers = |row: &[f64; LANES]| Floats::simd_from(simd, *row);
        let sin_cos = [numbers(&self.sine), numbers(&self.cosine)];
        let direction = constants.turns.of::<PLANE>(sin_cos, Words::simd_from(simd, *v));
        add_products(simd, Floats::splat(simd, c) * numbers(&self.radius), direction, sums);
    }
}

/// ab of these A and B, on the way to its logarithm.
#[inline(always)]
fn reduced<S: Simd>(constants: &Constants<S>, a: Words<S>, b: Words<S>) -> Reduced<S> {
    constants.reduction.of(constants.open_unit.of(a) * constants.open_unit.of(b))
}
