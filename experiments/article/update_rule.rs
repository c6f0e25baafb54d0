//! The update rule as printed: "∂C/∂w^L = (a^L − y) σ′(z)".
//!
//! That is ∂C/∂b^L. A weight has a second factor, the activation that it multiplies: by the chain rule
//! ∂C/∂wⱼₖ = (aⱼ − yⱼ) σ′(zⱼ) aₖ with aₖ of the layer before. The conclusion stands, since σ′ is a factor of both; what is
//! lost is that a weight also stands still behind a neuron that is off, a ≈ 0. In the hidden layer, of which the article
//! speaks, σ′ comes in with δ¹ = (Wᵀδ^L) ∘ σ′(z¹). Cross-entropy rids the output of its σ′, and the hidden layer of none.
//!
//! All this is arithmetic: each formula is set beside finite differences of the cost of whole networks, [1000, 30, 10], a
//! few drawn under each initializer, for a sample of their weights. A derivative agrees if it differs by at most 1e-8 of the
//! largest of its kind. What would mislead: one that is smaller than that says nothing, and under `large` there are many;
//! and where a is 1, as it is behind a neuron that is saturated and on, the formula printed is right by accident.

use super::finite_differences::{Derivative, FiniteDifferences, Kind, Mistake};
use crate::claim::{Claim, Identity, Verdict};
use crate::experiments::measured::arithmetic;
use crate::experiments::{Error, Experiment, Mutant, Request, Samples, Settings};
use crate::figure::{Axis, Circle, Color, Curve, Figure, Label, Panel, Place, Stroke};
use crate::model::{Cost, Initializer};
use crate::report::{Chinese, Section, Table};

pub const EXPERIMENT: Experiment = Experiment {
    id: "update_rule",
    title: "The update rule: is it, as printed, that of a weight?",
    subjects: |_| Ok(vec![Request::new("finite_differences", RIGHT, FiniteDifferences::TRIALS)]),
    section,
    mutants,
};

const RIGHT: FiniteDifferences = FiniteDifferences { mistake: None };

/// The difference that counts as none, as a share of the largest derivative.
const TOLERANCE: f64 = 1e-8;

fn mutants(_: &Settings) -> Result<Vec<Mutant>, Error> {
    let mutant =
        |name, kills, mistake| Mutant::new(name, kills).draws(FiniteDifferences { mistake: Some(mistake) }, &RIGHT);
    Ok(vec![
        mutant("the bias moved, not the weight", &["printed", "weights", "cross_entropy"], Mistake::MovesBias),
        mutant("an activation in the gradient of a bias", &["biases"], Mistake::BiasWithActivation),
        mutant("σ′ forgotten in the hidden layer", &["hidden", "cross_entropy_hidden"], Mistake::WithoutDerivative),
        mutant("inputs of 0 taken for 1", &["zero"], Mistake::ZerosAsOnes),
    ])
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let all = FiniteDifferences::read(samples.of(&RIGHT)?);
    let of = |cost: Cost, kind: Kind| -> Vec<Derivative> {
        all.iter().copied().filter(|derivative| derivative.cost == cost && derivative.kind == kind).collect()
    };
    let weights = of(Cost::Quadratic, Kind::OutputWeight);
    let claim = |id, statement: &str, source, of: &[Derivative], formula: fn(&Derivative) -> f64| {
        let number = of.first().map_or(0, |derivative| FiniteDifferences::number(derivative.kind)).max(1);
        let test = Identity { expected: number as f64, computed: agreeing(of, formula) as f64, tolerance: 0.0 };
        Claim::new(id, format!("{statement}, of {number}"), source, test)
    };
    let right = |id, statement, cost, kind| claim(id, statement, "", &of(cost, kind), |d| d.right);
    let of_zero = all.iter().filter(|derivative| derivative.kind == Kind::LargestOfZero);
    let largest = of_zero.fold(0.0, |most: f64, derivative| most.max(derivative.right.abs()));
    let zero = Identity { expected: 0.0, computed: largest, tolerance: 0.0 };
    let printed = agreeing(&weights, |d| d.printed);
    let right_ones = agreeing(&weights, |d| d.right);
    Ok(Section {
        headline: format!(
            "as printed it gives {printed} of {} derivatives by finite differences, with the factor a it gives {right_ones}",
            weights.len(),
        ),
        chinese: Some(Chinese {
            title: "更新公式：印出来的是权重的吗？",
            headline: format!(
                "按原文的公式，{} 个有限差分导数中有 {printed} 个相符；乘上因子 a 后有 {right_ones} 个相符",
                weights.len()
            ),
        }),
        paragraphs: vec![text(weights.len(), printed)],
        notes: arithmetic(settings),
        claims: vec![
            claim("printed", "∂C/∂w^L = (a^L − y)σ′(z^L)", "(a^L − y)σ′(z)", &weights, |d| d.printed)
                .expecting(Verdict::Refuted),
            right("weights", "∂C/∂w^L = (a^L − y)σ′(z^L)a^(L−1)", Cost::Quadratic, Kind::OutputWeight),
            right("biases", "∂C/∂b^L = (a^L − y)σ′(z^L)", Cost::Quadratic, Kind::OutputBias),
            right("hidden", "∂C/∂w¹ = (Wᵀδ^L)σ′(z¹)x", Cost::Quadratic, Kind::HiddenWeight),
            Claim::new("zero", "∂C/∂w¹ of inputs of 0, the largest", "", zero),
            right("cross_entropy", "cross-entropy: ∂C/∂w^L = (a^L − y)a^(L−1)", Cost::CrossEntropy, Kind::OutputWeight),
            right(
                "cross_entropy_hidden",
                "cross-entropy: ∂C/∂w¹ = (Wᵀδ^L)σ′(z¹)x",
                Cost::CrossEntropy,
                Kind::HiddenWeight,
            ),
        ],
        tables: vec![table(&weights)],
        figure: figure(&weights, settings.seed),
    })
}

