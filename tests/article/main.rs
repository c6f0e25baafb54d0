//! The article's experiments, end to end: what they claim, what they write, and that nothing but the seed matters.

mod claims;
mod figures;
mod regeneration;
mod streams;

use saturation::experiments::{self, ALL, Run, Settings};
use saturation::publish::Report;
use saturation::sampling::Control;
use std::sync::LazyLock;

/// The report of the default run, drawn once for all tests.
static DEFAULT: LazyLock<Report> = LazyLock::new(|| report(Settings::default()));

fn report(settings: Settings) -> Report {
    experiments::run(&ALL, &mut Run::new(settings, &Control::default())).expect("nobody stops it")
}
