//! Assertions for the tests of other projects: does an initialiser draw what it says?
//!
//! Each takes any iterator of `f64` or `f32`, judges it by an exact test, and panics at the caller's line unless the
//! claim *holds*: that is, unless it is not rejected at α = 1e-9 and the sample is large enough to notice the effect
//! that matters. A correct initialiser fails once in a billion runs, whatever its seed; one that is wrong by the stated
//! effect passes less often than that, because its interval cannot lie within the effect.
//!
//! Draw as many weights as [`StdDev::min_trials`](crate::claim::StdDev::min_trials) and its like say for the effect, and a
//! little more: with a fifth more, a correct initialiser is known to be correct in 999 runs of 1000 and better. With too few,
//! the message says how many it takes.
//!
//! [`assert_mean`] and [`assert_std_dev`] are for samples of a normal law: their level is exact for these and, of the spread,
//! for no others. [`assert_law`] is for every continuous law, and judges its spread with its shape.
//!
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use rand_distr::{Distribution, StandardNormal};
//! use saturation::assert::{assert_law, assert_mean, assert_std_dev};
//! use saturation::law::Normal;
//!
//! let generator = Xoshiro256PlusPlus::seed_from_u64(7);
//! let weights: Vec<f32> =
//!     StandardNormal.sample_iter(generator).take(500_000).map(|g: f32| g / 30.0).collect();
//!
//! let law = Normal { mean: 0.0, std_dev: 1.0 / 30.0 };
//! assert_mean(&weights, law, 0.02 * law.std_dev); // to a fiftieth of the spread
//! assert_std_dev(&weights, law, 0.01); // to 1 %
//! assert_law(&weights, |w| law.cdf(w), 0.03); // the probability of each of 64 cells to 3 % (rms)
//! ```

use crate::claim::{
    Cells, ClaimError, Decision, Fraction, LawFit, MISS_RATE, Mean, SIGNIFICANCE_LEVEL, StdDev, Test, Verdict,
};
use crate::law::Normal;
use crate::statistics::Moments;

/// Cells of [`assert_law`], equiprobable under the law.
const CELLS: usize = 64;

/// A real number of any width, by value or by reference.
pub trait Real: Copy {
    /// Its value, exactly.
    fn value(self) -> f64;
}

impl Real for f64 {
    fn value(self) -> f64 {
        self
    }
}

impl Real for f32 {
    fn value(self) -> f64 {
        self.into()
    }
}

impl<T: Real> Real for &T {
    fn value(self) -> f64 {
        (*self).value()
    }
}

/// Asserts that the mean is that of a normal law whose spread is known, to within `effect`, in units of the sample.
///
/// # Panics
/// If the claim is refuted or undecided, or cannot be tested: an empty sample, or one with a NaN or an infinity, the first of
/// which is named.
#[track_caller]
pub fn assert_mean(sample: impl IntoIterator<Item: Real>, law: Normal, effect: f64) {
    let moments = moments("the mean", sample, law.mean);
    judge("the mean", Mean::new(&moments, law.mean, law.std_dev, effect), String::new);
}

/// Asserts that the standard deviation of a normal sample is that of this law, to within the relative `effect`.
///
/// Not for samples of another law, even one of this spread: the variance of s² depends on the fourth moment, and correct
/// samples with longer tails, such as those of a Laplace law, would fail far more often than once in a billion, at any size.
/// For these take [`assert_law`] with their own distribution function, which sees a wrong spread as well.
///
/// ```
/// use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
/// use saturation::assert::assert_law;
/// use statrs::distribution::{ContinuousCDF, Laplace};
/// let law = Laplace::new(0.0, 0.05)?;
/// let mut generator = Xoshiro256PlusPlus::seed_from_u64(7);
/// let weights: Vec<f64> = (0..300_000).map(|_| law.inverse_cdf(generator.random())).collect();
/// assert_law(&weights, |w| law.cdf(w), 0.03);
/// # Ok::<(), statrs::distribution::LaplaceError>(())
/// ```
///
/// # Panics
/// As [`assert_mean`].
#[track_caller]
pub fn assert_std_dev(sample: impl IntoIterator<Item: Real>, law: Normal, effect: f64) {
    let moments = moments("the standard deviation", sample, law.mean);
    judge("the standard deviation", StdDev::new(&moments, law.std_dev, effect), String::new);
}

/// Asserts that `event` happens with this probability, to within the absolute `effect`.
///
/// # Panics
/// As [`assert_mean`], but any value may be in the sample.
#[track_caller]
pub fn assert_fraction<T>(
    sample: impl IntoIterator<Item = T>,
    event: impl Fn(T) -> bool,
    probability: f64,
    effect: f64,
) {
    let (mut count, mut trials) = (0, 0);
    for x in sample {
        count += u64::from(event(x));
        trials += 1;
    }
    judge("the fraction", Fraction::new(count, trials, probability, effect), String::new);
}

