//! The loops that a run waits for, written in vectors: literal sums of random numbers, and what is counted of them.
//!
//! A package of its own, so that it alone is compiled at the highest level: all else builds fast. Every function gives the
//! same bits on every set of instructions.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod exponential;
mod fused;
mod key;
mod lanes;
pub mod normal;
mod powers;
pub mod sigmoid;
pub mod truncated;
pub mod uniform;

pub use key::{Key, mix};
pub use lanes::LANES;
pub use powers::power_sums;
