use super::MergeError;
use crate::model::ModelError;
use crate::sampling::{Chunk, Control, Part, Stopped};
use crate::statistics::Statistics;
use std::fmt::Debug;

/// What can be drawn: a definition, and how trials of it become statistics.
///
/// The definition is a canonical text, equal exactly for equal things, and names the random stream: two subjects share their
/// numbers only if they share the text. What is kept of each trial, and how many trials are drawn, is no part of it.
pub trait Subject: Debug + Send + Sync {
    /// The canonical text.
    fn definition(&self) -> String;

    /// Trials of a whole chunk.
    fn per_chunk(&self) -> u64;

    /// The work of a trial, in the unit of [`Control`].
    fn work(&self) -> u64;

    /// What is kept of no trials.
    fn nothing(&self) -> Statistics;

    /// How a chunk is drawn under this seed: a function that adds its trials to statistics.
    ///
    /// # Errors
    /// [`DrawError`] if what is to be drawn cannot be built.
    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError>;
}

/// A function that draws one chunk and adds its trials to statistics; it heeds the control where a chunk takes long.
pub type Drawing<'a> = Box<dyn Fn(Chunk, &mut Statistics, &Control) -> Result<(), DrawError> + Send + Sync + 'a>;

/// Draws a part of the trials of a subject, chunk by chunk, on all threads of the current pool.
///
/// # Errors
/// [`DrawError`] if `control` was told to stop, or if what is to be drawn cannot be built.
pub fn draw(subject: &dyn Subject, seed: u64, part: Part, control: &Control) -> Result<Statistics, DrawError> {
    let drawing = subject.drawing(seed)?;
    part.fold(
        subject.work(),
        control,
        || subject.nothing(),
        |statistics, chunk| drawing(chunk, statistics, control),
        |all: &mut Statistics, more| if all.merge(&more) { Ok(()) } else { Err(MergeError::Unsound.into()) },
    )
}

/// Why a subject was not drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DrawError {
    /// It was interrupted.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// What is to be drawn cannot be built.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// What was drawn of it before does not belong to it.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// What it takes is not at hand.
    #[error("{what}: not at hand: {remedy}")]
    Missing {
        /// What is missing.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
}
