//! The remedy: w ~ N(0, 1/n_in), and "std z = √(500/1000) ≈ 0.707".
//!
//! That number leaves out the bias, which the article counted before (501 terms, not 500). With b ~ N(0, 1) left in,
//! Var z = 500/1000 + 1 and std z = √(3/2) = 1.22; with b ~ N(0, 1)/30, as the article's code divides it by the width of
//! a hidden layer of 30, √(1/2 + 1/900) = 0.7079. Each of the three holds; "0.707 with the unit bias left in" does not.
//!
//! 0.7079 rounds to 0.708, not 0.707, but a million trials cannot tell the two apart (0.11 %): the claims say 1 %.

use super::parts::{bars, density};
use super::{Error, Experiment, FAN_IN, HIDDEN, Measured, Mutant, Mutation, Run, Subject};
use crate::claim::{Claim, LawFit, StdDev};
use crate::model::ParameterLaw;
use crate::publish::figure::{Axis, Bar, Bars, Color, Curve, Figure, Label, Panel, Place, Stroke, number};
use crate::publish::{Section, histogram_table};
use std::sync::Arc;

pub const EXPERIMENT: Experiment = Experiment {
    id: "scaled",
    title: "Weights from N(0, 1)/√n: z stays near 0, unless the bias does not",
    subjects: || subjects().to_vec(),
    other_work: |_| Ok(0),
    mutants,
    run,
};

fn subjects() -> [Subject; 3] {
    [Subject::scaled(), Subject::scaled_unit_bias(), Subject::scaled_small_bias()]
}

fn mutants() -> Vec<Mutant> {
    let mutant = |name, kills, subject| Mutant { name, kills, mutation: Mutation::Draw(subject) };
    let weights = |std_dev| Subject::scaled().with_weights(ParameterLaw::normal(std_dev));
    let right = 1.0 / (FAN_IN as f64).sqrt();
    let both: &[&str] = &["no_bias", "no_bias_normal"];
    vec![
        mutant("fan_in and fan_out swapped", both, weights(1.0 / (HIDDEN as f64).sqrt())),
        mutant("the variance used as the standard deviation", both, weights(right * right)),
        mutant("the standard deviation ignored, always 1", both, weights(1.0)),
        mutant("a factor 2 lost in the variance", both, weights(right * 2f64.sqrt())),
        mutant(
            "cut at ±2σ, uncorrected",
            both,
            Subject::scaled().with_weights(ParameterLaw::TruncatedNormal { std_dev: right, bound: 2.0 }),
        ),
        mutant(
            "bias forgotten",
            &["unit_bias", "unit_bias_0.707"],
            Subject::scaled_unit_bias().with_biases(ParameterLaw::Zero),
        ),
        mutant(
            "bias not divided by the width",
            &["small_bias"],
            Subject::scaled_small_bias().with_biases(ParameterLaw::normal(1.0)),
        ),
    ]
}

/// The relative error of a standard deviation that would matter.
const EFFECT: f64 = 0.01;

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let all = subjects().into_iter().map(|subject| run.measure(subject)).collect::<Result<Vec<_>, _>>()?;
    let [none, unit, small] = [0, 1, 2].map(|k| &all[k].sample);
    let lit = 0.5 * FAN_IN as f64;
    let weights = lit / FAN_IN as f64;
    let bias = 1.0 / HIDDEN as f64;
    let std_dev =
        |sample: &crate::statistics::Sample, variance: f64| StdDev::new(&sample.moments, variance.sqrt(), EFFECT);
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: text(&all),
        claims: vec![
            Claim::holds("no_bias", "no bias: std z = √(500/1000)", "√(500/1000) ≈ 0.707", std_dev(none, weights)?),
            Claim::holds(
                "no_bias_normal",
                "no bias: z ~ N(0, 1/2): error of 64 cells, rms",
                "a steep normal density",
                LawFit::new(&all[0].cells, 0.02)?,
            ),
            Claim::holds("unit_bias", "b ~ N(0, 1): std z = √(3/2)", "", std_dev(unit, weights + 1.0)?),
            Claim::holds(
                "small_bias",
                "b ~ N(0, 1)/30: std z = √(1/2 + 1/900)",
                "",
                std_dev(small, weights + bias * bias)?,
            ),
            Claim::holds(
                "unit_bias_0.707",
                "b ~ N(0, 1): std z = √(500/1000)",
                "0.707, bias unmentioned",
                std_dev(unit, weights)?,
            )
            .refuted(),
        ],
        tables: all.iter().map(|m| histogram_table(m.subject.name, &m.histogram, &m.law)).collect(),
        figure: figure(&all, run.settings().seed),
    })
}

