//! The article's network: layers of sigmoid neurons, what they make of an input, what that costs, and the gradient.

mod cost;
mod layer;
mod pass;

pub use cost::Cost;
pub use layer::Layer;
pub use pass::{Forward, Gradient};

pub use saturation_kernel::dense::{Matrix, Rows};

use super::{Activation, ModelError};
use pass::add_gradient;
use saturation_kernel::dense::{add_product, add_transposed_product};

/// A feed-forward network, aˡⱼ = σ(Σₖ aˡ⁻¹ₖwˡₖⱼ + bˡⱼ) for l = 1…L, and the cost of its output a^L.
///
/// A batch is [`Rows`] of inputs, equally long, one for each example; its targets are as many slices of outputs. The numbers
/// are the same on every processor and for any number of threads: the order of additions is that of the formulas, and fixed.
///
/// ```
/// use saturation::model::{Activation, Cost, Layer, Matrix, ModelError, Network, Rows};
/// let neuron = Layer::new(Matrix::from_fn(2, 1, |k, _| [2.0, -1.0][k]), &[0.5])?;
/// let mut network = Network::new(vec![neuron], Activation::SIGMOID, Cost::Quadratic)?;
/// let (inputs, targets) = (Rows::new(&[&[1.0, 0.0], &[0.0, 1.0]]), [&[0.0][..], &[1.0]]);
///
/// let before = network.cost(&network.forward(&inputs)?, &targets)?;
/// network.train_batch(&inputs, &targets, 1.0)?;
/// assert!(network.cost(&network.forward(&inputs)?, &targets)? < before);
/// # Ok::<(), ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    layers: Vec<Layer>,
    activation: Activation,
    cost: Cost,
}

impl Network {
    /// A network of these layers, each of which reads the one before it.
    ///
    /// # Errors
    /// [`ModelError`] if there is no layer, or one reads another number of activations than the layer before it has.
    pub fn new(layers: Vec<Layer>, activation: Activation, cost: Cost) -> Result<Self, ModelError> {
        if layers.is_empty() {
            return Err(ModelError::NoLayer);
        }
        for pair in layers.windows(2) {
            ModelError::fits("inputs of a layer", pair[1].fan_in(), pair[0].fan_out(), "neurons in the one before it")?;
        }
        Ok(Self { layers, activation, cost })
    }

    /// The numbers of inputs, of neurons in each hidden layer, and of outputs.
    pub fn topology(&self) -> Vec<usize> {
        self.layers[..1].iter().map(Layer::fan_in).chain(self.layers.iter().map(Layer::fan_out)).collect()
    }

    /// The layers, from the one that reads the inputs to the output.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Passes a batch through.
    ///
    /// # Errors
    /// [`ModelError::Misfit`] if an example has another number of elements than the network has inputs.
    pub fn forward<'a>(&self, inputs: &'a Rows<'a>) -> Result<Forward<'a>, ModelError> {
        if !inputs.is_empty() {
            let elements = inputs.columns();
            ModelError::fits("elements of an example", elements, self.layers[0].fan_in(), "inputs of the network")?;
        }
        Ok(Forward::new(&self.layers, self.activation, inputs))
    }

    /// The cost of a batch, averaged over its examples.
    ///
    /// # Errors
    /// As for [`Network::errors`].
    pub fn cost(&self, forward: &Forward, targets: &[&[f64]]) -> Result<f64, ModelError> {
        let outputs = self.outputs(forward, targets)?.elements().zip(targets.iter().copied().flatten());
        let sum: f64 = outputs.map(|(z, y)| self.cost.value(self.activation, *z, *y)).sum();
        Ok(sum / forward.examples() as f64)
    }

