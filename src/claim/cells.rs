use super::LawFit;
use crate::law::Law;
use crate::numeric::Format;
use crate::statistics::Buckets;

/// Cells that cover the line: how many values fell into each, and its probability under a law.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// The counts.
    pub counts: Vec<u64>,
    /// The probabilities, each positive; their sum is 1.
    pub probabilities: Vec<f64>,
}

/// Cells of a law: few enough for power against a wrong spread, enough to see a wrong shape.
const CELLS: u32 = 64;

/// Values that a cell is to expect: with those of [`LawFit::LEAST_PER_CELL`] in the least probable one.
const PER_CELL: u64 = 125;

impl Cells {
    /// The counts in about 64 cells of nearly equal probability under `law`: between the edges of buckets next to its
    /// quantiles. The choice depends on the law alone, not on what was counted.
    pub fn of(buckets: &Buckets, law: &dyn Law) -> Self {
        Self::at_most(CELLS, buckets, law, Format::F64)
    }

    /// The same of values that are numbers of this format, in as many cells as so many values allow: 64 if there are 8000 of them,
    /// fewer of fewer. A bucket ends where one value of the format is told from the next.
    pub fn of_format(buckets: &Buckets, law: &dyn Law, format: Format) -> Self {
        let cells = buckets.total() / PER_CELL;
        Self::at_most((cells as u32).clamp(LawFit::LEAST_CELLS as u32, CELLS), buckets, law, format)
    }

    fn at_most(cells: u32, buckets: &Buckets, law: &dyn Law, format: Format) -> Self {
        let quantiles = (1..cells).map(|k| law.quantile(f64::from(k) / f64::from(cells)));
        let mut edges: Vec<f64> = quantiles.map(|z| buckets.nearest_edge(z)).collect();
        edges.dedup();
        // An edge that parts no two values of a law of few is none.
        edges.retain(|edge| law.cdf(format.boundary(*edge)) > 0.0 && law.sf(format.boundary(*edge)) > 0.0);
        edges.dedup_by(|next, edge| law.between(format.boundary(*edge), format.boundary(*next)) <= 0.0);
        let histogram = buckets.joined(&edges);
        let between = |lower, upper| law.between(format.boundary(lower), format.boundary(upper));
        let probabilities = histogram.bins().map(|bin| between(bin.lower, bin.upper)).collect();
        Self { counts: histogram.counts().to_vec(), probabilities }
    }

    /// Cells that are equally probable.
    pub fn equiprobable(counts: Vec<u64>) -> Self {
        let p = 1.0 / counts.len() as f64;
        Self { probabilities: vec![p; counts.len()], counts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Normal;

    #[test]
    fn cells_are_nearly_equal_and_cover_the_line() {
        for std_dev in [0.03, 1.0, 501f64.sqrt()] {
            let law = Normal { mean: 0.0, std_dev };
            let cells = Cells::of(&Buckets::new(0.0, std_dev), &law);
            assert_eq!(cells.probabilities.len(), 64);
            assert!((cells.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-14);
            let even = |p: &f64| (0.7..1.4).contains(&(64.0 * p));
            assert!(cells.probabilities.iter().all(even), "std {std_dev}: {:?}", cells.probabilities);
        }
    }
}
