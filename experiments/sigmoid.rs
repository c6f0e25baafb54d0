//! The sigmoid saturates: "the nearer σ(z) is to 0 or 1, the smaller its rate of change".
//!
//! σ′(z) = σ(z)(1 − σ(z)) is at most 1/4, at z = 0, and falls below a threshold τ at |z| = ln((1 + r)/(1 − r)) with
//! r = √(1 − 4τ). Both are arithmetic, checked by searching for the maximum and by putting that z into σ′. Saturation
//! has no edge: τ = 0.01, a twenty-fifth of the maximum, is a convention, and `--threshold` changes it.

use super::{Error, Experiment, Run};
use crate::claim::{Claim, Identity};
use crate::law::Threshold;
use crate::model::Activation;
use crate::publish::figure::{Area, Axis, Band, Circle, Color, Curve, Figure, Label, Panel, Place, Rule, Stroke};
use crate::publish::{Section, to_digits, trimmed};

pub const EXPERIMENT: Experiment = Experiment {
    id: "sigmoid",
    title: "The sigmoid: σ′(z) is at most 1/4, and vanishes",
    subjects: Vec::new,
    other_work: |_| Ok(0),
    mutants: Vec::new,
    run,
};

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let threshold = run.threshold()?;
    let (tau, z) = (trimmed(threshold.tau(), 4), threshold.z());
    let largest = Identity { expected: 0.25, computed: largest_derivative(), tolerance: 0.0 };
    let crossing = Identity { expected: threshold.tau(), computed: slope(z), tolerance: 1e-12 };
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: format!(
            "σ′(z) = σ(z)(1 − σ(z)) is 1/4 at z = 0 and falls off like e^−|z|: it is below τ = {tau} where |z| > z_τ = {z:.6}. \
             The article calls a neuron out there saturated: what multiplies its gradient has all but vanished."
        ),
        claims: vec![
            Claim::holds("maximum", "max σ′(z) = 1/4", "", largest),
            Claim::holds("crossing", "σ′(z_τ) = τ, z_τ = ln((1 + r)/(1 − r)), r = √(1 − 4τ)", "", crossing),
        ],
        tables: Vec::new(),
        figure: figure(&threshold),
    })
}

fn slope(z: f64) -> f64 {
    Activation::Sigmoid.derivative(z)
}

/// The largest σ′(z) on a grid that has 0 on it.
fn largest_derivative() -> f64 {
    (-40_000..=40_000).map(|k| slope(f64::from(k) / 1000.0)).fold(0.0, f64::max)
}

fn figure(threshold: &Threshold) -> Figure {
    let (tau, edge) = (trimmed(threshold.tau(), 4), threshold.z());
    let reach = (1.7 * edge).max(8.0);
    let beside = 0.5 * (edge + reach);
    let saturated = |at, sign: &str| {
        Label::new((at, 0.625), format!("saturated\nσ′(*z*) < {tau}\n*z* {sign}{}", to_digits(edge, 4)))
            .color(Color::SATURATED)
    };
    let quarters = [(0.0, "0"), (0.25, "1/4"), (0.5, "1/2"), (0.75, "3/4"), (1.0, "1")];
    let rates = Axis::new("", 0.0, 1.04).ticks(quarters);
    let sigma = |z| Activation::Sigmoid.value(z);
    let panel = Panel::new(Axis::new("pre-activation *z*", -reach, reach), rates)
        .marks([(-reach, -edge), (edge, reach)].map(|(from, to)| Band::new(from, to, Color::SATURATED)))
        .marks([-edge, edge].map(|z| Rule::vertical(z, Stroke::new(Color::SATURATED, 0.8))))
        .mark(Rule::horizontal(0.25, Stroke::thin().dashed()).between(-reach, 0.0))
        .mark(Area::new(Curve::graph(-edge, edge, Stroke::theory(), slope).points, Color::ALIVE).opacity(0.16))
        .mark(Curve::graph(-reach, reach, Stroke::new(Color::INK, 1.8), sigma))
        .mark(Curve::graph(-reach, reach, Stroke::new(Color::ALIVE, 1.8), slope))
        .mark(Circle::new((0.0, 0.25), 3.2, Color::ALIVE, Stroke::new(Color::PAPER, 1.0)))
        .mark(Label::new((0.95, 0.75), "σ(*z*)").place(Place::AboveLeft).size(15.0))
        .mark(Label::new((1.95, 0.115), "σ′(*z*)").place(Place::AboveRight).size(15.0).color(Color::ALIVE))
        .mark(Label::new((0.35, 0.25), "at most 1/4").place(Place::AboveRight).color(Color::GREY))
        .marks([saturated(-beside, "< −"), saturated(beside, "> ")]);
    Figure::new(format!("Beyond |*z*| = {} the derivative σ′(*z*) is below {tau}", to_digits(edge, 3)))
        .subtitle("σ(*z*) = 1/(1 + e^{−*z*}) and its derivative, by which each step of gradient descent is multiplied.")
        .aspect(0.56)
        .panel(panel)
}
