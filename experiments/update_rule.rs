//! The update rule as printed: "∂C/∂w^L = (a^L − y) σ′(z)".
//!
//! That is ∂C/∂b^L. A weight has a second factor, the activation that it multiplies: by the chain rule
//! ∂C/∂wⱼₖ = (aⱼ − yⱼ) σ′(zⱼ) aₖ with aₖ of the layer before. The conclusion stands, since σ′ is a factor of both; what is
//! lost is that a weight also stands still behind a neuron that is off, a ≈ 0. In the hidden layer, of which the article
//! speaks, σ′ comes in with δ¹ = (Wᵀδ^L) ∘ σ′(z¹). Cross-entropy rids the output of its σ′, and the hidden layer of none.
//!
//! All this is arithmetic: each formula is set beside finite differences of the cost of whole networks, [1000, 30, 10], a
//! few drawn under each scheme, for a sample of their weights. The difference quotient (8(C₁ − C₋₁) − (C₂ − C₋₂))/12h, Cₖ
//! the cost with the weight moved by kh, errs by h⁴C⁽⁵⁾/30 and, C being near 1, by 1e-16/h of rounding: at h = 1e-3 both
//! are below 1e-12. A derivative agrees if it differs by at most 1e-8 of the largest of its kind. What would mislead: one
//! that is smaller than that says nothing, and under `large` there are many; and where a is 1, as it is behind a neuron
//! that is saturated and on, the formula printed is right by accident.

use super::{Error, Experiment, FAN_IN, HIDDEN, Run};
use crate::claim::{Claim, Identity};
use crate::model::{Activation, Cost, Input, Layer, ModelError, Network, Scheme};
use crate::publish::Section;
use crate::publish::figure::{Axis, Circle, Color, Curve, Figure, Label, Panel, Place, Stroke};
use crate::sampling::{Stream, layers};
use ndarray::{Array2, Axis as Along};
use rayon::prelude::*;

pub const EXPERIMENT: Experiment = Experiment {
    id: "update_rule",
    title: "The update rule: a weight's gradient has one more factor than printed",
    subjects: Vec::new,
    other_work: |_| Ok(0),
    mutants: Vec::new,
    run,
};

const OUTPUTS: usize = 10;
const SCHEMES: [Scheme; 2] = [Scheme::Large, Scheme::Scaled];
/// Networks drawn under each scheme.
const DRAWS: usize = 4;
/// Output weights looked at, for each output.
const WEIGHTS: usize = 6;
/// How far a weight is moved.
const STEP: f64 = 1e-3;
/// The difference that counts as none, as a share of the largest derivative.
const TOLERANCE: f64 = 1e-8;

/// What is moved by hand.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    OutputWeight,
    OutputBias,
    HiddenWeight,
}

/// The derivative of the cost in one parameter of neuron j.
#[derive(Debug, Clone, Copy)]
struct Derivative {
    kind: Kind,
    scheme: Scheme,
    /// By finite differences.
    difference: f64,
    /// δⱼ: what is printed for a weight, and right for a bias.
    error: f64,
    /// δⱼ times what the parameter multiplies: an activation, an input, or 1 for a bias.
    right: f64,
}

/// What was computed under one cost.
struct Derivatives {
    all: Vec<Derivative>,
    /// The largest |∂C/∂w| of a weight from a dark input.
    dark: f64,
}

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let (quadratic, entropy) = (derivatives(run, Cost::Quadratic)?, derivatives(run, Cost::CrossEntropy)?);
    let weights = quadratic.of(Kind::OutputWeight);
    let claim = |id, statement: &str, article, of: &[Derivative], formula: fn(&Derivative) -> f64| {
        let test = Identity { expected: of.len() as f64, computed: agreeing(of, formula) as f64, tolerance: 0.0 };
        Claim::holds(id, format!("{statement}, of {}", of.len()), article, test)
    };
    let right = |id, statement, of: &Derivatives, kind| claim(id, statement, "", &of.of(kind), |d| d.right);
    let dark = Identity { expected: 0.0, computed: quadratic.dark.max(entropy.dark), tolerance: 0.0 };
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: text(&weights),
        claims: vec![
            claim("printed", "∂C/∂w^L = (a^L − y)σ′(z^L)", "(a^L − y)σ′(z)", &weights, |d| d.error).refuted(),
            right("weights", "∂C/∂w^L = (a^L − y)σ′(z^L)a^(L−1)", &quadratic, Kind::OutputWeight),
            right("biases", "∂C/∂b^L = (a^L − y)σ′(z^L)", &quadratic, Kind::OutputBias),
            right("hidden", "∂C/∂w¹ = (Wᵀδ^L)σ′(z¹)x", &quadratic, Kind::HiddenWeight),
            Claim::holds("dark", "∂C/∂w¹ of dark inputs, the largest", "", dark),
            right("cross_entropy", "cross-entropy: ∂C/∂w^L = (a^L − y)a^(L−1)", &entropy, Kind::OutputWeight),
            right("cross_entropy_hidden", "cross-entropy: ∂C/∂w¹ = (Wᵀδ^L)σ′(z¹)x", &entropy, Kind::HiddenWeight),
        ],
        tables: Vec::new(),
        figure: figure(&weights, run.settings().seed),
    })
}