    /// One step of gradient descent on a batch: w ← w − η ∂C/∂w and b ← b − η ∂C/∂b, C averaged over the examples.
    ///
    /// # Errors
    /// As for [`Network::forward`] and [`Network::errors`], and if the learning rate η is not finite.
    pub fn train_batch(&mut self, inputs: &Rows<'_>, targets: &[&[f64]], learning_rate: f64) -> Result<(), ModelError> {
        if !learning_rate.is_finite() {
            return Err(ModelError::NotFinite { name: "learning rate", value: learning_rate });
        }
        let forward = self.forward(inputs)?;
        let errors = self.errors(&forward, targets)?;
        let step = -learning_rate / forward.examples() as f64;
        for (l, (layer, error)) in self.layers.iter_mut().zip(errors).enumerate() {
            // Added to the weights as it is computed: the gradient is as large as they are, and is kept nowhere.
            add_gradient(step, error, &forward.read_by(l), &mut layer.weights, &mut layer.biases);
        }
        Ok(())
    }

    /// z of the output layer, once `forward` and `targets` are known to fit this network and one another.
    fn outputs<'f>(&self, forward: &'f Forward, targets: &[&[f64]]) -> Result<&'f Matrix, ModelError> {
        ModelError::fits("layers of the pass", forward.z().len(), self.layers.len(), "layers of the network")?;
        if forward.examples() == 0 {
            return Err(ModelError::NoExample);
        }
        ModelError::fits(
            "inputs of the pass",
            forward.read_by(0).columns(),
            self.layers[0].fan_in(),
            "inputs of the network",
        )?;
        for (z, layer) in forward.z().iter().zip(&self.layers) {
            ModelError::fits("columns of the pass", z.columns(), layer.fan_out(), "neurons of the layer")?;
        }
        ModelError::fits("targets", targets.len(), forward.examples(), "examples")?;
        let z = &forward.z()[self.layers.len() - 1];
        for target in targets {
            ModelError::fits("elements of a target", target.len(), z.columns(), "outputs of the network")?;
        }
        Ok(z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parameters that are no pattern: sines of multiples of 0.7.
    fn network(topology: &[usize], cost: Cost) -> Network {
        let parameter = |k: usize| (0.7 * k as f64).sin();
        let layer = |pair: &[usize]| {
            let weights = Matrix::from_fn(pair[0], pair[1], |k, j| parameter(1 + j * pair[0] + k));
            Layer::new(weights, &(0..pair[1]).map(|j| parameter(100 + j)).collect::<Vec<_>>()).unwrap()
        };
        Network::new(topology.windows(2).map(layer).collect(), Activation::SIGMOID, cost).unwrap()
    }

    const INPUTS: [&[f64]; 2] = [&[1.0, 0.0, -0.5, 2.0], &[0.3, 0.1, 0.0, -1.0]];
    const TARGETS: [&[f64]; 2] = [&[1.0, 0.0], &[0.25, 1.0]];

    fn paid(network: &Network) -> f64 {
        network.cost(&network.forward(&Rows::new(&INPUTS)).unwrap(), &TARGETS).unwrap()
    }

    fn gradient(network: &Network) -> Vec<Gradient> {
        network.backward(&network.forward(&Rows::new(&INPUTS)).unwrap(), &TARGETS).unwrap()
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_cost_in_every_parameter() {
        for cost in [Cost::Quadratic, Cost::CrossEntropy] {
            let network = network(&[4, 3, 3, 2], cost);
            let slope = |change: &dyn Fn(&mut Network, f64)| {
                let [above, below] = [1e-5, -1e-5].map(|h| {
                    let mut changed = network.clone();
                    change(&mut changed, h);
                    paid(&changed)
                });
                (above - below) / 2e-5
            };
            for (l, of) in gradient(&network).iter().enumerate() {
                for (k, j) in (0..of.weights.rows()).flat_map(|k| (0..of.weights.columns()).map(move |j| (k, j))) {
                    let slope = slope(&|network, h| network.layers[l].weights[(k, j)] += h);
                    assert!((of.weights[(k, j)] - slope).abs() < 1e-9, "{cost:?}, layer {l}, weight {k}, {j}");
                }
                for (j, derivative) in of.biases.iter().enumerate() {
                    let slope = slope(&|network, h| network.layers[l].biases[(0, j)] += h);
                    assert!((derivative - slope).abs() < 1e-9, "{cost:?}, layer {l}, bias {j}");
                }
            }
        }
    }

    #[test]
    fn a_step_goes_down_the_gradient() {
        let before = network(&[4, 3, 2], Cost::CrossEntropy);
        let mut after = before.clone();
        after.train_batch(&Rows::new(&INPUTS), &TARGETS, 0.5).unwrap();
        for ((after, before), gradient) in after.layers.iter().zip(&before.layers).zip(&gradient(&before)) {
            let close = |after: f64, before: f64, slope: f64| (after - (before - 0.5 * slope)).abs() < 1e-15;
            let mut weights = after.weights.elements().zip(before.weights.elements()).zip(gradient.weights.elements());
            assert!(weights.all(|((a, b), slope)| close(*a, *b, *slope)));
            let mut biases = after.biases().iter().zip(before.biases()).zip(&gradient.biases);
            assert!(biases.all(|((a, b), slope)| close(*a, *b, *slope)));
        }
    }

    #[test]
    fn a_batch_costs_and_teaches_what_its_examples_do_on_average() {
        let network = network(&[4, 3, 2], Cost::Quadratic);
        let each = [0, 1].map(|k| {
            let inputs = Rows::new(&INPUTS[k..=k]);
            let forward = network.forward(&inputs).unwrap();
            let target = &TARGETS[k..=k];
            (network.cost(&forward, target).unwrap(), network.backward(&forward, target).unwrap())
        });
        assert!((paid(&network) - 0.5 * (each[0].0 + each[1].0)).abs() < 1e-15);
        let [first, second] = each.map(|(_, gradient)| gradient[0].weights.clone());
        let all = gradient(&network)[0].weights.clone();
        let mut mean = first;
        mean.combine(&second, |a, b| 0.5 * (a + b));
        assert!(all.elements().zip(mean.elements()).all(|(a, b)| (a - b).abs() < 1e-16));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let network = network(&[4, 3, 2], Cost::Quadratic);
        let inputs = Rows::new(&INPUTS);
        let forward = network.forward(&inputs).unwrap();
        assert_eq!(network.topology(), [4, 3, 2]);
        assert_eq!(Network::new(Vec::new(), Activation::SIGMOID, Cost::Quadratic), Err(ModelError::NoLayer));
        let swapped = network.layers.iter().rev().cloned().collect();
        let error = Network::new(swapped, Activation::SIGMOID, Cost::Quadratic).unwrap_err();
        assert_eq!(error.to_string(), "inputs of a layer: 4: not the number of neurons in the one before it; give 2");
        let other = |topology: &[usize]| super::tests::network(topology, Cost::Quadratic).cost(&forward, &TARGETS);
        let misfits = [
            network.forward(&Rows::new(&TARGETS)).map(|_| 0.0),
            network.cost(&forward, &INPUTS),
            network.cost(&forward, &TARGETS[..1]),
            network.cost(&forward, &[TARGETS[0], INPUTS[0]]),
            other(&[3, 3, 2]),
            other(&[4, 3, 1]),
            other(&[4, 2, 2]),
            other(&[4, 3, 2, 2]),
        ];
        assert!(misfits.iter().all(|misfit| matches!(misfit, Err(ModelError::Misfit { .. }))), "{misfits:?}");
        assert_eq!(network.backward(&network.forward(&Rows::new(&[])).unwrap(), &[]), Err(ModelError::NoExample));
        let endless = network.clone().train_batch(&Rows::new(&INPUTS), &TARGETS, f64::INFINITY);
        assert!(matches!(endless, Err(ModelError::NotFinite { .. })));
    }
}
