//! Why 1000 inputs: std z = √(n/2 + 1) grows with the width n under N(0, 1) weights, and √(1/2) does not, after the remedy.
//!
//! With half of n inputs active, z is a sum of n/2 weights and a bias: N(0, n/2 + 1), and N(0, 1/2) with weights divided by
//! √n and no bias. The fraction of neurons with σ′(z) < τ follows, exactly; at τ = 0.01 half of them are saturated at
//! n = 90. The article's argument is one about wide layers, such as the 784 pixels of a digit; at its own hidden layer of
//! 30 it is weak, for there a quarter of N(0, 1) neurons would saturate if half of what they read were 1.
//!
//! Every width is measured, but not every one is claimed: what holds at both ends of four decades, by the same few lines of
//! code, holds between. Fractions are claimed where they turn.
//! A trial of 100 000 inputs costs as much as 100 of 1000, so that the trials are as few as a std to 5 % takes.

use super::cases;
use crate::claim::{Claim, Fraction, StdDev};
use crate::experiments::measured::power;
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Axis, Color, Curve, Figure, Label, Measurement, Panel, Place, Points, Rule, Stroke, number};
use crate::law::{Normal, Threshold};
use crate::model::{Initializer, ParameterLaw};
use crate::numeric::clopper_pearson;
use crate::report::{Column, Section, Table, grouped, to_digits, trimmed};

pub const EXPERIMENT: Experiment = Experiment {
    id: "width",
    title: "The width: N(0, 1) weights saturate wide layers, not narrow ones",
    subjects: |settings| {
        let cases = (0..WIDTHS.len()).flat_map(|k| [large(k), scaled(k)]);
        Ok(cases.map(|case| case.request(settings)).collect::<Result<_, _>>()?)
    },
    section,
    mutants,
};

/// The widths, with the names of their records, and how many trials each gets. What has no name here is a case of other
/// experiments, with their names and trials.
const WIDTHS: [(usize, [&str; 2], u64); 9] = [
    (10, ["", "scaled_10"], 50_000),
    (30, ["large_30", "scaled_30"], 50_000),
    (90, ["large_90", "scaled_90"], 50_000),
    (300, ["large_300", "scaled_300"], 50_000),
    (1_000, ["", ""], 0),
    (3_000, ["large_3000", "scaled_3000"], 20_000),
    (10_000, ["large_10000", "scaled_10000"], 20_000),
    (30_000, ["large_30000", "scaled_30000"], 20_000),
    (100_000, ["large_100000", "scaled_100000"], 20_000),
];

/// Where in the list the claims are made: its ends, and the width at which half of the neurons saturate at τ = 0.01.
const NARROWEST: usize = 0;
const HALF: usize = 2;
const WIDEST: usize = WIDTHS.len() - 1;

/// 1 − confidence level of the intervals in the table and the figure.
const ALPHA: f64 = 0.05;

/// The relative error of a std that would matter; of a fraction, this much of √(p(1 − p)) and a thousandth.
const EFFECT: f64 = 0.05;

fn large(position: usize) -> Case {
    match WIDTHS[position] {
        (10, ..) => cases::small(),
        (1_000, ..) => cases::large(),
        (fan_in, [name, _], trials) => cases::case(name, trials, Initializer::LARGE, fan_in),
    }
}

fn scaled(position: usize) -> Case {
    match WIDTHS[position] {
        (1_000, ..) => cases::scaled(),
        (fan_in, [_, name], trials) => cases::case(name, trials, Initializer::SCALED, fan_in),
    }
}

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let draw = |name, kills, right: Case, wrong| Mutant::new(name, kills).draws_case(wrong, right, settings);
    let double = ParameterLaw::normal(2f64.sqrt());
    let active = ParameterLaw::normal(1.0 / (scaled(WIDEST).active as f64).sqrt());
    let [narrow, wide] = [NARROWEST, WIDEST].map(large);
    let off_by_one_digit = Mutant::new("the threshold on σ′ off by one digit", &["saturated_10", "saturated_90"]);
    Ok(vec![
        draw("bias forgotten", &["large_10", "saturated_10"], narrow, narrow.with_biases(ParameterLaw::Zero))?,
        draw("a factor 2 too much in the variance", &["large_100000"], wide, wide.with_weights(double))?,
        draw(
            "divided by n, not √n",
            &["scaled_10"],
            scaled(NARROWEST),
            scaled(NARROWEST).with_weights(ParameterLaw::normal(0.1)),
        )?,
        draw(
            "divided by √ of the active inputs",
            &["scaled_100000"],
            scaled(WIDEST),
            scaled(WIDEST).with_weights(active),
        )?,
        off_by_one_digit.shifts_cuts(10.0, narrow, settings)?.shifts_cuts(10.0, large(HALF), settings)?,
    ])
}

