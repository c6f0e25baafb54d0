//! Assertions for the tests of other projects: does an initializer draw what it says?
//!
//! Each judges a sample by a test with a known error rate, and panics at the caller's line unless the claim *holds*: that is,
//! unless it is not rejected at α = 1e-9 and there are enough values to notice the effect that matters. A right initializer
//! fails once in a billion runs, whatever its seed; one that is wrong by the stated effect passes less often than that,
//! because its interval cannot lie within the effect.
//!
//! [`assert_initializer`] draws as many weights as that takes, seed after seed. The others take any iterator of `f64` or `f32`;
//! with too few values they fail, and say how many it takes. Another level, effect or number format, and the most draws, are
//! set on an [`Assertion`].
//!
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use rand_distr::{Distribution, StandardNormal};
//! use saturation::assert::{assert_initializer, assert_law, assert_mean, assert_std_dev};
//! use saturation::model::Initializer;
//!
//! // The initializer under test: He's, for 784 inputs and 30 neurons.
//! fn he(seed: u64) -> Vec<f32> {
//!     let generator = Xoshiro256PlusPlus::seed_from_u64(seed);
//!     StandardNormal.sample_iter(generator).take(784 * 30).map(|g: f32| g * (2.0f32 / 784.0).sqrt()).collect()
//! }
//! let law = "torch:kaiming_normal".parse::<Initializer>()?.parameters(784, 30)?.weights();
//! assert_initializer(law, he);
//!
//! // Of a sample that is there already, one thing at a time.
//! let (law, weights) = (saturation::law::of_parameter(law)?, (0..30).flat_map(he).collect::<Vec<_>>());
//! assert_mean(&weights, &*law, 0.02 * law.std_dev()); // to a fiftieth of the spread
//! assert_std_dev(&weights, &*law, 0.01); // to 1 %
//! assert_law(&weights, &*law, 0.03); // the probability of each of 64 cells to 3 % (rms)
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::check::{CheckError, Expected, diagnose};
use crate::claim::{
    Cells, ClaimError, Decision, Fraction, LawFit, MISS_RATE, Mean, SIGNIFICANCE_LEVEL, Spread, Test, Verdict,
};
use crate::law::{Law, Shape};
use crate::model::ParameterLaw;
use crate::numeric::{Format, shortened};
use crate::statistics::{Grid, Moments, Weights};

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

/// How assertions are judged: their level, the effect that an initializer must not be off by, the number format of its weights, and
/// how often it may be asked for more.
///
/// ```
/// use saturation::assert::Assertion;
/// use saturation::law::Normal;
/// let sample = [0.3, -1.2, 0.8, -0.1].repeat(200);
/// Assertion::new().at(1e-3).mean(&sample, &Normal::STANDARD, 0.2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[must_use]
pub struct Assertion {
    significance_level: f64,
    effect: f64,
    format: Format,
    max_draws: u64,
}

impl Default for Assertion {
    fn default() -> Self {
        Self { significance_level: SIGNIFICANCE_LEVEL, effect: 0.05, format: Format::F64, max_draws: 1000 }
    }
}

/// Asserts that the mean is that of the law, whose spread is known, to within `effect`, in units of the sample.
///
/// # Panics
/// If the claim is refuted or undecided, or cannot be tested: an empty sample, one with a NaN or an infinity, the first of
/// which is named, or a law whose moments cannot be had.
#[track_caller]
pub fn assert_mean(sample: impl IntoIterator<Item: Real>, law: &dyn Law, effect: f64) {
    Assertion::new().mean(sample, law, effect);
}

/// Asserts that the standard deviation about the law's mean is that of the law, whatever its shape, to within the relative
/// `effect`.
///
/// How much a measured spread varies depends on the fourth moment of the law, and how skewed it is on the sixth; both are
/// computed, see [`Spread`].
///
/// ```
/// use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};
/// use saturation::assert::assert_std_dev;
/// use saturation::law::FromStatrs;
/// use statrs::distribution::{ContinuousCDF, Laplace};
/// let laplace = Laplace::new(0.0, 0.05)?;
/// let mut generator = Xoshiro256PlusPlus::seed_from_u64(7);
/// let weights: Vec<f64> = (0..300_000).map(|_| laplace.inverse_cdf(generator.random())).collect();
/// assert_std_dev(&weights, &FromStatrs::new(laplace)?, 0.03);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
/// As [`assert_mean`].
#[track_caller]
pub fn assert_std_dev(sample: impl IntoIterator<Item: Real>, law: &dyn Law, effect: f64) {
    Assertion::new().std_dev(sample, law, effect);
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
    Assertion::new().fraction(sample, event, probability, effect);
}

/// Asserts that the sample has this continuous law, to within the discrepancy `effect`: the relative error of the probabilities
/// of 64 cells, root mean square.
///
/// # Panics
/// As [`assert_mean`], and for fewer than 6400 values.
#[track_caller]
pub fn assert_law(sample: impl IntoIterator<Item: Real>, law: &dyn Law, effect: f64) {
    Assertion::new().law(sample, law, effect);
}

