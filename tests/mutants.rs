//! Every claim notices at least one wrong program, and every mutant is noticed: the score is printed by `cargo test`.
//!
//! The mutants are run at 200 000 trials a law, fewer than the default run has: what is noticed here is noticed there. A bias
//! forgotten among 501 terms shows in no fewer than some 43 million trials, and 200 000 trials of 100 000 inputs would take
//! minutes; that rows of an orthogonal matrix are not normal shows in a million: `one_bias`, `width` and `neuron` are run with
//! their own. `learning` trains half of its own pairs of networks, and judges
//! at 1e-3: its mutant turns the sign of every difference, so that it is as plain as the claims are, and no plainer.

#[path = "grid/mod.rs"]
mod grid;
#[path = "seed/mod.rs"]
mod seed;

use saturation::claim::{Finding, StdDev, Test, Verdict};
use saturation::experiments::article::ALL;
use saturation::experiments::{self, Declaration, Experiment, Mutant, NEURON, Samples, Settings};
use saturation::report::Chapter;
use saturation::sampling::{CHUNK, Control, Stream, normal::weighted_sums};
use saturation::statistics::Moments;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

fn settings(experiment: &Experiment) -> Settings {
    let trials = (!["one_bias", "width", NEURON.id].contains(&experiment.id)).then_some(200_000);
    let (pairs, significance_level) = if experiment.id == "learning" { (Some(40), 1e-3) } else { (None, 1e-9) };
    let grid = (experiment.id == NEURON.id).then(grid::of_mutants);
    Settings { seed: seed::seed(), trials, pairs, significance_level, grid, ..Settings::default() }
}

/// What the experiment finds of the right program, or of a wrong one. What the right one drew is kept, for it serves again.
fn run(experiment: &Experiment, settings: &Settings, mutant: &Mutant, right: &mut Samples) -> Chapter {
    let control = Control::default();
    let requests = experiments::requests(&[experiment], settings).expect("subjects");
    let mut samples = Samples::default();
    for request in mutant.requests(requests) {
        if request.instead.is_none() {
            right.draw(&request, settings.seed, &control).expect("nobody stops it");
            samples.copy(right, &*request.subject);
        } else {
            samples.draw(&request, settings.seed, &control).expect("nobody stops it");
        }
    }
    experiments::judge(&[experiment], &samples, settings).expect("every section has its evidence").remove(0)
}

/// A claim that should hold notices by being refuted; one that should be refuted, by not being refuted.
fn notices(finding: &Finding) -> bool {
    (finding.expecting == Verdict::Refuted) != (finding.verdict == Verdict::Refuted)
}

#[test]
fn every_mutant_is_killed_by_the_claims_it_names() {
    let mut lines = vec![String::from("\n| mutant | experiment | killed by |\n|---|---|---|\n")];
    let (mut killed, mut all) = (0, 0);
    for experiment in ALL.iter().chain([&NEURON]) {
        let settings = settings(experiment);
        let mut right = Samples::default();
        for mutant in (experiment.mutants)(&settings).expect("mutants") {
            let chapter = run(experiment, &settings, &mutant, &mut right);
            let findings = chapter.section.claims.iter();
            let noticed: BTreeSet<&str> = findings.filter(|f| notices(f)).map(|f| f.id.as_str()).collect();
            let missed: Vec<_> = mutant.kills.iter().filter(|id| !noticed.contains(id.as_str())).collect();
            all += 1;
            killed += usize::from(missed.is_empty());
            let by: Vec<String> = noticed.iter().map(|id| format!("`{id}`")).collect();
            let by = if missed.is_empty() { by.join(", ") } else { format!("SURVIVED {missed:?}") };
            lines.push(format!("| {} | `{}` | {by} |\n", mutant.name, experiment.id));
        }
    }
    lines.push(format!("\nmutants killed: {killed} of {all} (seed {})\n", seed::seed()));
    // Not through `println!`, which the test harness swallows: the score is to be seen.
    std::io::stderr().write_all(lines.concat().as_bytes()).expect("stderr");
    assert_eq!(killed, all, "{}", lines.concat());
}

/// What the experiments claim is read from what is in git: nothing is drawn.
#[test]
fn every_claim_that_chance_could_refute_owns_a_mutant() {
    let output = Path::new(env!("CARGO_MANIFEST_DIR")).join("output");
    let (declaration, experiments, samples) = Declaration::read(&output).expect("output/ holds evidence");
    assert_eq!(experiments.len(), ALL.len());
    let chapters = experiments::judge(&experiments, &samples, &declaration.settings).expect("evidence");
    for (experiment, chapter) in experiments.iter().zip(chapters) {
        let mutants = (experiment.mutants)(&declaration.settings).expect("mutants");
        for finding in chapter.section.claims.iter().filter(|finding| finding.power.is_some()) {
            let id = finding.id.as_str();
            assert!(
                mutants.iter().any(|mutant| mutant.kills.iter().any(|kills| kills == id)),
                "{}: {id} owns none",
                experiment.id
            );
        }
    }
}

/// z of a chunk minus z of its neighbour has the standard deviation √2 · √501, unless both share one random stream.
fn neighbours(shared: bool) -> Verdict {
    let stream = Stream::new(seed::seed(), "neighbours");
    let mut differences = Moments::about(0.0);
    let coefficients = [1.0; 501];
    for pair in 0..25 {
        let [mut left, mut right] = [[0.0; CHUNK]; 2];
        weighted_sums(&coefficients, stream.chunk(2 * pair), &mut left);
        weighted_sums(&coefficients, stream.chunk(if shared { 2 * pair } else { 2 * pair + 1 }), &mut right);
        differences.add(&std::array::from_fn::<f64, CHUNK, _>(|k| left[k] - right[k]));
    }
    let claim = StdDev::new(&differences, 1002f64.sqrt(), 0.1).expect("20 000 differences");
    claim.decide(1e-8).expect("a level").verdict
}

#[test]
fn two_chunks_that_share_a_stream_are_noticed() {
    assert_eq!(neighbours(false), Verdict::Holds);
    assert_eq!(neighbours(true), Verdict::Refuted);
}
