//! The room that decides: verdicts, edges, power, outcomes, what it refuses, and what it tells other people's tests.

mod assertions;
mod edges;
mod hostile;
mod misses;
mod outcome;
mod power;
mod verdicts;

#[path = "../properties/mod.rs"]
mod properties;
#[path = "../seed/mod.rs"]
mod seed;

use saturation::claim::{Cells, LawFit};
use saturation::statistics::Moments;

/// Moments of n trials, n even, with exactly this mean and this standard deviation.
fn moments(n: usize, mean: f64, std_dev: f64) -> Moments {
    let d = std_dev * ((n as f64 - 1.0) / n as f64).sqrt();
    let mut moments = Moments::about(mean);
    moments.add(&[mean - d, mean + d].repeat(n / 2));
    moments
}

/// Equally probable cells with these counts.
fn cells(counts: &[u64]) -> Cells {
    Cells::equiprobable(counts.to_vec())
}

/// 64 cells of 1000 trials, half of them with `excess` more and half with as many less: w = excess / 1000.
fn uneven(excess: u64) -> Cells {
    let counts: Vec<u64> = (0..64).map(|k| if k % 2 == 0 { 1000 + excess } else { 1000 - excess }).collect();
    cells(&counts)
}

fn fit(excess: u64, effect: f64) -> LawFit {
    LawFit::new(&uneven(excess), effect).expect("64 000 trials")
}