fn text(weights: &[Derivative]) -> String {
    format!(
        "The formula printed is ∂C/∂b^L. For a weight it lacks a^(L−1), the activation that the weight multiplies: of {} \
         output weights, each moved by hand to see what the cost does, it gives {}, those behind hidden neurons that are \
         saturated and on, where a = 1, and those to outputs whose σ′ is 0 to all intents. The conclusion stands, for σ′(z) \
         is a factor of the right formula too, and σ′(z¹) of all that the hidden layer learns. It is not the only one: \
         a weight from a dark input does not learn under any scheme. And the cross-entropy is but half a cure: it cancels \
         σ′ at the output, and leaves it in the hidden layer.",
        weights.len(),
        agreeing(weights, |d| d.error)
    )
}

impl Derivatives {
    fn of(&self, kind: Kind) -> Vec<Derivative> {
        self.all.iter().copied().filter(|derivative| derivative.kind == kind).collect()
    }
}

/// How many derivatives a formula gives, to within the tolerance.
fn agreeing(derivatives: &[Derivative], formula: fn(&Derivative) -> f64) -> usize {
    let largest = derivatives.iter().map(|d| d.difference.abs()).fold(0.0, f64::max);
    derivatives.iter().filter(|d| (formula(d) - d.difference).abs() <= TOLERANCE * largest).count()
}

/// Draws the networks and takes the derivatives of a sample of their parameters.
fn derivatives(run: &Run, cost: Cost) -> Result<Derivatives, Error> {
    let networks: Vec<(Scheme, usize)> = SCHEMES.iter().flat_map(|s| (0..DRAWS).map(|draw| (*s, draw))).collect();
    let each = networks.into_par_iter().map(|(scheme, draw)| {
        run.control().check()?;
        // The schemes share the stream of a draw, and so its standard normals.
        let stream = Stream::new(run.settings().seed, &format!("update_rule {draw}"));
        Ok(derivatives_of(scheme, cost, layers(&[FAN_IN, HIDDEN, OUTPUTS], scheme, stream)?, draw)?)
    });
    let each = each.collect::<Result<Vec<Derivatives>, Error>>()?;
    let dark = each.iter().map(|network| network.dark).fold(0.0, f64::max);
    Ok(Derivatives { all: each.into_iter().flat_map(|network| network.all).collect(), dark })
}

