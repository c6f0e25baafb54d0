//! The remedy: w ~ N(0, 1/n_in), and "std z = √(500/1000) ≈ 0.707".
//!
//! That number leaves out the bias, which the article counted before (501 terms, not 500). With b ~ N(0, 1) left in,
//! Var z = 500/1000 + 1 and std z = √(3/2) = 1.22; with b ~ N(0, 1)/30, as the article's code divides it by the width of
//! a hidden layer of 30, √(1/2 + 1/900) = 0.7079. Each of the three holds; "0.707 with the unit bias left in" does not.
//!
//! 0.7079 rounds to 0.708, not 0.707, but a million trials cannot tell the two apart (0.11 %): the claims say 1 %.

use super::cases::{FAN_IN, HIDDEN, scaled, scaled_small_bias, scaled_unit_bias};
use crate::claim::{LawFit, StdDev, Verdict};
use crate::experiments::measured::{bars, density, percent};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Axis, Bar, Bars, Color, Curve, Figure, Label, Panel, Place, Stroke, number};
use crate::law::Law;
use crate::model::ParameterLaw;
use crate::report::{Chinese, Section, Table, to_digits};
use crate::statistics::Bin;

pub const EXPERIMENT: Experiment = Experiment {
    id: "scaled",
    title: "Weights from N(0, 1)/√n: how wide is z, and what does the bias add?",
    subjects: |settings| Case::requests(cases(), settings),
    section,
    mutants,
};

fn cases() -> [Case; 3] {
    [scaled(), scaled_unit_bias(), scaled_small_bias()]
}

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let weights = |name, law| {
        let wrong = Case { weights: law, ..scaled() };
        Mutant::new(name, &["no_bias", "no_bias_normal"]).draws_case(wrong, scaled(), settings)
    };
    let biases = |name, kills, right: Case, law| {
        Mutant::new(name, kills).draws_case(Case { biases: law, ..right }, right, settings)
    };
    let right = 1.0 / (FAN_IN as f64).sqrt();
    Ok(vec![
        weights("fan_in and fan_out swapped", ParameterLaw::normal(1.0 / (HIDDEN as f64).sqrt()))?,
        weights("the variance used as the standard deviation", ParameterLaw::normal(right * right))?,
        weights("the standard deviation ignored, always 1", ParameterLaw::normal(1.0))?,
        weights("a factor 2 lost in the variance", ParameterLaw::normal(right * 2f64.sqrt()))?,
        weights("cut at ±2σ, uncorrected", ParameterLaw::TruncatedNormal { std_dev: right, bound: 2.0 })?,
        biases("bias forgotten", &["unit_bias", "unit_bias_0.707"], scaled_unit_bias(), ParameterLaw::Zero)?,
        biases("bias not divided by the width", &["small_bias"], scaled_small_bias(), ParameterLaw::normal(1.0))?,
    ])
}

/// The relative error of a standard deviation that would matter.
const EFFECT: f64 = 0.01;

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let all = cases().map(|case| Measured::of(case, samples, settings));
    let all: Vec<Measured> = all.into_iter().collect::<Result<_, _>>()?;
    let weights = 0.5;
    let bias = 1.0 / HIDDEN as f64;
    let std_dev = |k: usize, variance: f64| StdDev::new(&all[k].moments(), variance.sqrt(), EFFECT);
    let [none, unit, small] = [0, 1, 2].map(|k| all[k].moments().std_dev());
    let (root_half, root) = (all[0].law.std_dev(), all[1].law.std_dev());
    Ok(Section {
        headline: format!(
            "std z = {none:.3} without bias: √(500/1000) = {root_half:.3}; with a bias from N(0, 1) {unit:.3}: √(3/2) = {root:.3}"
        ),
        chinese: Some(Chinese {
            title: "权重取自 N(0, 1)/√n：z 有多宽，偏置加上多少？",
            headline: format!(
                "无偏置时 std z = {none:.3}：√(500/1000) = {root_half:.3}；偏置取自 N(0, 1) 时为 {unit:.3}：√(3/2) = {root:.3}"
            ),
        }),
        paragraphs: vec![text([none, unit, small], [0, 1, 2].map(|k| all[k].law.std_dev()))],
        notes: Vec::new(),
        claims: vec![
            all[0].claim("no_bias", "no bias: std z = √(500/1000)", "√(500/1000) ≈ 0.707", std_dev(0, weights)?),
            all[0].claim(
                "no_bias_normal",
                "no bias: z ~ N(0, 1/2): error of 64 cells, rms",
                "a steep normal density",
                LawFit::new(&all[0].cells(), 0.02)?,
            ),
            all[1].claim("unit_bias", "b ~ N(0, 1): std z = √(3/2)", "", std_dev(1, weights + 1.0)?),
            all[2].claim(
                "small_bias",
                "b ~ N(0, 1)/30: std z = √(1/2 + 1/900)",
                "",
                std_dev(2, weights + bias * bias)?,
            ),
            all[1]
                .claim(
                    "unit_bias_0.707",
                    "b ~ N(0, 1): std z = √(500/1000)",
                    "0.707, bias unmentioned",
                    std_dev(1, weights)?,
                )
                .expecting(Verdict::Refuted),
        ],
        tables: all.iter().map(|m| m.histogram_table(&m.histogram(10))).chain([differences_table(&all)]).collect(),
        figure: figure(&all, settings.seed),
    })
}