/// One width under one initialisation.
struct Row<'a> {
    fan_in: usize,
    measured: Measured<'a>,
    /// P(σ′(z) < τ), exactly.
    exact: f64,
    /// Trials with σ′(z) < τ.
    saturated: u64,
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let threshold = settings.threshold()?;
    let row = |k: usize, case: Case| -> Result<Row, Error> {
        let measured = Measured::of(case, samples, settings)?;
        let (exact, saturated) = (threshold.saturated_fraction(&*measured.law), measured.below(threshold.tau())?);
        Ok(Row { fan_in: WIDTHS[k].0, measured, exact, saturated })
    };
    let large = (0..WIDTHS.len()).map(|k| row(k, large(k))).collect::<Result<Vec<_>, _>>()?;
    let scaled = (0..WIDTHS.len()).map(|k| row(k, scaled(k))).collect::<Result<Vec<_>, _>>()?;
    let tau = trimmed(threshold.tau(), 4);
    let std_dev = |name: &str, row: &Row, formula: &str| -> Result<Claim, Error> {
        let test = StdDev::new(&row.measured.moments(), row.measured.law.std_dev(), EFFECT)?;
        let statement = format!("{name}, n = {}: std z = {formula}", grouped(row.fan_in as u64, ' '));
        Ok(Claim::new(format!("{name}_{}", row.fan_in), statement, "", test))
    };
    let fraction = |row: &Row| -> Result<Claim, Error> {
        let effect = EFFECT * (row.exact * (1.0 - row.exact)).sqrt() + 1e-3;
        let test = Fraction::new(row.saturated, row.measured.trials(), row.exact, effect)?;
        let statement = format!("large, n = {}: P(σ′(z) < {tau})", row.fan_in);
        Ok(Claim::new(format!("saturated_{}", row.fan_in), statement, "σ′ is small", test))
    };
    let share = |row: &Row| format!("{} %", number(100.0 * row.saturated as f64 / row.measured.trials() as f64, 1));
    Ok(Section {
        headline: format!(
            "{} of N(0, 1) neurons saturate at n = 10, {} at n = 90 (exactly {} %); of scaled ones {} % at every n",
            share(&large[NARROWEST]),
            share(&large[HALF]),
            number(100.0 * large[HALF].exact, 1),
            to_digits(100.0 * scaled[WIDEST].exact, 2),
        ),
        paragraphs: vec![text(&large, &threshold)],
        claims: vec![
            std_dev("large", &large[NARROWEST], "√(n/2 + 1)")?,
            std_dev("large", &large[WIDEST], "√(n/2 + 1)")?,
            std_dev("scaled", &scaled[NARROWEST], "√(1/2)")?,
            std_dev("scaled", &scaled[WIDEST], "√(1/2)")?,
            fraction(&large[NARROWEST])?,
            fraction(&large[HALF])?,
        ],
        tables: vec![table([("large", &large), ("scaled", &scaled)], threshold.tau())?],
        figure: figure([&large, &scaled], &threshold, settings.seed)?,
    })
}

/// The std z at which half of the neurons saturate, z_τ / Φ⁻¹(3/4).
fn half_saturated(threshold: &Threshold) -> f64 {
    threshold.z() / Normal::STANDARD.quantile(0.75)
}

/// The width at which half of N(0, 1) neurons saturate; 0 if the bias alone does it.
fn half_width(threshold: &Threshold) -> String {
    let std_dev = half_saturated(threshold);
    number((2.0 * (std_dev * std_dev - 1.0)).max(0.0), 0)
}

fn text(large: &[Row], threshold: &Threshold) -> String {
    let tau = trimmed(threshold.tau(), 4);
    let share = |row: &Row| number(100.0 * row.exact, 0);
    format!(
        "Under N(0, 1) weights std z grows like √(n/2) with the number n of inputs, half of them active; after the remedy it is \
         √(1/2) at every width, from 10 to 100 000. So the article’s warning is one about wide layers. Of N(0, 1) neurons \
         {} % have σ′(z) < {tau} at n = 10, {} % at n = 30, the width of its own hidden layer, and {} % at n = 1000. Half of \
         them are saturated where std z = {}, which is n = {}.",
        share(&large[NARROWEST]),
        share(&large[1]),
        share(&large[4]),
        number(half_saturated(threshold), 2),
        half_width(threshold),
    )
}

