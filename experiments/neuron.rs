//! One neuron of any layer under any initialisation that has a name: what `saturation neuron --init NAME` draws.
//!
//! Half of its inputs are 1, as in the article. Mean, spread, saturated fraction and E σ′(z) are set beside the exact law,
//! which needs no normal weights. The test of the spread is exact for normal parameters; uniform ones have lighter tails, and
//! it refutes a right spread more seldom than stated. A mean of σ′ is tested as normal, and only where it nearly is: where the
//! skewness of the mean, γ/√n, is below 0.01. Wide layers of N(0, 1) weights take more trials for that.

use super::measured::{density, effect_on, exactly, percent, raised, tau_text, two_colored_bars};
use super::{Case, Error, Experiment, Layer, Measured, Samples, Settings};
use crate::claim::{Fraction, Mean, StdDev};
use crate::figure::{Axis, Band, Color, Curve, Figure, Panel, Stroke, number};
use crate::model::{Activation, Input};
use crate::report::{Section, grouped, to_digits};

/// The experiment on the neuron of [`Settings::layer`].
pub static NEURON: Experiment = Experiment {
    id: "neuron",
    title: "One neuron of your own",
    subjects: |settings| Case::requests([case(layer(settings)?)?], settings),
    section,
    mutants: |_| Ok(Vec::new()),
};

fn layer(settings: &Settings) -> Result<Layer, Error> {
    settings.layer.ok_or_else(|| Error::Missing("a layer".to_owned()))
}

fn case(layer: Layer) -> Result<Case, Error> {
    let input = Input::half_ones(layer.fan_in)?;
    let initializer = layer.init.parameters(layer.fan_in, layer.fan_out)?;
    let active = input.fan_in() / 2;
    let (weights, biases) = (initializer.weights(), initializer.biases());
    Ok(Case { name: "neuron", trials: 1_000_000, active, zero: active, weights, biases })
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let layer = layer(settings)?;
    let (name, case) = (layer.init.name, case(layer)?);
    let measured = Measured::of(case, samples, settings)?;
    let law = &measured.law;
    let threshold = settings.threshold()?;
    let slope = |z: f64| Activation::Sigmoid.derivative(z);
    let mean_slope = law.expectation(&slope)?;
    // In units of the mean, whose square may underflow; where the mean itself does, nothing can be said of it.
    let moment = |k| {
        if mean_slope > 0.0 { law.expectation(&|z| (slope(z) / mean_slope - 1.0).powi(k)) } else { Ok(f64::INFINITY) }
    };
    let (variance, third) = (moment(2)?, moment(3)?);
    let (variation, skewness) = (variance.sqrt(), third / variance.powf(1.5));
    let saturated = measured.saturated(&threshold)?;
    let (moments, trials) = (measured.moments(), measured.trials());
    let tau = tau_text(threshold.tau());
    let mean = Mean::new(&moments, law.mean(), law.std_dev(), 0.01 * law.std_dev())?;
    let std_dev = StdDev::new(&moments, law.std_dev(), 0.01)?;
    let fraction = Fraction::new(saturated.count, trials, saturated.exact, effect_on(saturated.exact))?;
    let mut claims = vec![
        measured.claim("mean", "mean z", "", mean),
        measured.claim("std", "std z", "", std_dev),
        measured.claim("saturated", format!("P(σ′(z) < {tau})"), "", fraction).at(threshold.tau()),
    ];
    let mut notes = Vec::new();
    if mean_slope == 0.0 {
        notes.push("E σ′(z) is not judged: it is less than the smallest number.".to_owned());
    } else if skewness.abs() < 0.01 * (trials as f64).sqrt() {
        let std_slope = variation * mean_slope;
        let slopes = Mean::new(&measured.derivative.moments(), mean_slope, std_slope, 0.03 * mean_slope)?;
        claims.push(measured.claim("slope", "E σ′(z)", "", slopes));
    } else {
        let needed = (100.0 * skewness).powi(2);
        notes.push(format!(
            "E σ′(z) = {} is not judged: its mean over {} trials is too skewed to be tested as normal; {} trials would do.",
            to_digits(mean_slope, 4),
            grouped(trials, ' '),
            grouped(needed.ceil() as u64, ' ')
        ));
    }
    let reach = 4.5 * law.std_dev();
    let x = Axis::new("pre-activation *z*", law.mean() - reach, law.mean() + reach);
    let bands = [(f64::MIN, -threshold.z()), (threshold.z(), f64::MAX)];
    let bands = bands.map(|(from, to)| (from.max(law.mean() - reach), to.min(law.mean() + reach)));
    let histogram = measured.histogram(10);
    let heights = histogram.closed_bins().map(|bin| density(&bin, trials));
    let top = heights.fold(1.1 * law.density(law.mean()), |top: f64, height| top.max(1.05 * height));
    let panel = Panel::new(x, Axis::new("probability density", 0.0, top))
        .marks(bands.into_iter().filter(|(from, to)| from < to).map(|(from, to)| Band::new(from, to, Color::SATURATED)))
        .mark(two_colored_bars(&histogram, &threshold))
        .mark(Curve::graph(law.mean() - reach, law.mean() + reach, Stroke::theory(), |z| law.density(z)));
    let exact = exactly(saturated.exact, 3);
    let finding =
        |z: &str, share: &str| format!("std {z} is exactly {}, and {share} saturate", to_digits(law.std_dev(), 4));
    Ok(Section {
        headline: format!(
            "{name}: {}; measured std z = {} and {}",
            finding("z", &exact),
            to_digits(moments.std_dev(), 4),
            percent(saturated.share(), 3)
        ),
        paragraphs: vec![format!(
            "{name}: {}; {} inputs, {} of them 1, {} neurons.",
            layer.init.formula, layer.fan_in, case.active, layer.fan_out
        )],
        notes,
        claims: claims.into_iter().map(|claim| claim.about(name, layer.fan_in)).collect(),
        tables: vec![measured.histogram_table(&histogram)],
        figure: Figure::new(format!("{name}: {}", finding("*z*", &raised(&exact))))
            .subtitle(format!(
                "{} inputs, half of them active; {} trials, seed {}; line: exact law; shaded: σ′(*z*) < {tau}.",
                2 * case.active,
                number(trials as f64, 0),
                settings.seed
            ))
            .aspect(0.56)
            .panel(panel),
    })
}
