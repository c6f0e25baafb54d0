//! The committed `output/` is what is made from its evidence, to the byte; that its evidence is what the default run draws,
//! the gate sees, which runs the command and compares every file.

use super::{COMMITTED, output};
use saturation::evidence::{RecordError, Sample};
use saturation::experiments::{activations, initializers};
use saturation::model::{Fans, Initializer, ParameterLaw};
use saturation::report::{Manifest, terminal};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const AGAIN: &str = "make output/ again, as CONTRIBUTING.md says, and commit it";

fn files(directory: &Path, root: &Path) -> BTreeSet<PathBuf> {
    let paths = fs::read_dir(directory).expect("readable").map(|entry| entry.expect("an entry").path());
    let below = |path: PathBuf| {
        if path.is_dir() { files(&path, root) } else { [path.strip_prefix(root).expect("below").to_owned()].into() }
    };
    paths.flat_map(below).collect()
}

#[test]
fn the_committed_files_are_those_of_the_committed_evidence() {
    let evidence = COMMITTED.declaration.files(&COMMITTED.samples).expect("numbers that JSON has");
    let report = COMMITTED.report.files().expect("figures that can be drawn");
    let mut made: Vec<(PathBuf, Vec<u8>)> = evidence.into_iter().chain(report).collect();
    let mut list = Manifest::default();
    made.iter().for_each(|(path, bytes)| list.add(&path.to_string_lossy(), bytes));
    made.push((PathBuf::from(Manifest::NAME), list.to_string().into_bytes()));
    // No run writes these, and so they are not in its list.
    let registries = [initializers(), activations().expect("gains to many digits")];
    made.extend(registries.map(|table| (Path::new("registry").join(format!("{}.csv", table.name)), table.to_csv())));
    let names: BTreeSet<PathBuf> = made.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(files(&output(), &output()), names, "{AGAIN}");
    for (path, bytes) in made {
        let committed = fs::read(output().join(&path)).expect("it is there");
        assert!(committed == bytes, "{}: {AGAIN}", path.display());
    }
}

/// At most 3 MB of evidence in git.
#[test]
fn the_committed_evidence_is_small() {
    let evidence = output().join("evidence");
    let size = |path: &PathBuf| fs::metadata(evidence.join(path)).expect("it is there").len();
    let total: u64 = files(&evidence, &evidence).iter().map(size).sum();
    assert!(total < 3_000_000, "{total} bytes");
}

/// A record of the first schema stays readable, whatever comes after it.
#[test]
fn an_old_record_is_read() {
    let text = include_str!("../data/record_schema_1.json");
    let sample = match Sample::from_json(text) {
        // What an older version of the streams drew can be read, and not be drawn further: it says so.
        Err(RecordError::Sample(error)) => panic!("{error}"),
        result => result.expect("a record of schema 1"),
    };
    assert_eq!((sample.trials(), sample.seed()), (10_000, 501));
    let z = sample.statistics().quantity("z").expect("z is always kept").moments();
    assert!((z.std_dev() - 6f64.sqrt()).abs() < 0.1);
}

/// A row of the README's table of names says what the registry says.
#[test]
fn the_readme_shows_what_the_registry_says() {
    let readme = include_str!("../../README.md");
    let rows = readme.lines().skip_while(|line| !line.starts_with("| name | as in |")).skip(2);
    let mut seen = 0;
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        for name in cells[2].split('`').filter(|name| name.contains(':')) {
            let [weights, _] = name.parse::<Initializer>().expect("a name").laws(Fans { fan_in: 784, fan_out: 100 });
            let cut = match weights {
                ParameterLaw::TruncatedNormal { bound, .. } => format!("{bound} std"),
                _ => String::new(),
            };
            assert_eq!(format!("{:.4}", 784.0 * weights.std_dev().powi(2)), cells[3], "{name}");
            assert_eq!(cells[4].split(',').next(), Some(cut.as_str()), "{name}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

/// What the README shows is what the command prints.
#[test]
fn the_readme_shows_what_the_default_run_prints() {
    let readme = include_str!("../../README.md");
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block of output");
    let printed = anstream::adapter::strip_str(&terminal(&COMMITTED.report, 100, false)).to_string();
    let lines = |text: &str| {
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(shown), lines(&printed));
}
