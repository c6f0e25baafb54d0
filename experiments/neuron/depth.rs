use super::grid::{Grid, Layer};
use crate::experiments::measured::percent;
use crate::experiments::{DeepNetwork, Error, Kept, Request, Samples, Settings};
use crate::law::{MeanField, Normal, Threshold};
use crate::model::{Activation, ParameterLaw};
use crate::report::{Cell, Column, Table};
use crate::statistics::{Moments, Statistics};

/// Networks that are drawn of each cell.
const NETWORKS: u64 = 32;

/// Layers that reports show, besides the last; files have all.
const SHOWN: [usize; 9] = [1, 2, 3, 5, 10, 20, 50, 100, 200];

/// One cell of a grid, as the first layer of many like it.
struct Deep {
    layer: Layer,
    activation: Activation,
    network: DeepNetwork,
    threshold: Threshold,
}

impl Deep {
    /// The limit of wide layers behind the first; none for weights that are not about 0.
    fn mean_field(&self) -> Option<MeanField> {
        let width = self.layer.fans.fan_out as f64;
        let parameters = self.network.parameters_of_last();
        let [weights, biases] = [parameters.weights(), parameters.biases()];
        let variances = [weights, biases].map(|law| law.std_dev() * law.std_dev());
        (weights.mean() == 0.0 && biases.mean() == 0.0).then_some(MeanField {
            activation: self.activation,
            weight_variance: width * variances[0],
            bias_variance: variances[1],
        })
    }
}

/// What can be drawn in many layers: all but orthogonal matrices.
fn all(grid: &Grid) -> Result<Vec<Deep>, Error> {
    let Some(depth) = grid.depth else { return Ok(Vec::new()) };
    let mut cells = Vec::new();
    for layer in grid.layers()? {
        if let ParameterLaw::Orthogonal { .. } = layer.neuron.parameters().weights() {
            continue;
        }
        for (activation, threshold) in grid.thresholds()? {
            let parameters = |fan_in, fan_out| grid.parameters(layer.initializer, fan_in, fan_out);
            let widths = vec![layer.fans.fan_out; depth];
            let input = grid.input(layer.fans.fan_in)?;
            let network = DeepNetwork::new(input, &widths, activation, parameters, Kept::Forward(threshold.clone()))?;
            cells.push(Deep { layer: layer.clone(), activation, network, threshold });
        }
    }
    Ok(cells)
}

/// What has to be drawn of many layers.
///
/// # Errors
/// As for [`Grid::layers`].
pub fn requests(grid: &Grid, settings: &Settings) -> Result<Vec<Request>, Error> {
    let networks = NETWORKS.saturating_mul(settings.multiple);
    let request = |deep: Deep| {
        let name = format!("{}_deep_{}", deep.layer.slug, super::grid::slug(&deep.activation.to_string()));
        Request::new(name, deep.network, networks)
    };
    Ok(all(grid)?.into_iter().map(request).collect())
}

