//! What a caller may get wrong, and the checks that say so.

/// An argument outside the domain of a function; the text is the condition that does not hold.
///
/// ```
/// use saturation::numeric::chi_squared;
///
/// let error = chi_squared::tails(0.0, 2.0).unwrap_err();
/// assert_eq!(error.to_string(), "1.0 ≤ df ≤ 2e20 does not hold: df = 0.0");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DomainError {
    /// The argument lies outside a closed interval, or is not a number.
    #[error("{least:?} ≤ {name} ≤ {most:?} does not hold: {name} = {value:?}")]
    OutOfRange {
        /// The argument's name.
        name: &'static str,
        /// The least value it may have.
        least: f64,
        /// The greatest value it may have.
        most: f64,
        /// What was given.
        value: f64,
    },
    /// The argument must lie strictly between 0 and 1.
    #[error("0 < {name} < 1 does not hold: {name} = {value}")]
    NotInsideUnitInterval {
        /// The argument's name.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// More successes than trials.
    #[error("successes ≤ trials does not hold: {successes} > {trials}")]
    MoreSuccessesThanTrials {
        /// The number of successes.
        successes: u64,
        /// The number of trials.
        trials: u64,
    },
}

type Checked = Result<f64, DomainError>;

/// The largest shape of a gamma or beta law that is accepted: past every `u64` count, far from any overflow.
const LARGEST_SHAPE: f64 = 1e20;

/// A closed interval; NaN lies in none.
fn within(name: &'static str, least: f64, most: f64, value: f64) -> Checked {
    if value >= least && value <= most { Ok(value) } else { Err(DomainError::OutOfRange { name, least, most, value }) }
}

pub(super) fn number(name: &'static str, value: f64) -> Checked {
    within(name, f64::NEG_INFINITY, f64::INFINITY, value)
}

pub(super) fn not_positive(name: &'static str, value: f64) -> Checked {
    within(name, f64::NEG_INFINITY, 0.0, value)
}

pub(super) fn not_negative(name: &'static str, value: f64) -> Checked {
    within(name, 0.0, f64::INFINITY, value)
}

pub(super) fn probability(name: &'static str, value: f64) -> Checked {
    within(name, 0.0, 1.0, value)
}

/// The shape of a gamma or beta law. Below ½ one tail swallows the other, and no law in use asks for it.
pub(super) fn shape(name: &'static str, value: f64) -> Checked {
    within(name, 0.5, LARGEST_SHAPE, value)
}

/// Twice a [`shape`].
pub(super) fn degrees_of_freedom(df: f64) -> Checked {
    within("df", 1.0, 2.0 * LARGEST_SHAPE, df)
}

/// A noncentrality, which is as large as its law's mean.
pub(super) fn noncentrality(value: f64) -> Checked {
    within("noncentrality", 0.0, LARGEST_SHAPE, value)
}

/// The distance of a noncentral t law from 0, whose square is a [`noncentrality`].
pub(super) fn distance(value: f64) -> Checked {
    within("noncentrality", 0.0, 1e10, value)
}

/// A t that is not negative, whose noncentrality is sought: no larger than what has one that is a [`distance`].
pub(super) fn critical_t(t: f64) -> Checked {
    within("t", 0.0, 1e8, t)
}

/// A statistic whose noncentrality is sought.
pub(super) fn statistic(x: f64) -> Checked {
    within("x", 0.0, LARGEST_SHAPE, x)
}

pub(super) fn inside_unit_interval(name: &'static str, value: f64) -> Checked {
    if value > 0.0 && value < 1.0 { Ok(value) } else { Err(DomainError::NotInsideUnitInterval { name, value }) }
}

pub(super) fn at_most_trials(successes: u64, trials: u64) -> Result<(), DomainError> {
    if successes <= trials { Ok(()) } else { Err(DomainError::MoreSuccessesThanTrials { successes, trials }) }
}
