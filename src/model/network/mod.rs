//! The article's network: layers of sigmoid neurons, what they make of an input, what that costs, and the gradient.

mod cost;
mod layer;
mod pass;

pub use cost::Cost;
pub use layer::Layer;
pub use pass::{Forward, Gradient};

use super::{Activation, ModelError};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis, Zip};

/// A feed-forward network, aˡ = σ(Wˡaˡ⁻¹ + bˡ) for l = 1…L, and the cost of its output a^L.
///
/// Examples are rows: a batch is examples × fan_in, its targets are examples × outputs. The numbers are the same for any
/// number of threads, because each product is computed by one.
///
/// ```
/// use ndarray::array;
/// use saturation::model::{Activation, Cost, Layer, ModelError, Network};
/// let neuron = Layer::new(array![[2.0, -1.0]], array![0.5])?;
/// let mut network = Network::new(vec![neuron], Activation::Sigmoid, Cost::Quadratic)?;
/// let (inputs, targets) = (array![[1.0, 0.0], [0.0, 1.0]], array![[0.0], [1.0]]);
///
/// let before = network.cost(&network.forward(inputs.view())?, targets.view())?;
/// network.train_batch(inputs.view(), targets.view(), 1.0)?;
/// assert!(network.cost(&network.forward(inputs.view())?, targets.view())? < before);
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

    /// Passes a batch through, examples × fan_in.
    ///
    /// # Errors
    /// [`ModelError::Misfit`] if an example has another number of elements than the network has inputs.
    pub fn forward<'a>(&self, inputs: ArrayView2<'a, f64>) -> Result<Forward<'a>, ModelError> {
        ModelError::fits("columns of the inputs", inputs.ncols(), self.layers[0].fan_in(), "inputs of the network")?;
        Ok(Forward::new(&self.layers, self.activation, inputs))
    }

    /// The cost of a batch, averaged over its examples.
    ///
    /// # Errors
    /// As for [`Network::errors`].
    pub fn cost(&self, forward: &Forward, targets: ArrayView2<f64>) -> Result<f64, ModelError> {
        let z = self.outputs(forward, targets)?;
        let each = Zip::from(z).and(targets).fold(0.0, |sum, z, y| sum + self.cost.value(self.activation, *z, *y));
        Ok(each / forward.examples() as f64)
    }

    /// One step of gradient descent on a batch: W ← W − η ∂C/∂W and b ← b − η ∂C/∂b, C averaged over the examples.
    ///
    /// # Errors
    /// As for [`Network::forward`] and [`Network::errors`], and if the learning rate η is not finite.
    pub fn train_batch(
        &mut self,
        inputs: ArrayView2<f64>,
        targets: ArrayView2<f64>,
        learning_rate: f64,
    ) -> Result<(), ModelError> {
        if !learning_rate.is_finite() {
            return Err(ModelError::NotFinite { name: "learning rate", value: learning_rate });
        }
        let forward = self.forward(inputs)?;
        let errors = self.errors(&forward, targets)?;
        let step = -learning_rate / forward.examples() as f64;
        for (l, (layer, error)) in self.layers.iter_mut().zip(&errors).enumerate() {
            // Added to the weights as it is computed: the gradient is as large as they are, and is kept nowhere.
            general_mat_mul(step, &error.t(), &forward.read_by(l), 1.0, &mut layer.weights);
            layer.biases.scaled_add(step, &error.sum_axis(Axis(0)));
        }
        Ok(())
    }

    /// z of the output layer, once `forward` and `targets` are known to fit this network and one another.
    fn outputs<'f>(&self, forward: &'f Forward, targets: ArrayView2<f64>) -> Result<&'f Array2<f64>, ModelError> {
        ModelError::fits("layers of the pass", forward.z().len(), self.layers.len(), "layers of the network")?;
        for (l, layer) in self.layers.iter().enumerate() {
            ModelError::fits(
                "columns read in the pass",
                forward.read_by(l).ncols(),
                layer.fan_in(),
                "inputs of the layer",
            )?;
        }
        let z = &forward.z()[self.layers.len() - 1];
        if z.is_empty() {
            return Err(ModelError::NoExample);
        }
        ModelError::fits("rows of the targets", targets.nrows(), forward.examples(), "examples")?;
        let outputs = self.layers[self.layers.len() - 1].fan_out();
        ModelError::fits("columns of the pass", z.ncols(), outputs, "outputs of the network")?;
        ModelError::fits("columns of the targets", targets.ncols(), outputs, "outputs of the network")?;
        Ok(z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};

    /// Parameters that are no pattern: sines of multiples of 0.7.
    fn network(topology: &[usize], cost: Cost) -> Network {
        let parameter = |k: usize| (0.7 * k as f64).sin();
        let layer = |pair: &[usize]| {
            let weights = Array2::from_shape_fn((pair[1], pair[0]), |(j, k)| parameter(1 + j * pair[0] + k));
            Layer::new(weights, Array1::from_shape_fn(pair[1], |j| parameter(100 + j))).unwrap()
        };
        Network::new(topology.windows(2).map(layer).collect(), Activation::Sigmoid, cost).unwrap()
    }

    fn batch() -> (Array2<f64>, Array2<f64>) {
        (array![[1.0, 0.0, -0.5, 2.0], [0.3, 0.1, 0.0, -1.0]], array![[1.0, 0.0], [0.25, 1.0]])
    }

    fn paid(network: &Network) -> f64 {
        let (inputs, targets) = batch();
        network.cost(&network.forward(inputs.view()).unwrap(), targets.view()).unwrap()
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_cost_in_every_parameter() {
        let (inputs, targets) = batch();
        for cost in [Cost::Quadratic, Cost::CrossEntropy] {
            let network = network(&[4, 3, 3, 2], cost);
            let gradient = network.backward(&network.forward(inputs.view()).unwrap(), targets.view()).unwrap();
            let slope = |change: &dyn Fn(&mut Network, f64)| {
                let [above, below] = [1e-5, -1e-5].map(|h| {
                    let mut changed = network.clone();
                    change(&mut changed, h);
                    paid(&changed)
                });
                (above - below) / 2e-5
            };
            for (l, of) in gradient.iter().enumerate() {
                for (at, derivative) in of.weights.indexed_iter() {
                    let slope = slope(&|network, h| network.layers[l].weights[at] += h);
                    assert!((derivative - slope).abs() < 1e-9, "{cost:?}, layer {l}, weight {at:?}");
                }
                for (j, derivative) in of.biases.indexed_iter() {
                    let slope = slope(&|network, h| network.layers[l].biases[j] += h);
                    assert!((derivative - slope).abs() < 1e-9, "{cost:?}, layer {l}, bias {j}");
                }
            }
        }
    }

    #[test]
    fn a_step_goes_down_the_gradient() {
        let (inputs, targets) = batch();
        let mut network = network(&[4, 3, 2], Cost::CrossEntropy);
        let gradient = network.backward(&network.forward(inputs.view()).unwrap(), targets.view()).unwrap();
        let before = network.clone();
        network.train_batch(inputs.view(), targets.view(), 0.5).unwrap();
        for ((after, before), gradient) in network.layers.iter().zip(&before.layers).zip(&gradient) {
            let left = &after.weights - &(&before.weights - &(&gradient.weights * 0.5));
            assert!(left.iter().all(|x| x.abs() < 1e-15));
            assert!((&after.biases - &(&before.biases - &(&gradient.biases * 0.5))).iter().all(|x| x.abs() < 1e-15));
        }
    }

    #[test]
    fn a_batch_costs_and_teaches_what_its_examples_do_on_average() {
        let (inputs, targets) = batch();
        let network = network(&[4, 3, 2], Cost::Quadratic);
        let each = [0, 1].map(|k| {
            let (x, y) = (inputs.select(Axis(0), &[k]), targets.select(Axis(0), &[k]));
            let forward = network.forward(x.view()).unwrap();
            (network.cost(&forward, y.view()).unwrap(), network.backward(&forward, y.view()).unwrap())
        });
        let all = network.backward(&network.forward(inputs.view()).unwrap(), targets.view()).unwrap();
        assert!((paid(&network) - 0.5 * (each[0].0 + each[1].0)).abs() < 1e-15);
        let mean = (&each[0].1[0].weights + &each[1].1[0].weights) * 0.5;
        assert!((&all[0].weights - &mean).iter().all(|x| x.abs() < 1e-16));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (inputs, targets) = batch();
        let network = network(&[4, 3, 2], Cost::Quadratic);
        let forward = network.forward(inputs.view()).unwrap();
        assert_eq!(network.topology(), [4, 3, 2]);
        assert_eq!(Network::new(Vec::new(), Activation::Sigmoid, Cost::Quadratic), Err(ModelError::NoLayer));
        let swapped = network.layers.iter().rev().cloned().collect();
        let error = Network::new(swapped, Activation::Sigmoid, Cost::Quadratic).unwrap_err();
        assert_eq!(error.to_string(), "inputs of a layer: 4: not the number of neurons in the one before it; give 2");
        let misfits = [
            network.forward(targets.view()).map(|_| 0.0),
            network.cost(&forward, inputs.view()),
            network.cost(&forward, targets.select(Axis(0), &[0]).view()),
            super::tests::network(&[4, 3, 1], Cost::Quadratic).cost(&forward, targets.view()),
            super::tests::network(&[4, 2, 2], Cost::Quadratic).cost(&forward, targets.view()),
            super::tests::network(&[4, 3, 2, 2], Cost::Quadratic).cost(&forward, targets.view()),
        ];
        assert!(misfits.iter().all(|misfit| matches!(misfit, Err(ModelError::Misfit { .. }))), "{misfits:?}");
        let none = Array2::zeros((0, 4));
        let nothing = network.forward(none.view()).unwrap();
        assert_eq!(network.backward(&nothing, Array2::zeros((0, 2)).view()), Err(ModelError::NoExample));
        let endless = network.clone().train_batch(inputs.view(), targets.view(), f64::INFINITY);
        assert!(matches!(endless, Err(ModelError::NotFinite { .. })));
    }
}
