//! Levels, false alarms, and how a run ends.

use super::{fit, moments};
use saturation::claim::{Claim, Fraction, Identity, PositiveMean, StdDev, Verdict};
use saturation::figure::{Axis, Curve, Figure, Panel, Stroke};
use saturation::report::{Chapter, Outcome, Pictures, Report, Section, terminal};
use saturation::statistics::Moments;

fn spread(n: usize, std_dev: f64) -> Claim {
    let test = StdDev::new(&moments(n, 0.0, std_dev), 1.0, 0.02).expect("a sample");
    Claim::new("spread", "std z = 1", "", test)
}

fn arithmetic(computed: f64) -> Claim {
    Claim::new("sum", "1 + 1 = 2", "", Identity { expected: 2.0, computed, tolerance: 0.0 })
}

fn right() -> Claim {
    spread(200_000, 1.001)
}

fn wrong() -> Claim {
    spread(200_000, 1.05)
}

fn open() -> Claim {
    spread(2_000, 1.001)
}

fn refuted(claim: Claim) -> Claim {
    claim.expecting(Verdict::Refuted)
}

#[test]
fn a_claim_is_judged_at_its_own_level() {
    let finding = right().judge(0.01).expect("a level");
    assert_eq!(finding.significance_level, 0.01);
    assert_eq!(finding.estimate.confidence_interval.confidence_level, 0.99);
    assert_eq!(finding.power.expect("by chance").min_effect, StdDev::min_effect(200_000, 0.01, 1e-3).expect("trials"));
    assert_eq!(arithmetic(2.0).judge(0.01).expect("none needed").power, None);
    for level in [0.0, 1.0, 1.5, -1.0, f64::NAN, f64::INFINITY] {
        assert!(right().judge(level).is_err(), "α = {level}");
    }
}

/// Arithmetic cannot be refuted by chance, nor can what is expected to be refuted be a false alarm.
#[test]
fn the_levels_of_what_is_expected_to_hold_add_up() {
    let of = |claims| report(claims).false_alarm_rate();
    assert_eq!(of(vec![]), 0.0);
    assert_eq!(of(vec![arithmetic(2.0), refuted(wrong())]), 0.0);
    assert_eq!(of(vec![right(), arithmetic(2.0), open(), refuted(wrong())]), 2.0 * 1e-6);
}

#[test]
fn what_is_undecided_is_neither_as_expected_nor_otherwise() {
    let cases = [
        (right(), (true, false)),
        (wrong(), (false, true)),
        (open(), (false, false)),
        (refuted(right()), (false, true)),
        (refuted(wrong()), (true, false)),
        (refuted(open()), (false, false)),
        (arithmetic(2.0), (true, false)),
        (arithmetic(3.0), (false, true)),
        (refuted(arithmetic(3.0)), (true, false)),
        (Claim::new("law", "too good", "", fit(0, 0.1)), (false, true)),
    ];
    for (claim, expected) in cases {
        let finding = claim.judge(4e-8).expect("a level");
        assert_eq!((finding.as_expected(), finding.otherwise()), expected, "{finding:?}");
    }
}

fn report(claims: Vec<Claim>) -> Report {
    let section = Section {
        headline: "made by hand".to_owned(),
        chinese: None,
        paragraphs: Vec::new(),
        notes: Vec::new(),
        claims,
        tables: Vec::new(),
        figure: Figure::new("None"),
    };
    let chapter = Chapter::judge("made_by_hand", "Made by hand", section, 1e-6).expect("a level");
    Report {
        title: "By hand".to_owned(),
        source: "the hand",
        chapters: vec![chapter],
        significance_level: 1e-6,
        stages: 1,
        seed: Some(501),
        pictures: Pictures::default(),
    }
}

#[test]
fn a_run_ends_with_the_worst_that_happened() {
    assert_eq!(report(Vec::new()).outcome(), Outcome::AsExpected);
    assert_eq!(report(vec![right(), refuted(wrong()), arithmetic(2.0)]).outcome(), Outcome::AsExpected);
    assert_eq!(report(vec![right(), open()]).outcome(), Outcome::Undecided);
    assert_eq!(report(vec![open(), wrong()]).outcome(), Outcome::Otherwise);
    assert_eq!(report(vec![wrong(), open()]).outcome(), Outcome::Otherwise);
    assert_eq!(report(vec![right(), arithmetic(3.0)]).outcome(), Outcome::Otherwise);
}

