//! How many neurons saturate: the fraction of trials with σ′(z) < τ, before and after the remedy.
//!
//! σ′ is evaluated on every trial and compared with every τ; the exact fraction is P = erfc(z_τ / (std z · √2)). At
//! τ = 0.01 it is 0.838 for N(0, 1) weights and 8.9e-11 for scaled ones. A million trials cannot show an event that
//! rare: "0 of 1 000 000" says that its probability is below an exact upper limit, never that it is 0. Where none is to
//! be expected, the claim is that limit.
//!
//! `scaled` has no bias. With the article's unit bias left in, 1.8e-4 of the neurons would saturate at τ = 0.01.

use super::cases::{large, scaled};
use crate::claim::{Claim, Fraction};
use crate::experiments::measured::{Saturated, effect_on, exactly, in_chinese, percent, raised, tau_text};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Axis, Color, Curve, Figure, Label, Measurement, Panel, Place, Points, Rule, Stroke, number};
use crate::law::Threshold;
use crate::model::{Activation, ParameterLaw};
use crate::report::{Chinese, Column, Section, Table, grouped, to_digits, trimmed};

pub const EXPERIMENT: Experiment = Experiment {
    id: "saturated",
    title: "The saturated fraction: how many neurons, before and after?",
    subjects: |settings| Case::requests([large(), scaled()], settings),
    section,
    mutants,
};

/// The fraction of one law at one threshold.
struct Row {
    law: &'static str,
    tau: f64,
    of: Saturated,
    claim: Claim,
}

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let off_by_one_digit = Mutant::new(
        "the threshold on σ′ off by one digit",
        &[
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
    );
    let always_one = Mutant::new(
        "the standard deviation ignored, always 1",
        &["scaled_0.2", "scaled_0.1", "scaled_0.05", "scaled_0.01", "scaled_0.0025", "scaled_0.001", "scaled_0.0001"],
    );
    Ok(vec![
        off_by_one_digit.shifts_cuts(10.0, large(), settings)?.shifts_cuts(10.0, scaled(), settings)?,
        always_one.draws_case(Case { weights: ParameterLaw::normal(1.0), ..scaled() }, scaled(), settings)?,
    ])
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let laws = [Measured::of(large(), samples, settings)?, Measured::of(scaled(), samples, settings)?];
    let mut rows = Vec::new();
    for measured in &laws {
        for threshold in settings.thresholds()? {
            rows.push(row(measured, &threshold)?);
        }
    }
    let marked = rows.iter().filter(|row| row.tau == settings.threshold);
    let share = |of: &Saturated| match of.count {
        0 => format!("0 of {} (exactly {})", grouped(of.trials, ' '), exactly(of.exact, 2)),
        _ => format!("{} (exactly {})", to_digits(of.share(), 4), to_digits(of.exact, 4)),
    };
    let shares: Vec<String> = marked.map(|row| format!("{}: {}", row.law, share(&row.of))).collect();
    Ok(Section {
        headline: format!("P(σ′(z) < {}), {}", tau_text(settings.threshold), shares.join("; ")),
        chinese: Some(Chinese {
            title: "饱和的比例：缩放之前和之后各有多少神经元？",
            headline: format!("P(σ′(z) < {})，{}", tau_text(settings.threshold), shares_in_chinese(&shares)),
        }),
        paragraphs: vec![
            "σ′ is evaluated on every trial and compared with each threshold τ. “0 of n” is a count, not a probability: what \
             it says is the upper limit beside it (Clopper–Pearson, 95 %)."
                .to_owned(),
        ],
        notes: Vec::new(),
        tables: vec![table(&rows)],
        figure: figure(&laws, &rows, settings.threshold)?,
        claims: rows.into_iter().map(|row| row.claim).collect(),
    })
}

/// The shares of large and of scaled weights.
fn shares_in_chinese(shares: &[String]) -> String {
    let words =
        [("large: ", "大权重："), ("scaled: ", "缩放后："), (" of ", " / "), (" (exactly ", "（精确值 "), (")", "）")];
    words.iter().fold(in_chinese(&shares.join("；")), |text, (english, chinese)| text.replace(english, chinese))
}

fn row(measured: &Measured, threshold: &Threshold) -> Result<Row, Error> {
    let (law, tau, of) = (measured.case.name, threshold.tau(), measured.saturated(threshold)?);
    let effect = effect_on(of.exact);
    let below = if of.exact < 1e-6 { format!(" is below {}", trimmed(of.exact + effect, 2)) } else { String::new() };
    let statement = format!("{law}: P(σ′(z) < {}){below}", tau_text(tau));
    let source = if law == large().name { "σ′ is small" } else { "saturates less often" };
    let test = Fraction::new(of.count, of.trials, of.exact, effect)?;
    let claim = measured.claim(format!("{law}_{tau:?}"), statement, source, test).at(tau);
    Ok(Row { law, tau, of, claim })
}

