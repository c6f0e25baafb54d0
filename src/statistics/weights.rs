use super::{Buckets, Moments};
use std::borrow::Cow;
use std::sync::Arc;

/// How the weights of a tensor lie in storage: a matrix of whole rows, and which of its sides are neurons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// The number of rows.
    pub rows: usize,
    /// The values of a row.
    pub columns: usize,
    /// Whether a neuron is a column, as in Keras and JAX; else it is a row, as in PyTorch.
    pub neurons_are_columns: bool,
}

impl Grid {
    /// So many draws of as many values, each a row; or several, where a draw is too long for something to be kept of it as a row.
    ///
    /// ```
    /// use saturation::statistics::Grid;
    /// assert_eq!((Grid::of_draws(2, 23_520).rows, Grid::of_draws(2, 1 << 24).rows), (2, 256));
    /// ```
    pub fn of_draws(draws: usize, values: usize) -> Self {
        let parts = (values.div_ceil(MOST_COLUMNS).max(1)..=values / 2)
            .find(|parts| values.is_multiple_of(*parts))
            .unwrap_or(1);
        Self { rows: draws * parts, columns: values / parts, neurons_are_columns: false }
    }

    /// The inputs of a neuron.
    pub fn inputs(&self) -> usize {
        if self.neurons_are_columns { self.rows } else { self.columns }
    }

    /// Whether it has rows and columns, and so few columns that something of each is kept.
    pub fn is_matrix(&self) -> bool {
        self.rows > 1 && (2..=MOST_COLUMNS).contains(&self.columns)
    }

    /// Values in storage order without the rows that are all zeros: a row of so many values is padding, and not drawn.
    fn without_padding<'a>(&self, values: &'a [f64]) -> Cow<'a, [f64]> {
        let padded = |row: &[f64]| row.iter().all(|x| *x == 0.0);
        let rows = || values.chunks(self.columns.max(1));
        // Where all is zero nothing was drawn.
        if !self.has_padding() || !rows().any(padded) || rows().all(padded) {
            return Cow::Borrowed(values);
        }
        Cow::Owned(rows().filter(|row| !padded(row)).flatten().copied().collect())
    }

    /// Whether rows that are all zeros are told from what was drawn.
    pub fn has_padding(&self) -> bool {
        self.is_matrix() && self.columns >= LONG && self.rows <= MOST_ROWS
    }

    /// The values of a block, of which only the last may have fewer: a whole even number of rows, or an even part of one.
    pub fn block(&self) -> usize {
        if self.columns > MOST_COLUMNS { BLOCK } else { self.columns * ((BLOCK / self.columns.max(1)).max(2) & !1) }
    }
}

/// What is kept of the weights of one tensor: one pass over them, in memory that does not grow with their number but for what is
/// kept of each row and column. Rows of 8 values and more that are all zeros count neither for moments nor in buckets.
///
/// Besides moments, extremes and counts in buckets, these are: sums and differences of disjoint neighbours in rows and in
/// columns; a hash of each row and each column; what a test of orthogonality takes; and z = Σⱼ wⱼxⱼ of each neuron for an input. Of
/// more than 2¹⁷ columns or 2²² rows nothing is kept one by one.
///
/// ```
/// use saturation::statistics::{Grid, Weights};
/// let grid = Grid { rows: 2, columns: 3, neurons_are_columns: false };
/// let mut weights = Weights::new(grid, 0.0, 1.0, vec![1.0, 1.0, 0.0]);
/// weights.add(&[0.5, -0.5, 1.0, 0.5, -0.5, 1.0]);
/// assert_eq!((weights.moments().count(), weights.extremes(), weights.repeated_rows()), (6, (-0.5, 1.0), Some(1)));
/// assert_eq!(weights.z(), [0.0, 0.0]);
/// ```
#[derive(Debug, Clone)]
pub struct Weights {
    grid: Grid,
    /// One number for each input of a neuron; none: no z.
    input: Arc<[f64]>,
    /// How many values there were, with those of rows that are left out.
    seen: u64,
    /// Every bit that is set in any value.
    bits: u64,
    moments: Moments,
    buckets: Buckets,
    zeros: u64,
    extremes: (f64, f64),
    /// How many values are the least, and how many the greatest.
    at_extremes: (u64, u64),
    not_finite: u64,
    /// The index of the first value that is no finite number, and that value.
    first_not_finite: Option<(u64, f64)>,
    /// Sums and differences of neighbours in a row, and in a column.
    neighbours: [[Moments; 2]; 2],
    digest: u64,
    rows: Vec<u64>,
    columns: Vec<u64>,
    z: Vec<f64>,
    gram: Gram,
}

