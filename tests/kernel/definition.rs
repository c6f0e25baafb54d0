//! The numbers are a function of the stream: the same on every build, restated here one lane at a time, and pinned.

use rand::Rng;
use saturation::sampling::{
    LANES, Stream, generator,
    normal::{self, GROUP, InstructionSet},
    uniform,
};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// Coefficients of every size and sign.
fn coefficients(count: usize) -> Vec<f64> {
    (0..count).map(|k| (k as f64 + 1.0).sin() * 10f64.powi(k as i32 % 5 - 2)).collect()
}

fn bits(z: &[f64]) -> Vec<u64> {
    z.iter().map(|z| z.to_bits()).collect()
}

#[test]
fn every_build_of_this_machine_gives_the_same_bits() {
    let builds: Vec<InstructionSet> = InstructionSet::available().collect();
    println!("builds: {builds:?}");
    for count in [0, 1, 2, 3, 7, 10, 50, 501] {
        for length in [0, 1, 7, 8, 9, 31, 32, 33, 100, 1024] {
            let stream = Stream::new(501, "builds").chunk((count * 2000 + length) as u64);
            let draw = |build: InstructionSet| {
                let mut z = vec![f64::NAN; length];
                build.weighted_sums(&coefficients(count), stream, &mut z);
                bits(&z)
            };
            let portable = draw(InstructionSet::Portable);
            assert!(builds.iter().all(|build| draw(*build) == portable), "{count} coefficients, {length} trials");
        }
    }
}

/// The words of a lane's steps, A, B, V, C of each: A and B come three steps ahead.
fn words_of_steps(words: &mut impl Rng, steps: usize) -> Vec<[u64; 4]> {
    let mut pairs = vec![];
    let mut draw = || [words.next_u64(), words.next_u64()];
    for _ in 0..3 {
        pairs.push(draw());
    }
    let mut all = vec![];
    for k in 0..steps {
        let [v, c] = draw();
        pairs.push(draw());
        all.push([pairs[k][0], pairs[k][1], v, c]);
    }
    all
}

/// The definition, in the words of the documentation and with the standard library's functions: the four normals of a
/// step of a lane go to trials LANES apart.
#[test]
fn a_group_is_what_the_definition_says() {
    let plane = |r: f64, fraction: u64, sign: u64, swap: u64| {
        let angle = (fraction as f64 + 0.5) / 2f64.powi(32) * FRAC_PI_2 - FRAC_PI_4;
        let (sin, cos) = angle.sin_cos();
        let cos = if sign & 1 == 1 { -cos } else { cos };
        if swap & 1 == 1 { [r * sin, r * cos] } else { [r * cos, r * sin] }
    };
    let coefficients = coefficients(5);
    let stream = Stream::new(7, "definition").chunk(3);
    let mut expected = vec![0.0; 2 * GROUP];
    let mut size = vec![0.0; 2 * GROUP];
    for lane in 0..LANES {
        let steps = words_of_steps(&mut generator(stream.lane(lane)), 2 * coefficients.len());
        for (k, [a, b, v, c]) in steps.into_iter().enumerate() {
            let (group, coefficient) = (k / coefficients.len(), coefficients[k % coefficients.len()]);
            let square = -2.0 * ((a as f64).mul_add(b as f64, 1.0) / 2f64.powi(128)).ln();
            let share = (((v << 12 >> 12) as f64) + 0.5) / 2f64.powi(52);
            let [g0, g1] = plane((square * share).sqrt(), c & 0xffff_ffff, v >> 63, v >> 61);
            let [g2, g3] = plane((square * (1.0 - share)).sqrt(), c >> 32, v >> 62, v >> 60);
            for (place, g) in [g0, g1, g2, g3].into_iter().enumerate() {
                let trial = group * GROUP + place * LANES + lane;
                expected[trial] += coefficient * g;
                size[trial] += (coefficient * g).abs();
            }
        }
    }
    let mut z = vec![0.0; 2 * GROUP];
    normal::weighted_sums(&coefficients, stream, &mut z);
    for (trial, z) in z.iter().enumerate() {
        assert!((z - expected[trial]).abs() <= 1e-13 * size[trial], "trial {trial}: {z} {}", expected[trial]);
    }
}

