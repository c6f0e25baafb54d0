//! The article in one picture: z and σ′(z) under N(0, 1) weights, and after dividing them by √n_in.
//!
//! Above, both densities of z to the same scale; beneath, what the gradient is multiplied by. It shows the samples of
//! `large` and `scaled` once more.
//!
//! The article goes from 22.4 to 0.707 in one step and drops the bias on the way. The two ratios of measured spreads say
//! what each half of the step does: √501 / √(1/2) = √1002 = 31.7 with the bias dropped, √501 / √(3/2) = √334 = 18.3 with
//! the weights divided and the bias left in.

use super::{Error, Experiment, HIDDEN, Measured, Mutant, Mutation, Run, Subject};
use crate::claim::{Claim, Ratio};
use crate::model::ParameterLaw;
use crate::publish::Section;
use crate::publish::figure::{Area, Axis, Bar, Bars, Color, Curve, Figure, Label, Panel, Place, Stroke, number};

pub const EXPERIMENT: Experiment = Experiment {
    id: "before_after",
    title: "Before and after: z shrinks 32-fold, 18-fold if the bias stays",
    subjects: || vec![Subject::LARGE, Subject::scaled(), Subject::scaled_unit_bias()],
    other_work: |_| Ok(0),
    mutants,
    run,
};

fn mutants() -> Vec<Mutant> {
    let swapped = Subject::scaled().with_weights(ParameterLaw::normal(1.0 / (HIDDEN as f64).sqrt()));
    let forgotten = Subject::scaled_unit_bias().with_biases(ParameterLaw::Zero);
    vec![
        Mutant { name: "fan_in and fan_out swapped", kills: &["dropped"], mutation: Mutation::Draw(swapped) },
        Mutant { name: "bias forgotten", kills: &["kept"], mutation: Mutation::Draw(forgotten) },
    ]
}

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let (large, scaled) = (run.measure(Subject::LARGE)?, run.measure(Subject::scaled())?);
    let kept = run.measure(Subject::scaled_unit_bias())?;
    let ratio =
        |after: &Measured, expected: f64| Ratio::new(&large.sample.moments, &after.sample.moments, expected, 0.01);
    let [dead, alive] = [share_below(&large, 0.005), 1.0 - share_below(&scaled, 0.15)];
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: format!(
            "Divide the weights by √1000, drop the bias, and the spread of z falls from 22.4 to 0.71, to a 32nd; with the \
             bias left in it falls to an 18th. Before, {:.1} % of the neurons multiply their gradient by less than 0.005; \
             after, {:.1} % of them by more than 0.15, where 0.25 is the most there is.",
            100.0 * dead,
            100.0 * alive
        ),
        claims: vec![
            Claim::holds(
                "dropped",
                "std z before : after, bias dropped = √1002",
                "22.4 → 0.707",
                ratio(&scaled, 1002f64.sqrt())?,
            ),
            Claim::holds("kept", "std z before : after, bias kept = √334", "", ratio(&kept, 334f64.sqrt())?),
        ],
        tables: Vec::new(),
        figure: figure(&large, &scaled, run.settings().seed),
    })
}

/// The share of trials with σ′(z) below an edge of the histogram of σ′.
fn share_below(measured: &Measured, edge: f64) -> f64 {
    let below = measured.derivative.bins().filter(|bin| bin.upper < edge + 1e-9).map(|bin| bin.count);
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
            Label::new((1.2, 0.42), "weights from N(0, 1)/√1000, no bias")
                .place(Place::Right)
                .nudge(0.0, 17.0)
                .color(Color::ALIVE),
            Label::new((-32.0, 0.02), "large: std *z* = 22.4")
                .place(Place::Above)
                .nudge(0.0, -17.0)
                .bold()
                .color(Color::SATURATED),
            Label::new((-32.0, 0.02), "weights and bias from N(0, 1)").place(Place::Above).color(Color::SATURATED),
        ]);
    let x = || Axis::new("derivative σ′(*z*)", 0.0, 0.25);
    let share = || Axis::new("share of trials per bin", 0.0, 0.9);
    let [dead, alive] = [share_below(large, 0.005), 1.0 - share_below(scaled, 0.15)];
    let before = Panel::new(x(), share()).heading("large").mark(derivatives(large, Color::SATURATED)).mark(
        Label::new((0.005, 0.78), format!("{:.1} % below 0.005:\nthe neuron hardly learns", 100.0 * dead))
            .place(Place::BelowRight)
            .nudge(10.0, -8.0)
            .color(Color::SATURATED),
    );
    let after = Panel::new(x(), share().without_numbers())
        .heading("scaled, no bias")
        .mark(derivatives(scaled, Color::ALIVE))
        .mark(
            Label::new((0.2, 0.36), format!("{:.1} % above 0.15:\nthe neuron learns", 100.0 * alive))
                .place(Place::AboveLeft)
                .color(Color::ALIVE),
        );
    Figure::new("Before and after: weights divided by √1000, bias dropped, and the neuron learns")
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
    let bins = measured.derivative.closed_bins();
    Bars::new(bins.map(|bin| Bar::new(bin.lower, bin.upper, bin.count as f64 / trials, color.tint(0.85))))
}
