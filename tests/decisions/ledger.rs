//! The budget of false alarms, and how a run ends.

use super::{fit, moments};
use saturation::claim::{Claim, Fraction, Identity, Ledger, PositiveMean, StdDev, Verdict};
use saturation::publish::figure::Figure;
use saturation::publish::{Outcome, Report, Section};
use saturation::statistics::Moments;

fn spread(n: usize, std_dev: f64) -> Claim {
    let test = StdDev::new(&moments(n, 0.0, std_dev), 1.0, 0.02).expect("a sample");
    Claim::holds("spread", "std z = 1", "", test)
}

fn arithmetic(computed: f64) -> Claim {
    Claim::holds("sum", "1 + 1 = 2", "", Identity { expected: 2.0, computed, tolerance: 0.0 })
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

#[test]
fn the_shares_add_up_to_the_whole_and_arithmetic_takes_none() {
    for stages in [1, 3] {
        for judged in 1..30 {
            let claims: Vec<Claim> = (0..judged).map(|_| open()).chain((0..5).map(|_| arithmetic(2.0))).collect();
            let ledger = Ledger::new(1e-6, stages, &claims);
            assert_eq!((ledger.claims, ledger.stages), (judged, stages));
            let sum = ledger.share() * (judged * stages) as f64;
            assert!((sum / 1e-6 - 1.0).abs() < 1e-15, "{judged} claims in {stages} stages: {sum:e}");
        }
    }
    let arithmetic_alone = Ledger::new(1e-6, 1, &[arithmetic(2.0)]);
    assert_eq!((arithmetic_alone.claims, arithmetic_alone.share()), (0, 1e-6));
}

#[test]
fn a_claim_is_judged_at_its_share() {
    let ledger = Ledger { significance_level: 0.06, claims: 2, stages: 3 };
    let finding = ledger.judge(right()).expect("a level");
    assert_eq!(finding.significance_level, 0.01);
    assert_eq!(finding.decision.estimate.confidence_interval.confidence_level, 0.99);
    assert_eq!(finding.power.expect("by chance").min_effect, StdDev::min_effect(200_000, 0.01, 1e-3).expect("trials"));
    assert_eq!(ledger.judge(arithmetic(2.0)).expect("none needed").power, None);
    for level in [0.0, 1.0, -1.0, f64::NAN, f64::INFINITY] {
        let ledger = Ledger { significance_level: level, claims: 1, stages: 1 };
        assert!(ledger.judge(right()).is_err(), "α = {level}");
    }
}

/// A share below 1 of a whole that is none.
#[test]
fn a_budget_of_one_or_more_is_refused_however_many_share_it() {
    for level in [1.0, 1.5, f64::NAN] {
        let ledger = Ledger { significance_level: level, claims: 7, stages: 3 };
        assert!(ledger.judge(right()).is_err(), "α = {level}");
    }
}

#[test]
fn what_is_undecided_is_neither_as_registered_nor_otherwise() {
    let ledger = Ledger { significance_level: 1e-6, claims: 25, stages: 1 };
    let cases = [
        (right(), (true, false)),
        (wrong(), (false, true)),
        (open(), (false, false)),
        (right().refuted(), (false, true)),
        (wrong().refuted(), (true, false)),
        (open().refuted(), (false, false)),
        (arithmetic(2.0), (true, false)),
        (arithmetic(3.0), (false, true)),
        (arithmetic(3.0).refuted(), (true, false)),
        (Claim::holds("law", "too good", "", fit(0, 0.1)), (false, true)),
    ];
    for (claim, expected) in cases {
        let finding = ledger.judge(claim).expect("a level");
        assert_eq!((finding.as_registered(), finding.otherwise()), expected, "{finding:?}");
    }
}

fn report(claims: Vec<Claim>) -> Report {
    let section = Section {
        id: "made_by_hand",
        title: "Made by hand",
        text: String::new(),
        claims,
        tables: Vec::new(),
        figure: Figure::new("None"),
    };
    Report::judge(vec![section], 1e-6, 1, 501, "--seed 501".to_owned()).expect("a level")
}

#[test]
fn a_run_ends_with_the_worst_that_happened() {
    assert_eq!(report(Vec::new()).outcome(), Outcome::AsRegistered);
    assert_eq!(report(vec![right(), wrong().refuted(), arithmetic(2.0)]).outcome(), Outcome::AsRegistered);
    assert_eq!(report(vec![right(), open()]).outcome(), Outcome::Undecided);
    assert_eq!(report(vec![open(), wrong()]).outcome(), Outcome::Otherwise);
    assert_eq!(report(vec![wrong(), open()]).outcome(), Outcome::Otherwise);
    assert_eq!(report(vec![right(), arithmetic(3.0)]).outcome(), Outcome::Otherwise);
}

#[test]
fn what_is_undecided_says_how_many_trials_would_tell() {
    let report = report(vec![open()]);
    let finding = report.findings().next().expect("one");
    assert_eq!(finding.decision.verdict, Verdict::Undecided);
    let power = finding.power.as_ref().expect("by chance");
    assert_eq!(power.min_trials, StdDev::min_trials(0.02, 1e-6, 1e-3).expect("an effect"));
    assert!(power.min_effect > power.effect);
    assert!(power.to_string().ends_with(" in 999 runs of 1000"), "{power}");
    let rare = Fraction::new(0, 100, 1e-9, 1e-4).expect("a count");
    let judged = report.ledger.judge(Claim::holds("rare", "hardly ever", "", rare)).expect("a level");
    assert_eq!(judged.decision.verdict, Verdict::Undecided, "0 of 100 does not say that it is rare");
}

/// Of differences that hold, are refuted as registered, and agree so well that nothing is known of their error.
#[test]
fn a_sign_prints_like_any_other_claim_and_what_is_infinite_as_infinity() {
    let claim = |id: &str, moments: &Moments| {
        Claim::holds(id, format!("{id}: d > 0"), "", PositiveMean::new(moments, 0.1).expect("a sample"))
    };
    let mut equal = Moments::about(0.0);
    equal.add(&[0.25; 10]);
    let report = report(vec![
        claim("better", &moments(100, 0.5, 0.25)),
        claim("worse", &moments(100, -0.5, 0.25)).refuted(),
        claim("equal", &equal),
    ]);
    assert_eq!(report.outcome(), Outcome::Undecided);
    let block = report.verdicts();
    let line = |id: &str| block.lines().find(|line| line.contains(id)).expect("a line").to_owned();
    for (id, measured, verdict) in [
        ("better", "0.500 ± 0.025 ", "✓ holds"),
        ("worse", "−0.500 ± 0.025 ", "✓ refuted, as registered"),
        ("equal", " ∞ ", "? undecided: 40 pairs would tell"),
    ] {
        assert!(line(id).contains(measured) && line(id).contains(verdict), "{}", line(id));
    }
    let text = report.markdown();
    assert!(text.contains("| −∞ … ∞ | 10 | 0 | 1.00 | a mean difference of ∞ |"), "{text}");
    assert!(text.contains("| a mean difference of 0."), "{text}");
    assert!(!(block + &text).contains("inf") && !text.contains("NaN"), "{text}");
}

#[test]
fn a_section_is_replayed_with_its_own_options_and_no_other_is() {
    let report = report(vec![right()]).with_own_options("made_by_hand", "--mnist-dir 'my data'".to_owned());
    let report = report.with_own_options("another", String::new());
    assert_eq!(report.replay("made_by_hand"), "saturation run made_by_hand --seed 501 --mnist-dir 'my data'");
    assert_eq!(report.replay("another"), "saturation run another --seed 501");
    assert!(report.markdown().contains("\nAgain: `saturation run made_by_hand --seed 501 --mnist-dir 'my data'`\n"));
}
