//! The sigmoid saturates: "the nearer σ(z) is to 0 or 1, the smaller its rate of change".
//!
//! σ′(z) = σ(z)(1 − σ(z)) is at most 1/4, at z = 0, and falls below a threshold τ at |z| = ln((1 + r)/(1 − r)) with
//! r = √(1 − 4τ). Both are arithmetic, checked by searching for the maximum and by putting that z into σ′. Saturation
//! has no edge: τ = 0.01, a twenty-fifth of the maximum, is a convention, and `--threshold` changes it.

use crate::claim::{Claim, Identity};
use crate::experiments::measured::{arithmetic, percent, tau_text};
use crate::experiments::{Error, Experiment, Samples, Settings};
use crate::figure::{Area, Axis, Band, Circle, Color, Curve, Figure, Label, Panel, Place, Rule, Stroke};
use crate::law::Threshold;
use crate::model::Activation;
use crate::report::{Chinese, Section, Table, to_digits};

pub const EXPERIMENT: Experiment = Experiment {
    id: "sigmoid",
    title: "The sigmoid: how steep is it, and where is it flat?",
    subjects: |_| Ok(Vec::new()),
    section,
    mutants: |_| Ok(Vec::new()),
};

fn section(_: &Samples, settings: &Settings) -> Result<Section, Error> {
    let threshold = settings.threshold()?;
    let (tau, z) = (tau_text(threshold.tau()), threshold.z());
    Ok(Section {
        headline: format!("σ′(z) ≤ 1/4, and below {tau} where |z| > {}", to_digits(z, 4)),
        chinese: Some(Chinese {
            title: "sigmoid：它有多陡，在哪里变平？",
            headline: format!("σ′(z) ≤ 1/4；|z| > {} 时低于 {tau}", to_digits(z, 4)),
        }),
        paragraphs: vec![format!(
            "σ′(z) = σ(z)(1 − σ(z)) is 1/4 at z = 0 and falls off like e^−|z|: it is below τ = {tau} where |z| > z_τ = {z:.6}. \
             The article calls a neuron out there saturated: what multiplies its gradient is below {} of the most there is.",
            percent(threshold.tau() / 0.25, 4)
        )],
        notes: arithmetic(settings),
        claims: claims(&threshold, slope),
        tables: vec![table(&threshold)],
        figure: figure(&threshold),
    })
}

/// The claims on a derivative: that of the sigmoid, or a wrong one.
fn claims(threshold: &Threshold, derivative: impl Fn(f64) -> f64) -> Vec<Claim> {
    let largest = (-40_000..=40_000).map(|k| derivative(f64::from(k) / 1000.0)).fold(0.0, f64::max);
    let largest = Identity { expected: 0.25, computed: largest, tolerance: 0.0 };
    // Where numbers are so small that they are whole multiples of the smallest, a multiple more or less is rounding.
    let tolerance = 1e-12 + 5e-324 / threshold.tau();
    let crossing = Identity { expected: threshold.tau(), computed: derivative(threshold.z()), tolerance };
    vec![
        Claim::new("maximum", "max σ′(z) = 1/4", "", largest),
        Claim::new("crossing", "σ′(z_τ) = τ, z_τ = ln((1 + r)/(1 − r)), r = √(1 − 4τ)", "", crossing)
            .at(threshold.tau()),
    ]
}

fn slope(z: f64) -> f64 {
    Activation::SIGMOID.derivative(z)
}

/// Both curves of the figure, from −reach to reach.
fn curves(threshold: &Threshold) -> (f64, [Curve; 2]) {
    let reach = (1.7 * threshold.z()).max(8.0);
    let curve = |color, f: fn(f64) -> f64| Curve::graph(-reach, reach, Stroke::new(color, 1.8), f);
    (reach, [curve(Color::INK, |z| Activation::SIGMOID.value(z)), curve(Color::ALIVE, slope)])
}

fn table(threshold: &Threshold) -> Table {
    let [values, slopes] = curves(threshold).1;
    let both = values.points.into_iter().zip(slopes.points);
    let rows = both.map(|((z, value), (_, slope))| [z, value, slope].map(Into::into));
    Table::hidden("sigmoid", ["z", "sigmoid", "derivative"], rows)
}

fn figure(threshold: &Threshold) -> Figure {
    let (tau, edge) = (tau_text(threshold.tau()), threshold.z());
    let (reach, curves) = curves(threshold);
    let beside = 0.5 * (edge + reach);
    let saturated = |at, sign: &str| {
        Label::new((at, 0.625), format!("saturated\nσ′(*z*) < {tau}\n*z* {sign}{}", to_digits(edge, 4)))
            .color(Color::SATURATED)
    };
    let quarters = [(0.0, "0"), (0.25, "1/4"), (0.5, "1/2"), (0.75, "3/4"), (1.0, "1")];
    let rates = Axis::new("", 0.0, 1.04).ticks(quarters);
    let panel = Panel::new(Axis::new("pre-activation *z*", -reach, reach), rates)
        .marks([(-reach, -edge), (edge, reach)].map(|(from, to)| Band::new(from, to, Color::SATURATED)))
        .marks([-edge, edge].map(|z| Rule::vertical(z, Stroke::new(Color::SATURATED, 0.8))))
        .mark(Rule::horizontal(0.25, Stroke::thin().dashed()).between(-reach, 0.0))
        .mark(Area::new(Curve::graph(-edge, edge, Stroke::theory(), slope).points, Color::ALIVE).opacity(0.16))
        .marks(curves)
        .mark(Circle::new((0.0, 0.25), 3.2, Color::ALIVE, Stroke::new(Color::PAPER, 1.0)))
        .mark(Label::new((0.95, 0.75), "σ(*z*)").place(Place::AboveLeft).size(15.0))
        .mark(Label::new((1.95, 0.115), "σ′(*z*)").place(Place::AboveRight).size(15.0).color(Color::ALIVE))
        .mark(Label::new((0.35, 0.25), "at most 1/4").place(Place::AboveRight).color(Color::GREY))
        .marks([saturated(-beside, "< −"), saturated(beside, "> ")]);
    Figure::new(format!("Beyond |*z*| = {} the derivative σ′(*z*) is below {tau}", to_digits(edge, 4)))
        .subtitle("σ(*z*) = 1/(1 + e^{−*z*}) and its derivative, by which each step of gradient descent is multiplied.")
        .aspect(0.56)
        .panel(panel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Verdict, judge};

    #[test]
    fn a_wrong_derivative_is_refuted() {
        let threshold = Threshold::new(Activation::SIGMOID, 0.01).unwrap();
        let verdicts = |derivative: fn(f64) -> f64| {
            let findings = judge(claims(&threshold, derivative), 1e-9).unwrap();
            findings.iter().map(|finding| finding.verdict).collect::<Vec<_>>()
        };
        let sigmoid = |z| Activation::SIGMOID.value(z);
        assert_eq!(verdicts(slope), [Verdict::Holds; 2]);
        assert_eq!(verdicts(|z| 1.0 / z.cosh().powi(2)), [Verdict::Refuted; 2]); // that of tanh
        assert_eq!(verdicts(sigmoid), [Verdict::Refuted; 2]); // no derivative at all
        assert_eq!(verdicts(|z| slope(z - 0.01)), [Verdict::Holds, Verdict::Refuted]); // shifted
    }
}
