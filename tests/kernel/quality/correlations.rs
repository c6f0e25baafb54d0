//! Two values at a time: products of x, and of x² − 1, at every distance that the sampler's layout gives a meaning.

use super::{Row, asymptotic};
use saturation::sampling::{CHUNK, LANES, normal::GROUP};

/// Distances within a chunk, by what they cross.
const OFFSETS: [(&str, [usize; 16]); 3] = [
    // The first seven are other lanes; the eighth is the other normal of the same pair, the sixteenth the other plane.
    ("lags 1–16", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    ("pairs and planes", [8, 16, 24, 40, 48, 56, 72, 80, 88, 104, 112, 120, 136, 144, 152, 168]),
    ("lags 1–16 of a lane", {
        let mut offsets = [0; 16];
        let mut k = 0;
        while k < 16 {
            offsets[k] = (k + 1) * GROUP;
            k += 1;
        }
        offsets
    }),
];

/// Sums of products: of values, and of centred squares; the last row is the same place of the next chunk.
#[derive(Debug, Default)]
pub struct Correlations {
    chunks: u64,
    sums: [[[f64; 2]; 16]; 3],
    next: [[f64; 2]; LANES],
}

impl Correlations {
    pub fn add(&mut self, x: &[f64; CHUNK], next: &[f64; CHUNK]) {
        self.chunks += 1;
        let squares = x.map(|x| x * x - 1.0);
        for (sums, (_, offsets)) in self.sums.iter_mut().zip(OFFSETS) {
            for (sums, offset) in sums.iter_mut().zip(offsets) {
                sums[0] += dot(&x[offset..], x);
                sums[1] += dot(&squares[offset..], &squares);
            }
        }
        let next_squares = next.map(|x| x * x - 1.0);
        for (shift, sums) in self.next.iter_mut().enumerate() {
            sums[0] += dot(&x[shift..], next);
            sums[1] += dot(&squares[shift..], &next_squares);
        }
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.chunks += other.chunks;
        let rows = self.sums.as_flattened_mut().iter_mut().chain(&mut self.next);
        for (all, sums) in rows.zip(other.sums.as_flattened().iter().chain(&other.next)) {
            all[0] += sums[0];
            all[1] += sums[1];
        }
        self
    }

    /// For each set of distances, the sum of squared scores: χ² of as many degrees of freedom.
    pub fn rows(&self) -> Vec<Row> {
        let shifts: [usize; LANES] = std::array::from_fn(|shift| shift);
        let sets = OFFSETS.iter().zip(&self.sums).map(|((name, offsets), sums)| (*name, &offsets[..], &sums[..]));
        let sets = sets.chain([("neighbouring chunks", &shifts[..], &self.next[..])]);
        let mut rows = Vec::new();
        for (name, offsets, sums) in sets {
            // A product of two independent normals has variance 1, one of two centred squares 4.
            for (power, variance, what) in [(0, 1.0, "x"), (1, 4.0, "x²")] {
                let square = |(offset, sum): (&usize, &[f64; 2])| {
                    sum[power].powi(2) / (variance * (self.chunks * (CHUNK - offset) as u64) as f64)
                };
                let statistic = offsets.iter().zip(sums).map(square).sum();
                rows.push((format!("{name} of {what}"), asymptotic::chi_squared(offsets.len(), statistic)));
            }
        }
        rows
    }
}

/// Σ aᵢbᵢ over the shorter length, in eight sums side by side.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let length = a.len().min(b.len());
    let (a, rest_a) = a[..length].as_chunks::<8>();
    let (b, rest_b) = b[..length].as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    sums.iter().sum::<f64>() + rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum::<f64>()
}
