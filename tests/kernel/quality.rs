//! A long look at the normals, for whoever has some minutes:
//!
//!     cargo test --test kernel quality -- --ignored --nocapture
//!
//! prints a table of p-values for five seeds of the fast sampler, and for rand_distr, which passes the same tests; a
//! generator whose tail is cut at 3.72 fails them.

mod asymptotic;
mod correlations;
mod distribution;

use correlations::Correlations;
use distribution::Distribution;
use rayon::prelude::*;
use saturation::sampling::{CHUNK, Key, Stream, normal, plain};

/// Normals of each seed.
const DRAWS: u64 = 2_000_000_000;
/// The first of them, whose correlations are taken: 68 products for each normal are dear.
const CORRELATED: u64 = 200_000_000;
/// A p-value below this, of the hundred and some, is a failure: one false alarm in 8000 runs of this test.
const LEAST_P: f64 = 1e-6;

/// Fills a slice with normals.
type Sampler = fn(&mut [f64], Key);

/// A statistic's name and its p-value.
type Row = (String, f64);

/// All tests on one seed of a sampler.
fn examine(sampler: Sampler, seed: u64) -> Vec<Row> {
    let stream = Stream::new(seed, "quality");
    let empty = Distribution::new();
    let chunks = |draws: u64| (0..draws / CHUNK as u64).into_par_iter();
    let distribution = chunks(DRAWS)
        .fold(
            || empty.clone(),
            |mut all, chunk| {
                let mut x = [0.0; CHUNK];
                sampler(&mut x, stream.chunk(chunk));
                all.add(&x);
                all
            },
        )
        .reduce(|| empty.clone(), Distribution::merge);
    let correlations = chunks(CORRELATED)
        .fold(Correlations::default, |mut all, chunk| {
            let (mut x, mut next) = ([0.0; CHUNK], [0.0; CHUNK]);
            sampler(&mut x, stream.chunk(chunk));
            sampler(&mut next, stream.chunk(chunk + 1));
            all.add(&x, &next);
            all
        })
        .reduce(Correlations::default, Correlations::merge);
    distribution.rows().into_iter().chain(correlations.rows()).collect()
}

/// One line for each statistic, one column for each examination.
fn print(names: &[&str], columns: &[Vec<Row>]) {
    println!("| statistic | {} |", names.join(" | "));
    println!("|---|{}", "---|".repeat(names.len()));
    for (row, (statistic, _)) in columns[0].iter().enumerate() {
        let p: Vec<String> =
            columns
                .iter()
                .map(|column| {
                    if column[row].1 < 1e-3 {
                        format!("{:.1e}", column[row].1)
                    } else {
                        format!("{:.3}", column[row].1)
                    }
                })
                .collect();
        println!("| {statistic} | {} |", p.join(" | "));
    }
}

/// A generator like those that end where their table ends: what lies beyond 3.72 is wrapped to within.
fn cut(x: &mut [f64], stream: Key) {
    plain::weighted_sums(&[1.0], stream, x);
    x.iter_mut().for_each(|x| *x %= 3.72);
}

#[test]
#[ignore = "some minutes"]
fn quality_of_ten_billion_normals() {
    let mut columns: Vec<Vec<Row>> = (1..=5).map(|seed| examine(normal::fill, seed)).collect();
    columns.push(examine(|x, stream| plain::weighted_sums(&[1.0], stream, x), 1));
    columns.push(examine(cut, 1));
    print(&["seed 1", "seed 2", "seed 3", "seed 4", "seed 5", "rand_distr", "tail cut at 3.72"], &columns);
    let least = |column: &[Row]| column.iter().map(|(_, p)| *p).fold(1.0, f64::min);
    for (column, rows) in columns[..6].iter().enumerate() {
        assert!(least(rows) > LEAST_P, "column {column}: {rows:?}");
    }
    assert!(least(&columns[6]) < LEAST_P, "a tail cut at 3.72 goes unnoticed");
}
