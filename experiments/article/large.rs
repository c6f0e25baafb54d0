//! Weights and biases from N(0, 1): "std z = √501 ≈ 22.4", and the density of z is flat.
//!
//! Of 1000 inputs 500 are 1. z = Σⱼ wⱼxⱼ + b is then a sum of 500 weights and a bias, 501 independent standard normals,
//! and its law is N(0, 501) exactly: no limit theorem is at work. So |z| > 1 in 96.4 % of the draws, against 31.7 % for
//! N(0, 1). The article calls the density "even"; it is a normal density like any other, 22.4 times as wide.
//!
//! The trials are more than it takes to say that 22.4 is right to its last digit: they are those of `one_bias`, which
//! tells √501 from √500.
//!
//! A sum of 501 terms is nearly normal whatever the weights are, so that z cannot show it if they are not; that w itself is
//! N(0, 1) is tested on single weights.

use super::cases::{large, weight};
use crate::claim::{Fraction, LawFit, Mean, Rounded, StdDev};
use crate::experiments::measured::{
    color, density, effect_on, percent, raised, tau_text, trials_and_seed, two_colored_bars,
};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Area, Axis, Color, Curve, Figure, Label, Panel, Place, Rule, Stem, Stems, Stroke, Swatch, number};
use crate::law::{Normal, Threshold};
use crate::model::ParameterLaw;
use crate::report::{Chinese, Section, to_digits};

pub const EXPERIMENT: Experiment = Experiment {
    id: "large",
    title: "Weights from N(0, 1): how wide is z?",
    subjects: |settings| Case::requests([large(), weight()], settings),
    section,
    mutants,
};

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let mutant =
        |name, kills, law| Mutant::new(name, kills).draws_case(Case { weights: law, ..large() }, large(), settings);
    let unit = 3f64.sqrt();
    let zeros = Case { weights: ParameterLaw::Zero, biases: ParameterLaw::Zero, ..large() };
    let uniform = Case { weights: ParameterLaw::Uniform { low: -unit, high: unit }, ..weight() };
    Ok(vec![
        mutant(
            "uniform [0, 1) for N(0, 1)",
            &["mean", "std", "rounded", "normal", "beyond_one"],
            ParameterLaw::Uniform { low: 0.0, high: 1.0 },
        )?,
        mutant(
            "a factor 2 lost in the variance",
            &["std", "rounded", "normal", "beyond_one"],
            ParameterLaw::normal(0.5f64.sqrt()),
        )?,
        mutant("a mean of 0.001", &["mean"], ParameterLaw::Normal { mean: 0.001, std_dev: 1.0 })?,
        mutant(
            "cut at ±2σ, uncorrected",
            &["std", "normal"],
            ParameterLaw::TruncatedNormal { std_dev: 1.0, bound: 2.0 },
        )?,
        Mutant::new("zeros", &["std", "normal"]).draws_case(zeros, large(), settings)?,
        Mutant::new("uniform, of the right variance", &["weight"]).draws_case(uniform, weight(), settings)?,
    ])
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let measured = Measured::of(large(), samples, settings)?;
    let weight = Measured::of(weight(), samples, settings)?;
    let (law, moments, trials) = (&*measured.law, measured.moments(), measured.trials());
    let outside = law.outside(1.0);
    let mean = Mean::new(&moments, 0.0, law.std_dev(), 0.01 * law.std_dev())?;
    let std_dev = StdDev::new(&moments, law.std_dev(), 0.01)?;
    let unit = to_digits(Normal::STANDARD.outside(1.0), 3);
    let beyond_one = Fraction::new(measured.beyond_one(), trials, outside, effect_on(outside))?;
    let (measured_std, exact) = (moments.std_dev(), law.std_dev());
    Ok(Section {
        headline: format!("std z = {measured_std:.3}: √501 = {exact:.3}, {exact:.1} times that of N(0, 1)"),
        chinese: Some(Chinese {
            title: "权重取自 N(0, 1)：z 有多宽？",
            headline: format!("std z = {measured_std:.3}：√501 = {exact:.3}，是 N(0, 1) 的 {exact:.1} 倍"),
        }),
        paragraphs: vec![text(&measured)],
        notes: Vec::new(),
        claims: vec![
            measured.claim("mean", "mean z = 0", "mean 0", mean),
            measured.claim("std", "std z = √501", "std √501", std_dev),
            measured.claim(
                "rounded",
                "std z ≈ 22.4, to the digit printed",
                "≈ 22.4",
                Rounded::new(&moments, 22.4, 1, law.std_dev())?,
            ),
            measured.claim(
                "normal",
                "z ~ N(0, 501): error of 64 cells, rms",
                "a normal density",
                LawFit::new(&measured.cells(), 0.02)?,
            ),
            weight.claim(
                "weight",
                "w ~ N(0, 1): error of 64 cells, rms",
                "N(0, 1)",
                LawFit::new(&weight.cells(), 0.02)?,
            ),
            measured.claim(
                "beyond_one",
                format!("P(|z| > 1), where N(0, 1) has {unit}"),
                "|z| mostly large",
                beyond_one,
            ),
        ],
        tables: vec![measured.histogram_table(&measured.histogram(10))],
        figure: figure(&measured, &settings.threshold()?, settings.seed),
    })
}

