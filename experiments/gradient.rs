//! "The smaller σ′(z), the smaller the step": how much smaller, on average and in whole networks.
//!
//! E σ′(z) = ∫ σ′(z) φ(z) dz is 0.0178 for N(0, 1) weights, 0.2246 for scaled ones, and 0.1928 with the unit bias left in:
//! the factor that the article speaks of is 12.6 on average, or 10.9.
//!
//! A mean of n values of σ′ is not normal, but n is large. What remains is the skewness of σ′, 3.27, −1.73 and −1.00, over
//! √n: one tail of the mean is longer, the other shorter, and a two-sided test errs by their sum. By saddlepoint, at a share
//! of 2.2e-8, a claim on `large` is refuted in error 1.004 times as often as stated at a million trials, 1.02 times at
//! 200 000 and 1.6 times at 6400, the fewest; one on the others 1.001, 1.01 and 1.2 times at most.
//!
//! The average would mislead by itself: under `large` it is the work of a few neurons with z near 0. So whole networks
//! [1000, 30, 10] are drawn as well, and ∂C/∂w¹ = δ¹x is looked at for the lit inputs. There the scheme enters twice, by
//! σ′(z¹) and by the output weights that carry δ back, and these are √30 times as large under N(0, 1).

use super::parts::power;
use super::{Error, Experiment, FAN_IN, HIDDEN, Mutant, Mutation, Run, Subject};
use crate::claim::{Claim, Mean, MeanRatio};
use crate::law::expectation;
use crate::model::{Activation, Cost, Input, Network, ParameterLaw, Scheme};
use crate::publish::figure::{Axis, Bar, Bars, Color, Figure, Label, Panel, Place, Rule, Stroke, number};
use crate::publish::{Section, Table, grouped, to_digits, trimmed};
use crate::sampling::{Stream, layers};
use crate::statistics::{Histogram, Moments, quantile};
use ndarray::Array2;
use rayon::prelude::*;

pub const EXPERIMENT: Experiment = Experiment {
    id: "gradient",
    title: "The gradient: σ′ is a 12.6th on average, a typical weight’s step far less",
    subjects: || subjects().to_vec(),
    other_work: |_| Ok(0),
    mutants,
    run,
};

/// Networks drawn under each scheme.
const NETWORKS: u64 = 2000;
const OUTPUTS: usize = 10;
const SCHEMES: [Scheme; 3] = [Scheme::Large, Scheme::Scaled, Scheme::ScaledUnitBias];

/// The relative error of a mean, or of a ratio of two, that would matter.
const EFFECT: f64 = 0.03;

fn subjects() -> [Subject; 3] {
    [Subject::LARGE, Subject::scaled(), Subject::scaled_unit_bias()]
}

fn mutants() -> Vec<Mutant> {
    let [large, scaled, unit_bias] = subjects();
    let mutant = |name, kills, subject| Mutant { name, kills, mutation: Mutation::Draw(subject) };
    let swapped = ParameterLaw::normal(1.0 / (HIDDEN as f64).sqrt());
    vec![
        mutant(
            "a factor 2 lost in the variance",
            &["large", "ratio"],
            large.with_weights(ParameterLaw::normal(0.5f64.sqrt())),
        ),
        mutant("fan_in and fan_out swapped", &["scaled", "ratio"], scaled.with_weights(swapped)),
        mutant("bias forgotten", &["unit_bias", "ratio_unit_bias"], unit_bias.with_biases(ParameterLaw::Zero)),
    ]
}

/// σ′(z) of one subject: its exact mean and spread, and what the trials gave.
struct Slope {
    mean: f64,
    std_dev: f64,
    moments: Moments,
}

