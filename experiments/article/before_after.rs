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
use crate::experiments::measured::{notes, of_two, percent};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Area, Axis, Bar, Bars, Color, Curve, Figure, Label, Panel, Place, Stroke, number};
use crate::model::ParameterLaw;
use crate::report::{Chinese, Section, Table};

pub const EXPERIMENT: Experiment = Experiment {
    id: "before_after",
    title: "Before and after: how far does z shrink?",
    subjects: |settings| Case::requests([large(), scaled(), scaled_unit_bias()], settings),
    section,
    mutants,
};

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let swapped = Case { weights: ParameterLaw::normal(1.0 / (HIDDEN as f64).sqrt()), ..scaled() };
    let forgotten = Case { biases: ParameterLaw::Zero, ..scaled_unit_bias() };
    Ok(vec![
        Mutant::new("fan_in and fan_out swapped", &["dropped"]).draws_case(swapped, scaled(), settings)?,
        Mutant::new("bias forgotten", &["kept"]).draws_case(forgotten, scaled_unit_bias(), settings)?,
    ])
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let of = |case| Measured::of(case, samples, settings);
    let (large, scaled, kept) = (of(large())?, of(scaled())?, of(scaled_unit_bias())?);
    let ratio = |after: &Measured, expected: f64| Ratio::new(&large.moments(), &after.moments(), expected, 0.01);
    // The shares of trials that a reader wants to know, counted value by value: σ′(z) < 0.005 before, and ≥ 0.15 after.
    let dead = large.below(0.005)? as f64 / large.trials() as f64;
    let alive = 1.0 - scaled.below(0.15)? as f64 / scaled.trials() as f64;
    let shares = [dead, alive].map(|share| percent(share, 3));
    let [dropped, left] = [&scaled, &kept].map(|after| large.moments().std_dev() / after.moments().std_dev());
    let [exact_dropped, exact_left] = [1002f64.sqrt(), 334f64.sqrt()];
    let claim = |id, statement, source, after: &Measured, expected| -> Result<Claim, Error> {
        Ok(of_two(id, statement, source, ratio(after, expected)?, [&large, after]))
    };
    Ok(Section {
        headline: format!(
            "z shrinks {dropped:.2}-fold: √1002 = {exact_dropped:.2}; with the bias kept {left:.2}-fold: √334 = {exact_left:.2}"
        ),
        chinese: Some(Chinese {
            title: "之前与之后：z 缩小多少？",
            headline: format!(
                "z 缩小到 1/{dropped:.2}：√1002 = {exact_dropped:.2}；保留偏置时到 1/{left:.2}：√334 = {exact_left:.2}"
            ),
        }),
        paragraphs: vec![format!(
            "Divide the weights by √1000, drop the bias, and by the exact laws std z falls from {:.1} to {:.2}; with the bias left \
             in it falls to {:.2}. Before, {} of the neurons multiply their gradient by less than 0.005; after, {} of them by \
             0.15 or more, where 0.25 is the most there is.",
            large.law.std_dev(),
            scaled.law.std_dev(),
            kept.law.std_dev(),
            shares[0],
            shares[1]
        )],
        notes: notes([(
            settings.threshold != Settings::default().threshold,
            "its shares are of σ′(z) < 0.005 and of σ′(z) ≥ 0.15: --threshold does not touch them.".to_owned(),
        )]),
        claims: vec![
            claim("dropped", "std z before : after, bias dropped = √1002", "22.4 → 0.707", &scaled, exact_dropped)?,
            claim("kept", "std z before : after, bias kept = √334", "", &kept, exact_left)?,
        ],
        tables: vec![table([&large, &scaled]), densities_table([&large, &scaled])],
        figure: figure(&large, &scaled, &shares, settings.seed),
    })
}

/// The bins of σ′(z): 1/128 wide, whole buckets of σ′ each.
const BINS: i32 = 32;

/// The count of trials in each bin of σ′(z).
fn derivatives(measured: &Measured) -> Vec<(f64, f64, u64)> {
    let edge = |k: i32| f64::from(k) / f64::from(4 * BINS);
    let edges: Vec<f64> = (1..BINS).map(edge).collect();
    let histogram = measured.derivative.buckets().joined(&edges);
    (0..BINS).zip(histogram.counts()).map(|(k, count)| (edge(k), edge(k + 1), *count)).collect()
}

