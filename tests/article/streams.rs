//! The numbers themselves: pinned, and the same for any number of threads.

use super::run;
use rayon::ThreadPoolBuilder;
use saturation::experiments::Settings;
use saturation::experiments::article::ALL;
use saturation::sampling::{CHUNK, Stream, normal::weighted_sums};

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

#[test]
fn the_number_of_threads_does_not_matter() {
    let all: Vec<_> = ALL.iter().collect();
    let on = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        let settings = Settings { trials: Some(30_001), pairs: Some(3), ..Settings::default() };
        pool.install(|| {
            let (samples, report) = run(&all, settings);
            let records = samples.records().map(|record| record.sample.to_json().expect("numbers that JSON has"));
            (records.collect::<Vec<_>>(), report.files().expect("drawable"))
        })
    };
    let one = on(1);
    assert!(one == on(2), "two threads");
    assert!(one == on(7), "seven threads");
}
