//! What theory says: the law of z, its tails and expectations, and where a neuron saturates.

mod expectation;
mod independent_sum;
mod normal;
mod pre_activation;
mod saturation;

pub use expectation::{TooWide, expectation};
pub use independent_sum::IndependentSum;
pub use normal::Normal;
pub use pre_activation::pre_activation;
pub use saturation::{Threshold, ThresholdError};
