use super::Matrix;
use crate::instruction_set::{InstructionSet, with_vectors};
use fearless_simd::{Simd, SimdBase, SimdMask};

/// Inputs that are passed at a time: one for each bit of a word, which tells whether it is not 0.
pub(super) const TILE: usize = 64;

/// Inputs that are 0.
pub(super) static DARK: [f64; TILE] = [0.0; TILE];

/// Rows of inputs, all of one length, and which of these are not 0.
///
/// ```
/// use saturation_kernel::dense::Rows;
/// let rows = Rows::new(&[&[0.0, 2.0], &[3.0, 0.0]]);
/// assert_eq!((rows.len(), rows.columns(), rows.row(1)), (2, 2, &[3.0, 0.0][..]));
/// assert_eq!(rows.select(&[1]), Rows::new(&[&[3.0, 0.0]]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rows<'a> {
    rows: Vec<&'a [f64]>,
    columns: usize,
    /// Of each row, tile by tile: bit k is set if input k is not 0.
    bits: Vec<u64>,
}

impl<'a> Rows<'a> {
    /// These rows.
    ///
    /// # Panics
    /// If they are not equally long.
    pub fn new(rows: &[&'a [f64]]) -> Self {
        let columns = rows.first().map_or(0, |row| row.len());
        assert!(rows.iter().all(|row| row.len() == columns), "rows that are not equally long");
        Self::of_equal_length(rows.to_vec(), columns)
    }

    fn of_equal_length(rows: Vec<&'a [f64]>, columns: usize) -> Self {
        let mut bits = Vec::with_capacity(rows.len() * columns.div_ceil(TILE));
        with_vectors!(InstructionSet::current(), simd => push_bits(simd, &rows, &mut bits));
        Self { rows, columns, bits }
    }

    /// The rows of these numbers, in this order: what is 0 in them is copied, not looked for again.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn select(&self, numbers: &[usize]) -> Self {
        let tiles = self.columns.div_ceil(TILE);
        let mut bits = Vec::with_capacity(numbers.len() * tiles);
        for row in numbers {
            bits.extend_from_slice(&self.bits[tiles * row..][..tiles]);
        }
        Self { rows: numbers.iter().map(|row| self.rows[*row]).collect(), columns: self.columns, bits }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The length of each row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &'a [f64] {
        self.rows[row]
    }

    /// The inputs of a row in this tile, and which of them are not 0.
    #[inline(always)]
    pub(super) fn tile(&self, row: usize, tile: usize) -> (&'a [f64], u64) {
        let inputs = &self.rows[row][TILE * tile..];
        (&inputs[..inputs.len().min(TILE)], self.bits[row * self.columns.div_ceil(TILE) + tile])
    }
}

/// All rows of a matrix.
impl<'a> From<&'a Matrix> for Rows<'a> {
    fn from(matrix: &'a Matrix) -> Self {
        Self::of_equal_length(matrix.iter().collect(), matrix.columns())
    }
}

#[inline(always)]
fn push_bits<S: Simd>(simd: S, rows: &[&[f64]], bits: &mut Vec<u64>) {
    for row in rows {
        for inputs in row.chunks(TILE) {
            bits.push(nonzero(simd, inputs));
        }
    }
}

/// Bit k is set if input k is not 0; there are [`TILE`] at most.
#[inline(always)]
fn nonzero<S: Simd>(simd: S, inputs: &[f64]) -> u64 {
    // A register at a time: the bits of several are put together by way of the stack.
    let zero = S::f64s::splat(simd, 0.0);
    let mut bits = 0;
    let registers = inputs.chunks_exact(S::f64s::LEN);
    let rest = registers.remainder();
    for (k, inputs) in registers.enumerate() {
        let dark = S::f64s::from_slice(simd, inputs).simd_eq(zero).to_bitmask();
        bits |= (!dark & ((1 << S::f64s::LEN) - 1)) << (k * S::f64s::LEN);
    }
    for (k, input) in (inputs.len() - rest.len()..).zip(rest) {
        bits |= u64::from(*input != 0.0) << k;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_zero_is_told_in_every_place_and_by_every_set_of_instructions() {
        for length in [0, 1, 2, 3, 5, 7, 8, 30, 63, 64] {
            for place in 0..length {
                let one_lit: Vec<f64> = (0..length).map(|k| if k == place { f64::NAN } else { -0.0 }).collect();
                let one_dark: Vec<f64> = (0..length).map(|k| if k == place { 0.0 } else { 1e-300 }).collect();
                for set in InstructionSet::available() {
                    let bits = |row: &[f64]| with_vectors!(set, simd => nonzero(simd, row));
                    assert_eq!(bits(&one_lit), 1 << place, "{length}, {set}");
                    assert_eq!(bits(&one_dark), u64::MAX >> (TILE - length) & !(1 << place), "{length}, {set}");
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "rows that are not equally long")]
    fn rows_of_several_lengths_are_refused() {
        let _ = Rows::new(&[&[1.0], &[1.0, 2.0]]);
    }

    #[test]
    fn rows_of_a_matrix_are_its_rows() {
        let matrix = Matrix::from_fn(4, 70, |row, column| (row * column % 3) as f64);
        let rows = Rows::from(&matrix);
        assert_eq!(rows, Rows::new(&matrix.iter().collect::<Vec<_>>()));
        assert_eq!(rows.select(&[2, 0]), Rows::new(&[matrix.row(2), matrix.row(0)]));
        assert_eq!((Rows::from(&Matrix::zeros(0, 3)).columns(), rows.select(&[]).len()), (3, 0));
    }
}
