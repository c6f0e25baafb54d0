//! The article's experiments, end to end: what they claim, what they write, and that nothing but the seed matters.

mod claims;
mod figures;
mod regeneration;
mod streams;
mod wording;

#[path = "../seed/mod.rs"]
mod seed;

use saturation::experiments::article::ALL;
use saturation::experiments::{self, Declaration, Experiment, Samples, Settings};
use saturation::report::Report;
use saturation::sampling::Control;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What is in git of the default run.
static COMMITTED: LazyLock<Committed> = LazyLock::new(|| {
    let (declaration, experiments, samples) = Declaration::read(&output()).expect("output/ holds evidence");
    let chapters =
        experiments::judge(&experiments, &samples, &declaration.settings).expect("every section has its evidence");
    let report = declaration.report(chapters, again);
    Committed { declaration, samples, report }
});

struct Committed {
    declaration: Declaration,
    samples: Samples,
    report: Report,
}

fn output() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("output")
}

/// The command that the default run names for drawing an experiment again.
fn again(id: &str) -> String {
    format!("cargo run --bin saturation -- run {id} --seed 501 --output again")
}

/// Draws and judges.
fn run(experiments: &[&Experiment], settings: Settings) -> (Samples, Report) {
    let (samples, report, _) = run_until(experiments, settings, false);
    (samples, report)
}

fn run_until(experiments: &[&Experiment], mut settings: Settings, until_decided: bool) -> (Samples, Report, Control) {
    let control = Control::default();
    let mut samples = Samples::default();
    let chapters = experiments::run(experiments, &mut settings, &mut samples, until_decided, &control);
    let chapters = chapters.expect("nobody stops it");
    (samples, Declaration::new(experiments, settings).report(chapters, again), control)
}

fn experiment(id: &str) -> &'static Experiment {
    ALL.iter().find(|experiment| experiment.id == id).expect("an experiment")
}
