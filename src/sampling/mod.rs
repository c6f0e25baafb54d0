//! How it is drawn: literally, in chunks whose random streams depend on (seed, stream name, chunk index) alone.

mod control;
mod kernel;
mod plan;
mod stream;

pub use control::{Control, Stopped};
pub use kernel::{Sampler, weighted_sums};
pub use plan::{CHUNK, Plan};
pub use stream::{ChunkStream, Stream};
