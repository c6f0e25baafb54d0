//! Is the cure the disease? The article stops at the first hidden layer. With weights from N(0, 1)/√n a gradient passes many sigmoid
//! layers worse than with those from N(0, 1).
//!
//! In the limit of wide layers (see [`MeanField`]) the mean square of a gradient is multiplied by χ = n·Var w·E σ′(z)² from a layer to the
//! one before it. Scaled weights have χ = 0.042 with biases from N(0, 1) and 0.056 without: the norm shrinks to a fifth, or a quarter, in each
//! layer. Large ones have a χ that grows like √n/(6√π), is less than 1 in narrow layers, and more in wide ones.
//!
//! Here layers are drawn, 50 in a row, each weight once for z and once more, the same, for the gradient of a random linear read-out of
//! the last, Σᵢ vᵢσ(zᵢ) with vᵢ ~ N(0, 1). What is judged is how much ln ‖∂/∂zˡ‖ grows from a layer to the one before it, on average
//! from the last to the sixth; the first five are on their way to the variance that is kept.
//!
//! In layers of n neurons it is not ½ ln χ. To first order in 1/n it is ½ ln χ − v/4n, with v/n the variance of the square of what a layer
//! does to a norm; that is what is expected, and what is left out is allowed for by as much again, and 0.015. `NearMean`
//! refutes only a mean beyond that, for what is left out is there.
//!
//! What would mislead: a norm at initialisation says whether a signal arrives, and not what trains. A small gradient is not a
//! wrong one, and its scale can be made good by the learning rate of each layer.

use super::depth_figure;
use crate::claim::{Claim, NearMean};
use crate::experiments::measured::notes;
use crate::experiments::{DeepNetwork, Error, Experiment, Kept, Mutant, Request, Samples, Settings};
use crate::figure::decimals;
use crate::law::MeanField;
use crate::model::{Activation, Fans, Initializer, Input, Parameters};
use crate::report::{Cell, Chinese, Column, Section, Table, grouped, to_digits};
use crate::statistics::Moments;

pub const EXPERIMENT: Experiment = Experiment {
    id: "depth",
    title: "The depth: how far does a gradient come?",
    subjects: |settings| cases()?.into_iter().map(|case| case.request(settings)).collect(),
    section,
    mutants: |_| mutants(),
};

/// Layers of a network.
pub(super) const DEPTH: usize = 50;

/// The first layer whose z has the variance that is kept, but for a hundredth of a per cent.
const SETTLED: usize = 6;

/// What growth of ln ‖gradient‖ a layer is left open, besides a term of the size of the correction.
const LEFT_OPEN: f64 = 0.015;

/// Gradients smaller than this are said not to arrive.
const ARRIVES: f64 = 1e-6;

/// Hidden layers of a network that Nielsen trains, its inputs being 784, and the norms of ∂C/∂b that he prints for them (Neural Networks
/// and Deep Learning, chapter 5): with weights from N(0, 1)/√n_in, b ~ N(0, 1), before training, averaged over images.
const NIELSEN: [usize; 4] = [30, 30, 30, 10];
const NIELSEN_NORMS: [f64; 3] = [0.012, 0.060, 0.283];

/// Deep layers under one initializer.
#[derive(Debug, Clone)]
pub(super) struct Deep {
    pub(super) initializer: Initializer,
    /// Its name in ids and tables.
    pub(super) name: &'static str,
    /// Neurons of each layer but the last, which may be narrower.
    pub(super) width: usize,
    networks: u64,
    widths: Vec<usize>,
    inputs: usize,
}