fn text(weights: usize, printed: usize) -> String {
    format!(
        "The formula printed is ∂C/∂b^L. For a weight it lacks a^(L−1), the activation that the weight multiplies: of {weights} \
         output weights, each moved by hand to see what the cost does, it gives {printed}. By the chain rule it can give none \
         but those behind hidden neurons that are saturated and on, where a is 1, and those whose derivative is next to nothing. \
         The article's conclusion needs no more than that σ′(z) is a factor of the right formula too, and σ′(z¹) of all that the \
         hidden layer learns. It is not the only one: a weight from an input of 0 does not learn under any initializer. And the \
         cross-entropy is but half a cure: it cancels σ′ at the output, and leaves it in the hidden layer."
    )
}

/// How many derivatives a formula gives, to within the tolerance.
fn agreeing(derivatives: &[Derivative], formula: fn(&Derivative) -> f64) -> usize {
    let largest = derivatives.iter().map(|d| d.difference.abs()).fold(0.0, f64::max);
    derivatives.iter().filter(|d| (formula(d) - d.difference).abs() <= TOLERANCE * largest).count()
}

/// The points of the figure.
fn table(weights: &[Derivative]) -> Table {
    let row =
        |of: &Derivative| [of.initializer.name().into(), of.difference.into(), of.printed.into(), of.right.into()];
    Table::hidden("update_rule", ["initializer", "finite_difference", "printed", "right"], weights.iter().map(row))
}

/// Both formulas against the finite differences, by magnitude.
fn figure(weights: &[Derivative], seed: u64) -> Figure {
    let (low, high) = (1e-8, 1.0);
    let axis = |label: &str| Axis::log10(label, low, high);
    let panel = |y: Axis, heading: &str, formula: fn(&Derivative) -> f64| {
        let circles = weights.iter().filter(|d| d.difference.abs() > low).map(|d| {
            let color = if d.initializer == Initializer::LARGE { Color::SATURATED } else { Color::ALIVE };
            Circle::new((d.difference.abs(), formula(d).abs()), 2.4, color, Stroke::new(Color::PAPER, 0.4))
        });
        Panel::new(axis("finite difference of the cost, |∂*C*/∂*w*|"), y)
            .heading(heading)
            .mark(Curve::new([(low, low), (high, high)], Stroke::theory()))
            .marks(circles)
    };
    let printed = panel(axis("formula"), "as printed: (*a* − *y*) σ′(*z*)", |d| d.printed)
        .mark(Label::new((0.5, 1e-6), "above the line: too large, by\n1/*a* of the neuron before").place(Place::Left))
        .mark(Label::new((0.5, 1e-7), "on it: *a* = 1").place(Place::Left));
    let right = panel(axis("").without_numbers(), "with the activation of the layer before", |d| d.right)
        .mark(Label::new((3e-2, 3e-3), "scaled").color(Color::ALIVE))
        .mark(Label::new((3e-5, 3e-6), "large").place(Place::Right).color(Color::SATURATED));
    Figure::new("The update rule printed is that of the bias: a weight’s has the factor *a*^{*L*−1} as well")
        .subtitle(format!(
            "{} output weights of {} networks with 1000, 30 and 10 neurons, those above 10⁻⁸; quadratic cost, seed {seed}.",
            weights.len(),
            FiniteDifferences::NETWORKS
        ))
        .aspect(0.6)
        .row(1.0, [printed, right])
}
