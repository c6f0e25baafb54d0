//! The fast sampler against the plain one: sums of 1 to 100 000 terms, on one thread and on all.
//!
//!     cargo bench --bench kernel
//!
//! Items are normals. Every bench draws 2²⁰ of them or some more, in chunks as a run does.

use divan::Bencher;
use divan::counter::ItemsCount;
use rayon::prelude::*;
use saturation::model::{Input, Neuron, ParameterLaw, Parameters};
use saturation::sampling::{
    CHUNK, InstructionSet, Key, Sampler, Stream,
    normal::{self, GROUP},
    plain,
};

const NORMALS: usize = 1 << 20;
const TERMS: [usize; 8] = [1, 2, 10, 50, 501, 1000, 10_000, 100_000];

fn main() {
    divan::main();
}

/// Draws sums of `terms` on one thread, or chunk by chunk on all: whole groups, and as many on each thread.
fn bench(bencher: Bencher, terms: usize, all: bool, draw: impl Fn(&[f64], Key, &mut [f64]) + Sync) {
    let coefficients = vec![1.0; terms];
    let trials = (NORMALS / terms).max(1).next_multiple_of(GROUP * rayon::current_num_threads());
    let length = (trials / rayon::current_num_threads()).min(CHUNK);
    let stream = Stream::new(1, "bench");
    let chunk = |(index, z): (usize, &mut [f64])| draw(&coefficients, stream.chunk(index as u64), z);
    // Not zeros, which the system would hand out page by page while the clock runs.
    bencher.counter(ItemsCount::new(trials * terms)).with_inputs(|| vec![1.0; trials]).bench_local_refs(|z| {
        if all {
            z.par_chunks_mut(length).enumerate().for_each(chunk);
        } else {
            z.chunks_mut(length).enumerate().for_each(chunk);
        }
    });
}

#[divan::bench_group]
mod one_thread {
    use super::*;

    #[divan::bench(args = TERMS)]
    fn fast(bencher: Bencher, terms: usize) {
        bench(bencher, terms, false, normal::weighted_sums);
    }

    #[divan::bench(args = TERMS)]
    fn rand_distr(bencher: Bencher, terms: usize) {
        bench(bencher, terms, false, plain::weighted_sums);
    }
}

#[divan::bench_group]
mod all_threads {
    use super::*;

    #[divan::bench(args = TERMS)]
    fn fast(bencher: Bencher, terms: usize) {
        bench(bencher, terms, true, normal::weighted_sums);
    }

    #[divan::bench(args = TERMS)]
    fn rand_distr(bencher: Bencher, terms: usize) {
        bench(bencher, terms, true, plain::weighted_sums);
    }
}

/// Sums of 501 by the instruction sets that this machine runs.
#[divan::bench(args = InstructionSet::available().collect::<Vec<_>>())]
fn instruction_sets(bencher: Bencher, set: &InstructionSet) {
    bench(bencher, 501, false, |coefficients, stream, z| normal::weighted_sums_with(*set, coefficients, stream, z));
}

/// The start of a chunk's eight generators.
#[divan::bench]
fn starts(bencher: Bencher) {
    let stream = Stream::new(1, "bench");
    bencher.bench_local(|| stream.chunk(divan::black_box(7)).seed());
}

/// Sums of 501 of each law of the weights.
#[divan::bench(args = ["normal", "normal about 1", "uniform", "truncated normal"])]
fn laws(bencher: Bencher, law: &str) {
    let law = match law {
        "normal" => ParameterLaw::normal(1.0),
        "normal about 1" => ParameterLaw::Normal { mean: 1.0, std_dev: 1.0 },
        "uniform" => ParameterLaw::Uniform { low: -1.0, high: 1.0 },
        _ => ParameterLaw::TruncatedNormal { std_dev: 1.0, bound: 2.0 },
    };
    let initializer = Parameters::new(law, ParameterLaw::normal(1.0)).expect("a law");
    let neuron = Neuron::new(&Input::half_ones(1000).expect("an input"), initializer).expect("a neuron");
    let sampler = Sampler::new(&neuron);
    bench(bencher, 501, false, |_, stream, z| sampler.fill(stream, z));
}
