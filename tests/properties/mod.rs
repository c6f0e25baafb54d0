//! What holds of every argument, tried on random ones that follow the seed of the tests.

use super::seed::seed;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

/// Numbers at which something may change: no number, infinities, the ends of f64 and of domains, and beside them.
pub const EDGES: [f64; 24] = [
    f64::NAN,
    f64::NEG_INFINITY,
    -1e300,
    -1.0,
    -0.0,
    0.0,
    5e-324,
    f64::MIN_POSITIVE,
    1e-160,
    1e-20,
    0.25,
    0.5,
    1.0 - f64::EPSILON / 2.0,
    1.0,
    1.0 + f64::EPSILON,
    2.0,
    63.5,
    2e7,
    1e9,
    1e18,
    1e155,
    1e300,
    f64::MAX,
    f64::INFINITY,
];

/// Any f64: one of the edges, of any size, from a range that is much used, or of any bits.
pub fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => select(&EDGES[..]), 2 => between(1e-12, 1e12), 1 => 0.0..1.0, 1 => any::<u64>().prop_map(f64::from_bits)]
}

/// A positive number, its logarithm as likely anywhere in this range.
pub fn between(least: f64, most: f64) -> impl Strategy<Value = f64> {
    (least.ln()..=most.ln()).prop_map(move |ln| ln.exp().clamp(least, most))
}

/// Tries a property on this many values; a failure gives the simplest that was found.
pub fn check<S: Strategy>(cases: u32, values: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed().to_le_bytes());
    let config = Config { cases, ..Config::default() };
    let result =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)).run(&values, property);
    assert!(result.is_ok(), "seed {}: {}", seed(), result.err().map_or(String::new(), |error| error.to_string()));
}
