//! "The smaller σ′(z), the smaller the step": how much smaller, on average and in whole networks.
//!
//! E σ′(z) = ∫ σ′(z) φ(z) dz is 0.0178 for N(0, 1) weights, 0.2246 for scaled ones, and 0.1928 with the unit bias left in:
//! the factor that the article speaks of is 12.6 on average, or 10.9.
//!
//! A mean of n values of σ′ is not normal, but n is large. What remains is the skewness of σ′, 3.27, −1.73 and −1.00, over
//! √n: one tail of the mean is longer, the other shorter, and a two-sided test errs by their sum. By saddlepoint, at a level
//! of 1e-9, a claim on `large` is refuted in error 1.006 times as often as stated at a million trials, 1.03 times at
//! 200 000 and 1.7 times at 10 000, the fewest; one on the others 1.002, 1.01 and 1.2 times at most (METHOD.md).
//!
//! The average would mislead by itself: under `large` it is the work of a few neurons with z near 0. So whole networks
//! [1000, 30, 10] are drawn as well, and ∂C/∂w¹ = δ¹x is looked at for the active inputs. There the initializer enters twice, by
//! σ′(z¹) and by the output weights that carry δ back, and these are √30 times as large under N(0, 1).

use super::cases::{FAN_IN, HIDDEN, large, scaled, scaled_unit_bias};
use super::gradients::Gradients;
use crate::claim::{Mean, MeanRatio};
use crate::experiments::measured::{notes, of_two, percent, raised};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Request, Samples, Settings};
use crate::figure::{Axis, Bar, Bars, Color, Figure, Label, Panel, Place, Rule, Stroke, number};
use crate::model::{Initializer, ParameterLaw};
use crate::report::{Chinese, Column, Section, Table, grouped, to_digits};
use crate::statistics::{Bin, Histogram, Moments, Quantity};

pub const EXPERIMENT: Experiment = Experiment {
    id: "gradient",
    title: "The gradient: how much smaller is it, on average and of a typical weight?",
    subjects: |settings| {
        let cases = cases().into_iter().map(|case| Ok(case.request(settings)?));
        let networks = INITIALIZERS.into_iter().map(|initializer| {
            let name = format!("gradients_{}", initializer.name().replace('-', "_"));
            Ok(Request::new(name, Gradients { initializer }, NETWORKS.saturating_mul(settings.multiple)))
        });
        cases.chain(networks).collect()
    },
    section,
    mutants,
};

/// Networks drawn under each initializer.
const NETWORKS: u64 = 2000;
const INITIALIZERS: [Initializer; 3] = [Initializer::LARGE, Initializer::SCALED, Initializer::SCALED_UNIT_BIAS];

/// The relative error of a mean, or of a ratio of two, that would matter.
const EFFECT: f64 = 0.03;

fn cases() -> [Case; 3] {
    [large(), scaled(), scaled_unit_bias()]
}

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let mutant = |name, kills, right, wrong| Mutant::new(name, kills).draws_case(wrong, right, settings);
    let [large, scaled, unit_bias] = cases();
    let lost = Case { weights: ParameterLaw::normal(0.5f64.sqrt()), ..large };
    let swapped = Case { weights: ParameterLaw::normal(1.0 / (HIDDEN as f64).sqrt()), ..scaled };
    let forgotten = Case { biases: ParameterLaw::Zero, ..unit_bias };
    Ok(vec![
        mutant("a factor 2 lost in the variance", &["large", "ratio"], large, lost)?,
        mutant("fan_in and fan_out swapped", &["scaled", "ratio"], scaled, swapped)?,
        mutant("bias forgotten", &["unit_bias", "ratio_unit_bias"], unit_bias, forgotten)?,
    ])
}

/// σ′(z) of one case: its exact mean and spread, and what the trials gave.
struct Slope<'a> {
    of: Measured<'a>,
    mean: f64,
    std_dev: f64,
    moments: Moments,
}

impl<'a> Slope<'a> {
    fn of(case: Case, samples: &'a Samples, settings: &Settings) -> Result<Self, Error> {
        let of = Measured::of(case, samples, settings)?;
        let [mean, std_dev] = of.exact_derivative()?;
        Ok(Self { mean, std_dev, moments: of.derivative.moments(), of })
    }
}

