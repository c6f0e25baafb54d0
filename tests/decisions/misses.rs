//! An effect of exactly `min_effect` is missed with the stated probability at most, whichever its sign; where the power has a
//! closed form, with that probability.
//!
//! At small n, where an approximation would show, at α = 0.01 and β = 0.1; each frequency of misses is judged by the
//! exact binomial test at 1e-9.

use super::seed::seed;
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, StandardNormal};
use saturation::claim::{
    Cells, Fraction, LawFit, Mean, MeanRatio, PositiveMean, Ratio, Rounded, StdDev, Test, Verdict,
};
use saturation::numeric::binomial;
use saturation::sampling::{Stream, generator};
use saturation::statistics::Moments;
use std::collections::HashMap;

const ALPHA: f64 = 0.01;
const BETA: f64 = 0.1;
const REPLICATES: u64 = 5000;

fn normal(generator: &mut Xoshiro256PlusPlus, n: usize, mean: f64, std_dev: f64) -> Moments {
    let mut moments = Moments::about(0.0);
    let standard = StandardNormal.sample_iter(generator);
    moments.add(&standard.take(n).map(|g: f64| mean + std_dev * g).collect::<Vec<_>>());
    moments
}

/// How often an effect may be missed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Missed {
    /// β or less: what is discrete, or worse on the other side.
    AtMost,
    /// β: what has a closed form.
    Exactly,
}

fn assert_seldom_missed<T: Test>(name: &str, wanted: Verdict, draw: impl FnMut(&mut Xoshiro256PlusPlus) -> T) {
    assert_missed(Missed::AtMost, name, wanted, draw);
}

/// Counts how often a verdict other than the `wanted` one comes out.
fn assert_missed<T: Test>(
    how_often: Missed,
    name: &str,
    wanted: Verdict,
    mut draw: impl FnMut(&mut Xoshiro256PlusPlus) -> T,
) {
    let mut generator = generator(Stream::new(seed(), name).chunk(0));
    let mut judged = HashMap::new();
    let misses = (0..REPLICATES).filter(|_| {
        let test = draw(&mut generator);
        // A statistic of counts takes few values, which differ in their last digits, and each need be judged but once.
        *judged.entry(format!("{test:?}")).or_insert_with(|| test.decide(ALPHA).expect("a level").verdict) != wanted
    });
    let misses = misses.count() as u64;
    let tail = if how_often == Missed::Exactly { binomial::two_sided } else { binomial::upper_tail };
    let p = tail(misses, REPLICATES, BETA).expect("a probability");
    println!("{name:24} missed {:.4}", misses as f64 / REPLICATES as f64);
    assert!(
        p.value() >= 1e-9,
        "{name}: missed in {misses} of {REPLICATES} replicates, where β = {BETA}, {how_often:?}\n  null law: misses ~ \
         binomial({REPLICATES}, {BETA}); p = {p}, level 1e-9\n  seed {seed}: SATURATION_SEED={seed} cargo test \
         --test decisions",
        seed = seed()
    );
}

#[test]
fn of_a_mean() {
    let effect = Mean::min_effect(2.0, 7, ALPHA, BETA).expect("trials");
    for (name, mean) in [("mean above", effect), ("mean below", -effect)] {
        assert_missed(Missed::Exactly, name, Verdict::Refuted, |generator| {
            Mean::new(&normal(generator, 7, mean, 2.0), 0.0, 2.0, effect).expect("a sample")
        });
    }
}

/// Upward it holds; downward, where one side takes the whole level, it is refuted more easily.
#[test]
fn of_the_sign_of_a_mean() {
    let effect = PositiveMean::min_effect(2.0, 7, ALPHA, BETA).expect("trials");
    for (name, mean, wanted) in [("mean above 0", effect, Verdict::Holds), ("mean below 0", -effect, Verdict::Refuted)]
    {
        assert_seldom_missed(name, wanted, |generator| {
            PositiveMean::new(&normal(generator, 7, mean, 2.0), effect).expect("a sample")
        });
    }
}

