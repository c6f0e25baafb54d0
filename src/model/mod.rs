//! What is studied: an input, an initializer for the weights, an activation, the neuron that joins them, and their network;
//! and labelled images to learn from.

mod activation;
#[cfg(feature = "cli")]
pub mod dataset;
mod initializer;
mod input;
mod network;
mod neuron;
mod parameters;

pub use activation::Activation;
pub use initializer::{Fans, Initializer, InitializerError, Rule};
pub use input::Input;
pub(crate) use input::{squared_norm, sum};
pub use network::{Cost, Forward, Gradient, Layer, Matrix, Network, Rows};
pub use neuron::Neuron;
pub use parameters::{ParameterLaw, Parameters};

/// Why a model cannot be built; each text is the violated condition and its remedy.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// An input needs at least one element.
    #[error("fan_in: 0: a neuron needs at least one input; give 1 or more")]
    NoInput,
    /// Half of the elements cannot be ones.
    #[error("fan_in: {0}: half of an odd number of inputs is no number of inputs; give an even one")]
    OddFanIn(usize),
    /// An element of the input is NaN or infinite.
    #[error("input: x[{index}] = {value}: not a finite number; give finite inputs")]
    Input {
        /// Position of the element.
        index: usize,
        /// The element.
        value: f64,
    },
    /// Layer after layer z grows beyond what its moments hold.
    #[error(
        "depth: layer {layer}: the mean of z² is {square:.1e}: above 1e70, where fourth moments overflow; give fewer layers or smaller weights"
    )]
    DeepOverflow {
        /// The layer, from 1 on.
        layer: usize,
        /// The mean of z².
        square: f64,
    },
    /// The inputs of a neuron are more than memory holds.
    #[error("fan_in: {0} inputs that are not 0: more than fit into memory; give fewer")]
    TooManyInputs(usize),
    /// A standard deviation is negative, NaN or infinite.
    #[error("std_dev: {0}: not a finite number ≥ 0; give a spread that can be drawn")]
    StdDev(f64),
    /// An expectation is NaN or infinite.
    #[error("mean: {0}: not a finite number; give one that can be drawn")]
    Mean(f64),
    /// The ends of a uniform law are no range.
    #[error("uniform law: [{low}, {high}): not a finite range; give a lower end below the upper")]
    Range {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// A normal law is cut so near its mean that hardly a draw is kept, or the cut is no number.
    #[error("truncation: {0}: not a number ≥ 0.01 of standard deviations; cut further out")]
    Bound(f64),
    /// A row of an orthogonal matrix has fewer entries than there are inputs.
    #[error("fan_in: {fan_in}: more than the {dimension} entries of a row of the orthogonal matrix; take a larger one")]
    ShortRow {
        /// Inputs.
        fan_in: usize,
        /// Rows and columns of the matrix.
        dimension: usize,
    },
    /// The entries of a row of an orthogonal matrix depend on one another: a single number is no row.
    #[error("bias: orthogonal: no law of single numbers; give normal, uniform or truncated_normal")]
    DependentBias,
    /// The rows of an orthogonal matrix depend on one another.
    #[error(
        "weights: orthogonal: the rows of a layer are dependent, and are not drawn one by one; take another initializer"
    )]
    DependentRows,
    /// The pre-activation is so large that its fourth power is no longer a number.
    #[error("std z: {0:e}: above 1e70, where fourth moments overflow; scale the inputs down")]
    Overflow(f64),
    /// A network has no layer to compute with.
    #[error("layers: 0: a network needs at least one; give 1 or more")]
    NoLayer,
    /// A batch has no example to learn from.
    #[error("examples: 0: a batch needs at least one; give 1 or more")]
    NoExample,
    /// Two numbers that must be equal for shapes to fit are not.
    #[error("{name}: {found}: not the number of {of}; give {needed}")]
    Misfit {
        /// What was counted.
        name: &'static str,
        /// Its number.
        found: usize,
        /// What it has to equal.
        needed: usize,
        /// What that is the number of.
        of: &'static str,
    },
    /// A parameter of a layer or of its training is NaN or infinite.
    #[error("{name}: {value}: not a finite number; give a finite one")]
    NotFinite {
        /// The number.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// The weights of a layer are more than memory holds.
    #[error("layer: {fan_out} × {fan_in} weights: more than fit into memory; make it smaller")]
    TooLarge {
        /// Inputs.
        fan_in: usize,
        /// Neurons.
        fan_out: usize,
    },
}

impl ModelError {
    /// An error unless `found` is the number `needed`.
    fn fits(name: &'static str, found: usize, needed: usize, of: &'static str) -> Result<(), Self> {
        if found == needed { Ok(()) } else { Err(Self::Misfit { name, found, needed, of }) }
    }
}
