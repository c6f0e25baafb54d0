//! `saturation check`: what it says of weights, and what it refuses.

use super::{Scratch, stderr, stdout};
use rand_distr::{Distribution, StandardNormal};
use saturation::numeric::Format;
use saturation::sampling::{Stream, generator};
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
            &["undecided: 18 646 values would tell, there are 3 000"],
        ),
        ("torch.npy", &["--expect", "torch:kaiming_uniform", "--effect", "0.2"], 0, &["9/9", "holds"]),
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
            report["chapters"][0]["tables"][0]["rows"][1]["shape"] == serde_json::json!([64, 48])
                && report["seed"].is_null()
                && report["chapters"][0]["claims"].as_array().is_some_and(|all| all.len() > 40)
        );
        let table = fs::read_to_string(scratch.path("out/tables/tensors.csv")).expect("a table");
        assert!(table.contains("factor_half.weight,64 × 48,f32,"), "{table}");
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
            "expect: b*=torch:linear: of no tensor of the file that can be judged; ",
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

/// A file of tensors, in memory.
struct Tensors(Vec<(&'static str, &'static str, Vec<usize>, Vec<u8>)>);

impl Tensors {
    fn write(self, path: &Path) {
        let (mut header, mut bytes) = (serde_json::Map::new(), Vec::new());
        for (name, dtype, shape, values) in self.0 {
            let offsets = [bytes.len(), bytes.len() + values.len()];
            header.insert(
                name.to_owned(),
                serde_json::json!({ "dtype": dtype, "shape": shape, "data_offsets": offsets }),
            );
            bytes.extend(values);
        }
        fs::write(path, safetensors(&serde_json::Value::Object(header).to_string(), &bytes)).expect("written");
    }
}

/// N(0, std²), from a stream of its own.
fn normals(n: usize, std_dev: f32, stream: u64) -> Vec<f32> {
    let generator = generator(Stream::new(501, "check").chunk(stream));
    StandardNormal.sample_iter(generator).take(n).map(|g: f32| std_dev * g).collect()
}

fn bf16s(values: impl IntoIterator<Item = f32>) -> Vec<u8> {
    let bits = |x: f32| (Format::BF16.round(x.into()) as f32).to_bits() >> 16;
    values.into_iter().flat_map(|x| (bits(x) as u16).to_le_bytes()).collect()
}

/// One is judged with its exit code and its words.
#[track_caller]
fn says(tensors: Vec<(&'static str, &'static str, Vec<usize>, Vec<u8>)>, more: &[&str], code: i32, texts: &[&str]) {
    let scratch = Scratch::new();
    Tensors(tensors).write(&scratch.path("t.safetensors"));
    let output = scratch.run(&[&["check", "t.safetensors"], more].concat());
    let (out, err) = (stdout(&output), stderr(&output));
    let squeezed = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(code), "{more:?}: {out}{err}");
    for text in texts {
        let found = squeezed.contains(text.trim_start_matches('!'));
        assert!(found != text.starts_with('!'), "{more:?}: {text} in {out}");
    }
}

/// What a test with too few values, or a law of too few, would get wrong.
#[test]
fn right_weights_are_not_refuted_for_being_few_or_coarse() {
    let unit = |factor: f32| {
        let row = normals(64, 1.0, 0);
        let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
        f32s(row.into_iter().map(|x| factor * x / length))
    };
    for (shape, factor, code) in [([1, 64], 1.0, 0), ([64, 1], 1.0, 0), ([1, 64], 1.01, 1)] {
        says(vec![("w", "F32", shape.into(), unit(factor))], &["--expect", "torch:orthogonal"], code, &[]);
    }
    // A tie in few pairs.
    let tied = bf16s([0.25, 0.25, -0.5, 0.125]);
    says(vec![("w", "BF16", vec![2, 2], tied)], &["--expect", "normal(0, 0.3)"], 3, &["undecided"]);
    // A single value, in a file that is judged further.
    let one = || ("out.weight", "F32", vec![1, 1], f32s([0.01]));
    let many = || ("fc.weight", "F32", vec![300, 100], f32s(normals(30_000, 0.1, 1)));
    says(vec![one(), many()], &["--expect", "normal(0, 0.1)"], 3, &["1 as expected, 0 refuted, 1 undecided"]);
    // Hardly one in 370 is not rounded to 0: neither mean nor spread have their usual laws.
    let rare = (0..1000).flat_map(|k| u16::from(k % 250 == 7).to_le_bytes()).collect();
    says(vec![("w", "F16", vec![10, 100], rare)], &["--expect", "normal(0, 1e-8)"], 3, &["undecided"]);
    // Rounded to three values about 1, and then next to a matrix that can be judged.
    let narrow = || bf16s(normals(1024, 5e-4, 9).into_iter().map(|x| 1.0 + x));
    let tensors = vec![("bn", "BF16", vec![32, 32], narrow()), many()];
    says(tensors, &["--expect", "bn=normal(1, 0.0005)", "--expect", "fc*=normal(0, 0.1)"], 3, &["1 as expected"]);
    // Of 16 bits, and saved in 32.
    let cast: Vec<f32> = normals(30_000, 0.1, 10).into_iter().map(|x| Format::BF16.round(x.into()) as f32).collect();
    let tensors = vec![("w", "F32", vec![300, 100], f32s(cast))];
    says(tensors, &["--expect", "normal(0, 0.1)"], 0, &["holds; all are numbers of bf16"]);
    // What nobody asked about ends nothing.
    let mask = ("mask", "F32", vec![2, 2], f32s([0.0, f32::NEG_INFINITY, 0.0, 0.0]));
    says(vec![mask, many()], &["--expect", "fc*=normal(0, 0.1)"], 0, &["not judged: values are no finite numbers"]);
    // The moments of a wide law are closed.
    let wide = f32s(normals(30_000, 3e7, 2));
    says(vec![("w", "F32", vec![300, 100], wide)], &["--expect", "normal(0, 3e7)"], 0, &["holds"]);
}