#[test]
fn what_is_undecided_says_how_many_trials_would_tell() {
    let report = report(vec![open()]);
    let finding = report.findings().next().expect("one");
    assert_eq!(finding.verdict, Verdict::Undecided);
    let power = finding.power.as_ref().expect("by chance");
    assert_eq!(power.min_trials, StdDev::min_trials(0.02, 1e-6, 1e-3).expect("an effect"));
    assert!(power.min_effect > power.effect);
    assert!(power.to_string().ends_with(" in 999 runs of 1000"), "{power}");
    let rare = Fraction::new(0, 100, 1e-9, 1e-4).expect("a count");
    let judged = Claim::new("rare", "hardly ever", "", rare).judge(1e-6).expect("a level");
    assert_eq!(judged.verdict, Verdict::Undecided, "0 of 100 does not say that it is rare");
}

/// Of differences that hold, are refuted as registered, and agree so well that nothing is known of their error.
#[test]
fn a_sign_prints_like_any_other_claim_and_what_is_infinite_as_infinity() {
    let claim = |id: &str, moments: &Moments| {
        Claim::new(id, format!("{id}: d > 0"), "", PositiveMean::new(moments, 0.1).expect("a sample"))
    };
    let mut equal = Moments::about(0.0);
    equal.add(&[0.25; 10]);
    let report = report(vec![
        claim("better", &moments(100, 0.5, 0.25)),
        refuted(claim("worse", &moments(100, -0.5, 0.25))),
        claim("equal", &equal),
    ]);
    assert_eq!(report.outcome(), Outcome::Undecided);
    let block = anstream::adapter::strip_str(&terminal(&report, 200, true)).to_string();
    let lines: Vec<&str> = block.lines().collect();
    let of =
        |id: &str| lines.iter().position(|line| line.contains(id)).map(|k| lines[k..k + 2].concat()).expect("lines");
    for (id, measured, verdict) in [
        ("better: d", "0.500 ± 0.025;", "✓ better: d > 0: holds"),
        ("worse: d", "−0.500 ± 0.025;", "✓ worse: d > 0: refuted, as expected"),
        ("equal: d", "expected 0, measured 0.25 ± 0; would notice ∞", "? equal: d > 0: undecided"),
    ] {
        assert!(of(id).contains(measured) && of(id).contains(verdict), "{}", of(id));
    }
    assert!(block.contains("    1 claim is undecided: 40 pairs would tell\n"), "{block}");
    let files = report.files();
    assert!(files.is_err(), "an empty figure cannot be drawn");
    assert!(!block.contains("inf") && !block.contains("NaN"), "{block}");
}

/// The page leaves out what came out as expected, and nothing else.
#[test]
fn a_page_of_very_many_claims_says_what_it_leaves_out() {
    let arithmetics = (0..1100).map(|_| arithmetic(2.0));
    let mut report = report(arithmetics.chain([wrong(), open()]).collect());
    let line = Curve::new([(0.0, 0.0), (1.0, 1.0)], Stroke::theory());
    let axis = || Axis::new("", 0.0, 1.0);
    report.chapters[0].section.figure = Figure::new("A line").panel(Panel::new(axis(), axis()).mark(line));
    let files = report.files().expect("a figure that can be drawn");
    let page = files.into_iter().find(|(path, _)| path.ends_with("report.html")).expect("a page").1;
    let page = String::from_utf8(page).expect("UTF-8");
    assert_eq!(page.matches("<tr data-verdict").count(), 1000);
    assert_eq!(
        ["refuted", "undecided"].map(|verdict| page.matches(&format!("<tr data-verdict=\"{verdict}")).count()),
        [1, 1]
    );
    assert!(page.contains("102 claims more, none of which came out otherwise"));
}
