//! What it refuses, before anything is drawn.

use super::{Scratch, refuses, stderr};
use std::fs;

#[test]
fn refuses_trials_that_are_no_number_of_trials() {
    for (trials, why) in [
        ("0", "fewer than 10000"),
        ("-5", "fewer than 10000"),
        ("-1e6", "fewer than 10000"),
        ("0.5", "fewer than 10000"),
        ("9999", "fewer than 10000"),
        ("20000.5", "not a whole number"),
        ("1e30", "more than 2^53"),
        ("99999999999999999999", "more than 2^53"),
        ("inf", "more than 2^53"),
        ("NaN", "not a number"),
        ("many", "not a number"),
        ("", "not a number"),
    ] {
        refuses(&["--trials", trials], &format!("trials: {trials}: {why}"));
        refuses(&["run", "large", "--trials", trials], &format!("trials: {trials}: {why}"));
    }
}

#[test]
fn refuses_thresholds_outside_the_range_of_the_derivative() {
    for tau in ["0", "-0.1", "0.25", "1", "NaN", "inf"] {
        refuses(&["--threshold", tau], &format!("threshold: {tau}: not between 0 and 0.25"));
    }
    refuses(&["--threshold", "small"], "threshold: small: not a number");
}

#[test]
fn refuses_other_bad_values() {
    for threads in ["0", "-1", "two", "100000"] {
        refuses(&["--threads", threads], &format!("threads: {threads}: not a whole number from 1"));
    }
    for seed in ["-1", "x", "1.5", "18446744073709551616"] {
        refuses(&["--seed", seed], &format!("seed: {seed}: not a whole number"));
    }
    refuses(&["--color", "blue"], "color: blue: unknown; give one of auto, always, never");
    refuses(&["--trials"], "trials: no value; ");
    refuses(&["--colour"], "argument: --colour: unknown; ");
}

#[test]
fn refuses_unknown_experiments_and_suggests_the_nearest() {
    refuses(&["run", "lagre"], "experiment: lagre: unknown; did you mean large? ");
    refuses(&["run", "large", "before-after"], "experiment: before-after: unknown; did you mean before_after? ");
    refuses(&["run", "qqq"], "experiment: qqq: unknown; give one of network, large, sigmoid, ");
}

#[test]
fn refuses_an_output_that_cannot_be_written() {
    let scratch = Scratch::new();
    fs::write(scratch.path("file"), "mine").expect("writable");
    for output in ["file", "file/below", "/proc/no/such/place"] {
        let result = scratch.run(&["run", "large", "--output", output]);
        assert_eq!(result.status.code(), Some(2), "{output}");
        assert!(stderr(&result).starts_with(&format!("error: output: {output}: ")), "{}", stderr(&result));
        assert_eq!(stderr(&result).lines().count(), 1);
    }
    assert_eq!(scratch.files(), ["file"]);
    assert_eq!(fs::read_to_string(scratch.path("file")).expect("still there"), "mine");
}

#[test]
fn refuses_levels_that_are_none() {
    for alpha in ["0", "1", "-1e-6", "NaN", "1e-20", "tiny"] {
        refuses(&["--alpha", alpha], &format!("alpha: {alpha}: not a number from 1e-12"));
    }
}
