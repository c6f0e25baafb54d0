//! The fast sampler against the plain one: sums of 1 to 100 000 terms, on one thread and on all.
//!
//!     cargo bench --bench kernel [-- FILTER]
//!
//! prints million normals a second, the median of 21 rounds and the best. Every round draws 2²⁰ normals or some more, in
//! chunks as a run does.

use rayon::prelude::*;
use saturation::model::{Input, Neuron, ParameterLaw, Parameters};
use saturation::sampling::{
    CHUNK, InstructionSet, Key, Sampler, Stream,
    normal::{self, GROUP},
    plain,
};
use std::hint::black_box;
use std::time::Instant;

const NORMALS: usize = 1 << 20;
const TERMS: [usize; 8] = [1, 2, 10, 50, 501, 1000, 10_000, 100_000];
const ROUNDS: usize = 21;

/// Times draws of `items` and prints their rate, if the name has the filter in it.
fn time(name: &str, items: usize, mut draw: impl FnMut()) {
    // What cargo passes begins with a dash.
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    if !name.contains(&filter) {
        return;
    }
    draw();
    let mut rates: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            draw();
            items as f64 / start.elapsed().as_secs_f64() / 1e6
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    println!("{name:44} {:8.1} M/s   best {:8.1}", rates[ROUNDS / 2], rates[ROUNDS - 1]);
}

/// Draws sums of `terms` on one thread, or chunk by chunk on all: whole groups, and as many on each thread.
fn sums(name: &str, terms: usize, all: bool, draw: impl Fn(&[f64], Key, &mut [f64]) + Sync) {
    let coefficients = vec![1.0; terms];
    let trials = (NORMALS / terms).max(1).next_multiple_of(GROUP * rayon::current_num_threads());
    let length = (trials / rayon::current_num_threads()).min(CHUNK);
    let stream = Stream::new(1, "bench");
    let chunk = |(index, z): (usize, &mut [f64])| draw(&coefficients, stream.chunk(index as u64), z);
    let mut z = vec![1.0; trials];
    time(name, trials * terms, || {
        if all {
            z.par_chunks_mut(length).enumerate().for_each(chunk);
        } else {
            z.chunks_mut(length).enumerate().for_each(chunk);
        }
        black_box(&z);
    });
}

fn main() {
    for (threads, all) in [("one thread", false), ("all threads", true)] {
        for terms in TERMS {
            sums(&format!("{threads}, {terms} terms, fast"), terms, all, normal::weighted_sums);
            sums(&format!("{threads}, {terms} terms, rand_distr"), terms, all, plain::weighted_sums);
        }
    }
    for set in InstructionSet::available() {
        let draw = |c: &[f64], stream, z: &mut [f64]| normal::weighted_sums_with(set, c, stream, z);
        sums(&format!("one thread, 501 terms, {set}"), 501, false, draw);
    }
    for (name, law) in [
        ("normal", ParameterLaw::normal(1.0)),
        ("normal about 1", ParameterLaw::Normal { mean: 1.0, std_dev: 1.0 }),
        ("uniform", ParameterLaw::Uniform { low: -1.0, high: 1.0 }),
        ("truncated normal", ParameterLaw::TruncatedNormal { std_dev: 1.0, bound: 2.0 }),
    ] {
        let parameters = Parameters::new(law, ParameterLaw::normal(1.0)).expect("a law");
        let neuron = Neuron::new(&Input::half_ones(1000).expect("an input"), parameters).expect("a neuron");
        let sampler = Sampler::new(&neuron).expect("memory");
        sums(&format!("one thread, 501 weights, {name}"), 501, false, |_, stream, z| sampler.fill(stream, z));
    }
    let stream = Stream::new(1, "bench");
    time("starts of the eight generators of a chunk", 1000, || {
        (0..1000).for_each(|index| {
            black_box(stream.chunk(black_box(index)).seed());
        });
    });
}
