//! What it refuses, before anything is drawn: a row for each kind of bad input. A new option adds rows.

use super::{Scratch, refuses, stderr, stdout};
use std::fs;

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
        ("fan-in", &["0", "-2", "1e8", "1e12", "1e-3", "3.5", "x", "NaN"], "not a whole number from 1 to 10000000; "),
        ("fan-in", &["10,,20", ",10", "10,"], "an empty item; "),
        ("fan-in", &[""], "nothing; "),
        ("fan-out", &["0", "1e12", "2.5", "x", "3,4"], "not a whole number from 1 to 10000000; "),
        ("active", &["0", "-1", "1e12", "0.5"], "not a whole number from 1 to 10000000; "),
        ("active", &["1001"], "more than the 1000 inputs there are; "),
        ("trials", &["0", "1", "2.5", "1e17"], "not a whole number from 2 to 2^53; "),
        (
            "threshold",
            &["0.25", "0", "-0.01", "NaN", "inf"],
            "not between 0 and 0.25, the largest |f′(z)| of sigmoid; ",
        ),
        ("threshold", &["small"], "not a number; "),
        ("gain", &["x", ""], "not a number; "),
        ("depth", &["0", "-1", "1.5", "10001", "x"], "not a whole number from 1 to 10000; "),
        ("gain", &["NaN", "inf"], "not a finite number; "),
        ("activation", &["gleu"], "unknown; did you mean gelu? see saturation list activations"),
        ("activation", &["Sigmoid"], "unknown; did you mean sigmoid? "),
        ("activation", &["tanh,"], "an empty item; "),
        ("activation", &["tanh,x(2)"], "x(2): unknown; "),
        ("activation", &["leaky_relu(NaN)", "leaky_relu()", "tanh(2)"], "unknown; "),
        ("bias", &["he_normal"], "of several laws; say which: keras:he_normal, "),
        ("bias", &["orthogonal"], "no law of single numbers; "),
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

/// Laws that are none, by themselves and in a list; the last column is what the line begins with after the option.
#[test]
fn refuses_initializers_that_are_none() {
    let rows: &[(&str, &str)] = &[
        ("Large", "init: Large: unknown; did you mean large? see saturation list initializers"),
        ("keras:he_nromal", "init: keras:he_nromal: unknown; did you mean keras:he_normal? "),
        ("glorot", "init: glorot: unknown; see saturation list initializers"),
        ("he_normal", "init: he_normal: of several laws; say which: keras:he_normal, "),
        ("kaiming_normal_", "init: kaiming_normal_: of several laws; say which: torch:kaiming_normal, jax:"),
        ("large,,scaled", "init: large,,scaled: an empty item; "),
        ("large,he_normal", "init: large,he_normal: he_normal: of several laws; "),
        ("", "init: : nothing; "),
        ("normal(0, NaN)", "init: normal(0, NaN): NaN is no value; write normal(mean, std)"),
        ("normal(0, 1", "init: normal(0, 1: no closing bracket; "),
        ("normal", "init: normal: no mean; "),
        ("normal(0, -1)", "std_dev: -1: not a finite number ≥ 0; "),
        ("uniform(1, 0)", "uniform law: [1, 0): not a finite range; "),
        ("truncated_normal(1, 0.009)", "truncation: 0.009: not a number ≥ 0.01 "),
        ("torch:trunc_normal(b=-2)", "truncation: -2: not a number ≥ 0.01 "),
    ];
    for (init, beginning) in rows {
        refuses(&["neuron", "--init", init], beginning);
    }
    refuses(&["neuron", "--init", "large", "--bias", "normal(0, 1),zero"], "bias: several laws; ");
    refuses(
        &["neuron", "--init", "large", "--activation", "tanh,gelu", "--threshold", "1"],
        "threshold: 1: not between ",
    );
    let days = ["neuron", "--init", "large,scaled", "--fan-in", "1e4", "--trials", "1e13"];
    refuses(&days, "grid: about ");
    let shown = stderr(&Scratch::new().run(&days));
    assert!(shown.contains(" days on all cores") && shown.contains("--allow-days"), "{shown}");
}

/// A file of NumPy's, version 1.
fn npy(kind: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
    [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), data].concat()
}

fn bytes(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|x| x.to_le_bytes()).collect()
}

