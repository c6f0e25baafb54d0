//! The assertions for other projects' tests: right samples pass, wrong ones fail at the caller's line and say why.

use super::seed::seed;
use rand_distr::{Distribution, StandardNormal};
use saturation::assert::{assert_fraction, assert_law, assert_mean, assert_std_dev};
use saturation::claim::StdDev;
use saturation::law::Normal;
use saturation::sampling::{Stream, generator};
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

const LAW: Normal = Normal { mean: 1.0, std_dev: 0.5 };

fn sample(n: usize, law: Normal) -> Vec<f64> {
    let generator = generator(Stream::new(seed(), "assertions").chunk(0));
    StandardNormal.sample_iter(generator).take(n).map(|g: f64| law.mean + law.std_dev * g).collect()
}

thread_local! {
    static LINE: Cell<Option<(bool, u32)>> = const { Cell::new(None) };
}

/// The message of a panic, whether it came from this file, and at which line.
fn failure(assertion: impl FnOnce()) -> (String, bool, u32) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let here = info.location().map(|at| (at.file().ends_with("assertions.rs"), at.line()));
            LINE.set(here);
            usual(info);
        }));
    });
    let payload = panic::catch_unwind(AssertUnwindSafe(assertion)).expect_err("the assertion passes");
    let message = payload.downcast_ref::<String>().expect("a message").clone();
    let (here, line) = LINE.take().expect("a place");
    (message, here, line)
}

#[track_caller]
fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "“{part}” is not in:\n{message}");
    }
}

#[test]
fn a_right_sample_passes_whatever_holds_it() {
    let z = sample(600_000, LAW);
    assert_mean(&z, LAW, 0.01);
    assert_mean(z.iter().copied(), LAW, 0.01);
    assert_std_dev(&z, LAW, 0.01);
    assert_std_dev(z.as_slice(), LAW, 0.01);
    assert_law(&z, |x| LAW.cdf(x), 0.03);
    assert_fraction(&z, |x| *x > 1.0, 0.5, 0.01);
    let narrow: Vec<f32> = z.iter().map(|x| *x as f32).collect();
    assert_mean(&narrow, LAW, 0.01);
    assert_std_dev(narrow.iter(), LAW, 0.01);
    assert_law(narrow.iter().copied(), |x| LAW.cdf(x), 0.03);
    assert_fraction(narrow, |x| x > 1.0, 0.5, 0.01);
}

#[test]
fn a_wrong_sample_fails_and_says_what_was_seen() {
    let wrong = sample(600_000, Normal { mean: 1.02, std_dev: 0.51 });
    let parts =
        ["is refuted", "n = 600000", "statistic = ", ", p = ", "α = 1e-9", "would notice", "in 999 runs of 1000"];
    for assertion in [
        &|| assert_mean(&wrong, LAW, 0.01),
        &|| assert_std_dev(&wrong, LAW, 0.01),
        &|| assert_law(&wrong, |x| LAW.cdf(x), 0.03),
        &|| assert_fraction(&wrong, |x| *x > 1.0, 0.5, 0.01),
    ] as [&dyn Fn(); 4]
    {
        assert_says(&failure(assertion).0, &parts);
    }
    let far = failure(|| assert_mean(&wrong, Normal { mean: 0.0, std_dev: 0.5 }, 0.01)).0;
    assert!(far.contains(", p < 1e-300, α = 1e-9"), "{far}");
}

#[test]
fn a_wrong_law_is_shown_where_it_is_wrong() {
    let mut counts = [1000; 64];
    (counts[3], counts[40], counts[63]) = (1500, 700, 0);
    let values = counts.iter().enumerate().flat_map(|(k, n)| vec![(k as f64 + 0.5) / 64.0; *n]);
    let (message, ..) = failure(|| assert_law(values, |x| x, 0.03));
    assert_says(
        &message,
        &["0 from 98.4 % to 100.0 %, 1500 from 4.7 % to 6.2 %, 700 from 62.5 % to 64.1 %", "of 64 cells"],
    );
}

#[test]
fn too_small_a_sample_fails_and_says_how_many_draws_it_takes() {
    let few = sample(1000, LAW);
    let (message, ..) = failure(|| assert_std_dev(&few, LAW, 0.01));
    assert_says(&message, &["is undecided", "n = 1000", "statistic = ", ", p = ", "α = 1e-9", "would notice"]);
    let draws = StdDev::min_trials(0.01, 1e-9, 1e-3).expect("an effect");
    assert_says(&message, &[&format!("takes {draws} draws"), "takes 426477 draws"]);
}

#[test]
fn what_cannot_be_tested_fails_and_says_why() {
    let none: [f64; 0] = [];
    assert_says(&failure(|| assert_mean(none, LAW, 0.01)).0, &["the mean cannot be tested", "draw 1 or more"]);
    assert_says(&failure(|| assert_std_dev([1.0], LAW, 0.01)).0, &["the standard deviation cannot", "draw 2 or more"]);
    assert_says(&failure(|| assert_law([1.0; 6399], |x| LAW.cdf(x), 0.1)).0, &["the law cannot", "draw 17495 or more"]);
    assert_says(&failure(|| assert_law([1.0], |_| f64::NAN, 0.1)).0, &["cdf(1) = NaN is no probability"]);
    for broken in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut sample = sample(6400, LAW);
        (sample[2017], sample[5000]) = (broken, f64::NAN);
        for assertion in [&|| assert_mean(&sample, LAW, 0.01), &|| assert_std_dev(&sample, LAW, 0.01), &|| {
            assert_law(&sample, |x| LAW.cdf(x), 0.1)
        }] as [&dyn Fn(); 3]
        {
            assert_says(&failure(assertion).0, &["cannot be tested: ", &format!("sample[2017] is {broken}; ")]);
        }
    }
}

#[test]
fn the_blame_falls_on_the_line_of_the_caller() {
    let wrong = [1.5; 6400];
    let none: [f64; 0] = [];
    let line = line!();
    let blamed = [
        failure(|| assert_mean(wrong, LAW, 0.01)),
        failure(|| assert_std_dev(wrong, LAW, 0.01)),
        failure(|| assert_law(wrong, |x| LAW.cdf(x), 0.1)),
        failure(|| assert_fraction(wrong, |x| x > 1.0, 0.5, 0.01)),
        failure(|| assert_mean(none, LAW, 0.01)),
        failure(|| assert_law(wrong, |_| 2.0, 0.1)),
        failure(|| assert_law([f64::NAN], |x| x, 0.1)),
        failure(|| assert_std_dev([f64::NAN], LAW, 0.1)),
    ];
    for (k, (message, here, at)) in blamed.into_iter().enumerate() {
        assert!(here && at == line + 2 + k as u32, "line {at}, in this file: {here}: {message}");
    }
}
