//! What a claim notices, and what it takes to notice it, are each other's inverse.

use saturation::claim::{ClaimError, Fraction, LawFit, Mean, MeanRatio, PositiveMean, Ratio, Rounded, StdDev};

type MinEffect = Box<dyn Fn(u64, f64, f64) -> Result<f64, ClaimError>>;
type MinTrials = Box<dyn Fn(f64, f64, f64) -> Result<u64, ClaimError>>;

struct Kind {
    name: &'static str,
    /// The fewest trials of the kind at all.
    least: u64,
    /// From n, α, β.
    min_effect: MinEffect,
    /// From the effect, α, β.
    min_trials: MinTrials,
}

fn fraction(name: &'static str, p: f64) -> Kind {
    Kind {
        name,
        least: 1,
        min_effect: Box::new(move |n, alpha, beta| Fraction::min_effect(p, n, alpha, beta)),
        min_trials: Box::new(move |effect, alpha, beta| Fraction::min_trials(p, effect, alpha, beta)),
    }
}

fn smooth() -> [Kind; 7] {
    [
        Kind {
            name: "Mean",
            least: 1,
            min_effect: Box::new(|n, alpha, beta| Mean::min_effect(2.0, n, alpha, beta)),
            min_trials: Box::new(|effect, alpha, beta| Mean::min_trials(2.0, effect, alpha, beta)),
        },
        Kind {
            name: "PositiveMean",
            least: 2,
            min_effect: Box::new(|n, alpha, beta| PositiveMean::min_effect(2.0, n, alpha, beta)),
            min_trials: Box::new(|effect, alpha, beta| PositiveMean::min_trials(2.0, effect, alpha, beta)),
        },
        Kind {
            name: "StdDev",
            least: 2,
            min_effect: Box::new(StdDev::min_effect),
            min_trials: Box::new(StdDev::min_trials),
        },
        Kind {
            name: "Ratio",
            least: 2,
            min_effect: Box::new(|n, alpha, beta| Ratio::min_effect([n, n], alpha, beta)),
            min_trials: Box::new(Ratio::min_trials),
        },
        Kind {
            name: "MeanRatio",
            least: 1,
            min_effect: Box::new(|n, alpha, beta| MeanRatio::min_effect([1.0, 2.0], [n, n], alpha, beta)),
            min_trials: Box::new(|effect, alpha, beta| MeanRatio::min_trials([1.0, 2.0], effect, alpha, beta)),
        },
        Kind {
            name: "LawFit",
            least: 6400,
            min_effect: Box::new(|n, alpha, beta| LawFit::min_effect(64, n, alpha, beta)),
            min_trials: Box::new(|effect, alpha, beta| LawFit::min_trials(64, effect, alpha, beta)),
        },
        Kind {
            name: "Rounded",
            least: 2,
            min_effect: Box::new(Rounded::min_effect),
            min_trials: Box::new(Rounded::min_trials),
        },
    ]
}

fn every() -> impl Iterator<Item = Kind> {
    smooth().into_iter().chain([fraction("Fraction of 0.3", 0.3), fraction("Fraction of 1e-4", 1e-4)])
}

const RATES: [(f64, f64); 3] = [(0.01, 0.1), (1e-6, 1e-3), (4e-8, 1e-3)];

#[test]
fn the_fewest_trials_notice_the_effect_and_one_fewer_does_not() {
    for kind in every() {
        for (alpha, beta) in RATES {
            for effect in [0.3, 0.1, 0.037, 0.01, 0.002] {
                let trials = (kind.min_trials)(effect, alpha, beta).expect("an effect");
                let noticed = |n| (kind.min_effect)(n, alpha, beta).expect("trials");
                let text = format!("{}: {effect} at α = {alpha}, β = {beta} takes {trials}", kind.name);
                // The last digit of a closed form may fall on either side.
                assert!(noticed(trials) <= effect * (1.0 + 1e-14), "{text}, which notice {}", noticed(trials));
                if trials > kind.least {
                    let fewer = noticed(trials - 1);
                    assert!(fewer > effect * (1.0 - 1e-14), "{text}, one fewer notice {fewer}");
                }
            }
        }
    }
}

/// What a test by the law costs, where a bound that serves every law takes 3.7 million draws.
#[test]
fn a_spread_to_one_per_cent_takes_321_262_trials() {
    assert_eq!(StdDev::min_trials(0.01, 1e-6, 1e-3), Ok(321_262));
    // The shortest way to the same number: a standard error s/√(2n) and the normal quantiles 4.8916 + 3.0902.
    let rough = 0.5 * (7.9818_f64 / 0.01).powi(2);
    assert!((rough / 321_262.0 - 1.0).abs() < 0.02, "{rough}");
}

#[test]
fn more_trials_and_laxer_rates_notice_less() {
    for kind in smooth() {
        let effect = |n, alpha, beta| (kind.min_effect)(n, alpha, beta).expect("trials");
        let mut n = kind.least.max(3);
        while n < 1_000_000_000 {
            assert!(effect(n + 1, 1e-6, 1e-3) < effect(n, 1e-6, 1e-3), "{}: n = {n}", kind.name);
            n = n * 3 / 2;
        }
        for pair in [1e-12, 4e-8, 1e-6, 1e-3, 0.01, 0.05].windows(2) {
            assert!(effect(10_000, pair[1], 1e-3) < effect(10_000, pair[0], 1e-3), "{}: α = {pair:?}", kind.name);
            assert!(effect(10_000, 1e-6, pair[1]) < effect(10_000, 1e-6, pair[0]), "{}: β = {pair:?}", kind.name);
            let trials = |alpha, beta| (kind.min_trials)(0.01, alpha, beta).expect("an effect");
            assert!(trials(pair[1], 1e-3) < trials(pair[0], 1e-3), "{}: α = {pair:?}", kind.name);
            assert!(trials(1e-6, pair[1]) < trials(1e-6, pair[0]), "{}: β = {pair:?}", kind.name);
        }
    }
}

/// The critical count of a fraction is whole: its effect falls with n in teeth, but never rises with α or β.
#[test]
fn a_fraction_falls_in_teeth() {
    for p in [1e-4, 0.03, 0.3, 0.5, 0.97] {
        let effect = |n, alpha, beta| Fraction::min_effect(p, n, alpha, beta).expect("trials");
        for n in [50, 400, 1000, 30_000, 1_000_000] {
            assert!(effect(2 * n, 1e-6, 1e-3) <= effect(n, 1e-6, 1e-3), "p = {p}, n = {n}");
        }
        for pair in [1e-12, 4e-8, 1e-6, 1e-3, 0.01, 0.05].windows(2) {
            assert!(effect(10_000, pair[1], 1e-3) <= effect(10_000, pair[0], 1e-3), "p = {p}: α = {pair:?}");
            assert!(effect(10_000, 1e-6, pair[1]) <= effect(10_000, 1e-6, pair[0]), "p = {p}: β = {pair:?}");
        }
    }
}
