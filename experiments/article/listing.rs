//! The article's listing, as printed and as meant.
//!
//! "np.random.rand(y, x)/np.sqrt(x)" in `default_weight_init` is not `randn`: its weights are uniform on [0, 1)/√n_in, and
//! all of them positive. z has the mean 500 · ½/√1000 = 7.91 and a spread of 0.21: every neuron is saturated, at 7.9 and
//! never near 0, worse than what the article warns of. `large_weight_init` does divide by √n_in, as `default` ought to: the
//! two are exchanged but for the bias. Run as printed, the good initialisation is the bad one, and the bad one good.
//!
//! The others are slips of the pen: attributes that do not exist, a bias that does not get the 0.707 quite right, a density
//! that lacks the 2 of 2σ², and a normal density that is called even. Each is expected to be refuted, as printed; and what was
//! meant beside it.
//!
//! What would mislead: that no neuron of a million was alive does not say how rare one is. The exact law does, and below
//! 1e-30, where it has no digits, its moment-generating function (Chernoff's bound): the expected value of that claim. And
//! what counts as alive: at a τ below 3e-4 a z of 7.9 does, and at 1e-4 the default is never saturated, as printed or as meant.

use super::cases::{FAN_IN, default_as_printed, large, scaled_small_bias, scaled_unit_bias};
use super::printed;
use crate::claim::{Claim, Fraction, Identity, Mean, StdDev, Test, Verdict};
use crate::experiments::measured::{
    BIN_COLUMNS, effect_on, exactly, in_chinese, notes, percent, raised, tau_text, two_colored_bars,
};
use crate::experiments::{Case, Error, Experiment, Measured, Mutant, Samples, Settings};
use crate::figure::{Area, Axis, Band, Color, Curve, Figure, Label, Panel, Place, Stroke, number};
use crate::law::{Law, Threshold};
use crate::model::{Activation, ParameterLaw};
use crate::report::{Cell, Chinese, Column, Section, Table, grouped, scientific, to_digits};

pub const EXPERIMENT: Experiment = Experiment {
    id: "listing",
    title: "The listing: does it do, as printed, what was meant?",
    subjects: |settings| Case::requests(cases(), settings),
    section,
    mutants,
};

/// `large` and `default`, as meant and as printed. `large` as printed is the remedy with the bias left in.
fn cases() -> [Case; 4] {
    [large(), scaled_small_bias(), scaled_unit_bias(), default_as_printed()]
}

fn mutants(settings: &Settings) -> Result<Vec<Mutant>, Error> {
    let mutant = |name, kills, right: Case, law| {
        Mutant::new(name, kills).draws_case(Case { weights: law, ..right }, right, settings)
    };
    let default = default_as_printed();
    let root = (FAN_IN as f64).sqrt();
    // As flat as the uniform density of the same variance as far as |z| > 1 tells: a fraction of 0.9742.
    let flat = ParameterLaw::normal(31.0 / 500f64.sqrt());
    Ok(vec![
        mutant(
            "default as meant, where it is to be as printed",
            &["mean_printed", "mean", "fraction_printed", "fraction", "slope_printed", "slope"],
            default,
            ParameterLaw::normal(1.0 / root),
        )?,
        mutant(
            "divided by n_in, not by its root",
            &["std", "slope"],
            default,
            ParameterLaw::Uniform { low: 0.0, high: 1.0 / FAN_IN as f64 },
        )?,
        mutant(
            "large as meant, where it is to be as printed",
            &["large", "large_printed"],
            scaled_unit_bias(),
            ParameterLaw::normal(1.0),
        )?,
        mutant("1.4 times as wide as it is", &["even_printed", "even"], large(), flat)?,
    ])
}

/// What the default as printed does, by its exact law.
struct Exact {
    threshold: Threshold,
    /// P(σ′(z) ≥ τ); below 1e-30 Chernoff's bound on it.
    alive: f64,
    mean_slope: f64,
    std_slope: f64,
}

