//! Activations against 30 digits.
//!
//! `data/activation_reference.csv` was made by the definitions, with multiple precision; `data/make_activation_reference.py` makes
//! it again. See the worst errors with `cargo test --test activation -- --nocapture`.

use saturation::law::{Gain, Law, Normal, Threshold, ThresholdError};
use saturation::model::Activation;

const REFERENCE: &str = include_str!("data/activation_reference.csv");
const EXPECTATIONS: &str = include_str!("data/activation_expectations.csv");

/// |computed − exact| in units of the last place of `exact`; below 2⁻¹⁰²² 0 for what is off by one smallest number, else ∞.
fn ulps(computed: f64, exact: &str) -> f64 {
    let exact: f64 = exact.parse().expect("a number");
    if computed == exact {
        return 0.0;
    }
    let smallest = f64::from_bits(1);
    let off = (computed - exact).abs();
    match exact.abs().next_up() - exact.abs() {
        _ if off <= smallest => 0.0,
        _ if exact.abs() < f64::MIN_POSITIVE => f64::INFINITY,
        spacing => off / spacing,
    }
}

#[test]
fn values_and_derivatives_are_right_to_four_units_in_the_last_place() {
    let rows: Vec<Vec<&str>> = REFERENCE.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert!(rows.len() > 3000, "only {} rows", rows.len());
    for activation in Activation::ALL {
        let name = activation.to_string();
        let mut worst = [(0.0, 0.0); 2];
        let mut compared = 0;
        for row in rows.iter().filter(|row| row[0] == name) {
            let z: f64 = row[1].parse().expect("a number");
            let computed = [activation.value(z), activation.derivative(z)];
            for ((worst, computed), exact) in worst.iter_mut().zip(computed).zip(&row[2..]) {
                let off = ulps(computed, exact);
                assert!(!off.is_nan(), "{row:?}: {computed}");
                *worst = if off > worst.0 { (off, z) } else { *worst };
            }
            compared += 1;
        }
        let [(value, at), (derivative, at_derivative)] = worst;
        println!("{name:18} {compared} rows: f {value:.1} ulp at {at:e}, f′ {derivative:.1} ulp at {at_derivative:e}");
        assert!(compared > 100 && value <= 4.0 && derivative <= 4.0, "{name}");
    }
}

/// Arguments of all sizes, and those beside the places where forms change.
fn arguments() -> Vec<f64> {
    let grid = (-4000..=4000).map(|k| 0.011 * f64::from(k));
    let sizes = (-320..=308).flat_map(|k| [1.0, -1.0].map(|sign| sign * 10f64.powi(k)));
    let ends = [0.0, -0.0, f64::MAX, f64::MIN, f64::INFINITY, f64::NEG_INFINITY];
    grid.chain(sizes).chain(ends).collect()
}

#[test]
fn at_the_ends_they_are_their_limits_and_slices_have_the_bits_of_single_numbers() {
    for activation in Activation::ALL.into_iter().chain(Activation::named("leaky_relu(-1.5)")) {
        let z = arguments();
        let [mut values, mut derivatives] = [vec![0.0; z.len()], vec![0.0; z.len()]];
        activation.values(&z, &mut values);
        activation.derivatives(&z, &mut derivatives);
        for ((z, value), derivative) in z.iter().zip(values).zip(derivatives) {
            assert_eq!(value.to_bits(), activation.value(*z).to_bits(), "{activation}({z})");
            assert_eq!(derivative.to_bits(), activation.derivative(*z).to_bits(), "{activation}′({z})");
            assert!(
                !value.is_nan() && derivative.abs() <= activation.sup_derivative() * (1.0 + 1e-15),
                "{activation}({z})"
            );
        }
        assert!(activation.value(f64::NAN).is_nan(), "{activation}");
        assert!(activation.derivative(f64::NAN).is_nan() || activation.derivative(f64::NAN) == 1.0, "{activation}");
    }
}

