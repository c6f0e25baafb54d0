//! Every argument an `f64` can be: an answer or an error, in finite time, never NaN.

use saturation::numeric::{
    DomainError, PValue, Side, Tails, beta, binomial, chi_squared, clopper_pearson, gamma, noncentral_chi_squared,
    noncentral_t, normal, student_t,
};

const HOSTILE: [f64; 24] = [
    f64::NAN,
    f64::NEG_INFINITY,
    -1e300,
    -1.0,
    -0.0,
    0.0,
    5e-324,
    f64::MIN_POSITIVE,
    1e-160,
    1e-20,
    0.25,
    0.5,
    1.0 - f64::EPSILON / 2.0,
    1.0,
    1.0 + f64::EPSILON,
    2.0,
    63.5,
    2e7,
    1e9,
    1e18,
    1e155,
    1e300,
    f64::MAX,
    f64::INFINITY,
];

const COUNTS: [u64; 9] = [0, 1, 2, 3, 1000, 20_000_000, 1_000_000_000, u64::MAX - 1, u64::MAX];

/// Runs one call, and demands that what it returns is not NaN.
fn see<T>(name: &str, arguments: &[f64], call: impl Fn() -> Result<T, DomainError>, values: impl Fn(T) -> Vec<f64>) {
    match call() {
        Ok(result) => {
            for value in values(result) {
                assert!(!value.is_nan(), "{name}{arguments:?} is NaN");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if arguments.iter().any(|a| a.is_nan()) {
        assert!(call().is_err(), "{name}{arguments:?} took NaN for a number");
    }
}

fn of_tails(tails: Tails) -> Vec<f64> {
    let values = vec![tails.lower(), tails.upper(), tails.two_sided().value()];
    assert!(values.iter().all(|v| (0.0..=1.0).contains(v)), "{tails:?}");
    values
}

fn of_p(p: PValue) -> Vec<f64> {
    assert!(p.value() >= 1e-300 && p.value() <= 1.0, "{p:?}");
    assert!(p.to_string().chars().any(|c| ('1'..='9').contains(&c)), "{p}");
    vec![p.value(), p.ln()]
}

#[test]
fn one_and_two_hostile_arguments_do_no_harm() {
    for a in HOSTILE {
        see("normal", &[a], || normal::tails(a), of_tails);
        see("p-value", &[a], || PValue::new(a), of_p);
        see("p-value from ln", &[a], || PValue::from_ln(a), of_p);
        for side in [Side::Lower, Side::Upper] {
            see("normal quantile", &[a], || normal::quantile(side, a), |z| vec![z]);
        }
        for b in HOSTILE {
            see("gamma", &[a, b], || gamma::tails(a, b), of_tails);
            see("chi-squared", &[a, b], || chi_squared::tails(a, b), of_tails);
            see("student t", &[a, b], || student_t::tails(a, b), of_tails);
            for side in [Side::Lower, Side::Upper] {
                see("gamma quantile", &[a, b], || gamma::quantile(a, side, b), |x| vec![x]);
                see("chi-squared quantile", &[a, b], || chi_squared::quantile(a, side, b), |x| vec![x]);
                see("student t quantile", &[a, b], || student_t::quantile(a, side, b), |t| vec![t]);
            }
        }
    }
}

#[test]
fn three_hostile_arguments_do_no_harm() {
    for a in HOSTILE {
        for b in HOSTILE {
            for c in HOSTILE {
                let v = [a, b, c];
                see("beta", &v, || beta::tails(a, b, c), of_tails);
                see("noncentral", &v, || noncentral_chi_squared::tails(a, b, c), of_tails);
                see("noncentrality", &v, || noncentral_chi_squared::noncentrality(a, b, c), |l| vec![l]);
                see("noncentral t", &v, || noncentral_t::tails(a, b, c), of_tails);
                see("noncentrality of t", &v, || noncentral_t::noncentrality(a, b, c), |d| vec![d]);
                for side in [Side::Lower, Side::Upper] {
                    see("beta quantile", &v, || beta::quantile(a, b, side, c), |x| vec![x]);
                }
            }
        }
    }
}

#[test]
fn hostile_counts_do_no_harm() {
    for k in COUNTS {
        for n in COUNTS {
            for p in HOSTILE {
                let v = [k as f64, n as f64, p];
                see("binomial lower", &v, || binomial::lower_tail(k, n, p), of_p);
                see("binomial upper", &v, || binomial::upper_tail(k, n, p), of_p);
                see("binomial two-sided", &v, || binomial::two_sided(k, n, p), of_p);
                see(
                    "clopper_pearson",
                    &v,
                    || clopper_pearson(k, n, p),
                    |(lower, upper)| {
                        assert!(0.0 <= lower && lower <= upper && upper <= 1.0, "{v:?}: {lower}, {upper}");
                        vec![lower, upper]
                    },
                );
            }
        }
    }
}
