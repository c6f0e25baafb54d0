//! How it is drawn: literally, in chunks whose random streams depend on (seed, stream name, chunk index) alone.

mod control;
pub mod normal;
pub mod plain;
mod plan;
mod sampler;
mod stream;

pub use control::{Control, Stopped};
pub use plan::{CHUNK, Plan};
pub use sampler::Sampler;
pub use stream::{ChunkStream, Stream};
