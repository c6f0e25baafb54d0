//! How many neurons saturate: the fraction of trials with σ′(z) < τ, before and after the remedy.
//!
//! σ′ is evaluated on every trial and compared with every τ; the exact fraction is P = erfc(z_τ / (std z · √2)). At
//! τ = 0.01 it is 0.838 for N(0, 1) weights and 8.9e-11 for scaled ones. A million trials cannot show an event that
//! rare: "0 of 1 000 000" says that its probability is below an exact upper limit, never that it is 0. Where none is to
//! be expected, the claim is that limit.
//!
//! `scaled` has no bias. With the article's unit bias left in, 1.8e-4 of the neurons would saturate at τ = 0.01.

use super::parts::effect_on;
use super::{Error, Experiment, Measured, Mutant, Mutation, Run, Subject};
use crate::claim::numeric::clopper_pearson;
use crate::claim::{Claim, Fraction};
use crate::law::Threshold;
use crate::model::{Activation, ParameterLaw};
use crate::publish::figure::{
    Axis, Color, Curve, Figure, Label, Measurement, Panel, Place, Points, Rule, Stroke, number,
};
use crate::publish::{Section, Table, grouped, to_digits, trimmed};

pub const EXPERIMENT: Experiment = Experiment {
    id: "saturated",
    title: "The saturated fraction: most neurons before, none in a million after",
    subjects: || vec![Subject::LARGE, Subject::scaled()],
    other_work: |_| Ok(0),
    mutants,
    run,
};

/// 1 − confidence level of the intervals in the table and the figure.
const ALPHA: f64 = 0.05;

/// The fraction of one law at one threshold: exact, and as counted.
struct Row {
    law: &'static str,
    tau: f64,
    exact: f64,
    count: u64,
    trials: u64,
    interval: (f64, f64),
}

fn mutants() -> Vec<Mutant> {
    vec![
        Mutant {
            name: "the threshold on σ′ off by one digit",
            kills: &[
                "large_0.2",
                "large_0.1",
                "large_0.05",
                "large_0.01",
                "large_0.0025",
                "large_0.001",
                "large_0.0001",
                "scaled_0.2",
                "scaled_0.1",
                "scaled_0.05",
                "scaled_0.01",
            ],
            mutation: Mutation::Thresholds(10.0),
        },
        Mutant {
            name: "the standard deviation ignored, always 1",
            kills: &[
                "scaled_0.2",
                "scaled_0.1",
                "scaled_0.05",
                "scaled_0.01",
                "scaled_0.0025",
                "scaled_0.001",
                "scaled_0.0001",
            ],
            mutation: Mutation::Draw(Subject::scaled().with_weights(ParameterLaw::normal(1.0))),
        },
    ]
}

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let laws = [run.measure(Subject::LARGE)?, run.measure(Subject::scaled())?];
    let mut rows = Vec::new();
    for measured in &laws {
        for (position, threshold) in run.thresholds()?.iter().enumerate() {
            rows.push(row(measured, threshold, measured.saturated(position))?);
        }
    }
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: text(&rows),
        claims: rows.iter().map(claim).collect::<Result<_, _>>()?,
        tables: vec![table(&rows)],
        figure: figure(&laws.each_ref().map(|law| &**law), &rows, run.settings().threshold)?,
    })
}

fn row(measured: &Measured, threshold: &Threshold, count: u64) -> Result<Row, Error> {
    let (tau, trials) = (threshold.tau(), measured.sample.trials());
    Ok(Row {
        law: measured.subject.name,
        tau,
        exact: threshold.saturated_fraction(&measured.law),
        count,
        trials,
        interval: clopper_pearson(count, trials, ALPHA)?,
    })
}

fn claim(row: &Row) -> Result<Claim, Error> {
    let Row { law, tau, exact, count, trials, .. } = *row;
    let effect = effect_on(exact);
    let shown = trimmed(tau, 4);
    let statement = if exact < 1e-6 {
        format!("{law}: P(σ′(z) < {shown}) is below {}", trimmed(exact + effect, 2))
    } else {
        format!("{law}: P(σ′(z) < {shown})")
    };
    let article = if law == Subject::LARGE.name { "σ′ is small" } else { "saturates less often" };
    Ok(Claim::holds(format!("{law}_{tau:?}"), statement, article, Fraction::new(count, trials, exact, effect)?))
}

fn table(rows: &[Row]) -> Table {
    let mut table = Table::new("saturated", &["law", "tau", "exact", "count", "trials", "fraction", "lower", "upper"]);
    for row in rows {
        let fraction = row.count as f64 / row.trials as f64;
        let (lower, upper) = row.interval;
        table.push([
            row.law.into(),
            row.tau.into(),
            row.exact.into(),
            row.count.into(),
            row.trials.into(),
            fraction.into(),
            lower.into(),
            upper.into(),
        ]);
    }
    table
}