/// Quadratic forms of W about random signs: of a matrix with orthogonal rows or columns, the fewer of the two, all are equal.
#[derive(Debug, Clone, Default)]
struct Gram {
    /// ‖Wu‖² for each probe u: of a matrix with at least as many rows as columns.
    tall: [f64; PROBES],
    /// Wᵀv for each probe v: of any other.
    wide: [Vec<f64>; PROBES],
    /// Σ w² of each column of a tall matrix.
    squares: Vec<f64>,
    /// The least and the greatest Σ w² of a row of a wide one.
    range: Option<(f64, f64)>,
}

/// Shorter rows may be all zeros by chance, in a format of few values.
const LONG: usize = 8;
const PROBES: usize = 4;
/// More columns than this are not kept one by one.
const MOST_COLUMNS: usize = 1 << 17;
/// More rows than this are not kept one by one.
const MOST_ROWS: usize = 1 << 22;
/// The values that are added at once, about.
const BLOCK: usize = 1 << 17;

impl Weights {
    /// No values yet: moments and buckets about `center`, for a spread of about `scale`. The input has a number for each input of
    /// a neuron; with another number of them no z is kept.
    pub fn new(grid: Grid, center: f64, scale: f64, input: impl Into<Arc<[f64]>>) -> Self {
        let input = input.into();
        let pair = || [2.0 * center, 0.0].map(Moments::about);
        Self {
            grid,
            input: if grid.is_matrix() && grid.inputs() == input.len() { input } else { Arc::default() },
            seen: 0,
            bits: 0,
            moments: Moments::about(center),
            buckets: Buckets::new(center, scale),
            zeros: 0,
            extremes: (f64::INFINITY, f64::NEG_INFINITY),
            at_extremes: (0, 0),
            not_finite: 0,
            first_not_finite: None,
            neighbours: [pair(), pair()],
            digest: 0,
            rows: Vec::new(),
            columns: Vec::new(),
            z: Vec::new(),
            gram: Gram::default(),
        }
    }

    /// Adds values in storage order, block after block.
    pub fn add(&mut self, values: &[f64]) {
        for block in values.chunks(self.grid.block().max(1)) {
            self.append(self.of_block(self.seen, block));
        }
    }

    /// What is kept of one block, of which the first value has this index.
    #[must_use]
    pub fn of_block(&self, first: u64, values: &[f64]) -> Self {
        let mut one = Self::new(self.grid, self.moments.center(), self.buckets.scale(), Arc::clone(&self.input));
        one.seen = values.len() as u64;
        one.bits = values.iter().fold(0, |bits, x| bits | x.to_bits());
        one.zeros = values.iter().filter(|x| **x == 0.0).count() as u64;
        let kept = self.grid.without_padding(values);
        one.moments.add(&kept);
        one.buckets.add(&kept);
        one.extremes = kept.iter().fold(one.extremes, |(low, high), x| (low.min(*x), high.max(*x)));
        let equal = |extreme: f64| kept.iter().filter(|x| **x == extreme).count() as u64;
        one.at_extremes = (equal(one.extremes.0), equal(one.extremes.1));
        if !values.iter().all(|x| x.is_finite()) {
            let mut bad = values.iter().zip(first..).filter(|(x, _)| !x.is_finite());
            one.first_not_finite = bad.next().map(|(x, index)| (index, *x));
            one.not_finite = 1 + bad.count() as u64;
        }
        let columns = self.grid.columns.min(values.len()).max(1);
        let pairs = values.chunks(columns).flat_map(|row| row.as_chunks().0).map(|[a, b]| (*a, *b));
        one.add_neighbours(0, pairs);
        one.digest = hash(values);
        if self.grid.is_matrix() {
            let pairs = values.chunks(2 * columns).filter(|two| two.len() == 2 * columns);
            let pairs = pairs.flat_map(|two| two[..columns].iter().copied().zip(two[columns..].iter().copied()));
            one.add_neighbours(1, pairs);
            one.add_matrix(first as usize / columns, values);
        }
        one
    }

