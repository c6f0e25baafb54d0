//! Weights of a right initializer: each kind of claim, alone, is refuted as seldom as stated, whatever the law and the number
//! format. The checks of a test share a false-alarm rate of 1e-6.

use super::seed::seed;
use rand::Rng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, StandardNormal, StandardUniform};
use rayon::prelude::*;
use saturation::check::Expected;
use saturation::claim::{Claim, Verdict};
use saturation::law::Rounded;
use saturation::model::ParameterLaw;
use saturation::numeric::{Format, PValue, binomial};
use saturation::sampling::{Stream, generator};
use saturation::statistics::{Grid, Weights};
use std::collections::BTreeMap;

/// One of each shape.
const LAWS: [(&str, ParameterLaw); 4] = [
    ("normal", ParameterLaw::normal(0.05)),
    ("uniform about 0", ParameterLaw::Uniform { low: -0.09, high: 0.09 }),
    ("uniform from 0 on", ParameterLaw::Uniform { low: 0.0, high: 0.18 }),
    ("cut at 2 std", ParameterLaw::TruncatedNormal { std_dev: 0.05, bound: 2.0 }),
];

/// What draws one weight.
type Draw<'a> = &'a (dyn Fn(&mut Xoshiro256PlusPlus) -> f64 + Sync);

const FORMATS: [Format; 4] = [Format::F64, Format::F32, Format::F16, Format::BF16];

/// The claims in the order of the table. The level of the first five is exact, or in the limit; of the others it is stated at most.
const KINDS: [&str; 10] =
    ["mean", "std", "law", "in_rows", "in_columns", "low_end", "high_end", "bounds", "rows", "columns"];

const EXACT: usize = 5;

/// One weight, drawn in 32 bits.
fn in_32_bits(law: ParameterLaw, generator: &mut Xoshiro256PlusPlus) -> f32 {
    let mut normal = || -> f32 { StandardNormal.sample(generator) };
    match law {
        ParameterLaw::Normal { mean, std_dev } => mean as f32 + std_dev as f32 * normal(),
        ParameterLaw::TruncatedNormal { std_dev, bound } => loop {
            let g = normal();
            if g.abs() <= bound as f32 {
                break std_dev as f32 * g;
            }
        },
        ParameterLaw::Uniform { low, high } => {
            let share: f32 = StandardUniform.sample(generator);
            low as f32 + (high - low) as f32 * share
        }
        other => panic!("{other} is not drawn number by number"),
    }
}

fn judged(w: &[f64], [rows, columns]: [usize; 2], expected: &Expected) -> Vec<Claim> {
    let grid = Grid { rows, columns, neurons_are_columns: false };
    let mut weights = Weights::new(grid, 0.0, expected.law().std_dev(), Vec::new());
    weights.add(w);
    let mut claims = expected.claims(&weights, 0.05).expect("weights that can be judged");
    claims.extend(expected.claims_of_independence(&weights, 0.05).expect("weights that can be judged"));
    // No draw has a row of zeros.
    claims.retain(|claim| claim.id != "padding");
    claims
}

/// The claims on a matrix that is drawn as it should be, in each format; those of 32 and of 16 bits are on one draw.
fn claims(law: ParameterLaw, expected: &[Expected], shape: [usize; 2], stream: &Stream, k: u64) -> Vec<Vec<Claim>> {
    let mut generator = generator(stream.chunk(k));
    let n = shape[0] * shape[1];
    let wide: Vec<f64> = (0..n).map(|_| law.sample(&mut generator)).collect();
    let narrow: Vec<f64> = (0..n).map(|_| in_32_bits(law, &mut generator).into()).collect();
    let cast = |format: Format| match format {
        Format::F64 => wide.clone(),
        _ => narrow.iter().map(|w| format.round(*w)).collect(),
    };
    expected.iter().zip(FORMATS).map(|(expected, format)| judged(&cast(format), shape, expected)).collect()
}

