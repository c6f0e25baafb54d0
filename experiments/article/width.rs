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
use crate::experiments::measured::{Saturated, exactly, in_chinese, percent, raised, standard_error, tau_text};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Axis, Color, Curve, Figure, Label, Measurement, Panel, Place, Points, Rule, Stroke, number};
use crate::law::{Normal, Threshold};
use crate::model::{Initializer, ParameterLaw};
use crate::report::{Chinese, Section, Table, grouped};

pub const EXPERIMENT: Experiment = Experiment {
    id: "width",
    title: "The width: how many neurons saturate in narrow layers and in wide ones?",
    subjects: |settings| Case::requests((0..WIDTHS.len()).flat_map(|k| [large(k), scaled(k)]), settings),
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
        draw("bias forgotten", &["large_10", "saturated_10"], narrow, Case { biases: ParameterLaw::Zero, ..narrow })?,
        draw("a factor 2 too much in the variance", &["large_100000"], wide, Case { weights: double, ..wide })?,
        draw(
            "divided by n, not √n",
            &["scaled_10"],
            scaled(NARROWEST),
            Case { weights: ParameterLaw::normal(0.1), ..scaled(NARROWEST) },
        )?,
        draw(
            "divided by √ of the active inputs",
            &["scaled_100000"],
            scaled(WIDEST),
            Case { weights: active, ..scaled(WIDEST) },
        )?,
        off_by_one_digit.shifts_cuts(10.0, narrow, settings)?.shifts_cuts(10.0, large(HALF), settings)?,
    ])
}

/// One width under one initialisation.
struct Row<'a> {
    fan_in: usize,
    measured: Measured<'a>,
    saturated: Saturated,
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let threshold = settings.threshold()?;
    let row = |k: usize, case: Case| -> Result<Row, Error> {
        let measured = Measured::of(case, samples, settings)?;
        Ok(Row { fan_in: WIDTHS[k].0, saturated: measured.saturated(&threshold)?, measured })
    };
    let large = (0..WIDTHS.len()).map(|k| row(k, large(k))).collect::<Result<Vec<_>, _>>()?;
    let scaled = (0..WIDTHS.len()).map(|k| row(k, scaled(k))).collect::<Result<Vec<_>, _>>()?;
    let tau = tau_text(threshold.tau());
    let std_dev = |name: &str, row: &Row, formula: &str| -> Result<Claim, Error> {
        let test = StdDev::new(&row.measured.moments(), row.measured.law.std_dev(), EFFECT)?;
        let statement = format!("{name}, n = {}: std z = {formula}", grouped(row.fan_in as u64, ' '));
        Ok(Claim::new(format!("{name}_{}", row.fan_in), statement, "", test).about(name, row.fan_in))
    };
    let fraction = |row: &Row| -> Result<Claim, Error> {
        let Saturated { exact, count, trials, .. } = row.saturated;
        let test = Fraction::new(count, trials, exact, EFFECT * (exact * (1.0 - exact)).sqrt() + 1e-3)?;
        let (id, statement) =
            (format!("saturated_{}", row.fan_in), format!("large, n = {}: P(σ′(z) < {tau})", row.fan_in));
        Ok(Claim::new(id, statement, "σ′ is small", test).about("large", row.fan_in).at(threshold.tau()))
    };
    let share = |row: &Row| percent(row.saturated.share(), 3);
    Ok(Section {
        headline: format!(
            "{} of N(0, 1) neurons saturate at n = 10, {} at n = 90 (exactly {}); of scaled ones exactly {} at every n",
            share(&large[NARROWEST]),
            share(&large[HALF]),
            exactly(large[HALF].saturated.exact, 3),
            exactly(scaled[WIDEST].saturated.exact, 3),
        ),
        chinese: Some(Chinese {
            title: "宽度：窄层和宽层里各有多少神经元饱和？",
            headline: format!(
                "取自 N(0, 1) 的神经元在 n = 10 时 {} 饱和，n = 90 时 {}（精确值 {}）；缩放后的在任何 n 下精确值都是 {}",
                share(&large[NARROWEST]),
                share(&large[HALF]),
                in_chinese(&exactly(large[HALF].saturated.exact, 3)),
                in_chinese(&exactly(scaled[WIDEST].saturated.exact, 3)),
            ),
        }),
        paragraphs: vec![text(&large, &threshold)],
        notes: Vec::new(),
        claims: vec![
            std_dev("large", &large[NARROWEST], "√(n/2 + 1)")?,
            std_dev("large", &large[WIDEST], "√(n/2 + 1)")?,
            std_dev("scaled", &scaled[NARROWEST], "√(1/2)")?,
            std_dev("scaled", &scaled[WIDEST], "√(1/2)")?,
            fraction(&large[NARROWEST])?,
            fraction(&large[HALF])?,
        ],
        tables: vec![table([("large", &large), ("scaled", &scaled)], threshold.tau())],
        figure: figure([&large, &scaled], &threshold, settings.seed),
    })
}

