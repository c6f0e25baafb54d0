//! What the tests of initialisers in five frameworks let pass, beside what this crate does: `cargo run --release
//! --example test_suites [SEEDS]` prints the tables of METHOD.md, "What other suites let pass".
//!
//! Each rule is a function from weights to a verdict, written after the source named above it and put to the shapes and
//! laws that this source has. Into the initialiser under test goes one bug at a time, and the share of the seeds 1, 2,
//! … is counted in which the test passes all the same. A suite that fixes its seed has one such draw, always the same:
//! the share says how likely it was to be one that lets the bug pass. A test that fails by chance is seen once, and
//! another seed taken; what it lets pass is not seen.

use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use saturation::check::{CheckError, Expected};
use saturation::claim::{Claim, MISS_RATE, SIGNIFICANCE_LEVEL, Spread, Verdict};
use saturation::model::ParameterLaw;
use saturation::numeric::{Format, normal};
use saturation::statistics::{Grid, Weights};

/// Seeds of the tables in METHOD.md.
pub const SEEDS: u64 = 200;

/// The standard deviation of a standard normal within ±2, by which Keras and TensorFlow correct.
const LEFT: f64 = 0.879_625_661_034_239_8;

/// Where a normal law is cut.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Nowhere,
    /// At two of its own standard deviations, which are then less.
    AtTwo,
    /// At two of its own, which were chosen so that those asked for are left.
    Corrected,
    /// At absolute bounds.
    Between(f64, f64),
}

/// A normal law, perhaps cut, with the standard deviation that its initialiser was asked for.
#[derive(Clone, Copy)]
struct Law {
    mean: f64,
    std_dev: f64,
    cut: Cut,
}

impl Law {
    /// The same as an initializer has it.
    fn parameter(&self) -> ParameterLaw {
        let (std_dev, ..) = self.uncut();
        match self.cut {
            Cut::Nowhere => ParameterLaw::normal(std_dev),
            _ => ParameterLaw::TruncatedNormal { std_dev, bound: 2.0 },
        }
    }

    /// The standard deviation before the cut, and the bounds.
    fn uncut(&self) -> (f64, f64, f64) {
        let within = |std_dev: f64| (std_dev, self.mean - 2.0 * std_dev, self.mean + 2.0 * std_dev);
        match self.cut {
            Cut::Nowhere => (self.std_dev, f64::NEG_INFINITY, f64::INFINITY),
            Cut::AtTwo => within(self.std_dev),
            Cut::Corrected => within(self.std_dev / LEFT),
            Cut::Between(lower, upper) => (self.std_dev, lower, upper),
        }
    }

    fn cdf(&self) -> impl Fn(f64) -> f64 {
        let (mean, (std_dev, lower, upper)) = (self.mean, self.uncut());
        let cdf = move |w: f64| normal::cdf((w - mean) / std_dev);
        let (below, within) = (cdf(lower), cdf(upper) - cdf(lower));
        move |w| ((cdf(w) - below) / within).clamp(0.0, 1.0)
    }

    fn sample(&self, generator: &mut Xoshiro256PlusPlus, n: usize) -> Vec<f64> {
        let (std_dev, lower, upper) = self.uncut();
        let draws = StandardNormal.sample_iter(generator).map(|g: f64| self.mean + std_dev * g);
        draws.filter(|w| (lower..=upper).contains(w)).take(n).collect()
    }
}

/// What an initialiser is asked for.
#[derive(Clone, Copy)]
pub struct Target {
    /// Values of the first index, and weights for each.
    shape: [usize; 2],
    law: Law,
    /// The fan that its spread is made from, and the other, if it is made from one.
    fans: Option<[f64; 2]>,
}

/// A mistake of an initialiser.
#[derive(Clone, Copy, PartialEq)]
pub enum Bug {
    None,
    HalfVariance,
    TwiceStdDev,
    OtherFan,
    VarianceForStdDev,
    NotCut,
    NotCorrected,
    RandForRandn,
    StdDevIgnored,
    Zeros,
    MeanOff,
    StdDevOff,
    RowsRepeated,
}

