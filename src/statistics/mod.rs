//! What is kept of trials: constant memory, whatever their number, and merges that commute exactly.
//!
//! Counts are integers. Sums of powers are integers too: each chunk's sum is a floating-point number, and these are
//! added in a fixed-point register wide enough for every f64, so that neither order nor grouping can change a bit.

mod buckets;
mod cuts;
mod exact_sum;
mod histogram;
mod kept;
mod moments;
mod quantile;
mod quantity;
mod weights;

pub use buckets::{Buckets, BucketsError};
pub use cuts::Cuts;
pub use exact_sum::{ExactSum, SumError};
pub use histogram::{Bin, Histogram};
pub use kept::Statistics;
pub use moments::Moments;
pub use quantile::quantile;
pub use quantity::Quantity;
pub use weights::{Grid, Weights};