impl Deep {
    pub(super) fn of((initializer, name): (Initializer, &'static str), width: usize, networks: u64) -> Self {
        Self { initializer, name, width, networks, widths: vec![width; DEPTH], inputs: width }
    }

    fn nielsen() -> Self {
        let (initializer, name) = SCALED_UNIT_BIAS;
        Self { initializer, name, width: 30, networks: 1000, widths: NIELSEN.to_vec(), inputs: 784 }
    }

    fn is_nielsen(&self) -> bool {
        self.inputs != self.width
    }

    /// The layers between which a rate is measured.
    fn between(&self) -> [usize; 2] {
        if self.is_nielsen() { [1, 3] } else { [SETTLED, self.widths.len()] }
    }

    pub(super) fn id(&self) -> String {
        if self.is_nielsen() { "nielsen".to_owned() } else { format!("{}_{}", self.name, self.width) }
    }

    pub(super) fn subject(&self) -> Result<DeepNetwork, Error> {
        self.with(self.initializer, 1.0)
    }

    /// The same under another initializer, its weights times a factor.
    fn with(&self, initializer: Initializer, factor: f64) -> Result<DeepNetwork, Error> {
        let parameters = |fan_in, fan_out| {
            let [weights, biases] = initializer.laws(Fans { fan_in, fan_out });
            Ok(Parameters::new(weights.times(factor), biases)?)
        };
        let input = Input::ones(self.inputs.div_ceil(2), self.inputs / 2)?;
        DeepNetwork::new(input, &self.widths, Activation::SIGMOID, parameters, Kept::Gradients(self.between()))
    }

    fn request(&self, settings: &Settings) -> Result<Request, Error> {
        let networks = settings.pairs.unwrap_or(self.networks).saturating_mul(settings.multiple);
        Ok(Request::new(format!("depth_{}", self.id()), self.subject()?, networks))
    }

    /// The limit of wide layers with as much variance of weights and biases as these have.
    pub(super) fn mean_field(&self) -> MeanField {
        let [weights, biases] =
            self.initializer.laws(Fans { fan_in: self.width, fan_out: self.width }).map(|law| law.std_dev());
        MeanField {
            activation: Activation::SIGMOID,
            weight_variance: self.width as f64 * weights * weights,
            bias_variance: biases * biases,
        }
    }

    /// ½ ln χ and v/4n where z has the variance q.
    fn rate_at(&self, q: f64) -> Result<[f64; 2], Error> {
        let field = self.mean_field();
        Ok([0.5 * libm::log(field.slope(q)?), 0.25 * field.gradient_variance(q)? / self.width as f64])
    }

    /// What is expected of the layers between which the rate is measured: ½ ln χ and v/4n, on average.
    pub(super) fn expected(&self) -> Result<[f64; 2], Error> {
        if !self.is_nielsen() {
            return self.rate_at(self.kept()?);
        }
        let field = self.mean_field();
        let mut q = field.weight_variance * self.inputs.div_ceil(2) as f64 / self.inputs as f64 + field.bias_variance;
        let ([first, last], mut sums) = (self.between(), [0.0; 2]);
        for _ in first..last {
            let rate = self.rate_at(q)?;
            sums = [sums[0] + rate[0], sums[1] + rate[1]];
            q = field.next_variance(q)?;
        }
        Ok(sums.map(|sum| sum / (last - first) as f64))
    }

    /// The variance of z that is kept from layer to layer.
    pub(super) fn kept(&self) -> Result<f64, Error> {
        Ok(self.mean_field().limit(1.0)?.unwrap_or(f64::NAN))
    }
}

pub(super) const LARGE: (Initializer, &str) = (Initializer::LARGE, "large");
pub(super) const SCALED_UNIT_BIAS: (Initializer, &str) = (Initializer::SCALED_UNIT_BIAS, "scaled_unit_bias");
pub(super) const SCALED: (Initializer, &str) = (Initializer::SCALED, "scaled");

/// The width at which large weights keep the norm of a gradient, to first order in 1/n.
fn critical_width() -> Result<usize, Error> {
    let grows = |width: usize| -> Result<bool, Error> {
        let [rate, correction] = Deep::of(LARGE, width, 0).expected()?;
        Ok(rate > correction)
    };
    let (mut shrinking, mut growing) = (10, 1000);
    while growing - shrinking > 1 {
        let middle = (shrinking + growing) / 2;
        if grows(middle)? { growing = middle } else { shrinking = middle }
    }
    Ok(growing)
}

/// Networks of each: as many as the interval at α = 1e-9 takes to lie within what is left open.
fn cases() -> Result<Vec<Deep>, Error> {
    Ok(vec![
        Deep::of(LARGE, 30, 200),
        Deep::of(LARGE, 100, 200),
        Deep::of(LARGE, critical_width()?, 200),
        Deep::of(LARGE, 1000, 46),
        Deep::of(SCALED_UNIT_BIAS, 30, 100),
        Deep::of(SCALED_UNIT_BIAS, 100, 100),
        Deep::of(SCALED_UNIT_BIAS, 1000, 22),
        Deep::of(SCALED, 30, 100),
        Deep::of(SCALED, 100, 100),
        Deep::of(SCALED, 1000, 22),
        Deep::nielsen(),
    ])
}

fn mutants() -> Result<Vec<Mutant>, Error> {
    let all = cases()?;
    let of = |ids: &[&str]| -> Vec<&Deep> { all.iter().filter(|case| ids.contains(&case.id().as_str())).collect() };
    let draws = |name, ids: &[&str], wrong: &dyn Fn(&Deep) -> Result<DeepNetwork, Error>| {
        of(ids).into_iter().try_fold(Mutant::new(name, ids), |mutant, case| {
            Ok::<_, Error>(mutant.draws(wrong(case)?, &case.subject()?))
        })
    };
    let critical = format!("large_{}", critical_width()?);
    let large = ["large_30", "large_100", critical.as_str()];
    Ok(vec![
        draws("a factor 2 too much in the variance", &large, &|case| case.with(case.initializer, 2f64.sqrt()))?,
        // As wide as they say, large weights would be as slow to draw again.
        draws("layers of 100 neurons, not 1000", &["large_1000"], &|_| Deep::of(LARGE, 100, 0).subject())?,
        draws(
            "bias forgotten",
            &["scaled_unit_bias_30", "scaled_unit_bias_100", "scaled_unit_bias_1000", "nielsen"],
            &|case| case.with(Initializer::SCALED, 1.0),
        )?,
        draws("bias kept", &["scaled_30", "scaled_100", "scaled_1000"], &|case| {
            case.with(Initializer::SCALED_UNIT_BIAS, 1.0)
        })?,
    ])
}

/// What was drawn of a case, beside what is expected.
pub(super) struct Row {
    pub(super) case: Deep,
    /// ½ ln χ − v/4n.
    pub(super) expected: f64,
    tolerance: f64,
    chi: f64,
    kept: f64,
    pub(super) rate: Moments,
    /// The mean square of z, averaged over the layers between which the rate is measured.
    variance: f64,
    /// ln of the norm of the gradient in each layer: mean and spread.
    pub(super) gradients: Vec<[f64; 2]>,
}

impl Row {
    fn of(case: Deep, samples: &Samples) -> Result<Self, Error> {
        let network = case.subject()?;
        let statistics = samples.of(&network)?;
        let [half_ln_chi, correction] = case.expected()?;
        let gradients = (1..=network.depth()).map(|layer| {
            let moments = network.ln_gradient(layer, statistics)?;
            Ok([moments.mean(), moments.std_dev()])
        });
        Ok(Self {
            expected: half_ln_chi - correction,
            tolerance: correction + LEFT_OPEN,
            chi: libm::exp(2.0 * half_ln_chi),
            kept: case.kept()?,
            rate: network.rate(statistics)?,
            variance: network.mean_variance(statistics)?.mean(),
            gradients: gradients.collect::<Result<_, Error>>()?,
            case,
        })
    }

