//! Every argument an `f64` can be: an answer or an error, in finite time, never NaN. Inside the domain: an answer, whose tails
//! make up 1 and never fall or rise the wrong way.

use super::properties::{between, check, number};
use proptest::prelude::*;
use proptest::sample::select;
use saturation::numeric::{
    DomainError, PValue, Side, Tails, beta, binomial, chi_squared, clopper_pearson, gamma, noncentral_chi_squared,
    noncentral_t, normal, student_t,
};

/// The functions of up to three numbers, by name: what they use of these, and the values that they give.
type Function = (&'static str, usize, fn([f64; 3]) -> Result<Vec<f64>, DomainError>);

/// The tails of a law at a point.
type Law<'a> = &'a dyn Fn(f64) -> Result<Tails, DomainError>;

fn of_tails(tails: Tails) -> Vec<f64> {
    vec![tails.lower(), tails.upper(), tails.two_sided().value()]
}

fn of_p(p: PValue) -> Vec<f64> {
    vec![p.value()]
}

const PROBABILITIES: [Function; 9] = [
    ("normal", 1, |[z, ..]| normal::tails(z).map(of_tails)),
    ("p-value", 1, |[p, ..]| PValue::new(p).map(of_p)),
    ("p-value from ln", 1, |[ln, ..]| PValue::from_ln(ln).map(of_p)),
    ("gamma", 2, |[a, x, _]| gamma::tails(a, x).map(of_tails)),
    ("chi-squared", 2, |[df, x, _]| chi_squared::tails(df, x).map(of_tails)),
    ("student t", 2, |[df, t, _]| student_t::tails(df, t).map(of_tails)),
    ("beta", 3, |[a, b, x]| beta::tails(a, b, x).map(of_tails)),
    ("noncentral chi-squared", 3, |[df, l, x]| noncentral_chi_squared::tails(df, l, x).map(of_tails)),
    ("noncentral t", 3, |[df, d, t]| noncentral_t::tails(df, d, t).map(of_tails)),
];

const POINTS: [Function; 10] = [
    ("normal quantile", 1, |[p, ..]| normal::quantile(Side::Lower, p).map(|x| vec![x])),
    ("upper normal quantile", 1, |[p, ..]| normal::quantile(Side::Upper, p).map(|x| vec![x])),
    ("gamma quantile", 2, |[a, p, _]| gamma::quantile(a, Side::Lower, p).map(|x| vec![x])),
    ("chi-squared quantile", 2, |[df, p, _]| chi_squared::quantile(df, Side::Upper, p).map(|x| vec![x])),
    ("student t quantile", 2, |[df, p, _]| student_t::quantile(df, Side::Lower, p).map(|x| vec![x])),
    ("upper student t quantile", 2, |[df, p, _]| student_t::quantile(df, Side::Upper, p).map(|x| vec![x])),
    ("beta quantile", 3, |[a, b, p]| beta::quantile(a, b, Side::Lower, p).map(|x| vec![x])),
    ("upper beta quantile", 3, |[a, b, p]| beta::quantile(a, b, Side::Upper, p).map(|x| vec![x])),
    ("noncentrality", 3, |[df, x, p]| noncentral_chi_squared::noncentrality(df, x, p).map(|x| vec![x])),
    ("noncentrality of t", 3, |[df, t, p]| noncentral_t::noncentrality(df, t, p).map(|x| vec![x])),
];

#[test]
fn no_argument_does_harm() {
    check(6000, [number(), number(), number()], |arguments| {
        for (functions, least, most) in [(&PROBABILITIES[..], 0.0, 1.0), (&POINTS, f64::NEG_INFINITY, f64::INFINITY)] {
            for (name, used, function) in functions {
                match function(arguments) {
                    Ok(values) => {
                        let all = values.iter().all(|value| (least..=most).contains(value));
                        prop_assert!(all, "{name}: {values:?}");
                        prop_assert!(!arguments[..*used].iter().any(|a| a.is_nan()), "{name} took NaN for a number");
                    }
                    Err(error) => prop_assert!(!error.to_string().is_empty()),
                }
            }
        }
        let printed = PValue::new(arguments[0]).map(|p| p.to_string());
        prop_assert!(printed.is_err() || printed.is_ok_and(|text| text.chars().any(|c| ('1'..='9').contains(&c))));
        Ok(())
    });
}

#[test]
fn no_count_does_harm() {
    let count = || {
        prop_oneof![
            select(&[0, 1, 2, 3, 1000, 20_000_000, 1_000_000_000, u64::MAX - 1, u64::MAX][..]),
            0..100_u64,
            any::<u64>()
        ]
    };
    check(3000, (count(), count(), number()), |(k, n, p)| {
        for tail in [binomial::lower_tail, binomial::upper_tail, binomial::two_sided] {
            let value = tail(k, n, p);
            prop_assert_eq!(value.is_ok(), k <= n && (0.0..=1.0).contains(&p));
            prop_assert!(value.is_err() || value.is_ok_and(|p| (1e-300..=1.0).contains(&p.value())));
        }
        let limits = clopper_pearson(k, n, p);
        prop_assert_eq!(limits.is_ok(), k <= n && p > 0.0 && p < 1.0);
        prop_assert!(limits.is_err() || limits.is_ok_and(|(a, b)| 0.0 <= a && a <= b && b <= 1.0), "{:?}", limits);
        Ok(())
    });
}

/// The tails of each law at a point that is a share of the way through what is usual, or beyond.
#[test]
fn inside_the_domain_tails_make_up_one_and_are_monotone() {
    let (shape, point) = (|| between(0.5, 1e8), || prop_oneof![3 => between(0.01, 100.0), 1 => between(1e-300, 1e300)]);
    // The second point is next to the first, or far off.
    let step = prop_oneof![between(1e-15, 1e-3), between(1e-3, 1e3)];
    check(2000, (shape(), shape(), between(1e-3, 1e4), point(), step), |(a, b, noncentrality, point, step)| {
        let beyond = point * (1.0 + step);
        let laws: [(&str, Law); 8] = [
            ("normal above", &normal::tails),
            ("normal below", &|z| normal::tails(-1.0 / z)),
            ("gamma", &|x| gamma::tails(a, a * x)),
            ("chi-squared", &|x| chi_squared::tails(2.0 * a, 2.0 * a * x)),
            ("student t", &|t| student_t::tails(2.0 * a, t)),
            ("beta", &|x| beta::tails(a, b, a * x / (a * x + b))),
            ("noncentral chi-squared", &|x| {
                noncentral_chi_squared::tails(2.0 * a, noncentrality, (2.0 * a + noncentrality) * x)
            }),
            ("noncentral t", &|t| noncentral_t::tails(2.0 * a, 0.01 * noncentrality, 0.01 * noncentrality * t)),
        ];
        for (name, law) in laws {
            let (Ok(one), Ok(other)) = (law(point), law(beyond)) else {
                return Err(TestCaseError::fail(format!("{name}: an error inside the domain")));
            };
            for tails in [one, other] {
                let sum = tails.lower() + tails.upper();
                prop_assert!((sum - 1.0).abs() < 1e-15, "{name}: {tails:?} make up {sum}");
            }
            // To 1e-11 of each tail, which is what is said of it, or the last digits of its logarithm.
            let falls = |from: f64, to: f64| from - to > 1e-11 + 64.0 * f64::EPSILON * from.abs();
            let wrong = falls(one.ln_lower(), other.ln_lower()) || falls(other.ln_upper(), one.ln_upper());
            prop_assert!(!wrong, "{name}: {one:?}, then {other:?}");
        }
        Ok(())
    });
}