#[test]
fn the_derivative_is_small_inside_its_set_and_nowhere_else() {
    let slopes = [0.0, 0.2, -1.0, 1.0, -3.0, 1e-9].map(|a| Activation::leaky_relu(a).expect("a finite slope"));
    for activation in Activation::ALL.into_iter().chain(slopes) {
        let sup = activation.sup_derivative();
        let taus = (0..=300).map(|k| sup * 10f64.powi(-k)).chain((1..100).map(|k| sup * f64::from(k) / 100.0));
        let near = [1e-2, 1e-4, 1e-6].map(|rest| sup * (1.0 - rest));
        // Where pieces of selu, gelu, gelu_tanh and silu begin and end.
        let special = [0.0998, 0.0999, 0.1289, 0.129, 1.0, 1.0507, 1.0508, 1.0998, 1.128].into_iter();
        for tau in taus.chain(near).chain(special.filter(|tau| *tau < sup)).filter(|tau| *tau < sup) {
            let set = activation.small_derivative(tau);
            let name = format!("{activation}, τ = {tau:e}: {set:?}");
            assert!(set.iter().all(|(lower, upper)| lower < upper), "{name}");
            assert!(set.windows(2).all(|pair| pair[0].1 < pair[1].0), "{name}");
            let is_small = |z: f64| activation.derivative(z).abs() < tau;
            for (lower, upper) in &set {
                // Beside an edge by more than the rounding of f′ moves it, which next to a maximum is flat.
                let beside = |z: f64, sign: f64| match z + sign * (1e-9 * z.abs()).min(0.25 * (upper - lower)) {
                    moved if moved != z => moved,
                    _ if sign > 0.0 => z.next_up(),
                    _ => z.next_down(),
                };
                for (edge, sign) in [(*lower, 1.0), (*upper, -1.0)].into_iter().filter(|(edge, _)| edge.is_finite()) {
                    assert!(is_small(beside(edge, sign)) && !is_small(beside(edge, -sign)), "{name}: {edge}");
                }
            }
            // What is far from an edge.
            let inside = |z: f64| set.iter().any(|(lower, upper)| *lower < z && z < *upper);
            let is_edge = |z: f64| set.iter().any(|(a, b)| [a, b].into_iter().any(|e| (z - e).abs() <= 1e-9 * z.abs()));
            for z in arguments().into_iter().filter(|z| !is_edge(*z)) {
                assert_eq!(inside(z), is_small(z), "{name}: {z}");
            }
        }
    }
}

#[test]
fn sets_have_the_pieces_that_their_derivatives_have() {
    let pieces = |name: &str, tau| Activation::named(name).expect("an activation").small_derivative(tau).len();
    for (name, tau, expected) in [
        ("sigmoid", 0.01, 2),
        ("relu", 0.5, 1),
        ("elu", 0.5, 1),
        ("leaky_relu(0.2)", 0.2, 0),
        ("leaky_relu(0.2)", 0.21, 1),
        ("leaky_relu(3)", 2.0, 1),
        ("identity", 0.5, 0),
        ("selu", 0.5, 1),
        ("selu", 1.2, 2),
        ("softplus", 0.5, 1),
        ("gelu", 0.12, 2),
        ("gelu", 0.13, 1),
        ("gelu", 1.05, 2),
        ("gelu_tanh", 0.12, 2),
        ("silu", 0.09, 2),
        ("silu", 0.1, 1),
        ("silu", 1.05, 2),
    ] {
        assert_eq!(pieces(name, tau), expected, "{name}, τ = {tau}");
    }
}

#[test]
fn an_activation_is_its_text() {
    for activation in Activation::ALL {
        let text = serde_json::to_string(&activation).expect("JSON");
        assert_eq!(text, format!("\"{activation}\""));
        assert_eq!(serde_json::from_str::<Activation>(&text).expect("an activation"), activation);
        assert_eq!(Activation::named(activation.name()), Some(activation));
    }
    assert_eq!(Activation::named("leaky_relu(0.2)"), Activation::leaky_relu(0.2).ok());
    assert_eq!(Activation::named("leaky_relu( -1e-3 )").map(|a| a.to_string()).as_deref(), Some("leaky_relu(-0.001)"));
    for wrong in
        ["", "GELU", "gelu()", "gelu(1)", "leaky_relu(", "leaky_relu()", "leaky_relu(nan)", "leaky_relu(inf)", ")"]
    {
        assert_eq!(Activation::named(wrong), None, "{wrong}");
    }
    assert!(Activation::leaky_relu(f64::INFINITY).is_err());
}

