//! The numbers are a function of the stream: the same on every build, restated here one lane at a time, and pinned.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use saturation::sampling::{
    CHUNK, InstructionSet, LANES, Stream,
    normal::{self, GROUP},
    uniform,
};
use sha2::{Digest, Sha256};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// Coefficients of every size and sign.
fn coefficients(count: usize) -> Vec<f64> {
    (0..count).map(|k| (k as f64 + 1.0).sin() * 10f64.powi(k as i32 % 5 - 2)).collect()
}

fn bits(z: &[f64]) -> Vec<u64> {
    z.iter().map(|z| z.to_bits()).collect()
}

/// A lane's generator, by the words of the documentation: SFC64 from three words of ChaCha8.
struct Lane {
    a: u64,
    b: u64,
    c: u64,
    counter: u64,
}

impl Lane {
    fn new(seed: u64, definition: &str, chunk: u64, lane: u128) -> Self {
        let text = [b"saturation streams 1\n", &seed.to_le_bytes()[..], definition.as_bytes()].concat();
        let mut block = ChaCha8Rng::from_seed(Sha256::digest(text).into());
        block.set_stream(chunk);
        block.set_word_pos(16 * lane);
        Self { a: block.next_u64(), b: block.next_u64(), c: block.next_u64(), counter: 1 }
    }

    fn next(&mut self) -> u64 {
        let word = self.a.wrapping_add(self.b).wrapping_add(self.counter);
        self.counter += 1;
        self.a = self.b ^ self.b >> 11;
        self.b = self.c.wrapping_add(self.c << 3);
        self.c = self.c.rotate_left(24).wrapping_add(word);
        word
    }
}

fn lanes(seed: u64, definition: &str, chunk: u64) -> Vec<Lane> {
    (0..LANES as u128).map(|lane| Lane::new(seed, definition, chunk, lane)).collect()
}

fn unit(word: u64) -> f64 {
    (((word << 12 >> 12) as f64) + 0.5) / 2f64.powi(52)
}

#[test]
fn words_are_what_the_definition_says_to_the_bit() {
    for (seed, definition, chunk) in [(0, "", 0), (501, "large", 7), (u64::MAX, "any other text", u64::MAX)] {
        let mut lanes = lanes(seed, definition, chunk);
        let expected: Vec<u64> = (0..10_001).map(|k| lanes[k % LANES].next()).collect();
        let mut words = vec![0; expected.len()];
        uniform::words(Stream::new(seed, definition).chunk(chunk), &mut words);
        assert!(words == expected, "{seed} {definition:?} {chunk}");
    }
}

#[test]
fn every_instruction_set_of_this_machine_gives_the_same_bits() {
    let sets: Vec<InstructionSet> = InstructionSet::available().collect();
    println!("instruction sets: {sets:?}");
    for count in [0, 1, 2, 3, 7, 10, 50, 501] {
        for length in [0, 1, 7, 8, 9, 31, 32, 33, 100, 1024] {
            let stream = Stream::new(501, "instruction sets").chunk((count * 2000 + length) as u64);
            let draw = |set: InstructionSet| {
                let mut z = vec![f64::NAN; length];
                normal::weighted_sums_with(set, &coefficients(count), stream, &mut z);
                bits(&z)
            };
            let portable = draw(InstructionSet::Portable);
            assert!(sets.iter().all(|set| draw(*set) == portable), "{count} coefficients, {length} trials");
        }
    }
}

/// The words of a lane's steps, A, B, V, C of each: A and B come three steps ahead.
fn words_of_steps(words: &mut Lane, steps: usize) -> Vec<[u64; 4]> {
    let mut pairs = vec![];
    let mut draw = || [words.next(), words.next()];
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
    let plane = |r: f64, fraction: f64, sign: u64, swap: u64| {
        let angle = fraction * FRAC_PI_2 - FRAC_PI_4;
        let (sin, cos) = angle.sin_cos();
        let cos = if sign & 1 == 1 { -cos } else { cos };
        if swap & 1 == 1 { [r * sin, r * cos] } else { [r * cos, r * sin] }
    };
    let coefficients = coefficients(5);
    let stream = Stream::new(7, "definition").chunk(3);
    let mut expected = vec![0.0; 2 * GROUP];
    let mut size = vec![0.0; 2 * GROUP];
    for (lane, words) in lanes(7, "definition", 3).iter_mut().enumerate() {
        let steps = words_of_steps(words, 2 * coefficients.len());
        for (k, [a, b, v, c]) in steps.into_iter().enumerate() {
            let (group, coefficient) = (k / coefficients.len(), coefficients[k % coefficients.len()]);
            let square = -2.0 * (unit(a) * unit(b)).ln();
            let low = ((c & 0xffff_ffff) as f64 + 0.5) / 2f64.powi(32);
            let high = ((c >> 13) as f64 + 0.5) / 2f64.powi(51);
            let [g0, g1] = plane((square * unit(v)).sqrt(), low, v >> 62, v >> 63);
            let [g2, g3] = plane((square * (1.0 - unit(v))).sqrt(), high, v >> 60, v >> 61);
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

/// One word for each uniform, lane beside lane, exactly: this machine's instructions against a lane at a time.
#[test]
fn uniform_sums_are_what_the_definition_says_to_the_bit() {
    let stream = Stream::new(7, "uniform").chunk(3);
    for length in [0, 1, LANES - 1, LANES, 3 * LANES + 5] {
        let coefficients = coefficients(5);
        let mut lanes = lanes(7, "uniform", 3);
        let mut expected = vec![0.0; length.next_multiple_of(LANES)];
        for (trial, z) in expected.iter_mut().enumerate() {
            for c in &coefficients {
                let u = unit(lanes[trial % LANES].next()) - 0.5;
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
    assert_eq!((LANES, GROUP, CHUNK), (8, 32, 800));
    let stream = Stream::new(501, "large").chunk(0);
    let mut g = [0.0; GROUP + 1];
    normal::fill(&mut g, stream);
    let mut z = [0.0; 2];
    normal::weighted_sums(&[1.0; 501], stream, &mut z);
    let places = [0, 1, LANES, 2 * LANES, 3 * LANES, GROUP].map(|place| g[place]);
    let pinned = [
        -1.2260999449062329,
        -0.7605447181916669,
        -1.0578009175564798,
        -0.5251136765465804,
        1.0857084858480803,
        -2.249249160930876,
    ];
    assert_eq!(places, pinned);
    assert_eq!(z, [-19.127731811124388, 14.147679599926951]);
}