/// Each bug with its name in the tables.
pub const BUGS: [(Bug, &str); 13] = [
    (Bug::None, "none: a right initialiser fails"),
    (Bug::HalfVariance, "a factor 2 lost in the variance"),
    (Bug::TwiceStdDev, "a factor 2 too much in the std"),
    (Bug::OtherFan, "fan-out for fan-in"),
    (Bug::VarianceForStdDev, "the variance used as the std"),
    (Bug::NotCut, "not truncated, the std right"),
    (Bug::NotCorrected, "truncated, the std not corrected"),
    (Bug::RandForRandn, "`rand` for `randn`: U[0, 1) · std"),
    (Bug::StdDevIgnored, "the std ignored, always 1"),
    (Bug::Zeros, "zeros"),
    (Bug::MeanOff, "a mean of 0.1 std"),
    (Bug::StdDevOff, "a std 5 % too large"),
    (Bug::RowsRepeated, "every row the first"),
];

impl Bug {
    /// The law that an initialiser with this bug draws from; nothing where it cannot have it.
    fn law(self, Target { shape, mut law, fans }: Target) -> Option<Law> {
        match self {
            // The factor is in what makes a spread from a fan.
            Self::HalfVariance => law.std_dev /= fans.map(|_| 2f64.sqrt())?,
            Self::TwiceStdDev => law.std_dev *= 2.0,
            // In a square they are the same.
            Self::OtherFan => law.std_dev *= fans.filter(|[fan, other]| fan != other).map(|[a, b]| (a / b).sqrt())?,
            // A spread of 1 is its own square, and is 1 if ignored.
            Self::VarianceForStdDev | Self::StdDevIgnored if law.std_dev == 1.0 => return None,
            Self::VarianceForStdDev => law.std_dev *= law.std_dev,
            Self::StdDevIgnored => law.std_dev = 1.0,
            Self::NotCut if law.cut == Cut::Nowhere => return None,
            Self::NotCut => law.cut = Cut::Nowhere,
            // The truncated normals of PyTorch and TensorFlow are not corrected by design.
            Self::NotCorrected if law.cut != Cut::Corrected => return None,
            Self::NotCorrected => law.cut = Cut::AtTwo,
            // It has but one.
            Self::RowsRepeated if shape[0] == 1 => return None,
            Self::MeanOff => law.mean += 0.1 * law.std_dev,
            Self::StdDevOff => law.std_dev *= 1.05,
            Self::None | Self::RandForRandn | Self::Zeros | Self::RowsRepeated => {}
        }
        Some(law)
    }

    fn weights(self, law: Law, [rows, columns]: [usize; 2], generator: &mut Xoshiro256PlusPlus) -> Vec<f64> {
        let n = rows * columns;
        match self {
            Self::Zeros => vec![0.0; n],
            Self::RandForRandn => (0..n).map(|_| law.mean + law.std_dev * generator.random::<f64>()).collect(),
            Self::RowsRepeated => law.sample(generator, columns).repeat(rows),
            _ => law.sample(generator, n),
        }
    }
}

/// A test of a suite.
pub struct Rule {
    /// Its heading in the tables.
    pub name: &'static str,
    /// What it asks the initialiser for, in this order, and all of it must pass.
    cases: fn(&mut Xoshiro256PlusPlus) -> Vec<Target>,
    passes: fn(&[f64], &Target) -> bool,
    /// Whether it draws every case with the same seed.
    reseeds: bool,
    /// Whether a table takes more than a few seconds without optimisation.
    pub slow: bool,
}

const RULE: Rule = Rule { name: "", cases: |_| Vec::new(), passes: |_, _| false, reseeds: false, slow: false };

impl Rule {
    /// Whether it passes with this bug and seed; nothing where the bug cannot be in what it asks for.
    fn passes(&self, bug: Bug, seed: u64) -> Option<bool> {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let cases = (self.cases)(&mut generator);
        let laws: Vec<Option<Law>> = cases.iter().map(|target| bug.law(*target)).collect();
        laws.iter().flatten().next()?;
        let start = generator.clone();
        Some(cases.iter().zip(laws).all(|(target, law)| {
            if self.reseeds {
                generator = start.clone();
            }
            // A case that cannot have the bug is drawn as it should be.
            let weights = bug.weights(law.unwrap_or(target.law), target.shape, &mut generator);
            (self.passes)(&weights, target)
        }))
    }

