//! The limit of wide layers against 25 digits, and against layers that are drawn.
//!
//! `data/mean_field_reference.csv` was made with multiple precision by other methods than the program's;
//! `data/make_mean_field_reference.py` makes it again. See the worst errors with `cargo test --test mean_field -- --nocapture`.

#[path = "seed/mod.rs"]
mod seed;

use saturation::evidence::Sample;
use saturation::experiments::{DeepNetwork, Kept};
use saturation::law::{LogGrowth, MeanField};
use saturation::model::{Activation, Input, ParameterLaw, Parameters};
use saturation::sampling::Control;
use std::collections::BTreeMap;

const REFERENCE: &str = include_str!("data/mean_field_reference.csv");

/// A hundred times the worst error.
const TOLERANCE: f64 = 2e-13;

#[test]
fn values_agree_with_twenty_five_digits() {
    let mut worst = BTreeMap::<&str, (f64, String)>::new();
    let mut rows = 0;
    for line in REFERENCE.lines().skip(1) {
        let row: Vec<&str> = line.split(',').collect();
        let number = |k: usize| row[k].parse::<f64>().unwrap_or(f64::NAN);
        let [weight_variance, bias_variance, x, value] = [1, 2, 4, 5].map(number);
        let activation = Activation::named(row[0]).expect("an activation");
        let field = MeanField { activation, weight_variance, bias_variance };
        let kept = || field.limit(1.0).expect("an integral").expect("a fixed point");
        let growth =
            |of: fn(LogGrowth) -> f64| LogGrowth::of(activation, x as usize, weight_variance).map_or(f64::NAN, of);
        let critical =
            || MeanField::critical(activation, bias_variance).expect("an integral").expect("a critical point");
        let found = match row[3] {
            "next_variance" => field.next_variance(x).expect("an integral"),
            "slope" => field.slope(x).expect("an integral"),
            "fixed_variance" => kept(),
            "fixed_slope" => field.slope(kept()).expect("an integral"),
            "variance_slope" => field.variance_slope(kept()).expect("an integral"),
            "next_correlation" => field.next_correlation(kept(), x).expect("an integral"),
            "fixed_correlation" => field.limit_of_correlation(kept()).expect("an integral"),
            "critical_weight_std_dev" => critical().weight_std_dev,
            "critical_variance" => critical().variance,
            "linear_log_mean" | "relu_log_mean" => growth(|growth| growth.mean),
            "linear_log_variance" | "relu_log_variance" => growth(|growth| growth.variance),
            other => panic!("{other}: no such quantity"),
        };
        // Of a correlation or a logarithm next to 0 the absolute error counts.
        let size =
            if row[3].contains("correlation") || row[3].contains("log") { value.abs().max(1.0) } else { value.abs() };
        let error = (found - value).abs() / size;
        let entry = worst.entry(row[3]).or_insert((0.0, String::new()));
        if error >= entry.0 || error.is_nan() {
            *entry = (error, line.to_owned());
        }
        assert!(error <= TOLERANCE, "{line}: {found}, off by {error:.1e}");
        rows += 1;
    }
    assert!(rows >= 300, "only {rows} rows");
    for (quantity, (error, row)) in worst {
        println!("{quantity:24} {error:.1e}  {row}");
    }
}

/// A hundred networks of the article's width: variance of z, and growth of gradients, for sigmoids and others. Each mean to six
/// standard errors and what is left open in 1/n: the terms that the limit neglects.
#[test]
#[ignore = "half a minute on two cores"]
fn layers_that_are_drawn_are_near_the_limit() {
    let (width, depth, networks) = (1000, 30, 100);
    for (activation, weight_variance, bias_variance) in [
        (Activation::SIGMOID, 1.0, 1.0),
        (Activation::SIGMOID, 1000.0, 1.0),
        (Activation::TANH, 1.69, 0.0025),
        (Activation::RELU, 2.0, 0.0),
        (Activation::GELU, 1.5, 0.1),
    ] {
        let field = MeanField { activation, weight_variance, bias_variance };
        let parameters = |fan_in, _| {
            let weights = ParameterLaw::normal(f64::sqrt(weight_variance / fan_in as f64));
            Ok(Parameters::new(weights, ParameterLaw::normal(bias_variance.sqrt()))?)
        };
        let (input, kept) = (Input::ones(width / 2, width / 2).expect("an input"), Kept::Gradients([10, depth]));
        let network = DeepNetwork::new(input, &vec![width; depth], activation, parameters, kept).expect("a network");
        let sample = Sample::draw(&network, seed::seed(), networks, &Control::default()).expect("nobody stops it");
        let statistics = sample.statistics();
        let mut q = 0.5 * weight_variance + bias_variance;
        let (mut expected, mut variance) = (0.0, 0.0);
        for layer in 1..=depth {
            if layer >= 10 {
                variance += q / (depth - 9) as f64;
            }
            if (10..depth).contains(&layer) {
                let first_order = 0.25 * field.gradient_variance(q).expect("an integral") / width as f64;
                expected += (0.5 * field.slope(q).expect("an integral").ln() - first_order) / (depth - 10) as f64;
            }
            q = field.next_variance(q).expect("an integral");
        }
        let measured = network.mean_variance(&statistics).expect("it is kept");
        let open = 6.0 * measured.std_dev() / (networks as f64).sqrt() + 0.02 * variance;
        println!("{activation}: q {:.5}, {variance:.5} expected", measured.mean());
        assert!((measured.mean() - variance).abs() <= open, "{activation}: {} for {variance}", measured.mean());
        let rate = network.rate(&statistics).expect("it is kept");
        let open = 6.0 * rate.std_dev() / (networks as f64).sqrt() + 0.005;
        println!("{activation}: rate {:.5} ± {:.5}, {expected:.5} expected", rate.mean(), open / 6.0);
        assert!((rate.mean() - expected).abs() <= open, "{activation}: {} for {expected}", rate.mean());
    }
}
