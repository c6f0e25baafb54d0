//! `saturation check`: what it says of weights, and what it refuses.

use super::{Scratch, stderr, stdout};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/weights").join(name).display().to_string()
}

/// The bytes of an .npy.
fn npy(descr: &str, shape: &str, values: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), values].concat()
}

fn f32s(values: impl IntoIterator<Item = f32>) -> Vec<u8> {
    values.into_iter().flat_map(f32::to_le_bytes).collect()
}

/// The bytes of a .safetensors with this header.
fn safetensors(header: &str, values: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), values].concat()
}

#[test]
fn verdicts_have_their_exit_codes() {
    let scratch = Scratch::new();
    let check = |file: &str, more: &[&str]| {
        let path = data(file);
        let output = scratch.run(&[&["check", &path][..], more].concat());
        (output.status.code(), stdout(&output), stderr(&output))
    };
    for (file, more, code, says) in [
        ("torch.safetensors", &[][..], 0, &["consistent with torch:kaiming_normal", "nothing expected"][..]),
        (
            "torch.npy",
            &["--expect", "torch:kaiming_uniform"],
            3,
            &["undecided: 18646 values would tell, there are 3000"],
        ),
        ("torch.npy", &["--expect", "torch:kaiming_uniform", "--effect", "0.2"], 0, &["8/8", "holds"]),
        ("torch.npy", &["--expect", "torch:xavier_uniform", "--effect", "0.2"], 1, &["refuted: "]),
        ("keras.npy", &["--expect", "keras:he_normal", "--layout", "keras", "--effect=0.2"], 0, &["holds"]),
        ("mistakes_layout.npy", &["--expect", "keras:he_normal"], 1, &["the layout is another one"]),
        (
            "torch_linear.safetensors",
            &["--expect", "torch:linear", "--effect=0.9"],
            0,
            &["fc1.bias, fc1.weight  torch:linear  holds"],
        ),
        (
            "mistakes_repeated.safetensors",
            &["--expect", "torch:kaiming_normal", "--effect=0.3"],
            1,
            &["equal to layers.0"],
        ),
        ("trained.safetensors", &["--expect", "fc1.weight=torch:linear"], 1, &["not as at initialisation"]),
        (
            "torch_layers.safetensors",
            &["--expect", "qkv.weight=torch:xavier_normal(fan_out=32)", "--effect=0.3"],
            0,
            &["qkv.weight", "holds"],
        ),
    ] {
        let (found, out, err) = check(file, more);
        // Whether a table is aligned depends on the longest name.
        let squeezed = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(found, Some(code), "{file} {more:?}: {out}{err}");
        for text in says {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(squeezed.contains(&text), "{file} {more:?}: no {text} in {out}");
        }
    }
}

#[test]
fn the_report_is_the_same_in_files_and_json_on_any_number_of_threads() {
    let scratch = Scratch::new();
    let path = data("mistakes.safetensors");
    let arguments = ["check", &path, "--expect", "torch:kaiming_normal", "--output", "out"];
    for threads in ["1", "3"] {
        let output = scratch.run(&[&arguments[..], &["--json", "--threads", threads]].concat());
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert_eq!(stdout(&output), fs::read_to_string(scratch.path("out/report.json")).expect("a report"));
        let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert!(
            report["seed"].is_null() && report["chapters"][0]["claims"].as_array().is_some_and(|all| all.len() > 40)
        );
        let table = fs::read_to_string(scratch.path("out/tables/tensors.csv")).expect("a table");
        assert!(table.contains("factor_half.weight,64 × 48 f32,"), "{table}");
        fs::rename(scratch.path("out"), scratch.path(threads)).expect("renamed");
    }
    for file in ["report.json", "report.md", "tables/tensors.csv", "tables/claims.csv", "figures/check.png"] {
        let of = |threads: &str| fs::read(scratch.path(threads).join(file)).expect("a file");
        assert!(of("1") == of("3"), "{file}");
    }
}

