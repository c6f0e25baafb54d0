//! Assertions for the tests of other projects: does an initialiser draw what it says?
//!
//! Each takes any iterator of `f64` or `f32`, judges it by an exact test, and panics at the caller's line unless the
//! claim *holds*: that is, unless it is not rejected at α = 1e-9 and the sample is large enough to notice the effect
//! that matters. A correct initialiser fails once in a billion runs, whatever its seed; one that is wrong by the stated
//! effect passes less often than that, because its interval cannot lie within the effect.
//!
//! Draw as many weights as [`StdDev::min_trials`](crate::claim::StdDev::min_trials) and its like say for the effect, and a little more: with a fifth more, a
//! correct initialiser is known to be correct in 999 runs of 1000 and better. With too few, the message says how many it
//! takes.
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
/// If the claim is refuted or undecided, or cannot be tested: an empty sample, a NaN or an infinity in it.
#[track_caller]
pub fn assert_mean(sample: impl IntoIterator<Item: Real>, law: Normal, effect: f64) {
    let moments = moments(sample, law.mean);
    judge("the mean", Mean::new(&moments, law.mean, law.std_dev, effect));
}

/// Asserts that the standard deviation is that of a normal law, to within the relative `effect`.
///
/// # Panics
/// As [`assert_mean`].
#[track_caller]
pub fn assert_std_dev(sample: impl IntoIterator<Item: Real>, law: Normal, effect: f64) {
    let moments = moments(sample, law.mean);
    judge("the standard deviation", StdDev::new(&moments, law.std_dev, effect));
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
    judge("the fraction", Fraction::new(count, trials, probability, effect));
}

/// Asserts that the sample has the continuous law with this distribution function, to within the discrepancy `effect`:
/// the relative error of the probabilities of 64 cells, root mean square.
///
/// # Panics
/// As [`assert_mean`], for fewer than 6400 values, and if `cdf` gives no probability.
#[track_caller]
pub fn assert_law(sample: impl IntoIterator<Item: Real>, cdf: impl Fn(f64) -> f64, effect: f64) {
    let mut counts = vec![0; CELLS];
    for x in sample {
        let p = cdf(x.value());
        // Not in a closure, which would take the blame itself.
        assert!((0.0..=1.0).contains(&p), "cdf({}) = {p} is no probability", x.value());
        counts[((p * CELLS as f64) as usize).min(CELLS - 1)] += 1;
    }
    judge("the law", LawFit::new(&Cells::equiprobable(counts), effect));
}

fn moments(sample: impl IntoIterator<Item: Real>, center: f64) -> Moments {
    let mut moments = Moments::about(center);
    let mut chunk = Vec::with_capacity(1024);
    for x in sample {
        chunk.push(x.value());
        if chunk.len() == chunk.capacity() {
            moments.add(&chunk);
            chunk.clear();
        }
    }
    moments.add(&chunk);
    moments
}

#[track_caller]
fn judge<T: Test>(quantity: &str, test: Result<T, ClaimError>) {
    match test.and_then(|test| explain(quantity, &test)) {
        Ok(None) => {}
        Ok(Some(failure)) => panic!("{failure}"),
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
        text += &format!(", p = {p}, α = {SIGNIFICANCE_LEVEL:e}");
    }
    if let Some(power) = test.power(SIGNIFICANCE_LEVEL, MISS_RATE)? {
        text += &format!("\n  {power}");
        if verdict == Verdict::Undecided {
            text += &format!("; the effect asked for, {}, takes {} draws", power.effect, power.min_trials);
        }
    }
    Ok(Some(text))
}
