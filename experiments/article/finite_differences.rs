use super::cases::{FAN_IN, HIDDEN};
use crate::evidence::{DrawError, Drawing, Subject};
use crate::model::{Activation, Cost, Initializer, Input, Layer, ModelError, Network, Rows};
use crate::sampling::{Stream, layers};
use crate::statistics::Statistics;

/// Derivatives of the cost of the article's networks, [1000, 30, 10]: each by finite differences, by the formula printed,
/// and by the right one. A trial is a derivative, a chunk a network.
///
/// The difference quotient (8(C₁ − C₋₁) − (C₂ − C₋₂))/12h, Cₖ the cost with the parameter moved by kh, errs by h⁴C⁽⁵⁾/30
/// and, C being near 1, by 1e-16/h of rounding: at h = 1e-3 both are below 1e-12.
#[derive(Debug, Clone, Copy)]
pub struct FiniteDifferences {
    /// What a wrong program does; `None`: nothing.
    pub mistake: Option<Mistake>,
}

/// Mistakes that have been made before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mistake {
    /// The bias of a neuron is moved where a weight to it is to be.
    MovesBias,
    /// The gradient of a bias has the activation of the layer before as a factor.
    BiasWithActivation,
    /// The hidden layer's error lacks its σ′.
    WithoutDerivative,
    /// Inputs of 0 are taken for 1.
    ZerosAsOnes,
}

/// What is moved by hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A weight of the output layer.
    OutputWeight,
    /// A bias of the output layer.
    OutputBias,
    /// A weight of the hidden layer from an active input.
    HiddenWeight,
    /// No weight: the largest |∂C/∂w¹| of those from inputs of 0.
    LargestOfZero,
}

/// The derivative of the cost in one parameter of neuron j.
#[derive(Debug, Clone, Copy)]
pub struct Derivative {
    /// Which initializer the network has.
    pub initializer: Initializer,
    /// Which cost.
    pub cost: Cost,
    /// Which parameter.
    pub kind: Kind,
    /// By finite differences.
    pub difference: f64,
    /// δⱼ: what is printed for a weight, and right for a bias.
    pub printed: f64,
    /// δⱼ times what the parameter multiplies: an activation, an input, or 1 for a bias.
    pub right: f64,
}

const OUTPUTS: usize = 10;
const INITIALIZERS: [Initializer; 2] = [Initializer::LARGE, Initializer::SCALED];
const COSTS: [Cost; 2] = [Cost::Quadratic, Cost::CrossEntropy];
const KINDS: [Kind; 4] = [Kind::OutputWeight, Kind::OutputBias, Kind::HiddenWeight, Kind::LargestOfZero];
/// Networks drawn under each initializer.
const DRAWS: u64 = 4;
/// Output weights looked at, for each output.
const WEIGHTS: usize = 6;
/// How far a parameter is moved.
const STEP: f64 = 1e-3;
/// Of a network, and all networks.
const DERIVATIVES: u64 = (COSTS.len() * (OUTPUTS * WEIGHTS + OUTPUTS + HIDDEN + 1)) as u64;

impl FiniteDifferences {
    /// Four networks of each initializer.
    pub const TRIALS: u64 = Self::NETWORKS * DERIVATIVES;

    /// The number of networks.
    pub const NETWORKS: u64 = DRAWS * INITIALIZERS.len() as u64;

    /// The number of derivatives of a kind under either cost, in all networks.
    pub fn number(kind: Kind) -> u64 {
        let of_network = match kind {
            Kind::OutputWeight => OUTPUTS * WEIGHTS,
            Kind::OutputBias => OUTPUTS,
            Kind::HiddenWeight => HIDDEN,
            Kind::LargestOfZero => 1,
        };
        Self::NETWORKS * of_network as u64
    }

    /// The derivatives that these statistics hold.
    pub fn read(statistics: &Statistics) -> Vec<Derivative> {
        let derivative = |(_, row): (u64, &[f64])| match *row {
            [initializer, cost, kind, difference, printed, right] => Some(Derivative {
                initializer: *INITIALIZERS.get(initializer as usize)?,
                cost: *COSTS.get(cost as usize)?,
                kind: *KINDS.get(kind as usize)?,
                difference,
                printed,
                right,
            }),
            _ => None,
        };
        statistics.rows().filter_map(derivative).collect()
    }

    /// The derivatives of the network of this number, which is to learn that the half-active input is a digit.
    fn network(self, seed: u64, number: u64) -> Result<Vec<[f64; 6]>, ModelError> {
        let (draw, initializer) = (number / INITIALIZERS.len() as u64, number as usize % INITIALIZERS.len());
        // The initializers share the stream of a draw, and so its standard normals.
        let stream = Stream::new(seed, &format!("{}, draw {draw}", self.definition()));
        let layers = layers(&[FAN_IN, HIDDEN, OUTPUTS], INITIALIZERS[initializer], stream)?;
        let mut rows = Vec::new();
        for (cost, of) in COSTS.into_iter().enumerate() {
            for derivative in self.derivatives(of, &layers, draw as usize)? {
                let (kind, [difference, printed, right]) = derivative;
                rows.push([initializer as f64, cost as f64, f64::from(kind as u8), difference, printed, right]);
            }
        }
        Ok(rows)
    }