impl Exact {
    fn of(measured: &Measured, threshold: Threshold) -> Result<Self, Error> {
        let [mean_slope, std_slope] = measured.exact_derivative()?;
        // What underflows is bounded by the smallest number all the same.
        let alive = alive_fraction(&*measured.law, &threshold).max(f64::MIN_POSITIVE);
        Ok(Self { threshold, alive, mean_slope, std_slope })
    }

    /// "at most 9.3e−60", or "0.5000".
    fn chance(&self) -> String {
        if self.is_bound() { format!("at most {}", to_digits(self.alive, 2)) } else { to_digits(self.alive, 4) }
    }

    /// Where the law has no digits any more, but a bound.
    fn is_bound(&self) -> bool {
        self.alive < 1e-30
    }
}

/// P(σ′(z) ≥ τ).
fn alive_fraction(law: &dyn Law, threshold: &Threshold) -> f64 {
    law.between(-threshold.z(), threshold.z())
}

fn slope(z: f64) -> f64 {
    Activation::SIGMOID.derivative(z)
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let all = cases().map(|case| Measured::of(case, samples, settings));
    let all: Vec<Measured> = all.into_iter().collect::<Result<_, _>>()?;
    let [large, default, large_printed, default_printed] = [0, 1, 2, 3].map(|k| &all[k]);
    let exact = Exact::of(default_printed, settings.threshold()?)?;
    let (trials, moments) = (default_printed.trials(), default_printed.moments());
    let alive = trials - default_printed.below(settings.threshold)?;
    // The uniform density of the same variance reaches √3 standard deviations to either side.
    let even = 1.0 - 1.0 / (3f64.sqrt() * large.law.std_dev());

    let missing =
        |lines: &[String]| Identity { expected: 0.0, computed: printed::missing(lines) as f64, tolerance: 0.0 };
    let mean =
        |expected| Mean::new(&moments, expected, default_printed.law.std_dev(), 0.01 * default_printed.law.std_dev());
    let fraction = |expected| Fraction::new(alive, trials, expected, effect_on(expected));
    let slopes = default_printed.derivative.moments();
    // Each with the spread that its own law gives σ′, which is that of the test and of its interval.
    let slopes = |expected: f64, std_dev| Mean::new(&slopes, expected, std_dev, 0.01 * expected);
    let [slope_meant, spread_meant] = default.exact_derivative()?;
    let std_dev = |of: &Measured, expected| StdDev::new(&of.moments(), expected, 0.01);
    let beyond_one = |p| Fraction::new(large.beyond_one(), large.trials(), p, effect_on(p));
    let three_digits = |std_dev: f64| Identity { expected: 707.0, computed: (1e3 * std_dev).round(), tolerance: 0.0 };
    let whole = |k| Identity { expected: 1.0, computed: printed::integral(k), tolerance: 1e-12 };
    let (tau, as_meant) = (tau_text(settings.threshold), alive_fraction(&*default.law, &exact.threshold));
    // At a τ so small that neither saturates, as printed and as meant are one.
    let told = (as_meant - exact.alive).abs() > effect_on(as_meant);
    let untold = format!(
        "at τ = {tau} the default as printed is alive as often as the one as meant, to {}: that it is not is not claimed.",
        to_digits(effect_on(as_meant), 2),
    );
    let shares = all.iter().map(|of| Ok(of.saturated(&exact.threshold)?.share())).collect::<Result<Vec<_>, Error>>()?;
    let [init, method] = printed::LINES.map(|lines| lines.map(str::to_owned));
    let about = |of: &Measured, claims: Vec<Claim>| -> Vec<Claim> {
        claims.into_iter().map(|claim| claim.about(of.case.name, FAN_IN)).collect()
    };
    let bound = if exact.is_bound() { ", at most (Chernoff)" } else { "" };
    let alive_at = [" as meant", bound].map(|what| format!("default as printed: P(σ′(z) ≥ {tau}){what}"));
    let of_alive = pair("fraction", alive_at, "seldom saturated", [fraction(as_meant)?, fraction(exact.alive)?]);
    let claims = [
        pair(
            "init",
            ["__init__: attributes read before they exist", "__init__ as meant: attributes read before they exist"],
            "self.weights",
            [missing(&init), missing(&init.map(printed::as_meant))],
        ),
        about(
            default_printed,
            [
                pair(
                    "mean",
                    ["default as printed: mean z = 0", "default as printed: mean z = 500 · ½/√1000"],
                    "mean 0",
                    [mean(0.0)?, mean(default_printed.law.mean())?],
                ),
                vec![Claim::new(
                    "std",
                    "default as printed: std z = √(1/24 + 1/900)",
                    "",
                    std_dev(default_printed, default_printed.law.std_dev())?,
                )],
                of_alive.into_iter().map(|claim| claim.at(settings.threshold)).collect(),
                pair(
                    "slope",
                    ["default as printed: E σ′(z) as meant", "default as printed: E σ′(z)"],
                    "",
                    [slopes(slope_meant, spread_meant)?, slopes(exact.mean_slope, exact.std_slope)?],
                ),
            ]
            .into_iter()
            .flatten()
            .collect(),
        ),
        about(
            large_printed,
            pair(
                "large",
                ["large as printed: std z = √501", "large as printed: std z = √(3/2)"],
                "≈ 22.4",
                [std_dev(large_printed, 501f64.sqrt())?, std_dev(large_printed, 1.5f64.sqrt())?],
            ),
        ),
        pair(
            "attribute",
            [
                "large_weight_init: attributes that do not exist",
                "large_weight_init as meant: attributes that do not exist",
            ],
            "self.topoloy",
            [missing(&method), missing(&method.map(printed::as_meant))],
        ),
        pair(
            "bias",
            ["b ~ N(0, 1)/30: 1000 std z, to three digits", "b = 0: 1000 std z, to three digits"],
            "0.707",
            [three_digits(default.law.std_dev()), three_digits(0.5f64.sqrt())],
        ),
        pair(
            "formula",
            ["∫ exp(−(x − μ)²/σ²)/(√(2π)σ) dx = 1", "∫ exp(−(x − μ)²/2σ²)/(√(2π)σ) dx = 1"],
            "without the 2",
            [whole(1.0), whole(2.0)],
        ),
        about(
            large,
            pair(
                "even",
                ["large: P(|z| > 1) as of a uniform density", "large: P(|z| > 1) as of a normal density"],
                "“even”",
                [beyond_one(even)?, beyond_one(large.law.outside(1.0))?],
            ),
        ),
    ];
    let claims = claims.into_iter().flatten().filter(|claim| told || claim.id != "fraction_printed").collect();
    Ok(Section {
        headline: format!(
            "as printed, {} of {} neurons of the default are alive at τ = {tau} (by its law {}), mean z = {:.3}: {:.3}",
            grouped(alive, ' '),
            grouped(trials, ' '),
            exact.chance(),
            moments.mean(),
            default_printed.law.mean(),
        ),
        chinese: Some(Chinese {
            title: "代码：照印出来的样子，它做的是想做的事吗？",
            headline: format!(
                "照原文的代码，默认权重的 {} 个神经元中有 {} 个在 τ = {tau} 下未饱和（由其分布律，{}），z 的均值 = {:.3}：{:.3}",
                grouped(trials, ' '),
                grouped(alive, ' '),
                in_chinese(&exact.chance()),
                moments.mean(),
                default_printed.law.mean(),
            ),
        }),
        paragraphs: vec![text(&shares, &tau)],
        notes: notes([(!told, untold)]),
        claims,
        tables: vec![errata(&all, &exact, alive, even)?, histograms(&all)],
        figure: figure(&all, &exact, &shares, settings.seed),
    })
}