/// The gradients of the networks of one scheme.
struct Gradients {
    scheme: Scheme,
    /// ‖∂C/∂W¹‖ of each network, ascending.
    norms: Vec<f64>,
    /// |∂C/∂w¹| of a weight from a lit input, for each hidden neuron of each network, ascending.
    weights: Vec<f64>,
}

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let [large, scaled, unit_bias] = subjects();
    let (large, scaled, unit_bias) = (slope(run, large)?, slope(run, scaled)?, slope(run, unit_bias)?);
    let networks = SCHEMES.into_iter().map(|scheme| gradients(run, scheme)).collect::<Result<Vec<_>, _>>()?;
    let mean = |of: &Slope| Mean::new(&of.moments, of.mean, of.std_dev, EFFECT * of.mean);
    let ratio = |of: &Slope| {
        let std_devs = [of.std_dev, large.std_dev];
        MeanRatio::new([&of.moments, &large.moments], std_devs, of.mean / large.mean, EFFECT)
    };
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: text([&large, &scaled, &unit_bias].map(|of| of.mean), &networks),
        claims: vec![
            Claim::holds("large", "large: E σ′(z)", "σ′ is small", mean(&large)?),
            Claim::holds("scaled", "scaled, no bias: E σ′(z)", "", mean(&scaled)?),
            Claim::holds("unit_bias", "scaled, b ~ N(0, 1): E σ′(z)", "", mean(&unit_bias)?),
            Claim::holds("ratio", "E σ′(z), scaled : large", "", ratio(&scaled)?),
            Claim::holds("ratio_unit_bias", "E σ′(z), scaled with unit bias : large", "", ratio(&unit_bias)?),
        ],
        tables: vec![table(&networks)],
        figure: figure(&networks, run.settings().seed)?,
    })
}

fn slope(run: &mut Run, subject: Subject) -> Result<Slope, Error> {
    let measured = run.measure(subject)?;
    let derivative = |z: f64| Activation::Sigmoid.derivative(z);
    let mean = expectation(&measured.law, derivative)?;
    let variance = expectation(&measured.law, |z| (derivative(z) - mean) * (derivative(z) - mean))?;
    Ok(Slope { mean, std_dev: variance.sqrt(), moments: measured.sample.derivative_moments.clone() })
}

/// Draws the networks of a scheme, each with a random stream of its own that the schemes share.
fn gradients(run: &Run, scheme: Scheme) -> Result<Gradients, Error> {
    let half = Input::half_ones(FAN_IN)?;
    let inputs = Array2::from_shape_fn((1, FAN_IN), |(_, k)| half.values()[k]);
    let each = (0..NETWORKS).into_par_iter().map(|index| {
        run.control().check()?;
        let stream = Stream::new(run.settings().seed, &format!("gradient {index}"));
        let layers = layers(&[FAN_IN, HIDDEN, OUTPUTS], scheme, stream)?;
        let network = Network::new(layers, Activation::Sigmoid, Cost::Quadratic)?;
        let target = index as usize % OUTPUTS;
        let targets = Array2::from_shape_fn((1, OUTPUTS), |(_, j)| if j == target { 1.0 } else { 0.0 });
        let errors = network.errors(&network.forward(inputs.view())?, targets.view())?;
        Ok(errors[0].iter().map(|error| error.abs()).collect::<Vec<f64>>())
    });
    let each = each.collect::<Result<Vec<_>, Error>>()?;
    // ∂C/∂wⱼₖ = δⱼxₖ: the norm is ‖δ‖‖x‖, and the same |δⱼ| is that of every weight from a lit input.
    let norm = |errors: &Vec<f64>| (errors.iter().map(|e| e * e).sum::<f64>() * half.squared_norm()).sqrt();
    let (mut norms, mut weights) = (each.iter().map(norm).collect::<Vec<_>>(), each.concat());
    norms.sort_by(f64::total_cmp);
    weights.sort_by(f64::total_cmp);
    Ok(Gradients { scheme, norms, weights })
}

fn table(networks: &[Gradients]) -> Table {
    let header = &["scheme", "quantity", "values", "lower_quartile", "median", "upper_quartile"];
    let mut table = Table::new("gradient", header);
    for Gradients { scheme, norms, weights } in networks {
        for (quantity, values) in [("norm", norms), ("weight", weights)] {
            let [lower, median, upper] = [0.25, 0.5, 0.75].map(|p| quantile(values, p).into());
            table.push([scheme.name().into(), quantity.into(), (values.len() as u64).into(), lower, median, upper]);
        }
    }
    table
}