    fn derivatives(self, cost: Cost, layers: &[Layer], target: usize) -> Result<Vec<(Kind, [f64; 3])>, ModelError> {
        let half = Input::half_ones(FAN_IN)?.values();
        let inputs = Rows::new(&[&half]);
        let mut targets = [0.0; OUTPUTS];
        targets[target % OUTPUTS] = 1.0;
        let targets = [&targets[..]];
        let network = Network::new(layers.to_vec(), Activation::SIGMOID, cost)?;
        let forward = network.forward(&inputs)?;
        let errors = network.errors(&forward, &targets)?;
        let ones = [1.0; FAN_IN];
        let ones = Rows::new(&[&ones]);
        let seen = if self.mistake == Some(Mistake::ZerosAsOnes) { &ones } else { &inputs };
        let gradient = network.backward(&network.forward(seen)?, &targets)?;
        let paid = |kind, j, k, step| {
            let moved = Network::new(self.moved(layers, kind, j, k, step)?, Activation::SIGMOID, cost)?;
            moved.cost(&moved.forward(&inputs)?, &targets)
        };
        let derivative = |(kind, j, k)| {
            let [two, one, minus_one, minus_two] = [2.0, 1.0, -1.0, -2.0].map(|steps| paid(kind, j, k, steps * STEP));
            let difference = (8.0 * (one? - minus_one?) - (two? - minus_two?)) / (12.0 * STEP);
            let activation = |k: usize| forward.activations()[0][(0, k)];
            let (printed, factor) = match kind {
                Kind::OutputWeight => (errors[1][(0, j)], activation(k)),
                Kind::OutputBias if self.mistake == Some(Mistake::BiasWithActivation) => {
                    (errors[1][(0, j)], activation(k))
                }
                Kind::OutputBias => (errors[1][(0, j)], 1.0),
                _ if self.mistake == Some(Mistake::WithoutDerivative) => {
                    let back = (0..OUTPUTS).map(|output| layers[1].weights()[(j, output)] * errors[1][(0, output)]);
                    (back.sum(), inputs.row(0)[k])
                }
                _ => (errors[0][(0, j)], inputs.row(0)[k]),
            };
            Ok((kind, [difference, printed, printed * factor]))
        };
        let weights = gradient[0].weights.iter().skip(FAN_IN / 2).flatten();
        let largest = weights.fold(0.0, |most: f64, w| most.max(w.abs()));
        let all = sample().map(derivative).chain([Ok((Kind::LargestOfZero, [0.0, 0.0, largest]))]);
        all.collect()
    }

    /// The same layers with one parameter moved.
    fn moved(self, layers: &[Layer], kind: Kind, j: usize, k: usize, step: f64) -> Result<Vec<Layer>, ModelError> {
        let mut layers = layers.to_vec();
        let l = usize::from(kind != Kind::HiddenWeight);
        let (mut weights, mut biases) = (layers[l].weights().clone(), layers[l].biases().to_vec());
        if kind == Kind::OutputBias || self.mistake == Some(Mistake::MovesBias) {
            biases[j] += step;
        } else {
            weights[(k, j)] += step;
        }
        layers[l] = Layer::new(weights, &biases)?;
        Ok(layers)
    }
}

/// A parameter of neuron j, and what it multiplies: weights to every output from hidden neurons all over the layer, every
/// output bias, and for every hidden neuron the weight from one of the active inputs.
fn sample() -> impl Iterator<Item = (Kind, usize, usize)> {
    let from = |j: usize, k: usize| (7 * j + k * HIDDEN / WEIGHTS) % HIDDEN;
    let weights = (0..OUTPUTS).flat_map(move |j| (0..WEIGHTS).map(move |k| (Kind::OutputWeight, j, from(j, k))));
    let biases = (0..OUTPUTS).map(|j| (Kind::OutputBias, j, 0));
    weights.chain(biases).chain((0..HIDDEN).map(|j| (Kind::HiddenWeight, j, 16 * j)))
}

impl Subject for FiniteDifferences {
    fn definition(&self) -> String {
        format!(
            "finite differences of the cost of networks of {FAN_IN}, {HIDDEN} and {OUTPUTS} neurons, large and scaled"
        )
    }

    fn per_chunk(&self) -> u64 {
        DERIVATIVES
    }

    /// Four costs of a network, and as many copies of it.
    fn work(&self) -> u64 {
        (4 * FAN_IN * HIDDEN) as u64
    }

    fn nothing(&self) -> Statistics {
        let columns = ["initializer", "cost", "kind", "difference", "printed", "right"];
        Statistics::default().with_columns(columns.map(str::to_owned))
    }

    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError> {
        Ok(Box::new(move |chunk, statistics, _| {
            let rows = self.network(seed, chunk.index)?;
            for (k, row) in rows.into_iter().take(chunk.trials).enumerate() {
                statistics.put(chunk.index * DERIVATIVES + k as u64, row.to_vec());
            }
            Ok(())
        }))
    }
}
