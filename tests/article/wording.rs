//! What a reader meets whatever comes out: titles that assert nothing that was not found, options that are followed or said
//! not to be, lines that fit the terminal, and a table behind every figure.

use super::{COMMITTED, experiment, run};
use saturation::claim::Verdict;
use saturation::experiments::article::ALL;
use saturation::experiments::{Experiment, Grid, Inputs, NEURON, Settings};
use saturation::figure::{Mark, Measurement};
use saturation::law::{Normal, expectation};
use saturation::model::{Activation, Initializer};
use saturation::report::{Cell, Chapter, Report, terminal};
use std::sync::LazyLock;

/// All experiments with so few trials that most claims stay undecided.
static FEW: LazyLock<Report> = LazyLock::new(|| few(&ALL.iter().collect::<Vec<_>>(), Settings::default()));

/// A neuron of the default layer, likewise.
static OF_A_NEURON: LazyLock<Report> = LazyLock::new(|| {
    let initializers = vec![Initializer::LARGE, "keras:he_normal".parse().expect("a name")];
    let grid = Some(grid(initializers, vec![Activation::SIGMOID, Activation::GELU], 1000));
    few(&[&NEURON], Settings { grid, ..Settings::default() })
});

fn grid(initializers: Vec<Initializer>, activations: Vec<Activation>, fan_in: usize) -> Grid {
    let inputs = Inputs::HalfOnes;
    Grid {
        initializers,
        activations,
        fan_ins: vec![fan_in],
        fan_out: None,
        bias: None,
        gain: 1.0,
        depth: None,
        inputs,
        threshold: None,
    }
}

fn few(experiments: &[&Experiment], settings: Settings) -> Report {
    run(experiments, Settings { trials: Some(10_000), pairs: Some(2), ..settings }).1
}

fn plain(title: &str) -> String {
    title.replace('*', "")
}

/// The title of a figure is the finding where all of it was found, and else what the experiment asks.
#[test]
fn a_figure_is_headed_by_its_finding_only_where_it_was_found() {
    let report = &FEW;
    let markdown = markdown(report);
    for (chapter, committed) in report.chapters.iter().zip(&COMMITTED.report.chapters) {
        let found = chapter.as_expected() == chapter.section.claims.len();
        let title = &chapter.section.figure.title;
        assert_eq!(title != chapter.title, found, "{}: {title}", chapter.id);
        assert_ne!(committed.section.figure.title, committed.title, "{}: it was found", committed.id);
        assert!(chapter.title.contains('?'), "{}: {} is no question", chapter.id, chapter.title);
        assert!(markdown.contains(&format!("![{}](figures/{}.png)", plain(title), chapter.id)), "{title}");
    }
    assert!(report.chapters.iter().any(|chapter| chapter.has_undecided()));
}

/// The Chinese finding has every number of the English one.
#[test]
fn the_findings_are_there_in_chinese_with_the_same_numbers() {
    fn numbers(text: &str) -> Vec<&str> {
        let part = |c: char| c.is_ascii_digit() || c == '.' || c == '−';
        let all = text.split(|c| !part(c)).map(|number| number.trim_matches(['.', '−']));
        all.filter(|number| !number.is_empty()).collect()
    }
    let least = few(
        &ALL.iter().filter(|one| ["saturated", "width"].contains(&one.id)).collect::<Vec<_>>(),
        Settings { threshold: 1e-12, ..Settings::default() },
    );
    for report in [&COMMITTED.report, &*FEW, &least] {
        for chapter in &report.chapters {
            let chinese = chapter.section.chinese.as_ref().expect("a translation");
            let found = numbers(&chinese.headline);
            let missing: Vec<&str> =
                numbers(&chapter.section.headline).into_iter().filter(|number| !found.contains(number)).collect();
            assert!(missing.is_empty(), "{}: {missing:?} in {}", chapter.id, chinese.headline);
            assert!(chinese.title.contains('？'), "{}", chinese.title);
            let english = ["exactly", "less", " at ", " of ", "with", "large", "scaled"];
            assert!(english.iter().all(|word| !chinese.headline.contains(word)), "{}", chinese.headline);
        }
    }
}