/// Asserts that the sample has the continuous law with this distribution function, to within the discrepancy `effect`:
/// the relative error of the probabilities of 64 cells, root mean square.
///
/// # Panics
/// As [`assert_mean`], for fewer than 6400 values, and if `cdf` gives no probability.
#[track_caller]
pub fn assert_law(sample: impl IntoIterator<Item: Real>, cdf: impl Fn(f64) -> f64, effect: f64) {
    let mut counts = vec![0; CELLS];
    for (index, x) in sample.into_iter().enumerate() {
        let x = finite("the law", index, x);
        let p = cdf(x);
        // Not in a closure, which would take the blame itself.
        assert!((0.0..=1.0).contains(&p), "the law cannot be tested: cdf({x}) = {p} is no probability");
        counts[((p * CELLS as f64) as usize).min(CELLS - 1)] += 1;
    }
    let cells = Cells::equiprobable(counts);
    let test = LawFit::new(&cells, effect).map_err(|error| match error {
        // What the effect takes, not what the cells do.
        ClaimError::TooFew { quantity, trials, needed } => {
            let wanted = LawFit::min_trials(CELLS as u64, effect, SIGNIFICANCE_LEVEL, MISS_RATE).unwrap_or(needed);
            ClaimError::TooFew { quantity, trials, needed: wanted }
        }
        error => error,
    });
    judge("the law", test, || worst(&cells.counts));
}

/// The value, with what is to be said of the first that is none.
#[track_caller]
fn finite(quantity: &str, index: usize, x: impl Real) -> f64 {
    let x = x.value();
    assert!(x.is_finite(), "{quantity} cannot be tested: sample[{index}] is {x}; every value must be finite");
    x
}

#[track_caller]
fn moments(quantity: &str, sample: impl IntoIterator<Item: Real>, center: f64) -> Moments {
    let mut moments = Moments::about(center);
    let mut chunk = Vec::with_capacity(1024);
    for (index, x) in sample.into_iter().enumerate() {
        chunk.push(finite(quantity, index, x));
        if chunk.len() == chunk.capacity() {
            moments.add(&chunk);
            chunk.clear();
        }
    }
    moments.add(&chunk);
    moments
}

/// The three cells whose counts are farthest from what is expected, by the quantiles between which they lie.
fn worst(counts: &[u64]) -> String {
    let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    let mut cells: Vec<usize> = (0..counts.len()).collect();
    cells.sort_by(|a, b| {
        let off = |cell: &usize| (counts[*cell] as f64 - expected).abs();
        off(b).total_cmp(&off(a))
    });
    let share = |edge: usize| 100.0 * edge as f64 / counts.len() as f64;
    let cell = |k: &usize| format!("{} from {:.1} % to {:.1} %", counts[*k], share(*k), share(k + 1));
    let cells: Vec<String> = cells.iter().take(3).map(cell).collect();
    format!(
        "\n  farthest off, of {} cells between quantiles, {expected:.0} expected in each: {}",
        counts.len(),
        cells.join(", ")
    )
}

#[track_caller]
fn judge<T: Test>(quantity: &str, test: Result<T, ClaimError>, detail: impl Fn() -> String) {
    match test.and_then(|test| explain(quantity, &test)) {
        Ok(None) => {}
        Ok(Some(failure)) => panic!("{failure}{}", detail()),
        Err(error) => panic!("{quantity} cannot be tested: {error}"),
    }
}

/// What to say of a claim that does not hold.
fn explain(quantity: &str, test: &dyn Test) -> Result<Option<String>, ClaimError> {
    let Decision { estimate, statistic, p_value, verdict } = test.decide(SIGNIFICANCE_LEVEL)?;
    if verdict == Verdict::Holds {
        return Ok(None);
    }
    let interval = estimate.confidence_interval;
    let mut text = format!(
        "{quantity} is {verdict}: expected {}, measured {} ({} … {})\n  null law: {}\n  n = {}, statistic = {statistic}",
        test.expected(),
        estimate.point_estimate,
        interval.lower_bound,
        interval.upper_bound,
        test.null_law(),
        test.trials().first().copied().unwrap_or(0),
    );
    if let Some(p) = p_value {
        // A p-value that underflows is "< 1e-300".
        let p = format!("p = {p}").replace("= <", "<");
        text += &format!(", {p}, α = {SIGNIFICANCE_LEVEL:e}");
    }
    if let Some(power) = test.power(SIGNIFICANCE_LEVEL, MISS_RATE)? {
        text += &format!("\n  {power}");
        if verdict == Verdict::Undecided {
            text += &format!("; the effect asked for, {}, takes {} draws", power.effect, power.min_trials);
        }
    }
    Ok(Some(text))
}
