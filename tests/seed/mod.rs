//! The seed of the statistical tests: 501, or what SATURATION_SEED says, a number or `fresh`.

use std::sync::LazyLock;

/// The seed; printed once with the command that replays it.
pub fn seed() -> u64 {
    *SEED
}

static SEED: LazyLock<u64> = LazyLock::new(|| {
    let seed = match std::env::var("SATURATION_SEED") {
        Err(_) => 501,
        Ok(text) if text == "fresh" => getrandom::u64().expect("random numbers from the operating system"),
        Ok(text) => text.parse().expect("SATURATION_SEED is a whole number or `fresh`"),
    };
    println!("seed {seed}; replay: SATURATION_SEED={seed} cargo test");
    seed
});
