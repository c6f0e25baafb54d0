//! How many neurons saturate: the fraction of trials with σ′(z) < τ, before and after the remedy.
//!
//! σ′ is evaluated on every trial and compared with every τ; the exact fraction is P = erfc(z_τ / (std z · √2)). At
//! τ = 0.01 it is 0.838 for N(0, 1) weights and 8.9e-11 for scaled ones. A million trials cannot show an event that
//! rare: "0 of 1 000 000" says that its probability is below an exact upper limit, never that it is 0.

use super::{Error, Experiment, Measured, Run, Subject};
use crate::claim::numeric::clopper_pearson;
use crate::claim::{Claim, Fraction};
use crate::law::Threshold;
use crate::model::Activation;
use crate::publish::figure::{Axis, Color, Curve, Figure, Label, Measurement, Panel, Place, Points, Stroke, number};
use crate::publish::{Section, Table, grouped, to_digits};

pub const EXPERIMENT: Experiment = Experiment {
    id: "saturated",
    title: "The saturated fraction: 84 % of neurons, or 9 in 100 billion",
    subjects: || vec![Subject::LARGE, Subject::SCALED],
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

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let laws = [run.measure(Subject::LARGE)?, run.measure(Subject::SCALED)?];
    let mut rows = Vec::new();
    for measured in &laws {
        for threshold in run.thresholds()? {
            rows.push(row(measured, &threshold)?);
        }
    }
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: text(&rows),
        claims: rows.iter().map(claim).collect::<Result<_, _>>()?,
        tables: vec![table(&rows)],
        figure: figure(&laws.each_ref().map(|law| &**law), &rows)?,
    })
}

fn row(measured: &Measured, threshold: &Threshold) -> Result<Row, Error> {
    let (tau, trials) = (threshold.tau(), measured.sample.trials());
    let count = measured.sample.saturated_below(tau).unwrap_or(0);
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
    // Half a percentage point where the event is common; where it is rare, 2 in 10 000 would already be another story.
    let effect = if exact > 1e-3 { 0.005 } else { 2e-4 };
    let statement = format!("{law}: P(σ′(z) < {tau})");
    Ok(Claim::holds(format!("{law}_{tau}"), statement, "σ′ is small", Fraction::new(count, trials, exact, effect)?))
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
        text +=
            &format!("| {} | {} | {} | {count} of {trials} | {limits} |\n", row.law, row.tau, to_digits(row.exact, 4));
    }
    text
}

fn figure(laws: &[&Measured; 2], rows: &[Row]) -> Result<Figure, Error> {
    let [large, scaled] = laws;
    let curve = |measured: &Measured, color| -> Result<Curve, Error> {
        // Equal steps of log τ; the last is a hair below 1/4, where |z| reaches 0.
        let (first, last) = (1e-4f64.log10(), 0.2499f64.log10());
        let taus = (0..=600).map(|k| libm::exp10(first + (last - first) * f64::from(k) / 600.0));
        let points = taus
            .map(|tau| Ok((tau, Threshold::new(Activation::Sigmoid, tau)?.saturated_fraction(&measured.law))))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Curve::new(points.into_iter().filter(|(_, p)| *p > 1e-16), Stroke::new(color, 1.6)))
    };
    let points = |measured: &Measured, color| {
        let own = rows.iter().filter(|row| row.law == measured.subject.name && row.tau >= 1e-4);
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
    let trials = number(scaled.sample.trials() as f64, 0);
    let fraction = Axis::log10("share of neurons with σ′(*z*) < τ", 1e-12, 3.0);
    let mut panel = Panel::new(Axis::log10("threshold τ", 0.8e-4, 0.3), fraction)
        .mark(curve(large, Color::SATURATED)?)
        .mark(curve(scaled, Color::ALIVE)?)
        .mark(points(large, Color::SATURATED))
        .mark(points(scaled, Color::ALIVE))
        .mark(below((2e-3, 0.6), "large: weights from N(0, 1), std *z* = 22.38"))
        .mark(
            Label::new((2.4e-2, 4e-9), "scaled: weights from\nN(0, 1)/√1000,\nstd *z* = 0.707")
                .place(Place::BelowRight)
                .nudge(4.0, 0.0)
                .color(Color::ALIVE),
        );
    let unseen = rows.iter().filter(|row| row.law == scaled.subject.name && row.count == 0);
    if let Some(limit) = unseen.map(|row| row.interval.1).reduce(f64::max) {
        let text = format!("none in {trials} trials: 95 % upper limits");
        panel =
            panel.mark(Label::new((1e-4, limit), text).place(Place::BelowRight).nudge(-4.0, 17.0).color(Color::GREY));
    }
    Ok(Figure::new("Scaled weights do not saturate at any threshold that matters")
        .subtitle(format!(
            "Exact laws (lines), and σ′ evaluated on {} (large) and {trials} (scaled) trials (points, with 95 % intervals).",
            number(large.sample.trials() as f64, 0)
        ))
        .aspect(0.62)
        .panel(panel))
}
