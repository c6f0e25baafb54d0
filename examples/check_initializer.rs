//! Tests an initialiser that somebody might have written, once right and once wrong: `cargo run --example
//! check_initializer`.
//!
//! He's initialisation draws w ~ N(0, 2/fan_in). The wrong one loses the factor 2: its network trains, only worse, and
//! a test that looks at a handful of weights, or allows 50 %, lets it pass.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution, StandardNormal};
use saturation::assert::{assert_law, assert_mean, assert_std_dev};
use saturation::claim::{SIGNIFICANCE_LEVEL, StdDev};
use saturation::law::Normal;
use std::panic::catch_unwind;

const FAN_IN: usize = 512;
const FAN_OUT: usize = 1024;

/// The initialiser under test, as it might stand in a framework.
fn he(gain: f32, seed: u64) -> Vec<f32> {
    let std_dev = (gain / FAN_IN as f32).sqrt();
    let generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    StandardNormal.sample_iter(generator).take(FAN_IN * FAN_OUT).map(|g: f32| std_dev * g).collect()
}

/// What its author claims.
fn check(weights: &[f32]) {
    let law = Normal { mean: 0.0, std_dev: (2.0 / FAN_IN as f64).sqrt() };
    assert_mean(weights, law, 0.02 * law.std_dev);
    assert_std_dev(weights, law, 0.01);
    assert_law(weights, |w| law.cdf(w), 0.03);
}

fn main() {
    let needed = StdDev::min_trials(0.01, SIGNIFICANCE_LEVEL, 1e-3).expect("levels between 0 and 1");
    println!("An error of 1 % in the spread takes {needed} weights to notice; there are {}.", FAN_IN * FAN_OUT);

    check(&he(2.0, 1));
    println!("He's initialisation, as it should be: passed.\n\nThe same with the factor 2 lost:");
    assert!(catch_unwind(|| check(&he(1.0, 1))).is_err(), "a spread 29 % too small must be noticed");
}
