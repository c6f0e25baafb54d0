//! METHOD.md says what is so: its tables are those of `tests/data/make_method_tables.py`, and its lists of claims and of
//! mutants, and the numbers in its sentences, are those of the library.

#[path = "grid/mod.rs"]
mod grid;
#[path = "../examples/test_suites.rs"]
mod test_suites;

use saturation::claim::{Cells, LawFit, MISS_RATE, Mean, PositiveMean, SIGNIFICANCE_LEVEL, StdDev};
use saturation::evidence::{PreActivation, record::SCHEMA};
use saturation::experiments::article::{ALL, cases};
use saturation::experiments::{NEURON, Request, STAGES, Settings};
use saturation::law::{IndependentSum, Normal, Threshold};
use saturation::model::Activation;
use saturation::numeric::{Side, normal};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use test_suites::{BUGS, Rule, SEEDS};

const METHOD: &str = include_str!("../METHOD.md");
const TABLES: &str = include_str!("data/method_tables.csv");

/// The cells of each row of the table whose heading begins with this word, the heading first.
fn table(first: &str) -> Vec<Vec<&'static str>> {
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
    let heading = format!("| {first} |");
    let mut lines = METHOD.lines().skip_while(|line| !line.starts_with(&heading));
    let heading = lines.next().unwrap_or_else(|| panic!("METHOD.md has no table of {first}"));
    let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
    [cells(heading)].into_iter().chain(rows.map(cells)).collect()
}

/// The names in backticks.
fn names(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The numbers of the program, by table, row and column.
fn computed() -> BTreeMap<[&'static str; 3], f64> {
    // A row may have commas, and is then quoted.
    let number = |line: &'static str| {
        let (rest, value) = line.rsplit_once(',')?;
        let (table, rest) = rest.split_once(',')?;
        let (row, column) = rest.rsplit_once(',')?;
        Some(([table, row.trim_matches('"'), column], value.parse().ok()?))
    };
    TABLES.lines().skip(1).map(|line| number(line).unwrap_or_else(|| panic!("{line}: no number"))).collect()
}

/// Whether a number as printed is this one, rounded.
fn rounds_to(printed: &str, value: f64) -> bool {
    let plain = printed.replace(' ', "").replace('−', "-");
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let unit = 10f64.powi(-(decimals as i32));
    plain.parse::<f64>().is_ok_and(|printed| (printed - value).abs() <= 0.500_001 * unit)
}

/// Requires these words, whatever the line breaks between them.
fn says(words: &str) {
    let text = METHOD.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(words), "METHOD.md does not say {words:?}");
}

#[test]
fn tables_of_levels_are_those_of_the_program() {
    let computed = computed();
    for first in ["σ′(z) under", "cells", "differences", "of weights"] {
        let table = table(first);
        let (heading, rows) = table.split_first().expect("a heading");
        for row in rows {
            for (column, printed) in heading.iter().zip(row).skip(1) {
                let value = computed.get(&[first, row[0], column]);
                let value = value.unwrap_or_else(|| panic!("{first}, {}, {column}: not computed", row[0]));
                assert!(rounds_to(printed, *value), "{first}, {}, {column}: {printed}, not {value}", row[0]);
            }
        }
        let printed: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
        let all: BTreeSet<&str> = computed.keys().filter(|key| key[0] == first).map(|key| key[1]).collect();
        assert_eq!(printed, all, "{first}");
    }
}

/// What an experiment of the article wants drawn under this name.
fn request(name: &str) -> Request {
    let settings = Settings::default();
    let mut requests = ALL.iter().flat_map(|experiment| (experiment.subjects)(&settings).expect("subjects"));
    requests.find(|request| request.name == name).unwrap_or_else(|| panic!("nobody draws {name}"))
}

/// The program forms the cells from METHOD.md's words; these are the library's.
#[test]
fn joined_cells_are_those_of_the_library() {
    let computed = computed();
    for (name, variance) in [("large", 501.0), ("scaled", 0.5), ("weight", 1.0f64)] {
        let nothing = request(name).subject.nothing();
        let z = nothing.quantity(PreActivation::Z).expect("z is kept");
        let law = Normal { mean: 0.0, std_dev: variance.sqrt() };
        let probabilities = Cells::of(z.buckets(), &law).probabilities;
        assert_eq!(probabilities.len(), 64, "{name}");
        let (least, most) = probabilities.iter().fold((1.0, 0.0), |(a, b): (f64, f64), p| (a.min(*p), b.max(*p)));
        let row = format!("`{name}`, 64 joined");
        let of = |column| computed[&["cells", row.as_str(), column]];
        assert!((64.0 * least - of("least 64·p")).abs() < 1e-9, "{row}: {least}");
        assert!((64.0 * most - of("most 64·p")).abs() < 1e-9, "{row}: {most}");
        assert_eq!((LawFit::LEAST_PER_CELL as f64 / least).ceil(), of("trials n"), "{row}");
    }
}

#[test]
fn the_claims_are_all_there() {
    let sources = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/claim")).expect("a directory");
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(entry.expect("an entry").path()).expect("readable")
    };
    let sources: Vec<String> = sources.map(read).collect();
    let implemented = sources.iter().flat_map(|source| source.split("\nimpl Test for ").skip(1));
    let implemented: BTreeSet<&str> = implemented.filter_map(|rest| rest.split_whitespace().next()).collect();
    let column = |kinds: Vec<Vec<&'static str>>| -> BTreeSet<&str> {
        kinds.into_iter().skip(1).flat_map(|row| names(row[0])).collect()
    };
    let tests: BTreeSet<&str> = column(table("claim"));
    assert_eq!(tests, implemented);
    // No effect can be stated of arithmetic, of bounds, of repetitions, and of what is not tested.
    let without = ["Identity", "Bounds", "Repeats", "Untested"];
    let by_chance = implemented.iter().copied().filter(|kind| !without.contains(kind)).collect();
    assert_eq!(column(table("judged by")), by_chance);
}

