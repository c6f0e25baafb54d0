use super::Error;
use crate::evidence::{DrawError, Drawing, Subject};
use crate::law::Threshold;
use crate::model::Neuron;
use crate::model::{Activation, Input, ModelError, ParameterLaw, Parameters};
use crate::sampling::{Blocks, Control, Sampler, Stream};
use crate::statistics::{Moments, Quantity, Statistics};

/// A network of many layers, drawn anew in every trial: z of each layer at one input and, if they are kept, the gradients of a random
/// linear read-out of the last, Σᵢ vᵢ f(zᵢ) with vᵢ ~ N(0, 1).
///
/// A layer's weights are drawn when z is computed, and again, the same, when the gradient goes back through them: memory holds a
/// few rows of them, and z of all layers. Norms of gradients are kept as logarithms, and do not overflow.
#[derive(Debug, Clone)]
pub struct DeepNetwork {
    input: Input,
    activation: Activation,
    /// Inputs and neurons of each layer, and the laws of its parameters.
    layers: Vec<([usize; 2], Parameters)>,
    kept: Kept,
}

/// What is kept of a deep network.
#[derive(Debug, Clone)]
pub enum Kept {
    /// ln of the norm of the gradient by z of each layer, and by how much it grows from the second of these layers to the first, for
    /// each of those between them; the mean square of z, on average over these.
    Gradients([usize; 2]),
    /// The mean square of z in each layer, the mean of f′(z)², and the share of saturated neurons.
    Forward(Threshold),
}

impl DeepNetwork {
    /// How much ln ‖gradient‖ grows from a layer to the one before it, on average over some layers of a network.
    pub const RATE: &str = "rate";
    /// The mean square of z, on average over some layers of a network.
    pub const VARIANCE: &str = "variance";

    /// A network that reads this input, with layers of so many neurons.
    ///
    /// # Errors
    /// As `parameters`, which is told the inputs and the neurons of each layer; and for parameters that depend on one another.
    pub fn new(
        input: Input,
        widths: &[usize],
        activation: Activation,
        parameters: impl Fn(usize, usize) -> Result<Parameters, Error>,
        kept: Kept,
    ) -> Result<Self, Error> {
        let fan_ins = [input.fan_in()].into_iter().chain(widths.iter().copied());
        let mut layers = Vec::new();
        for (fan_in, fan_out) in fan_ins.zip(widths.iter().copied()) {
            let parameters = parameters(fan_in, fan_out)?;
            if let ParameterLaw::Orthogonal { .. } = parameters.weights() {
                return Err(ModelError::DependentRows.into());
            }
            layers.push(([fan_in, fan_out], parameters));
        }
        if layers.is_empty() {
            return Err(ModelError::NoLayer.into());
        }
        Ok(Self { input, activation, layers, kept })
    }

    /// The laws of the last layer's weights and biases.
    pub fn parameters_of_last(&self) -> Parameters {
        // There is one layer at least.
        self.layers[self.layers.len() - 1].1
    }

    /// Its number of layers.
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// The mean square of z in a layer, counted from 1, over the networks.
    ///
    /// # Errors
    /// [`Error::Missing`] if it was not kept.
    pub fn variance(&self, layer: usize, statistics: &Statistics) -> Result<Moments, Error> {
        moments(&name("q", layer), statistics)
    }

    /// The mean square of z, on average over the layers between which a gradient is followed.
    ///
    /// # Errors
    /// As for [`DeepNetwork::variance`].
    pub fn mean_variance(&self, statistics: &Statistics) -> Result<Moments, Error> {
        moments(Self::VARIANCE, statistics)
    }

    /// ln of the norm of the gradient by z of a layer.
    ///
    /// # Errors
    /// As for [`DeepNetwork::variance`].
    pub fn ln_gradient(&self, layer: usize, statistics: &Statistics) -> Result<Moments, Error> {
        moments(&name("ln gradient", layer), statistics)
    }

