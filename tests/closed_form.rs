//! The exact laws against 20-digit values of `data/closed_form.csv`, to a relative error of 1e-12.

use saturation::experiments::article::cases::{large, scaled, scaled_small_bias, scaled_unit_bias};
use saturation::law::{self, Law, Threshold, expectation};
use saturation::model::Activation;

const REFERENCE: &str = include_str!("data/closed_form.csv");

#[test]
fn the_exact_laws_match_the_reference() {
    let mut reader = csv::Reader::from_reader(REFERENCE.as_bytes());
    let mut compared = 0;
    for record in reader.records() {
        let record = record.expect("valid CSV");
        let (law, quantity) = (&record[0], &record[1]);
        let tau = record[2].parse().ok();
        let expected: f64 = record[3].parse().expect("a number");
        if let Some(computed) = compute(law, quantity, tau) {
            let error = (computed / expected - 1.0).abs();
            assert!(error < 1e-12, "{law}: {quantity} {tau:?}: {computed:e}, not {expected:e} ({error:e})");
            compared += 1;
        }
    }
    assert!(compared >= 59, "only {compared} rows were compared");
}

fn compute(law: &str, quantity: &str, tau: Option<f64>) -> Option<f64> {
    let threshold = tau.map(|tau| Threshold::new(Activation::SIGMOID, tau).expect("0 < τ < 1/4"));
    if let ("any", Some(threshold)) = (law, &threshold) {
        return Some(threshold.z());
    }
    let law = exact(law)?;
    let slope = |z| Activation::SIGMOID.derivative(z);
    Some(match (quantity, threshold) {
        ("variance of z", _) => law.std_dev().powi(2),
        ("std of z", _) => law.std_dev(),
        ("peak density of z", _) => law.density(0.0),
        ("P(|z| > 1)", _) => law.outside(1.0),
        ("E sigma'(z)", _) => expectation(&*law, slope).expect("narrow"),
        ("E sigma'(z)^2", _) => expectation(&*law, |z| slope(z) * slope(z)).expect("narrow"),
        ("P(sigma'(z) < tau)", Some(threshold)) => threshold.saturated_fraction(&*law),
        _ => return None,
    })
}

fn exact(law: &str) -> Option<Box<dyn Law>> {
    let case = match law.split(':').next()? {
        "large" => large(),
        "scaled, no bias" => scaled(),
        "scaled, unit bias" | "large_weight_init as printed" => scaled_unit_bias(),
        "scaled, bias/30" => scaled_small_bias(),
        _ => return None,
    };
    law::of(&case.neuron().expect("a neuron")).ok()
}
