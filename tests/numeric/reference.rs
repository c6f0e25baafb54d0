//! Against 30 digits.
//!
//! `data/numeric_reference.csv` was made with multiple precision by methods that share nothing with the code under
//! test; `data/make_numeric_reference.py` makes it again. See the worst errors and the slowest calls with
//! `cargo test --test numeric reference -- --nocapture`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use saturation::numeric::{
    DomainError, PValue, Side, Tails, beta, binomial, chi_squared, clopper_pearson, gamma, noncentral_chi_squared,
    noncentral_t, normal, student_t,
};

const REFERENCE: &str = include_str!("../data/numeric_reference.csv");

/// What a row of the reference is compared with.
struct Computed {
    /// The value itself; NaN where only its logarithm is known.
    value: f64,
    /// Its logarithm; NaN where it has none.
    ln: f64,
}

impl Computed {
    fn value(value: f64) -> Self {
        Self { value, ln: f64::NAN }
    }

    /// A p-value near 1 needs no logarithm.
    fn p(p: PValue) -> Self {
        Self { value: p.ln().exp(), ln: if p.ln() < -1.0 { p.ln() } else { f64::NAN } }
    }
}

fn compute(function: &str, v: &[f64]) -> Result<Computed, DomainError> {
    let both = |tails: Tails| {
        let lower = function.ends_with("_lower");
        Computed {
            value: if lower { tails.lower() } else { tails.upper() },
            ln: if lower { tails.ln_lower() } else { tails.ln_upper() },
        }
    };
    Ok(match function {
        "normal_upper" => both(normal::tails(v[0])?),
        "normal_quantile" => Computed::value(normal::quantile(Side::Upper, v[0])?),
        "gamma_lower" | "gamma_upper" => both(gamma::tails(v[0], v[1])?),
        "beta_lower" | "beta_upper" => both(beta::tails(v[0], v[1], v[2])?),
        "chi_squared_lower_quantile" => Computed::value(chi_squared::quantile(v[0], Side::Lower, v[1])?),
        "chi_squared_upper_quantile" => Computed::value(chi_squared::quantile(v[0], Side::Upper, v[1])?),
        "student_t_two_sided" => Computed::p(student_t::tails(v[0], v[1])?.two_sided()),
        "student_t_two_sided_quantile" => Computed::value(student_t::quantile(v[0], Side::Upper, v[1] / 2.0)?),
        "clopper_pearson_lower" => Computed::value(clopper_pearson(v[0] as u64, v[1] as u64, v[2])?.0),
        "clopper_pearson_upper" => Computed::value(clopper_pearson(v[0] as u64, v[1] as u64, v[2])?.1),
        "binomial_lower" => Computed::p(binomial::lower_tail(v[1] as u64, v[0] as u64, v[2])?),
        "binomial_upper" => Computed::p(binomial::upper_tail(v[1] as u64, v[0] as u64, v[2])?),
        "noncentral_chi_squared_lower" | "noncentral_chi_squared_upper" => {
            both(noncentral_chi_squared::tails(v[1], v[2], v[0])?)
        }
        "noncentrality" => Computed::value(noncentral_chi_squared::noncentrality(v[1], v[0], v[2])?),
        "noncentral_t_lower" | "noncentral_t_upper" => both(noncentral_t::tails(v[1], v[2], v[0])?),
        "t_noncentrality" => Computed::value(noncentral_t::noncentrality(v[1], v[0], v[2])?),
        other => panic!("the reference has an unknown function {other}"),
    })
}

/// Worst error over a function's rows, its row, and the slowest call.
#[derive(Default)]
struct Worst {
    rows: usize,
    relative: f64,
    relative_row: String,
    ln: f64,
    ln_row: String,
    slowest: Duration,
}

fn relative_error(computed: f64, expected: f64) -> f64 {
    if computed == expected { 0.0 } else { ((computed - expected) / expected).abs() }
}

#[test]
fn agrees_with_thirty_digits() {
    let mut worst: BTreeMap<&str, Worst> = BTreeMap::new();
    for row in REFERENCE.lines().skip(1) {
        let [function, arguments, value, ln_value] = row.split(',').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {row}");
        };
        let arguments: Vec<f64> = arguments.split(';').map(|a| a.parse().unwrap()).collect();
        let mut slowest = Duration::MAX;
        // The least of three, for the machine may be busy.
        for _ in 0..3 {
            let start = Instant::now();
            std::hint::black_box(compute(function, &arguments)).unwrap();
            slowest = slowest.min(start.elapsed());
        }
        let computed = compute(function, &arguments).unwrap();
        let entry = worst.entry(function).or_default();
        entry.rows += 1;
        entry.slowest = entry.slowest.max(slowest);
        let expected: f64 = value.parse().unwrap();
        if expected.abs() >= 1e-300 || expected == 0.0 && computed.ln.is_nan() {
            let error = relative_error(computed.value, expected);
            assert!(!error.is_nan(), "{row}: {}", computed.value);
            if error >= entry.relative {
                (entry.relative, entry.relative_row) = (error, row.to_owned());
            }
        }
        if !computed.ln.is_nan() {
            let error = relative_error(computed.ln, ln_value.parse().unwrap());
            if error >= entry.ln {
                (entry.ln, entry.ln_row) = (error, row.to_owned());
            }
        }
    }
    for (function, w) in &worst {
        println!(
            "{function:30} {:4} rows  error {:8.1e}  of ln {:8.1e}  slowest {:?}",
            w.rows, w.relative, w.ln, w.slowest
        );
        println!("    {}\n    {}", w.relative_row, w.ln_row);
    }
    assert!(worst.len() >= 19, "the reference lacks functions");
    for (function, w) in &worst {
        assert!(w.relative < 1e-11, "{function}: {:e} at {}", w.relative, w.relative_row);
        assert!(w.ln < 1e-11, "ln {function}: {:e} at {}", w.ln, w.ln_row);
    }
}
