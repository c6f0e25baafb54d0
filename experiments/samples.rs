use super::Error;
use crate::evidence::{DrawError, Sample, Subject};
use crate::sampling::Control;
use crate::statistics::Statistics;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an experiment wants drawn: a subject, how many trials of it, and a name for people.
#[derive(Debug, Clone)]
pub struct Request {
    /// The name of its record.
    pub name: String,
    /// What to draw.
    pub subject: Arc<dyn Subject>,
    /// How many trials.
    pub trials: u64,
    /// What a wrong program draws in its place, for mutants.
    pub instead: Option<Arc<dyn Subject>>,
}

impl PartialEq for Request {
    /// Whether the same is to be drawn and kept, as often, under the same name.
    fn eq(&self, other: &Self) -> bool {
        let same = |one: &dyn Subject, other: &dyn Subject| {
            one.definition() == other.definition() && one.nothing() == other.nothing()
        };
        self.name == other.name && self.trials == other.trials && same(&*self.subject, &*other.subject)
    }
}

impl Request {
    /// This many trials of a subject.
    pub fn new(name: impl Into<String>, subject: impl Subject + 'static, trials: u64) -> Self {
        Self { name: name.into(), subject: Arc::new(subject), trials, instead: None }
    }
}

/// A sample under its name.
#[derive(Debug)]
pub struct Record {
    /// Its name, by which its file is called.
    pub name: String,
    /// The sample.
    pub sample: Sample,
    /// The statistics of all its trials, where they are more than those of its whole chunks.
    with_tail: Option<Statistics>,
}

/// Samples by their definitions: the evidence of a run.
#[derive(Debug, Default)]
pub struct Samples(BTreeMap<String, Record>);

impl Samples {
    /// Adds a sample, in place of any other of its definition.
    pub fn insert(&mut self, name: String, sample: Sample) {
        let with_tail = sample.has_tail().then(|| sample.statistics());
        self.0.insert(sample.definition().to_owned(), Record { name, sample, with_tail });
    }

    /// The records, by their definitions.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.0.values()
    }

    /// The trials that there are of a subject.
    pub fn trials_of(&self, subject: &dyn Subject) -> u64 {
        self.0.get(&subject.definition()).map_or(0, |record| record.sample.trials())
    }

    /// The statistics of a subject.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is no sample of it.
    pub fn of(&self, subject: &dyn Subject) -> Result<&Statistics, Error> {
        let definition = subject.definition();
        let record = self.0.get(&definition).ok_or(Error::Missing(definition))?;
        Ok(record.with_tail.as_ref().unwrap_or(record.sample.statistics_of_whole_chunks()))
    }

    /// Adds another's sample of a subject, if there is one.
    pub fn copy(&mut self, other: &Self, subject: &dyn Subject) {
        if let Some(record) = other.0.get(&subject.definition()) {
            self.insert(record.name.clone(), record.sample.clone());
        }
    }

    /// Draws what a request asks for, as far as it is not there.
    ///
    /// # Errors
    /// As for [`draw`](crate::evidence::draw).
    pub fn draw(&mut self, request: &Request, seed: u64, control: &Control) -> Result<(), DrawError> {
        let Request { name, subject, trials, instead } = request;
        let sample = match (self.0.remove(&subject.definition()), instead) {
            (Some(Record { mut sample, .. }), None) => {
                sample.extend(&**subject, *trials, control)?;
                sample
            }
            (_, Some(wrong)) => Sample::draw(&**wrong, seed, *trials, control)?.passed_off_as(&**subject),
            (None, None) => Sample::draw(&**subject, seed, *trials, control)?,
        };
        self.insert(name.clone(), sample);
        Ok(())
    }
}
