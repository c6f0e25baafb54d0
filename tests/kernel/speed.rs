//! A loss of vectorisation is silent, and costs a factor of four to ten: the ratio to rand_distr gives it away.

use saturation::sampling::{
    Key, Stream,
    normal::{self, InstructionSet},
    plain,
};
use std::time::Instant;

/// Seconds for some chunks of sums of 501.
fn seconds(draw: fn(&[f64], Key, &mut [f64])) -> f64 {
    let mut z = [0.0; 1024];
    let start = Instant::now();
    for chunk in 0..8 {
        draw(&[1.0; 501], Stream::new(1, "speed").chunk(chunk), &mut z);
        std::hint::black_box(&mut z);
    }
    start.elapsed().as_secs_f64()
}

/// The median of interleaved ratios: what else the machine does slows both halves of a pair.
///
/// The least ratio by build is about half of what was measured; without vectors it is below 1.
#[test]
fn the_fast_sampler_is_a_multiple_of_the_plain_one() {
    let least = match InstructionSet::fastest() {
        InstructionSet::Avx512 => 2.5,
        InstructionSet::Avx2 => 1.6,
        InstructionSet::Portable => return,
    };
    let mut ratios: Vec<f64> =
        (0..21).map(|_| seconds(plain::weighted_sums) / seconds(normal::weighted_sums)).collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    println!("{:?}: {median:.2} times the speed of rand_distr", InstructionSet::fastest());
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx512f") && InstructionSet::fastest() != InstructionSet::Avx512 {
        println!("this CPU has AVX-512, but not all of it that the fastest build asks for");
    }
    assert!(median >= least, "{median:.2} times rand_distr, less than {least}: the sampler is no longer vectorised");
}
