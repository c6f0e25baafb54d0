//! The numbers themselves: pinned, and the same for any number of threads.

use super::report;
use rayon::ThreadPoolBuilder;
use saturation::experiments::Settings;
use saturation::sampling::{CHUNK, Stream, normal::weighted_sums};

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
    [-1.1847946337409563, 5.210593413592431, -5.556403044796563],
    [-2.1693305658041218, -21.54784661488837, 11.065527383067021],
    [-0.3335103544883808, 1.4426748076548217, -1.0130252759413705],
    [-1.2305604159523846, 2.734233835372739, -0.14464207887925093],
];

#[test]
fn the_number_of_threads_does_not_matter() {
    let run = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        let settings = Settings { trials: Some(30_001), pairs: Some(3), ..Settings::default() };
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
