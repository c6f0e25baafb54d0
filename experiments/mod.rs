//! The article, experiment by experiment: the list, in the article's order, and what all of them share.
//!
//! An experiment is a module with a `//!` text (the sentence of the article, the formula, what to expect, what would
//! mislead) and one [`Experiment`] value. Its `run` asks the [`Run`] for samples and gives back a
//! [`Section`]: claims, tables and a figure, all of them plain values. To add one, write the module and name it in
//! [`ALL`].

mod before_after;
mod course;
mod digits;
mod gradient;
mod large;
mod learning;
mod learning_curves;
mod listing;
mod mutant;
mod network;
mod neuron;
mod one_bias;
mod parts;
mod printed;
mod run;
mod saturated;
mod scaled;
mod sigmoid;
mod subject;
mod training;
mod update_rule;
mod width;

pub use digits::{Digits, Source};
pub use mutant::{Mutant, Mutation};
pub use neuron::neuron;
pub use run::{LEAST_TRIALS, Measured, Run, Settings};
pub use subject::{FAN_IN, HIDDEN, Subject};

use crate::claim::{Claim, ClaimError};
use crate::publish::{Report, Section};

/// One experiment of the article.
pub struct Experiment {
    /// What the command line takes.
    pub id: &'static str,
    /// The finding that it checks, in a line.
    pub title: &'static str,
    /// What it samples.
    pub subjects: fn() -> Vec<Subject>,
    /// What it does besides, in units of [`Control`](crate::sampling::Control).
    pub other_work: fn(&Run) -> Result<u64, Error>,
    /// Wrong programs that its claims must notice.
    pub mutants: fn() -> Vec<Mutant>,
    /// Computes its claims, tables and figure.
    pub run: fn(&mut Run) -> Result<Section<Claim>, Error>,
}

/// Every experiment, in the article's order.
pub static ALL: [Experiment; 12] = [
    network::EXPERIMENT,
    large::EXPERIMENT,
    sigmoid::EXPERIMENT,
    saturated::EXPERIMENT,
    update_rule::EXPERIMENT,
    scaled::EXPERIMENT,
    before_after::EXPERIMENT,
    listing::EXPERIMENT,
    gradient::EXPERIMENT,
    width::EXPERIMENT,
    learning::EXPERIMENT,
    one_bias::EXPERIMENT,
];

/// The id of the experiment that learns digits: the one that looks at `--mnist-dir`.
pub const LEARNING: &str = "learning";

/// Why a run ended without a report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was interrupted.
    #[error(transparent)]
    Stopped(#[from] crate::sampling::Stopped),
    /// A model cannot be built.
    #[error(transparent)]
    Model(#[from] crate::model::ModelError),
    /// There are no digits to learn.
    #[error(transparent)]
    Dataset(#[from] crate::model::dataset::DatasetError),
    /// A threshold is out of range.
    #[error(transparent)]
    Threshold(#[from] crate::law::ThresholdError),
    /// A law is too wide for an expectation.
    #[error(transparent)]
    TooWide(#[from] crate::law::TooWide),
    /// The edges of a histogram bound nothing.
    #[error(transparent)]
    Histogram(#[from] crate::statistics::HistogramError),
    /// A claim cannot be tested.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// An argument of a special function is outside its domain.
    #[error(transparent)]
    Domain(#[from] crate::claim::numeric::DomainError),
}

/// Runs `experiments` in order and judges their claims.
///
/// # Errors
/// The first [`Error`] of an experiment.
pub fn run<'a>(experiments: impl IntoIterator<Item = &'a Experiment>, run: &mut Run) -> Result<Report, Error> {
    let experiments: Vec<&Experiment> = experiments.into_iter().collect();
    run.control().plan(planned_work(&experiments, run)?);
    let Settings { seed, significance_level, stages, multiple, .. } = *run.settings();
    let stage = STAGES.iter().position(|other| *other == multiple).filter(|_| stages > 1);
    let stage = stage.map_or(String::new(), |stage| format!(", stage {} of {stages}", stage + 1));
    let section = |experiment: &Experiment| {
        run.control().begin(format!("{}{stage}", experiment.id));
        (experiment.run)(run)
    };
    let sections = experiments.into_iter().map(section).collect::<Result<_, _>>()?;
    let report = Report::judge(sections, significance_level, stages, seed, run.settings().options())?;
    Ok(report.with_own_options(LEARNING, run.digits_options()))
}

/// The stages of [`run_until_decided`]: what the numbers of trials are multiplied by.
pub const STAGES: [u64; 3] = [1, 4, 16];

/// Runs `experiments` as `first` says and, as long as a claim is undecided, again with four and sixteen times as many trials.
///
/// The stages are declared beforehand, and each judges at a third of every share. Their data are pooled: a longer run
/// begins with the trials of the shorter one. A claim that was decided stays decided.
///
/// # Errors
/// As for [`run`].
pub fn run_until_decided(experiments: &[&Experiment], first: &Run) -> Result<Report, Error> {
    let stage = |multiple| run(experiments.iter().copied(), &mut first.stage(multiple, STAGES.len()));
    let mut report = stage(STAGES[0])?;
    for multiple in &STAGES[1..] {
        if !report.has_undecided() {
            break;
        }
        report = stage(*multiple)?.after(report);
    }
    Ok(report)
}

/// The work of these experiments: the trials of each subject once, whoever asks for it, and what they do besides.
fn planned_work(experiments: &[&Experiment], run: &Run) -> Result<u64, Error> {
    let mut subjects: Vec<Subject> = experiments.iter().flat_map(|experiment| (experiment.subjects)()).collect();
    subjects.sort_by_key(|subject| subject.name);
    subjects.dedup_by_key(|subject| subject.name);
    let trials = subjects.iter().map(|subject| Ok(run.plan(subject).work(&subject.neuron()?)));
    let other = experiments.iter().map(|experiment| (experiment.other_work)(run));
    trials.chain(other).try_fold(0, |sum: u64, work: Result<u64, Error>| Ok(sum.saturating_add(work?)))
}