    fn add_neighbours(&mut self, along: usize, pairs: impl Iterator<Item = (f64, f64)>) {
        let (sums, differences): (Vec<f64>, Vec<f64>) = pairs.map(|(a, b)| (a + b, a - b)).unzip();
        self.neighbours[along][0].add(&sums);
        self.neighbours[along][1].add(&differences);
    }

    /// What is kept of rows and columns.
    fn add_matrix(&mut self, first_row: usize, values: &[f64]) {
        let Grid { rows, columns, neurons_are_columns } = self.grid;
        let tall = rows >= columns;
        let few_rows = rows <= MOST_ROWS;
        self.columns = vec![0; columns];
        if tall {
            self.gram.squares = vec![0.0; columns];
        } else {
            self.gram.wide = std::array::from_fn(|_| vec![0.0; columns]);
        }
        let probes: Vec<[f64; PROBES]> = if tall { (0..columns).map(signs).collect() } else { Vec::new() };
        if neurons_are_columns && !self.input.is_empty() {
            self.z = vec![0.0; columns];
        }
        for (row, index) in values.chunks_exact(columns).zip(first_row..) {
            if few_rows {
                // All zeros have 0.
                self.rows.push(row.iter().fold(0, |hash, x| mix(hash, *x)));
            }
            self.columns.iter_mut().zip(row).for_each(|(hash, x)| *hash = mix(*hash, *x));
            if tall {
                let mut product = [0.0; PROBES];
                for ((x, signs), square) in row.iter().zip(&probes).zip(&mut self.gram.squares) {
                    *square += x * x;
                    product.iter_mut().zip(signs).for_each(|(sum, sign)| *sum += sign * x);
                }
                self.gram.tall.iter_mut().zip(product).for_each(|(sum, product)| *sum += product * product);
            } else {
                let square: f64 = row.iter().map(|x| x * x).sum();
                let (low, high) = self.gram.range.unwrap_or((square, square));
                self.gram.range = Some((low.min(square), high.max(square)));
                for (sums, sign) in self.gram.wide.iter_mut().zip(signs(index)) {
                    sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += sign * x);
                }
            }
            if neurons_are_columns {
                if let Some(input) = self.input.get(index).filter(|input| **input != 0.0) {
                    self.z.iter_mut().zip(row).for_each(|(z, w)| *z += w * input);
                }
            } else if !self.input.is_empty() && few_rows {
                self.z.push(row.iter().zip(self.input.iter()).map(|(w, x)| w * x).sum());
            }
        }
    }

    /// Adds what was kept of the block that follows.
    pub fn append(&mut self, next: Self) {
        self.seen += next.seen;
        self.bits |= next.bits;
        self.moments.merge(&next.moments);
        self.buckets.merge(&next.buckets);
        self.zeros += next.zeros;
        let (own, others) = (self.extremes, next.extremes);
        self.extremes = (own.0.min(others.0), own.1.max(others.1));
        let count = |[own, others]: [f64; 2], counts: [u64; 2], extreme: f64| {
            u64::from(own == extreme) * counts[0] + u64::from(others == extreme) * counts[1]
        };
        self.at_extremes = (
            count([own.0, others.0], [self.at_extremes.0, next.at_extremes.0], self.extremes.0),
            count([own.1, others.1], [self.at_extremes.1, next.at_extremes.1], self.extremes.1),
        );
        self.not_finite += next.not_finite;
        self.first_not_finite = self.first_not_finite.or(next.first_not_finite);
        for (all, more) in self.neighbours.iter_mut().flatten().zip(next.neighbours.iter().flatten()) {
            all.merge(more);
        }
        self.digest = join(self.digest, next.digest);
        self.rows.extend(next.rows);
        combine(&mut self.columns, next.columns, join);
        if self.grid.neurons_are_columns {
            combine(&mut self.z, next.z, |all, more| all + more);
        } else {
            self.z.extend(next.z);
        }
        combine(&mut self.gram.squares, next.gram.squares, |all, more| all + more);
        for (all, more) in self.gram.wide.iter_mut().zip(next.gram.wide) {
            combine(all, more, |all, more| all + more);
        }
        self.gram.tall.iter_mut().zip(next.gram.tall).for_each(|(all, more)| *all += more);
        self.gram.range = match (self.gram.range, next.gram.range) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (range, other) => range.or(other),
        };
    }

    /// How the values lie.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// How many values there were, with those of rows that are all zeros.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// How many bits of a mantissa take to write every value, but for the first: 52 of any, 23 of what was rounded to 32 bits.
    pub fn mantissa_bits(&self) -> u32 {
        52u32.saturating_sub(self.bits.trailing_zeros())
    }

    /// The number of values, without those of rows that are all zeros.
    pub fn count(&self) -> u64 {
        self.moments.count()
    }

    /// The moments of all values.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The counts in buckets.
    pub fn buckets(&self) -> &Buckets {
        &self.buckets
    }

    /// How many values are 0.
    pub fn zeros(&self) -> u64 {
        self.zeros
    }

    /// The least and the greatest value.
    pub fn extremes(&self) -> (f64, f64) {
        self.extremes
    }

    /// How many values are this one, the least or the greatest possible: 0 if neither extreme is.
    pub fn at_end(&self, end: f64) -> u64 {
        match self.extremes {
            (least, _) if least == end => self.at_extremes.0,
            (_, greatest) if greatest == end => self.at_extremes.1,
            _ => 0,
        }
    }

    /// How many values are no finite numbers, the index of the first in storage order, and its value.
    pub fn not_finite(&self) -> Option<(u64, u64, f64)> {
        self.first_not_finite.map(|(index, value)| (self.not_finite, index, value))
    }

    /// Sums and differences of disjoint neighbours in a row, and in a column: of independent values they have one spread.
    pub fn neighbours(&self) -> &[[Moments; 2]; 2] {
        &self.neighbours
    }

    /// A hash of all values in their order: equal for equal tensors of one shape.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// How many rows are equal to an earlier one, without those that are all zeros; `None` where rows were not kept.
    pub fn repeated_rows(&self) -> Option<u64> {
        repeated(&self.rows)
    }

    /// How many columns are equal to an earlier one, likewise.
    pub fn repeated_columns(&self) -> Option<u64> {
        repeated(&self.columns)
    }

    /// How many rows are all zeros, as padding is; 0 where rows were not kept.
    pub fn zero_rows(&self) -> u64 {
        zeros(&self.rows)
    }

    /// How many columns are all zeros, likewise.
    pub fn zero_columns(&self) -> u64 {
        zeros(&self.columns)
    }

    /// z = Σⱼ wⱼxⱼ of each neuron; empty without an input.
    pub fn z(&self) -> &[f64] {
        &self.z
    }

    /// The least and the greatest of vᵀGv/‖v‖², G = WᵀW or WWᵀ, the smaller of the two, over its unit vectors and four vectors of random
    /// signs; all are g² if G = g²I. Of a single row or column G is a number. `None` where rows or columns were not kept.
    ///
    /// A G that is not so differs on a vector of random signs by its off-diagonal entries' root sum of squares, about.
    pub fn gram(&self) -> Option<(f64, f64)> {
        let Grid { rows, columns, .. } = self.grid;
        if rows.min(columns) == 1 {
            let (n, mean) = (self.count() as f64, self.moments.mean());
            let square = if n > 1.0 { (n - 1.0) * self.moments.variance() } else { 0.0 } + n * mean * mean;
            return (n > 0.0).then_some((square, square));
        }
        if !self.grid.is_matrix() || self.count() == 0 {
            return None;
        }
        let widen = |(low, high): (f64, f64), x: f64| (low.min(x), high.max(x));
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        Some(if rows >= columns {
            let forms = self.gram.tall.iter().map(|form| form / columns as f64);
            self.gram.squares.iter().copied().chain(forms).fold(none, widen)
        } else {
            let forms = self.gram.wide.iter().map(|sums| sums.iter().map(|x| x * x).sum::<f64>() / rows as f64);
            forms.fold(self.gram.range.unwrap_or(none), widen)
        })
    }
}

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// One step of a hash of values, of which −0 is 0.
fn mix(hash: u64, x: f64) -> u64 {
    (hash.rotate_left(27) ^ (x + 0.0).to_bits()).wrapping_mul(FACTOR)
}

