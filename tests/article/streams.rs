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
    [-11.859540768495165, -14.599036509738111, -13.686719521616878],
    [-37.97263264999903, -38.62683722395467, -22.698635674401757],
    [-1.2085314868107417, -0.8104398577575171, 0.961130631233854],
    [-1.3280123902563457, 0.6975585195677904, -1.7760574916761143],
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
