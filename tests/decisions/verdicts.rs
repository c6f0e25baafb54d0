//! Three verdicts of each kind of claim.

use super::{fit, moments};
use saturation::claim::{
    Claim, Fraction, Identity, Mean, MeanRatio, PositiveMean, Ratio, Rounded, StdDev, Test, Verdict,
};
use saturation::statistics::Moments;

/// A claim's share of 1e-6 among 25.
const SHARE: f64 = 4e-8;

#[track_caller]
fn assert_verdict(test: &dyn Test, expected: Verdict) {
    let decision = test.decide(SHARE).expect("a level");
    assert_eq!(decision.verdict, expected, "{test:?}: {decision:?}");
}

#[test]
fn a_mean_holds_is_refuted_or_undecided() {
    let claim = |n, mean| Mean::new(&moments(n, mean, 1.0), 0.0, 1.0, 0.02).expect("a sample");
    assert_verdict(&claim(200_000, 0.001), Verdict::Holds);
    assert_verdict(&claim(200_000, 0.03), Verdict::Refuted);
    assert_verdict(&claim(200_000, -0.03), Verdict::Refuted);
    assert_verdict(&claim(2_000, 0.001), Verdict::Undecided);
}

#[test]
fn the_sign_of_a_mean_holds_is_refuted_or_undecided() {
    let claim = |n, mean| PositiveMean::new(&moments(n, mean, 1.0), 0.02).expect("a sample");
    assert_verdict(&claim(200_000, 0.02), Verdict::Holds);
    // However large, for nothing bounds it from above.
    assert_verdict(&claim(20, 1e4), Verdict::Holds);
    assert_verdict(&claim(200_000, -0.02), Verdict::Refuted);
    assert_verdict(&claim(200_000, 0.0), Verdict::Undecided);
    assert_verdict(&claim(200_000, 0.001), Verdict::Undecided);
    assert_verdict(&claim(200_000, -0.001), Verdict::Undecided);
    // Two differences establish next to nothing.
    assert_verdict(&claim(2, 1e4), Verdict::Undecided);
    // A mean that is below 0 may be expected to be.
    let below = Claim::new("below", "d > 0", "", claim(200_000, -0.02)).expecting(Verdict::Refuted);
    assert!(below.judge(SHARE).expect("a level").as_expected());
}

/// A spread of 0 tells nothing of the error of a mean, and neither does what rounding makes of it.
#[test]
fn differences_that_agree_are_undecided_and_promise_nothing() {
    for difference in [0.0, 0.1, -0.1, 1e-200, 1e70] {
        let mut equal = Moments::about(0.0);
        equal.add(&[difference; 1000]);
        let claim = PositiveMean::new(&equal, 0.02).expect("a sample");
        assert_verdict(&claim, Verdict::Undecided);
        let power = claim.power(SHARE, 1e-3).expect("rates").expect("by chance");
        assert_eq!(power.to_string(), "would notice a mean difference of ∞ in 999 runs of 1000", "{difference}");
    }
}

#[test]
fn a_spread_holds_is_refuted_or_undecided() {
    let claim = |n, std_dev| StdDev::new(&moments(n, 0.0, std_dev), 1.0, 0.02).expect("a sample");
    assert_verdict(&claim(200_000, 1.001), Verdict::Holds);
    assert_verdict(&claim(200_000, 1.03), Verdict::Refuted);
    assert_verdict(&claim(200_000, 0.97), Verdict::Refuted);
    assert_verdict(&claim(2_000, 1.001), Verdict::Undecided);
}

/// Significant, but smaller than the effect that matters: refuted all the same, for the law is not what was claimed.
#[test]
fn a_small_error_that_is_certain_is_refuted() {
    let claim = StdDev::new(&moments(2_000_000, 0.0, 1.005), 1.0, 0.02).expect("a sample");
    assert_verdict(&claim, Verdict::Refuted);
}

#[test]
fn zeros_refute_any_spread() {
    let mut zeros = Moments::about(0.0);
    zeros.add(&[0.0; 10]);
    let claim = StdDev::new(&zeros, 1.0, 0.02).expect("a spread of 0 is a measurement");
    assert_verdict(&claim, Verdict::Refuted);
    let decision = claim.decide(SHARE).expect("a level");
    assert_eq!((decision.statistic, decision.p_value.expect("by chance").to_string()), (0.0, "< 1e-300".to_owned()));
    assert_verdict(&Ratio::new(&zeros, &moments(10, 0.0, 1.0), 1.0, 0.1).expect("zeros above"), Verdict::Refuted);
    assert_verdict(&Rounded::new(&zeros, 22.4, 1, 22.38).expect("zeros"), Verdict::Refuted);
}

