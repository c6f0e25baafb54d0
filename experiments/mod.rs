//! What the instrument has been used for: experiments, and how a run of them goes.
//!
//! An experiment is a module with a `//!` text (the sentence of the text that it checks, the formula, what to expect, what
//! would mislead) and one [`Experiment`] value: what has to be drawn, and a pure function from what was drawn to a
//! [`Section`]. To add one, write the module and name it in a list such as [`article::ALL`].

mod archive;
pub mod article;
mod case;
pub mod check;
mod deep_network;
mod measured;
mod mutant;
mod neuron;
mod registry;
mod run;
mod samples;
mod settings;
mod shard;
mod shards;

pub use archive::{ArchiveError, Declaration};
pub use case::Case;
pub use deep_network::{DeepNetwork, Kept};
pub use measured::Measured;
pub use mutant::{Mutant, Wrong};
pub use neuron::{Grid, Inputs, MOST_LAYERS, NEURON};
pub use registry::{activations, initializers};
pub use run::{STAGES, draw, judge, requests, run, work};
pub use samples::{Record, Request, Samples};
pub use settings::{MOST_INPUTS, Settings};
pub use shard::{MOST_SHARDS, NamedSample, Shard, ShardError, ShardRecord, chunks};
pub use shards::{Shards, ShardsError, are_in as shards_are_in};

use crate::claim::ClaimError;
use crate::report::Section;

/// One experiment: plain data and pure functions.
pub struct Experiment {
    /// What the command line takes.
    pub id: &'static str,
    /// What it asks, in a line that is true whatever comes out.
    pub title: &'static str,
    /// What has to be drawn.
    pub subjects: fn(&Settings) -> Result<Vec<Request>, Error>,
    /// Claims, tables, figure and sentences, from what was drawn.
    pub section: fn(&Samples, &Settings) -> Result<Section, Error>,
    /// Wrong programs that its claims must notice.
    pub mutants: fn(&Settings) -> Result<Vec<Mutant>, Error>,
}

/// Why a run ended without a report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something was not drawn.
    #[error(transparent)]
    Draw(#[from] crate::evidence::DrawError),
    /// A model cannot be built.
    #[error(transparent)]
    Model(#[from] crate::model::ModelError),
    /// There are no digits to learn.
    #[error(transparent)]
    Dataset(#[from] crate::model::dataset::DatasetError),
    /// A threshold is out of range.
    #[error(transparent)]
    Threshold(#[from] crate::law::ThresholdError),
    /// A law has no answer.
    #[error(transparent)]
    Law(#[from] crate::law::LawError),
    /// A claim cannot be tested.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// An argument of a special function is outside its domain.
    #[error(transparent)]
    Domain(#[from] crate::numeric::DomainError),
    /// Numbers near the mean of z do not hold its spread.
    #[error("std z: {0:e}: less than 1e-10 of the mean of z, where numbers do not hold it; give a wider law")]
    LostSpread(f64),
    /// A setting of a record is none that can be run.
    #[error("settings: {0}: not one that can be run; report it with the program that drew it")]
    Settings(&'static str),
    /// More inputs are to be 1 than there are.
    #[error("active: {active}: more than the {fan_in} inputs there are; give at most as many")]
    TooManyActive {
        /// Inputs that are to be 1.
        active: usize,
        /// All inputs.
        fan_in: usize,
    },
    /// Two experiments want one thing drawn, or call two things by one name, and do not agree.
    #[error("subject: {0}: wanted in two ways, or the name of two; make the requests equal")]
    Conflict(String),
    /// A section asks for what was not drawn.
    #[error("evidence: {0}: no sample of it; draw it again")]
    Missing(String),
}
