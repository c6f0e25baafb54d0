use super::{Error, Experiment, Request, Samples, Settings};
use crate::report::Chapter;
use crate::sampling::Control;

/// What these experiments want drawn, each definition once.
///
/// # Errors
/// [`Error`] if a subject cannot be built, or two experiments do not agree on one.
pub fn requests(experiments: &[&Experiment], settings: &Settings) -> Result<Vec<Request>, Error> {
    let mut all: Vec<Request> = Vec::new();
    for experiment in experiments {
        for request in (experiment.subjects)(settings)? {
            let definition = request.subject.definition();
            let same = |other: &Request| other.subject.definition() == definition;
            match all.iter().find(|other| same(other) || other.name == request.name) {
                None => all.push(request),
                // Equal requests: what is drawn must not depend on who else asks.
                Some(other) if same(other) && *other == request => {}
                Some(_) => return Err(Error::Conflict(request.name)),
            }
        }
    }
    Ok(all)
}

/// The work that is left of these requests, in units of [`Control`].
pub fn work(requests: &[Request], samples: &Samples) -> u64 {
    let missing = |request: &Request| request.trials.saturating_sub(samples.trials_of(&*request.subject));
    let each = requests.iter().map(|request| missing(request).saturating_mul(request.subject.work()));
    each.fold(0, u64::saturating_add)
}

/// Draws what is missing of these requests.
///
/// # Errors
/// [`Error::Draw`] if `control` was told to stop.
pub fn draw(requests: &[Request], samples: &mut Samples, seed: u64, control: &Control) -> Result<(), Error> {
    control.plan(work(requests, samples));
    for request in requests {
        control.begin(request.name.as_str());
        samples.draw(request, seed, control)?;
    }
    Ok(())
}

/// Judges what was drawn: the chapters of the report.
///
/// # Errors
/// [`Error::Missing`] if something was not drawn, and any other [`Error`] of a section.
pub fn judge(experiments: &[&Experiment], samples: &Samples, settings: &Settings) -> Result<Vec<Chapter>, Error> {
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
/// [`Error`] of drawing or of a section; what was drawn is in the samples all the same.
pub fn run(
    experiments: &[&Experiment],
    settings: &mut Settings,
    samples: &mut Samples,
    until_decided: bool,
    control: &Control,
) -> Result<Vec<Chapter>, Error> {
    let stages = if until_decided { STAGES.to_vec() } else { vec![settings.multiple] };
    settings.stages = stages.len() as u32;
    let mut chapters = Vec::new();
    for multiple in stages {
        settings.multiple = multiple;
        draw(&requests(experiments, settings)?, samples, settings.seed, control)?;
        chapters = judge(experiments, samples, settings)?;
        if !chapters.iter().any(Chapter::has_undecided) {
            break;
        }
    }
    Ok(chapters)
}
