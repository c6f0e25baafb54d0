//! How it is drawn: literally, in chunks whose random streams depend on (seed, definition, chunk index) alone.

mod blocks;
mod control;
mod layers;
mod part;
pub mod plain;
mod sampler;
mod stream;

pub use blocks::Blocks;
pub use control::{Control, Stopped};
pub use layers::layers;
pub use part::{Chunk, Part};
pub use sampler::{CHUNK, Sampler};
pub use saturation_kernel::{InstructionSet, InstructionSetError, Key, LANES, normal, uniform};
pub use stream::{Stream, generator};
