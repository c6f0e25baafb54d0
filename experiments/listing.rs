//! The article's listing, as printed and as meant.
//!
//! "np.random.rand(y, x)/np.sqrt(x)" in `default_weight_init` is not `randn`: its weights are uniform on [0, 1)/√n_in, and
//! all of them positive. z has the mean 500 · ½/√1000 = 7.91 and a spread of 0.21: every neuron is saturated, at 7.9 and
//! never near 0, worse than what the article warns of. `large_weight_init` does divide by √n_in, as `default` ought to: the
//! two are exchanged but for the bias. Run as printed, the good initialisation is the bad one, and the bad one good.
//!
//! The others are slips of the pen: attributes that do not exist, a bias that does not get the 0.707 quite right, a density
//! that lacks the 2 of 2σ², and a normal density that is called even. Each is registered as refuted, as printed; and what was
//! meant beside it.
//!
//! What would mislead: that no neuron of a million was alive does not say how rare one is. The exact moment-generating
//! function does (Chernoff's bound), and it is the expected value of that claim.

use super::parts::{density, effect_on, power};
use super::{Error, Experiment, FAN_IN, Measured, Mutant, Mutation, Run, Subject, printed};
use crate::claim::{Claim, Fraction, Identity, Mean, StdDev};
use crate::law::{IndependentSum, Threshold, expectation};
use crate::model::{Activation, ParameterLaw};
use crate::publish::figure::{Area, Axis, Band, Bar, Bars, Color, Curve, Figure, Label, Panel, Place, Stroke, number};
use crate::publish::{Section, scientific, to_digits, trimmed};
use std::sync::Arc;

pub const EXPERIMENT: Experiment = Experiment {
    id: "listing",
    title: "The listing: run as printed, the good initialisation saturates every neuron",
    subjects: || subjects().to_vec(),
    other_work: |_| Ok(0),
    mutants,
    run,
};

/// `large` and `default`, as meant and as printed.
fn subjects() -> [Subject; 4] {
    [Subject::LARGE, Subject::scaled_small_bias(), Subject::large_as_printed(), Subject::default_as_printed()]
}

fn mutants() -> Vec<Mutant> {
    let mutant = |name, kills, subject| Mutant { name, kills, mutation: Mutation::Draw(subject) };
    let default = Subject::default_as_printed();
    let uniform = |high| default.with_weights(ParameterLaw::Uniform { low: 0.0, high });
    let root = (FAN_IN as f64).sqrt();
    // As flat as the uniform density of the same variance as far as |z| > 1 tells: a fraction of 0.9742.
    let flat = ParameterLaw::normal(31.0 / 500f64.sqrt());
    vec![
        mutant(
            "default as meant, where it is to be as printed",
            &["mean_printed", "mean", "fraction_printed", "fraction", "slope_printed", "slope"],
            default.with_weights(ParameterLaw::normal(1.0 / root)),
        ),
        mutant("divided by n_in, not by its root", &["std", "slope"], uniform(1.0 / FAN_IN as f64)),
        mutant(
            "large as meant, where it is to be as printed",
            &["large", "large_printed"],
            Subject::large_as_printed().with_weights(ParameterLaw::normal(1.0)),
        ),
        mutant("1.4 times as wide as it is", &["even_printed", "even"], Subject::LARGE.with_weights(flat)),
    ]
}

/// What the default as printed does, by its exact law.
struct Exact {
    law: IndependentSum,
    threshold: Threshold,
    /// Chernoff's bound on P(σ′(z) ≥ τ).
    alive: f64,
    mean_slope: f64,
    std_slope: f64,
}

impl Exact {
    fn of(measured: &Measured) -> Result<Self, Error> {
        let law = IndependentSum::new(&measured.subject.neuron()?)?;
        let threshold = Threshold::new(Activation::Sigmoid, TAU)?;
        let mean_slope = law.expectation(slope);
        let variance = law.expectation(|z| (slope(z) - mean_slope).powi(2));
        let alive = libm::exp(law.ln_lower_tail_bound(threshold.z()));
        Ok(Self { law, threshold, alive, mean_slope, std_slope: variance.sqrt() })
    }
}

