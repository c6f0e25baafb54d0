use super::article::{self, ALL};
use super::{Experiment, NEURON, Request, Samples, Settings, requests};
use crate::evidence::record::{from_json, to_json};
use crate::evidence::{MergeError, RecordError, Sample};
use crate::report::{Chapter, Pictures, Report, reason};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What was run: which experiments, under which settings. With the samples beside it, all that a report is made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// The experiments' ids, in order.
    pub experiments: Vec<String>,
    /// The settings.
    pub settings: Settings,
}

/// Why a directory cannot be reported on.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A file or directory cannot be read.
    #[error("evidence: {}: {}; name the directory that a run wrote, the one that holds evidence/, or draw it again", path.display(), reason(source))]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why, as the operating system has it.
        source: io::Error,
    },
    /// A file is no record.
    #[error("evidence: {}: {source}", path.display())]
    Record {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: RecordError,
    },
    /// The run was of an experiment that there is no longer.
    #[error("evidence: {}: experiment {id}: there is none of this name; report it with the program that drew it", path.display())]
    Experiment {
        /// The file that names it.
        path: PathBuf,
        /// Its id.
        id: String,
    },
    /// What was run cannot be built.
    #[error("evidence: {}: {source}", path.display())]
    Settings {
        /// The file that holds the settings.
        path: PathBuf,
        /// Why not.
        source: Box<super::Error>,
    },
}

const DIRECTORY: &str = "evidence";
const DECLARATION: &str = "run.json";

impl Declaration {
    /// That these experiments were run under these settings.
    pub fn new(experiments: &[&Experiment], settings: Settings) -> Self {
        Self { experiments: experiments.iter().map(|experiment| experiment.id.to_owned()).collect(), settings }
    }

    /// The report on these chapters; `again` gives the command that draws the trials of an experiment once more.
    pub fn report(&self, mut chapters: Vec<Chapter>, again: impl Fn(&str) -> String) -> Report {
        for chapter in &mut chapters {
            chapter.again = again(chapter.id);
        }
        let of_article = self.experiments.iter().all(|id| ALL.iter().any(|experiment| experiment.id == id));
        let (title, source) =
            if of_article { (article::TITLE, article::SOURCE) } else { ("What theory says, and what came out", "") };
        Report {
            title: title.to_owned(),
            source,
            chapters,
            significance_level: self.settings.level(),
            stages: self.settings.stages,
            seed: Some(self.settings.seed),
            pictures: Pictures::default(),
        }
    }

    /// Every file of the evidence, by its path below the output directory.
    ///
    /// # Errors
    /// [`RecordError::Malformed`] for a number that JSON does not have.
    pub fn files(&self, samples: &Samples) -> Result<Vec<(PathBuf, Vec<u8>)>, RecordError> {
        let contents = samples.records().map(|record| record.sample.to_json()).chain([to_json(self)]);
        let file = |(path, content): (PathBuf, Result<String, RecordError>)| Ok((path, content?.into_bytes()));
        self.paths(samples).into_iter().zip(contents).map(file).collect()
    }

    /// The paths of these files.
    pub fn paths(&self, samples: &Samples) -> Vec<PathBuf> {
        let names = samples.records().map(|record| format!("{}.json", record.name)).chain([DECLARATION.to_owned()]);
        names.map(|name| Path::new(DIRECTORY).join(name)).collect()
    }

    /// The experiments that are declared in the file of this path, and what they want drawn.
    ///
    /// # Errors
    /// [`ArchiveError`] for an experiment that there is no longer, and settings that cannot be run.
    pub fn wanted(&self, path: &Path) -> Result<(Vec<&'static Experiment>, Vec<Request>), ArchiveError> {
        let named = |id: &String| -> Result<&'static Experiment, ArchiveError> {
            let known = ALL.iter().chain([&NEURON]).find(|experiment| experiment.id == id);
            known.ok_or_else(|| ArchiveError::Experiment { path: path.to_owned(), id: id.clone() })
        };
        let experiments = self.experiments.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        if experiments.is_empty() {
            return Err(ArchiveError::Experiment { path: path.to_owned(), id: "(no name)".to_owned() });
        }
        let settings = |source| ArchiveError::Settings { path: path.to_owned(), source: Box::new(source) };
        self.settings.check().map_err(settings)?;
        let wanted = requests(&experiments, &self.settings).map_err(settings)?;
        Ok((experiments, wanted))
    }

    /// What was run, and the samples, from the directory that a run wrote.
    ///
    /// # Errors
    /// [`ArchiveError`] for what cannot be read, was changed or does not belong together.
    pub fn read(directory: &Path) -> Result<(Self, Vec<&'static Experiment>, Samples), ArchiveError> {
        let directory = directory.join(DIRECTORY);
        let path = directory.join(DECLARATION);
        let declaration: Self = read(&path, from_json)?;
        let (experiments, wanted) = declaration.wanted(&path)?;
        let mut samples = Samples::default();
        for request in wanted {
            let path = directory.join(format!("{}.json", request.name));
            let sample = read(&path, Sample::from_json)?;
            check(&sample, &request, declaration.settings.seed)
                .map_err(|source| ArchiveError::Record { path, source: source.into() })?;
            samples.insert(request.name, sample);
        }
        Ok((declaration, experiments, samples))
    }
}

/// Checks that a sample is what a request asked for under this seed, whole.
pub(super) fn check(sample: &Sample, request: &Request, seed: u64) -> Result<(), MergeError> {
    sample
        .check_of(&request.subject.definition(), seed)
        .and_then(|()| sample.check_kept(&*request.subject))
        .and_then(|()| sample.check_whole())
        .and_then(|()| sample.check_trials(request.trials))
}

fn read<T>(path: &Path, parse: impl Fn(&str) -> Result<T, RecordError>) -> Result<T, ArchiveError> {
    let unreadable = |source| ArchiveError::Unreadable { path: path.to_owned(), source };
    // What is no text is no record: the parser says where.
    let bytes = fs::read(path).map_err(unreadable)?;
    parse(&String::from_utf8_lossy(&bytes)).map_err(|source| ArchiveError::Record { path: path.to_owned(), source })
}
