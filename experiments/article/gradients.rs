use super::cases::{FAN_IN, HIDDEN};
use crate::evidence::{DrawError, Drawing, Subject};
use crate::model::{Activation, Cost, Initializer, Input, Network, Rows};
use crate::sampling::{Stream, layers};
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
            "gradients of networks of {FAN_IN}, {HIDDEN} and {OUTPUTS} neurons with {}; quadratic cost, x = half ones, each \
             output wanted by turns",
            self.initializer.formula()
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
        let weight = quantity().with_values_per_trial(HIDDEN as u64);
        Statistics::of([(Self::NORM, quantity()), (Self::WEIGHT, weight)])
    }

    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError> {
        let half = Input::half_ones(FAN_IN)?;
        let values = half.values();
        Ok(Box::new(move |chunk, statistics, _| {
            let inputs = Rows::new(&[&values]);
            let (mut norms, mut weights) = (Vec::new(), Vec::new());
            for number in 0..chunk.trials as u64 {
                let network = chunk.index * self.per_chunk() + number;
                // The initializers share the stream of a network, and so its standard normals.
                let stream =
                    Stream::new(seed, &format!("network {network} of {FAN_IN}, {HIDDEN} and {OUTPUTS} neurons"));
                let layers = layers(&[FAN_IN, HIDDEN, OUTPUTS], self.initializer, stream)?;
                let mut targets = [0.0; OUTPUTS];
                targets[network as usize % OUTPUTS] = 1.0;
                let network = Network::new(layers, Activation::SIGMOID, Cost::Quadratic)?;
                let errors = network.errors(&network.forward(&inputs)?, &[&targets])?;
                // ∂C/∂wⱼₖ = δⱼxₖ: the norm is ‖δ‖‖x‖, and |δⱼ| is that of every weight from an active input.
                let squares: f64 = errors[0].elements().map(|error| error * error).sum();
                norms.push((squares * half.squared_norm()).sqrt());
                weights.extend(errors[0].elements().map(|error| error.abs()));
            }
            statistics.add(Self::NORM, chunk.index, &norms);
            statistics.add(Self::WEIGHT, chunk.index, &weights);
            Ok(())
        }))
    }
}