fn table(laws: [(&'static str, &[Row]); 2], tau: f64) -> Result<Table, Error> {
    let columns =
        ["law", "fan_in", "trials", "exact_std_dev", "std_dev", "tau", "exact_fraction", "count", "lower", "upper"];
    let mut table = Table::new("width", columns.map(Column::hidden));
    let rows = laws.into_iter().flat_map(|(law, rows)| rows.iter().map(move |row| (law, row)));
    for (law, row) in rows {
        let trials = row.measured.trials();
        let (lower, upper) = clopper_pearson(row.saturated, trials, ALPHA)?;
        table.push([
            law.into(),
            (row.fan_in as u64).into(),
            trials.into(),
            row.measured.law.std_dev().into(),
            row.measured.moments().std_dev().into(),
            tau.into(),
            row.exact.into(),
            row.saturated.into(),
            lower.into(),
            upper.into(),
        ]);
    }
    Ok(table)
}

fn figure([large, scaled]: [&[Row]; 2], threshold: &Threshold, seed: u64) -> Result<Figure, Error> {
    let (low, high) = (8.0, 130_000.0);
    let ticks = [1e1, 1e2, 1e3, 1e4, 1e5].map(|n| (n, number(n, 0)));
    let x = || Axis::log10("number of inputs *n*", low, high).ticks(ticks.clone());
    let graph = |color, f: &dyn Fn(f64) -> f64| {
        let at = |k: i32| low * libm::pow(high / low, f64::from(k) / 300.0);
        Curve::new((0..=300).map(|k| (at(k), f(at(k)))), Stroke::new(color, 1.6))
    };
    let spread = |rows: &[Row], color| {
        let point = |row: &Row| {
            let moments = row.measured.moments();
            let (s, error) = (moments.std_dev(), moments.std_dev() / (2.0 * (moments.count() - 1) as f64).sqrt());
            Measurement::Estimate { x: row.fan_in as f64, y: s, interval: (s - 2.0 * error, s + 2.0 * error) }
        };
        Points::new(color, rows.iter().map(point))
    };
    let share = |rows: &[Row], color| -> Result<Points, Error> {
        let point = |row: &Row| -> Result<Measurement, Error> {
            let trials = row.measured.trials();
            let interval = clopper_pearson(row.saturated, trials, ALPHA)?;
            Ok(Measurement::Estimate { x: row.fan_in as f64, y: row.saturated as f64 / trials as f64, interval })
        };
        Ok(Points::new(color, rows.iter().map(point).collect::<Result<Vec<_>, _>>()?))
    };
    let [wide, constant] = [|n: f64| (0.5 * n + 1.0).sqrt(), |_: f64| 0.5f64.sqrt()];
    let saturated = |std_dev: f64| threshold.saturated_fraction(&Normal { mean: 0.0, std_dev });
    let spreads =
        Panel::new(x(), Axis::log10("std *z*", 0.3, 400.0).ticks([1.0, 10.0, 100.0].map(|s| (s, number(s, 0)))))
            .mark(graph(Color::SATURATED, &wide))
            .mark(graph(Color::ALIVE, &constant))
            .mark(spread(large, Color::SATURATED))
            .mark(spread(scaled, Color::ALIVE))
            .mark(Label::new((1e3, 60.0), "large: √(*n*/2 + 1)").place(Place::AboveLeft).color(Color::SATURATED))
            .mark(Label::new((1e3, 0.9), "scaled: √(1/2)").place(Place::AboveRight).color(Color::ALIVE));
    let tau = trimmed(threshold.tau(), 4);
    let half = format!("half of them at *n* = {}", half_width(threshold));
    let shares = Panel::new(x(), Axis::new(format!("share of neurons with σ′(*z*) < {tau}"), -0.06, 1.0))
        .mark(Rule::horizontal(0.5, Stroke::thin().dashed()))
        .mark(graph(Color::SATURATED, &|n| saturated(wide(n))))
        .mark(graph(Color::ALIVE, &|n| saturated(constant(n))))
        .mark(share(large, Color::SATURATED)?)
        .mark(share(scaled, Color::ALIVE)?)
        .mark(Label::new((1.5e3, 0.5), half).place(Place::BelowRight))
        .mark(
            Label::new((1.5e3, 0.0), format!("scaled: {}", power(scaled[WIDEST].exact)))
                .place(Place::AboveRight)
                .nudge(0.0, -4.0)
                .color(Color::ALIVE),
        );
    Ok(Figure::new("The wider the layer, the more N(0, 1) neurons saturate; scaled ones do not change")
        .subtitle(format!(
            "Exact laws (lines) and {} trials or more at each width (points), half of the inputs active, seed {seed}.",
            number(large[WIDEST].measured.trials() as f64, 0),
        ))
        .aspect(0.52)
        .row(1.0, [spreads, shares]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Activation;

    #[test]
    fn half_of_the_neurons_saturate_at_the_half_width() {
        for tau in [0.2, 0.01, 1e-4] {
            let threshold = Threshold::new(Activation::Sigmoid, tau).unwrap();
            let law = Normal { mean: 0.0, std_dev: half_saturated(&threshold) };
            assert!((threshold.saturated_fraction(&law) - 0.5).abs() < 1e-12);
        }
    }
}