#[test]
fn a_ratio_of_means_holds_is_refuted_or_undecided() {
    let claim = |n, above| {
        let samples = [moments(n, above, 1.0), moments(n, 1.0, 0.5)];
        MeanRatio::new(samples.each_ref(), [1.0, 0.5], 2.0, 0.02).expect("two samples")
    };
    assert_verdict(&claim(400_000, 2.001), Verdict::Holds);
    assert_verdict(&claim(400_000, 2.08), Verdict::Refuted);
    assert_verdict(&claim(400_000, 1.92), Verdict::Refuted);
    assert_verdict(&claim(400_000, -2.0), Verdict::Refuted);
    assert_verdict(&claim(2_000, 2.001), Verdict::Undecided);
    // Below the line is a mean that may be 0: every ratio is possible.
    assert_verdict(&claim(2, 2.0), Verdict::Undecided);
}

#[test]
fn a_ratio_holds_is_refuted_or_undecided() {
    let claim = |n, above| Ratio::new(&moments(n, 0.0, above), &moments(n, 0.0, 1.0), 2.0, 0.02).expect("two samples");
    assert_verdict(&claim(400_000, 2.001), Verdict::Holds);
    assert_verdict(&claim(400_000, 2.08), Verdict::Refuted);
    assert_verdict(&claim(400_000, 1.92), Verdict::Refuted);
    assert_verdict(&claim(2_000, 2.001), Verdict::Undecided);
}

#[test]
fn a_fraction_holds_is_refuted_or_undecided() {
    let claim = |count, trials| Fraction::new(count, trials, 0.3, 0.01).expect("a count");
    assert_verdict(&claim(60_100, 200_000), Verdict::Holds);
    assert_verdict(&claim(63_000, 200_000), Verdict::Refuted);
    assert_verdict(&claim(57_000, 200_000), Verdict::Refuted);
    assert_verdict(&claim(601, 2_000), Verdict::Undecided);
}

#[test]
fn what_cannot_happen_is_refuted_by_one_event() {
    assert_verdict(&Fraction::new(1, 1_000_000, 0.0, 1e-4).expect("a count"), Verdict::Refuted);
    assert_verdict(&Fraction::new(999_999, 1_000_000, 1.0, 1e-4).expect("a count"), Verdict::Refuted);
    assert_verdict(&Fraction::new(0, 1_000_000, 0.0, 1e-4).expect("a count"), Verdict::Holds);
    assert_verdict(&Fraction::new(1_000_000, 1_000_000, 1.0, 1e-4).expect("a count"), Verdict::Holds);
}

/// X² = 64 000·w² with 63 degrees of freedom, of which ordinary is 63, too good 19, and too bad 137.
#[test]
fn a_law_holds_is_undecided_or_is_refuted_in_both_tails() {
    assert_verdict(&fit(31, 0.1), Verdict::Holds); // X² = 61.5
    assert_verdict(&fit(31, 0.02), Verdict::Undecided);
    assert_verdict(&fit(60, 0.1), Verdict::Refuted); // X² = 230.4
    assert_verdict(&fit(0, 0.1), Verdict::Refuted); // exactly equal counts: too good
    assert_verdict(&fit(10, 0.1), Verdict::Refuted); // X² = 6.4
}

/// [22.35, 22.45) rounds to 22.4; at 20 million trials the interval is 0.09 % to each side.
#[test]
fn a_rounded_spread_holds_within_its_edges_is_refuted_beyond_and_undecided_at_them() {
    let claim = |n, std_dev| Rounded::new(&moments(n, 0.0, std_dev), 22.4, 1, 22.383).expect("a sample");
    assert_verdict(&claim(20_000_000, 22.383), Verdict::Holds);
    assert_verdict(&claim(20_000_000, 22.40), Verdict::Holds);
    for edge in [22.35, 22.45] {
        for inside_or_out in [0.9999, 1.0, 1.0001] {
            assert_verdict(&claim(20_000_000, edge * inside_or_out), Verdict::Undecided);
        }
    }
    assert_verdict(&claim(20_000_000, 22.32), Verdict::Refuted);
    assert_verdict(&claim(20_000_000, 22.48), Verdict::Refuted);
    assert_verdict(&claim(2_000, 22.383), Verdict::Undecided);
    // At the edge nothing speaks against it yet.
    let decision = claim(2_000, 22.40).decide(SHARE).expect("a level");
    assert_eq!(decision.p_value.map(|p| p.value()), Some(1.0));
}

#[test]
fn arithmetic_holds_or_is_refuted_and_has_no_p_value() {
    let claim = |computed| Identity { expected: 501.0, computed, tolerance: 1e-12 };
    assert_verdict(&claim(501.0), Verdict::Holds);
    assert_verdict(&claim(501.0 + 1e-10), Verdict::Holds);
    for wrong in [501.1, -501.0, f64::NAN, f64::INFINITY] {
        assert_verdict(&claim(wrong), Verdict::Refuted);
    }
    let decision = claim(501.0).decide(SHARE).expect("no level is needed");
    assert_eq!((decision.p_value, decision.estimate.standard_error), (None, None));
}