/// Asserts that an initializer draws independent weights from this law, to within 5 % of its spread.
///
/// `draw` gives the weights of a seed, always as many, in rows as they are stored. It is asked for seeds 0, 1, 2 … until there are
/// enough weights to tell an error of the effect, twice at least and a thousand times at most, and what it gave is judged once: mean,
/// spread, bounds, shape, and that neighbours, in a draw and from one draw to the next, are independent and no draw repeats another.
///
/// # Panics
/// If any of these claims is refuted or undecided: the message says what is wrong, and what the weights look like. Also without
/// weights, for weights that are no finite numbers, for draws of several lengths, and for orthogonal matrices, whose entries depend
/// on one another.
#[track_caller]
pub fn assert_initializer<W: IntoIterator<Item: Real>>(law: ParameterLaw, draw: impl FnMut(u64) -> W) {
    Assertion::new().initializer(law, draw);
}

impl Assertion {
    /// At α = 1e-9, for an initializer to 5 % of its spread, of 32 or 64 bits, in at most a thousand draws.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same at another significance level.
    pub fn at(self, significance_level: f64) -> Self {
        Self { significance_level, ..self }
    }

    /// The same for an initializer that is to be right to this share of its spread, and to twice as much in mean, shape and
    /// independence.
    pub fn to_within(self, effect: f64) -> Self {
        Self { effect, ..self }
    }

    /// The same for weights that were rounded to this format.
    pub fn in_format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// The same with so many draws of an initializer at most; with one, a seed that is not heeded is not noticed.
    pub fn in_draws(self, max_draws: u64) -> Self {
        Self { max_draws, ..self }
    }

    /// As [`assert_mean`].
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn mean(&self, sample: impl IntoIterator<Item: Real>, law: &dyn Law, effect: f64) {
        let moments = moments("the mean", sample, law.mean());
        self.judge("the mean", Mean::new(&moments, law.mean(), law.std_dev(), effect), String::new);
    }

    /// As [`assert_std_dev`].
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn std_dev(&self, sample: impl IntoIterator<Item: Real>, law: &dyn Law, effect: f64) {
        let quantity = "the standard deviation";
        let moments = moments(quantity, sample, law.mean());
        match Shape::of(law) {
            Ok(shape) => self.judge(quantity, Spread::new(&moments, &shape, effect), String::new),
            Err(error) => panic!("{quantity} cannot be tested: {error}"),
        }
    }

    /// As [`assert_fraction`].
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn fraction<T>(
        &self,
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
        self.judge("the fraction", Fraction::new(count, trials, probability, effect), String::new);
    }

    /// As [`assert_law`].
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn law(&self, sample: impl IntoIterator<Item: Real>, law: &dyn Law, effect: f64) {
        let mut counts = vec![0; CELLS];
        for (index, x) in sample.into_iter().enumerate() {
            let x = finite("the law", index, x);
            let p = law.cdf(x);
            // Not in a closure, which would take the blame itself.
            assert!((0.0..=1.0).contains(&p), "the law cannot be tested: cdf({x}) = {p} is no probability");
            counts[((p * CELLS as f64) as usize).min(CELLS - 1)] += 1;
        }
        let cells = Cells::equiprobable(counts);
        let level = self.significance_level;
        let test = LawFit::new(&cells, effect).map_err(|error| match error {
            // What the effect takes, not what the cells do.
            ClaimError::TooFew { quantity, trials, needed } => {
                let wanted = LawFit::min_trials(CELLS as u64, effect, level, MISS_RATE).unwrap_or(needed);
                ClaimError::TooFew { quantity, trials, needed: wanted }
            }
            error => error,
        });
        self.judge("the law", test, || worst(&cells));
    }

    /// As [`assert_initializer`].
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn initializer<W: IntoIterator<Item: Real>>(&self, law: ParameterLaw, mut draw: impl FnMut(u64) -> W) {
        let name = law.rounded();
        assert!(
            !matches!(law, ParameterLaw::Orthogonal { .. }),
            "{name}: the entries of an orthogonal matrix depend on one another; check WᵀW = g²I"
        );
        let expected = match Expected::new(law, self.format) {
            Ok(expected) => expected,
            Err(error) => panic!("{name} cannot be tested: {error}"),
        };
        let mut draw = |seed| -> Vec<f64> { draw(seed).into_iter().map(Real::value).collect() };
        let first = draw(0);
        assert!(!first.is_empty(), "{name} cannot be tested: the draw of seed 0 is empty; draw some weights");
        let wanted = match expected.min_values(self.effect, self.significance_level, MISS_RATE) {
            // A right initializer is known to be right in 999 runs of 1000 with a fifth more.
            Ok(values) => values.saturating_add(values / 5),
            Err(error) => panic!("{name} cannot be tested: {error}"),
        };
        // Two at least, or a seed that is not heeded would pass.
        let (columns, rows) = (first.len(), wanted.div_ceil(first.len() as u64).max(2).min(self.max_draws.max(1)));
        let mut all = first;
        for seed in 1..rows {
            let values = draw(seed);
            assert!(
                values.len() == columns,
                "{name} cannot be tested: seed {seed} gave {} weights, and seed 0 {columns}; draw as many for each",
                values.len()
            );
            all.extend(values);
        }
        if let Some(index) = all.iter().position(|x| !x.is_finite()) {
            let (seed, place) = (index / columns, index % columns);
            panic!(
                "{name} cannot be tested: weight {place} of seed {seed} is {}; every weight must be finite",
                all[index]
            );
        }
        let mut weights = Weights::new(Grid::of_draws(rows as usize, columns), 0.0, law.std_dev(), Vec::new());
        weights.add(&all);
        match self.faults(law, &expected, &weights) {
            Ok(faults) if faults.is_empty() => {}
            Ok(mut faults) => {
                if rows == self.max_draws && rows < wanted.div_ceil(columns as u64) {
                    faults.push(format!(
                        "more weights are drawn with in_draws({}) or more",
                        wanted.div_ceil(columns as u64)
                    ));
                }
                let seeds = if rows == 1 { "1 seed".to_owned() } else { format!("{rows} seeds") };
                panic!("{name}, {} weights of {seeds}:\n{}", all.len(), faults.join("\n"))
            }
            Err(error) => panic!("{name} cannot be tested: {error}"),
        }
    }