    /// [`DeepNetwork::RATE`].
    ///
    /// # Errors
    /// As for [`DeepNetwork::variance`].
    pub fn rate(&self, statistics: &Statistics) -> Result<Moments, Error> {
        moments(Self::RATE, statistics)
    }

    /// The mean of f′(z)² in a layer.
    ///
    /// # Errors
    /// As for [`DeepNetwork::variance`].
    pub fn slope(&self, layer: usize, statistics: &Statistics) -> Result<Moments, Error> {
        moments(&name("slope", layer), statistics)
    }

    /// The share of saturated neurons of a layer.
    ///
    /// # Errors
    /// As for [`DeepNetwork::variance`].
    pub fn saturated(&self, layer: usize, statistics: &Statistics) -> Result<Moments, Error> {
        moments(&name("saturated", layer), statistics)
    }

    /// The weights of a layer, counted from 0.
    fn weights(&self, layer: usize, stream: Stream) -> Result<Blocks, ModelError> {
        let (fans, parameters) = self.layers[layer];
        Blocks::new(parameters.weights(), fans, stream, (layer as u64) << 32)
    }

    /// z of each layer of the network with this stream.
    fn forward(&self, stream: Stream, control: &Control) -> Result<Vec<Vec<f64>>, DrawError> {
        let mut a = self.input.values();
        let mut all = Vec::with_capacity(self.layers.len());
        for (l, ([_, fan_out], parameters)) in self.layers.iter().enumerate() {
            control.check()?;
            let mut z = vec![0.0; *fan_out];
            fill(parameters.biases(), stream, (l as u64) << 32 | 1 << 31, &mut z)?;
            self.weights(l, stream)?.forward(&a, &mut z);
            let square = mean(z.iter().map(|z| z * z));
            if square.is_nan() || square > MOST_SQUARE {
                return Err(ModelError::DeepOverflow { layer: l + 1, square }.into());
            }
            a = vec![0.0; *fan_out];
            self.activation.values(&z, &mut a);
            all.push(z);
        }
        Ok(all)
    }

    /// ln of the norm of the gradient by z of each layer.
    fn backward(&self, z: &[Vec<f64>], stream: Stream, control: &Control) -> Result<Vec<f64>, DrawError> {
        let mut gradient = vec![0.0; z.last().map_or(0, Vec::len)];
        fill(ParameterLaw::normal(1.0), stream, u64::MAX, &mut gradient)?;
        let mut logs = vec![0.0; z.len()];
        let mut ln_norm = 0.0;
        for l in (0..z.len()).rev() {
            control.check()?;
            let mut slopes = vec![0.0; z[l].len()];
            self.activation.derivatives(&z[l], &mut slopes);
            gradient.iter_mut().zip(&slopes).for_each(|(gradient, slope)| *gradient *= slope);
            // Of length 1 from here on, so that it neither overflows nor vanishes; one that is 0 is taken for the smallest number.
            let norm = gradient.iter().map(|x| x * x).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
            gradient.iter_mut().for_each(|x| *x /= norm);
            ln_norm += libm::log(norm);
            logs[l] = ln_norm;
            if l > 0 {
                let mut behind = vec![0.0; z[l - 1].len()];
                self.weights(l, stream)?.backward(&gradient, &mut behind);
                gradient = behind;
            }
        }
        Ok(logs)
    }
}

/// The fourth power of a larger number is none, and is kept.
const MOST_SQUARE: f64 = 1e70;

fn name(what: &str, layer: usize) -> String {
    format!("{what} {layer}")
}