#[test]
fn a_threshold_lies_below_the_largest_derivative() {
    assert_eq!(Threshold::default_tau(Activation::SIGMOID), 0.01);
    for activation in Activation::ALL {
        let sup = activation.sup_derivative();
        for tau in [0.0, -0.1, sup, 2.0, f64::NAN, f64::INFINITY] {
            let error = Threshold::new(activation, tau);
            assert!(matches!(error, Err(ThresholdError::OutOfRange { .. })), "{activation}, τ = {tau}");
        }
        let threshold = Threshold::new(activation, Threshold::default_tau(activation)).expect("a threshold");
        for z in arguments().into_iter().filter(|z| z.is_finite()) {
            assert_eq!(threshold.contains(z), activation.derivative(z).abs() < threshold.tau(), "{activation}: {z}");
        }
        // The share is the integral of what is literally small.
        for (tau, std_dev) in
            [0.02, 0.04, 0.5, 0.95].into_iter().flat_map(|share| [(share * sup, 1.0), (share * sup, 22.0)])
        {
            let (threshold, law) =
                (Threshold::new(activation, tau).expect("a threshold"), Normal { mean: 0.5, std_dev });
            let edges = threshold.set().iter().flat_map(|(lower, upper)| [*lower, *upper]);
            let edges: Vec<f64> = edges.filter(|z| z.is_finite()).chain([0.0]).collect();
            let is_small = |z: f64| f64::from(activation.derivative(z).abs() < tau);
            let share = law.expectation(&is_small, &edges).expect("an expectation");
            let exact = threshold.saturated_fraction(&law);
            assert!((exact - share).abs() <= 1e-12 * exact, "{activation}, τ = {tau}: {exact} {share}");
        }
    }
}

#[test]
fn expectations_and_gains_agree_with_twenty_digits() {
    let rows: Vec<Vec<&str>> = EXPECTATIONS.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert!(rows.len() >= 200, "only {} rows", rows.len());
    let mut worst = [(0.0, String::new()), (0.0, String::new())];
    for row in &rows {
        let activation = Activation::named(row[0]).expect("an activation");
        let gain = Gain::of(activation).expect("a gain");
        let (value, derivative) = (|z: f64| activation.value(z), |z: f64| activation.derivative(z));
        let expectation = |f: &dyn Fn(f64) -> f64| {
            let [mean, std_dev] = [2, 3].map(|k| row[k].parse().expect("a number"));
            let law: &dyn Law = &Normal { mean, std_dev };
            law.expectation(f, activation.kinks()).expect("an expectation")
        };
        let critical = || gain.critical.expect("a critical point");
        let (computed, is_gain) = match row[1] {
            "E f^2" => (expectation(&|z| value(z).powi(2)), false),
            "E f'" => (expectation(&derivative), false),
            "E f'^2" => (expectation(&|z| derivative(z).powi(2)), false),
            "1/sqrt E f^2" => (gain.forward, true),
            "1/sqrt E f'^2" => (gain.backward, true),
            "critical std of weights" => (critical().weight_std_dev, true),
            "critical variance" => (critical().variance, true),
            other => panic!("the reference has an unknown quantity {other}"),
        };
        let exact: f64 = row[4].parse().expect("a number");
        let off = if computed == exact { 0.0 } else { (computed / exact - 1.0).abs() };
        let worst = &mut worst[usize::from(is_gain)];
        *worst = if off > worst.0 { (off, row.join(",")) } else { worst.clone() };
    }
    println!("worst: {worst:?}");
    assert!(worst[0].0 < 1e-12 && worst[1].0 < 1e-15, "{worst:?}");
    // There is a critical point exactly where the reference has one.
    for activation in Activation::ALL {
        let of_reference = rows.iter().any(|row| row[0] == activation.to_string() && row[1] == "critical variance");
        assert_eq!(Gain::of(activation).expect("a gain").critical.is_some(), of_reference, "{activation}");
    }
}
