use super::elementary::Reduced;
use super::step::{AHEAD, Constants, GROUP, PER_LANE, add_products, parts, store};
use crate::key::Starts;
use crate::lanes::{Floats, LANES, Lanes, Words};
use fearless_simd::{Simd, SimdBase, SimdFloat, SimdFrom};

/// Steps of a block: no part of the definition. A chunk of 800 trials is whole blocks.
const BLOCK: usize = 25;

/// Steps in short loops over a block, which fits into the first cache: for instructions whose registers do not hold what a
/// whole step needs. The turns of a loop do not wait for one another.
///
/// On Zen 3, four lanes of a step are 117 vector operations, of which four start in a cycle: 29 cycles at least. They take
/// 50: words, angles and quotients 19, logarithms 4, roots, sines and cosines 20 (the roots alone 17, in a unit of their
/// own), and the sums 7. In one loop, with the same operations, they take 57.
#[derive(Debug)]
pub(super) struct Block<'a, S: Simd> {
    lanes: Lanes<S>,
    /// ab of the next steps.
    products: [Floats<S>; AHEAD],
    rows: &'a mut [Row; BLOCK],
    /// The next step of the block, and the number of all.
    next: usize,
    len: usize,
}

/// What the loops leave to one another: a row for each step.
#[derive(Debug)]
pub(crate) struct Rows([Row; BLOCK]);

/// A word or a number for each lane.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Row {
    v: [u64; LANES],
    /// The quotient of a logarithm, then the first radius.
    first: [f64; LANES],
    /// The exponent of a logarithm, then E, then the second radius.
    second: [f64; LANES],
    /// Angles, then their sines.
    sines: [[f64; LANES]; 2],
    cosines: [[f64; LANES]; 2],
}

impl<'a, S: Simd> Block<'a, S> {
    #[inline(always)]
    pub(super) fn new(constants: &Constants<S>, starts: &Starts, Rows(rows): &'a mut Rows) -> Self {
        let mut lanes = Lanes::new(constants.simd, starts);
        // Not by a closure, which the compiler may leave outside of the function that knows the instructions.
        let products = [product(constants, &mut lanes), product(constants, &mut lanes), product(constants, &mut lanes)];
        Self { lanes, products, rows, next: 0, len: 0 }
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
                for (row, group) in self.rows.iter().zip(now) {
                    let mut sums = [Floats::splat(constants.simd, 0.0); PER_LANE];
                    row.add_products(constants, *c, &mut sums);
                    store(sums, group);
                }
                (self.next, groups) = (self.len, later);
                steps -= self.len;
            }
            return;
        }
        for group in groups {
            let mut sums = [Floats::splat(constants.simd, 0.0); PER_LANE];
            let mut rest = coefficients;
            while !rest.is_empty() {
                if self.next == self.len {
                    self.fill(constants, steps);
                }
                let (now, later) = rest.split_at(rest.len().min(self.len - self.next));
                for (row, c) in self.rows[self.next..].iter().zip(now) {
                    row.add_products(constants, *c, &mut sums);
                }
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
        (self.next, self.len) = (0, steps);
        let (mut lanes, mut products) = (self.lanes, self.products);
        let rows = &mut self.rows[..steps];
        // Words, angles and divisions.
        for row in &mut *rows {
            let (v, c) = (lanes.next(), lanes.next());
            row.v = v.into();
            let [low, high] = constants.angles.of(c);
            row.sines = [low.into(), high.into()];
            let Reduced { exponent, quotient } = constants.reduction.of(products[0]);
            (row.first, row.second) = (quotient.into(), exponent.into());
            products = [products[1], products[2], product(constants, &mut lanes)];
        }
        (self.lanes, self.products) = (lanes, products);
        // Logarithms.
        for row in &mut *rows {
            let reduced = Reduced { exponent: numbers(&row.second), quotient: numbers(&row.first) };
            row.second = constants.minus_two_ln.of(reduced).into();
        }
        // Roots, which have a unit of their own, and meanwhile sines and cosines.
        for row in rows {
            let share = constants.open_unit.of(Words::simd_from(simd, row.v));
            let [part0, part1] = parts(simd, numbers(&row.second), share);
            (row.first, row.second) = (part0.sqrt().into(), part1.sqrt().into());
            let [sin0, cos0] = constants.sin_cos_quarter.of(numbers(&row.sines[0]));
            let [sin1, cos1] = constants.sin_cos_quarter.of(numbers(&row.sines[1]));
            (row.sines, row.cosines) = ([sin0.into(), sin1.into()], [cos0.into(), cos1.into()]);
        }
    }
}

impl Rows {
    pub(crate) const EMPTY: Self = {
        let numbers = [0.0; LANES];
        let row = Row { v: [0; LANES], first: numbers, second: numbers, sines: [numbers; 2], cosines: [numbers; 2] };
        Self([row; BLOCK])
    };
}

impl Row {
    /// Adds the products of this step.
    #[inline(always)]
    fn add_products<S: Simd>(&self, constants: &Constants<S>, c: f64, sums: &mut [Floats<S>; PER_LANE]) {
        let simd = constants.simd;
        let numbers = |row: &[f64; LANES]| Floats::simd_from(simd, *row);
        let planes = [
            [numbers(&self.sines[0]), numbers(&self.cosines[0])],
            [numbers(&self.sines[1]), numbers(&self.cosines[1])],
        ];
        let directions = constants.turns.of(planes, Words::simd_from(simd, self.v));
        add_products(simd, c, [numbers(&self.first), numbers(&self.second)], directions, sums);
    }
}

/// ab of the next A and B.
#[inline(always)]
fn product<S: Simd>(constants: &Constants<S>, lanes: &mut Lanes<S>) -> Floats<S> {
    let (a, b) = (lanes.next(), lanes.next());
    constants.open_unit.of(a) * constants.open_unit.of(b)
}