/// The threshold of this experiment, whatever figures mark: at a smaller one z = 7.9 would not count as saturated.
const TAU: f64 = 0.01;

fn slope(z: f64) -> f64 {
    Activation::Sigmoid.derivative(z)
}

fn run(run: &mut Run) -> Result<Section<Claim>, Error> {
    let all = subjects().into_iter().map(|subject| run.measure(subject)).collect::<Result<Vec<_>, _>>()?;
    let [large, default, large_printed, default_printed] = [0, 1, 2, 3].map(|k| &*all[k]);
    let exact = Exact::of(default_printed)?;
    let position = run.thresholds()?.iter().take_while(|threshold| threshold.tau() > TAU).count();
    let (trials, moments) = (default_printed.sample.trials(), &default_printed.sample.moments);
    let alive = trials - default_printed.saturated(position);
    let [below, _, above] = [0, 1, 2].map(|k| large.unit.counts()[k]);
    // The uniform density of the same variance reaches √3 standard deviations to either side.
    let even = 1.0 - 1.0 / (3f64.sqrt() * large.law.std_dev);

    let missing =
        |lines: &[String]| Identity { expected: 0.0, computed: printed::missing(lines) as f64, tolerance: 0.0 };
    let mean = |expected| Mean::new(moments, expected, exact.law.std_dev(), 0.01 * exact.law.std_dev());
    let fraction = |expected| Fraction::new(alive, trials, expected, effect_on(0.0));
    let slopes = |[expected, std_dev]: [f64; 2]| {
        Mean::new(&default_printed.sample.derivative_moments, expected, std_dev, 0.01 * expected)
    };
    let slope_meant = expectation(&default.law, slope)?;
    let slope_meant = [slope_meant, expectation(&default.law, |z| (slope(z) - slope_meant).powi(2))?.sqrt()];
    let std_dev = |of: &Measured, expected| StdDev::new(&of.sample.moments, expected, 0.01);
    let beyond_one = |p| Fraction::new(below + above, large.sample.trials(), p, effect_on(p));
    let three_digits = |std_dev: f64| Identity { expected: 707.0, computed: (1e3 * std_dev).round(), tolerance: 0.0 };
    let whole = |k| Identity { expected: 1.0, computed: printed::integral(k), tolerance: 1e-12 };
    let as_meant = 1.0 - exact.threshold.saturated_fraction(&default.law);
    let [init, method] = printed::LINES.map(|lines| lines.map(str::to_owned));
    Ok(Section {
        id: EXPERIMENT.id,
        title: EXPERIMENT.title,
        text: text(&all, &exact, alive, even)?,
        claims: vec![
            Claim::holds("init_printed", "__init__: attributes read before they exist", "self.weights", missing(&init))
                .refuted(),
            Claim::holds(
                "init",
                "__init__ as meant: attributes read before they exist",
                "",
                missing(&init.map(printed::as_meant)),
            ),
            Claim::holds("mean_printed", "default as printed: mean z = 0", "mean 0", mean(0.0)?).refuted(),
            Claim::holds("mean", "default as printed: mean z = 500 · ½/√1000", "", mean(exact.law.mean())?),
            Claim::holds(
                "std",
                "default as printed: std z = √(1/24 + 1/900)",
                "",
                std_dev(default_printed, exact.law.std_dev())?,
            ),
            Claim::holds(
                "fraction_printed",
                "default as printed: P(σ′(z) ≥ 0.01) as meant",
                "seldom saturated",
                fraction(as_meant)?,
            )
            .refuted(),
            Claim::holds(
                "fraction",
                "default as printed: P(σ′(z) ≥ 0.01), at most (Chernoff)",
                "",
                fraction(exact.alive)?,
            ),
            Claim::holds("slope_printed", "default as printed: E σ′(z) as meant", "", slopes(slope_meant)?).refuted(),
            Claim::holds("slope", "default as printed: E σ′(z)", "", slopes([exact.mean_slope, exact.std_slope])?),
            Claim::holds(
                "large_printed",
                "large as printed: std z = √501",
                "≈ 22.4",
                std_dev(large_printed, 501f64.sqrt())?,
            )
            .refuted(),
            Claim::holds("large", "large as printed: std z = √(3/2)", "", std_dev(large_printed, 1.5f64.sqrt())?),
            Claim::holds(
                "attribute_printed",
                "large_weight_init: attributes that do not exist",
                "self.topoloy",
                missing(&method),
            )
            .refuted(),
            Claim::holds(
                "attribute",
                "large_weight_init as meant: attributes that do not exist",
                "",
                missing(&method.map(printed::as_meant)),
            ),
            Claim::holds(
                "bias_printed",
                "b ~ N(0, 1)/30: 1000 std z, to three digits",
                "0.707",
                three_digits(default.law.std_dev),
            )
            .refuted(),
            Claim::holds("bias", "b = 0: 1000 std z, to three digits", "0.707", three_digits(0.5f64.sqrt())),
            Claim::holds("formula_printed", "∫ exp(−(x − μ)²/σ²)/(√(2π)σ) dx = 1", "without the 2", whole(1.0))
                .refuted(),
            Claim::holds("formula", "∫ exp(−(x − μ)²/2σ²)/(√(2π)σ) dx = 1", "", whole(2.0)),
            Claim::holds("even_printed", "large: P(|z| > 1) as of a uniform density", "“even”", beyond_one(even)?)
                .refuted(),
            Claim::holds("even", "large: P(|z| > 1) as of a normal density", "", beyond_one(large.law.outside(1.0))?),
        ],
        tables: Vec::new(),
        figure: figure(&all, &exact, run.settings().seed),
    })
}

