//! The network of the argument: 1000 inputs, half of them 1, a hidden layer, an output layer; and the pre-activation
//! z = Σⱼ wⱼxⱼ + b of the first hidden neuron.
//!
//! A weight from an input of 0 contributes nothing, whatever is drawn for it: z has 500 weights and a bias as
//! terms, 501 of them. One term more or less changes std z by 0.1 %, too little to see in a million trials; so the
//! same network with 10 inputs is sampled as well, where z has 6 terms and a missing one shows as 9 %.

use super::cases::{FAN_IN, large, small};
use crate::claim::{Claim, Identity, StdDev};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Axis, Circle, Color, Curve, Figure, Label, Panel, Place, Stroke};
use crate::model::ParameterLaw;
use crate::report::{Chinese, Section};

pub const EXPERIMENT: Experiment = Experiment {
    id: "network",
    title: "The network: how many terms has z?",
    subjects: |settings| Case::requests([small()], settings),
    section,
    mutants,
};

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let draw = |name, wrong| Mutant::new(name, &["small"]).draws_case(wrong, small(), settings);
    Ok(vec![
        draw("one input too many", Case { active: 6, zero: 4, ..small() })?,
        draw("bias forgotten", Case { biases: ParameterLaw::Zero, ..small() })?,
    ])
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let measured = Measured::of(small(), samples, settings)?;
    let moments = measured.moments();
    let terms = large().neuron()?.terms();
    let (std_dev, root) = (moments.std_dev(), 6f64.sqrt());
    Ok(Section {
        headline: format!("{terms} terms; with 10 inputs std z = {std_dev:.4}: √6 = {root:.4}"),
        chinese: Some(Chinese {
            title: "网络：z 有多少项？",
            headline: format!("{terms} 项；10 个输入时 std z = {std_dev:.4}：√6 = {root:.4}"),
        }),
        paragraphs: vec![
            "The article follows one input vector, 500 ones and 500 zeros, into the first neuron of the hidden layer: \
             z = Σⱼ wⱼxⱼ + b. Weights from inputs of 0 count for nothing, so that 500 weights and one bias are left."
                .to_owned(),
        ],
        notes: Vec::new(),
        claims: vec![
            Claim::new(
                "terms",
                "z has 501 terms: 500 weights and a bias",
                "500 weights + 1 bias",
                Identity { expected: 501.0, computed: terms as f64, tolerance: 0.0 },
            )
            .about(large().name, FAN_IN),
            measured
                .claim("small", "with 10 inputs: std z = √6", "", StdDev::new(&moments, 6f64.sqrt(), 0.01)?)
                .about(large().name, 10),
        ],
        tables: Vec::new(),
        figure: figure(),
    })
}

fn figure() -> Figure {
    let (inputs, hidden, output) = (150.0, 430.0, 690.0);
    let active = [370.0, 338.0, 306.0, 242.0];
    let zero = [178.0, 146.0, 114.0, 50.0];
    let neurons = [350.0, 290.0, 230.0, 170.0, 70.0];
    let outputs = [270.0, 210.0, 150.0];
    let first = (hidden, neurons[0]);
    let bias = (hidden - 90.0, 405.0);
    let faint = |from, to| Curve::new([from, to], Stroke::new(Color::HAIRLINE, 0.7));
    let circle = |at, radius, fill, color| Circle::new(at, radius, fill, Stroke::new(color, 0.9));
    let mut panel = Panel::new(Axis::hidden(0.0, 760.0), Axis::hidden(0.0, 440.0));
    for y in neurons {
        let from_inputs = active.into_iter().chain(zero).map(|input| faint((inputs, input), (hidden, y)));
        // What enters the first neuron is drawn below, and stronger.
        panel =
            panel.marks(from_inputs.filter(|_| y != first.1)).marks(outputs.map(|to| faint((hidden, y), (output, to))));
    }
    let panel = panel
        .marks(zero.map(|y| Curve::new([(inputs, y), first], Stroke::new(Color::GREY.tint(0.45), 0.8).dashed())))
        .marks(active.map(|y| Curve::new([(inputs, y), first], Stroke::new(Color::ALIVE, 1.6))))
        .marks(active.map(|y| circle((inputs, y), 10.0, Color::ALIVE, Color::INK)))
        .marks(zero.map(|y| circle((inputs, y), 10.0, Color::GREY.tint(0.35), Color::GREY)))
        .marks(neurons[1..].iter().map(|y| circle((hidden, *y), 14.0, Color::PAPER, Color::GREY)))
        .marks(outputs.map(|y| circle((output, y), 14.0, Color::PAPER, Color::GREY)))
        .mark(Curve::new([bias, first], Stroke::new(Color::ALIVE, 1.6)))
        .mark(circle(bias, 10.0, Color::ALIVE, Color::INK))
        .mark(Label::new(bias, "bias *b*").place(Place::Above).nudge(0.0, -8.0).color(Color::ALIVE))
        .mark(Circle::new(first, 18.0, Color::PAPER, Stroke::new(Color::INK, 2.0)))
        .mark(Label::new(first, "*z*").size(17.0).bold())
        .marks([(inputs, 274.0), (inputs, 82.0), (hidden, 120.0)].map(|at| Label::new(at, "⋮").size(18.0)))
        .marks(
            [(232.0, 380.0), (40.0, 188.0)]
                .map(|(low, high)| Curve::new(brace(inputs - 20.0, low, high), Stroke::new(Color::INK, 1.0))),
        )
        .mark(Label::new((inputs - 32.0, 306.0), "500 active,\n*x* = 1").place(Place::Left).color(Color::ALIVE))
        .mark(Label::new((inputs - 32.0, 114.0), "500 zero,\n*x* = 0").place(Place::Left).color(Color::GREY))
        .mark(Label::new((hidden + 22.0, neurons[0] + 14.0), "*z* = Σⱼ *w*ⱼ*x*ⱼ + *b*").place(Place::Right).size(17.0))
        .mark(Label::new((inputs, 8.0), "1000 inputs"))
        .mark(Label::new((hidden, 8.0), "hidden layer"))
        .mark(Label::new((output, 8.0), "output layer"));
    Figure::new("Only the inputs that are 1 count: *z* is a sum of 500 weights and a bias")
        .subtitle("The first hidden neuron of a network with 1000 inputs, half of them 1; weights from inputs of 0 count for nothing.")
        .aspect(0.62)
        .panel(panel)
}

/// A curly brace that opens to the right: it leaves its ends as fast as it comes to its tip.
fn brace(x: f64, low: f64, high: f64) -> impl Iterator<Item = (f64, f64)> {
    (0..=200).map(move |k| low + (high - low) * f64::from(k) / 200.0).map(move |y| {
        let (end, tip) = ((y - low).min(high - y), (y - (low + high) / 2.0).abs());
        (x - 4.5 * (1.0 - (-end / 3.0).exp() + (-tip / 3.0).exp()), y)
    })
}