/// The hash of what has this one, and of what follows.
fn join(hash: u64, next: u64) -> u64 {
    hash.wrapping_mul(FACTOR).rotate_left(29) ^ next
}

fn hash(values: &[f64]) -> u64 {
    values.iter().fold(values.len() as u64, |hash, x| mix(hash, *x))
}

/// The signs of an index in the probes, by an integer hash (Steele, Lea, Flood: SplitMix64).
fn signs(index: usize) -> [f64; PROBES] {
    let mut bits = (index as u64 + 1).wrapping_mul(FACTOR);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    std::array::from_fn(|k| if (bits >> (k + 13)) & 1 == 0 { 1.0 } else { -1.0 })
}

/// Joins what was kept of each column; the first block brings as many as there are.
fn combine<T: Copy>(all: &mut Vec<T>, more: Vec<T>, join: impl Fn(T, T) -> T) {
    if all.is_empty() {
        *all = more;
    } else {
        all.iter_mut().zip(more).for_each(|(one, other)| *one = join(*one, other));
    }
}

/// How many hashes there are twice, but for those of all zeros.
fn repeated(hashes: &[u64]) -> Option<u64> {
    let mut distinct: Vec<u64> = hashes.iter().copied().filter(|hash| *hash != 0).collect();
    let all = distinct.len();
    distinct.sort_unstable();
    distinct.dedup();
    (!hashes.is_empty()).then(|| (all - distinct.len()) as u64)
}