    /// The share of seeds in which the bug passes (of no bug: in which the test fails), as a table has it.
    pub fn share(&self, bug: Bug, seeds: u64) -> String {
        let outcomes: Vec<Option<bool>> = (1..=seeds).into_par_iter().map(|seed| self.passes(bug, seed)).collect();
        if outcomes.iter().all(Option::is_none) {
            return "–".to_owned();
        }
        // A seed in which no case has the bug tells nothing of it, and passes.
        let count = outcomes.iter().filter(|outcome| outcome.unwrap_or(true) != (bug == Bug::None)).count();
        let percent = format!("{:.1}", 100.0 * count as f64 / seeds as f64);
        format!("{} %", percent.trim_end_matches(".0"))
    }
}

const BY_FANS: [Rule; 8] = [
    Rule { name: "PyTorch, 2-D", cases: |g| vec![kaiming_normal(g, 2, false, false)], passes: pytorch, ..RULE },
    Rule { name: "PyTorch, all", cases: kaiming_normals, passes: pytorch, slow: true, ..RULE },
    Rule { name: "Keras", cases: |_| keras_variance_scalings(), passes: keras, reseeds: true, ..RULE },
    Rule { name: "TensorFlow", cases: |_| vec![TENSORFLOW], passes: tensorflow_variance_scaling, ..RULE },
    Rule { name: "TensorFlow, part", cases: |_| vec![TENSORFLOW_PART], passes: tensorflow_partition, ..RULE },
    Rule { name: "Burn", cases: |_| vec![burn_kaiming_normal()], passes: burn_columns, ..RULE },
    Rule { name: "tch-rs", cases: |_| vec![tch_kaiming_normal()], passes: tch_kaiming, ..RULE },
    Rule { name: "ours", cases: |_| vec![our_he_normal()], passes: ours, slow: true, ..RULE },
];

const BY_STD_DEV: [Rule; 7] = [
    Rule { name: "PyTorch, cut", cases: |g| vec![trunc_normal(g)], passes: pytorch_cut, ..RULE },
    Rule { name: "Keras", cases: |_| vec![standard([25, 20], Cut::Nowhere)], passes: keras, ..RULE },
    Rule { name: "TensorFlow", cases: |_| vec![standard([8, 1188], Cut::Nowhere)], passes: tensorflow_normal, ..RULE },
    Rule { name: "TensorFlow, cut", cases: |_| vec![standard([12, 693], Cut::AtTwo)], passes: tensorflow_cut, ..RULE },
    Rule { name: "Burn", cases: |_| vec![standard([1, 10_000], Cut::Nowhere)], passes: burn_normal, ..RULE },
    Rule { name: "tch-rs", cases: |_| vec![TCH_RANDN], passes: tch_randn, ..RULE },
    Rule { name: "ours", cases: |_| vec![OUR_NORMAL], passes: ours, slow: true, ..RULE },
];

const fn centred(std_dev: f64) -> Law {
    Law { mean: 0.0, std_dev, cut: Cut::Nowhere }
}

const fn standard(shape: [usize; 2], cut: Cut) -> Target {
    Target { shape, law: Law { cut, ..centred(1.0) }, fans: None }
}

fn mean(w: &[f64]) -> f64 {
    w.iter().sum::<f64>() / w.len() as f64
}

/// The mean square about the mean, as numpy has it; `1` is taken off n by torch.
fn variance(w: &[f64], off: usize) -> f64 {
    let mean = mean(w);
    w.iter().map(|w| (w - mean) * (w - mean)).sum::<f64>() / (w.len() - off) as f64
}

