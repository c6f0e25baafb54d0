use super::ClaimError;

/// The largest number of trials that f64 counts exactly, 2⁵³: what is not decided by then never is.
pub(super) const MOST_TRIALS: u64 = 1 << 53;

/// The smallest n ≥ `least` at which `holds`, by galloping from a guess and bisecting; [`MOST_TRIALS`] if there is none.
///
/// For a condition that holds from some n on. One that flickers near its edge, as the counts of a binomial make it, is
/// met by the n returned, and not by the n − 1 before it.
pub(super) fn fewest(
    least: u64,
    guess: f64,
    holds: impl Fn(u64) -> Result<bool, ClaimError>,
) -> Result<u64, ClaimError> {
    // `as` saturates, and turns a NaN into 0.
    let mut high = (guess as u64).clamp(least, MOST_TRIALS);
    let mut step = high / 64 + 1;
    let mut low = least;
    if holds(high)? {
        while high > least {
            let below = high.saturating_sub(step).max(least);
            if !holds(below)? {
                low = below + 1;
                break;
            }
            high = below;
            step = step.saturating_mul(2);
        }
    } else {
        loop {
            if high == MOST_TRIALS {
                return Ok(MOST_TRIALS);
            }
            low = high + 1;
            high = high.saturating_add(step).min(MOST_TRIALS);
            if holds(high)? {
                break;
            }
            step = step.saturating_mul(2);
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle)? { high = middle } else { low = middle + 1 }
    }
    Ok(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_edge_from_any_guess() {
        for edge in [1, 2, 17, 1000, 123_456_789] {
            for guess in [f64::NAN, 0.0, 1.0, 900.0, 1e9, f64::INFINITY] {
                assert_eq!(fewest(1, guess, |n| Ok(n >= edge)), Ok(edge), "edge {edge}, guess {guess}");
            }
        }
        assert_eq!(fewest(5, 1.0, |_| Ok(true)), Ok(5));
        assert_eq!(fewest(5, 1.0, |_| Ok(false)), Ok(MOST_TRIALS));
    }
}