#[test]
fn refuses_inputs_that_are_no_vector() {
    let rows: &[(Vec<u8>, &str)] = &[
        (b"0, 0,0\n0".to_vec(), "several rows of several numbers: "),
        (b"0,0,0\n".to_vec(), "nothing but zeros; "),
        (b"1,NaN".to_vec(), "x[1] = NaN: not a finite number; "),
        (b"1 -inf".to_vec(), "x[1] = -inf: not a finite number; "),
        (b"1\n2\nthree".to_vec(), "\"three\" is no number; "),
        (b"x\n1\n".to_vec(), "\"x\" is no number; "),
        (b" \n".to_vec(), "no number; "),
        (b"1,1e80".to_vec(), ""),
        (vec![0xff, 0xfe, 0x00], "neither .npy nor text; "),
        (npy("<f8", "(2, 2)", &bytes(&[1.0; 4])), "an array of 2 dimensions; "),
        (npy("<f8", "()", &bytes(&[1.0])), "an array of 0 dimensions: not 1 to 64; "),
        (npy("<f8", "(4,)", &bytes(&[1.0; 3])), "92 bytes, not 100; "),
        (npy("<f8", "(99999999999999999999,)", &[]), "its header: a shape of more than 2⁶⁴ bytes; "),
        (npy("<i8", "(1,)", &[0; 8]), "numbers of type <i8: not floats of 64, 32 or 16 bits; "),
        (npy("<f2", "(1,)", &[0; 2]), "numbers of kind f16; "),
        (npy("<f8", "(0,)", &[]), "no number; "),
        (npy("<f8", "(2,)", &bytes(&[0.0, -0.0])), "nothing but zeros; "),
        (npy("<f8", "(2,)", &bytes(&[1.0, f64::NAN])), "x[1] = NaN: not a finite number; "),
        (npy("<f8", "(1,)", &bytes(&[1.0]))[..40].to_vec(), "40 bytes, not 68; "),
        (b"\x93NUMPY".to_vec(), "6 bytes, not 10; "),
        (b"\x93NUMPY\x09\x00aa".to_vec(), ".npy of version 9; "),
    ];
    let scratch = Scratch::new();
    let refuses = |file: &str, beginning: &str| {
        let before = scratch.everything();
        let output = scratch.run(&["neuron", "--init", "large", "--input", file, "--output", "out"]);
        let error = stderr(&output);
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{file}: {error}");
        assert!(error.starts_with(&format!("error: {beginning}")), "{error}");
        assert!(error.lines().count() == 1 && error.contains("; "), "{error}");
        assert_eq!(scratch.everything(), before);
    };
    for (content, why) in rows {
        fs::write(scratch.path("x"), content).expect("a file");
        refuses("x", &if why.is_empty() { String::new() } else { format!("input: x: {why}") });
    }
    refuses(".", "input: .: not a file; ");
    refuses("nowhere.npy", "input: nowhere.npy: entity not found; ");
    for other in [["--active", "5"], ["--fan-in", "4"]] {
        let output = scratch.run(&[&["neuron", "--init", "large", "--input", "x"], &other[..]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("not together with"), "{}", stderr(&output));
    }
}

/// One vector, however it is written, is one neuron: the same numbers as if its ones were counted.
#[test]
fn an_input_from_a_file_is_that_of_the_options() {
    let values: Vec<f64> = [vec![1.0; 5], vec![0.0; 7]].concat();
    let f4 = |to: fn(f32) -> [u8; 4]| values.iter().flat_map(|x| to(*x as f32)).collect::<Vec<u8>>();
    let column = values.iter().map(|x| format!("{x}\n")).collect::<String>();
    let row = values.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    let big: Vec<u8> = values.iter().flat_map(|x| x.to_be_bytes()).collect();
    let table = |options: &[&str], file: Option<&[u8]>| {
        let scratch = Scratch::new();
        if let Some(content) = file {
            fs::write(scratch.path("x"), content).expect("a file");
        }
        let common = ["neuron", "--init", "large,torch:linear", "--activation", "tanh,silu", "--trials", "1e4", "-q"];
        let output = scratch.run(&[&common[..], options, &["--output", "out"]].concat());
        assert_eq!(stderr(&output), "");
        fs::read_to_string(scratch.path("out/tables/neuron.csv")).expect("the table")
    };
    let wanted = table(&["--active", "5", "--fan-in", "12"], None);
    for content in [
        npy("<f8", "(12,)", &bytes(&values)),
        npy(">f8", "(12,)", &big),
        npy("<f4", "(12,)", &f4(f32::to_le_bytes)),
        npy(">f4", "(12,)", &f4(f32::to_be_bytes)),
        column.into_bytes(),
        row.into_bytes(),
    ] {
        assert_eq!(table(&["--input", "x"], Some(&content)), wanted);
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
        (&["list", "all"], "what: all: unknown; give one of experiments, initializers, activations"),
        (&["run", "--fan-in", "100"], "argument: --fan-in: not one of saturation run, but of saturation neuron; "),
        (
            &["report", "out", "--mnist-dir=x"],
            "argument: --mnist-dir: not one of saturation report, but of saturation run; ",
        ),
        (&["--init", "large"], "argument: --init: not one of saturation, but of saturation neuron; "),
        (&["run", "--output", "a", "--output", "b"], "argument: --output <DIR>: given twice; "),
        (&["run", "-q", "-v"], "argument: --quiet: not together with --verbose; "),
        (&["neuron"], "init: missing; give one, or see saturation neuron --help"),
        (&["neuron", "--init", "large", "--neurons", "7"], "argument: --neurons: unknown; "),
        (&["report"], "directory: missing; "),
        (&["help", "me"], "arguments: "),
        (&["run", "a\x1b[31m\nb"], "experiment: a\\u{1b}[31m\\nb: unknown; "),
        (&["neuron", "--init", "normal(1, 1e-16)"], "std z: "),
        (&["neuron", "--init", "large", "--activation", "leaky_relu(1e80)"], "activation: leaky_relu(1e80): unknown; "),
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
