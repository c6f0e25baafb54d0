//! The loops that a run waits for, written in vectors: literal sums of random numbers, and what is counted of them.
//!
//! A package of its own, so that it alone is compiled at the highest level: all else builds fast. Every function gives the
//! same bits on every set of instructions.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod below;
mod chacha;
pub mod dense;
mod exponential;
mod fused;
mod instruction_set;
mod kept;
mod key;
mod lanes;
pub mod normal;
pub mod orthogonal;
mod powers;
pub mod sigmoid;
pub mod truncated;
pub mod uniform;

pub use below::count_below;
pub use instruction_set::{InstructionSet, InstructionSetError, VARIABLE};
pub use key::Key;
pub use lanes::LANES;
pub use powers::power_sums;
