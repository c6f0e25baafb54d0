//! The numbers themselves: pinned, and the same for any number of threads.

use super::report;
use rayon::ThreadPoolBuilder;
use saturation::experiments::Settings;
use saturation::sampling::{CHUNK, Stream, weighted_sums};

/// Random streams are part of the program's definition: whoever changes these values changes every published number.
#[test]
fn the_streams_are_pinned() {
    assert_eq!(CHUNK, 1024);
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
    [10.029091640176901, -8.702132593368324, -21.78973099302412],
    [-3.6008771528602357, -22.40130576585295, -4.514717061418049],
    [-0.5821789374284039, 0.8689283706583613, 0.41300922651529975],
    [2.1038673087781197, -2.42932561896897, -0.6745186155077341],
];

#[test]
fn the_number_of_threads_does_not_matter() {
    let run = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        let settings = Settings { trials: Some(30_001), ..Settings::default() };
        let report = pool.install(|| report(settings));
        let tables: Vec<Vec<u8>> = report.tables().iter().map(|table| table.to_csv()).collect();
        let figures: Vec<String> =
            report.sections.iter().map(|section| section.figure.svg().expect("drawable")).collect();
        (tables, figures, report.markdown())
    };
    let one = run(1);
    assert!(one == run(2), "two threads");
    assert!(one == run(7), "seven threads");
}