#[test]
fn fewer_trials_are_the_beginning_of_more() {
    let stream = Stream::new(7, "prefix").chunk(0);
    for count in [0, 1, 2, 501] {
        let coefficients = coefficients(count);
        let mut all = [f64::NAN; 1024];
        normal::weighted_sums(&coefficients, stream, &mut all);
        for length in [0, 1, LANES, LANES + 1, GROUP - 1, GROUP, GROUP + 1, 1000] {
            let mut some = vec![f64::NAN; length];
            normal::weighted_sums(&coefficients, stream, &mut some);
            assert_eq!(bits(&some), bits(&all[..length]));
        }
    }
}

#[test]
fn without_coefficients_every_sum_is_zero_and_with_one_it_is_a_multiple_of_a_normal() {
    let stream = Stream::new(7, "few").chunk(0);
    let (mut none, mut g, mut half) = ([f64::NAN; 100], [f64::NAN; 100], [f64::NAN; 100]);
    normal::weighted_sums(&[], stream, &mut none);
    normal::fill(&mut g, stream);
    // A power of two, so that nothing is rounded; any other coefficient is multiplied into a radius first.
    normal::weighted_sums(&[-0.5], stream, &mut half);
    assert_eq!(none, [0.0; 100]);
    assert_eq!(half, g.map(|g| -0.5 * g));
    let mut third = [f64::NAN; 100];
    normal::weighted_sums(&[0.3], stream, &mut third);
    assert!(third.iter().zip(g).all(|(z, g)| (z - 0.3 * g).abs() <= 2.0 * f64::EPSILON * z.abs()));
    assert!(g.iter().all(|g| g.is_finite() && *g != 0.0));
}

/// One word for each uniform, lane beside lane, exactly: this build against a lane at a time.
#[test]
fn uniform_sums_are_what_the_definition_says_to_the_bit() {
    let stream = Stream::new(7, "uniform").chunk(3);
    for length in [0, 1, LANES - 1, LANES, 3 * LANES + 5] {
        let coefficients = coefficients(5);
        let mut lanes: Vec<_> = (0..LANES).map(|lane| generator(stream.lane(lane))).collect();
        let mut expected = vec![0.0; length.next_multiple_of(LANES)];
        for (trial, z) in expected.iter_mut().enumerate() {
            for c in &coefficients {
                let word = lanes[trial % LANES].next_u64();
                let u = (((word << 12 >> 12) as f64) + 0.5) / 2f64.powi(52) - 0.5;
                *z = u.mul_add(*c, *z);
            }
        }
        let mut z = vec![f64::NAN; length];
        uniform::weighted_sums(&coefficients, stream, &mut z);
        assert_eq!(bits(&z), bits(&expected[..length]));
    }
}

/// Whoever changes LANES, the order of words or a coefficient changes every number that was ever published.
#[test]
fn values_are_pinned() {
    assert_eq!((LANES, GROUP), (8, 32));
    let stream = Stream::new(501, "large").chunk(0);
    let mut g = [0.0; GROUP + 1];
    normal::fill(&mut g, stream);
    let mut z = [0.0; 2];
    normal::weighted_sums(&[1.0; 501], stream, &mut z);
    let places = [0, 1, LANES, 2 * LANES, 3 * LANES, GROUP].map(|place| g[place]);
    let pinned = [
        0.6621874621407109,
        0.43722712525733815,
        0.825096181831422,
        0.18488175247937377,
        0.2181594449431284,
        0.2720602076271614,
    ];
    assert_eq!(places, pinned);
    assert_eq!(z, [-11.859540768495165, -14.599036509738111]);
}