/// The gradients of the networks of one initializer.
struct Networks<'a> {
    initializer: Initializer,
    norms: &'a Quantity,
    weights: &'a Quantity,
}

impl<'a> Networks<'a> {
    fn of(initializer: Initializer, samples: &'a Samples) -> Result<Self, Error> {
        let statistics = samples.of(&Gradients { initializer })?;
        let quantity = |name: &str| statistics.quantity(name).ok_or_else(|| Error::Missing(name.to_owned()));
        Ok(Self { initializer, norms: quantity(Gradients::NORM)?, weights: quantity(Gradients::WEIGHT)? })
    }

    fn median_weight(&self) -> f64 {
        self.weights.buckets().quantile(0.5)
    }

    /// The weights in bins of a factor of 4.
    fn histogram(&self) -> Histogram {
        let edges: Vec<f64> = (-33..=0).map(|k| libm::exp2(f64::from(2 * k))).collect();
        self.weights.buckets().joined(&edges)
    }
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let [large, scaled, unit_bias] = cases().map(|case| Slope::of(case, samples, settings));
    let (large, scaled, unit_bias) = (large?, scaled?, unit_bias?);
    let networks = INITIALIZERS.map(|initializer| Networks::of(initializer, samples));
    let networks: Vec<Networks> = networks.into_iter().collect::<Result<_, _>>()?;
    let mean = |of: &Slope| Mean::new(&of.moments, of.mean, of.std_dev, EFFECT * of.mean);
    let ratio = |of: &Slope| {
        let std_devs = [of.std_dev, large.std_dev];
        MeanRatio::new([&of.moments, &large.moments], std_devs, of.mean / large.mean, EFFECT)
    };
    Ok(Section {
        headline: format!(
            "E σ′(z) is {:.3} times smaller (exactly {:.3}), the gradient of a typical weight {} times",
            scaled.moments.mean() / large.moments.mean(),
            scaled.mean / large.mean,
            times(&networks, |of| of.weights),
        ),
        chinese: Some(Chinese {
            title: "梯度：平均小多少，一个典型权重的又小多少？",
            headline: format!(
                "E σ′(z) 小到 1/{:.3}（精确值 1/{:.3}），一个典型权重的梯度小到 1/{}",
                scaled.moments.mean() / large.moments.mean(),
                scaled.mean / large.mean,
                times(&networks, |of| of.weights),
            ),
        }),
        paragraphs: vec![text([&large, &scaled, &unit_bias].map(|of| of.mean), &networks)],
        notes: notes([(
            settings.trials.is_some(),
            format!("--trials does not touch the networks: there are {} of each kind.", networks[0].norms.count()),
        )]),
        claims: vec![
            large.of.claim("large", "large: E σ′(z)", "σ′ is small", mean(&large)?),
            scaled.of.claim("scaled", "scaled, no bias: E σ′(z)", "", mean(&scaled)?),
            unit_bias.of.claim("unit_bias", "scaled, b ~ N(0, 1): E σ′(z)", "", mean(&unit_bias)?),
            of_two("ratio", "E σ′(z), scaled : large", "", ratio(&scaled)?, [&scaled.of, &large.of]),
            of_two(
                "ratio_unit_bias",
                "E σ′(z), scaled with unit bias : large",
                "",
                ratio(&unit_bias)?,
                [&unit_bias.of, &large.of],
            ),
        ],
        tables: vec![table(&networks), histograms(&networks)],
        figure: figure(&networks, settings.seed)?,
    })
}

fn table(networks: &[Networks]) -> Table {
    let columns = [
        Column::text("initializer", "weights"),
        Column::text("quantity", "gradient"),
        Column::text("values", "values"),
        Column::digits("lower_quartile", "lower quartile", 3),
        Column::digits("median", "median", 3),
        Column::digits("upper_quartile", "upper quartile", 3),
    ];
    let mut table = Table::new("gradient", columns);
    for Networks { initializer, norms, weights } in networks {
        for (quantity, values) in [("‖∂C/∂W¹‖", norms), ("|∂C/∂w¹|", weights)] {
            let [lower, median, upper] = [0.25, 0.5, 0.75].map(|p| values.buckets().quantile(p).into());
            table.push([initializer.name().into(), quantity.into(), values.count().into(), lower, median, upper]);
        }
    }
    table
}

