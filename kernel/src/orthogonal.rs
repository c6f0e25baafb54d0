//! Rows of random orthogonal matrices, as frameworks draw weights: a normal vector over its norm.

use crate::Key;
use crate::instruction_set::{InstructionSet, with_vectors};
use crate::kept::{Kept, PIECE, SUMS, dot, padded};
use crate::key::Starts;
use crate::normal::Scratch;
use fearless_simd::Simd;

/// Fills `z` with literal draws of z = Σₖ cₖuₖ, u = g/‖g‖ for a fresh g of `dimension` independent N(0, 1) in each trial: uₖ
/// are the entries of a row of an orthogonal matrix of that many rows and columns, uniformly distributed among all.
///
/// The normals are those of [`normal::fill`](crate::normal::fill), one after the other. There are at most as many
/// coefficients as dimensions; those that are missing are 0.
///
/// ```
/// use saturation_kernel::{Key, orthogonal};
/// let mut z = [0.0; 4];
/// orthogonal::weighted_sums(&[1.0; 10], 10, Key::new([7; 32], 0), &mut z);
/// assert!(z.iter().all(|z| z.abs() <= 10f64.sqrt())); // Cauchy and Schwarz
/// ```
pub fn weighted_sums(coefficients: &[f64], dimension: usize, stream: Key, z: &mut [f64]) {
    weighted_sums_with(InstructionSet::current(), coefficients, dimension, stream, z);
}

/// [`weighted_sums`] by this instruction set, or by the portable one if the CPU lacks it.
pub fn weighted_sums_with(set: InstructionSet, coefficients: &[f64], dimension: usize, stream: Key, z: &mut [f64]) {
    let starts = stream.starts(set);
    with_vectors!(set, simd => draw(simd, coefficients, dimension, &starts, z));
}

#[inline(always)]
fn draw<S: Simd>(simd: S, coefficients: &[f64], dimension: usize, starts: &Starts, z: &mut [f64]) {
    let mut scratch = Scratch::EMPTY;
    let padded = padded(coefficients);
    let dimension = dimension.max(coefficients.len());
    let mut normals = Kept::new(simd, f64::INFINITY, dimension * z.len(), starts, &mut scratch);
    for z in z {
        let (mut sum, mut squares) = (0.0, 0.0);
        for start in (0..dimension).step_by(PIECE) {
            let count = PIECE.min(dimension - start);
            let g = normals.take(simd, count);
            if start < padded.len() {
                sum += dot(simd, &padded[start..padded.len().min(start + PIECE)], g);
            }
            let (whole, rest) = g[..count].split_at(count - count % SUMS);
            squares += dot(simd, whole, whole);
            squares = rest.iter().fold(squares, |squares, g| g.mul_add(*g, squares));
        }
        *z = sum / squares.sqrt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normal;

    #[test]
    fn a_row_is_a_piece_of_the_stream_over_its_norm() {
        let stream = Key::new([7; 32], 0);
        for (terms, dimension) in [(1, 1), (1, 2), (7, 40), (1000, 1000), (1024, 3000), (3, 2048), (0, 5)] {
            let coefficients: Vec<f64> = (0..terms).map(|k| f64::from(k).cos()).collect();
            let mut g = vec![0.0; 20 * dimension];
            normal::fill(&mut g, stream);
            let mut z = [f64::NAN; 20];
            weighted_sums(&coefficients, dimension, stream, &mut z);
            for (z, row) in z.iter().zip(g.chunks(dimension)) {
                let norm = row.iter().map(|g| g * g).sum::<f64>().sqrt();
                let expected: f64 = coefficients.iter().zip(row).map(|(c, g)| c * g / norm).sum();
                assert!((z - expected).abs() < 1e-13, "{terms} of {dimension}: {z}, {expected}");
            }
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let coefficients: Vec<f64> = (0..77).map(|k| f64::from(k).sin()).collect();
        for dimension in [77, 100, 5000] {
            let sums = InstructionSet::available().map(|set| {
                let mut z = [f64::NAN; 100];
                weighted_sums_with(set, &coefficients, dimension, Key::new([7; 32], 1), &mut z);
                z.map(f64::to_bits)
            });
            let sums: Vec<_> = sums.collect();
            assert!(sums.iter().all(|z| *z == sums[0]), "{dimension} dimensions");
        }
    }
}
