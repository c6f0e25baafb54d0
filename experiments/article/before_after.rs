//! The article in one picture: z and σ′(z) under N(0, 1) weights, and after dividing them by √n_in.
//!
//! Above, both densities of z to the same scale; beneath, what the gradient is multiplied by. It shows the samples of
//! `large` and `scaled` once more.
//!
//! The article goes from 22.4 to 0.707 in one step and drops the bias on the way. The two ratios of measured spreads say
//! what each half of the step does: √501 / √(1/2) = √1002 = 31.7 with the bias dropped, √501 / √(3/2) = √334 = 18.3 with
//! the weights divided and the bias left in.

use super::cases::{HIDDEN, large, scaled, scaled_unit_bias};
use crate::claim::{Claim, Ratio};
use crate::experiments::{Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Area, Axis, Bar, Bars, Color, Curve, Figure, Label, Panel, Place, Stroke, number};
use crate::model::ParameterLaw;
use crate::report::{Column, Section, Table};

pub const EXPERIMENT: Experiment = Experiment {
    id: "before_after",
    title: "Before and after: z shrinks 32-fold, 18-fold if the bias stays",
    subjects: |settings| {
        let cases = [large(), scaled(), scaled_unit_bias()];
        Ok(cases.iter().map(|case| case.request(settings)).collect::<Result<_, _>>()?)
    },
    section,
    mutants,
};

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let swapped = scaled().with_weights(ParameterLaw::normal(1.0 / (HIDDEN as f64).sqrt()));
    let forgotten = scaled_unit_bias().with_biases(ParameterLaw::Zero);
    Ok(vec![
        Mutant::new("fan_in and fan_out swapped", &["dropped"]).draws_case(swapped, scaled(), settings)?,
        Mutant::new("bias forgotten", &["kept"]).draws_case(forgotten, scaled_unit_bias(), settings)?,
    ])
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let of = |case| Measured::of(case, samples, settings);
    let (large, scaled, kept) = (of(large())?, of(scaled())?, of(scaled_unit_bias())?);
    let ratio = |after: &Measured, expected: f64| Ratio::new(&large.moments(), &after.moments(), expected, 0.01);
    let shares = Shares::of(&large, &scaled)?;
    let [dropped, left] = [&scaled, &kept].map(|after| large.moments().std_dev() / after.moments().std_dev());
    Ok(Section {
        headline: format!(
            "z shrinks {dropped:.2}-fold: √1002 = 31.65; with the bias kept {left:.2}-fold: √334 = 18.28"
        ),
        paragraphs: vec![format!(
            "Divide the weights by √1000, drop the bias, and the spread of z falls from 22.4 to 0.71, to a 32nd; with the \
             bias left in it falls to an 18th. Before, {:.1} % of the neurons multiply their gradient by less than 0.005; \
             after, {:.1} % of them by more than 0.15, where 0.25 is the most there is.",
            100.0 * shares.dead,
            100.0 * shares.alive
        )],
        claims: vec![
            Claim::new(
                "dropped",
                "std z before : after, bias dropped = √1002",
                "22.4 → 0.707",
                ratio(&scaled, 1002f64.sqrt())?,
            ),
            Claim::new("kept", "std z before : after, bias kept = √334", "", ratio(&kept, 334f64.sqrt())?),
        ],
        tables: vec![table([&large, &scaled])],
        figure: figure(&large, &scaled, &shares, settings.seed),
    })
}

/// The shares of trials that a reader wants to know, counted value by value.
struct Shares {
    /// σ′(z) < 0.005 before.
    dead: f64,
    /// σ′(z) ≥ 0.15 after.
    alive: f64,
}

impl Shares {
    fn of(large: &Measured, scaled: &Measured) -> Result<Self, Error> {
        let below = |of: &Measured, tau| -> Result<f64, Error> { Ok(of.below(tau)? as f64 / of.trials() as f64) };
        Ok(Self { dead: below(large, 0.005)?, alive: 1.0 - below(scaled, 0.15)? })
    }
}

/// The bins of σ′(z): 1/128 wide, whole buckets of σ′ each.
const BINS: i32 = 32;

/// The share of trials in each bin of σ′(z).
fn derivatives(measured: &Measured) -> impl Iterator<Item = (f64, f64, u64)> {
    let edges: Vec<f64> = (1..BINS).map(|k| f64::from(k) / f64::from(4 * BINS)).collect();
    let histogram = measured.derivative.buckets().joined(&edges);
    let ends = [0.0].into_iter().chain(edges.clone()).zip(edges.into_iter().chain([0.25]));
    ends.zip(histogram.counts().to_vec())
        .map(|((lower, upper), count)| (lower, upper, count))
        .collect::<Vec<_>>()
        .into_iter()
}

fn table(both: [&Measured; 2]) -> Table {
    let mut table = Table::new("before_after", ["law", "lower", "upper", "count", "share"].map(Column::hidden));
    for measured in both {
        for (lower, upper, count) in derivatives(measured) {
            let share = count as f64 / measured.trials() as f64;
            table.push([measured.case.name.into(), lower.into(), upper.into(), count.into(), share.into()]);
        }
    }
    table
}

fn figure(large: &Measured, scaled: &Measured, shares: &Shares, seed: u64) -> Figure {
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
    let before = Panel::new(x(), share()).heading("large").mark(derivative_bars(large, Color::SATURATED)).mark(
        Label::new((0.005, 0.78), format!("{:.1} % below 0.005:\nthe neuron hardly learns", 100.0 * shares.dead))
            .place(Place::BelowRight)
            .nudge(10.0, -8.0)
            .color(Color::SATURATED),
    );
    let after = Panel::new(x(), share().without_numbers())
        .heading("scaled, no bias")
        .mark(derivative_bars(scaled, Color::ALIVE))
        .mark(
            Label::new((0.2, 0.36), format!("{:.1} % above 0.15:\nthe neuron learns", 100.0 * shares.alive))
                .place(Place::AboveLeft)
                .color(Color::ALIVE),
        );
    Figure::new("Before and after: weights divided by √1000, bias dropped, and the neuron learns")
        .subtitle(format!(
            "Exact laws of *z* (above), and σ′(*z*) in 32 equal bins: {} (large) and {} (scaled) trials, seed {seed}.",
            number(large.trials() as f64, 0),
            number(scaled.trials() as f64, 0)
        ))
        .aspect(0.78)
        .row(1.0, [densities])
        .row(1.0, [before, after])
}

fn derivative_bars(measured: &Measured, color: Color) -> Bars {
    let trials = measured.trials() as f64;
    let bar = |(lower, upper, count)| Bar::new(lower, upper, count as f64 / trials, color.tint(0.85));
    Bars::new(derivatives(measured).map(bar))
}
