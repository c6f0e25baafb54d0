use super::cases::{FAN_IN, HIDDEN};
use crate::evidence::{DrawError, Subject};
use crate::model::{Activation, Cost, Initializer, Input, Network};
use crate::sampling::{Control, Part, Stream, layers};
use crate::statistics::{Quantity, Statistics};

/// The gradients of the article's network, [1000, 30, 10], drawn anew in every trial, at the half-active input.
#[derive(Debug, Clone, Copy)]
pub struct Gradients {
    /// How its layers are initialised.
    pub initializer: Initializer,
}

/// The outputs of the network.
const OUTPUTS: usize = 10;

impl Gradients {
    /// ‖∂C/∂W¹‖ of each network.
    pub const NORM: &str = "norm";
    /// |∂C/∂w¹| of a weight from an active input, for each hidden neuron of each network.
    pub const WEIGHT: &str = "weight";
    /// Below which a gradient is next to nothing.
    pub const SMALL: f64 = 1e-6;
    /// Buckets are told apart from 2⁻⁶⁸ = 3e-21 on.
    const SCALE: f64 = 5.7e-14;
}

impl Subject for Gradients {
    fn definition(&self) -> String {
        format!(
            "gradients of networks of {FAN_IN}, {HIDDEN} and {OUTPUTS} neurons, {}: quadratic cost",
            self.initializer.name
        )
    }

    fn per_chunk(&self) -> u64 {
        10
    }

    fn work(&self) -> u64 {
        (FAN_IN * HIDDEN) as u64
    }

    fn nothing(&self) -> Statistics {
        let quantity = || Quantity::new(0.0, Self::SCALE, [Self::SMALL]);
        Statistics::of([(Self::NORM, quantity()), (Self::WEIGHT, quantity())])
    }

    fn draw(&self, seed: u64, part: Part, control: &Control) -> Result<Statistics, DrawError> {
        let half = Input::half_ones(FAN_IN)?;
        let inputs = [half.values()];
        part.fold(
            self.work(),
            control,
            || self.nothing(),
            |statistics, chunk| {
                let (mut norms, mut weights) = (Vec::new(), Vec::new());
                for number in 0..chunk.trials as u64 {
                    let network = chunk.index * self.per_chunk() + number;
                    // The initializers share the stream of a network, and so its standard normals.
                    let stream =
                        Stream::new(seed, &format!("network {network} of {FAN_IN}, {HIDDEN} and {OUTPUTS} neurons"));
                    let layers = layers(&[FAN_IN, HIDDEN, OUTPUTS], self.initializer, stream)?;
                    let mut targets = [0.0; OUTPUTS];
                    targets[network as usize % OUTPUTS] = 1.0;
                    let network = Network::new(layers, Activation::Sigmoid, Cost::Quadratic)?;
                    let errors = network.errors(&network.forward(&inputs)?, &[&targets])?;
                    // ∂C/∂wⱼₖ = δⱼxₖ: the norm is ‖δ‖‖x‖, and |δⱼ| is that of every weight from an active input.
                    let squares: f64 = errors[0].elements().map(|error| error * error).sum();
                    norms.push((squares * half.squared_norm()).sqrt());
                    weights.extend(errors[0].elements().map(|error| error.abs()));
                }
                statistics.add(Self::NORM, chunk.index, &norms);
                statistics.add(Self::WEIGHT, chunk.index, &weights);
                Ok(())
            },
            |all, more| {
                // Parts of one subject are always about the same.
                let _ = all.merge(&more);
            },
        )
    }
}
