//! Weights set beside initializers: what an initializer says of a tensor as claims, and the mistakes by which one may have
//! gone wrong.
//!
//! ```
//! use saturation::check::Expected;
//! use saturation::claim::Verdict;
//! use saturation::model::ParameterLaw;
//! use saturation::numeric::Format;
//! use saturation::statistics::{Grid, Weights};
//!
//! let expected = Expected::new(ParameterLaw::normal(0.1), Format::F32)?;
//! let mut weights = Weights::new(Grid { rows: 1, columns: 4, neurons_are_columns: false }, 0.0, 0.1, Vec::new());
//! weights.add(&[0.1, 0.3, -0.2, 5.0]);
//! let verdicts = expected.claims(&weights, 0.05)?.into_iter().map(|claim| claim.judge(1e-9).map(|it| it.verdict));
//! assert!(verdicts.collect::<Result<Vec<_>, _>>()?.contains(&Verdict::Refuted));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod diagnosis;
mod expected;
mod mistake;

pub use diagnosis::{CheckError, Diagnosis, consistent, diagnose};
pub use expected::Expected;
pub use mistake::Layer;
use mistake::mistakes;
