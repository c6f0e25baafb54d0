//! Products of matrices as a network needs them that learns in steps of a few images.
//!
//! The order of additions is a part of the definition, and the one that a reader would write down: to an element its
//! products are added one after the other, each by a fused multiply-add, rounded once. Every set of instructions does so,
//! and gives the same bits: a vector holds eight elements of a row, and never parts of one sum.
//!
//! Much of an image is dark: the terms of an input are left out that is 0 in both rows of a pair, or in all five of a group.
//! With finite weights and errors they would add nothing, but for the sign of a sum that is 0. So the loops go by a tile of
//! 64 inputs, whose weights stay in the nearest cache while all rows pass, and in it from one input to the next that is not 0.

mod matrix;
mod rows;

pub use matrix::Matrix;
pub use rows::Rows;

use crate::fused::mul_add;
use crate::instruction_set::{InstructionSet, with_vectors};
use fearless_simd::{Simd, SimdBase, f64x8};
use matrix::EIGHT;
use rows::{DARK, TILE};

/// Images that are passed at a time: a few stay in the second cache.
const ROWS: usize = 20;

/// Images whose errors are held in registers while the weights pass.
const GROUP: usize = 5;

/// z ← z + aW, of which a is given by its rows: zᵢⱼ + aᵢ₀w₀ⱼ + aᵢ₁w₁ⱼ + …, added in this order.
///
/// A weight that is not finite meets an input of 0 where the row beside it has none, and gives NaN.
///
/// # Panics
/// If a row is not as long as W has rows, or z has not a row for each and the columns of W.
///
/// ```
/// use saturation_kernel::dense::{Matrix, Rows, add_product};
/// let weights = Matrix::from_fn(2, 3, |k, j| [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]][k][j]);
/// let mut z = Matrix::of_equal_rows(1, &[0.5; 3]);
/// add_product(&Rows::new(&[&[1.0, 10.0]]), &weights, &mut z);
/// assert_eq!(z.row(0), [41.5, 52.5, 63.5]);
/// ```
pub fn add_product(a: &Rows, weights: &Matrix, z: &mut Matrix) {
    check(a, weights, z);
    with_vectors!(InstructionSet::current(), simd => product(simd, a, weights, z));
}

/// W ← W + aᵀδ, of which a is given by its rows: wₖⱼ + a₀ₖδ₀ⱼ + a₁ₖδ₁ⱼ + …, added in this order.
///
/// # Panics
/// If a row is not as long as W has rows, or δ has not a row for each and the columns of W.
///
/// ```
/// use saturation_kernel::dense::{Matrix, Rows, add_transposed_product};
/// let errors = Matrix::from_fn(2, 1, |i, _| [1.0, 10.0][i]);
/// let mut weights = Matrix::zeros(3, 1);
/// let a = Rows::new(&[&[1.0, 0.0, 2.0], &[3.0, 4.0, 5.0]]);
/// add_transposed_product(&a, &errors, &mut weights);
/// assert_eq!(weights.transposed().row(0), [31.0, 40.0, 52.0]);
/// ```
pub fn add_transposed_product(a: &Rows, errors: &Matrix, weights: &mut Matrix) {
    check(a, weights, errors);
    with_vectors!(InstructionSet::current(), simd => transposed_product(simd, a, errors, weights));
}

/// y ← y + Wδ: yₖ + Σⱼ wₖⱼδⱼ, of which the products of j = l, l + 8, l + 16, … are added one after the other for each l = 0 … 7, and
/// the eight sums then.
///
/// # Panics
/// If δ is not as long as a row of W, or y has not a number for each row.
///
/// ```
/// use saturation_kernel::dense::{Matrix, add_dots};
/// let weights = Matrix::from_fn(2, 3, |k, j| [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]][k][j]);
/// let mut y = [0.5, 0.0];
/// add_dots(&weights, &[1.0, 0.0, 10.0], &mut y);
/// assert_eq!(y, [31.5, 64.0]);
/// ```
pub fn add_dots(weights: &Matrix, errors: &[f64], y: &mut [f64]) {
    assert_eq!((weights.rows(), weights.columns()), (y.len(), errors.len()), "rows and columns");
    let mut padded = errors.to_vec();
    padded.resize(weights.width(), 0.0);
    with_vectors!(InstructionSet::current(), simd => dots(simd, weights, &padded, y));
}