fn text(all: &[Arc<Measured>]) -> String {
    let [none, unit, small] = [0, 1, 2].map(|k| all[k].sample.moments.std_dev());
    format!(
        "Divide the weights by √n_in, and std z falls from √501 to √(500/1000): measured {none:.4} without a bias, the \
         article's 0.707. But the 501 counted the bias, and the 500 does not. With the unit bias left in, std z is √(3/2), \
         measured {unit:.4}, and 0.707 is refuted. With a thirtieth of that bias, as the article's code divides it for a \
         hidden layer of 30, std z is 0.7079 (measured {small:.4}): 0.11 % more than without, which rounds to 0.708."
    )
}

/// The three densities, and under each what it has more or less than the one without a bias.
fn figure(all: &[Arc<Measured>], seed: u64) -> Figure {
    let none = all[0].law;
    let headings = ["no bias", "bias from N(0, 1)", "bias from N(0, 1), divided by 30"];
    let remarks = ["nothing but noise", "", "laws less than 0.001 apart"];
    let edge = 4.0;
    let z = |label: &str| Axis::new(label, -edge, edge);
    let orange = Color::ALIVE.tint(0.7);
    let mut densities = Vec::new();
    let mut differences = Vec::new();
    for (k, (measured, heading)) in all.iter().zip(headings).enumerate() {
        let Measured { law, sample, .. } = &**measured;
        let wider = 100.0 * (law.std_dev / none.std_dev - 1.0);
        let remark = match k {
            0 => format!("std *z* = {:.4}", law.std_dev),
            _ => format!(
                "std *z* = {:.4},\n{} % wider",
                law.std_dev,
                if wider < 1.0 { number(wider, 2) } else { number(wider, 0) }
            ),
        };
        let first = |axis: Axis| if k == 0 { axis } else { axis.without_numbers() };
        let density_axis = first(Axis::new("probability density", 0.0, 0.65));
        let mut panel =
            Panel::new(z("").without_numbers(), density_axis).heading(heading).mark(bars(&measured.histogram, orange));
        if k > 0 {
            panel = panel.mark(Curve::graph(-edge, edge, Stroke::new(Color::INK, 1.0).dashed(), |z| none.density(z)));
        }
        densities.push(
            panel
                .mark(Curve::graph(-edge, edge, Stroke::theory(), |z| law.density(z)))
                .mark(Label::new((edge, 0.62), remark).place(Place::BelowLeft).nudge(0.0, -4.0)),
        );
        let difference_axis = Axis::new("difference from the law without bias", -0.28, 0.28);
        let excess = measured.histogram.closed_bins().map(|bin| {
            let exact = none.between(bin.lower, bin.upper) / (bin.upper - bin.lower);
            Bar::new(bin.lower, bin.upper, density(&bin, sample.trials()) - exact, orange)
        });
        differences.push(
            Panel::new(
                z("pre-activation *z*"),
                first(difference_axis.ticks([-0.2, 0.0, 0.2].map(|y| (y, number(y, 1))))),
            )
            .mark(Bars::new(excess))
            .mark(Curve::graph(-edge, edge, Stroke::theory(), |z| law.density(z) - none.density(z)))
            .mark(Label::new((edge, 0.26), remarks[k]).place(Place::BelowLeft).color(Color::GREY)),
        );
    }
    Figure::new("Scaled weights keep *z* near 0; a bias from N(0, 1) widens it by 73 %, a thirtieth of that bias by 0.11 %")
        .subtitle(format!(
            "Weights from N(0, 1)/√1000, 500 inputs lit. {} trials each, seed {seed}; lines: exact laws, dashed: the law without bias.",
            number(all[0].sample.trials() as f64, 0)
        ))
        .aspect(0.66)
        .row(1.0, densities)
        .row(0.55, differences)
}