#[test]
fn of_a_spread() {
    let effect = StdDev::min_effect(60, ALPHA, BETA).expect("trials");
    for (name, std_dev) in [("std above", 1.0 + effect), ("std below", 1.0 - effect)] {
        assert_seldom_missed(name, Verdict::Refuted, |generator| {
            StdDev::new(&normal(generator, 60, 0.0, std_dev), 1.0, effect).expect("a sample")
        });
    }
}

#[test]
fn of_a_ratio() {
    let effect = Ratio::min_effect([60, 90], ALPHA, BETA).expect("trials");
    for (name, ratio) in [("ratio above", 1.0 + effect), ("ratio below", 1.0 - effect)] {
        assert_seldom_missed(name, Verdict::Refuted, |generator| {
            let [above, below] = [(60, ratio), (90, 1.0)].map(|(n, std_dev)| normal(generator, n, 0.0, std_dev));
            Ratio::new(&above, &below, 1.0, effect).expect("two samples")
        });
    }
}

/// The effect is the one that the claim itself reports, from the coefficients that it takes from its samples: here, with the
/// means that are claimed, 0.2 and 0.3, of which each matters.
#[test]
fn of_a_ratio_of_means() {
    let (std_devs, trials) = ([0.6, 0.3], [7, 20]);
    let claim =
        |[above, below]: [&Moments; 2]| MeanRatio::new([above, below], std_devs, 3.0, 0.1).expect("two samples");
    let at = |mean: f64, n: usize| {
        let mut moments = Moments::about(0.0);
        moments.add(&vec![mean; n]);
        moments
    };
    let power = claim([&at(3.0, trials[0]), &at(1.0, trials[1])]).power(ALPHA, BETA).expect("levels");
    let effect = power.expect("by chance").min_effect;
    for (name, ratio) in
        [("ratio of means above", 3.0 * (1.0 + effect)), ("ratio of means below", 3.0 * (1.0 - effect))]
    {
        assert_missed(Missed::Exactly, name, Verdict::Refuted, |generator| {
            let samples = [(0, ratio), (1, 1.0)].map(|(k, mean)| normal(generator, trials[k], mean, std_devs[k]));
            claim(samples.each_ref())
        });
    }
}

#[test]
fn of_a_fraction() {
    let effect = Fraction::min_effect(0.4, 100, ALPHA, BETA).expect("trials");
    for (name, p) in [("fraction above", 0.4 + effect), ("fraction below", 0.4 - effect)] {
        assert_seldom_missed(name, Verdict::Refuted, |generator| {
            let count = (0..100).filter(|_| generator.random::<f64>() < p).count();
            Fraction::new(count as u64, 100, 0.4, effect).expect("a count")
        });
    }
}

/// Every other of 16 cells more probable by w, the rest less.
#[test]
fn of_a_law() {
    let effect = LawFit::min_effect(16, 1600, ALPHA, BETA).expect("trials");
    assert_seldom_missed("law", Verdict::Refuted, |generator| {
        let mut counts = vec![0; 16];
        for _ in 0..1600 {
            let pair = 2 * (8.0 * generator.random::<f64>()) as usize;
            counts[pair + usize::from(generator.random::<f64>() >= 0.5 * (1.0 + effect))] += 1;
        }
        let cells = Cells::equiprobable(counts);
        LawFit::new(&cells, effect).expect("100 a cell")
    });
}

/// Held by values inside, at the relative distance from an edge that is told.
#[test]
fn of_the_last_digit() {
    let effect = Rounded::min_effect(4000, ALPHA, BETA).expect("trials");
    for (name, exact) in
        [("above the lower edge", 1.5 * (1.0 + effect)), ("below the upper edge", 2.5 * (1.0 - effect))]
    {
        assert_seldom_missed(name, Verdict::Holds, |generator| {
            Rounded::new(&normal(generator, 4000, 0.0, exact), 2.0, 0, exact).expect("a sample")
        });
    }
}
