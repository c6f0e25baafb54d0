//! The laws of sums of independent terms against 20 digits, and where a derivative is τ.
//!
//! `data/law_reference.csv` was made with multiple precision by other methods than the program's;
//! `data/make_law_reference.py` makes it again. See the worst errors and the time that each law takes with
//! `cargo test --test law -- --nocapture`.

use saturation::law::{self, IndependentSum};
use saturation::model::{Input, Neuron, ParameterLaw, Parameters};
use std::process::Command;
use std::time::Instant;

const REFERENCE: &str = include_str!("data/law_reference.csv");

/// A neuron from three columns: weights "uniform" (−1, 1) or "cut BOUND", inputs such as "3 500*0.5", std of the bias.
fn neuron(weights: &str, inputs: &str, bias: &str) -> Neuron {
    let weights = match weights.split_once(' ') {
        Some((_, bound)) => ParameterLaw::TruncatedNormal { std_dev: 1.0, bound: number(bound) },
        None => ParameterLaw::Uniform { low: -1.0, high: 1.0 },
    };
    let inputs = inputs.split(' ').flat_map(|item| {
        let (count, x) = item.split_once('*').unwrap_or(("1", item));
        vec![number(x); count.parse().expect("a count")]
    });
    let biases = ParameterLaw::normal(number(bias));
    let initializer = Parameters::new(weights, biases).expect("laws that can be drawn");
    Neuron::new(&Input::new(&inputs.collect::<Vec<_>>()).expect("inputs"), initializer).expect("a neuron")
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

#[test]
fn sums_agree_with_twenty_digits() {
    let rows: Vec<Vec<&str>> = REFERENCE.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert!(rows.len() >= 250, "only {} rows", rows.len());
    for rows in rows.chunk_by(|a, b| a[..3] == b[..3]) {
        let neuron = neuron(rows[0][0], rows[0][1], rows[0][2]);
        let start = Instant::now();
        let law = law::of(&neuron).expect("a law");
        let sum = IndependentSum::of(&neuron).expect("a law");
        let peak = law.density(0.0);
        // Worst errors: of the tail, absolute and relative down to 1e-30; of the density likewise; of the logarithm of the bound.
        let mut worst = [0.0f64; 5];
        for row in rows {
            let [z, density, tail, bound] = [3, 4, 5, 6].map(|k| number(row[k]));
            let upper = law.sf(z);
            assert_eq!(upper, law.cdf(-z), "{row:?}: not symmetric");
            let ln_bound = sum.ln_lower_tail_bound(-z);
            // Right next to an end, where s is about density/tail, sz leaves no digits of the bound: but a bound it is.
            let of_bound = if z * density / tail > 1e6 {
                f64::from(ln_bound < libm::log(tail))
            } else {
                (ln_bound - bound).abs() / (1.0 + bound.abs())
            };
            let errors = if tail < 1e-30 {
                assert!(upper > (1.0 - 1e-9) * tail && upper < 1e4 * tail, "{row:?}: {upper:e} is no near upper bound");
                [0.0, 0.0, 0.0, 0.0, of_bound]
            } else {
                let of_density = (law.density(z) - density).abs();
                let relative = |error: f64, exact: f64| if error == 0.0 { 0.0 } else { error / exact };
                let of_tail = (upper - tail).abs();
                [of_tail, relative(of_tail, tail), of_density / peak, relative(of_density, density), of_bound]
            };
            worst = [0, 1, 2, 3, 4].map(|k| worst[k].max(errors[k]));
        }
        let [tail, of_itself, density, density_of_itself, bound] = worst;
        let name = rows[0][..3].join("; ");
        println!(
            "{name:64} tail {tail:7.1e} {of_itself:7.1e}  density {density:7.1e} {density_of_itself:7.1e}  bound {bound:7.1e}  {:?}",
            start.elapsed()
        );
        assert!(
            tail < 1e-12 && of_itself < 1e-9 && density < 1e-12 && density_of_itself < 1e-9 && bound < 1e-9,
            "{name}"
        );
    }
}

/// Laws of one to twelve terms whose widths are spread over six decades, with a bias of each kind.
#[test]
fn every_law_rises_from_zero_to_one_soon() {
    let mut state = 1u64;
    let mut random = || {
        // Knuth's constants.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    for case in 0..144 {
        let mut width = || 10f64.powf(-6.0 * random());
        let inputs: Vec<f64> = (0..1 + case % 12).map(|_| width()).collect();
        let s = width();
        let uniform = |a: f64| ParameterLaw::Uniform { low: -a, high: a };
        let cut = |std_dev| ParameterLaw::TruncatedNormal { std_dev, bound: [0.5, 2.0, 6.0, 50.0][case / 36] };
        let weights = if case / 12 % 2 == 0 { cut(1.0) } else { uniform(1.0) };
        let biases = [ParameterLaw::Zero, ParameterLaw::normal(s), uniform(s), cut(s)][(case / 12 + case) % 4];
        let name = format!("{weights:?} {inputs:?} {biases:?}");
        let parameters = Parameters::new(weights, biases).expect("laws that can be drawn");
        let start = Instant::now();
        let neuron = Neuron::new(&Input::new(&inputs).expect("inputs"), parameters).expect("a neuron");
        let law = law::of(&neuron).expect("a law");
        let mut below = 0.0;
        for k in -64..=64 {
            let p = law.cdf(0.2 * f64::from(k) * law.std_dev());
            assert!((0.0..=1.0).contains(&p), "{name}: {p}");
            // Below 1e-30 there is a bound.
            assert!(p >= below * (1.0 - 1e-9) || below < 1e-30, "{name}: {below:e} and then {p:e}");
            below = p;
        }
        assert!((law.cdf(0.0) - 0.5).abs() < 1e-12, "{name}");
        let took = start.elapsed();
        assert!(took.as_secs() < 10, "{name}: {took:?}");
        if took.as_millis() > 100 {
            println!("{took:?} {name}");
        }
    }
}

/// Mean and spread of the law, its quantiles and its expectations, where the reference has none.
#[test]
fn a_law_agrees_with_itself() {
    for (weights, inputs, bias) in [
        ("uniform", "1", "0"),
        ("uniform", "2*1", "0"),
        ("uniform", "1 1e-9", "0"),
        ("uniform", "3 1 0.2 0.05", "0"),
        ("uniform", "2*1", "1e-5"),
        ("uniform", "10*1", "0.01"),
        ("uniform", "500*0.1", "1"),
        ("cut 2", "1", "0"),
        ("cut 2", "2*1", "0"),
        ("cut 2", "10*0.5", "1"),
    ] {
        let neuron = neuron(weights, inputs, bias);
        let law = law::of(&neuron).expect("a law");
        let name = format!("{weights}; {inputs}; {bias}");
        let near = |computed: f64, exact: f64| {
            assert!((computed - exact).abs() < 1e-11 * exact.max(1.0), "{name}: {computed} {exact}")
        };
        let moment = |k| law.expectation(&|z| z.powi(k), &[]).expect("an expectation");
        near(moment(0), 1.0);
        near(moment(1), 0.0);
        near(moment(2), neuron.variance());
        let jump = 0.3 * law.std_dev();
        near(law.expectation(&|z| f64::from(z > jump), &[jump]).expect("an expectation"), law.sf(jump));
        for p in [1e-20, 1e-6, 0.25, 0.5, 0.9, 1.0 - 1e-9] {
            let z = law.quantile(p);
            // To a few spacings of numbers as large as the law is wide: at an end p may be less than one of them.
            let spacing = 1e-14 * (z.abs() + law.std_dev());
            let [below, above] = [z - spacing, z + spacing].map(|z| law.cdf(z));
            assert!(below <= p && p <= above, "{name}: {p} at {z}, between {below:e} and {above:e}");
        }
        near(law.between(-law.std_dev(), law.std_dev()) + law.outside(law.std_dev()), 1.0);
        // What lies beyond every value, and beyond none.
        assert_eq!((law.cdf(f64::NEG_INFINITY), law.sf(f64::INFINITY)), (0.0, 0.0), "{name}");
        assert_eq!((law.cdf(f64::INFINITY), law.sf(f64::NEG_INFINITY)), (1.0, 1.0), "{name}");
        assert!(law.cdf(f64::NAN).is_nan() && law.density(f64::NAN).is_nan(), "{name}");
    }
}

#[test]
fn what_is_normal_or_constant_is_a_normal_law() {
    let of = |inputs: &[f64], weights, biases| {
        let initializer = Parameters::new(weights, biases).expect("laws that can be drawn");
        law::of(&Neuron::new(&Input::new(inputs).expect("inputs"), initializer).expect("a neuron"))
    };
    let shifted = ParameterLaw::Normal { mean: 1.0, std_dev: 2.0 };
    let constant = ParameterLaw::Normal { mean: 3.0, std_dev: 0.0 };
    let normal = of(&[1.0, -2.0], shifted, constant).expect("a law");
    assert_eq!((normal.mean(), normal.std_dev()), (2.0, 20f64.sqrt()));
    let point = of(&[1.0, 0.0], constant, ParameterLaw::Zero).expect("a law");
    assert_eq!((point.cdf(2.999), point.cdf(3.0), point.sf(3.0)), (0.0, 1.0, 0.0));
    assert_eq!(point.expectation(&|z| z * z, &[]).expect("a value"), 9.0);
    // Weights that read nothing.
    let nothing = of(&[0.0], ParameterLaw::Uniform { low: 0.0, high: 1.0 }, ParameterLaw::Zero).expect("a law");
    assert_eq!((nothing.mean(), nothing.std_dev()), (0.0, 0.0));
    let narrow = of(&[1e-200], ParameterLaw::Uniform { low: 0.0, high: 1.0 }, ParameterLaw::Zero).unwrap_err();
    assert!(narrow.to_string().starts_with("std z:"), "{narrow}");
    for shape in
        [ParameterLaw::Uniform { low: 0.0, high: 1e-120 }, ParameterLaw::TruncatedNormal { std_dev: 1e60, bound: 2.0 }]
    {
        let law = of(&[1.0; 5], shape, ParameterLaw::Zero).expect("a law");
        assert!((law.cdf(law.mean()) - 0.5).abs() < 1e-12 && (law.cdf(law.mean() - law.std_dev()) - 0.16).abs() < 0.01);
    }
}

/// Derivatives keep their relative precision down to the smallest number, so that every threshold that the command takes is
/// where it says.
#[test]
fn the_derivative_is_tau_where_the_command_says_at_every_tau() {
    for tau in ["0.24999999", "0.01", "1e-300", "1e-308", "2.5e-320", "5e-324"] {
        let run = Command::new(env!("CARGO_BIN_EXE_saturation"))
            .args(["run", "sigmoid", "--verbose", "--threshold", tau])
            .output()
            .expect("the command starts");
        let text = String::from_utf8_lossy(&run.stdout);
        assert_eq!(run.status.code(), Some(0), "τ = {tau}: {text}");
        assert_eq!(text.matches("holds").count(), 2, "τ = {tau}: {text}");
    }
}