/// q, χ and the saturated share of each layer, drawn and in the limit of wide layers; those shown first.
///
/// # Errors
/// [`Error`] if one was not drawn, or an integral is not had.
pub fn tables(grid: &Grid, samples: &Samples) -> Result<Vec<Table>, Error> {
    let Some(depth) = grid.depth else { return Ok(Vec::new()) };
    let columns = [
        Column::text("network", "layers of"),
        Column::text("layer", "layer"),
        Column::digits("limit_variance", "q, limit", 4),
        Column::digits("variance", "drawn", 4),
        Column::digits("limit_chi", "χ, limit", 3),
        Column::digits("chi", "drawn", 3),
        Column::text("limit_saturated", "saturated, limit"),
        Column::text("saturated", "drawn"),
    ];
    let names = "init width activation layer limit_variance variance variance_error limit_chi chi chi_error limit_saturated saturated \
                 saturated_error networks";
    let mut shown = Table::new("neuron_depth_shown", columns).in_terminal();
    let mut whole = Table::new("neuron_depth", names.split(' ').map(Column::hidden).collect::<Vec<_>>());
    let cells = all(grid)?;
    if cells.is_empty() {
        return Ok(Vec::new());
    }
    for deep in cells {
        let statistics = samples.of(&deep.network)?;
        let field = deep.mean_field();
        let mut q = field.map(|_| deep.layer.neuron.variance());
        let fans = deep.layer.fans;
        // What is said once for several rows stands in the first.
        let mut names =
            [deep.layer.initializer.to_string(), format!("n = {}, {}", fans.fan_out, deep.activation)].into_iter();
        for layer in 1..=depth {
            let one = Measured::of(&deep, layer, statistics, field.zip(q))?;
            if SHOWN.contains(&layer) || layer == depth {
                let [limit, drawn] =
                    [one.limit[2], Some(one.drawn[2].0)].map(|share| share.map(|share| percent(share, 3)));
                shown.push([
                    names.next().unwrap_or_default().into(),
                    (layer as u64).into(),
                    one.limit[0].into(),
                    one.drawn[0].0.into(),
                    one.limit[1].into(),
                    one.drawn[1].0.into(),
                    limit.into(),
                    drawn.into(),
                ]);
            }
            let mut row: Vec<Cell> = vec![
                deep.layer.initializer.to_string().into(),
                (fans.fan_out as u64).into(),
                deep.activation.to_string().into(),
                (layer as u64).into(),
            ];
            for (limit, (mean, error)) in one.limit.into_iter().zip(one.drawn) {
                row.extend([limit.into(), mean.into(), error.into()]);
            }
            row.push(one.networks.into());
            whole.push(row);
            q = match field.zip(q) {
                Some((field, q)) => Some(field.next_variance(q)?),
                None => None,
            };
        }
    }
    Ok(vec![shown, whole])
}

/// q, χ and the saturated share of a layer: in the limit of wide layers, and as drawn, each with its standard error.
struct Measured {
    limit: [Option<f64>; 3],
    drawn: [(f64, f64); 3],
    networks: u64,
}

impl Measured {
    fn of(deep: &Deep, layer: usize, statistics: &Statistics, limit: Option<(MeanField, f64)>) -> Result<Self, Error> {
        let network = &deep.network;
        let weights = network.parameters_of_last().weights().std_dev();
        let factor = deep.layer.fans.fan_out as f64 * weights * weights;
        let [variance, slope, saturated] = [
            network.variance(layer, statistics)?,
            network.slope(layer, statistics)?,
            network.saturated(layer, statistics)?,
        ];
        let drawn = |moments: &Moments, factor: f64| {
            (factor * moments.mean(), factor * moments.std_dev() / (moments.count() as f64).sqrt())
        };
        let chi = match limit {
            Some((field, q)) => Some(field.slope(q)?),
            None => None,
        };
        let law = |q: f64| Normal { mean: 0.0, std_dev: q.sqrt() };
        let share = limit.map(|(_, q)| deep.threshold.saturated_fraction(&law(q)));
        Ok(Self {
            limit: [limit.map(|(_, q)| q), chi, share],
            drawn: [drawn(&variance, 1.0), drawn(&slope, factor), drawn(&saturated, 1.0)],
            networks: variance.count(),
        })
    }
}

/// What the tables are, and what is left out of them.
pub fn text(grid: &Grid) -> Result<Option<String>, Error> {
    let Some(depth) = grid.depth else { return Ok(None) };
    let left_out = grid.layers()?.len() * grid.activations.len() > all(grid)?.len();
    Ok(Some(format!(
        "{depth} layers, one after another, in {NETWORKS} networks of each kind: q is the mean square of z in a layer, χ = n·Var w·E f′(z)² is by what the \
         mean square of a gradient is multiplied on its way back through it, if layers are wide. The limit is that of infinitely \
         wide layers; no verdict is given on it.{}",
        if left_out { " Orthogonal matrices are not drawn in many layers." } else { "" }
    )))
}
