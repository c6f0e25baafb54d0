//! How it is drawn: literally, in chunks whose random streams depend on (seed, stream name, chunk index) alone.

mod control;
mod lanes;
mod layers;
pub mod normal;
pub mod plain;
mod plan;
mod sampler;
mod stream;
mod truncated;
pub mod uniform;

pub use control::{Control, Stopped};
pub use lanes::LANES;
pub use layers::layers;
pub use plan::{CHUNK, Plan};
pub use sampler::Sampler;
pub use stream::{ChunkStream, Stream};
