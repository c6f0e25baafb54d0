//! The seed of the tests that draw: `SATURATION_SEED`, a number or `fresh`, else 501.

use std::sync::LazyLock;

/// One for the whole process, so that every test of a run can be drawn again by the same command.
static SEED: LazyLock<u64> = LazyLock::new(|| {
    let seed = match std::env::var("SATURATION_SEED").as_deref() {
        Err(_) => 501,
        Ok("fresh") => getrandom::u64().expect("the operating system gives random numbers"),
        Ok(number) => number.parse().expect("SATURATION_SEED: not a whole number and not `fresh`; give one such as 7"),
    };
    println!("seed {seed}; again: SATURATION_SEED={seed} cargo test");
    seed
});

pub fn seed() -> u64 {
    *SEED
}