fn text([large, scaled, unit_bias]: [f64; 3], networks: &[Gradients]) -> String {
    let [norms, weights] = [|of: &Gradients| quantile(&of.norms, 0.5), |of: &Gradients| quantile(&of.weights, 0.5)]
        .map(|median| median(&networks[1]) / median(&networks[0]));
    let mut text = format!(
        "“Small” is σ′ = {large:.4} on average, against {scaled:.4} after the remedy without a bias, and {unit_bias:.4} with the \
         unit bias left in: a {:.1}th, or a {:.1}th. In whole networks with 1000, 30 and 10 neurons the average is the wrong thing to \
         look at. Before the remedy the norm of the first layer’s gradient is but {} times smaller, because a few neurons \
         with z near 0 learn for all; the gradient of a single weight from a lit input is, in the median, {} times \
         smaller. N(0, 1) weights do not make the step of a layer small; they make it that of a few of its neurons.\n\n\
         | {NETWORKS} networks each | ‖∂C/∂W¹‖, median | quartiles | \\|∂C/∂w¹\\|, median | quartiles |\n\
         |---|--:|---|--:|---|\n",
        scaled / large,
        unit_bias / large,
        number(norms, 1),
        grouped(round_to_two(weights) as u64, ' '),
    );
    for Gradients { scheme, norms, weights } in networks {
        let cells = [norms, weights].map(|values| {
            let [lower, median, upper] = [0.25, 0.5, 0.75].map(|p| to_digits(quantile(values, p), 3));
            format!("{median} | {lower} … {upper}")
        });
        text += &format!("| {} | {} |\n", scheme.name(), cells.join(" | "));
    }
    text
}

/// A positive number to two significant digits.
fn round_to_two(x: f64) -> f64 {
    let unit = libm::exp10(libm::log10(x).floor() - 1.0);
    (x / unit).round() * unit
}

/// |∂C/∂w¹| under each scheme, in bins of half a decade.
fn figure(networks: &[Gradients], seed: u64) -> Result<Figure, Error> {
    let headings = [
        "large: weights and biases from N(0, 1)",
        "scaled: weights from N(0, 1)/√n, no bias",
        "scaled, with biases from N(0, 1)",
    ];
    let ratio = quantile(&networks[1].weights, 0.5) / quantile(&networks[0].weights, 0.5);
    let mut figure = Figure::new(format!(
        "Under N(0, 1) weights the gradient of a typical weight is {} times smaller",
        number(round_to_two(ratio), 0)
    ))
    .subtitle(format!(
        "Weights from lit inputs in {NETWORKS} networks of each scheme with 1000, 30 and 10 neurons, quadratic cost, seed {seed}; lines: medians."
    ))
    .aspect(0.76);
    for (k, (of, heading)) in networks.iter().zip(headings).enumerate() {
        figure = figure.row(1.0, [panel(of, k == 0, k + 1 == networks.len())?.heading(heading)]);
    }
    Ok(figure)
}

fn panel(of: &Gradients, first: bool, last: bool) -> Result<Panel, Error> {
    let Gradients { scheme, weights, .. } = of;
    let color = if *scheme == Scheme::Large { Color::SATURATED } else { Color::ALIVE };
    let mut bins = Histogram::new((-40..=0).map(|half| libm::exp10(0.5 * f64::from(half))).collect())?;
    bins.add(weights);
    let share = |count: u64| count as f64 / weights.len() as f64;
    let bars = bins.closed_bins().map(|bin| Bar::new(bin.lower, bin.upper, share(bin.count), color.tint(0.85)));
    let x = Axis::log10(if last { "|∂*C*/∂*w*| of a weight from a lit input" } else { "" }, 1e-20, 1.0);
    let x = if last { x } else { x.without_numbers() };
    let y = Axis::new(if first { "share per half decade" } else { "" }, 0.0, 0.5);
    let below = 100.0 * share(weights.partition_point(|w| *w < 1e-6) as u64);
    let remark = format!("median {}\n{} % below 10⁻⁶", power(quantile(weights, 0.5)), trimmed(below, 2));
    Ok(Panel::new(x, y)
        .mark(Bars::new(bars))
        .mark(Rule::vertical(quantile(weights, 0.5), Stroke::theory()))
        .mark(Label::new((1e-19, 0.3), remark).place(Place::Right).color(color)))
}