/// How often a claim was judged, and how often it was refuted at each of two levels.
type Count = [u64; 3];

/// Counts what is refuted in so many draws of each law and format, and prints the table of METHOD.md.
fn calibrate(shape: [usize; 2], draws: u64, levels: [f64; 2]) {
    let mut counts = BTreeMap::<(usize, usize, usize), Count>::new();
    for (l, (name, law)) in LAWS.into_iter().enumerate() {
        let expected = FORMATS.map(|format| Expected::new(law, format).expect("a law"));
        let stream = Stream::new(seed(), &format!("{name} {shape:?}"));
        let of_draw = |k| -> Vec<((usize, usize, usize), [bool; 2])> {
            let judge = |(f, claim): (usize, &Claim)| {
                let kind = KINDS.iter().position(|kind| *kind == claim.id).expect("a known claim");
                let decision = claim.test.decide(levels[0]).expect("a level");
                let refuted = |level: f64| match decision.p_value {
                    Some(p) => p.ln() < libm::log(level),
                    None => decision.verdict == Verdict::Refuted,
                };
                ((l, f, kind), levels.map(refuted))
            };
            let claims = claims(law, &expected, shape, &stream, k);
            claims
                .iter()
                .enumerate()
                .flat_map(|(f, claims)| claims.iter().map(move |claim| (f, claim)))
                .map(judge)
                .collect()
        };
        let all: Vec<_> = (0..draws).into_par_iter().flat_map_iter(of_draw).collect();
        for (key, refuted) in all {
            let count = counts.entry(key).or_default();
            count[0] += 1;
            (0..2).for_each(|k| count[k + 1] += u64::from(refuted[k]));
        }
    }
    println!("{} by {}, {draws} draws, refuted at {levels:?}; seed {}", shape[0], shape[1], seed());
    println!("| weights | format | {} |", KINDS.join(" | "));
    for (l, (name, _)) in LAWS.iter().enumerate() {
        for (f, format) in FORMATS.iter().enumerate() {
            let cell = |kind| counts.get(&(l, f, kind)).map_or(String::new(), |[_, a, b]| format!("{a}, {b}"));
            println!("| {name} | {format} | {} |", (0..KINDS.len()).map(cell).collect::<Vec<_>>().join(" | "));
        }
    }
    let level = 1e-6 / (2 * counts.len()) as f64;
    for ((l, f, kind), [judged, refuted @ ..]) in &counts {
        let what = format!("{} of {} weights in {}", KINDS[*kind], LAWS[*l].0, FORMATS[*f]);
        // An end that is hardly ever drawn is judged only where it comes up too often.
        assert!(*judged == draws || KINDS[*kind].ends_with("_end"), "{what}: judged in {judged} draws");
        for (count, alpha) in refuted.iter().zip(levels) {
            check(&what, *count, draws, alpha, *kind < EXACT, level);
        }
    }
}

/// Requires that a claim is refuted as often as stated, or at most so often, by the exact binomial test at this level.
fn check(what: &str, refuted: u64, draws: u64, alpha: f64, exact: bool, level: f64) {
    let test = if exact { binomial::two_sided } else { binomial::upper_tail };
    let p = test(refuted, draws, alpha).map(PValue::value).expect("a probability");
    assert!(p >= level, "{what}: refuted in {refuted} of {draws} draws at {alpha}: p = {p:.1e}; seed {}", seed());
}

