//! Fast, literal, reproducible standard normals: the numbers that every experiment waits for.
//!
//! Eight SFC64 generators run side by side. A step takes four words of each and turns them, by the Box–Muller transform,
//! into four independent normals a lane; nothing is rejected, so that a step has no branch, and every trial costs the same.
//!
//! | file | holds |
//! |---|---|
//! | `step` | four words to four normals |
//! | `line` | many steps, each begun before the last one is done: fastest where registers hold all lanes |
//! | `block` | many steps, in short loops over some: fastest elsewhere |
//! | `elementary` | ln, sin and cos as polynomials |
//!
//! The numbers are a function of the chunk's stream alone: every [`InstructionSet`] gives the same bits, because the only
//! operations are those that IEEE 754 rounds correctly (+, −, ×, ÷, √, the fused multiply-add), each written where it
//! happens. A sum adds (c·r)·x: the coefficient is multiplied into the radius, which serves two normals.
//! [`LANES`](crate::lanes::LANES), the order of the words and the coefficients of the polynomials are part of the definition;
//! a test pins the values.
//!
//! The law is N(0, 1) to a relative error below 1e-13 in each normal, given uniform numbers that are the middles of 2⁵²
//! equal intervals, so that no standard deviation is off by more than 1e-13 of itself: an experiment that could see that
//! would take 1e26 trials. |g| ≤ 12.12, the reach of 106 random bits: beyond it lie 8e-34 of a normal law. No normal is 0.

mod block;
mod elementary;
mod line;
mod step;

pub use step::GROUP;

use crate::Key;
use crate::instruction_set::{InstructionSet, with_vectors};
use crate::key::Starts;
use crate::lanes::is_wide;
use block::Block;
pub(crate) use block::Scratch;
use fearless_simd::Simd;
use line::Line;
use step::Constants;

/// Fills a slice with independent standard normals.
///
/// The same as [`weighted_sums`] of the one coefficient 1; a shorter slice gets the beginning of a longer one.
///
/// ```
/// use saturation_kernel::{Key, normal};
/// let stream = Key::new([7; 32], 0);
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
/// normal::weighted_sums(&[1.0; 501], Key::new([7; 32], 0), &mut z);
/// assert!(z.iter().all(|z| z.abs() < 200.0)); // 9 standard deviations
/// ```
pub fn weighted_sums(coefficients: &[f64], stream: Key, z: &mut [f64]) {
    weighted_sums_with(InstructionSet::current(), coefficients, stream, z);
}

/// [`weighted_sums`] by this instruction set, or by the portable one if the CPU lacks it.
pub fn weighted_sums_with(set: InstructionSet, coefficients: &[f64], stream: Key, z: &mut [f64]) {
    let starts = stream.starts(set);
    with_vectors!(set, simd => draw(simd, coefficients, &starts, z));
}

/// The one text of all instruction sets.
#[inline(always)]
fn draw<S: Simd>(simd: S, coefficients: &[f64], starts: &Starts, z: &mut [f64]) {
    let mut scratch = Scratch::EMPTY;
    let mut normals = Normals::new(simd, starts, &mut scratch);
    let (groups, rest) = z.as_chunks_mut::<GROUP>();
    let mut last = [[0.0; GROUP]];
    normals.weighted_sums(coefficients, groups);
    if !rest.is_empty() {
        normals.weighted_sums(coefficients, &mut last);
        rest.copy_from_slice(&last[0][..rest.len()]);
    }
}

/// The normals of a stream, from where the last call ended: in one of two orders, by the registers.
#[derive(Debug)]
pub(crate) struct Normals<'a, S: Simd> {
    constants: Constants<S>,
    order: Order<'a, S>,
}

#[derive(Debug)]
enum Order<'a, S: Simd> {
    Line(Line<S>),
    Block(Block<'a, S>),
}

impl<'a, S: Simd> Normals<'a, S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, starts: &Starts, scratch: &'a mut Scratch) -> Self {
        let constants = Constants::new(simd);
        let order = if is_wide::<S>() {
            Order::Line(Line::new(&constants, starts))
        } else {
            Order::Block(Block::new(&constants, starts, scratch))
        };
        Self { constants, order }
    }

    /// The sums of whole groups.
    #[inline(always)]
    pub(crate) fn weighted_sums(&mut self, coefficients: &[f64], groups: &mut [[f64; GROUP]]) {
        match &mut self.order {
            Order::Line(line) if is_wide::<S>() => line.weighted_sums(&self.constants, coefficients, groups),
            Order::Block(block) if !is_wide::<S>() => block.weighted_sums(&self.constants, coefficients, groups),
            _ => unreachable!("the order is chosen by the same comparison"),
        }
    }
}