/// What is printed, which is expected to be refuted, and what is right or was meant.
fn pair<T: Test + 'static>(
    id: &'static str,
    [printed, right]: [impl Into<String>; 2],
    source: &'static str,
    [wrong, test]: [T; 2],
) -> Vec<Claim> {
    vec![
        Claim::new(format!("{id}_printed"), printed, source, wrong).expecting(Verdict::Refuted),
        Claim::new(id, right, "", test),
    ]
}

/// How many neurons are saturated, of `large` and `default` as meant and as printed.
fn text(shares: &[f64], tau: &str) -> String {
    let [large, default, large_printed, default_printed] = [0, 1, 2, 3].map(|k| percent(shares[k], 3));
    let turned = if shares[3] > shares[0] && shares[2] < shares[0] {
        " So the listing does the opposite of what the article says: the default saturates more neurons than the initialisation \
         that the article warns of, and `large` fewer."
    } else {
        ""
    };
    format!(
        "With the attributes mended and nothing else, σ′(z) < {tau} in {default_printed} of the neurons of `default` as printed \
         (as meant: {default}), and in {large_printed} of those of `large` (as meant: {large}). `large` as printed is the \
         remedy, but for its bias.{turned}"
    )
}

/// What is printed, what was meant, and what the numbers say of it.
fn errata(all: &[Measured], exact: &Exact, alive: u64, even: f64) -> Result<Table, Error> {
    let [large, default, large_printed, default_printed] = [0, 1, 2, 3].map(|k| &*all[k].law);
    let columns = [
        Column::text("printed", "printed"),
        Column::text("meant", "meant"),
        Column::text("finding", "what the numbers say"),
    ];
    let mut table = Table::new("errata", columns);
    let rows = [
        [
            "`zip(self.weights[:-1], self.weights[1:])` in `__init__`",
            "`zip(topology[:-1], topology[1:])`",
            "`self.weights` does not exist yet: an AttributeError, and no network",
        ]
        .map(str::to_owned),
        [
            "nothing calls `default_weight_init` or `large_weight_init`",
            "`__init__` calls one",
            "the weights of `__init__`, N(0, 1), would stay: the ones to avoid",
        ]
        .map(str::to_owned),
        [
            "default: `np.random.rand(y, x)/np.sqrt(x)`".to_owned(),
            "`np.random.randn`".to_owned(),
            format!(
                "uniform on [0, 1), all positive: mean z = {:.7}, std z = {:.7}; E σ′(z) = {}, against the {} of `large`; \
                 {} neurons alive at τ = {}, and the chance that one is alive is {}",
                default_printed.mean(),
                default_printed.std_dev(),
                scientific(exact.mean_slope, 4),
                to_digits(large.expectation(&slope, &[])?, 4),
                grouped(alive, ' '),
                tau_text(exact.threshold.tau()),
                exact.chance(),
            ),
        ],
        [
            "default: `np.random.randn(y, 1)/y`".to_owned(),
            "as in the text, which leaves the bias out".to_owned(),
            format!(
                "a thirtieth of a unit bias: std z = {0:.4}, which is {0:.3}, where no bias gives {1:.3}",
                default.std_dev(),
                0.5f64.sqrt()
            ),
        ],
        [
            "large: `np.random.randn(y, x)/np.sqrt(x)`".to_owned(),
            "`np.random.randn(y, x)`".to_owned(),
            format!(
                "the remedy with a unit bias: std z = √(3/2) = {:.4}, where {:.1} was meant",
                large_printed.std_dev(),
                large.std_dev()
            ),
        ],
        ["large: `self.topoloy`", "`self.topology`", "an AttributeError"].map(str::to_owned),
        [
            "exp(−(x − μ)²/σ²)/(√(2π)σ)".to_owned(),
            "exp(−(x − μ)²/2σ²)".to_owned(),
            format!("what is printed integrates to {:.7}", printed::integral(1.0)),
        ],
        [
            "a flat density, “distributed evenly”".to_owned(),
            format!("a normal density, {:.1} times as wide", large.std_dev()),
            format!("P(|z| > 1) is {:.4}, and would be {even:.4} if it were even", large.outside(1.0)),
        ],
    ];
    rows.into_iter().for_each(|row| table.push(row.map(Into::into)));
    Ok(table)
}

