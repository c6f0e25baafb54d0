//! The numbers themselves: pinned, the same for any number of threads, and none of them used twice.

use super::run_until;
use super::seed::seed;
use rayon::ThreadPoolBuilder;
use saturation::evidence::{PreActivation, Subject, draw};
use saturation::experiments::article::ALL;
use saturation::experiments::{self, Settings};
use saturation::model::Initializer;
use saturation::sampling::{CHUNK, Control, Part, Stream, layers, normal::weighted_sums};
use saturation::statistics::Statistics;

/// Random streams are part of the program's definition: whoever changes these values changes every published number.
#[test]
fn the_streams_are_pinned() {
    assert_eq!(CHUNK, 800);
    let draw = |stream: Stream, chunk, coefficients: &[f64]| {
        let mut z = [0.0; 3];
        weighted_sums(coefficients, stream.chunk(chunk), &mut z);
        z
    };
    let ones = [1.0; 501];
    let drawn = [
        draw(Stream::new(501, "large"), 0, &ones),
        draw(Stream::new(501, "large"), 1, &ones),
        draw(Stream::new(501, "scaled"), 0, &[1.0]),
        draw(Stream::new(7, "scaled"), 0, &[0.5, -2.0]),
    ];
    assert_eq!(drawn, PINNED);
}

const PINNED: [[f64; 3]; 4] = [
    [-19.127731811124388, 14.147679599926951, -8.784723979775567],
    [-29.399464892056407, -21.779754019470193, -4.020423233020179],
    [0.07201329855898964, -0.5501053402581825, 1.7572148194436878],
    [-2.41356709566543, 1.5952832372340455, 1.1367084440638824],
];

/// The same records and files on any number of threads; and what is planned is what is done.
#[test]
fn the_number_of_threads_does_not_matter() {
    let all: Vec<_> = ALL.iter().collect();
    let on = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        let settings = Settings { trials: Some(10_001), pairs: Some(2), ..Settings::default() };
        pool.install(|| {
            let (samples, report, control) = run_until(&all, settings, false);
            assert_eq!(control.done(), control.planned());
            let records = samples.records().map(|record| record.sample.to_json().expect("numbers that JSON has"));
            (records.collect::<Vec<_>>(), report.files().expect("drawable"))
        })
    };
    assert!(on(1) == on(7), "seven threads");
}

/// The statistics of these chunks of a subject.
fn chunks(subject: &dyn Subject, seed: u64, first_chunk: u64, count: u64) -> Statistics {
    let per_chunk = subject.per_chunk();
    let part = Part { first_chunk, trials: count * per_chunk, per_chunk };
    draw(subject, seed, part, &Control::default()).expect("nobody stops it")
}

/// Of every subject: its chunks drawn one by one and merged are those drawn at once, bit for bit, and no two chunks are
/// alike. And no two subjects, and no two seeds, share the numbers of a chunk: their means are not correlated.
#[test]
fn no_chunk_subject_or_seed_draws_the_numbers_of_another() {
    const MOST: u64 = 100;
    let settings = Settings { seed: seed(), ..Settings::default() };
    let requests = experiments::requests(&ALL.iter().collect::<Vec<_>>(), &settings).expect("subjects");
    let mut means: Vec<(String, Vec<f64>)> = Vec::new();
    for (k, request) in requests.iter().enumerate() {
        let subject = &*request.subject;
        // As many as are drawn in a moment.
        let count = (50_000_000 / (subject.work() * subject.per_chunk())).clamp(2, MOST);
        let seeds = if k == 0 { vec![settings.seed, settings.seed + 1] } else { vec![settings.seed] };
        for seed in seeds {
            let apart: Vec<Statistics> = (0..count).map(|chunk| chunks(subject, seed, chunk, 1)).collect();
            let merged = |some: &[Statistics]| {
                let mut all = subject.nothing();
                assert!(some.iter().all(|chunk| all.merge(chunk)), "{subject:?}");
                all
            };
            assert!(merged(&apart) == chunks(subject, seed, 0, count), "{subject:?}: not the whole");
            let later = count.min(3) as usize;
            let part = chunks(subject, seed, 1, later as u64 - 1);
            assert!(merged(&apart[1..later]) == part, "{subject:?}: a part begins elsewhere");
            let numbers = apart.iter().map(numbers).collect::<Vec<_>>();
            let again = |k: &usize| {
                apart[..*k].contains(&apart[*k]) || !numbers[*k].is_empty() && numbers[..*k].contains(&numbers[*k])
            };
            assert_eq!((1..apart.len()).find(again), None, "{subject:?}: a chunk is that of another index");
            if count == MOST && subject.nothing().quantity(PreActivation::Z).is_some() {
                means
                    .push((format!("{} at seed {seed}", request.name), numbers.iter().map(|chunk| chunk[0]).collect()));
            }
        }
    }
    assert!(means.len() > 10, "{}", means.len());
    for (k, (name, one)) in means.iter().enumerate() {
        for (other_name, other) in &means[..k] {
            let r = correlation(one, other);
            // Of 100 independent pairs: Student's t of 8.5 with 98 degrees of freedom, p = 3e-13.
            assert!(r.abs() < 0.65, "{name} and {other_name}: r = {r}");
        }
    }
}

/// Of a chunk, whatever its index: the mean of z, or the rows.
fn numbers(chunk: &Statistics) -> Vec<f64> {
    match chunk.quantity(PreActivation::Z) {
        Some(z) => vec![z.moments().mean()],
        None => chunk.rows().flat_map(|(_, row)| row.to_vec()).collect(),
    }
}

fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let centred = |x: &[f64]| {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        x.iter().map(|x| x - mean).collect::<Vec<_>>()
    };
    let (one, other) = (centred(one), centred(other));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    product(&one, &other) / (product(&one, &one) * product(&other, &other)).sqrt()
}

/// Rows and columns of weights, biases, layers, networks and chunks: among 10⁵ normals none comes up twice, which chance
/// would bring about once in some 10⁵ seeds.
#[test]
fn no_normal_is_drawn_twice() {
    let mut normals = Vec::new();
    for name in ["one network", "another"] {
        let stream = Stream::new(seed(), name);
        for layer in layers(&[300, 60, 40, 10], Initializer::LARGE, stream).expect("layers") {
            normals.extend(layer.weights().elements().chain(layer.biases()).map(|x| x.abs()));
        }
    }
    for chunk in 0..60 {
        let mut z = [0.0; CHUNK];
        weighted_sums(&[1.0], Stream::new(seed(), "chunks").chunk(chunk), &mut z);
        normals.extend(z.map(f64::abs));
    }
    let count = normals.len();
    normals.sort_by(f64::total_cmp);
    normals.dedup();
    assert!(count > 80_000 && normals.len() == count, "{} of {count} are drawn again", count - normals.len());
}