#[test]
fn what_is_equal_is_told_from_chance_padding_and_tied_weights() {
    let few = || bf16s([0.25, -0.5]);
    let expect = ["--expect", "normal(0, 0.3)"];
    says(vec![("a", "BF16", vec![1, 2], few()), ("b", "BF16", vec![1, 2], few())], &expect, 3, &["equal to a"]);
    let many = || f32s(normals(30_000, 0.3, 3));
    let two = || vec![("a", "F32", vec![300, 100], many()), ("b", "F32", vec![300, 100], many())];
    says(two(), &expect, 1, &["refuted: equal to a"]);
    says(two(), &["--expect", "normal(0, 0.3)", "--tied", "b*"], 0, &["holds; equal to a"]);
    says(two(), &["--expect", "a=normal(0, 0.3)"], 1, &["refuted: equal to b, which --tied allows"]);
    says(two(), &["--tied", "c*"], 2, &[]);
    // Rows of padding.
    let padded = |rows: usize| {
        let mut w = normals(40_000, 0.3, 4);
        w[..rows * 100].fill(0.0);
        vec![("w", "F32", vec![400, 100], f32s(w))]
    };
    says(padded(1), &expect, 0, &["holds; 1 row is all zeros"]);
    let small = [vec![0.0; 512], normals(127 * 512, 1.0, 8)].concat();
    says(vec![("w", "F32", vec![128, 512], f32s(small))], &["--expect", "normal(0, 1)"], 0, &["1 row is all zeros"]);
    says(padded(60), &expect, 1, &["refuted: 60 rows are all zeros", "!used again"]);
    // Two draws from 8 random bits, as rows: columns of two values agree by chance.
    let coarse = normals(20_000, 1.0, 5).into_iter().map(|g| (g.to_bits() >> 7 & 255) as f32 / 128.0 - 1.0);
    says(vec![("w", "BF16", vec![2, 10_000], bf16s(coarse))], &["--expect", "uniform(-1, 1)"], 1, &["!used again"]);
}

#[test]
fn names_and_sides_that_frameworks_give_are_understood() {
    let w = || f32s(normals(30_000, 0.1, 6));
    let file = |names: [&'static str; 3]| {
        vec![
            (names[0], "F32", vec![300, 100], w()),
            (names[1], "F32", vec![300], f32s([0.0; 300])),
            (names[2], "F32", vec![300], f32s([1.0; 300])),
        ]
    };
    // A pattern for many passes over a scale of one side; one that names it does not.
    let torch = || file(["fc.weight", "fc.bias", "ln.weight"]);
    says(torch(), &["--expect", "*weight=normal(0, 0.1)"], 0, &["1 as expected", "all are 1; passed over"]);
    says(torch(), &["--expect", "ln.weight=torch:linear"], 2, &[]);
    // A law that asks for no fans is one for a vector, too.
    let vector = || vec![("a_token", "F32", vec![3000], f32s(normals(3000, 0.5, 11)))];
    says(vector(), &["--expect", "*token=normal(0, 0.02)"], 1, &["refuted"]);
    // Inputs of several sides, as Flax has them.
    let heads = vec![("q/kernel", "F32", vec![128, 8, 16], f32s(normals(16_384, 128f32.powf(-0.5), 12)))];
    let more = ["--layout", "keras", "--expect", "*kernel=scaled"];
    says(heads, &more, 1, &["fan_in is another product of its sides"]);
    for [kernel, bias, scale] in [
        ["params/fc/kernel", "params/fc/bias", "params/ln/scale"],
        ["fc/kernel:0", "fc/bias:0", "ln/gamma:0"],
        ["lstm.weight_ih_l0", "lstm.bias_ih_l0", "norm"],
        ["attention.in_proj_weight", "attention.in_proj_bias", "norm"],
    ] {
        let more = ["--expect", "*=normal(0, 0.1)", "--expect", "*bias*=zero"];
        says(file([kernel, bias, scale]), &more, 0, &["2 as expected, 0 refuted", "passed over"]);
        // They take the inputs of the weights beside them.
        says(file([kernel, bias, scale]), &["--expect", "*bias*=torch:linear"], 1, &["refuted: all are zeros"]);
    }
    says(vec![("a=b(c).w", "F32", vec![300, 100], w())], &["--expect", "a=b(c).w=normal(0, 0.1)"], 0, &["holds"]);
    // The index of a NaN is that of the array, whatever its order.
    let header = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n";
    let values = f32s([0.0, 1.0, 2.0, f32::NAN, 4.0, 5.0]);
    let npy = [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), &values].concat();
    let scratch = Scratch::new();
    fs::write(scratch.path("f.npy"), npy).expect("written");
    let error = stderr(&scratch.run(&["check", "f.npy"]));
    assert!(error.contains("the first at [1, 1]: NaN"), "{error}");
}

#[test]
fn names_are_no_markdown() {
    let scratch = Scratch::new();
    Tensors(vec![("<b>|_w_*", "F32", vec![300, 100], f32s(normals(30_000, 0.1, 7)))])
        .write(&scratch.path("t.safetensors"));
    let output = scratch.run(&["check", "t.safetensors", "--expect", "normal(0, 0.1)", "--output", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = fs::read_to_string(scratch.path("out/report.md")).expect("a report");
    assert!(report.contains(r"| \<b>\|\_w\_\* | 300 × 100 |"), "{report}");
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
