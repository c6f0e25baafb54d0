use super::{Error, Experiment, Request, Samples, Settings};
use crate::report::Chapter;
use crate::sampling::Control;

/// What these experiments want drawn: each definition once, with the most trials that anybody asks for.
///
/// # Errors
/// [`Error`] if a subject cannot be built.
pub fn requests(experiments: &[&Experiment], settings: &Settings) -> Result<Vec<Request>, Error> {
    let mut all: Vec<Request> = Vec::new();
    for experiment in experiments {
        for request in (experiment.subjects)(settings)? {
            let definition = request.subject.definition();
            match all.iter_mut().find(|other| other.subject.definition() == definition) {
                Some(other) => other.trials = other.trials.max(request.trials),
                None => all.push(request),
            }
        }
    }
    Ok(all)
}

/// Draws what is missing of these requests.
///
/// # Errors
/// [`Error::Draw`] if `control` was told to stop.
pub fn draw(requests: &[Request], samples: &mut Samples, seed: u64, control: &Control) -> Result<(), Error> {
    let missing = |request: &Request| request.trials.saturating_sub(samples.trials_of(&*request.subject));
    let work = requests.iter().map(|request| missing(request).saturating_mul(request.subject.work()));
    control.plan(work.fold(0, u64::saturating_add));
    for request in requests {
        control.begin(request.name.as_str());
        samples.draw(request, seed, control)?;
    }
    Ok(())
}

/// Judges what was drawn: the chapters of the report, and the report.
///
/// # Errors
/// [`Error::Missing`] if something was not drawn, and any other [`Error`] of a section.
pub fn report(experiments: &[&Experiment], samples: &Samples, settings: &Settings) -> Result<Vec<Chapter>, Error> {
    let chapter = |experiment: &&Experiment| {
        let section = (experiment.section)(samples, settings)?;
        Ok(Chapter::judge(experiment.id, experiment.title, section, settings.level())?)
    };
    experiments.iter().map(chapter).collect()
}

/// The stages of a run that goes on until all is decided: what the numbers of trials are multiplied by.
pub const STAGES: [u64; 3] = [1, 4, 16];

/// Draws and judges; with `until_decided` in up to three stages, with four and then sixteen times as many trials as long as
/// a claim is undecided.
///
/// The stages are declared beforehand, and every claim is judged at a third of its level on the last evidence alone.
///
/// # Errors
/// [`Error`] of drawing or of a section.
pub fn run(
    experiments: &[&Experiment],
    settings: &mut Settings,
    until_decided: bool,
    control: &Control,
) -> Result<(Samples, Vec<Chapter>), Error> {
    let mut samples = Samples::default();
    if until_decided {
        settings.stages = STAGES.len() as u32;
    }
    for multiple in STAGES {
        settings.multiple = multiple;
        draw(&requests(experiments, settings)?, &mut samples, settings.seed, control)?;
        let chapters = report(experiments, &samples, settings)?;
        let undecided = chapters.iter().any(Chapter::has_undecided);
        if !until_decided || !undecided || multiple == STAGES[STAGES.len() - 1] {
            return Ok((samples, chapters));
        }
    }
    unreachable!("the last stage returns")
}