fn table(rows: &[Row]) -> Table {
    let columns = [
        Column::text("law", "law"),
        Column::trimmed("tau", "τ", 15),
        Column::digits("exact", "exact", 4),
        Column::text("count", "counted"),
        Column::text("trials", "of"),
        Column::digits("fraction", "fraction", 5),
        Column::digits("lower", "above", 5),
        Column::digits("upper", "below", 5),
    ];
    let mut table = Table::new("saturated", columns);
    for row in rows {
        let of = &row.of;
        table.push([
            row.law.into(),
            row.tau.into(),
            of.exact.into(),
            of.count.into(),
            of.trials.into(),
            of.share().into(),
            of.interval.0.into(),
            of.interval.1.into(),
        ]);
    }
    table
}

fn figure(laws: &[Measured; 2], rows: &[Row], marked: f64) -> Result<Figure, Error> {
    let [large, scaled] = laws;
    let least = marked.clamp(1e-8, 1e-4);
    let curve = |measured: &Measured, color| -> Result<Curve, Error> {
        // Equal steps of log τ; the last is a hair below 1/4, where |z| reaches 0.
        let (first, last) = (libm::log10(least), libm::log10(0.2499));
        let taus = (0..=600).map(|k| libm::exp10(first + (last - first) * f64::from(k) / 600.0));
        let points = taus
            .map(|tau| Ok((tau, Threshold::new(Activation::SIGMOID, tau)?.saturated_fraction(&*measured.law))))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Curve::new(points.into_iter().filter(|(_, p)| *p > 1e-16), Stroke::new(color, 1.6)))
    };
    let points = |measured: &Measured, color| {
        let own = rows.iter().filter(|row| row.law == measured.case.name && row.tau >= least);
        Points::new(
            color,
            own.map(|row| match row.of.count {
                0 => Measurement::UpperLimit { x: row.tau, upper: row.of.interval.1 },
                _ => row.of.point(row.tau),
            }),
        )
    };
    let below = |at, text: &str| Label::new(at, text).place(Place::Below).nudge(0.0, 6.0).color(Color::SATURATED);
    let shares = rows
        .iter()
        .filter(|row| row.law == large.case.name && (least..=0.2).contains(&row.tau))
        .map(|row| 100.0 * row.of.exact);
    let (low, high) = shares.fold((100.0f64, 0.0f64), |(low, high), share| (low.min(share), high.max(share)));
    let large_label = format!("large: weights from N(0, 1), {low:.0} % to {high:.0} %");
    let std_dev = scaled.law.std_dev();
    let scaled_label = format!("scaled: weights from\nN(0, 1)/√1000, no bias,\nstd *z* = {std_dev:.3}");
    let trials = number(scaled.trials() as f64, 0);
    let fraction = Axis::log10("share of neurons with σ′(*z*) < τ", 1e-12, 3.0);
    let mut panel = Panel::new(Axis::log10("threshold τ", 0.8 * least, 0.3), fraction)
        .mark(curve(large, Color::SATURATED)?)
        .mark(curve(scaled, Color::ALIVE)?)
        .mark(points(large, Color::SATURATED))
        .mark(points(scaled, Color::ALIVE))
        .mark(Rule::vertical(marked, Stroke::thin().dashed()).between(1e-12, 0.02))
        .mark(below((1e-3, 0.6), &large_label))
        .mark(Label::new((2.4e-2, 4e-9), scaled_label).place(Place::BelowRight).nudge(4.0, 0.0).color(Color::ALIVE));
    let unseen = rows.iter().filter(|row| row.law == scaled.case.name && row.of.count == 0);
    if let Some(limit) = unseen.map(|row| row.of.interval.1).reduce(f64::max) {
        let text = format!("none in {trials} trials: upper limits (97.5 %)");
        panel =
            panel.mark(Label::new((1e-4, limit), text).place(Place::BelowRight).nudge(-4.0, 17.0).color(Color::GREY));
    }
    let share = |law: &Measured| {
        let of = rows.iter().find(|row| row.law == law.case.name && row.tau == marked).map(|row| row.of);
        of.map_or(String::new(), |of| match of.count {
            0 => format!("in 0 of {}", number(of.trials as f64, 0)),
            _ => format!("in {} of", raised(&percent(of.share(), 3))),
        })
    };
    let (tau, large_share, scaled_share) = (tau_text(marked), share(large), share(scaled));
    Ok(Figure::new(format!("σ′(*z*) < {tau} {large_share} neurons with weights from N(0, 1), and {scaled_share} scaled ones"))
        .subtitle(format!(
            "Exact laws (lines), and σ′ evaluated on {} (large) and {trials} (scaled) trials (points, with 95 % intervals); {} τ = {}.",
            number(large.trials() as f64, 0),
            if marked < least { "further left:" } else { "dashed:" },
            tau_text(marked)
        ))
        .aspect(0.62)
        .panel(panel))
}
