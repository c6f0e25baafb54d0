//! A statistical experiment harness: does drawing weights from N(0, 1) saturate sigmoid neurons, and does dividing them
//! by √n_in cure it?
//!
//! The crate is an instrument and what it has been used for. The instrument samples the pre-activation z = Σⱼ wⱼxⱼ + b of
//! neurons, literally, under an initialisation; keeps what it drew as evidence; sets it beside the exact law; and decides.
//! `experiments` uses it: one short module for each thing that an article says.
//!
//! Data flows one way, and so do imports:
//!
//! | module | holds |
//! |---|---|
//! | [`numeric`] | special functions, both tails as logarithms |
//! | [`model`] | what is studied: input, activation, initializer, neuron, network |
//! | [`law`] | what theory says: the law of z, tails, thresholds, expectations |
//! | [`sampling`] | how it is drawn: random streams, chunks, the sampler |
//! | [`statistics`] | what is kept: exact moments, counts in buckets and below cuts, in constant memory, exactly mergeable |
//! | [`evidence`] | what was drawn: samples that merge, are drawn further, saved and loaded |
//! | [`claim`] | what is concluded: tests, intervals, power, verdicts |
//! | [`check`] | what an initializer says of given weights, and the mistakes that it may have made |
//! | [`assert`](mod@assert) | the same tests for the tests of other projects |
//! | `tensor` | arrays of weights from files, streamed (feature `cli`, as all below) |
//! | `figure` | pictures as data, as SVG, PNG and PDF |
//! | `report` | what is shown: a report as data; terminal, page, Markdown, CSV, JSON |
//! | `experiments` | what it has been used for |
//!
//! ```
//! use saturation::claim::{StdDev, Test, Verdict};
//! use saturation::evidence::{PreActivation, Sample};
//! use saturation::model::{Initializer, Input, Neuron};
//! use saturation::sampling::Control;
//!
//! let subject = PreActivation::of(Neuron::new(&Input::half_ones(1000)?, Initializer::LARGE.parameters(1000, 30).unwrap())?);
//! let sample = Sample::draw(&subject, 7, 200_000, &Control::default())?;
//! let moments = sample.statistics().quantity(PreActivation::Z).ok_or("z is always kept")?.moments();
//! let decision = StdDev::new(&moments, 501f64.sqrt(), 0.02)?.decide(1e-9)?;
//! assert_eq!(decision.verdict, Verdict::Holds);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod assert;
pub mod check;
pub mod claim;
pub mod evidence;
#[cfg(feature = "cli")]
pub mod figure;
pub mod law;
pub mod model;
pub mod numeric;
#[cfg(feature = "cli")]
pub mod report;
pub mod sampling;
pub mod statistics;
#[cfg(feature = "cli")]
pub mod tensor;

#[cfg(feature = "cli")]
#[path = "../experiments/mod.rs"]
pub mod experiments;

/// The README's code is tested as the examples of the crate are.
#[cfg(all(doctest, feature = "cli"))]
#[doc = include_str!("../README.md")]
struct Readme;
