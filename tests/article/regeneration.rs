//! The committed `output/` is what the default run writes: the same tables, counts exactly, other numbers to 1e-12
//! relative, because elementary functions may differ in the last bit between platforms.
//!
//! With `SATURATION_OUTPUT=DIR` the tables in DIR are compared instead of a run in this process.

use super::DEFAULT;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Tables = BTreeMap<String, Vec<u8>>;

#[test]
fn the_committed_tables_are_those_of_the_default_run() {
    let committed = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("output"));
    let regenerated = match env::var_os("SATURATION_OUTPUT") {
        Some(directory) => read(&PathBuf::from(directory)),
        None => DEFAULT.tables().iter().map(|table| (format!("{}.csv", table.name), table.to_csv())).collect(),
    };
    assert_eq!(
        committed.keys().collect::<Vec<_>>(),
        regenerated.keys().collect::<Vec<_>>(),
        "run `cargo run --bin saturation` and commit output/"
    );
    for (name, bytes) in &committed {
        compare(name, &records(bytes), &records(&regenerated[name]));
    }
}

fn read(output: &Path) -> Tables {
    let tables = output.join("tables");
    let entries = fs::read_dir(&tables).unwrap_or_else(|error| panic!("{}: {error}", tables.display()));
    let paths = entries.map(|entry| entry.expect("a readable directory").path());
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    paths.map(|path| (name(&path), fs::read(&path).expect("a readable table"))).collect()
}

fn records(bytes: &[u8]) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|record| record.expect("valid CSV")).collect()
}

fn compare(name: &str, committed: &[csv::StringRecord], regenerated: &[csv::StringRecord]) {
    assert_eq!(committed.len(), regenerated.len(), "{name}: number of rows");
    for (row, (a, b)) in committed.iter().zip(regenerated).enumerate() {
        assert_eq!(a.len(), b.len(), "{name}: row {row}");
        for (column, (a, b)) in a.iter().zip(b).enumerate() {
            assert!(same(a, b), "{name}: row {row}, {}: {a} is committed, {b} came out", &committed[0][column]);
        }
    }
}

/// Counts and words to the letter; numbers with a point or an exponent to 1e-12.
fn same(a: &str, b: &str) -> bool {
    let real = |text: &str| text.parse::<f64>().ok().filter(|_| text.contains(['.', 'e']));
    match (real(a), real(b)) {
        (Some(x), Some(y)) => (x - y).abs() <= 1e-12 * x.abs().max(y.abs()),
        _ => a == b,
    }
}

#[test]
fn the_comparison_can_fail() {
    assert!(same("0.5", "0.5000000000000001") && same("large", "large") && same("", "") && same("-inf", "-inf"));
    assert!(!same("0.5", "0.50000000001") && !same("17", "18") && !same("holds", "refuted") && !same("", "0.0"));
}

/// What the README shows is what the command prints.
#[test]
fn the_readme_shows_the_verdicts_of_the_default_run() {
    let readme = include_str!("../../README.md");
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block of output");
    let printed = anstream::adapter::strip_str(&DEFAULT.verdicts()).to_string();
    let lines = |text: &str| {
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(shown), lines(&printed));
}

#[test]
fn the_committed_report_is_that_of_the_default_run() {
    assert!(include_str!("../../output/report.md") == DEFAULT.markdown(), "run the default run and commit output/");
}
