//! What is concluded: claims about a law, and the exact tests that judge them, each from its evidence alone.
//!
//! Each kind of claim is a file with three functions: the test itself, the smallest effect that n trials notice
//! (`min_effect`), and the fewest trials that notice an effect (`min_trials`), at a significance level α and a miss rate
//! β. METHOD.md says why each test is exact, or what bounds it.
//!
//! ```
//! use saturation::claim::StdDev;
//! // To catch a 1 % error of a std at α = 1e-6 and miss it once in 1000 runs:
//! assert_eq!(StdDev::min_trials(0.01, 1e-6, 1e-3)?, 321_262);
//! # Ok::<(), saturation::claim::ClaimError>(())
//! ```

mod bounds;
mod cells;
mod decision;
mod error;
mod fewest;
mod finding;
mod fraction;
mod identity;
mod law_fit;
mod mean;
mod mean_ratio;
mod near_mean;
mod positive_mean;
mod ratio;
mod repeats;
mod rounded;
mod spread;
mod std_dev;
mod untested;

pub use bounds::Bounds;
pub use cells::Cells;
pub use decision::{ConfidenceInterval, Decision, Estimate, Power, Test, Verdict};
pub use error::ClaimError;
pub use finding::{About, Claim, Finding, MISS_RATE, SIGNIFICANCE_LEVEL, judge};
pub use fraction::Fraction;
pub use identity::Identity;
pub use law_fit::LawFit;
pub use mean::Mean;
pub use mean_ratio::MeanRatio;
pub use near_mean::NearMean;
pub use positive_mean::PositiveMean;
pub use ratio::Ratio;
pub use repeats::Repeats;
pub use rounded::Rounded;
pub use spread::Spread;
pub use std_dev::StdDev;
pub use untested::Untested;