/// The bins of the figure.
fn histograms(networks: &[Networks]) -> Table {
    let rows = networks.iter().flat_map(|of| {
        let row = |bin: Bin| {
            let share = bin.count as f64 / of.weights.count() as f64;
            [of.initializer.name().into(), bin.lower.into(), bin.upper.into(), bin.count.into(), share.into()]
        };
        of.histogram().bins().map(row).collect::<Vec<_>>()
    });
    Table::hidden("gradient_weights", ["initializer", "lower", "upper", "count", "share"], rows)
}

fn text([large, scaled, unit_bias]: [f64; 3], networks: &[Networks]) -> String {
    format!(
        "“Small” is σ′ = {large:.4} on average by its exact law, against {scaled:.4} after the remedy without a bias, and \
         {unit_bias:.4} with the unit bias left in: {:.1} times as much, or {:.1} times. An average may be the work of a few \
         neurons with z near 0. So {} whole networks of each kind were drawn, with {FAN_IN}, {HIDDEN} and 10 neurons. Before the \
         remedy the norm of the first layer’s gradient is {} times smaller, in the median, and the gradient of a single weight \
         from an active input {} times. Where the second number is far above the first, the step of the layer is not small: it is \
         that of a few of its neurons.",
        scaled / large,
        unit_bias / large,
        networks[0].norms.count(),
        times(networks, |of| of.norms),
        times(networks, |of| of.weights),
    )
}

/// How many times smaller the median is under `large` than under `scaled`, to two digits: "1.9", "350 000".
fn times(networks: &[Networks], of: for<'a> fn(&Networks<'a>) -> &'a Quantity) -> String {
    let [large, scaled] = [0, 1].map(|k| of(&networks[k]).buckets().quantile(0.5));
    let unit = libm::exp10(libm::log10(scaled / large).floor() - 1.0);
    let rounded = (scaled / large / unit).round() * unit;
    if rounded < 100.0 { number(rounded, 1) } else { grouped(rounded as u64, ' ') }
}

/// |∂C/∂w¹| under each initializer, in bins of a factor of 4.
fn figure(networks: &[Networks], seed: u64) -> Result<Figure, Error> {
    let headings = [
        "large: weights and biases from N(0, 1)",
        "scaled: weights from N(0, 1)/√n, no bias",
        "scaled, with biases from N(0, 1)",
    ];
    let times = times(networks, |of| of.weights).replace(' ', "\u{2009}");
    let mut figure = Figure::new(format!(
        "Under N(0, 1) weights the gradient of a typical weight is {times} times smaller",
    ))
    .subtitle(format!(
        "Weights from active inputs in {} networks of each initializer with 1000, 30 and 10 neurons, quadratic cost, seed {seed}; lines: medians.",
        networks[0].norms.count()
    ))
    .aspect(0.76);
    for (k, (of, heading)) in networks.iter().zip(headings).enumerate() {
        figure = figure.row(1.0, [panel(of, k == 0, k + 1 == networks.len())?.heading(heading)]);
    }
    Ok(figure)
}

fn panel(of: &Networks, first: bool, last: bool) -> Result<Panel, Error> {
    let color = if of.initializer == Initializer::LARGE { Color::SATURATED } else { Color::ALIVE };
    let share = |count: u64| count as f64 / of.weights.count() as f64;
    let histogram = of.histogram();
    let bars = histogram.closed_bins().map(|bin| Bar::new(bin.lower, bin.upper, share(bin.count), color.tint(0.85)));
    let x = Axis::log10(if last { "|∂*C*/∂*w*| of a weight from an active input" } else { "" }, 1e-20, 1.0);
    let x = if last { x } else { x.without_numbers() };
    let y = Axis::new(if first { "share per factor of 4" } else { "" }, 0.0, 0.6);
    let small = of.weights.below(Gradients::SMALL).ok_or_else(|| Error::Missing("small gradients".to_owned()))?;
    let remark = format!(
        "median {}\n{} below 10⁻⁶",
        raised(&to_digits(of.median_weight(), 2)),
        raised(&percent(share(small), 2))
    );
    Ok(Panel::new(x, y)
        .mark(Bars::new(bars))
        .mark(Rule::vertical(of.median_weight(), Stroke::theory()))
        .mark(Label::new((1e-19, 0.36), remark).place(Place::Right).color(color)))
}