fn moments(name: &str, statistics: &Statistics) -> Result<Moments, Error> {
    statistics.quantity(name).map(Quantity::moments).ok_or_else(|| Error::Missing(name.to_owned()))
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// Fills a slice with parameters of this law.
fn fill(law: ParameterLaw, stream: Stream, chunk: u64, parameters: &mut [f64]) -> Result<(), ModelError> {
    let one = Neuron::new(&Input::new(&[1.0])?, Parameters::new(law, ParameterLaw::Zero)?)?;
    Sampler::new(&one)?.fill(stream.chunk(chunk), parameters);
    Ok(())
}

impl Subject for DeepNetwork {
    fn definition(&self) -> String {
        let input = self.input.runs().iter().map(|(x, count)| format!("{count} × {x}")).collect::<Vec<_>>().join(", ");
        let mut text = format!("deep network of {}, x = {input}", self.activation);
        for equal in self.layers.chunk_by(|one, other| one == other) {
            let ([fan_in, fan_out], parameters) = equal[0];
            let [weights, biases] = [parameters.weights(), parameters.biases()];
            text += &format!("; {} × ({fan_in} to {fan_out}, w ~ {weights}, b ~ {biases})", equal.len());
        }
        text
    }

    fn per_chunk(&self) -> u64 {
        1
    }

    fn work(&self) -> u64 {
        let weights: usize = self.layers.iter().map(|([fan_in, fan_out], _)| fan_in * fan_out).sum();
        let passes = if matches!(self.kept, Kept::Gradients(_)) { 2 } else { 1 };
        // A weight that is drawn, copied and used takes four times as long as a term of a sum.
        (4 * passes * weights) as u64
    }

    fn nothing(&self) -> Statistics {
        let (each, all): (&[&str], &[&str]) = match self.kept {
            Kept::Gradients(_) => (&["ln gradient"], &[Self::RATE, Self::VARIANCE]),
            Kept::Forward(_) => (&["q", "slope", "saturated"], &[]),
        };
        let names = (1..=self.depth()).flat_map(|layer| each.iter().map(move |what| name(what, layer)));
        let names = names.chain(all.iter().map(ToString::to_string));
        Statistics::of(names.map(|name| (name, Quantity::new(0.0, 1.0, []).without_buckets())))
    }

    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError> {
        let definition = self.definition();
        Ok(Box::new(move |chunk, statistics, control| {
            let stream = Stream::new(seed, &format!("{definition}, network {}", chunk.index));
            let all = self.forward(stream, control)?;
            let mut add = |name: &str, value| statistics.add(name, chunk.index, &[value]);
            let square = |z: &[f64]| mean(z.iter().map(|z| z * z));
            match &self.kept {
                Kept::Gradients([first, last]) => {
                    let logs = self.backward(&all, stream, control)?;
                    for (ln_norm, layer) in logs.iter().zip(1..) {
                        add(&name("ln gradient", layer), *ln_norm);
                    }
                    let steps = (last - first) as f64;
                    add(Self::RATE, (logs[first - 1] - logs[last - 1]) / steps);
                    add(Self::VARIANCE, mean(all[first - 1..*last].iter().map(|z| square(z))));
                }
                Kept::Forward(threshold) => {
                    for (z, layer) in all.iter().zip(1..) {
                        add(&name("q", layer), square(z));
                        let saturated = mean(z.iter().map(|z| f64::from(u8::from(threshold.contains(*z)))));
                        add(&name("saturated", layer), saturated);
                        let mut slopes = vec![0.0; z.len()];
                        self.activation.derivatives(z, &mut slopes);
                        add(&name("slope", layer), mean(slopes.iter().map(|slope| slope * slope)));
                    }
                }
            }
            Ok(())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Sample;
    use crate::law::LogGrowth;

    fn of(activation: Activation, widths: &[usize], weight_variance: f64) -> DeepNetwork {
        let parameters = |fan_in, _| {
            let std_dev = f64::sqrt(weight_variance / fan_in as f64);
            Ok(Parameters::new(ParameterLaw::normal(std_dev), ParameterLaw::Zero)?)
        };
        let kept = Kept::Gradients([1, widths.len()]);
        DeepNetwork::new(Input::ones(widths[0], 0).unwrap(), widths, activation, parameters, kept).unwrap()
    }

    /// Behind the identity both passes are products of independent χ²: mean and spread of the logarithms are exact at any width. To
    /// six standard errors: a false alarm in 500 million for each number.
    #[test]
    fn linear_layers_have_their_exact_law() {
        let (width, depth, networks) = (3, 12, 4000);
        let network = of(Activation::IDENTITY, &vec![width; depth], 1.0);
        let sample = Sample::draw(&network, 1, networks, &Control::default()).unwrap();
        let exact = LogGrowth::of(Activation::IDENTITY, width, 1.0).unwrap();
        let rate = network.rate(&sample.statistics()).unwrap();
        // Half of ln of the square, over as many steps.
        let steps = (depth - 1) as f64;
        let error = 0.5 * (exact.variance / steps / networks as f64).sqrt();
        assert!((rate.mean() - 0.5 * exact.mean).abs() <= 6.0 * error, "{} for {}", rate.mean(), 0.5 * exact.mean);
        let spread = rate.std_dev() / (0.5 * (exact.variance / steps).sqrt());
        assert!((spread - 1.0).abs() <= 6.0 * 0.8 / (networks as f64).sqrt(), "{spread}");
        // σ_w² = 1 keeps E q.
        let q = network.mean_variance(&sample.statistics()).unwrap();
        assert!((q.mean() - 1.0).abs() <= 6.0 * q.std_dev() / (networks as f64).sqrt());
    }

    /// By differences: the read-out with one bias of a layer moved.
    #[test]
    fn logarithms_of_norms_are_those_of_the_gradient() {
        let network = of(Activation::TANH, &[5, 4, 3], 2.0);
        let stream = Stream::new(1, "deep");
        let control = Control::default();
        let z = network.forward(stream, &control).unwrap();
        let logs = network.backward(&z, stream, &control).unwrap();
        let mut readout = vec![0.0; 3];
        fill(ParameterLaw::normal(1.0), stream, u64::MAX, &mut readout).unwrap();
        // From z of layer l on.
        let output = |l: usize, z: &[f64]| {
            let mut z = z.to_vec();
            for next in l + 1..3 {
                let a: Vec<f64> = z.iter().map(|z| z.tanh()).collect();
                z = vec![0.0; network.layers[next].0[1]];
                network.weights(next, stream).unwrap().forward(&a, &mut z);
            }
            z.iter().zip(&readout).map(|(z, v)| v * z.tanh()).sum::<f64>()
        };
        for l in 0..3 {
            let mut square = 0.0;
            for i in 0..z[l].len() {
                let moved = |step: f64| {
                    let mut z = z[l].clone();
                    z[i] += step;
                    output(l, &z)
                };
                square += ((moved(1e-5) - moved(-1e-5)) / 2e-5).powi(2);
            }
            assert!((0.5 * square.ln() - logs[l]).abs() < 1e-8, "{l}: {} {}", 0.5 * square.ln(), logs[l]);
        }
    }

    #[test]
    fn a_definition_tells_layers_apart() {
        let definition = of(Activation::SIGMOID, &[30, 30, 10], 1.0).definition();
        let expected = "deep network of sigmoid, x = 30 × 1; 2 × (30 to 30, w ~ normal(0, 0.18257418583505536), b ~ zero); \
                        1 × (30 to 10, w ~ normal(0, 0.18257418583505536), b ~ zero)";
        assert_eq!(definition, expected);
        assert!(matches!(
            DeepNetwork::new(
                Input::ones(3, 0).unwrap(),
                &[3],
                Activation::TANH,
                |n, _| Ok(Parameters::new(ParameterLaw::Orthogonal { gain: 1.0, dimension: n }, ParameterLaw::Zero)?),
                Kept::Gradients([1, 1])
            ),
            Err(Error::Model(ModelError::DependentRows))
        ));
    }
}
