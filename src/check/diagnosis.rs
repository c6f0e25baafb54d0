use super::{Expected, Layer, mistakes};
use crate::claim::{ClaimError, Finding, Verdict, judge};
use crate::law::{self, LawError, Rounded};
use crate::model::ParameterLaw::{self, TruncatedNormal, Uniform};
use crate::model::{Fans, Initializer};
use crate::numeric::Format;
use crate::statistics::Weights;
use std::fmt;

/// Why weights cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum CheckError {
    /// A claim cannot be tested.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// A law cannot be had.
    #[error(transparent)]
    Law(#[from] LawError),
}

/// What weights look like that are not as they should be.
#[derive(Debug, Clone, PartialEq)]
pub enum Diagnosis {
    /// Every value is this one.
    Constant(f64),
    /// Rows or columns are equal to earlier ones: a seed that was used again.
    Repeated(&'static str),
    /// They are as these known mistakes would draw them.
    Mistakes(Vec<String>),
    /// They are as this law would draw them, of their own spread.
    Like(ParameterLaw),
    /// So many rows or columns are all zeros.
    Padded(u64, &'static str),
    /// Neighbours in a row, or in a column, depend on one another.
    Dependent(&'static str),
    /// They are as no initializer draws them: trained, or changed otherwise.
    NotAsAtInitialisation,
    /// There are too few of them to tell.
    TooFew,
}

impl fmt::Display for Diagnosis {
    /// A clause: "a factor 2 is lost in the variance".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(0.0) => write!(f, "all are zeros"),
            Self::Constant(value) => write!(f, "all are {}", *value as f32),
            Self::Repeated(side) => write!(f, "{side} repeat earlier ones, as if a seed were used again"),
            Self::Mistakes(texts) => write!(f, "{}", texts.join("; or ")),
            Self::Padded(1, side) => write!(f, "1 {} is all zeros", side.trim_end_matches('s')),
            Self::Padded(count, side) => write!(f, "{count} {side} are all zeros"),
            Self::Like(law) => write!(f, "they are like {}", law.rounded()),
            Self::Dependent(side) => {
                write!(f, "not as at initialisation: neighbours in a {side} depend on one another")
            }
            Self::NotAsAtInitialisation => write!(f, "not as at initialisation: trained, or changed otherwise"),
            Self::TooFew => write!(f, "too few to tell what they are like"),
        }
    }
}

/// Whether the weights do not contradict what is expected of single ones, at this level for each claim.
fn fits(expected: &Expected, weights: &Weights, significance_level: f64) -> Result<bool, CheckError> {
    for claim in expected.claims(weights, 1.0)? {
        if claim.test.decide(significance_level)?.verdict == Verdict::Refuted {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The initializers of the registry, with their default arguments, that the weights of a layer do not contradict; with `bias` those of
/// biases. An initializer of constants is consistent with nothing else.
///
/// # Errors
/// [`CheckError`] if one cannot be judged.
pub fn consistent(
    weights: &Weights,
    fans: Fans,
    bias: bool,
    format: Format,
    significance_level: f64,
) -> Result<Vec<Initializer>, CheckError> {
    let mut judged: Vec<(ParameterLaw, bool)> = Vec::new();
    let mut found = Vec::new();
    for initializer in Initializer::all() {
        let law = Layer { initializer, fans, bias }.law();
        let fits = match judged.iter().find(|(other, _)| other.is_like(law)) {
            Some((_, fits)) => *fits,
            None => {
                let fits = match Expected::new(law, format) {
                    Ok(expected) => fits(&expected, weights, significance_level)?,
                    // Too narrow to be drawn.
                    Err(_) => false,
                };
                judged.push((law, fits));
                fits
            }
        };
        if fits {
            found.push(initializer);
        }
    }
    Ok(found)
}

/// What weights look like that contradict the law which they should have, whose layer may slip into others; `None`: any law.
///
/// # Errors
/// [`CheckError`] if it cannot be judged.
pub fn diagnose(
    weights: &Weights,
    expected: Option<(ParameterLaw, &[(&'static str, ParameterLaw)])>,
    format: Format,
    significance_level: f64,
) -> Result<Diagnosis, CheckError> {
    let (least, greatest) = weights.extremes();
    if least == greatest {
        return Ok(Diagnosis::Constant(least));
    }
    let Ok(own) = Expected::new(ParameterLaw::normal(weights.moments().std_dev()), format) else {
        return Ok(Diagnosis::NotAsAtInitialisation);
    };
    let independence = judge(own.claims_of_independence(weights, 1.0)?, significance_level)?;
    let broken = |id: &str| independence.iter().any(|finding: &Finding| finding.id == id && finding.otherwise());
    let grid = weights.grid();
    let sides = [("rows", grid.columns), ("columns", grid.rows)];
    if let Some((side, _)) = sides.into_iter().find(|(side, length)| *length >= LONG && broken(side)) {
        return Ok(Diagnosis::Repeated(side));
    }
    if broken("padding") {
        return Ok(Diagnosis::Padded(weights.zero_rows(), "rows"));
    }
    if weights.zero_columns() > 1 && own.equal_by_chance(grid.rows as u64) < significance_level {
        return Ok(Diagnosis::Padded(weights.zero_columns(), "columns"));
    }
    if let Some((_, side)) = [("in_rows", "row"), ("in_columns", "column")].into_iter().find(|(id, _)| broken(id)) {
        return Ok(Diagnosis::Dependent(side));
    }
    if let Some((law, slips)) = expected {
        let mut found: Vec<String> = Vec::new();
        for mistake in mistakes(law, slips, format) {
            if !found.contains(&mistake.text) && fits(&mistake.expected, weights, significance_level)? {
                found.push(mistake.text);
            }
        }
        if found.is_empty() && format == Format::BF16 {
            // A bucket is one value of this format.
            let (values, distinct) = (Rounded::new(&*law::of_parameter(law)?, format), weights.buckets().occupied());
            let expected = values.distinct(weights.count());
            if 2.0 * (distinct as f64) < expected {
                let text =
                    format!("there are {distinct} values, not some {expected:.0}: it is drawn from few random bits");
                found.push(text);
            }
        }
        if found.is_empty() && sides.into_iter().any(|(side, _)| broken(side)) {
            found.push("equal values are too frequent, as if it were drawn from few random bits".to_owned());
        }
        if !found.is_empty() {
            return Ok(Diagnosis::Mistakes(found));
        }
    }
    Ok(match like(weights, format, significance_level)? {
        Some(law) => Diagnosis::Like(law),
        None if weights.count() < MANY => Diagnosis::TooFew,
        None => Diagnosis::NotAsAtInitialisation,
    })
}

/// Shorter rows of values from 8 random bits may be equal by chance.
const LONG: usize = 8;

/// With fewer values no shape is judged.
const MANY: u64 = 2000;

/// The normal, uniform or cut law of the mean and spread measured whose shape the weights fit best, unless they contradict all.
fn like(weights: &Weights, format: Format, significance_level: f64) -> Result<Option<ParameterLaw>, CheckError> {
    let moments = weights.moments();
    let std_dev = moments.std_dev();
    let far = moments.mean().abs() > 6.0 * std_dev / (moments.count() as f64).sqrt();
    let mean = if far { moments.mean() } else { 0.0 };
    let half = 3f64.sqrt() * std_dev;
    let cut = TruncatedNormal { std_dev: 1.0, bound: 2.0 }.std_dev();
    let mut best = (libm::log(significance_level), None);
    for law in [
        ParameterLaw::Normal { mean, std_dev },
        Uniform { low: mean - half, high: mean + half },
        TruncatedNormal { std_dev: std_dev / cut, bound: 2.0 },
    ] {
        let Ok(expected) = Expected::new(law, format) else { continue };
        for claim in expected.claims(weights, 1.0)?.iter().filter(|claim| claim.id == "law") {
            if let Some(p_value) = claim.test.decide(significance_level)?.p_value.filter(|p| p.ln() > best.0) {
                best = (p_value.ln(), Some(law));
            }
        }
    }
    Ok(best.1)
}