#[test]
fn the_mutants_are_those_of_the_experiments() {
    let settings = Settings { grid: Some(grid::of_mutants()), ..Settings::default() };
    let table = table("mutant");
    let mut rows = table.iter().skip(1);
    let mut all = 0;
    for experiment in ALL.iter().chain([&NEURON]) {
        for mutant in (experiment.mutants)(&settings).expect("mutants") {
            let row = rows.next().unwrap_or_else(|| panic!("METHOD.md lacks {}", mutant.name));
            assert_eq!((row[0], row[1].trim_matches('`')), (mutant.name, experiment.id));
            let killers = names(row[2]);
            assert!(mutant.kills.iter().all(|id| killers.contains(&id.as_str())), "{}: {killers:?}", mutant.name);
            all += 1;
        }
    }
    assert_eq!(rows.next(), None);
    says(&format!("all {all} are killed"));
}

#[test]
fn numbers_in_sentences_are_those_of_the_library() {
    let (alpha, beta) = (SIGNIFICANCE_LEVEL, MISS_RATE);
    says(&format!("α = {alpha:e} by default"));
    says(&format!("β its miss rate ({beta:e})"));
    says(&format!("`\"schema\": {SCHEMA}`"));
    assert_eq!(STAGES[0], 1);
    says(&format!("n trials (or pairs), then {} times and {} times as many", STAGES[1], STAGES[2]));
    let large = request("large").trials;
    says(&format!("`large` draws {} million trials", large / 1_000_000));
    let quantile = |p| normal::quantile(Side::Upper, p).expect("a probability");
    let [once, stage] = [1.0, STAGES.len() as f64].map(|stages| quantile(alpha / stages / 2.0));
    says(&format!("{stage:.2} standard errors in place of {once:.2}"));
    let trials = StdDev::min_trials(0.01, alpha, beta).expect("trials");
    says(&format!("a std off by 1 % takes {} {} trials", trials / 1000, trials % 1000));
    let shift = PositiveMean::min_effect(1.0, 80, alpha, beta).expect("pairs");
    says(&format!("80 pairs tell a mean of {shift:.2} s from 0"));
    assert!((Mean::min_effect(1.0, 1, alpha, beta).expect("a trial") - once - quantile(beta)).abs() < 1e-12);
    let neuron = cases::default_as_printed().neuron().expect("a neuron");
    let threshold = Threshold::new(Activation::SIGMOID, 0.01).expect("a threshold");
    let bound = IndependentSum::of(&neuron).expect("a sum").ln_lower_tail_bound(threshold.z());
    says(&format!("{:.2e}", bound.exp()));
    let computed = computed();
    let symmetric = |column| computed[&["symmetric", "80 pairs", column]];
    says(&format!("t > {:.2} with probability {:.1e} at most", symmetric("critical t"), symmetric("bound")));
    let undecided = |row| computed[&["undecided", row, "P"]];
    says(&format!("{:.1e} for `LawFit`", undecided("min_trials")));
    says(&format!("a fifth more trials {:.0e}", undecided("1.2 min_trials")));
}

/// Requires that METHOD.md has what `examples/test_suites.rs` counts by these rules.
fn suites(of: impl Fn(&Rule) -> bool) {
    for (first, rules) in test_suites::TABLES {
        let table = table(first);
        assert_eq!(table[0][1..], rules.iter().map(|rule| rule.name).collect::<Vec<_>>());
        for (bug, name) in BUGS {
            let row = table.iter().find(|row| row[0] == name);
            for (column, rule) in rules.iter().enumerate().filter(|(_, rule)| of(rule)) {
                let printed = row.map_or("–", |row| row[column + 1]);
                assert_eq!(printed, rule.share(bug, SEEDS), "{first}: {name}, {}", rule.name);
            }
        }
    }
}

#[test]
fn what_other_suites_let_pass_is_what_their_rules_do() {
    suites(|rule| !rule.slow);
    says(&test_suites::notice().expect("levels between 0 and 1"));
}

#[test]
#[ignore = "half a minute on two cores"]
fn what_slow_suites_let_pass_is_what_their_rules_do() {
    suites(|rule| rule.slow);
}

/// Every key of the report is described.
#[test]
fn the_keys_of_the_report_are_documented() {
    fn keys(value: &serde_json::Value, found: &mut std::collections::BTreeSet<String>) {
        match value {
            serde_json::Value::Object(object) => object.iter().for_each(|(key, value)| {
                found.insert(key.clone());
                // The rows of a table have the keys of its CSV.
                if key != "rows" {
                    keys(value, found);
                }
            }),
            serde_json::Value::Array(all) => all.iter().for_each(|value| keys(value, found)),
            _ => {}
        }
    }
    let report = std::fs::read_to_string("output/report.json").expect("the committed report");
    let mut found = std::collections::BTreeSet::new();
    keys(&serde_json::from_str(&report).expect("JSON"), &mut found);
    let (_, section) = METHOD.split_once("## The report as JSON").expect("the section");
    let (section, _) = section.split_once("\n## ").expect("a section after it");
    let missing: Vec<_> = found.iter().filter(|key| !section.contains(&format!("`{key}`"))).collect();
    assert!(found.len() > 30 && missing.is_empty(), "{missing:?}");
}