fn markdown(report: &Report) -> String {
    let files = report.files().expect("figures that can be drawn");
    let file = files.into_iter().find(|(path, _)| path.ends_with("report.md")).expect("a report");
    String::from_utf8(file.1).expect("UTF-8")
}

/// At every τ the claims of `listing` are about it, and none comes out otherwise than expected.
#[test]
fn the_listing_follows_the_threshold() {
    // What is drawn does not depend on τ, but for what is counted.
    for tau in [0.249_999, 0.2, 0.005, 3.6e-4, 1e-4, 1e-300] {
        let settings = Settings { trials: Some(100_000), threshold: tau, ..Settings::default() };
        let (_, report) = run(&[experiment("listing")], settings);
        let section = &report.chapters[0].section;
        let of_tau: Vec<_> = section.claims.iter().filter(|finding| finding.about.tau.is_some()).collect();
        assert!(of_tau.iter().all(|finding| finding.about.tau == Some(tau)), "{tau}");
        let shown = if tau > 1e-5 { tau.to_string() } else { "1e−300".to_owned() };
        assert!(of_tau.iter().all(|finding| finding.statement.contains(&shown)), "{tau}: {of_tau:?}");
        let ids: Vec<&str> = of_tau.iter().map(|finding| finding.id.as_str()).collect();
        // As printed z is 7.9: where that is alive, so is nearly every neuron as meant, and there is nothing to refute.
        let told = tau > 3e-4;
        assert_eq!(ids, if told { vec!["fraction_printed", "fraction"] } else { vec!["fraction"] }, "{tau}");
        assert_eq!(section.notes.is_empty(), told, "{tau}: {:?}", section.notes);
        let otherwise: Vec<_> = section.claims.iter().filter(|finding| finding.otherwise()).collect();
        assert!(otherwise.is_empty(), "{tau}: {otherwise:?}");
        section.figure.svg().expect("a figure that can be drawn");
    }
}

/// What an option does not touch is said where it was given, and nowhere else.
#[test]
fn options_that_do_not_touch_an_experiment_are_noted() {
    let none: Vec<&str> = COMMITTED.report.chapters.iter().flat_map(|c| &c.section.notes).map(String::as_str).collect();
    assert!(none.is_empty(), "{none:?}");
    let ids = ["sigmoid", "update_rule", "before_after", "gradient", "learning"];
    let report = few(&ids.map(experiment), Settings { threshold: 0.2, ..Settings::default() });
    let shown = anstream::adapter::strip_str(&terminal(&report, 200, false)).to_string();
    let markdown = markdown(&report);
    for chapter in &report.chapters {
        let option = if chapter.id == "before_after" { "--threshold" } else { "--trials" };
        let [note] = &chapter.section.notes[..] else { panic!("{}: {:?}", chapter.id, chapter.section.notes) };
        assert!(note.contains(option), "{}: {note}", chapter.id);
        assert!(shown.contains(&format!("    note: {note}\n")), "{shown}");
        assert!(markdown.contains(&format!("\nNote: {note}\n")));
    }
}