    /// What is wrong with weights, and what they look like.
    fn faults(&self, law: ParameterLaw, expected: &Expected, weights: &Weights) -> Result<Vec<String>, CheckError> {
        let mut claims = expected.claims(weights, self.effect)?;
        claims.extend(expected.claims_of_independence(weights, self.effect)?);
        let (mut faults, mut refuted) = (Vec::new(), false);
        for claim in &claims {
            let verdict = claim.test.decide(self.significance_level)?.verdict;
            refuted |= verdict == Verdict::Refuted;
            faults.extend(self.explain(&claim.statement, &*claim.test, claim.unit)?);
            if claim.id == "law" && verdict == Verdict::Refuted {
                faults.extend(expected.cells(weights).map(|cells| worst(&cells).trim_start_matches('\n').to_owned()));
            }
        }
        if refuted {
            let diagnosis = diagnose(weights, Some((law, &[])), self.format, self.significance_level)?;
            faults.push(format!("what it looks like: {diagnosis}"));
        }
        Ok(faults)
    }

    #[track_caller]
    fn judge<T: Test>(&self, quantity: &str, test: Result<T, ClaimError>, detail: impl Fn() -> String) {
        match test.and_then(|test| self.explain(quantity, &test, "values")) {
            Ok(None) => {}
            Ok(Some(failure)) => panic!("{failure}{}", detail()),
            Err(error) => panic!("{quantity} cannot be tested: {error}"),
        }
    }

    /// What to say of a claim that does not hold.
    fn explain(&self, quantity: &str, test: &dyn Test, unit: &str) -> Result<Option<String>, ClaimError> {
        let level = self.significance_level;
        let Decision { estimate, statistic, p_value, verdict } = test.decide(level)?;
        if verdict == Verdict::Holds {
            return Ok(None);
        }
        let interval = estimate.confidence_interval;
        let mut text = format!(
            "{quantity}: {verdict}: expected {}, measured {}",
            digits(test.expected()),
            digits(estimate.point_estimate)
        );
        if interval.lower_bound < interval.upper_bound {
            text += &format!(" ({} … {})", digits(interval.lower_bound), digits(interval.upper_bound));
        }
        text += &format!("\n  null law: {}\n  statistic = {}", test.null_law(), digits(statistic));
        if let Some(n) = test.trials().first() {
            text += &format!(", n = {n}");
        }
        if let Some(p) = p_value {
            // A p-value that underflows is "< 1e-300".
            let p = format!("p = {p}").replace("= <", "<");
            text += &format!(", {p}, α = {level:e}");
        }
        if let Some(power) = test.power(level, MISS_RATE)? {
            text += &format!("\n  {power}");
            if verdict == Verdict::Undecided {
                text += &format!("; the effect asked for, {}, takes {} {unit}", digits(power.effect), power.min_trials);
            }
        }
        Ok(Some(text))
    }
}

/// A number to six digits.
fn digits(x: f64) -> String {
    shortened(x, 6)
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

/// The three cells whose counts are farthest from what is expected, in standard errors, by the quantiles between which they lie.
fn worst(cells: &Cells) -> String {
    let n = cells.counts.iter().sum::<u64>() as f64;
    let mut below = 0.0;
    let mut all: Vec<(f64, String)> = Vec::new();
    for (count, p) in cells.counts.iter().zip(&cells.probabilities) {
        let (expected, from) = (n * p, below);
        below += p;
        let text = format!("{count} for {expected:.0} from {:.1} % to {:.1} %", 100.0 * from, 100.0 * below);
        all.push(((*count as f64 - expected).abs() / expected.sqrt(), text));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let texts: Vec<&str> = all.iter().take(3).map(|(_, text)| text.as_str()).collect();
    format!("\n  farthest off, of {} cells between quantiles, found for expected: {}", all.len(), texts.join(", "))
}
