//! One value at a time: cells, distances of distribution functions, moments, tails.

use super::{Row, asymptotic};
use saturation::law::Normal;
use std::sync::Arc;

const CELLS: usize = 65536;
const TAILS: [f64; 3] = [5.0, 5.5, 6.0];
/// E x² … E x¹⁶ of N(0, 1), even orders.
const EVEN_MOMENTS: [f64; 8] = [1.0, 3.0, 15.0, 105.0, 945.0, 10_395.0, 135_135.0, 2_027_025.0];

/// Counts in equiprobable cells, sums of powers, counts beyond each tail.
#[derive(Debug, Clone)]
pub struct Distribution {
    cells: Cells,
    powers: [f64; 8],
    beyond: [u64; 3],
}

/// Counts between the quantiles of N(0, 1), found from a grid: a million values a second are too few here.
#[derive(Debug, Clone)]
struct Cells {
    edges: Arc<Vec<f64>>,
    /// For each bucket of the grid over ±[`REACH`], the number of edges in earlier ones.
    guide: Arc<Vec<u32>>,
    counts: Vec<u64>,
}

const REACH: f64 = 5.0;
const BUCKETS: usize = 1 << 20;

impl Cells {
    fn new() -> Self {
        let edges = (1..CELLS).map(|k| Normal::STANDARD.quantile(k as f64 / CELLS as f64)).collect::<Vec<_>>();
        let guide =
            (0..BUCKETS).map(|bucket| edges.partition_point(|edge| Self::bucket(*edge) < bucket) as u32).collect();
        Self { edges: Arc::new(edges), guide: Arc::new(guide), counts: vec![0; CELLS] }
    }

    /// Rounding is monotone: an edge in an earlier bucket than x is below x.
    fn bucket(x: f64) -> usize {
        ((x + REACH) * (BUCKETS as f64 / (2.0 * REACH))).clamp(0.0, (BUCKETS - 1) as f64) as usize
    }

    fn add(&mut self, values: &[f64]) {
        for x in values {
            let mut cell = self.guide[Self::bucket(*x)] as usize;
            while self.edges.get(cell).is_some_and(|edge| edge <= x) {
                cell += 1;
            }
            self.counts[cell] += 1;
        }
    }
}

impl Distribution {
    pub fn new() -> Self {
        Self { cells: Cells::new(), powers: [0.0; 8], beyond: [0; 3] }
    }

    pub fn add(&mut self, x: &[f64]) {
        self.cells.add(x);
        let mut sums = [0.0; 8];
        for x in x {
            let mut power = 1.0;
            for sum in &mut sums {
                power *= x;
                *sum += power;
            }
        }
        for (all, sum) in self.powers.iter_mut().zip(sums) {
            *all += sum;
        }
        for (count, bound) in self.beyond.iter_mut().zip(TAILS) {
            *count += x.iter().filter(|x| x.abs() > bound).count() as u64;
        }
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.cells.counts.iter_mut().zip(&other.cells.counts).for_each(|(all, count)| *all += count);
        for (all, sum) in self.powers.iter_mut().zip(other.powers) {
            *all += sum;
        }
        for (all, count) in self.beyond.iter_mut().zip(other.beyond) {
            *all += count;
        }
        self
    }

    pub fn rows(&self) -> Vec<Row> {
        let n = self.cells.counts.iter().sum::<u64>() as f64;
        let mut rows = Vec::new();
        for cells in [1024, CELLS] {
            let expected = n / cells as f64;
            let square = |counts: &[u64]| (counts.iter().sum::<u64>() as f64 - expected).powi(2) / expected;
            let statistic: f64 = self.cells.counts.chunks(CELLS / cells).map(square).sum();
            rows.push((format!("χ², {cells} cells"), asymptotic::chi_squared(cells - 1, statistic)));
        }
        // √n (Fₙ − F) at the edges: what a finer grid would add is 1/256 of a standard deviation.
        let (mut seen, mut distance, mut area) = (0, 0.0f64, 0.0);
        for (k, count) in self.cells.counts[..CELLS - 1].iter().enumerate() {
            seen += count;
            let f = (k + 1) as f64 / CELLS as f64;
            let difference = (seen as f64 / n - f) * n.sqrt();
            distance = distance.max(difference.abs());
            area += difference * difference / (f * (1.0 - f)) / CELLS as f64;
        }
        rows.push(("Kolmogorov–Smirnov".to_owned(), asymptotic::kolmogorov(distance)));
        rows.push(("Anderson–Darling".to_owned(), asymptotic::anderson_darling(area)));
        for (k, sum) in self.powers.iter().enumerate() {
            let order = k + 1;
            let mean = if order % 2 == 0 { EVEN_MOMENTS[order / 2 - 1] } else { 0.0 };
            let error = ((EVEN_MOMENTS[order - 1] - mean * mean) / n).sqrt();
            rows.push((format!("moment {order}"), asymptotic::normal((sum / n - mean) / error)));
        }
        for (count, bound) in self.beyond.iter().zip(TAILS) {
            let p = asymptotic::poisson(*count, n * libm::erfc(bound / 2f64.sqrt()));
            rows.push((format!("tail beyond {bound}"), p));
        }
        rows
    }
}
