//! Records: what is kept is judged again to the byte, and what cannot be is refused.

use super::{Scratch, stderr, stdout};
use sha2::Digest;
use std::fs;

/// What a report is made from: every file of the run, byte by byte.
#[test]
fn a_report_from_the_records_is_that_of_the_run() {
    for run in [
        &["run", "network", "scaled", "sigmoid", "--trials", "20000", "--threshold", "0.02"][..],
        &["run", "network", "--trials", "10000", "--until-decided", "--alpha", "1e-4"],
        &["neuron", "--init", "as-printed", "--fan-in", "20", "--trials", "20000"],
        &[
            "neuron",
            "--init",
            "large,keras:he_normal,orthogonal(gain=2)",
            "--activation",
            "tanh,leaky_relu(0.1),gelu",
            "--fan-in",
            "60,101",
            "--fan-out",
            "10",
            "--bias",
            "uniform(-1, 1)",
            "--gain",
            "0.5",
            "--trials",
            "2e4",
        ],
    ] {
        let scratch = Scratch::new();
        let drawn = scratch.run(&[run, &["--output", "out"]].concat());
        let files = |from: &str| -> Vec<(String, Vec<u8>)> {
            let names = scratch
                .files()
                .into_iter()
                .filter(|name| name.starts_with(from) && !name.contains("evidence") && !name.ends_with("SHA256SUMS"));
            names.map(|name| (name[from.len()..].to_owned(), fs::read(scratch.path(&name)).unwrap())).collect()
        };
        let reported = scratch.run(&["report", "out", "--output", "new"]);
        assert_eq!(reported.status.code(), drawn.status.code(), "{}", stderr(&reported));
        assert!(files("out/") == files("new/"), "{run:?}");
        assert_eq!(stdout(&drawn).replace("in out.", "in new."), stdout(&reported));
    }
}

#[test]
fn a_report_judges_at_another_level() {
    let scratch = Scratch::new();
    scratch.run(&["run", "network", "--trials", "200000", "--output", "out", "--quiet"]);
    let verdict = |alpha: &str| scratch.run(&["report", "out", "--alpha", alpha]).status.code();
    assert_eq!((verdict("1e-12"), verdict("1e-2")), (Some(3), Some(0)));
}

/// Every record that cannot be judged is refused with its file and its reason, and nothing is written.
#[test]
fn refuses_records_that_are_damaged_or_do_not_belong_together() {
    type Change = fn(String) -> String;
    let cases: [(&str, &str, Change); 14] = [
        ("small.json", "not a record, or not whole: ", |text| text[..text.len() / 2].to_owned()),
        ("small.json", "not a record, or not whole: ", |_| String::new()),
        ("small.json", "checksum: ", |text| {
            text.replacen("500", "501", 1).replacen("\"count\": 8000", "\"count\": 8001", 1)
        }),
        ("small.json", "checksum: ", |text| text.replacen("\"seed\": \"501\"", "\"seed\": \"502\"", 1)),
        ("small.json", "checksum: ", |text| text.replacen("5 × 1", "6 × 1", 1)),
        ("small.json", "schema 9: newer than 1", |text| text.replacen("\"schema\": 1", "\"schema\": 9", 1)),
        ("small.json", "not a record, or not whole: ", |text| text.replacen("\"center\": 0.0", "\"center\": NaN", 1)),
        ("small.json", "seed: 7, not 501", |_| resealed("\"seed\":\"501\"", "\"seed\":\"7\"")),
        ("small.json", "definition: z of w ~ normal(0, 2)", |_| resealed("w ~ normal(0, 1)", "w ~ normal(0, 2)")),
        ("small.json", "chunk 0: missing", |_| resealed("\"chunks\":[[0,11]]", "\"chunks\":[[1,12]]")),
        ("small.json", "statistics: ", |_| resealed("\"count\":8000", "\"count\":8008")),
        ("small.json", "version of the random streams: 0, not 1", |_| resealed("\"streams\":1", "\"streams\":0")),
        ("run.json", "checksum: ", |text| text.replacen("network", "nothing", 1)),
        ("run.json", "experiment nothing: there is none of this name", |_| resealed_run("network", "nothing")),
    ];
    for (file, reason, change) in cases {
        let scratch = Scratch::new();
        scratch.run(&RUN);
        fs::remove_dir_all(scratch.path("out/figures")).unwrap();
        let path = scratch.path("out/evidence").join(file);
        fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
        let before = scratch.files();
        let output = scratch.run(&["report", "out"]);
        let told = stderr(&output);
        // Before it the directory is said to be none that a run left.
        let (warning, error) = told.split_once('\n').expect("two lines");
        let changed = format!("evidence/{file} was changed");
        assert!(warning.starts_with("warning: out: ") && warning.contains(&changed), "{warning}");
        assert_eq!(output.status.code(), Some(2), "{reason}: {error}");
        assert!(error.starts_with(&format!("error: evidence: out/evidence/{file}: {reason}")), "{reason}: {error}");
        assert!(error.lines().count() == 1 && error.contains("; "), "{error}");
        assert_eq!((stdout(&output).as_str(), scratch.files()), ("", before), "{reason}");
    }
    let scratch = Scratch::new();
    for directory in ["nowhere", "."] {
        let error = stderr(&scratch.run(&["report", directory]));
        assert!(error.starts_with(&format!("error: evidence: {directory}/evidence/run.json: ")), "{error}");
    }
}

const RUN: [&str; 7] = ["run", "network", "--trials", "10000", "--output", "out", "--quiet"];

/// The record of a run, changed, under a checksum that is right: what another program might have written.
fn resealed(from: &str, to: &str) -> String {
    reseal("small.json", from, to)
}

fn resealed_run(from: &str, to: &str) -> String {
    reseal("run.json", from, to)
}

fn reseal(file: &str, from: &str, to: &str) -> String {
    let scratch = Scratch::new();
    scratch.run(&RUN);
    let text = fs::read_to_string(scratch.path("out/evidence").join(file)).unwrap();
    let start = text.find("\"content\": ").expect("content") + "\"content\": ".len();
    let compact = compact(&text[start..text.rfind('}').expect("an end")]);
    assert!(compact.contains(from), "{from} is not in {compact}");
    let changed = compact.replacen(from, to, 1);
    let digest = sha2::Sha256::digest(changed.as_bytes());
    let checksum: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{{\"schema\":1,\"checksum\":\"{checksum}\",\"content\":{changed}}}")
}

/// JSON without the spaces between its parts.
fn compact(json: &str) -> String {
    let mut in_text = false;
    json.chars()
        .filter(|c| {
            in_text ^= *c == '"';
            in_text || !c.is_whitespace()
        })
        .collect()
}
