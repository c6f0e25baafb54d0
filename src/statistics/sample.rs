use super::{Histogram, Moments};

/// All that is kept of the trials of one law of z, and of σ′(z) evaluated on each of them.
///
/// Each has one histogram, with every edge that anybody asks for; [`Histogram::coarsened`] gives what they look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Moments of z.
    pub moments: Moments,
    /// Moments of σ′(z).
    pub derivative_moments: Moments,
    /// Counts of z.
    pub z_counts: Histogram,
    /// Counts of σ′(z).
    pub derivative_counts: Histogram,
}

impl Sample {
    /// Adds a chunk of z and, for each of them, σ′(z).
    pub fn add(&mut self, z: &[f64], derivative: &[f64]) {
        self.moments.add(z);
        self.derivative_moments.add(derivative);
        self.z_counts.add(z);
        self.derivative_counts.add(derivative);
    }

    /// Adds the trials of another sample of the same law.
    pub fn merge(&mut self, other: &Self) {
        self.moments.merge(&other.moments);
        self.derivative_moments.merge(&other.derivative_moments);
        self.z_counts.merge(&other.z_counts);
        self.derivative_counts.merge(&other.derivative_counts);
    }

    /// The number of trials.
    pub fn trials(&self) -> u64 {
        self.moments.count()
    }
}