fn zeros(hashes: &[u64]) -> u64 {
    hashes.iter().filter(|hash| **hash == 0).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(n: usize) -> Vec<f64> {
        (0..n).map(|k| (k as f64 * 0.737).sin() + 0.1 * (k as f64 * 1.1).cos()).collect()
    }

    fn of(grid: Grid, input: Vec<f64>, values: &[f64]) -> Weights {
        let mut weights = Weights::new(grid, 0.0, 1.0, input);
        weights.add(values);
        weights
    }

    /// Against plain sums, over several blocks, with neurons on either side.
    #[test]
    fn what_is_kept_is_what_plain_sums_give() {
        let (rows, columns) = (1500, 301);
        let w = values(rows * columns);
        let at = |i: usize, j: usize| w[i * columns + j];
        for neurons_are_columns in [false, true] {
            let grid = Grid { rows, columns, neurons_are_columns };
            let x = values(grid.inputs());
            let kept = of(grid, x.clone(), &w);
            assert!(grid.block() < w.len() / 2);
            let z: Vec<f64> = if neurons_are_columns {
                (0..columns).map(|j| (0..rows).map(|i| at(i, j) * x[i]).sum()).collect()
            } else {
                (0..rows).map(|i| (0..columns).map(|j| at(i, j) * x[j]).sum()).collect()
            };
            assert_eq!(kept.z().len(), z.len());
            assert!(kept.z().iter().zip(&z).all(|(a, b)| (a - b).abs() < 1e-10));
            let plain = |pairs: Vec<(f64, f64)>| {
                pairs.iter().fold((0.0, 0.0), |(s, d), (a, b)| (s + (a + b).powi(2), d + (a - b).powi(2)))
            };
            let in_rows = (0..rows).flat_map(|i| (0..columns / 2).map(move |k| (at(i, 2 * k), at(i, 2 * k + 1))));
            let in_columns = (0..rows / 2).flat_map(|k| (0..columns).map(move |j| (at(2 * k, j), at(2 * k + 1, j))));
            let pairs: [Vec<(f64, f64)>; 2] = [in_rows.collect(), in_columns.collect()];
            for (pairs, kept) in pairs.into_iter().zip(kept.neighbours()) {
                let (n, sums) = (pairs.len() as f64, plain(pairs));
                for (kept, plain) in kept.iter().zip([sums.0, sums.1]) {
                    assert!((kept.raw()[1] - plain / n).abs() < 1e-12 && kept.count() as f64 == n);
                }
            }
            assert_eq!((kept.repeated_rows(), kept.repeated_columns(), kept.zeros()), (Some(0), Some(0), 0));
        }
    }

    #[test]
    fn orthogonal_matrices_are_told_on_either_side() {
        // Householder's reflection I − 2vvᵀ/‖v‖², and some of its rows and columns.
        let n = 24;
        let v = values(n);
        let norm: f64 = v.iter().map(|x| x * x).sum();
        let at = |i: usize, j: usize| 3.0 * (f64::from(u8::from(i == j)) - 2.0 * v[i] * v[j] / norm);
        for (rows, columns) in [(n, n), (7, n), (n, 7)] {
            let w: Vec<f64> = (0..rows).flat_map(|i| (0..columns).map(move |j| at(i, j))).collect();
            let grid = Grid { rows, columns, neurons_are_columns: false };
            let (low, high) = of(grid, Vec::new(), &w).gram().unwrap();
            assert!((low - 9.0).abs() < 1e-12 && (high - 9.0).abs() < 1e-12, "{rows} × {columns}: {low} {high}");
            let mut wrong = w.clone();
            wrong[columns + 2] += 0.1;
            let (low, high) = of(grid, Vec::new(), &wrong).gram().unwrap();
            assert!(high - low > 1e-4, "{rows} × {columns}: {low} {high}");
        }
    }

    #[test]
    fn equal_rows_and_columns_and_tensors_are_counted() {
        let grid = Grid { rows: 4, columns: 3, neurons_are_columns: false };
        let w = [1.0, 2.0, 1.0, 3.0, 4.0, 3.0, 1.0, 2.0, 1.0, 1.0, 2.0, 1.0];
        let kept = of(grid, Vec::new(), &w);
        assert_eq!((kept.repeated_rows(), kept.repeated_columns()), (Some(2), Some(1)));
        assert_eq!(kept.digest(), of(grid, Vec::new(), &w).digest());
        assert_eq!((kept.at_end(1.0), kept.at_end(4.0), kept.at_end(2.0)), (6, 1, 0));
        assert_ne!(kept.digest(), of(grid, Vec::new(), &w.map(|x| -x)).digest());
    }

    /// Padding is not a seed that was used again; of a single row the square is kept.
    #[test]
    fn rows_and_columns_of_zeros_repeat_nothing() {
        let grid = Grid { rows: 4, columns: 3, neurons_are_columns: false };
        let kept = of(grid, Vec::new(), &[0.0, 1.0, 0.0, 0.0, 0.0, -0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!((kept.repeated_rows(), kept.repeated_columns()), (Some(0), Some(0)));
        assert_eq!((kept.zero_rows(), kept.zero_columns()), (2, 2));
        let row = of(Grid { rows: 1, columns: 3, neurons_are_columns: false }, Vec::new(), &[1.0, 2.0, 2.0]);
        assert_eq!((row.gram(), row.repeated_rows(), row.zero_rows()), (Some((9.0, 9.0)), None, 0));
    }

    #[test]
    fn what_is_no_number_is_counted_and_the_first_named() {
        let grid = Grid { rows: 1, columns: 300_000, neurons_are_columns: false };
        let mut w = values(300_000);
        (w[200_001], w[280_000]) = (f64::INFINITY, f64::NAN);
        let kept = of(grid, Vec::new(), &w);
        assert_eq!(kept.not_finite(), Some((2, 200_001, f64::INFINITY)));
        assert_eq!(kept.count(), 300_000);
    }
}
