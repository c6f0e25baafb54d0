//! p < α exactly where the interval at α leaves the expected value out: a test and its interval are one thing.

use super::{cells, moments};
use saturation::claim::{Fraction, LawFit, Mean, MeanRatio, PositiveMean, Ratio, StdDev, Test, Verdict};

/// Moves a test across the edge of refutation and looks on both sides of it, as near as rounding lets it.
fn refuted_where_excluded<T: Test>(at: impl Fn(f64) -> T, from: f64, to: f64, level: f64) {
    let refuted = |x: f64| {
        let test = at(x);
        let decision = test.decide(level).expect("a level");
        let interval = decision.estimate.confidence_interval;
        let excluded = test.expected() < interval.lower_bound || interval.upper_bound < test.expected();
        (decision.verdict == Verdict::Refuted, excluded, decision)
    };
    let (mut kept, mut lost) = (from, to);
    assert!(!refuted(kept).0 && refuted(lost).0, "no edge between {from} and {to} at {level}");
    // Down to a relative 1e-10: closer, the last digits of quantile and tail decide.
    while (lost - kept).abs() > 1e-10 * (lost - from).abs() {
        let middle = 0.5 * (kept + lost);
        let (by_p, by_interval, decision) = refuted(middle);
        assert_eq!(by_p, by_interval, "at {middle}, level {level}: {decision:?}");
        if by_p { lost = middle } else { kept = middle }
    }
    for k in 0..=100 {
        let x = from + (to - from) * f64::from(k) / 100.0;
        let (by_p, by_interval, decision) = refuted(x);
        assert_eq!(by_p, by_interval, "at {x}, level {level}: {decision:?}");
    }
}

const LEVELS: [f64; 5] = [0.5, 0.05, 1e-3, 1e-6, 4e-8];

#[test]
fn of_a_mean() {
    for level in LEVELS {
        for to in [-1.0, 1.0] {
            let at = |mean| Mean::new(&moments(1000, mean, 1.0), 0.0, 1.0, 0.1).expect("a sample");
            refuted_where_excluded(at, 0.0, to, level);
        }
    }
}

/// It holds exactly where the interval at α lies above 0, and is refuted exactly where that at 2α lies below: all of α is
/// spent on one side.
#[test]
fn of_the_sign_of_a_mean() {
    for level in LEVELS {
        for k in -400..=400 {
            let test = PositiveMean::new(&moments(20, f64::from(k) / 100.0, 1.0), 0.1).expect("a sample");
            let decision = test.decide(level).expect("a level");
            let above = decision.estimate.confidence_interval.lower_bound > 0.0;
            assert_eq!(decision.verdict == Verdict::Holds, above, "{test:?}, {level}: {decision:?}");
            if level < 0.5 {
                let twice = test.decide(2.0 * level).expect("a level").estimate.confidence_interval;
                let below = twice.upper_bound < 0.0;
                assert_eq!(decision.verdict == Verdict::Refuted, below, "{test:?}, {level}: {decision:?}");
            }
        }
    }
}

#[test]
fn of_a_spread() {
    for level in LEVELS {
        for to in [0.5, 2.0] {
            let at = |std_dev| StdDev::new(&moments(1000, 0.0, std_dev), 1.0, 0.1).expect("a sample");
            refuted_where_excluded(at, 1.0, to, level);
        }
    }
}

#[test]
fn of_a_ratio() {
    for level in LEVELS {
        for to in [0.5, 2.0] {
            let below = moments(600, 0.0, 1.0);
            let at = |above| Ratio::new(&moments(1000, 0.0, above), &below, 1.0, 0.1).expect("two samples");
            refuted_where_excluded(at, 1.0, to, level);
        }
    }
}

#[test]
fn of_a_ratio_of_means() {
    for level in LEVELS {
        for to in [0.5, 2.0] {
            let below = moments(600, 1.0, 1.0);
            let at = |above| {
                MeanRatio::new([&moments(1000, above, 1.0), &below], [1.0, 1.0], 1.0, 0.1).expect("two samples")
            };
            refuted_where_excluded(at, 1.0, to, level);
        }
    }
}

/// Every count there is, so that no edge can hide between two.
#[test]
fn of_a_fraction() {
    for trials in [1, 2, 20, 700] {
        for expected in [0.0, 1e-4, 0.03, 0.3, 0.5, 0.97, 1.0] {
            for level in LEVELS {
                for count in 0..=trials {
                    let test = Fraction::new(count, trials, expected, 0.1).expect("a count");
                    let decision = test.decide(level).expect("a level");
                    let interval = decision.estimate.confidence_interval;
                    let excluded = expected < interval.lower_bound || interval.upper_bound < expected;
                    assert_eq!(decision.verdict == Verdict::Refuted, excluded, "{test:?}, {level}: {decision:?}");
                }
            }
        }
    }
}

/// The discrepancy of a right law is 0, the least there is: too bad leaves it out below; too good leaves nothing but it.
#[test]
fn of_a_law() {
    for level in LEVELS {
        for excess in 0..30 {
            let counts: Vec<u64> = (0..32).map(|k| if k % 2 == 0 { 100 + excess } else { 100 - excess }).collect();
            let decision = LawFit::new(&cells(&counts), 0.1).expect("100 a cell").decide(level).expect("a level");
            let interval = decision.estimate.confidence_interval;
            let left_out = interval.lower_bound > 0.0 || interval.upper_bound == 0.0;
            assert_eq!(decision.verdict == Verdict::Refuted, left_out, "excess {excess}, {level}: {decision:?}");
        }
    }
}
