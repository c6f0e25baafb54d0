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
        Self::at_most(CELLS, f64::MIN_POSITIVE, buckets, law, Format::F64)
    }

    /// The same of values that are numbers of this format, in as many cells as so many values allow: 64 if there are 8000 of them,
    /// fewer of fewer, and a cell that is too narrow for them is joined with the next. A bucket ends where one value of the format
    /// is told from the next.
    pub fn of_format(buckets: &Buckets, law: &dyn Law, format: Format) -> Self {
        let total = buckets.total();
        let cells = (total / PER_CELL).clamp(LawFit::LEAST_CELLS, CELLS.into());
        let least = LawFit::LEAST_PER_CELL as f64 / total.max(1) as f64;
        Self::at_most(cells as u32, least, buckets, law, format)
    }

    /// So many cells at most, none less probable than the least.
    fn at_most(cells: u32, least: f64, buckets: &Buckets, law: &dyn Law, format: Format) -> Self {
        let quantiles = (1..cells).map(|k| law.quantile(f64::from(k) / f64::from(cells)));
        let mut edges: Vec<f64> = quantiles.map(|z| buckets.nearest_edge(z)).collect();
        edges.dedup();
        // An edge that parts no two values of a law of few is none.
        let between = |lower, upper| law.between(format.boundary(lower), format.boundary(upper));
        edges.retain(|edge| law.cdf(format.boundary(*edge)) >= least && law.sf(format.boundary(*edge)) >= least);
        edges.dedup_by(|next, edge| between(*edge, *next) < least);
        let histogram = buckets.joined(&edges);
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
    use crate::law::{self, Normal, Rounded};
    use crate::model::ParameterLaw;

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
    /// Buckets next to the end of a uniform law are half as wide as its cells: none may be too narrow for the values there are.
    #[test]
    fn every_cell_is_expected_to_hold_enough() {
        let uniform = law::of_parameter(ParameterLaw::Uniform { low: 0.0, high: 0.18 }).unwrap();
        let rounded = Rounded::new(&*uniform, Format::BF16);
        for (law, format) in [(&*uniform, Format::F32), (&rounded, Format::BF16)] {
            for n in (2000..12_000).step_by(250) {
                let mut buckets = Buckets::new(0.0, 0.05);
                buckets.add(&vec![0.1; n]);
                let fit = LawFit::new(&Cells::of_format(&buckets, law, format), 0.1);
                assert!(fit.is_ok(), "{n} in {format}: {fit:?}");
            }
        }
    }
}