#[inline(always)]
fn dots<S: Simd>(simd: S, weights: &Matrix, errors: &[f64], y: &mut [f64]) {
    let errors: &[[f64; EIGHT]] = errors.as_chunks().0;
    let rows = weights.padded().as_chunks().0.chunks(errors.len().max(1));
    for (row, y) in rows.zip(y) {
        let mut sum = f64x8::splat(simd, 0.0);
        for (weights, errors) in row.iter().zip(errors) {
            sum = mul_add(simd, load(simd, weights), load(simd, errors), sum);
        }
        let mut sums = [0.0; EIGHT];
        sum.store_array(&mut sums);
        *y += sums.iter().sum::<f64>();
    }
}

fn check(a: &Rows, weights: &Matrix, z: &Matrix) {
    assert!(a.is_empty() || a.columns() == weights.rows(), "rows that are not as long as there are weights");
    assert_eq!((z.rows(), z.columns()), (a.len(), weights.columns()), "rows and columns");
}

#[inline(always)]
fn product<S: Simd>(simd: S, a: &Rows, weights: &Matrix, z: &mut Matrix) {
    let width = weights.width() / EIGHT;
    let weights = weights.padded().as_chunks().0;
    let sums = z.padded_mut().as_chunks_mut().0;
    if a.len() == 1 {
        // A single image: the weights pass once, in their order, and the sums stay in the nearest cache.
        for (input, weights) in a.row(0).iter().zip(weights.chunks(width.max(1))).filter(|(input, _)| **input != 0.0) {
            let input = f64x8::splat(simd, *input);
            for (sum, weights) in sums.iter_mut().zip(weights) {
                mul_add(simd, input, load(simd, weights), load(simd, sum)).store_array(sum);
            }
        }
        return;
    }
    for (first, sums) in (0..).step_by(ROWS).zip(sums.chunks_mut(ROWS * width.max(1))) {
        for (tile, weights) in weights.chunks(TILE * width.max(1)).enumerate() {
            for (row, sums) in (first..).step_by(2).zip(sums.chunks_mut(2 * width.max(1))) {
                let (inputs, bits) = a.tile(row, tile);
                let (sums, of_next) = sums.split_at_mut(width);
                if of_next.is_empty() {
                    add_rows(simd, [inputs], bits, weights, [sums]);
                } else {
                    let (next, bits_of_next) = a.tile(row + 1, tile);
                    add_rows(simd, [inputs, next], bits | bits_of_next, weights, [sums, of_next]);
                }
            }
        }
    }
}

/// Adds to the sums of R rows the weights from each input whose bit is set, times this input of the row.
#[inline(always)]
fn add_rows<S: Simd, const R: usize>(
    simd: S,
    inputs: [&[f64]; R],
    bits: u64,
    weights: &[[f64; EIGHT]],
    sums: [&mut [[f64; EIGHT]]; R],
) {
    // Two vectors of two rows are enough to hide how long an addition takes, and no more than there are registers.
    if sums[0].len().is_multiple_of(2) {
        add_vectors::<S, R, 2>(simd, inputs, bits, weights, sums);
    } else {
        add_vectors::<S, R, 1>(simd, inputs, bits, weights, sums);
    }
}

/// The same, for N vectors of the sums of a row at a time.
#[inline(always)]
fn add_vectors<S: Simd, const R: usize, const N: usize>(
    simd: S,
    inputs: [&[f64]; R],
    bits: u64,
    weights: &[[f64; EIGHT]],
    mut sums: [&mut [[f64; EIGHT]]; R],
) {
    let zero = f64x8::splat(simd, 0.0);
    let inputs = equally_long(inputs);
    let width = sums[0].len() / N;
    let weights: &[[[f64; EIGHT]; N]] = weights.as_chunks().0;
    for block in 0..width {
        let mut vectors = [[zero; N]; R];
        for (vectors, sums) in vectors.iter_mut().zip(&sums) {
            for (vector, sum) in vectors.iter_mut().zip(&sums[block * N..][..N]) {
                *vector = load(simd, sum);
            }
        }
        let weights = &weights[block..];
        let mut bits = bits;
        while bits != 0 {
            let k = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            let mut of_input = [zero; N];
            for (vector, weights) in of_input.iter_mut().zip(&weights[k * width]) {
                *vector = load(simd, weights);
            }
            for (vectors, inputs) in vectors.iter_mut().zip(&inputs) {
                let input = f64x8::splat(simd, inputs[k]);
                for (vector, weights) in vectors.iter_mut().zip(of_input) {
                    *vector = mul_add(simd, input, weights, *vector);
                }
            }
        }
        for (vectors, sums) in vectors.iter().zip(&mut sums) {
            for (vector, sum) in vectors.iter().zip(&mut sums[block * N..][..N]) {
                vector.store_array(sum);
            }
        }
    }
}