fn text(rows: &[Row]) -> String {
    let mut text = "σ′ is evaluated on every trial and compared with each threshold τ. “0 of n” is a count, not a \
                    probability: what it says is the upper limit beside it (Clopper–Pearson, 95 %).\n\n\
                    | law | τ | exact | counted | 95 % interval |\n|---|--:|--:|--:|---|\n"
        .to_owned();
    for row in rows {
        let (lower, upper) = row.interval;
        let limits = match row.count {
            0 => format!("below {}", to_digits(upper, 2)),
            _ => format!("{} … {}", to_digits(lower, 5), to_digits(upper, 5)),
        };
        let (count, trials) = (grouped(row.count, ' '), grouped(row.trials, ' '));
        text += &format!(
            "| {} | {} | {} | {count} of {trials} | {limits} |\n",
            row.law,
            trimmed(row.tau, 4),
            to_digits(row.exact, 4)
        );
    }
    text
}

fn figure(laws: &[&Measured; 2], rows: &[Row], marked: f64) -> Result<Figure, Error> {
    let [large, scaled] = laws;
    let least = marked.clamp(1e-8, 1e-4);
    let curve = |measured: &Measured, color| -> Result<Curve, Error> {
        // Equal steps of log τ; the last is a hair below 1/4, where |z| reaches 0.
        let (first, last) = (libm::log10(least), libm::log10(0.2499));
        let taus = (0..=600).map(|k| libm::exp10(first + (last - first) * f64::from(k) / 600.0));
        let points = taus
            .map(|tau| Ok((tau, Threshold::new(Activation::Sigmoid, tau)?.saturated_fraction(&measured.law))))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Curve::new(points.into_iter().filter(|(_, p)| *p > 1e-16), Stroke::new(color, 1.6)))
    };
    let points = |measured: &Measured, color| {
        let own = rows.iter().filter(|row| row.law == measured.subject.name && row.tau >= least);
        Points::new(
            color,
            own.map(|row| match row.count {
                0 => Measurement::UpperLimit { x: row.tau, upper: row.interval.1 },
                count => {
                    Measurement::Estimate { x: row.tau, y: count as f64 / row.trials as f64, interval: row.interval }
                }
            }),
        )
    };
    let below = |at, text: &str| Label::new(at, text).place(Place::Below).nudge(0.0, 6.0).color(Color::SATURATED);
    let shares = rows.iter().filter(|row| row.law == large.subject.name && row.tau <= 0.2).map(|row| 100.0 * row.exact);
    let (low, high) = shares.fold((100.0f64, 0.0f64), |(low, high), share| (low.min(share), high.max(share)));
    let large_label = format!("large: weights from N(0, 1), {low:.0} % to {high:.0} %");
    let trials = number(scaled.sample.trials() as f64, 0);
    let fraction = Axis::log10("share of neurons with σ′(*z*) < τ", 1e-12, 3.0);
    let mut panel = Panel::new(Axis::log10("threshold τ", 0.8 * least, 0.3), fraction)
        .mark(curve(large, Color::SATURATED)?)
        .mark(curve(scaled, Color::ALIVE)?)
        .mark(points(large, Color::SATURATED))
        .mark(points(scaled, Color::ALIVE))
        .mark(Rule::vertical(marked, Stroke::thin().dashed()).between(1e-12, 0.02))
        .mark(below((1e-3, 0.6), &large_label))
        .mark(
            Label::new((2.4e-2, 4e-9), "scaled: weights from\nN(0, 1)/√1000, no bias,\nstd *z* = 0.707")
                .place(Place::BelowRight)
                .nudge(4.0, 0.0)
                .color(Color::ALIVE),
        );
    let unseen = rows.iter().filter(|row| row.law == scaled.subject.name && row.count == 0);
    if let Some(limit) = unseen.map(|row| row.interval.1).reduce(f64::max) {
        let text = format!("none in {trials} trials: upper limits (97.5 %)");
        panel =
            panel.mark(Label::new((1e-4, limit), text).place(Place::BelowRight).nudge(-4.0, 17.0).color(Color::GREY));
    }
    Ok(Figure::new("Weights from N(0, 1) saturate most neurons; scaled weights hardly any, at a small threshold")
        .subtitle(format!(
            "Exact laws (lines), and σ′ evaluated on {} (large) and {trials} (scaled) trials (points, with 95 % intervals); dashed: τ = {}.",
            number(large.sample.trials() as f64, 0),
            trimmed(marked, 4)
        ))
        .aspect(0.62)
        .panel(panel))
}