/// Of one network, which is to learn that the half-lit input is the digit `target`.
fn derivatives_of(scheme: Scheme, cost: Cost, layers: Vec<Layer>, target: usize) -> Result<Derivatives, ModelError> {
    let half = Input::half_ones(FAN_IN)?;
    let inputs = Array2::from_shape_fn((1, FAN_IN), |(_, k)| half.values()[k]);
    let targets = Array2::from_shape_fn((1, OUTPUTS), |(_, j)| if j == target { 1.0 } else { 0.0 });
    let network = Network::new(layers.clone(), Activation::Sigmoid, cost)?;
    let forward = network.forward(inputs.view())?;
    let errors = network.errors(&forward, targets.view())?;
    let gradient = network.backward(&forward, targets.view())?;
    let paid = |parameter, step| {
        let moved = Network::new(moved(layers.clone(), parameter, step)?, Activation::Sigmoid, cost)?;
        moved.cost(&moved.forward(inputs.view())?, targets.view())
    };
    let derivative = |parameter @ (kind, j, k)| {
        let [two, one, minus_one, minus_two] = [2.0, 1.0, -1.0, -2.0].map(|steps| paid(parameter, steps * STEP));
        let difference = (8.0 * (one? - minus_one?) - (two? - minus_two?)) / (12.0 * STEP);
        let (error, factor) = match kind {
            Kind::OutputWeight => (errors[1][[0, j]], forward.read_by(1)[[0, k]]),
            Kind::OutputBias => (errors[1][[0, j]], 1.0),
            Kind::HiddenWeight => (errors[0][[0, j]], inputs[[0, k]]),
        };
        Ok(Derivative { kind, scheme, difference, error, right: error * factor })
    };
    let (_, dark) = gradient[0].weights.view().split_at(Along(1), FAN_IN / 2);
    let dark = dark.iter().fold(0.0, |most: f64, w| most.max(w.abs()));
    Ok(Derivatives { all: sample().map(derivative).collect::<Result<_, ModelError>>()?, dark })
}

/// A parameter of neuron j, and what it multiplies: weights to every output from hidden neurons all over the layer, every
/// output bias, and for every hidden neuron the weight from one of the lit inputs.
fn sample() -> impl Iterator<Item = (Kind, usize, usize)> {
    let from = |j: usize, k: usize| (7 * j + k * HIDDEN / WEIGHTS) % HIDDEN;
    let weights = (0..OUTPUTS).flat_map(move |j| (0..WEIGHTS).map(move |k| (Kind::OutputWeight, j, from(j, k))));
    let biases = (0..OUTPUTS).map(|j| (Kind::OutputBias, j, 0));
    weights.chain(biases).chain((0..HIDDEN).map(|j| (Kind::HiddenWeight, j, 16 * j)))
}

/// The same layers with one parameter moved.
fn moved(mut layers: Vec<Layer>, parameter: (Kind, usize, usize), step: f64) -> Result<Vec<Layer>, ModelError> {
    let l = usize::from(parameter.0 != Kind::HiddenWeight);
    let (mut weights, mut biases) = layers.remove(l).into_parts();
    match parameter {
        (Kind::OutputBias, j, _) => biases[j] += step,
        (_, j, k) => weights[[j, k]] += step,
    }
    layers.insert(l, Layer::new(weights, biases)?);
    Ok(layers)
}

/// Both formulas against the finite differences, by magnitude.
fn figure(weights: &[Derivative], seed: u64) -> Figure {
    let (low, high) = (1e-8, 1.0);
    let axis = |label: &str| Axis::log10(label, low, high);
    let panel = |y: Axis, heading: &str, formula: fn(&Derivative) -> f64| {
        let circles = weights.iter().filter(|d| d.difference.abs() > low).map(|d| {
            let color = if d.scheme == Scheme::Large { Color::SATURATED } else { Color::ALIVE };
            Circle::new((d.difference.abs(), formula(d).abs()), 2.4, color, Stroke::new(Color::PAPER, 0.4))
        });
        Panel::new(axis("finite difference of the cost, |∂*C*/∂*w*|"), y)
            .heading(heading)
            .mark(Curve::new([(low, low), (high, high)], Stroke::theory()))
            .marks(circles)
    };
    let printed = panel(axis("formula"), "as printed: (*a* − *y*) σ′(*z*)", |d| d.error)
        .mark(Label::new((0.5, 1e-6), "above the line: too large, by\n1/*a* of the neuron before").place(Place::Left))
        .mark(Label::new((0.5, 1e-7), "on it: *a* = 1").place(Place::Left));
    let right = panel(axis("").without_numbers(), "with the activation of the layer before", |d| d.right)
        .mark(Label::new((3e-2, 3e-3), "scaled").color(Color::ALIVE))
        .mark(Label::new((3e-5, 3e-6), "large").place(Place::Right).color(Color::SATURATED));
    Figure::new("The update rule printed is that of the bias: a weight’s has the factor *a*^{*L*−1} as well")
        .subtitle(format!(
            "{} output weights of {} networks with 1000, 30 and 10 neurons, those above 10⁻⁸; quadratic cost, seed {seed}.",
            weights.len(),
            SCHEMES.len() * DRAWS
        ))
        .aspect(0.6)
        .row(1.0, [printed, right])
}
