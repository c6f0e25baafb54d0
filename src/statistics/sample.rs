use super::{Histogram, Moments};

/// All that is kept of the trials of one law of z, and of σ′(z) evaluated on each of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Moments of z.
    pub moments: Moments,
    /// z in bins of one width, for the eye.
    pub histogram: Histogram,
    /// z in cells that are equiprobable under the law, for goodness of fit.
    pub cells: Histogram,
    /// z on either side of −1 and of 1.
    pub unit: Histogram,
    /// σ′(z) in bins of one width.
    pub derivative: Histogram,
    /// σ′(z) between the thresholds τ.
    pub saturated: Histogram,
}

impl Sample {
    /// Adds a chunk of z and, for each of them, σ′(z).
    pub fn add(&mut self, z: &[f64], derivative: &[f64]) {
        self.moments.add(z);
        self.histogram.add(z);
        self.cells.add(z);
        self.unit.add(z);
        self.derivative.add(derivative);
        self.saturated.add(derivative);
    }

    /// Adds the trials of another sample of the same law.
    pub fn merge(&mut self, other: &Self) {
        self.moments.merge(&other.moments);
        self.histogram.merge(&other.histogram);
        self.cells.merge(&other.cells);
        self.unit.merge(&other.unit);
        self.derivative.merge(&other.derivative);
        self.saturated.merge(&other.saturated);
    }

    /// The number of trials.
    pub fn trials(&self) -> u64 {
        self.moments.count()
    }
}
