//! Fast, literal, reproducible standard normals: the numbers that every experiment waits for.
//!
//! Eight xoshiro256++ generators run side by side, one in each lane of a 512-bit register. A step takes four words of
//! each and turns them, by the Box–Muller transform, into four independent normals a lane; nothing is rejected, so that
//! a step has no branch, and every trial costs the same.
//!
//! | file | holds |
//! |---|---|
//! | `step` | four words to four normals, on an assembly line |
//! | `elementary` | ln, sin and cos as polynomials |
//! | `build` | the same text compiled for AVX-512, AVX2 and any CPU, chosen at run time |
//!
//! The numbers are a function of the chunk's stream alone: every build gives the same bits, because the only operations
//! are those that IEEE 754 rounds correctly (+, −, ×, ÷, √, the fused multiply-add and the conversion of a word), each
//! written where it happens. A sum adds (c·r)·x: the coefficient is multiplied into the radius, which serves two normals.
//! [`LANES`](super::LANES), the order of the words and the coefficients of the polynomials are part of the definition; a
//! test pins the values.
//!
//! The law is N(0, 1) to a relative error below 1e-13 in each normal, given the uniform numbers as rounded to an `f64`, so
//! that no standard deviation is off by more than 1e-13 of itself: an experiment that could see that would take 1e26
//! trials. |g| ≤ 13.4, the reach of 128 random bits; in one step of 2¹⁰⁸ all four normals are 0.

mod elementary;
mod instruction_set;
mod step;

pub use instruction_set::InstructionSet;
pub use step::GROUP;

use crate::Key;

/// Fills a slice with independent standard normals.
///
/// The same as [`weighted_sums`] of the one coefficient 1; a shorter slice gets the beginning of a longer one.
///
/// ```
/// use saturation_kernel::{Key, normal};
/// let stream = Key::new(7 + 0);
/// let mut g = [0.0; 100_000];
/// normal::fill(&mut g, stream);
/// assert!((g.iter().sum::<f64>() / 1e5).abs() < 0.02); // 6 standard errors
///
/// let mut beginning = [0.0; 10];
/// normal::fill(&mut beginning, stream);
/// assert_eq!(beginning, g[..10]);
/// ```
pub fn fill(g: &mut [f64], stream: Key) {
    weighted_sums(&[1.0], stream, g);
}

/// Fills `z` with literal draws of z = Σₖ cₖgₖ: one fresh gₖ ~ N(0, 1) for each coefficient of each trial.
///
/// The z of n trials are the first n of those of more trials with as many coefficients. Trials are drawn in groups of
/// [`GROUP`], of which the last may be used in part.
///
/// ```
/// use saturation_kernel::{Key, normal};
/// let mut z = [0.0; 4];
/// normal::weighted_sums(&[1.0; 501], Key::new(7 + 0), &mut z);
/// assert!(z.iter().all(|z| z.abs() < 200.0)); // 9 standard deviations
/// ```
pub fn weighted_sums(coefficients: &[f64], stream: Key, z: &mut [f64]) {
    InstructionSet::fastest().weighted_sums(coefficients, stream, z);
}