#[inline(always)]
fn transposed_product<S: Simd>(simd: S, a: &Rows, errors: &Matrix, weights: &mut Matrix) {
    let width = weights.width() / EIGHT;
    let errors = errors.padded().as_chunks().0;
    let weights = weights.padded_mut().as_chunks_mut().0;
    for (first, errors) in (0..).step_by(ROWS).zip(errors.chunks(ROWS * width.max(1))) {
        for (tile, weights) in weights.chunks_mut(TILE * width.max(1)).enumerate() {
            for (of_group, errors) in (first..).step_by(GROUP).zip(errors.chunks(GROUP * width.max(1))) {
                // A group that is not full has dark images without errors.
                let mut inputs = [&DARK[..a.tile(of_group, tile).0.len()]; GROUP];
                let mut bits = 0;
                for (row, inputs) in (of_group..a.len()).zip(&mut inputs) {
                    let (of_row, bits_of_row) = a.tile(row, tile);
                    *inputs = of_row;
                    bits |= bits_of_row;
                }
                for block in 0..width {
                    let mut vectors = [f64x8::splat(simd, 0.0); GROUP];
                    for (vector, errors) in vectors.iter_mut().zip(errors.chunks(width)) {
                        *vector = load(simd, &errors[block]);
                    }
                    add_group(simd, &inputs, bits, &vectors, &mut weights[block..], width);
                }
            }
        }
    }
}

/// Adds to the vector of weights from each input whose bit is set this input of each image times its errors.
#[inline(always)]
fn add_group<S: Simd>(
    simd: S,
    inputs: &[&[f64]; GROUP],
    mut bits: u64,
    errors: &[f64x8<S>; GROUP],
    weights: &mut [[f64; EIGHT]],
    width: usize,
) {
    let rows = equally_long(*inputs);
    while bits != 0 {
        let k = bits.trailing_zeros() as usize;
        bits &= bits - 1;
        let weights = &mut weights[k * width];
        let mut sum = load(simd, weights);
        for (inputs, errors) in rows.iter().zip(errors) {
            sum = mul_add(simd, f64x8::splat(simd, inputs[k]), *errors, sum);
        }
        sum.store_array(weights);
    }
}

/// The same slices, cut to the length of the first: known to be equally long, an index into all is compared once.
#[inline(always)]
fn equally_long<const R: usize>(mut slices: [&[f64]; R]) -> [&[f64]; R] {
    let length = slices[0].len();
    for slice in &mut slices {
        *slice = &slice[..length];
    }
    slices
}

