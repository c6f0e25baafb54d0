//! The article in one picture: z and σ′(z) under N(0, 1) weights, and after dividing them by √n_in.
//!
//! Above, both densities of z to the same scale; beneath, what the gradient is multiplied by. It shows the samples of
//! `large` and `scaled` once more. One claim is added, the ratio of their spreads, which is arithmetic on the exact laws:
//! √501 / √(1/2) = √1002.

use super::{Error, Experiment, Measured, Run, Subject};
use crate::claim::{Claim, Identity};
use crate::publish::Section;
use crate::publish::figure::{Area, Axis, Bar, Bars, Color, Curve, Figure, Label, Panel, Place, Stroke, number};

pub const EXPERIMENT: Experiment = Experiment {
    id: "before_after",
    title: "Before and after: the spread of z falls by a factor of 32",
    subjects: || vec![Subject::LARGE, Subject::SCALED],
    run,
};

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let (large, scaled) = (run.measure(Subject::LARGE)?, run.measure(Subject::SCALED)?);
    let ratio =
        Identity { expected: 1002f64.sqrt(), computed: large.law.std_dev / scaled.law.std_dev, tolerance: 1e-12 };
    let [dead, alive] = [share_below(&large, 0.005), 1.0 - share_below(&scaled, 0.15)];
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: format!(
            "One division, and the spread of z falls from 22.4 to 0.71. Before, {:.1} % of the neurons multiply their gradient \
             by less than 0.005; after, {:.1} % of them by more than 0.15, where 0.25 is the most there is.",
            100.0 * dead,
            100.0 * alive
        ),
        claims: vec![Claim::holds("ratio", "std z before : after = √1002", "22.4 → 0.707", ratio)],
        tables: Vec::new(),
        figure: figure(&large, &scaled, run.settings().seed),
    })
}

/// The share of trials with σ′(z) below an edge of the histogram of σ′.
fn share_below(measured: &Measured, edge: f64) -> f64 {
    let below = measured.sample.derivative.bins().filter(|bin| bin.upper < edge + 1e-9).map(|bin| bin.count);
    below.sum::<u64>() as f64 / measured.sample.trials() as f64
}

fn figure(large: &Measured, scaled: &Measured, seed: u64) -> Figure {
    let edge = 62.0;
    let graph = |measured: &Measured, half: f64, color| {
        Curve::graph(-half, half, Stroke::new(color, 1.6), |z| measured.law.density(z))
    };
    let area = |curve: &Curve, color, opacity| Area::new(curve.points.clone(), color).opacity(opacity);
    let (wide, steep) = (graph(large, edge, Color::SATURATED), graph(scaled, 4.0, Color::ALIVE));
    let density = Axis::new("probability density, to scale", 0.0, 0.6);
    let densities = Panel::new(Axis::new("pre-activation *z*", -edge, edge), density)
        .marks([area(&wide, Color::SATURATED, 0.5), area(&steep, Color::ALIVE, 0.35)])
        .marks([wide, steep])
        .marks([
            Label::new((1.2, 0.42), "scaled: std *z* = 0.71").place(Place::Right).bold().color(Color::ALIVE),
            Label::new((1.2, 0.42), "weights from N(0, 1)/√1000")
                .place(Place::Right)
                .nudge(0.0, 17.0)
                .color(Color::ALIVE),
            Label::new((-32.0, 0.02), "large: std *z* = 22.4")
                .place(Place::Above)
                .nudge(0.0, -17.0)
                .bold()
                .color(Color::SATURATED),
            Label::new((-32.0, 0.02), "weights from N(0, 1)").place(Place::Above).color(Color::SATURATED),
        ]);
    let x = || Axis::new("derivative σ′(*z*)", 0.0, 0.25);
    let share = || Axis::new("share of trials per bin", 0.0, 0.9);
    let [dead, alive] = [share_below(large, 0.005), 1.0 - share_below(scaled, 0.15)];
    let before = Panel::new(x(), share()).heading("large").mark(derivatives(large, Color::SATURATED)).mark(
        Label::new((0.005, 0.78), format!("{:.0} % below 0.005:\nthe neuron hardly learns", 100.0 * dead))
            .place(Place::BelowRight)
            .nudge(10.0, -8.0)
            .color(Color::SATURATED),
    );
    let after =
        Panel::new(x(), share().without_numbers()).heading("scaled").mark(derivatives(scaled, Color::ALIVE)).mark(
            Label::new((0.2, 0.36), format!("{:.0} % above 0.15:\nthe neuron learns", 100.0 * alive))
                .place(Place::AboveLeft)
                .color(Color::ALIVE),
        );
    Figure::new("Before and after: divide the weights by √1000, and the neuron learns")
        .subtitle(format!(
            "Exact laws of *z* (above), and σ′(*z*) in 50 equal bins: {} (large) and {} (scaled) trials, seed {seed}.",
            number(large.sample.trials() as f64, 0),
            number(scaled.sample.trials() as f64, 0)
        ))
        .aspect(0.78)
        .row(1.0, [densities])
        .row(1.0, [before, after])
}

fn derivatives(measured: &Measured, color: Color) -> Bars {
    let trials = measured.sample.trials() as f64;
    let bins = measured.sample.derivative.closed_bins();
    Bars::new(bins.map(|bin| Bar::new(bin.lower, bin.upper, bin.count as f64 / trials, color.tint(0.85))))
}