// PyTorch, test/nn/test_init.py at 0202320f, `test_kaiming_normal`: `a` is 0 or in [0.1, 2), the fan is fan_in or
// fan_out, and each side is 20 to 25. `setUp` seeds Python's generator with 123, hence the shapes, and its base class
// seeds torch's: the test has one draw. Here each seed has its own shapes.
fn kaiming_normal(generator: &mut Xoshiro256PlusPlus, dimensions: i32, use_a: bool, fan_out: bool) -> Target {
    let [rows, columns] = [0; 2].map(|_| generator.random_range(20..=25usize));
    let kernel: usize = (2..dimensions).map(|_| generator.random_range(20..=25usize)).product();
    let a = if use_a { generator.random_range(0.1..2.0) } else { 0.0 };
    let mut fans = [columns * kernel, rows * kernel].map(|fan| fan as f64);
    if fan_out {
        fans.reverse();
    }
    let std_dev = (2.0 / ((1.0 + a * a) * fans[0])).sqrt();
    Target { shape: [rows, columns * kernel], law: centred(std_dev), fans: Some(fans) }
}

/// All eight cases, in its order.
fn kaiming_normals(generator: &mut Xoshiro256PlusPlus) -> Vec<Target> {
    let flags = [true, false].into_iter().flat_map(|use_a| [2, 4].map(|dimensions| (use_a, dimensions)));
    let cases = flags.flat_map(|(use_a, dimensions)| [false, true].map(|fan_out| (use_a, dimensions, fan_out)));
    cases.map(|(use_a, dimensions, fan_out)| kaiming_normal(generator, dimensions, use_a, fan_out)).collect()
}

// As above, `_is_normal`: p > 1e-4 by scipy.stats.kstest.
fn pytorch(weights: &[f64], target: &Target) -> bool {
    kolmogorov_smirnov(weights, &target.law) > 1e-4
}

// As above, `test_trunc_normal_all_dtypes` with 2 dimensions. That of 4 draws 2.6 million weights, and is left out for
// its time.
fn trunc_normal(generator: &mut Xoshiro256PlusPlus) -> Target {
    let shape = [0; 2].map(|_| generator.random_range(30..=50usize));
    let (mean, std_dev) = (generator.random_range(-3.0..3.0), generator.random_range(0.01..1.0));
    let [below, above] = [0; 2].map(|_| generator.random_range(0.0..2.0) * std_dev);
    Target { shape, law: Law { mean, std_dev, cut: Cut::Between(mean - below, mean + above) }, fans: None }
}

// As above: within the bounds, and `_is_trunc_normal`.
fn pytorch_cut(weights: &[f64], target: &Target) -> bool {
    let (_, lower, upper) = target.law.uncut();
    weights.iter().all(|w| (lower..=upper).contains(w)) && pytorch(weights, target)
}

/// p of the two-sided test: 2 exp(−2(√n·D + 1/(6√n))²), which is 1e-4 where the exact p, twice Birnbaum and Tingey's sum
/// and nearly scipy's, is 9.8e-5 at n = 400; it is nearer for more.
fn kolmogorov_smirnov(weights: &[f64], law: &Law) -> f64 {
    let (n, cdf) = (weights.len(), law.cdf());
    // The distance is largest at the least or the greatest value of one of n equal cells: no need to sort.
    let mut cells = vec![(0, 1.0f64, 0.0f64); n];
    for w in weights {
        let u = cdf(*w);
        let (count, least, most) = &mut cells[((u * n as f64) as usize).min(n - 1)];
        (*count, *least, *most) = (*count + 1, least.min(u), most.max(u));
    }
    let (mut before, mut distance, n) = (0, 0.0f64, n as f64);
    for (count, least, most) in cells.into_iter().filter(|(count, ..)| *count > 0) {
        distance = distance.max(least - f64::from(before) / n).max(f64::from(before + count) / n - most);
        before += count;
    }
    let x = n.sqrt() * distance + 1.0 / (6.0 * n.sqrt());
    2.0 * (-2.0 * x * x).exp()
}

// Keras 3.16.0 at 3422977a, keras/src/initializers/random_initializers_test.py, `test_variance_scaling`: scale 2, by
// fan_in and by fan_out, both with seed 1234. The default law is truncated and corrected.
fn keras_variance_scalings() -> Vec<Target> {
    let law = |fan: f64| Law { cut: Cut::Corrected, ..centred((2.0 / fan).sqrt()) };
    [[25.0, 20.0], [20.0, 25.0]].map(|fans| Target { shape: [25, 20], law: law(fans[0]), fans: Some(fans) }).to_vec()
}

