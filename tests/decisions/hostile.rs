//! Whatever a caller hands over: an answer or a typed error, never a NaN, a panic or an endless
//! search.

use super::{cells, moments};
use saturation::claim::{
    ClaimError, Decision, Fraction, LawFit, Mean, MeanRatio, PositiveMean, Power, Ratio, Rounded, StdDev, Test,
};
use saturation::statistics::Moments;

const LEVELS: [f64; 10] = [0.0, 5e-324, 1e-300, 1e-17, 4e-8, 0.05, 0.999, 1.0, f64::NAN, -0.1];

const HOSTILE: [f64; 13] =
    [f64::NAN, f64::NEG_INFINITY, -1.0, 0.0, 5e-324, 1e-200, 1e-9, 0.3, 1.0, 22.4, 1e200, f64::MAX, f64::INFINITY];

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

fn check<T: Test>(test: Result<T, ClaimError>) {
    let Ok(test) = test else { return };
    for alpha in LEVELS {
        let name = format!("{test:?}.decide({alpha:e})");
        check_decision(&name, alpha, test.decide(alpha));
        for beta in [0.0, 1e-3, f64::NAN] {
            let name = format!("{test:?}.power({alpha:e}, {beta:e})");
            check_power(&name, [alpha, beta], test.power(alpha, beta));
        }
    }
}

fn samples() -> Vec<Moments> {
    let mut samples = vec![Moments::about(0.0)];
    for values in [
        &[1.0][..],
        &[0.0, 0.0],
        &[1.0, f64::NAN],
        &[1.0, f64::INFINITY],
        &[f64::MAX, -f64::MAX],
        &[1e-200, -1e-200],
        &[1e150, -1e150],
        &[5e-324, 0.0],
    ] {
        let mut moments = Moments::about(0.0);
        moments.add(values);
        samples.push(moments);
    }
    samples.push(moments(1000, 0.0, 1.0));
    samples
}

#[test]
fn no_number_harms_a_mean_a_spread_or_a_last_digit() {
    for sample in samples() {
        for a in HOSTILE {
            for b in HOSTILE {
                check(StdDev::new(&sample, a, b));
                check(Mean::new(&sample, 0.0, a, b));
                check(Mean::new(&sample, a, 1.0, b));
                check(Rounded::new(&sample, a, 1, b));
            }
        }
    }
}

#[test]
fn no_number_harms_the_sign_of_a_mean() {
    for sample in samples().into_iter().chain([moments(2, 1e-3, 1.0), moments(2, 1e9, 1.0)]) {
        for effect in HOSTILE {
            check(PositiveMean::new(&sample, effect));
        }
    }
}

#[test]
fn no_number_harms_a_ratio() {
    for above in samples() {
        for below in samples() {
            for a in [1e-200, 0.3, 1e200] {
                check(Ratio::new(&above, &below, a, 0.1));
            }
        }
    }
}

#[test]
fn no_number_harms_a_ratio_of_means() {
    let samples: Vec<Moments> =
        samples().into_iter().chain([moments(10, 1e-200, 1.0), moments(10, 1e150, 1.0)]).collect();
    for above in &samples {
        for below in &samples {
            for a in HOSTILE {
                check(MeanRatio::new([above, below], [a, 1.0], 0.3, 0.1));
                check(MeanRatio::new([above, below], [1.0, a], 1e200, 0.1));
                check(MeanRatio::new([above, below], [1e-200, 1.0], a, 0.1));
            }
        }
    }
}

#[test]
fn no_count_harms_a_fraction() {
    for trials in [0, 1, 2, 1000, 20_000_000, u64::MAX] {
        for count in [0, 1, 3, trials / 3, trials.saturating_sub(1), trials] {
            for expected in [f64::NAN, -0.1, 0.0, 1e-20, 0.3, 1.0, 1.1, f64::INFINITY] {
                for effect in [1e-9, 0.01, 0.9] {
                    check(Fraction::new(count, trials, expected, effect));
                }
            }
        }
    }
}

#[test]
fn no_counts_harm_a_law() {
    for counts in
        [&[0, 0][..], &[100; 16], &[3200, 0], &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64_000], &[1000; 128]]
    {
        for effect in HOSTILE {
            check(LawFit::new(&cells(counts), effect));
        }
    }
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
