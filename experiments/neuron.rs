//! Any neuron under any scheme that has a name: what `saturation neuron --init NAME` draws.
//!
//! Half of its inputs are 1, as in the article. Mean, spread, saturated fraction and E σ′(z) are set beside the exact law,
//! which needs no normal weights. The test of the spread is exact for normal parameters; uniform ones have lighter tails, and
//! it refutes a right spread more seldom than stated. A mean of σ′ is tested as normal, and only where it nearly is: where the
//! skewness of the mean, γ/√n, is below 0.01. Wide layers of N(0, 1) weights take more trials for that.

use super::parts::{bars, effect_on};
use super::{Error, Run, Subject};
use crate::claim::{Claim, Fraction, Mean, StdDev};
use crate::law::{IndependentSum, pre_activation};
use crate::model::{Activation, Input, Scheme};
use crate::publish::figure::{Axis, Band, Color, Curve, Figure, Panel, Stroke, number};
use crate::publish::{Section, to_digits, trimmed};

/// Draws one neuron of a layer of `fan_out` with `fan_in` inputs under `scheme`, and states what its exact law says.
///
/// # Errors
/// [`Error`] for an odd number of inputs, none, or no neurons, and if the run is stopped.
pub fn neuron(scheme: Scheme, fan_in: usize, fan_out: usize, run: &mut Run) -> Result<Section<Claim>, Error> {
    let input = Input::half_ones(fan_in)?;
    let initializer = scheme.initializer(fan_in, fan_out)?;
    let lit = input.fan_in() / 2;
    let (weights, biases) = (initializer.weights(), initializer.biases());
    let subject = Subject { name: "neuron", trials: 1_000_000, lit, dark: lit, weights, biases };
    let law = IndependentSum::new(&subject.neuron()?)?;
    let threshold = run.threshold()?;
    let position = run.thresholds()?.iter().position(|other| *other == threshold).unwrap_or(0);

    let slope = |z: f64| Activation::Sigmoid.derivative(z);
    let mean_slope = law.expectation(slope);
    // In units of the mean, whose square may underflow.
    let moment = |k| law.expectation(|z| (slope(z) / mean_slope - 1.0).powi(k));
    let (variation, skewness) = (moment(2).sqrt(), moment(3) / moment(2).powf(1.5));
    let normal = pre_activation(&subject.neuron()?).ok();
    // Of a law that is not normal, what is left of 1 is rounding below 1e-13.
    let outside = 1.0 - law.between(-threshold.z(), threshold.z());
    let outside = if outside < 1e-13 { 0.0 } else { outside };
    let saturated = normal.map_or(outside, |z| threshold.saturated_fraction(&z));
    run.control().plan(run.plan(&subject).work(&subject.neuron()?));
    run.control().begin("neuron");
    let measured = run.measure(subject)?;
    let sample = &measured.sample;
    let tau = trimmed(threshold.tau(), 4);
    let mean = Mean::new(&sample.moments, law.mean(), law.std_dev(), 0.01 * law.std_dev())?;
    let std_dev = StdDev::new(&sample.moments, law.std_dev(), 0.01)?;
    let fraction = Fraction::new(measured.saturated(position), sample.trials(), saturated, effect_on(saturated))?;
    let mut claims = vec![
        Claim::holds("mean", "mean z", "", mean),
        Claim::holds("std", "std z", "", std_dev),
        Claim::holds("saturated", format!("P(σ′(z) < {tau})"), "", fraction),
    ];
    if skewness.abs() < 0.01 * (sample.trials() as f64).sqrt() {
        let std_slope = variation * mean_slope;
        let slopes = Mean::new(&sample.derivative_moments, mean_slope, std_slope, 0.03 * mean_slope)?;
        claims.push(Claim::holds("slope", "E σ′(z)", "", slopes));
    }
    let reach = 4.5 * law.std_dev();
    let x = Axis::new("pre-activation *z*", law.mean() - reach, law.mean() + reach);
    let bands = [(f64::MIN, -threshold.z()), (threshold.z(), f64::MAX)];
    let bands = bands.map(|(from, to)| (from.max(law.mean() - reach), to.min(law.mean() + reach)));
    let panel = Panel::new(x, Axis::new("probability density", 0.0, 1.1 * law.density(law.mean())))
        .marks(bands.into_iter().filter(|(from, to)| from < to).map(|(from, to)| Band::new(from, to, Color::SATURATED)))
        .mark(bars(&measured.histogram, if saturated > 0.5 { Color::SATURATED } else { Color::ALIVE }.tint(0.7)))
        .mark(Curve::graph(law.mean() - reach, law.mean() + reach, Stroke::theory(), |z| law.density(z)));
    Ok(Section {
        id: "neuron",
        title: "One neuron of your own",
        text: format!("{}: {}; {fan_in} inputs, {lit} of them 1, {fan_out} neurons.", scheme.name(), scheme.summary()),
        claims,
        tables: Vec::new(),
        figure: Figure::new(format!(
            "{}: std *z* = {}, {} % of the neurons saturated",
            scheme.name(),
            to_digits(law.std_dev(), 4),
            trimmed(100.0 * saturated, 3),
        ))
        .subtitle(format!(
            "{fan_in} inputs, half of them lit; {} trials, seed {}; line: exact law; shaded: σ′(*z*) < {tau}.",
            number(sample.trials() as f64, 0),
            run.settings().seed
        ))
        .aspect(0.56)
        .panel(panel),
    })
}