fn text([none, unit, small]: [f64; 3], [no_bias, unit_bias, small_bias]: [f64; 3]) -> String {
    format!(
        "Divide the weights by √n_in, and by its law std z falls from √501 to √(500/1000) = {no_bias:.4}, the article's 0.707; \
         measured without a bias: {none:.4}. But the 501 counted the bias, and the 500 does not. With the unit bias left in, \
         std z is √(3/2) = {unit_bias:.4}, measured: {unit:.4}. With a thirtieth of that bias, as the article's code divides it \
         for a hidden layer of 30, std z is {small_bias:.4} (measured: {small:.4}): {} more than without, which rounds to \
         {small_bias:.3}.",
        percent(small_bias / no_bias - 1.0, 2)
    )
}

/// Of each bin the density less that of the law without a bias: as measured, and exactly.
fn differences(measured: &Measured, none: &dyn Law) -> Vec<(Bin, f64, f64)> {
    let difference = |bin: Bin| {
        let exact = |law: &dyn Law| law.between(bin.lower, bin.upper) / (bin.upper - bin.lower);
        (bin, density(&bin, measured.trials()) - exact(none), exact(&*measured.law) - exact(none))
    };
    measured.histogram(10).closed_bins().map(difference).collect()
}

fn differences_table(all: &[Measured]) -> Table {
    let rows = all.iter().flat_map(|measured| {
        let row = |(bin, difference, exact): (Bin, f64, f64)| {
            [measured.case.name.into(), bin.lower.into(), bin.upper.into(), difference.into(), exact.into()]
        };
        differences(measured, &*all[0].law).into_iter().map(row)
    });
    Table::hidden("scaled_differences", ["law", "lower", "upper", "difference", "exact_difference"], rows)
}

/// The three densities, and under each what it has more or less than the one without a bias.
fn figure(all: &[Measured], seed: u64) -> Figure {
    let none = &*all[0].law;
    let headings = ["no bias", "bias from N(0, 1)", "bias from N(0, 1), divided by 30"];
    let edge = 4.0;
    let z = |label: &str| Axis::new(label, -edge, edge);
    let orange = Color::ALIVE.tint(0.7);
    let mut densities = Vec::new();
    let mut excesses = Vec::new();
    for (k, (measured, heading)) in all.iter().zip(headings).enumerate() {
        let (law, histogram) = (&*measured.law, measured.histogram(10));
        let remark = match k {
            0 => format!("std *z* = {:.4}", law.std_dev()),
            _ => {
                let wider = percent(law.std_dev() / none.std_dev() - 1.0, 2);
                format!("std *z* = {:.4},\n{wider} wider", law.std_dev())
            }
        };
        let first = |axis: Axis| if k == 0 { axis } else { axis.without_numbers() };
        let density_axis = first(Axis::new("probability density", 0.0, 0.65));
        let mut panel =
            Panel::new(z("").without_numbers(), density_axis).heading(heading).mark(bars(&histogram, orange));
        if k > 0 {
            panel = panel.mark(Curve::graph(-edge, edge, Stroke::new(Color::INK, 1.0).dashed(), |z| none.density(z)));
        }
        densities.push(
            panel
                .mark(Curve::graph(-edge, edge, Stroke::theory(), |z| law.density(z)))
                .mark(Label::new((edge, 0.62), remark).place(Place::BelowLeft).nudge(0.0, -4.0)),
        );
        let difference_axis = Axis::new("difference from the law without bias", -0.28, 0.28);
        let excess = differences(measured, none);
        let excess = excess.iter().map(|(bin, difference, _)| Bar::new(bin.lower, bin.upper, *difference, orange));
        let difference = |z: f64| law.density(z) - none.density(z);
        let graph = Curve::graph(-edge, edge, Stroke::theory(), difference);
        let apart = graph.points.iter().map(|(_, y)| y.abs()).fold(0.0, f64::max);
        let remark =
            if k == 0 { "measured less exact".to_owned() } else { format!("laws {} apart", to_digits(apart, 2)) };
        excesses.push(
            Panel::new(
                z("pre-activation *z*"),
                first(difference_axis.ticks([-0.2, 0.0, 0.2].map(|y| (y, number(y, 1))))),
            )
            .mark(Bars::new(excess))
            .mark(graph)
            .mark(Label::new((edge, 0.26), remark).place(Place::BelowLeft).color(Color::GREY)),
        );
    }
    let [unit, small] = [1, 2].map(|k| percent(all[k].law.std_dev() / none.std_dev() - 1.0, 2));
    Figure::new(format!("Scaled weights keep *z* near 0; a bias from N(0, 1) widens it by {unit}, a thirtieth of that bias by {small}"))
        .subtitle(format!(
            "Weights from N(0, 1)/√1000, 500 inputs active. {} trials each, seed {seed}; lines: exact laws, dashed: the law without bias.",
            number(all[0].trials() as f64, 0)
        ))
        .aspect(0.66)
        .row(1.0, densities)
        .row(0.55, excesses)
}
