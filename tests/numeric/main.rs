//! The special functions of `numeric` against values of 30 digits, their own identities and every argument.

mod domains;
mod reference;

#[path = "../properties/mod.rs"]
mod properties;
#[path = "../seed/mod.rs"]
mod seed;

use saturation::numeric::{
    DomainError, PValue, binomial, clopper_pearson, noncentral_chi_squared, noncentral_t, normal,
};

#[test]
fn clopper_pearson_limits_solve_the_binomial_tails() {
    for n in [1_u64, 2, 17, 1000, 20_000_000, 1_000_000_000] {
        for k in [0, 1, 3, n / 3, n / 2, n - 1, n].into_iter().filter(|&k| k <= n) {
            for alpha in [0.5, 0.05, 1e-9] {
                let (lower, upper) = clopper_pearson(k, n, alpha).unwrap();
                let half = alpha / 2.0;
                // A limit is rounded to an f64, which moves the tail by up to n·ε/(1 − limit) of itself.
                let tolerance = |p: f64| 1e-12 + f64::EPSILON * n as f64 / (1.0 - p);
                if k > 0 {
                    let p = binomial::upper_tail(k, n, lower).unwrap().value();
                    assert!(
                        (p / half - 1.0).abs() < tolerance(lower),
                        "P(X ≥ {k}) of {n} at {lower} is {p}, not {half}"
                    );
                }
                if k < n && upper < 1.0 {
                    let p = binomial::lower_tail(k, n, upper).unwrap().value();
                    assert!(
                        (p / half - 1.0).abs() < tolerance(upper),
                        "P(X ≤ {k}) of {n} at {upper} is {p}, not {half}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_noncentrality_gives_its_probability_back() {
    for df in [1.0, 2.5, 63.0, 4095.0] {
        for x in [1e-3, 1.0, 40.0, 5000.0, 1e6] {
            for p in [1e-100, 1e-12, 0.05, 0.5, 0.99, 1.0 - 1e-12] {
                let lambda = noncentral_chi_squared::noncentrality(df, x, p).unwrap();
                let tails = noncentral_chi_squared::tails(df, lambda, x).unwrap();
                if lambda == 0.0 {
                    assert!(tails.lower() <= p, "df {df}, x {x}: {} above {p}", tails.lower());
                } else {
                    // Of the two tails the smaller tells.
                    let ratio = if p < 0.5 { tails.lower() / p } else { tails.upper() / (1.0 - p) };
                    assert!((ratio - 1.0).abs() < 1e-11, "df {df}, x {x}, p {p}: λ = {lambda}, off by {ratio}");
                }
            }
        }
    }
}

#[test]
fn a_noncentrality_of_t_gives_its_probability_back() {
    for df in [1.0, 2.5, 19.0, 1e4] {
        for t in [0.0, 1e-3, 1.0, 6.5, 300.0, 1e6] {
            for p in [1e-100, 1e-12, 0.05, 0.5, 0.99, 1.0 - 1e-12] {
                let delta = noncentral_t::noncentrality(df, t, p).unwrap();
                let tails = noncentral_t::tails(df, delta, t).unwrap();
                if delta == 0.0 {
                    assert!(tails.lower() <= p, "df {df}, t {t}: {} above {p}", tails.lower());
                } else {
                    // Of the two tails the smaller tells.
                    let ratio = if p < 0.5 { tails.lower() / p } else { tails.upper() / (1.0 - p) };
                    assert!((ratio - 1.0).abs() < 1e-11, "df {df}, t {t}, p {p}: δ = {delta}, off by {ratio}");
                }
            }
        }
    }
}

#[test]
fn a_p_value_prints_its_size() {
    let printed = |p: f64| PValue::new(p).unwrap().to_string();
    assert_eq!(printed(1.0), "1.00");
    assert_eq!(printed(0.99949), "0.999");
    assert_eq!(printed(0.5), "0.500");
    assert_eq!(printed(0.0999), "0.0999");
    assert_eq!(printed(0.09996), "0.100");
    assert_eq!(printed(0.00312), "0.00312");
    assert_eq!(printed(0.0010004), "0.00100");
    assert_eq!(printed(0.00099949), "1.0e-3");
    assert_eq!(printed(1.26e-299), "1.3e-299");
    assert_eq!(printed(0.0), "< 1e-300");
    assert_eq!(format!("{:>10}", PValue::new(0.0312).unwrap()), "    0.0312");
}

#[test]
fn an_error_names_the_condition() {
    let text = |e: DomainError| e.to_string();
    assert_eq!(text(binomial::two_sided(3, 2, 0.5).unwrap_err()), "successes ≤ trials does not hold: 3 > 2");
    assert_eq!(text(clopper_pearson(1, 2, 1.0).unwrap_err()), "0 < alpha < 1 does not hold: alpha = 1");
    assert_eq!(text(normal::tails(f64::NAN).unwrap_err()), "-inf ≤ z ≤ inf does not hold: z = NaN");
}