/// Eight numbers, written into a vector: converted to one, they are copied to the stack on the way to the registers.
#[inline(always)]
fn load<S: Simd>(simd: S, numbers: &[f64; EIGHT]) -> f64x8<S> {
    let mut vector = f64x8::splat(simd, 0.0);
    *vector.as_mut_array() = *numbers;
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that are no pattern, a third of them 0.
    fn matrix(rows: usize, columns: usize, seed: usize) -> Matrix {
        Matrix::from_fn(rows, columns, |row, column| {
            let k = seed + 7 * row + 3 * column + row * column;
            if k.is_multiple_of(3) { 0.0 } else { (0.7 * k as f64).sin() * 10f64.powi((k % 5) as i32 - 2) }
        })
    }

    fn bits(matrix: &Matrix) -> Vec<u64> {
        matrix.padded().iter().map(|value| value.to_bits()).collect()
    }

    const SHAPES: [[usize; 3]; 12] = [
        [10, 784, 30],
        [10, 30, 10],
        [3, 64, 8],
        [1, 65, 33],
        [26, 1, 1],
        [11, 200, 70],
        [1, 200, 70],
        [0, 5, 5],
        [23, 130, 16],
        [21, 70, 9],
        [3, 0, 5],
        [3, 5, 0],
    ];

    #[test]
    fn every_set_of_instructions_gives_the_bits_of_the_plain_loops() {
        for [images, inputs, neurons] in SHAPES {
            let (a, weights, start) =
                (matrix(images, inputs, 1), matrix(inputs, neurons, 2), matrix(images, neurons, 4));
            let rows = Rows::from(&a);
            let (mut plain_z, mut plain_weights) = (start.clone(), weights.clone());
            for i in 0..images {
                for (j, k) in (0..neurons).flat_map(|j| (0..inputs).map(move |k| (j, k))) {
                    plain_z[(i, j)] = a[(i, k)].mul_add(weights[(k, j)], plain_z[(i, j)]);
                    plain_weights[(k, j)] = a[(i, k)].mul_add(start[(i, j)], plain_weights[(k, j)]);
                }
            }
            for level in InstructionSet::available() {
                let (mut z, mut sum) = (start.clone(), weights.clone());
                with_vectors!(level, simd => product(simd, &rows, &weights, &mut z));
                with_vectors!(level, simd => transposed_product(simd, &rows, &start, &mut sum));
                assert!(bits(&z) == bits(&plain_z), "{images} × {inputs} × {neurons}, {level:?}");
                assert!(bits(&sum) == bits(&plain_weights), "{images} × {inputs} × {neurons}, {level:?}");
            }
        }
    }

    #[test]
    fn every_set_of_instructions_gives_the_dots_of_the_plain_loops() {
        for [_, inputs, neurons] in SHAPES {
            let (weights, errors) = (matrix(inputs, neurons, 2), matrix(1, neurons, 4));
            let plain: Vec<f64> = weights
                .iter()
                .map(|row| {
                    let mut sums = [0.0f64; EIGHT];
                    for (j, (weight, error)) in row.iter().zip(errors.row(0)).enumerate() {
                        sums[j % EIGHT] = weight.mul_add(*error, sums[j % EIGHT]);
                    }
                    sums.iter().sum::<f64>()
                })
                .collect();
            let mut padded = errors.row(0).to_vec();
            padded.resize(weights.width(), 0.0);
            for level in InstructionSet::available() {
                let mut y = vec![0.0; inputs];
                with_vectors!(level, simd => dots(simd, &weights, &padded, &mut y));
                assert_eq!(y, plain, "{inputs} × {neurons}, {level:?}");
            }
        }
    }

    #[test]
    fn what_is_zero_in_all_rows_meets_no_weight_and_what_is_no_number_does() {
        let weights = Matrix::from_fn(3, 1, |k, _| [f64::INFINITY, 2.0, f64::NAN][k]);
        let product = |rows: &[&[f64]]| {
            let mut z = Matrix::zeros(rows.len(), 1);
            add_product(&Rows::new(rows), &weights, &mut z);
            z[(0, 0)]
        };
        for dark in [0.0, -0.0] {
            assert_eq!(product(&[&[dark, 1.0, -0.0]]), 2.0);
            assert_eq!(product(&[&[dark, 1.0, -0.0], &[0.0, 3.0, dark]]), 2.0);
            assert_eq!(product(&[&[-1.0, dark, 0.0]]), f64::NEG_INFINITY);
        }
        assert!(product(&[&[0.0, f64::NAN, 0.0]]).is_nan() && product(&[&[0.0, 0.0, 1.0]]).is_nan());
        assert!(product(&[&[0.0, 1.0, 0.0], &[1.0, 1.0, 0.0]]).is_nan(), "0 times ∞");
    }

    #[test]
    #[should_panic(expected = "as long as there are weights")]
    fn rows_that_do_not_fit_are_refused() {
        add_product(&Rows::new(&[&[1.0]]), &Matrix::zeros(2, 1), &mut Matrix::zeros(1, 1));
    }
}
