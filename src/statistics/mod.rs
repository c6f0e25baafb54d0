//! What is kept of a run: constant memory, whatever the number of trials, and merges that commute exactly.
//!
//! Counts are integers. Sums of powers are integers too: each chunk's sum is a floating-point number, and these are
//! added in a fixed-point register wide enough for every f64, so that neither order nor grouping can change a bit.

mod exact_sum;
mod histogram;
mod moments;
mod quantile;
mod sample;

pub use exact_sum::ExactSum;
pub use histogram::{Bin, Histogram, HistogramError};
pub use moments::Moments;
pub use quantile::quantile;
pub use sample::Sample;