    fn claim(&self) -> Result<Claim, Error> {
        let (expected, tolerance) = (to_digits(self.expected, 3), to_digits(self.tolerance, 2));
        let (name, width) = (self.case.name.replace('_', " "), grouped(self.case.width as u64, ' '));
        let statement = if self.case.is_nielsen() {
            format!(
                "[784, 30, 30, 30, 10], {name}: ln of a gradient’s norm grows by {expected} a layer, to {tolerance}"
            )
        } else {
            format!("{name}, n = {width}: ln of a gradient’s norm grows by {expected} a layer, to {tolerance}")
        };
        let test = NearMean::new(&self.rate, self.expected, self.tolerance)?;
        Ok(Claim::new(self.case.id(), statement, "", test).about(self.case.name, self.case.width))
    }

    /// Through how many layers a gradient comes with 1e-6 of its norm; none where it is not seen to shrink.
    pub(super) fn layers(&self) -> Option<f64> {
        let error = self.rate.std_dev() / (self.rate.count() as f64).sqrt();
        (self.rate.mean() < -4.0 * error).then(|| libm::log(ARRIVES) / self.rate.mean())
    }
}

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let rows = cases()?.into_iter().map(|case| Row::of(case, samples)).collect::<Result<Vec<_>, _>>()?;
    let by = |(_, name): (Initializer, &str), width| {
        rows.iter().find(|row| row.case.name == name && row.case.width == width)
    };
    let critical = critical_width()?;
    let layers = |row: Option<&Row>| row.and_then(Row::layers).map_or(String::new(), |layers| decimals(layers, 0));
    let growth = by(LARGE, 1000).map_or(f64::NAN, |row| libm::exp(row.rate.mean()));
    let nielsen = rows.iter().find(|row| row.case.is_nielsen());
    Ok(Section {
        headline: format!(
            "scaled weights leave 1e−6 of a gradient after {} sigmoid layers, large ones of 30 neurons after {}; of {critical} they keep it, of \
             1000 it grows {}-fold a layer",
            layers(by(SCALED_UNIT_BIAS, 100)),
            layers(by(LARGE, 30)),
            decimals(growth, 2),
        ),
        chinese: Some(Chinese {
            title: "深度：梯度能传多远？",
            headline: format!(
                "缩放后的权重经过 {} 个 sigmoid 层，梯度只剩 1e−6；30 个神经元的大权重层要 {} 层；{critical} 个时梯度不变，1000 个时每层变为原来的 {} 倍",
                layers(by(SCALED_UNIT_BIAS, 100)),
                layers(by(LARGE, 30)),
                decimals(growth, 2),
            ),
        }),
        paragraphs: vec![text(&rows, critical), nielsen_text(nielsen)],
        notes: notes([(
            settings.trials.is_some(),
            format!(
                "--trials does not touch it: it draws {} networks at most.",
                rows.iter().map(|row| row.rate.count()).max().unwrap_or(0)
            ),
        )]),
        claims: rows.iter().map(Row::claim).collect::<Result<_, _>>()?,
        tables: vec![table(&rows), by_layer(&rows)],
        figure: depth_figure::figure(&rows, critical, settings.seed)?,
    })
}

