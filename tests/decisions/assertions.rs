//! The assertions for other projects' tests: right samples pass, wrong ones fail at the caller's line and say why.

use super::seed::seed;
use rand_distr::{Distribution, StandardNormal};
use saturation::assert::{Assertion, assert_fraction, assert_initializer, assert_law, assert_mean, assert_std_dev};
use saturation::claim::Spread;
use saturation::law::{FromStatrs, Law, LawError, Normal, Shape};
use saturation::model::{Initializer, ParameterLaw};
use saturation::numeric::Format;
use saturation::sampling::{Stream, generator};
use statrs::distribution::Uniform;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

const LAW: Normal = Normal { mean: 1.0, std_dev: 0.5 };

fn sample(n: usize, law: Normal) -> Vec<f64> {
    let generator = generator(Stream::new(seed(), "assertions").chunk(0));
    StandardNormal.sample_iter(generator).take(n).map(|g: f64| law.mean + law.std_dev * g).collect()
}

/// Uniform on [0, 1).
fn unit() -> FromStatrs<Uniform> {
    FromStatrs::new(Uniform::new(0.0, 1.0).expect("a range")).expect("moments")
}

/// A law whose distribution function is no probability.
#[derive(Debug)]
struct Broken(f64);

impl Law for Broken {
    fn mean(&self) -> f64 {
        0.0
    }

    fn std_dev(&self) -> f64 {
        1.0
    }

    fn density(&self, _z: f64) -> f64 {
        0.0
    }

    fn cdf(&self, _z: f64) -> f64 {
        self.0
    }

    fn sf(&self, _z: f64) -> f64 {
        self.0
    }

    fn expectation(&self, _f: &dyn Fn(f64) -> f64, _kinks: &[f64]) -> Result<f64, LawError> {
        Ok(self.0)
    }
}

/// Weights of a layer of 784 inputs and 30 neurons, from a stream of their own.
fn draw(law: ParameterLaw, seed: u64) -> Vec<f32> {
    let generator = generator(Stream::new(self::seed(), "initializer").chunk(seed));
    law.sample_iter(generator).take(784 * 30).map(|w| w as f32).collect()
}

/// The law of an initializer's weights in that layer.
fn of(text: &str) -> ParameterLaw {
    let initializer: Initializer = text.parse().expect("an initializer");
    initializer.parameters(784, 30).expect("a layer").weights()
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
    assert_mean(&z, &LAW, 0.01);
    assert_mean(z.iter().copied(), &LAW, 0.01);
    assert_std_dev(&z, &LAW, 0.01);
    assert_std_dev(z.as_slice(), &LAW, 0.01);
    assert_law(&z, &LAW, 0.03);
    assert_fraction(&z, |x| *x > 1.0, 0.5, 0.01);
    let narrow: Vec<f32> = z.iter().map(|x| *x as f32).collect();
    assert_mean(&narrow, &LAW, 0.01);
    assert_std_dev(narrow.iter(), &LAW, 0.01);
    assert_law(narrow.iter().copied(), &LAW, 0.03);
    assert_fraction(narrow, |x| x > 1.0, 0.5, 0.01);
}

#[test]
fn a_wrong_sample_fails_and_says_what_was_seen() {
    let wrong = sample(600_000, Normal { mean: 1.02, std_dev: 0.51 });
    let parts =
        [": refuted: ", "n = 600000", "statistic = ", ", p = ", "α = 1e-9", "would notice", "in 999 runs of 1000"];
    for assertion in [
        &|| assert_mean(&wrong, &LAW, 0.01),
        &|| assert_std_dev(&wrong, &LAW, 0.01),
        &|| assert_law(&wrong, &LAW, 0.03),
        &|| assert_fraction(&wrong, |x| *x > 1.0, 0.5, 0.01),
    ] as [&dyn Fn(); 4]
    {
        assert_says(&failure(assertion).0, &parts);
    }
    let far = failure(|| assert_mean(&wrong, &Normal { mean: 0.0, std_dev: 0.5 }, 0.01)).0;
    assert!(far.contains(", p < 1e-300, α = 1e-9"), "{far}");
}

#[test]
fn a_wrong_law_is_shown_where_it_is_wrong() {
    let mut counts = [1000; 64];
    (counts[3], counts[40], counts[63]) = (1500, 700, 0);
    let values = counts.iter().enumerate().flat_map(|(k, n)| vec![(k as f64 + 0.5) / 64.0; *n]);
    let (message, ..) = failure(|| assert_law(values, &unit(), 0.03));
    assert_says(
        &message,
        &[
            "0 for 988 from 98.4 % to 100.0 %",
            "1500 for 988 from 4.7 % to 6.2 %",
            "700 for 988 from 62.5 %",
            "of 64 cells",
        ],
    );
}

#[test]
fn too_small_a_sample_fails_and_says_how_many_values_it_takes() {
    let few = sample(1000, LAW);
    let (message, ..) = failure(|| assert_std_dev(&few, &LAW, 0.01));
    assert_says(&message, &[": undecided: ", "n = 1000", "statistic = ", ", p = ", "α = 1e-9", "would notice"]);
    let shape = Shape::of(&LAW).expect("moments");
    let values = Spread::min_trials(&shape, 0.01, 1e-9, 1e-3).expect("an effect");
    assert_says(&message, &[&format!("takes {values} values"), "takes 426476 values"]);
}