fn table(both: [&Measured; 2]) -> Table {
    let rows = both.into_iter().flat_map(|measured| {
        let row = |(lower, upper, count): (f64, f64, u64)| {
            let share = count as f64 / measured.trials() as f64;
            [measured.case.name.into(), lower.into(), upper.into(), count.into(), share.into()]
        };
        derivatives(measured).into_iter().map(row)
    });
    Table::hidden("before_after", ["law", "lower", "upper", "count", "share"], rows)
}

/// How far the densities are drawn to both sides: all of the panel, and of the steep one what is not 0 to the eye.
const REACH: [f64; 2] = [62.0, 4.0];

fn densities([large, scaled]: [&Measured; 2]) -> [Curve; 2] {
    let graph = |measured: &Measured, reach: f64, color| {
        Curve::graph(-reach, reach, Stroke::new(color, 1.6), |z| measured.law.density(z))
    };
    [graph(large, REACH[0], Color::SATURATED), graph(scaled, REACH[1], Color::ALIVE)]
}

fn densities_table(both: [&Measured; 2]) -> Table {
    let rows = both.into_iter().zip(densities(both)).flat_map(|(measured, curve)| {
        curve.points.into_iter().map(|(z, density)| [measured.case.name.into(), z.into(), density.into()])
    });
    Table::hidden("before_after_densities", ["law", "z", "exact_density"], rows)
}

fn figure(large: &Measured, scaled: &Measured, shares: &[String; 2], seed: u64) -> Figure {
    let edge = REACH[0];
    let area = |curve: &Curve, color, opacity| Area::new(curve.points.clone(), color).opacity(opacity);
    let [wide, steep] = densities([large, scaled]);
    let names = [
        format!("large: std *z* = {:.1}", large.law.std_dev()),
        format!("scaled: std *z* = {:.2}", scaled.law.std_dev()),
    ];
    let [large_name, scaled_name] = &names;
    let density = Axis::new("probability density, to scale", 0.0, 0.6);
    let densities = Panel::new(Axis::new("pre-activation *z*", -edge, edge), density)
        .marks([area(&wide, Color::SATURATED, 0.5), area(&steep, Color::ALIVE, 0.35)])
        .marks([wide, steep])
        .marks([
            Label::new((1.2, 0.42), scaled_name).place(Place::Right).bold().color(Color::ALIVE),
            Label::new((1.2, 0.42), "weights from N(0, 1)/√1000, no bias")
                .place(Place::Right)
                .nudge(0.0, 17.0)
                .color(Color::ALIVE),
            Label::new((-32.0, 0.02), large_name).place(Place::Above).nudge(0.0, -17.0).bold().color(Color::SATURATED),
            Label::new((-32.0, 0.02), "weights and bias from N(0, 1)").place(Place::Above).color(Color::SATURATED),
        ]);
    let x = || Axis::new("derivative σ′(*z*)", 0.0, 0.25);
    let share = || Axis::new("share of trials per bin", 0.0, 0.9);
    let before = Panel::new(x(), share()).heading("large").mark(derivative_bars(large, Color::SATURATED)).mark(
        Label::new((0.005, 0.78), format!("{} below 0.005,\na fiftieth of the most there is", shares[0]))
            .place(Place::BelowRight)
            .nudge(10.0, -8.0)
            .color(Color::SATURATED),
    );
    let after = Panel::new(x(), share().without_numbers())
        .heading("scaled, no bias")
        .mark(derivative_bars(scaled, Color::ALIVE))
        .mark(
            Label::new((0.2, 0.36), format!("{} at 0.15 or more", shares[1]))
                .place(Place::AboveLeft)
                .color(Color::ALIVE),
        );
    Figure::new(format!(
        "Weights divided by √1000, bias dropped: std *z* falls from {:.1} to {:.2}, and σ′(*z*) is 0.15 or more in {} of the neurons",
        large.law.std_dev(),
        scaled.law.std_dev(),
        shares[1]
    ))
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
    Bars::new(derivatives(measured).into_iter().map(bar))
}
