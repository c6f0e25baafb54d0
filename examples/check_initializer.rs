//! Tests an initializer that somebody might have written, once right and once wrong: `cargo run --example
//! check_initializer`.
//!
//! He's initialization draws w ~ N(0, 2/fan_in). The wrong one loses the factor 2: its network trains, only worse, and
//! a test that looks at a handful of weights, or allows 50 %, lets it pass.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution, StandardNormal};
use saturation::assert::assert_initializer;
use saturation::model::{Initializer, ModelError};
use std::panic::catch_unwind;

const FAN_IN: usize = 784;
const FAN_OUT: usize = 30;

/// The initializer under test, as it might stand in a framework.
fn he(gain: f32, seed: u64) -> Vec<f32> {
    let std_dev = (gain / FAN_IN as f32).sqrt();
    let generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    StandardNormal.sample_iter(generator).take(FAN_IN * FAN_OUT).map(|g: f32| std_dev * g).collect()
}

fn main() -> Result<(), ModelError> {
    let kaiming: Initializer = "torch:kaiming_normal".parse().expect("the registry has it");
    let law = kaiming.parameters(FAN_IN, FAN_OUT)?.weights();

    assert_initializer(law, |seed| he(2.0, seed));
    println!("He's initialization, as it should be: passed.\n\nThe same with the factor 2 lost:");
    let wrong = catch_unwind(|| assert_initializer(law, |seed| he(1.0, seed)));
    assert!(wrong.is_err(), "a spread 29 % too small must be noticed");
    Ok(())
}