#[test]
fn weights_come_from_standard_input() {
    let scratch = Scratch::new();
    let piped = |bytes: &[u8], arguments: &[&str]| {
        let mut command = scratch.command(&[&["check", "-"], arguments].concat());
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        // A command that refuses what it reads closes its end.
        let _ = child.stdin.take().expect("a pipe").write_all(bytes);
        child.wait_with_output().expect("it ends")
    };
    let bytes = fs::read(data("keras.npy")).expect("a file");
    let output = piped(&bytes, &["--expect", "keras:he_normal", "--layout=keras", "--effect=0.2"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    let output = piped(&bytes[..bytes.len() - 1], &[]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).starts_with("error: file: stdin: "), "{}", stderr(&output));
}

#[test]
fn refuses_what_are_no_weights() {
    let two =
        |dtype: &str, offsets: &str| format!(r#"{{"a":{{"dtype":"{dtype}","shape":[2,3],"data_offsets":{offsets}}}}}"#);
    let nan = npy("<f4", "(2, 3)", &f32s([0.0, 1.0, 2.0, 3.0, f32::NAN, f32::INFINITY]));
    let vector = npy("<f4", "(6,)", &f32s([0.5; 6]));
    let matrix = npy("<f4", "(2, 3)", &f32s([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]));
    for (name, bytes, more, why) in [
        ("nan.npy", nan, &[][..], "nan: 2 of its values are no finite numbers, the first at [1, 1]: NaN; "),
        ("vector.npy", vector.clone(), &[], "vector: of one dimension, which tells no number of inputs; "),
        ("vector.npy", vector, &["--expect", "torch:linear"], "vector: of one dimension, "),
        (
            "a.npy",
            matrix.clone(),
            &["--expect", "b*=torch:linear"],
            "expect: b*=torch:linear: of no tensor of the file; ",
        ),
        (
            "a.npy",
            matrix.clone(),
            &["--expect", "torch:linaer"],
            "expect: torch:linaer: unknown; did you mean torch:linear? ",
        ),
        ("a.npy", matrix.clone(), &["--expect", "he_normal"], "expect: he_normal: of several laws; "),
        ("a.npy", matrix.clone(), &["--expect", "large(fan_in=0)"], "expect: large(fan_in=0): fan_in=0: no number of "),
        ("a.npy", matrix.clone(), &["--effect", "0"], "effect: 0: not a number from 1e-6 to 1; "),
        ("a.npy", matrix.clone(), &["--activation", "relu,tanh"], "activation: several; "),
        ("a.npy", matrix.clone(), &["--layout", "tf"], "layout: tf: unknown; "),
        ("i.npy", npy("<i4", "(2, 3)", &[0; 24]), &[], "file: i.npy: "),
        ("cut.npy", matrix[..matrix.len() - 1].to_vec(), &[], "file: cut.npy: "),
        ("empty.npy", Vec::new(), &[], "file: empty.npy: an empty file; "),
        ("m.pt", b"PK\x03\x04rest of an archive".to_vec(), &[], "file: m.pt: "),
        ("m.safetensors", safetensors(&two("F32", "[0,24]"), &[0; 20]), &[], "file: m.safetensors: "),
        ("m.safetensors", safetensors(&two("I8", "[0,6]"), &[0; 6]), &[], "file: m.safetensors: "),
        ("m.safetensors", (1u64 << 62).to_le_bytes().to_vec(), &[], "file: m.safetensors: "),
        ("rows.npy", npy("<f4", "(30000000000, 4)", &[0; 64]), &[], "file: rows.npy: "),
        ("none.npy", npy("<f4", "(0, 4)", &[]), &[], "file: none.npy: "),
        ("scalar.npy", npy("<f4", "()", &[0; 4]), &[], "file: scalar.npy: "),
    ] {
        let scratch = Scratch::new();
        fs::write(scratch.path(name), bytes).expect("written");
        let output = scratch.run(&[&["check", name][..], more].concat());
        let error = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{name} {more:?}: {error}{}", stdout(&output));
        assert!(error.starts_with(&format!("error: {why}")), "{name} {more:?}: {error}");
        assert!(error.lines().count() == 1 && error.contains("; ") && stdout(&output).is_empty(), "{name}: {error}");
    }
    super::refuses(&["check", "/dev/zero"], "file: /dev/zero: not a file; ");
    super::refuses(&["check", "/"], "file: /: not a file; ");
    super::refuses(&["check", "no such file"], "file: no such file: ");
    super::refuses(&["check"], "");
}

/// Below the README's command stands the table of what it finds.
#[test]
fn the_readme_shows_what_is_found() {
    let readme = include_str!("../../README.md");
    let (command, rest) = readme.split_once("\n```\n\nsays of each:\n\n```text\n").expect("a command and its output");
    let (shown, _) = rest.split_once("```").expect("an end");
    let command = command.lines().last().expect("a command").replace("tests/data/weights/", &data(""));
    let arguments = command.split_once(" -- ").expect("arguments").1.replace('\'', "");
    let output = Scratch::new().run(&arguments.split(' ').collect::<Vec<_>>());
    assert!(stdout(&output).contains(shown), "{}", stdout(&output));
}