#[test]
fn what_cannot_be_tested_fails_and_says_why() {
    let none: [f64; 0] = [];
    assert_says(&failure(|| assert_mean(none, &LAW, 0.01)).0, &["the mean cannot be tested", "draw 1 or more"]);
    assert_says(&failure(|| assert_std_dev([1.0], &LAW, 0.01)).0, &["the standard deviation cannot", "draw 2 or more"]);
    assert_says(&failure(|| assert_law([1.0; 6399], &LAW, 0.1)).0, &["the law cannot", "draw 17495 or more"]);
    assert_says(&failure(|| assert_law([1.0], &Broken(f64::NAN), 0.1)).0, &["cdf(1) = NaN is no probability"]);
    for broken in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut sample = sample(6400, LAW);
        (sample[2017], sample[5000]) = (broken, f64::NAN);
        for assertion in [&|| assert_mean(&sample, &LAW, 0.01), &|| assert_std_dev(&sample, &LAW, 0.01), &|| {
            assert_law(&sample, &LAW, 0.1)
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
        failure(|| assert_mean(wrong, &LAW, 0.01)),
        failure(|| assert_std_dev(wrong, &LAW, 0.01)),
        failure(|| assert_law(wrong, &LAW, 0.1)),
        failure(|| assert_fraction(wrong, |x| x > 1.0, 0.5, 0.01)),
        failure(|| assert_mean(none, &LAW, 0.01)),
        failure(|| assert_law(wrong, &Broken(2.0), 0.1)),
        failure(|| assert_law([f64::NAN], &unit(), 0.1)),
        failure(|| assert_std_dev([f64::NAN], &LAW, 0.1)),
    ];
    for (k, (message, here, at)) in blamed.into_iter().enumerate() {
        assert!(here && at == line + 2 + k as u32, "line {at}, in this file: {here}: {message}");
    }
}

#[test]
fn a_right_initializer_passes_and_is_asked_for_as_much_as_it_takes() {
    for text in ["torch:kaiming_normal", "torch:linear", "keras:he_normal", "jax:uniform", "zero"] {
        let law = of(text);
        let mut asked = Vec::new();
        assert_initializer(law, |seed| {
            asked.push(seed);
            draw(law, seed)
        });
        // 5 % takes 17 000 weights and a fifth more, which one draw of 23 520 has: a second shows whether seeds are heeded.
        assert_eq!(asked, [0, 1], "{text}");
        Assertion::new().to_within(0.02).initializer(law, |seed| draw(law, seed));
        let to_bf16 = |w: f32| Format::BF16.round(w.into());
        Assertion::new().in_format(Format::BF16).initializer(law, |seed| draw(law, seed).into_iter().map(to_bf16));
    }
}

#[test]
fn a_wrong_initializer_fails_and_is_told_what_it_looks_like() {
    let he = of("keras:he_normal");
    let wrong = [
        (he.times(0.5f64.sqrt()), "a factor 2 is lost in the variance"),
        (ParameterLaw::normal(he.std_dev()), "the truncation is missing"),
        (of("tfjs:he_normal"), "the truncation is not corrected"),
        (
            ParameterLaw::Uniform { low: 0.0, high: he.std_dev() },
            "uniform numbers from [0, 1) are taken for normal ones",
        ),
        (he.times(1.05), "they are like"),
    ];
    for (drawn, looks) in wrong {
        let (message, here, _) = failure(|| assert_initializer(he, |seed| draw(drawn, seed)));
        assert!(here, "{message}");
        assert_says(&message, &["truncated_normal(", "47040 weights of 2 seeds", ": refuted: ", "α = 1e-9", looks]);
    }
    let (message, ..) = failure(|| assert_initializer(he, |_| vec![0.0f32; 23_520]));
    assert_says(&message, &["what it looks like: all are zeros"]);
    // A seed that is not heeded, in a layer that needs no second draw, in one that is too long to be kept as a row, and in a small one.
    for length in [23_520, 1 << 18] {
        let once = |_| draw(he, 0).into_iter().cycle().zip(1..=length).map(|(w, k)| w + k as f32 * 1e-9);
        let (message, ..) = failure(|| assert_initializer(he, once));
        assert_says(&message, &["no row repeats another: refuted: expected 0, measured "]);
    }
    let few = |seed| draw(he, seed).into_iter().take(500).collect::<Vec<_>>();
    let (message, ..) = failure(|| assert_initializer(he, |_| few(0)));
    assert_says(&message, &["no row repeats another: refuted: expected 0, measured 44", "rows repeat earlier ones"]);
    let twice = |seed| draw(he, seed).into_iter().flat_map(|w| [w, w]);
    let (message, ..) = failure(|| assert_initializer(he, twice));
    assert_says(
        &message,
        &["neighbours in a row are independent: refuted", "neighbours in a row depend on one another"],
    );
}

#[test]
fn an_initializer_that_cannot_be_judged_fails_and_says_why() {
    let he = of("keras:he_normal");
    let small = |seed| draw(he, seed).into_iter().take(100).collect::<Vec<_>>();
    let (message, ..) = failure(|| Assertion::new().in_draws(10).initializer(he, small));
    assert_says(&message, &["1000 weights of 10 seeds", ": undecided: ", "takes 1"]);
    let (message, ..) = failure(|| assert_initializer(he, |_| Vec::<f32>::new()));
    assert_says(&message, &["the draw of seed 0 is empty"]);
    let (message, ..) = failure(|| assert_initializer(he, |seed| vec![0.1; 100 + seed as usize]));
    assert_says(&message, &["seed 1 gave 101 weights, and seed 0 100"]);
    let nan =
        |seed| small(seed).into_iter().enumerate().map(move |(k, w)| if (seed, k) == (3, 7) { f32::NAN } else { w });
    let (message, ..) = failure(|| assert_initializer(he, nan));
    assert_says(&message, &["weight 7 of seed 3 is NaN"]);
    let (message, ..) = failure(|| assert_initializer(of("orthogonal"), small));
    assert_says(&message, &["orthogonal", "depend on one another"]);
}
