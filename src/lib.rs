//! A statistical experiment harness: does drawing weights from N(0, 1) saturate sigmoid neurons, and does dividing them
//! by √n_in cure it?
//!
//! The crate is an instrument and an article. The instrument samples the pre-activation z = Σⱼ wⱼxⱼ + b of a neuron,
//! literally, under an initialisation; sets what it drew beside the exact law; and decides. The article,
//! [`experiments`], is a list of short modules that use the instrument, one for each thing that the article says.
//!
//! Data flows one way, and so do imports:
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | what is studied: input, initializer, neuron, activation, network; labelled images |
//! | [`law`] | what theory says: the law of z, tails, thresholds, expectations |
//! | [`sampling`] | how it is drawn: random streams, chunks, the sampler |
//! | [`statistics`] | what is kept: moments and histograms, in constant memory, exactly mergeable |
//! | [`claim`] | what is concluded: tests, intervals, verdicts, the budget of false alarms |
//! | [`publish`] | what is shown: figures, tables, the report, whole files |
//!
//! ```
//! use saturation::claim::{StdDev, Test, Verdict};
//! use saturation::model::{Initializer, Input, Neuron};
//! use saturation::sampling::{Control, Plan, Stream};
//! use saturation::statistics::Moments;
//!
//! let neuron = Neuron::new(&Input::half_ones(1000)?, Initializer::large())?;
//! let plan = Plan::new(100_000, Stream::new(7, "mine"));
//! let moments = plan.fold(&neuron, &Control::default(), || Moments::about(0.0), Moments::add, Moments::merge)?;
//! let decision = StdDev::new(&moments, 501f64.sqrt(), 0.02)?.decide(1e-6)?;
//! assert_eq!(decision.verdict, Verdict::Holds);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod claim;
pub mod law;
pub mod model;
pub mod publish;
pub mod sampling;
pub mod statistics;

#[path = "../experiments/mod.rs"]
pub mod experiments;

/// The README's code is tested as the examples of the crate are.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