fn text(all: &[Arc<Measured>], exact: &Exact, alive: u64, even: f64) -> Result<String, Error> {
    let [large, default, large_printed] = [0, 1, 2].map(|k| &all[k].law);
    let default_std_dev = default.std_dev;
    Ok(format!(
        "| printed | meant | what the numbers say |\n|---|---|---|\n\
         | `zip(self.weights[:-1], self.weights[1:])` in `__init__` | `zip(topology[:-1], topology[1:])` | `self.weights` does \
         not exist yet: an AttributeError, and no network |\n\
         | nothing calls `default_weight_init` or `large_weight_init` | `__init__` calls one | the weights of `__init__`, \
         N(0, 1), would stay: the ones to avoid |\n\
         | default: `np.random.rand(y, x)/np.sqrt(x)` | `np.random.randn` | uniform on [0, 1), all positive: mean z = {:.7}, \
         std z = {:.7}; E σ′(z) = {}, less than the {} of `large`; {alive} neurons alive, and the chance that one is \
         is at most {} |\n\
         | default: `np.random.randn(y, 1)/y` | as in the text, which leaves the bias out | a thirtieth of a unit bias: std z = \
         {default_std_dev:.4}, which is {default_std_dev:.3} and not 0.707 |\n\
         | large: `np.random.randn(y, x)/np.sqrt(x)` | `np.random.randn(y, x)` | the remedy with a unit bias: std z = √(3/2) = \
         {:.4}, not {:.1} |\n\
         | large: `self.topoloy` | `self.topology` | an AttributeError |\n\
         | exp(−(x − μ)²/σ²)/(√(2π)σ) | exp(−(x − μ)²/2σ²) | what is printed integrates to {:.7} |\n\
         | a flat density, “distributed evenly” | a normal density, {:.1} times as wide | P(\\|z\\| > 1) is {:.4}, and would \
         be {even:.4} if it were even |\n\n\
         With the attributes mended and nothing else, the listing does the opposite of what the article says: `default` \
         saturates every neuron, worse than the initialisation that the article warns of, and `large` is the remedy but for \
         its bias. Draw them yourself: `saturation neuron --init as-printed`, `saturation neuron --init large-as-printed`.",
        exact.law.mean(),
        exact.law.std_dev(),
        scientific(exact.mean_slope, 4),
        to_digits(expectation(large, slope)?, 4),
        scientific(exact.alive, 2),
        large_printed.std_dev,
        large.std_dev,
        printed::integral(1.0),
        large.std_dev,
        large.outside(1.0),
    ))
}