/// However few the trials of a neuron: what can be tested is, what cannot is noted, and the figure is drawn.
#[test]
fn a_neuron_takes_two_trials() {
    for trials in [2, 3, 10, 100, 1000] {
        let grid = grid(different(), vec![Activation::SIGMOID, Activation::RELU], 100);
        let all = grid.initializers.len();
        let grid = Some(grid);
        let (_, report) = run(&[&NEURON], Settings { trials: Some(trials), grid, ..Settings::default() });
        let section = &report.chapters[0].section;
        let count = |end: &str| section.claims.iter().filter(|finding| finding.id.ends_with(end)).count();
        // Of what is constant there is nothing to test.
        let constant = section.notes.iter().filter(|note| note.contains("z is constant")).count();
        assert_eq!(constant, 1, "{:?}", section.notes);
        assert_eq!(["_mean", "_std"].map(count), [all - constant; 2]);
        assert_eq!(["_saturated_sigmoid", "_saturated_relu"].map(count), [all; 2]);
        assert_eq!(count("_law") + section.notes.len(), all, "{:?}", section.notes);
        let reason = |note: &String| note.contains(" would do.") || note.contains("z is constant");
        assert!(section.notes.iter().all(reason), "{:?}", section.notes);
        assert!(section.claims.iter().all(|finding| finding.verdict != Verdict::Refuted));
        section.figure.svg().expect("a figure that can be drawn");
    }
}

/// The initializers that need no arguments, one of each law.
fn different() -> Vec<Initializer> {
    let mut different: Vec<Initializer> = Vec::new();
    for one in Initializer::all() {
        if !different.iter().any(|other| other.parameters(100, 100) == one.parameters(100, 100)) {
            different.push(one);
        }
    }
    different
}

/// Nothing is wider than the terminal, and no number ends one line and goes on in the next.
#[test]
fn lines_fit_the_terminal() {
    for report in [&COMMITTED.report, &FEW, &OF_A_NEURON] {
        let unbroken = |verbose| -> Vec<String> {
            let wide = anstream::adapter::strip_str(&terminal(report, 10_000, verbose)).to_string();
            wide.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
        };
        for (width, verbose) in [(60, false), (60, true), (80, false), (80, true), (120, true)] {
            let text = anstream::adapter::strip_str(&terminal(report, width, verbose)).to_string();
            let wide = text.lines().find(|line| line.chars().count() > width);
            assert!(wide.is_none(), "wider than {width}: {wide:?}");
            // Joined again, the lines say what they say on a terminal as wide as one likes.
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&text), words(&unbroken(verbose).join("\n")), "{width}");
            for pair in text.lines().collect::<Vec<_>>().windows(2) {
                let (end, start) = (pair[0].trim_end(), pair[1].trim_start());
                let goes_on = pair[1].starts_with("    ") && !start.starts_with(['✓', '✗', '?']);
                let torn = end.ends_with(['±', '='])
                    || start.starts_with(['±', '=', '%'])
                    || (end.ends_with(|c: char| c.is_ascii_digit()) && start.starts_with(|c: char| c.is_ascii_digit()));
                // A chapter's count of undecided claims begins a line of its own.
                assert!(!goes_on || !torn || start.contains("undecided:"), "{width}: {end:?}, {start:?}");
            }
        }
    }
}

