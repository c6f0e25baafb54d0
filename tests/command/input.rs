//! What it refuses, before anything is drawn: a row for each kind of bad input. A new option adds rows.

use super::{Scratch, refuses, stderr, stdout};

const TRIALS: &str = "not a whole number from 10000, the fewest with which every claim can be tested, to 2^53; ";
const RUN: &str = "give one of network, large, sigmoid, ";

#[test]
fn refuses_values_that_are_none() {
    let of_run: &[(&str, &[&str], &str)] = &[
        (
            "trials",
            &[
                "0",
                "-5",
                "-1e6",
                "0.5",
                "9999",
                "20000.5",
                "10000.0000000000001",
                "9007199254740993",
                "1e30",
                "99999999999999999999",
                "inf",
                "NaN",
                "many",
                "",
                "0x4000",
                "1e5.0",
            ],
            TRIALS,
        ),
        ("threads", &["0", "-1", "two", "100000", "1.5"], "not a whole number from 1 to 1024; "),
        ("seed", &["-1", "x", "1.5", "18446744073709551616", "FRESH"], "not a whole number from 0 to 2^64 − 1, "),
        ("threshold", &["0", "-0.1", "0.25", "1", "NaN", "inf", "1e-400"], "not between 0 and 0.25, "),
        ("threshold", &["small"], "not a number; "),
        ("alpha", &["0", "1", "-1e-6", "NaN", "1e-20", "tiny"], "not a number from 1e-12 to 0.5; "),
        ("color", &["blue"], "unknown; give one of auto, always, never"),
        ("color", &["Always"], "unknown; did you mean always? "),
    ];
    for (option, values, why) in of_run {
        for value in *values {
            let shown = if *value == "1e-400" { "0" } else { value };
            let beginning = format!("{option}: {shown}: {why}");
            refuses(&[&format!("--{option}"), value], &beginning);
            refuses(&["run", "large", &format!("--{option}={value}")], &beginning);
        }
    }
    let of_neuron: &[(&str, &[&str], &str)] = &[
        ("fan-in", &["0", "-2", "1e8", "1e-3", "3.5", "x"], "not a whole number from 1 to 10000000; "),
        ("neurons", &["0", "1e12", "x"], "not a whole number from 1 to 10000000; "),
        ("trials", &["0", "1", "2.5", "1e17"], "not a whole number from 2 to 2^53; "),
        ("threshold", &["0.25"], "not between 0 and 0.25, "),
    ];
    for (option, values, why) in of_neuron {
        for value in *values {
            refuses(
                &["neuron", "--init", "large", &format!("--{option}"), value],
                &format!("{option}: {value}: {why}"),
            );
        }
    }
}

#[test]
fn refuses_arguments_that_are_none_and_says_what_may_be_meant() {
    let rows: &[(&[&str], &str)] = &[
        (&["--trials"], "trials: no value; "),
        (&["run", "lagre"], "experiment: lagre: unknown; did you mean large? give one of network, "),
        (&["run", "large", "before-after"], "experiment: before-after: unknown; did you mean before_after? "),
        (&["run", "LARGE"], "experiment: LARGE: unknown; did you mean large? "),
        (&["run", "qqq"], &format!("experiment: qqq: unknown; {RUN}")),
        (&["runn"], "command or experiment: runn: unknown; did you mean run? give one of run, neuron, "),
        (&["rnu"], "command or experiment: rnu: unknown; did you mean run? "),
        (&["LARGE"], "command or experiment: LARGE: unknown; did you mean large? "),
        (
            &["--trials", "1e5", "run", "large"],
            "command: run: not the first argument; give it first, as saturation run",
        ),
        (&["--colour"], "argument: --colour: unknown; did you mean --color? see saturation --help"),
        (&["run", "--trial=5"], "argument: --trial: unknown; did you mean --trials? see saturation run --help"),
        (&["run", "-x"], "argument: -x: unknown; see saturation run --help"),
        (&["list", "all"], "argument: all: unknown; see saturation list --help"),
        (&["run", "--fan-in", "100"], "argument: --fan-in: not one of saturation run, but of saturation neuron; "),
        (
            &["report", "out", "--mnist-dir=x"],
            "argument: --mnist-dir: not one of saturation report, but of saturation run; ",
        ),
        (&["--init", "large"], "argument: --init: not one of saturation, but of saturation neuron; "),
        (&["run", "--output", "a", "--output", "b"], "argument: --output <DIR>: given twice; "),
        (&["run", "-q", "-v"], "argument: --quiet: not together with --verbose; "),
        (&["neuron"], "init: missing; give one of large, scaled, "),
        (&["neuron", "--init", "Large"], "init: Large: unknown; did you mean large? give one of large, "),
        (&["neuron", "--init", "glorot"], "init: glorot: unknown; give one of large, scaled, "),
        (&["neuron", "--init", "large", "--fan-in", "7"], "fan_in: 7: "),
        (&["report"], "directory: missing; "),
        (&["help", "me"], "arguments: "),
        (&["run", "a\x1b[31m\nb"], "experiment: a\\u{1b}[31m\\nb: unknown; "),
        (&["run", "large", "--output", "new\nline"], "output: new\\nline: holds a control character; "),
    ];
    for (arguments, beginning) in rows {
        refuses(arguments, beginning);
    }
}

#[test]
#[cfg(unix)]
fn refuses_what_is_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let odd = std::ffi::OsStr::from_bytes(b"b\xff");
    for (arguments, beginning) in [(&[][..], "arguments: "), (&["run", "learning", "--mnist-dir"], "mnist-dir: ")] {
        let output = Scratch::new().command(arguments).arg(odd).output().expect("the command starts");
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{}", stderr(&output));
        assert!(stderr(&output).starts_with(&format!("error: {beginning}")), "{}", stderr(&output));
    }
}

#[test]
fn refuses_what_the_environment_asks_for() {
    for (name, value, beginning) in [
        ("RAYON_NUM_THREADS", "10000", "RAYON_NUM_THREADS: 10000: not a whole number from 1 to 1024; "),
        ("RAYON_NUM_THREADS", "many", "RAYON_NUM_THREADS: many: not a whole number from 1 to 1024; "),
        ("SATURATION_INSTRUCTIONS", "sse9", "instruction set: \"sse9\": no such set; "),
    ] {
        let output = Scratch::new().command(&["run", "sigmoid"]).env(name, value).output().expect("the command starts");
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
        assert!(stderr(&output).starts_with(&format!("error: {beginning}")), "{}", stderr(&output));
    }
    let zero = Scratch::new().command(&["run", "sigmoid"]).env("RAYON_NUM_THREADS", "0").output();
    assert_eq!(
        zero.expect("the command starts").status.code(),
        Some(0),
        "0 is as many as there are cores, for rayon too"
    );
}