/// The four densities, each to its own peak, over the σ′(z) that they meet.
fn figure(all: &[Arc<Measured>], exact: &Exact, seed: u64) -> Figure {
    let (edge, reach) = (exact.threshold.z(), 12.0);
    let x = || Axis::new("", -reach, reach).without_numbers();
    let bands = || [(-reach, -edge), (edge, reach)].map(|(from, to)| Band::new(from, to, Color::SATURATED));
    let headings = ["large, as meant", "default, as meant", "large, as printed", "default, as printed"];
    let mut figure = Figure::new("Run as printed, “default” saturates every neuron, and “large” is the remedy")
        .subtitle(format!(
            "Densities of *z*, each to its own peak; 1000 inputs, half of them lit; {} trials each, {} of large as meant, seed {seed}; lines: exact laws.",
            number(all[3].sample.trials() as f64, 0),
            number(all[0].sample.trials() as f64, 0),
        ))
        .aspect(0.86);
    for (k, (measured, heading)) in all.iter().zip(headings).enumerate() {
        let exactly = |z: f64| if k == 3 { exact.law.density(z) } else { measured.law.density(z) };
        let peak = exactly(measured.law.mean);
        let saturated = if k == 3 {
            1.0 - exact.law.between(-edge, edge)
        } else {
            exact.threshold.saturated_fraction(&measured.law)
        };
        let color = if saturated > 0.5 { Color::SATURATED } else { Color::ALIVE };
        let trials = measured.sample.trials();
        let bars = measured
            .histogram
            .closed_bins()
            .map(|bin| Bar::new(bin.lower, bin.upper, density(&bin, trials) / peak, color.tint(0.7)));
        let (from, to) =
            (measured.law.mean - 6.0 * measured.law.std_dev, measured.law.mean + 6.0 * measured.law.std_dev);
        let (std_dev, saturated) = (to_digits(measured.law.std_dev, 4), share(saturated));
        figure = figure.row(
            1.0,
            [Panel::new(x(), Axis::hidden(0.0, 1.12))
                .heading(format!("{heading}: std *z* = {std_dev}, {saturated} % saturated"))
                .marks(bands())
                .mark(Bars::new(bars))
                .mark(Curve::graph(from, to, Stroke::theory(), |z| exactly(z) / peak))],
        );
    }
    let slopes = Panel::new(Axis::new("pre-activation *z*", -reach, reach), Axis::hidden(0.0, 0.3))
        .marks(bands())
        .mark(Area::new(Curve::graph(-reach, reach, Stroke::theory(), slope).points, Color::ALIVE).opacity(0.3))
        .mark(Curve::graph(-reach, reach, Stroke::new(Color::ALIVE, 1.6), slope))
        .mark(Label::new((1.9, 0.16), "σ′(*z*)").place(Place::Right).color(Color::ALIVE))
        .mark(
            Label::new((-0.97 * reach, 0.26), "shaded: σ′(*z*) < 0.01")
                .place(Place::BelowRight)
                .color(Color::SATURATED),
        );
    figure.row(0.7, [slopes])
}

/// A share in per cent.
fn share(p: f64) -> String {
    match p {
        _ if p > 0.999_999 => "100".to_owned(),
        _ if p < 1e-6 => power(100.0 * p),
        _ => trimmed(100.0 * p, 2),
    }
}
