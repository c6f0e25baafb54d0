//! The bias is the 501st term: std z = √501, and not √500.
//!
//! The article counts 501 standard normals under N(0, 1) weights and 500 terms after the remedy. The two spreads differ
//! by 0.1 %. To see by sampling which of them it is, at this level and in 999 runs of 1000, takes some 43 million trials,
//! 2e10 normals. "√500, as if there were no bias" is expected to be refuted.
//!
//! The picture shows the estimate as it narrows: pooled prefixes of one run, so that each contains the one before it.

use super::cases::large;
use crate::claim::{StdDev, Verdict};
use crate::experiments::measured::{percent, standard_error, trials_and_seed};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Axis, Color, Curve, Figure, Label, Measurement, Panel, Place, Points, Rule, Stroke, number};
use crate::model::ParameterLaw;
use crate::report::{Chinese, Section, Table};
use crate::statistics::Moments;

pub const EXPERIMENT: Experiment = Experiment {
    id: "one_bias",
    title: "Is the bias the 501st term: √501 or √500?",
    subjects: |settings| Case::requests([large()], settings),
    section,
    mutants,
};

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let forgotten = Case { biases: ParameterLaw::Zero, ..large() };
    Ok(vec![Mutant::new("bias forgotten", &["with", "without"]).draws_case(forgotten, large(), settings)?])
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let measured = Measured::of(large(), samples, settings)?;
    let moments = measured.moments();
    let [with, without] = [501f64.sqrt(), 500f64.sqrt()];
    // What has to be noticed is what the bias adds.
    let claim = |expected| StdDev::new(&moments, expected, with / without - 1.0);
    Ok(Section {
        headline: format!(
            "std z = {:.4} ± {:.4}: √501 = {with:.4}, √500 = {without:.4}",
            moments.std_dev(),
            standard_error(&moments)
        ),
        chinese: Some(Chinese {
            title: "偏置是第 501 项吗：√501 还是 √500？",
            headline: format!(
                "std z = {:.4} ± {:.4}：√501 = {with:.4}，√500 = {without:.4}",
                moments.std_dev(),
                standard_error(&moments)
            ),
        }),
        paragraphs: vec![text(&moments, with, without)],
        notes: Vec::new(),
        claims: vec![
            measured.claim("with", "std z = √501, to 0.1 %", "501 terms", claim(with)?),
            measured
                .claim("without", "std z = √500, as if without bias", "", claim(without)?)
                .expecting(Verdict::Refuted),
        ],
        tables: vec![table(&measured.z.prefixes())],
        figure: figure(&measured, with, without, settings.seed),
    })
}

/// The points of the figure.
fn table(prefixes: &[Moments]) -> Table {
    let row = |of: &Moments| [of.count().into(), of.std_dev().into(), standard_error(of).into()];
    Table::hidden("one_bias", ["trials", "std_dev", "standard_error"], prefixes.iter().map(row))
}

fn text(moments: &Moments, with: f64, without: f64) -> String {
    let (measured, error) = (moments.std_dev(), standard_error(moments));
    format!(
        "√501 = {with:.4} and √500 = {without:.4} differ by {}. Measured: {measured:.4} ± {error:.4}, which is {} standard \
         errors from the one and {} from the other.",
        percent(with / without - 1.0, 1),
        number((measured - with).abs() / error, 1),
        number((measured - without).abs() / error, 1),
    )
}

/// The estimate with its standard error, as the run goes on, against both values.
fn figure(measured: &Measured, with: f64, without: f64, seed: u64) -> Figure {
    let (prefixes, moments) = (measured.z.prefixes(), measured.moments());
    let (first, last) = (prefixes[0].count() as f64, measured.trials() as f64);
    let (low, high) = (first / 1.8, 1.8 * last);
    let points: Vec<Measurement> = prefixes
        .iter()
        .map(|moments| {
            let (s, error) = (moments.std_dev(), standard_error(moments));
            Measurement::Estimate { x: moments.count() as f64, y: s, interval: (s - error, s + error) }
        })
        .collect();
    // Within one standard error of √501, at any number of trials.
    let band = |sign: f64| {
        let at = move |k: i32| low * libm::pow(high / low, f64::from(k) / 200.0);
        Curve::new((0..=200).map(move |k| (at(k), with * (1.0 + sign / (2.0 * at(k)).sqrt()))), Stroke::thin())
    };
    let wide = 2.2 * with / (2.0 * first).sqrt();
    let near = 2.0 * (with - without);
    let panel = |x: Axis, label: &str, half: f64| {
        Panel::new(x, Axis::new(label, with - half, with + half))
            .marks([band(1.0), band(-1.0)])
            .mark(Rule::horizontal(with, Stroke::theory()))
            .mark(Rule::horizontal(without, Stroke::new(Color::SATURATED, 1.3).dashed()))
            .mark(Points::new(Color::ALIVE, points.clone()))
    };
    let far = panel(Axis::log10("", low, high).without_numbers(), "std *z*", wide).mark(
        Label::new((2.0 * low, with + 0.8 * wide), "grey: one standard error").place(Place::Right).color(Color::GREY),
    );
    let close = panel(Axis::log10("trials", low, high), "the same, enlarged", near).marks([
        Label::new((2.3 * low, with), "√501, with the bias").place(Place::AboveRight),
        Label::new((2.3 * low, without), "√500, without").place(Place::BelowRight).color(Color::SATURATED),
    ]);
    Figure::new("The bias is the 501st term: std *z* narrows to √501, and leaves √500 behind")
        .subtitle(format!(
            "Pooled prefixes of one run of {}; bars: one standard error; measured: {:.4} ± {:.4}.",
            trials_and_seed(measured, seed),
            moments.std_dev(),
            standard_error(&moments),
        ))
        .aspect(0.8)
        .row(0.8, [far])
        .row(1.0, [close])
}