/// Rows of two weights in 16 bits, of which some agree by chance.
fn repeats(draws: u64, levels: [f64; 2]) {
    let (law, shape) = (LAWS[2].1, [256, 2]);
    let cast = |generator: &mut Xoshiro256PlusPlus| Format::BF16.round(in_32_bits(law, generator).into());
    let native = |generator: &mut Xoshiro256PlusPlus| f64::from(generator.next_u32() >> 25) / 128.0;
    let random_bits = Expected::of(Rounded::of_random_bits(7, Format::BF16, |share| share), Format::BF16);
    let laws: [(_, Draw, _); 2] = [
        ("a cast", &cast, Expected::new(law, Format::BF16).expect("a law")),
        ("7 random bits", &native, random_bits.expect("a law")),
    ];
    for (name, draw, expected) in laws {
        let stream = Stream::new(seed(), name);
        let p_values = (0..draws).into_par_iter().map(|k| {
            let mut generator = generator(stream.chunk(k));
            let w: Vec<f64> = (0..shape[0] * shape[1]).map(|_| draw(&mut generator)).collect();
            let claims = judged(&w, shape, &expected);
            let rows = claims.iter().find(|claim| claim.id == "rows").expect("several rows");
            rows.test.decide(levels[0]).expect("a level").p_value.expect("a test by chance").value()
        });
        let p_values: Vec<f64> = p_values.collect();
        for alpha in levels {
            let refuted = p_values.iter().filter(|p| **p < alpha).count() as u64;
            println!("equal rows of two values of {name}: {refuted} of {draws} refuted at {alpha}");
            check(name, refuted, draws, alpha, false, 1e-6 / 4.0);
        }
    }
}

/// Random orthogonal matrices of each format, square, tall and wide: what is said of them is no matter of chance, but for a bound
/// that one matrix in 1e15 passes.
fn orthogonal(draws: u64) {
    let gain = 2f64.sqrt();
    for shape @ [rows, columns] in [[48, 48], [64, 24], [24, 64]] {
        let (many, few) = (rows.max(columns), rows.min(columns));
        let law = ParameterLaw::Orthogonal { gain, dimension: many };
        let expected = FORMATS.map(|format| Expected::new(law, format).expect("a law"));
        let stream = Stream::new(seed(), &format!("{law} {shape:?}"));
        (0..draws).into_par_iter().for_each(|k| {
            let mut generator = generator(stream.chunk(k));
            let mut vectors: Vec<Vec<f64>> = Vec::new();
            for _ in 0..few {
                let mut v: Vec<f64> = StandardNormal.sample_iter(&mut generator).take(many).collect();
                for _ in 0..2 {
                    for u in &vectors {
                        let along: f64 = v.iter().zip(u).map(|(a, b)| a * b).sum();
                        v.iter_mut().zip(u).for_each(|(a, b)| *a -= along * b);
                    }
                    let norm = v.iter().map(|a| a * a).sum::<f64>().sqrt();
                    v.iter_mut().for_each(|a| *a /= norm);
                }
                vectors.push(v);
            }
            let at = |i: usize, j: usize| if rows < columns { vectors[i][j] } else { vectors[j][i] };
            for (expected, format) in expected.iter().zip(FORMATS) {
                let cells = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
                let w: Vec<f64> = cells.map(|(i, j)| format.round(gain * at(i, j))).collect();
                for claim in judged(&w, shape, expected) {
                    let verdict = claim.test.decide(1e-3).expect("a level").verdict;
                    assert_eq!(verdict, Verdict::Holds, "{} of draw {k}, {rows} by {columns}, {format}", claim.id);
                }
            }
        });
        println!("orthogonal, {rows} by {columns}: none of {draws} refuted");
    }
}

#[test]
fn claims_on_weights_are_refuted_as_often_as_stated() {
    calibrate([32, 64], 40, [0.1, 0.01]);
    repeats(200, [0.1, 0.01]);
    orthogonal(5);
}

/// Takes minutes: `cargo test --test calibration -- --ignored --nocapture weights`.
#[test]
#[ignore = "minutes"]
fn claims_on_weights_are_refuted_as_often_as_stated_in_thousands_of_draws() {
    calibrate([64, 64], 20_000, [0.01, 0.001]);
    calibrate([30, 61], 5000, [0.01, 0.001]);
    calibrate([100, 300], 1000, [0.01, 0.001]);
    repeats(20_000, [0.01, 0.001]);
    orthogonal(2000);
}