/// The std z at which half of the neurons saturate, z_τ / Φ⁻¹(3/4).
fn half_saturated(threshold: &Threshold) -> f64 {
    threshold.z() / Normal::STANDARD.quantile(0.75)
}

/// "half of them at n = 90", the width at which half of N(0, 1) neurons saturate, unless the bias alone does it.
fn half_width(threshold: &Threshold, n: &str) -> String {
    let std_dev = half_saturated(threshold);
    if std_dev > 1.0 {
        format!("half of them at {n} = {}", number(2.0 * (std_dev * std_dev - 1.0), 0))
    } else {
        format!("more than half of them at every {n}")
    }
}

fn text(large: &[Row], threshold: &Threshold) -> String {
    let tau = tau_text(threshold.tau());
    let share = |row: &Row| exactly(row.saturated.exact, 2);
    format!(
        "By the exact law std z grows under N(0, 1) weights like √(n/2) with the number n of inputs, half of them active, and \
         after the remedy it is √(1/2) at every width. Of N(0, 1) neurons {} have σ′(z) < {tau} at n = 10, {} at n = 30, the \
         width of the article’s own hidden layer, and {} at n = 1000. A share of one half takes \
         std z = {}: {}.",
        share(&large[NARROWEST]),
        share(&large[1]),
        share(&large[4]),
        number(half_saturated(threshold), 2),
        half_width(threshold, "n"),
    )
}

fn table(laws: [(&'static str, &[Row]); 2], tau: f64) -> Table {
    let columns = "law fan_in trials exact_std_dev std_dev tau exact_fraction count fraction lower upper".split(' ');
    let rows = laws.into_iter().flat_map(|(law, rows)| rows.iter().map(move |row| (law, row)));
    let row = |(law, Row { fan_in, measured, saturated: of }): (&str, &Row)| {
        let std_devs = [measured.law.std_dev(), measured.moments().std_dev()].map(Into::into);
        let [exact_std_dev, std_dev] = std_devs;
        let fractions = [of.share(), of.interval.0, of.interval.1].map(Into::into);
        let [fraction, lower, upper] = fractions;
        let [fan_in, trials, count] = [*fan_in as u64, of.trials, of.count].map(Into::into);
        let (tau, exact) = (tau.into(), of.exact.into());
        [law.into(), fan_in, trials, exact_std_dev, std_dev, tau, exact, count, fraction, lower, upper]
    };
    Table::hidden("width", columns, rows.map(row))
}

fn figure([large, scaled]: [&[Row]; 2], threshold: &Threshold, seed: u64) -> Figure {
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
            let (s, error) = (moments.std_dev(), standard_error(&moments));
            Measurement::Estimate { x: row.fan_in as f64, y: s, interval: (s - 2.0 * error, s + 2.0 * error) }
        };
        Points::new(color, rows.iter().map(point))
    };
    let share = |rows: &[Row], color| Points::new(color, rows.iter().map(|row| row.saturated.point(row.fan_in as f64)));
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
    let tau = tau_text(threshold.tau());
    let exact = scaled[WIDEST].saturated.exact;
    let shares = Panel::new(x(), Axis::new(format!("share of neurons with σ′(*z*) < {tau}"), -0.06, 1.0))
        .mark(Rule::horizontal(0.5, Stroke::thin().dashed()))
        .mark(graph(Color::SATURATED, &|n| saturated(wide(n))))
        .mark(graph(Color::ALIVE, &|n| saturated(constant(n))))
        .mark(share(large, Color::SATURATED))
        .mark(share(scaled, Color::ALIVE))
        .mark(Label::new((1.5e3, 0.5), half_width(threshold, "*n*")).place(Place::BelowRight))
        .mark(
            Label::new((1.5e3, exact), format!("scaled: {}", raised(&exactly(exact, 2))))
                // Under the curve where the other one is close above.
                .place(if exact < 0.5 { Place::AboveRight } else { Place::BelowRight })
                .nudge(0.0, if exact < 0.5 { -4.0 } else { 4.0 })
                .color(Color::ALIVE),
        );
    Figure::new("The wider the layer, the more N(0, 1) neurons saturate; scaled ones do not change")
        .subtitle(format!(
            "Exact laws (lines) and {} trials or more at each width (points), half of the inputs active, seed {seed}.",
            number(large[WIDEST].measured.trials() as f64, 0),
        ))
        .aspect(0.52)
        .row(1.0, [spreads, shares])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Activation;

    #[test]
    fn half_of_the_neurons_saturate_at_the_half_width() {
        for tau in [0.2, 0.01, 1e-4] {
            let threshold = Threshold::new(Activation::SIGMOID, tau).unwrap();
            let law = Normal { mean: 0.0, std_dev: half_saturated(&threshold) };
            assert!((threshold.saturated_fraction(&law) - 0.5).abs() < 1e-12);
        }
    }
}
