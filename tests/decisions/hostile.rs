//! Whatever a caller hands over: an answer or a typed error, never a NaN, a panic or an endless
//! search.

use super::properties::{between, check as check_all, number};
use super::{cells, moments};
use proptest::prelude::*;
use proptest::sample::select;
use saturation::claim::{
    ClaimError, Decision, Fraction, LawFit, Mean, MeanRatio, PositiveMean, Power, Ratio, Rounded, StdDev, Test,
};
use saturation::statistics::Moments;

fn level(alpha: f64) -> bool {
    alpha > 0.0 && alpha < 1.0
}

fn check_decision(name: &str, alpha: f64, decision: Result<Decision, ClaimError>) {
    match decision {
        Ok(decision) => {
            assert!(level(alpha), "{name} took {alpha} for a level");
            let interval = decision.estimate.confidence_interval;
            let numbers = [decision.statistic, interval.lower_bound, interval.upper_bound, interval.confidence_level];
            assert!(numbers.iter().all(|x| !x.is_nan()), "{name}: {decision:?}");
            assert!(interval.lower_bound <= interval.upper_bound, "{name}: {decision:?}");
            let p = decision.p_value.expect("by chance").value();
            assert!((1e-300..=1.0).contains(&p), "{name}: {decision:?}");
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            // Half of the smallest number is none.
            assert!(!level(alpha) || alpha < 1e-300, "{name} at {alpha}: {error}");
        }
    }
}

fn check_power(name: &str, rates: [f64; 2], power: Result<Option<Power>, ClaimError>) {
    match power {
        Ok(Some(power)) => {
            assert!(rates.into_iter().all(level), "{name} took {rates:?} for rates");
            assert!(power.min_effect >= 0.0 && power.min_trials >= 1, "{name} at {rates:?}: {power:?}");
            assert!(!power.to_string().contains("NaN"), "{name}: {power}");
        }
        Ok(None) => panic!("{name}: by chance, but without power"),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(!rates.into_iter().all(level) || rates[0] < 1e-300, "{name} at {rates:?}: {error}");
        }
    }
}

fn check<T: Test>(test: Result<T, ClaimError>, [alpha, beta]: [f64; 2]) {
    let Ok(test) = test else { return };
    check_decision(&format!("{test:?}.decide({alpha:e})"), alpha, test.decide(alpha));
    check_power(&format!("{test:?}.power({alpha:e}, {beta:e})"), [alpha, beta], test.power(alpha, beta));
}

/// Samples of nothing, of one value, of values that are none, of the ends of f64, of any two, and an ordinary one.
fn sample() -> impl Strategy<Value = Moments> {
    let of = |values: &[f64]| {
        let mut moments = Moments::about(0.0);
        moments.add(values);
        moments
    };
    let values: [&[f64]; 7] =
        [&[], &[1.0], &[0.0, 0.0], &[1.0, f64::NAN], &[f64::MAX, -f64::MAX], &[1e150, -1e150], &[5e-324, 0.0]];
    let ordinary = [moments(1000, 0.0, 1.0), moments(10, 1e-200, 1.0), moments(2, 1e9, 1.0)];
    prop_oneof![
        2 => select(values.map(of).into_iter().chain(ordinary).collect::<Vec<_>>()),
        1 => [number(), number()].prop_map(move |values| of(&values)),
        1 => (number(), between(1e-3, 1e3)).prop_map(|(mean, std_dev)| moments(100, mean, std_dev)),
    ]
}

fn rates() -> [impl Strategy<Value = f64>; 2] {
    let rate = || prop_oneof![2 => between(1e-300, 1.0), 1 => select(&[1e-9, 1e-3, 0.05][..]), 1 => number()];
    [rate(), rate()]
}

#[test]
fn no_sample_and_no_number_does_harm() {
    check_all(400, (sample(), sample(), [number(), number(), number()], rates()), |(one, other, [a, b, c], rates)| {
        check(StdDev::new(&one, a, b), rates);
        check(Mean::new(&one, a, b, c), rates);
        check(Rounded::new(&one, a, 1, b), rates);
        check(PositiveMean::new(&one, a), rates);
        check(Ratio::new(&one, &other, a, b), rates);
        check(MeanRatio::new([&one, &other], [a, b], c, 0.1), rates);
        Ok(())
    });
}

#[test]
fn no_count_does_harm() {
    let count = || prop_oneof![0..4_u64, 0..100_000_u64, any::<u64>(), Just(u64::MAX)];
    let counts = (count(), count()).prop_map(|(one, other)| [one.min(other), one.max(other)]);
    let probability = prop_oneof![3 => between(1e-20, 1.0), 1 => number()];
    check_all(400, (counts, probability, number(), rates()), |([count, trials], expected, effect, rates)| {
        check(Fraction::new(count, trials, expected, effect), rates);
        check(Fraction::new(trials - count, trials, expected, 0.01), rates);
        Ok(())
    });
    let cell = || prop_oneof![0..3_u64, 50..200_u64, Just(64_000)];
    check_all(100, (prop::collection::vec(cell(), 0..130), number(), rates()), |(counts, effect, rates)| {
        check(LawFit::new(&cells(&counts), effect), rates);
        Ok(())
    });
}

/// What is refused, and in which words.
#[test]
fn an_error_names_the_condition_and_the_remedy() {
    let sample = moments(10, 0.0, 1.0);
    let empty = Moments::about(0.0);
    let text = |error: ClaimError| error.to_string();
    assert_eq!(
        text(Mean::new(&empty, 0.0, 1.0, 0.1).unwrap_err()),
        "trials: 0: too few for a claim about a mean; draw 1 or more"
    );
    assert_eq!(
        text(StdDev::new(&empty, 1.0, 0.1).unwrap_err()),
        "trials: 0: too few for a claim about a standard deviation; draw 2 or more"
    );
    assert_eq!(
        text(StdDev::new(&sample, 0.0, 0.1).unwrap_err()),
        "expected std_dev: 0: not finite and > 0; state the claim with one that is"
    );
    assert_eq!(text(Fraction::new(3, 2, 0.5, 0.1).unwrap_err()), "successes ≤ trials does not hold: 3 > 2");
    for expected in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(StdDev::new(&sample, expected, 0.1).is_err());
        assert!(Ratio::new(&sample, &sample, expected, 0.1).is_err());
        assert!(Rounded::new(&sample, expected, 1, 1.0).is_err());
        assert!(Mean::new(&sample, 0.0, expected, 0.1).is_err());
        assert!(PositiveMean::new(&sample, expected).is_err());
        assert!(LawFit::new(&cells(&[1000; 16]), expected).is_err());
    }
    assert!(LawFit::new(&cells(&[0; 16]), 0.1).is_err());
    let mut zeros = Moments::about(0.0);
    zeros.add(&[0.0; 10]);
    assert!(Ratio::new(&sample, &zeros, 1.0, 0.1).is_err());
}