/// Bins that a panel 24 wide shows well: of a wide law many, of a narrow one few.
fn bins_per_std_dev(measured: &Measured) -> u32 {
    if measured.law.std_dev() > 5.0 { 20 } else { 4 }
}

/// The bins of the figure.
fn histograms(all: &[Measured]) -> Table {
    let rows = all.iter().zip(HEADINGS).flat_map(|(measured, heading)| {
        let histogram = measured.histogram(bins_per_std_dev(measured));
        let row = |[a, b, c, d, e, f]: [Cell; 6]| [heading.into(), a, b, c, d, e, f];
        histogram.closed_bins().map(|bin| row(measured.bin_cells(&bin))).collect::<Vec<_>>()
    });
    Table::hidden("listing", ["law"].into_iter().chain(BIN_COLUMNS), rows)
}

const HEADINGS: [&str; 4] = ["large, as meant", "default, as meant", "large, as printed", "default, as printed"];

/// The four densities, each to its own peak, over the σ′(z) that they meet.
fn figure(all: &[Measured], exact: &Exact, shares: &[f64], seed: u64) -> Figure {
    let (edge, reach) = (exact.threshold.z(), 12.0);
    let x = || Axis::new("", -reach, reach).without_numbers();
    let bands = || {
        let bands = [(-reach, -edge), (edge, reach)].into_iter().filter(|(from, to)| from < to);
        bands.map(|(from, to)| Band::new(from, to, Color::SATURATED))
    };
    let [default, large] = [3, 2].map(|k| raised(&percent(shares[k], 2)));
    let mut figure =
        Figure::new(format!("Run as printed, “default” saturates {default} of its neurons, and “large” {large}")).subtitle(format!(
            "Densities of *z*, each to its own peak; 1000 inputs, half of them active; {} trials each, {} of large as meant, seed {seed}; lines: exact laws.",
            number(all[3].trials() as f64, 0),
            number(all[0].trials() as f64, 0),
        ))
        .aspect(0.86);
    for (measured, heading) in all.iter().zip(HEADINGS) {
        let peak = measured.law.density(measured.law.mean());
        let saturated = exact.threshold.saturated_fraction(&*measured.law);
        let mut bars = two_colored_bars(&measured.histogram(bins_per_std_dev(measured)), &exact.threshold);
        for bar in &mut bars.bars {
            bar.height /= peak;
            bar.color = bar.color.tint(0.7);
        }
        let (from, to) =
            (measured.law.mean() - 6.0 * measured.law.std_dev(), measured.law.mean() + 6.0 * measured.law.std_dev());
        let top = bars.bars.iter().map(|bar| bar.height).fold(1.12, f64::max);
        let (std_dev, saturated) = (to_digits(measured.law.std_dev(), 4), raised(&exactly(saturated, 2)));
        figure = figure.row(
            1.0,
            [Panel::new(x(), Axis::hidden(0.0, top))
                .heading(format!("{heading}: std *z* = {std_dev}, exactly {saturated} saturated"))
                .marks(bands())
                .mark(bars)
                .mark(Curve::graph(from, to, Stroke::theory(), |z| measured.law.density(z) / peak))],
        );
    }
    let (tau, edge) = (tau_text(exact.threshold.tau()), to_digits(edge, 4));
    let shaded = format!("shaded: σ′(*z*) < {tau},\n|*z*| > {edge}");
    let slopes = Panel::new(Axis::new("pre-activation *z*", -reach, reach), Axis::hidden(0.0, 0.3))
        .marks(bands())
        .mark(Area::new(Curve::graph(-reach, reach, Stroke::theory(), slope).points, Color::ALIVE).opacity(0.3))
        .mark(Curve::graph(-reach, reach, Stroke::new(Color::ALIVE, 1.6), slope))
        .mark(Label::new((1.9, 0.16), "σ′(*z*)").place(Place::Right).color(Color::ALIVE))
        .mark(Label::new((-0.97 * reach, 0.26), shaded).place(Place::BelowRight).color(Color::SATURATED));
    figure.row(0.7, [slopes])
}
