use super::{Case, Error, Request, Settings};
use crate::evidence::{DrawError, Drawing, MergeError, PreActivation, Subject};
use crate::model::Activation;
use crate::statistics::Statistics;
use std::fmt;
use std::sync::Arc;

/// A wrong program that has been written before, and the claims of an experiment that must notice it.
///
/// Each claim owns at least one. A mutant draws wrong subjects in place of right ones, and is judged by the same code; it is
/// killed if every claim that it names is refuted, or, where it is expected to be refuted, is not.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The mistake.
    pub name: &'static str,
    /// Ids of the claims that must notice it.
    pub kills: Vec<String>,
    /// The definitions of right subjects, and what is drawn in their places.
    wrong: Vec<(String, Arc<dyn Subject>)>,
}

impl Mutant {
    /// A program that makes this mistake, nothing wrong with it yet.
    pub fn new(name: &'static str, kills: &[&str]) -> Self {
        Self { name, kills: kills.iter().map(ToString::to_string).collect(), wrong: Vec::new() }
    }

    /// The same program, which draws `wrong` in place of `right`.
    #[must_use]
    pub fn draws(mut self, wrong: impl Subject + 'static, right: &dyn Subject) -> Self {
        self.wrong.push((right.definition(), Arc::new(wrong)));
        self
    }

    /// The same program, which draws one case in place of the other.
    ///
    /// # Errors
    /// [`Error::Model`] if either cannot be built.
    pub fn draws_case(self, wrong: Case, right: Case, settings: &Settings) -> Result<Self, Error> {
        Ok(self.draws(wrong.subject(settings)?, &right.subject(settings)?))
    }

    /// The same program, which compares σ′(z) of a case with `factor` times the cuts of the settings.
    ///
    /// # Errors
    /// [`Error::Model`] if the case cannot be built.
    pub fn shifts_cuts(self, factor: f64, case: Case, settings: &Settings) -> Result<Self, Error> {
        let (name, cuts) = (Activation::SIGMOID.derivative_name(), settings.cuts());
        let shifted = cuts.iter().map(|cut| factor * cut);
        let subject = PreActivation::of(case.neuron()?).with_derivative(Activation::SIGMOID, shifted);
        let change = move |statistics: Statistics| statistics.with_cuts_renamed(&name, &cuts);
        Ok(self.draws(Wrong { subject, change }, &case.subject(settings)?))
    }

    /// The requests of the wrong program.
    pub fn requests(&self, mut requests: Vec<Request>) -> Vec<Request> {
        for request in &mut requests {
            let definition = request.subject.definition();
            let wrong = self.wrong.iter().find(|(right, _)| *right == definition);
            request.instead = wrong.map(|(_, wrong)| Arc::clone(wrong));
        }
        requests
    }
}

/// A subject that is drawn rightly and kept wrongly: what is kept of each chunk is changed afterwards.
pub struct Wrong<S, F> {
    /// What is drawn.
    pub subject: S,
    /// What is done to its statistics.
    pub change: F,
}

impl<S: Subject, F> fmt::Debug for Wrong<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrong({:?})", self.subject)
    }
}

impl<S: Subject, F: Fn(Statistics) -> Statistics + Send + Sync> Subject for Wrong<S, F> {
    fn definition(&self) -> String {
        self.subject.definition()
    }

    fn per_chunk(&self) -> u64 {
        self.subject.per_chunk()
    }

    fn work(&self) -> u64 {
        self.subject.work()
    }

    fn nothing(&self) -> Statistics {
        (self.change)(self.subject.nothing())
    }

    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError> {
        let drawing = self.subject.drawing(seed)?;
        Ok(Box::new(move |chunk, statistics, control| {
            let mut own = self.subject.nothing();
            drawing(chunk, &mut own, control)?;
            if statistics.merge(&(self.change)(own)) { Ok(()) } else { Err(MergeError::Unsound.into()) }
        }))
    }
}
