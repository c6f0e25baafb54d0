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
/// On Zen 3, four lanes of a step are 117 vector operations, of which four start in a cycle: 29 cycles at least. They take
/// 49: words 13, divisions and angles 6, logarithms 4, squares of radii 2, roots, sines and cosines 17 (the roots alone
/// 17, in a unit of their own), and the sums 6. Fewer and longer loops take more, with the same operations: 51 where words,
/// divisions and angles are one loop, and squares of radii are in that of the roots. Operations that wait for one another
/// keep others out of the scheduler, and a store takes the place of fused multiply-adds.
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
    /// E of the steps of the block, and of those whose A and B are drawn with it: of these, first ab, then the quotient.
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
    /// The angle, then its sine.
    sine: [f64; LANES],
    cosine: [f64; LANES],
}

impl<'a, S: Simd> Block<'a, S> {
    #[inline(always)]
    pub(super) fn new(constants: &Constants<S>, starts: &Starts, rows: &'a mut Rows) -> Self {
        let mut lanes = Lanes::new(constants.simd, starts);
        for square in &mut rows.squares[..AHEAD] {
            let product = product(constants, &mut lanes);
            *square = constants.minus_two_ln.of(constants.reduction.of(product)).into();
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
        let Rows { v, c, squares, exponents, planes } = &mut *self.rows;
        let (v, c, squares) = (&mut v[..steps], &mut c[..steps], &mut squares[..steps + AHEAD]);
        let (exponents, planes) = (&mut exponents[..steps], &mut planes[..steps]);
        let later = &mut squares[AHEAD..];
        // Words.
        let mut lanes = self.lanes;
        for ((v, c), later) in v.iter_mut().zip(&mut *c).zip(&mut *later) {
            (*v, *c) = (lanes.next().into(), lanes.next().into());
            *later = product(constants, &mut lanes).into();
        }
        self.lanes = lanes;
        // Divisions, which have a unit of their own, and meanwhile angles.
        for (((c, later), power), [plane0, plane1]) in c.iter().zip(&mut *later).zip(&mut *exponents).zip(&mut *planes)
        {
            let Reduced { exponent, quotient } = constants.reduction.of(numbers(later));
            (*later, *power) = (quotient.into(), exponent.into());
            let [y0, y1] = constants.angles.of(Words::simd_from(simd, *c));
            (plane0.sine, plane1.sine) = (y0.into(), y1.into());
        }
        // Logarithms.
        for (later, exponent) in later.iter_mut().zip(exponents) {
            let reduced = Reduced { exponent: numbers(exponent), quotient: numbers(later) };
            *later = constants.minus_two_ln.of(reduced).into();
        }
        // Squares of radii.
        for ((v, square), [plane0, plane1]) in v.iter().zip(squares).zip(&mut *planes) {
            let share = constants.open_unit.of(Words::simd_from(simd, *v));
            let [part0, part1] = parts(simd, numbers(square), share);
            (plane0.radius, plane1.radius) = (part0.into(), part1.into());
        }
        // Roots, in the unit of the divisions, and meanwhile sines and cosines.
        for Plane { radius, sine, cosine } in planes.as_flattened_mut() {
            *radius = numbers(radius).sqrt().into();
            let [sin, cos] = constants.sin_cos_quarter.of(numbers(sine));
            (*sine, *cosine) = (sin.into(), cos.into());
        }
    }
}

impl Rows {
    pub(crate) const EMPTY: Self = {
        let (words, numbers) = ([0; LANES], [0.0; LANES]);
        let plane = Plane { radius: numbers, sine: numbers, cosine: numbers };
        Self {
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

/// ab of the next A and B.
#[inline(always)]
fn product<S: Simd>(constants: &Constants<S>, lanes: &mut Lanes<S>) -> Floats<S> {
    let (a, b) = (lanes.next(), lanes.next());
    constants.open_unit.of(a) * constants.open_unit.of(b)
}