fn text(measured: &Measured) -> String {
    let (moments, std_dev) = (measured.moments(), measured.law.std_dev());
    format!(
        "Half of the 1000 inputs are 1, so that z is a sum of 501 standard normals, 500 weights and the bias: by its law \
         N(0, 501), std z = √501 = {std_dev:.6}. Measured: {:.4}, skewness {}, excess kurtosis {}. The article calls the \
         density flat and even; N(0, 501) is a normal density like any other, {std_dev:.1} times as wide as N(0, 1): \
         P(|z| > 1) = {}, and |z| > 1 in {} of the draws.",
        moments.std_dev(),
        number(moments.skewness(), 5),
        number(moments.excess_kurtosis(), 5),
        percent(measured.law.outside(1.0), 3),
        percent(measured.beyond_one() as f64 / measured.trials() as f64, 3),
    )
}

/// z to scale with N(0, 1), the same enlarged, and the residuals bin by bin.
fn figure(measured: &Measured, threshold: &Threshold, seed: u64) -> Figure {
    let (law, histogram, trials) = (&*measured.law, measured.histogram(10), measured.trials());
    let edge = 3.5 * law.std_dev();
    let z = |label: &str| Axis::new(label, -edge, edge);
    let unit = |z: f64| Normal::STANDARD.density(z);
    let saturated = threshold.saturated_fraction(law);
    let tau = tau_text(threshold.tau());
    let heights = histogram.closed_bins().map(|bin| density(&bin, trials));
    let top = heights.fold(0.021, |top: f64, height| top.max(1.05 * height));

    let peak = |law: &str, height| format!("{law}, its peak at {}", to_digits(height, 3));
    let to_scale = Panel::new(z("").without_numbers(), Axis::new("probability density, to scale", 0.0, 0.42))
        .mark(Area::new(Curve::graph(-5.0, 5.0, Stroke::theory(), unit).points, Color::GREY))
        .mark(two_colored_bars(&histogram, threshold))
        .mark(Curve::graph(-5.0, 5.0, Stroke::new(Color::GREY, 1.3), unit))
        .mark(Curve::graph(-edge, edge, Stroke::theory(), |z| law.density(z)))
        .mark(Label::new((1.1, 0.30), peak("N(0, 1)", unit(0.0))).place(Place::Right).color(Color::GREY))
        .mark(Label::new((40.0, 0.02), peak("N(0, 501)", law.density(0.0))).place(Place::Above));
    let enlarged = Panel::new(z("").without_numbers(), Axis::new("the same, enlarged", 0.0, top))
        .mark(two_colored_bars(&histogram, threshold))
        .mark(Curve::graph(-edge, edge, Stroke::theory(), |z| law.density(z)))
        .legend(
            Swatch::Fill(Color::SATURATED),
            format!("σ′(*z*) < {tau}, saturated: exactly {}", raised(&percent(saturated, 3))),
        )
        .legend(Swatch::Fill(Color::ALIVE), format!("σ′(*z*) ≥ {tau}, alive: {}", raised(&percent(1.0 - saturated, 3))))
        .legend(Swatch::Line(Color::INK), "exact law N(0, 501)");
    let stems = histogram.closed_bins().filter_map(|bin| {
        let middle = 0.5 * (bin.lower + bin.upper);
        Some(Stem::new(middle, measured.residual(&bin)?, color(middle, threshold)))
    });
    let errors =
        Axis::new("residual, in standard errors", -4.5, 4.5).ticks([-3.0, 0.0, 3.0].map(|y| (y, number(y, 0))));
    let residuals = Panel::new(z("pre-activation *z*"), errors)
        .mark(Stems::new(3.0, stems))
        .marks([-3.0, 3.0].map(|y| Rule::horizontal(y, Stroke::thin().dashed())))
        .mark(Rule::horizontal(0.0, Stroke::new(Color::INK, 0.8)));
    let share = raised(&percent(saturated, 2));
    Figure::new(format!(
        "Weights from N(0, 1): std *z* is {:.1}, and {share} of σ′(*z*) are below {tau}",
        law.std_dev()
    ))
    .subtitle(format!(
        "Pre-activation of the first hidden neuron, 500 of 1000 inputs active. {}; measured std *z* = {:.3}.",
        trials_and_seed(measured, seed),
        measured.moments().std_dev()
    ))
    .aspect(0.86)
    .row(1.0, [to_scale])
    .row(1.55, [enlarged])
    .row(0.5, [residuals])
}
