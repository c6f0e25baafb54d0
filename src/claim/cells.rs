use crate::law::Law;
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

impl Cells {
    /// The counts in about 64 cells of nearly equal probability under `law`: between the edges of buckets next to its
    /// quantiles. The choice depends on the law alone, not on what was counted.
    pub fn of(buckets: &Buckets, law: &dyn Law) -> Self {
        let quantiles = (1..CELLS).map(|k| law.quantile(f64::from(k) / f64::from(CELLS)));
        let mut edges: Vec<f64> = quantiles.map(|z| buckets.nearest_edge(z)).collect();
        edges.dedup();
        let histogram = buckets.joined(&edges);
        let probabilities = histogram.bins().map(|bin| law.between(bin.lower, bin.upper)).collect();
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