/// How many trials are wanted is said once for each chapter.
#[test]
fn a_chapter_says_once_how_many_trials_would_tell() {
    let report = few(&["large", "network"].map(experiment), Settings::default());
    let text = anstream::adapter::strip_str(&terminal(&report, 100, false)).to_string();
    assert_eq!(text.matches("would tell").count(), 2, "{text}");
    assert!(text.contains("\n    1 claim is undecided: 426 477 trials would tell\n"), "{text}");
    let most = |chapter: &Chapter| {
        let wanted = chapter.section.claims.iter().filter_map(|finding| finding.power.as_ref());
        wanted.map(|power| power.min_trials).max().expect("claims by chance")
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let line = text.lines().find(|line| line.contains("6 claims are undecided")).expect("a line");
    assert_eq!(digits(line), format!("6{}", most(&report.chapters[0])));
}

/// A claim names the law, the inputs and the threshold that it is about, as data.
#[test]
fn claims_say_what_they_are_about() {
    let findings = || COMMITTED.report.findings();
    assert!(findings().all(|finding| finding.p_value.is_none() || finding.about.law.is_some()));
    assert!(findings().all(|finding| finding.about.law.is_some() == finding.about.fan_in.is_some()));
    for finding in findings().filter(|finding| finding.statement.contains("P(σ′(z)")) {
        assert!(finding.about.tau.is_some_and(|tau| finding.statement.contains(&format!("{tau}"))), "{finding:?}");
    }
    // What is tested against the law as meant has the spread of that law, and so has its interval.
    let spread = |id: &str| {
        let finding = findings().find(|finding| finding.id == id).expect("a claim of the listing");
        finding.estimate.standard_error.expect("a mean") * (finding.trials[0] as f64).sqrt()
    };
    let meant = Normal { mean: 0.0, std_dev: (0.5f64 + 1.0 / 900.0).sqrt() };
    let slope = |z| Activation::SIGMOID.derivative(z);
    let mean = expectation(&meant, slope).expect("a mean");
    let variance = expectation(&meant, |z| (slope(z) - mean).powi(2)).expect("a variance");
    assert!((spread("slope_printed") / variance.sqrt() - 1.0).abs() < 1e-9 && spread("slope") < 1e-3);
    let table = &COMMITTED.report.tables()[0];
    let column = |name: &str| table.columns.iter().position(|column| column.name == name).expect("a column");
    let (id, law, fan_in, tau) = (column("claim"), column("law"), column("fan_in"), column("tau"));
    let row = table.rows().iter().find(|row| row[id] == "saturated_90".into()).expect("a claim of width");
    assert_eq!((&row[law], &row[fan_in], &row[tau]), (&"large".into(), &90u64.into(), &0.01.into()));
}

/// Every height of a bar and every measured point of a figure stands in a table of its chapter.
#[test]
fn every_series_of_a_figure_is_in_a_table() {
    for chapter in COMMITTED.report.chapters.iter().chain(&OF_A_NEURON.chapters) {
        let mut numbers: Vec<f64> = Vec::new();
        for cell in chapter.section.tables.iter().flat_map(|table| table.rows().iter().flatten()) {
            match cell {
                Cell::Number(x) => numbers.push(*x),
                Cell::Count(count) => numbers.push(*count as f64),
                _ => {}
            }
        }
        numbers.sort_by(f64::total_cmp);
        let holds = |x: f64| {
            let at = numbers.partition_point(|number| *number < x - 1e-12 * x.abs());
            numbers.get(at).is_some_and(|number| *number <= x + 1e-12 * x.abs())
        };
        let panels = chapter.section.figure.rows.iter().flat_map(|row| &row.panels);
        for mark in panels.flat_map(|panel| &panel.marks) {
            let drawn: Vec<f64> = match mark {
                // In the listing each law is drawn to its own peak.
                Mark::Bars(bars) if chapter.id == "listing" => {
                    bars.bars.iter().flat_map(|b| [b.left, b.right]).collect()
                }
                Mark::Bars(bars) => bars.bars.iter().map(|bar| bar.height).collect(),
                Mark::Stems(stems) => stems.stems.iter().map(|stem| stem.y).collect(),
                Mark::Points(points) => {
                    let value = |measurement: &Measurement| match *measurement {
                        Measurement::Estimate { y, .. } => y,
                        Measurement::UpperLimit { upper, .. } => upper,
                    };
                    points.measurements.iter().map(value).collect()
                }
                Mark::Area(area) if chapter.id == "learning" => area.points.iter().map(|(_, y)| *y).collect(),
                Mark::Circle(circle) if chapter.id == "update_rule" => vec![circle.at.0, circle.at.1],
                _ => Vec::new(),
            };
            let missing = drawn.iter().find(|x| !holds(**x) && !holds(-**x));
            // What cuts a bin in two is the threshold, not an edge of its bin.
            let missing = missing.filter(|x| chapter.id != "listing" || (x.abs() - 4.584_863).abs() > 1e-5);
            assert!(missing.is_none(), "{}: {missing:?} is in no table", chapter.id);
        }
    }
}
