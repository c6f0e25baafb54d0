use std::ops::{Index, IndexMut};

/// Numbers of a vector.
pub(super) const EIGHT: usize = 8;

/// Numbers in rows and columns, row by row.
///
/// A row begins at a multiple of 64 bytes, and zeros follow it up to the next: it is whole vectors, and none of them lies
/// in two lines of the cache.
///
/// ```
/// use saturation_kernel::dense::Matrix;
/// let matrix = Matrix::from_fn(2, 3, |row, column| (10 * row + column) as f64);
/// assert_eq!((matrix.rows(), matrix.columns(), matrix[(1, 2)]), (2, 3, 12.0));
/// assert_eq!(matrix.row(1), [10.0, 11.0, 12.0]);
/// assert_eq!(matrix.transposed().row(2), [2.0, 12.0]);
/// ```
#[derive(Debug)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    /// Where the first row begins.
    start: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// Zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        let values = vec![0.0; rows * columns.next_multiple_of(EIGHT) + EIGHT - 1];
        // Where no address is told, a row begins somewhere: the same numbers, a little later.
        let start = values.as_ptr().align_offset(64).min(EIGHT - 1);
        Self { rows, columns, start, values }
    }

    /// The element of each row and column.
    pub fn from_fn(rows: usize, columns: usize, element: impl Fn(usize, usize) -> f64) -> Self {
        let mut matrix = Self::zeros(rows, columns);
        for row in 0..rows {
            for (column, value) in matrix.row_mut(row).iter_mut().enumerate() {
                *value = element(row, column);
            }
        }
        matrix
    }

    /// Copies of one row.
    pub fn of_equal_rows(rows: usize, row: &[f64]) -> Self {
        let mut matrix = Self::zeros(rows, row.len());
        (0..rows).for_each(|k| matrix.row_mut(k).copy_from_slice(row));
        matrix
    }

    /// Rows and columns exchanged.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut matrix = Self::zeros(self.columns, self.rows);
        let width = matrix.width();
        let values = matrix.padded_mut();
        for (k, row) in self.iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                values[j * width + k] = *value;
            }
        }
        matrix
    }

    /// The number of rows.
    #[inline]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    #[inline]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.rows == 0 || self.columns == 0
    }

    /// A row.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn row(&self, row: usize) -> &[f64] {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        &self.padded()[row * self.width()..][..self.columns]
    }

    /// A row, to be changed.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn row_mut(&mut self, row: usize) -> &mut [f64] {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        let (width, columns) = (self.width(), self.columns);
        &mut self.padded_mut()[row * width..][..columns]
    }

    /// The rows, one after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &[f64]> + ExactSizeIterator + Clone {
        (0..self.rows).map(|row| self.row(row))
    }

    /// The elements, row by row.
    pub fn elements(&self) -> impl DoubleEndedIterator<Item = &f64> + Clone {
        self.iter().flatten()
    }

    /// What `fill` makes of the elements, many rows at once: it is given numbers, and where to put one for each.
    #[must_use]
    pub fn mapped(&self, fill: impl FnOnce(&[f64], &mut [f64])) -> Self {
        let mut matrix = Self::zeros(self.rows, self.columns);
        fill(self.padded(), matrix.padded_mut());
        // It was given the zeros between the rows as well.
        matrix.clear_padding();
        matrix
    }

    /// Fills the elements, many rows at once, and draws no line between them: numbers are given also for the zeros after each row, and
    /// dropped.
    pub fn fill_with(&mut self, fill: impl FnOnce(&mut [f64])) {
        fill(self.padded_mut());
        self.clear_padding();
    }

    fn clear_padding(&mut self) {
        let (columns, width) = (self.columns, self.width());
        if columns < width {
            self.padded_mut().chunks_mut(width).for_each(|row| row[columns..].fill(0.0));
        }
    }

    /// Each element and that of the other matrix in its place become `new` of both.
    ///
    /// # Panics
    /// If the other has not as many rows and columns.
    pub fn combine(&mut self, other: &Self, new: impl Fn(f64, f64) -> f64) {
        assert_eq!((self.rows, self.columns), (other.rows, other.columns), "shapes");
        for row in 0..self.rows {
            self.row_mut(row).iter_mut().zip(other.row(row)).for_each(|(a, b)| *a = new(*a, *b));
        }
    }

    /// Numbers from one row to the next.
    #[inline]
    pub(super) fn width(&self) -> usize {
        self.columns.next_multiple_of(EIGHT)
    }

    /// All rows with what follows them.
    #[inline]
    pub(super) fn padded(&self) -> &[f64] {
        &self.values[self.start..][..self.rows * self.width()]
    }

    /// All rows with what follows them, which must stay 0.
    #[inline]
    pub(super) fn padded_mut(&mut self) -> &mut [f64] {
        let length = self.rows * self.width();
        &mut self.values[self.start..][..length]
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.row(row)[column]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.row_mut(row)[column]
    }
}

/// Somewhere else, the first row may begin elsewhere.
impl Clone for Matrix {
    fn clone(&self) -> Self {
        let mut copy = Self::zeros(self.rows, self.columns);
        copy.padded_mut().copy_from_slice(self.padded());
        copy
    }
}

impl PartialEq for Matrix {
    fn eq(&self, other: &Self) -> bool {
        (self.rows, self.columns) == (other.rows, other.columns) && self.padded() == other.padded()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_its_elements() {
        for (rows, columns) in [(0, 3), (3, 0), (1, 1), (2, 8), (5, 9)] {
            let matrix = Matrix::from_fn(rows, columns, |row, column| (100 * row + column + 1) as f64);
            assert_eq!((matrix.iter().len(), matrix.elements().count()), (rows, rows * columns));
            assert_eq!((matrix.clone(), matrix.transposed().transposed()), (matrix.clone(), matrix.clone()));
            assert_eq!(matrix.is_empty(), rows * columns == 0);
            let mut changed = matrix.clone();
            changed.combine(&matrix, |a, b| 2.0 * a - b);
            assert_eq!(changed, matrix);
            let square = |x: &[f64], y: &mut [f64]| x.iter().zip(y).for_each(|(x, y)| *y = x * x + 1.0);
            assert_eq!(matrix.mapped(square), Matrix::from_fn(rows, columns, |i, j| matrix[(i, j)].powi(2) + 1.0));
            if !matrix.is_empty() {
                changed[(rows - 1, columns - 1)] += 1.0;
                assert_ne!(changed, matrix);
            }
        }
        assert_eq!(Matrix::of_equal_rows(2, &[3.0, 4.0]), Matrix::from_fn(2, 2, |_, column| 3.0 + column as f64));
    }
}