// As above, and `test_random_normal`: assert_allclose of numpy's std, atol = 0.1 beside the rtol of 1e-6 by default.
// Seeds are fixed.
fn keras(weights: &[f64], target: &Target) -> bool {
    let expected = target.law.std_dev;
    (variance(weights, 0).sqrt() - expected).abs() <= 0.1 + 1e-6 * expected
}

// TensorFlow at 03049341, tensorflow/python/ops/init_ops_v2_test.py, `testTruncatedNormalDistribution`. The seed is
// fixed for all tests by their base class; those of `testRangeInitializer` have one of their own. 1/100 is what it
// compares with, to within 1/100: zeros pass.
const TENSORFLOW: Target =
    Target { shape: [100, 100], law: Law { cut: Cut::Corrected, ..centred(0.1) }, fans: Some([100.0; 2]) };

fn tensorflow_variance_scaling(weights: &[f64], _: &Target) -> bool {
    mean(weights).abs() <= 1e-2 && (variance(weights, 0) - 1.0 / 100.0).abs() <= 1e-2
}

// As above, `VarianceScalingInitializerTest.testInitializePartition`: 100 rows of 1000, not truncated.
const TENSORFLOW_PART: Target =
    Target { shape: [100, 100], law: centred(0.031_622_776_601_683_79), fans: Some([1000.0, 100.0]) };

fn tensorflow_partition(weights: &[f64], _: &Target) -> bool {
    mean(weights).abs() <= 2e-3 && (variance(weights, 0) - 1.0 / 1000.0).abs() <= 2e-3
}

// As above, `RandomNormalInitializerTest.testRangeInitializer`: (8, 12, 99), mean 0 and std 1.
fn tensorflow_normal(weights: &[f64], _: &Target) -> bool {
    (variance(weights, 0).sqrt() - 1.0).abs() < 3e-2 && mean(weights).abs() < 3e-2
}

// As above, `TruncatedNormalInitializerTest.testRangeInitializer`: (12, 99, 7), mean 0, least −2 and greatest 2.
fn tensorflow_cut(weights: &[f64], _: &Target) -> bool {
    let (least, most) = weights.iter().fold((f64::MAX, f64::MIN), |(a, b), w| (w.min(a), w.max(b)));
    mean(weights).abs() < 3e-2 && (most - 2.0).abs() < 3e-2 && (least + 2.0).abs() < 3e-2
}

// Burn 0.22.0-pre.2 at 2c06be35, crates/burn-core/src/module/initializer.rs, `initializer_kaiming_normal_init`: gain
// 2, fan_in 1000. Seed 0.
fn burn_kaiming_normal() -> Target {
    Target { shape: [10, 1000], law: centred(2.0 / 1000f64.sqrt()), fans: Some([1000.0, 10.0]) }
}

// As above, `assert_normal_init`: mean and variance (n − 1) of each of the first 10 columns, of 10 weights, to 0.1.
fn burn_columns(weights: &[f64], target: &Target) -> bool {
    let [rows, columns] = target.shape;
    (0..rows).all(|column| {
        let column: Vec<f64> = weights.iter().skip(column).step_by(columns).copied().collect();
        let expected = target.law.std_dev * target.law.std_dev;
        (variance(&column, 1) - expected).abs() <= 0.1 && mean(&column).abs() <= 0.1
    })
}

// As above, `initializer_normal_init`: 10 000 of N(0, 1). Seed 0.
fn burn_normal(weights: &[f64], _: &Target) -> bool {
    (0.9..=1.1).contains(&variance(weights, 1)) && mean(weights).abs() <= 0.1
}

// tch-rs 0.24.0 at a1dc7ece, tests/var_store.rs, `init_test`: "kaiming_n". Seed 42.
fn tch_kaiming_normal() -> Target {
    Target { shape: [20, 100], law: centred(0.02f64.sqrt()), fans: Some([100.0, 20.0]) }
}