fn text(rows: &[Row], critical: usize) -> String {
    let chi = |name: &str| rows.iter().find(|row| row.case.name == name).map_or(f64::NAN, |row| row.chi);
    format!(
        "In wide layers the mean square of a gradient is multiplied by χ = n·Var w·E σ′(z)² on its way back through one. Behind scaled weights \
         χ = {} with biases from N(0, 1), and {} without, at every width: its norm becomes {} of itself, or {}. Behind large ones χ \
         grows with the width, and a gradient keeps its norm in layers of {critical} neurons. What is judged is how much ln ‖∂/∂zˡ‖ grows a \
         layer: ½ ln χ − v/4n to first order in 1/n. These are norms at initialisation; they do not say what trains.",
        to_digits(chi(SCALED_UNIT_BIAS.1), 3),
        to_digits(chi(SCALED.1), 3),
        to_digits(chi(SCALED_UNIT_BIAS.1).sqrt(), 2),
        to_digits(chi(SCALED.1).sqrt(), 2),
    )
}

fn nielsen_text(row: Option<&Row>) -> String {
    let ratios = NIELSEN_NORMS.windows(2).map(|pair| decimals(pair[0] / pair[1], 2)).collect::<Vec<_>>().join(" and ");
    let drawn = row.map_or(String::new(), |row| decimals(libm::exp(row.rate.mean()), 3));
    format!(
        "Nielsen prints the norms of the gradient in the hidden layers of a network [784, 30, 30, 30, 10] under scaled weights with biases from \
         N(0, 1), before it is trained: {}. From a layer to the one before it they shrink to {ratios} of themselves. Drawn here, of a random \
         read-out at one input, to {drawn} (geometric mean); √χ = {}.",
        NIELSEN_NORMS.map(|norm| decimals(norm, 3)).join(", "),
        row.map_or(String::new(), |row| decimals(row.chi.sqrt(), 3)),
    )
}

fn table(rows: &[Row]) -> Table {
    let columns = [
        Column::text("law", "weights"),
        Column::text("width", "n"),
        Column::hidden("weight_variance"),
        Column::hidden("bias_variance"),
        Column::digits("kept_variance", "q*", 4),
        Column::digits("variance", "q measured", 4),
        Column::digits("chi", "χ", 3),
        Column::digits("expected", "½ ln χ − v/4n", 3),
        Column::digits("rate", "measured", 3),
        Column::hidden("standard_error"),
        Column::hidden("growth"),
        Column::hidden("tolerance"),
        Column::text("networks", "networks"),
        Column::digits("layers", "layers to 1e−6", 2),
    ];
    let mut table = Table::new("depth", columns);
    for row in rows {
        let field = row.case.mean_field();
        let name = if row.case.is_nielsen() { "[784, 30, 30, 30, 10], scaled_unit_bias" } else { row.case.name };
        table.push([
            name.into(),
            (row.case.width as u64).into(),
            field.weight_variance.into(),
            field.bias_variance.into(),
            row.kept.into(),
            row.variance.into(),
            row.chi.into(),
            row.expected.into(),
            row.rate.mean().into(),
            (row.rate.std_dev() / (row.rate.count() as f64).sqrt()).into(),
            libm::exp(row.rate.mean()).into(),
            row.tolerance.into(),
            row.rate.count().into(),
            row.layers().into(),
        ]);
    }
    table
}

/// The lines and bands of the figure.
fn by_layer(rows: &[Row]) -> Table {
    let columns = "law width layer ln_gradient ln_gradient_std_dev".split(' ');
    let row = |row: &Row| {
        let (name, width) = (row.case.id(), row.case.width as u64);
        let one = move |(k, [mean, std_dev]): (usize, [f64; 2])| -> [Cell; 5] {
            [name.as_str().into(), width.into(), (k as u64 + 1).into(), mean.into(), std_dev.into()]
        };
        row.gradients.clone().into_iter().enumerate().map(one).collect::<Vec<_>>()
    };
    Table::hidden("depth_layers", columns, rows.iter().flat_map(row))
}
