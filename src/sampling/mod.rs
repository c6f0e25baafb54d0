//! How it is drawn: literally, in chunks whose random streams depend on (seed, stream name, chunk index) alone.

mod control;
mod layers;
pub mod plain;
mod plan;
mod sampler;
mod stream;

pub use control::{Control, Stopped};
pub use layers::layers;
pub use plan::{CHUNK, Plan};
pub use sampler::Sampler;
pub use saturation_kernel::{Key, LANES, normal, uniform};
pub use stream::{Stream, generator};