fn tch_kaiming(weights: &[f64], target: &Target) -> bool {
    mean(weights).abs() < 5e-3 && (variance(weights, 1).sqrt() - target.law.std_dev).abs() < 3e-3
}

// As above, "normal": 100 of N(0, 0.02²), whose std must not be too large.
const TCH_RANDN: Target = Target { shape: [1, 100], law: centred(0.02), fans: None };

fn tch_randn(weights: &[f64], _: &Target) -> bool {
    variance(weights, 1).sqrt() <= 0.03
}

/// A layer of 784 inputs and 30 outputs, as Keras draws it with `he_normal`.
fn our_he_normal() -> Target {
    let law = Law { cut: Cut::Corrected, ..centred((2.0 / 784f64).sqrt()) };
    Target { shape: [784, 30], law, fans: Some([784.0, 30.0]) }
}

/// The same layer with Keras's `truncated_normal`: not corrected.
const OUR_NORMAL: Target = Target { shape: [784, 30], law: Law { cut: Cut::AtTwo, ..centred(0.05) }, fans: None };

/// The relative error of the spread for which this crate judges; of mean, shape and independence twice as much.
const EFFECT: f64 = 0.05;

/// Whether every claim of this crate about an initializer's weights holds, each at α = 1e-9.
fn ours(weights: &[f64], target: &Target) -> bool {
    holds(weights, target).is_ok_and(|held| held)
}

fn holds(weights: &[f64], target: &Target) -> Result<bool, CheckError> {
    let expected = Expected::new(target.law.parameter(), Format::F64)?;
    let [rows, columns] = target.shape;
    let mut kept = Weights::new(Grid { rows, columns, neurons_are_columns: true }, 0.0, target.law.std_dev, Vec::new());
    kept.add(weights);
    let mut claims = expected.claims(&kept, EFFECT)?;
    claims.extend(expected.claims_of_independence(&kept, EFFECT)?);
    let holds = |claim: &Claim| -> Result<bool, CheckError> {
        Ok(claim.test.decide(SIGNIFICANCE_LEVEL)?.verdict == Verdict::Holds)
    };
    claims.iter().try_fold(true, |held, claim| Ok(held && holds(claim)?))
}

/// The tables by their headings: in the first the bug may be in the arithmetic of the fans, in the second the standard
/// deviation is an argument.
pub const TABLES: [(&str, &[Rule]); 2] =
    [("bug, the spread made from the fans", &BY_FANS), ("bug, the spread given", &BY_STD_DEV)];

/// A table in Markdown: a row for each bug that one of the initialisers can have.
fn table(heading: &str, rules: &[Rule], seeds: u64) -> String {
    let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
    let mut text = format!("| {heading} | {} |\n|---|{}\n", names.join(" | "), "--:|".repeat(rules.len()));
    for (bug, name) in BUGS {
        let shares: Vec<String> = rules.iter().map(|rule| rule.share(bug, seeds)).collect();
        if shares.iter().any(|share| share != "–") {
            text += &format!("| {name} | {} |\n", shares.join(" | "));
        }
    }
    text
}

/// What few weights tell, and many.
pub fn notice() -> Result<String, CheckError> {
    let expected = Expected::new(our_he_normal().law.parameter(), Format::F64)?;
    let shape = expected.shape();
    let [few, many] = [500, 784 * 30].map(|n| Spread::min_effect(shape, n, SIGNIFICANCE_LEVEL, MISS_RATE));
    let needed = expected.min_values(EFFECT, SIGNIFICANCE_LEVEL, MISS_RATE)?;
    let (few, many) = (100.0 * few?, 100.0 * many?);
    Ok(format!(
        "500 weights notice a std off by {few:.0} %, 23 520 one off by {many:.1} %; all claims together take {} {:03}",
        needed / 1000,
        needed % 1000
    ))
}

#[allow(dead_code, reason = "a test takes this file as a module")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seeds = std::env::args().nth(1).map_or(Ok(SEEDS), |seeds| seeds.parse())?;
    for (heading, rules) in TABLES {
        println!("{}", table(heading, rules, seeds));
    }
    println!("{}.", notice()?);
    Ok(())
}
