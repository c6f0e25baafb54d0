//! The article, experiment by experiment, in its order.

mod before_after;
pub mod cases;
mod course;
mod depth;
mod depth_figure;
mod digits;
mod finite_differences;
mod gradient;
mod gradients;
mod large;
mod learning;
mod learning_curves;
mod listing;
mod network;
mod one_bias;
mod printed;
mod saturated;
mod scaled;
mod sigmoid;
mod training;
mod update_rule;
mod width;

pub use digits::Digits;

use super::Experiment;

/// Every experiment of the article, in its order.
pub static ALL: [Experiment; 13] = [
    network::EXPERIMENT,
    large::EXPERIMENT,
    sigmoid::EXPERIMENT,
    saturated::EXPERIMENT,
    update_rule::EXPERIMENT,
    scaled::EXPERIMENT,
    before_after::EXPERIMENT,
    listing::EXPERIMENT,
    gradient::EXPERIMENT,
    width::EXPERIMENT,
    depth::EXPERIMENT,
    learning::EXPERIMENT,
    one_bias::EXPERIMENT,
];

/// The id of the experiment that learns digits: the one that looks at those of MNIST.
pub const LEARNING: &str = "learning";

/// The title of a report on the article.
pub const TITLE: &str = "What the article claims, and what came out";

/// What its claims are taken from.
pub const SOURCE: &str = "the article";
