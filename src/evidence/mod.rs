//! What was drawn: subjects, and samples of them that can be kept, merged, drawn further and judged at any time.

mod pre_activation;
/// How records are written: readable JSON, with a schema and a checksum.
pub mod record;
mod sample;
mod subject;

pub use pre_activation::PreActivation;
pub use record::RecordError;
pub use sample::{MergeError, Sample};
pub use subject::{DrawError, Drawing, Subject, draw};
