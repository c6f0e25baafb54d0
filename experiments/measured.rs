//! What several experiments read off a case that was drawn, and pieces that several figures and texts share.

use super::{Case, Error, Samples, Settings};
use crate::claim::{Cells, Claim, Test};
use crate::evidence::PreActivation;
use crate::figure::{Bar, Bars, Color, Measurement, number, order};
use crate::law::{self, Law, Threshold};
use crate::model::Activation;
use crate::numeric::clopper_pearson;
use crate::report::{Cell, Table, to_digits, trimmed};
use crate::statistics::{Bin, Histogram, Moments, Quantity};

/// A case that was drawn: its exact law beside what its trials gave.
#[derive(Debug)]
pub struct Measured<'a> {
    /// The case.
    pub case: Case,
    /// The exact law of z.
    pub law: Box<dyn Law>,
    /// What was kept of z.
    pub z: &'a Quantity,
    /// What was kept of σ′(z).
    pub derivative: &'a Quantity,
}

impl<'a> Measured<'a> {
    /// What these samples hold of a case.
    ///
    /// # Errors
    /// [`Error::Missing`] if it was not drawn.
    pub fn of(case: Case, samples: &'a Samples, settings: &Settings) -> Result<Self, Error> {
        let subject = case.subject(settings)?;
        let statistics = samples.of(&subject)?;
        let neuron = subject.neuron();
        let law = law::of(neuron)?;
        let quantity = |name: &str| {
            let missing = || Error::Missing(format!("{name} of {}", case.name));
            statistics.quantity(name).ok_or_else(missing)
        };
        let (z, derivative) = (quantity(PreActivation::Z)?, quantity(&Activation::SIGMOID.derivative_name())?);
        Ok(Self { case, law, z, derivative })
    }

    /// The number of trials.
    pub fn trials(&self) -> u64 {
        self.z.count()
    }

    /// The number of inputs.
    pub fn fan_in(&self) -> usize {
        self.case.active + self.case.zero
    }

    /// The moments of z.
    pub fn moments(&self) -> Moments {
        self.z.moments()
    }

    /// z in bins of one width for the eye, over 4.5 standard deviations to both sides: `per_std_dev` of them, or up to twice
    /// as many, in each.
    pub fn histogram(&self, per_std_dev: u32) -> Histogram {
        histogram(self.z, &*self.law, per_std_dev)
    }

    /// What tables say of a bin: its edges, its count, the density, the exact one, and the residual in standard errors.
    pub fn bin_cells(&self, bin: &Bin) -> [Cell; 6] {
        let [density, exact] = densities(bin, self.trials(), &*self.law);
        let residual = self.residual(bin).filter(|_| density.is_some());
        [bin.lower.into(), bin.upper.into(), bin.count.into(), density.into(), exact.into(), residual.into()]
    }

    /// The count of a bin less what is expected, in standard errors; none where hardly a trial is expected.
    pub fn residual(&self, bin: &Bin) -> Option<f64> {
        let (n, p) = (self.trials() as f64, self.law.between(bin.lower, bin.upper));
        (n * p >= 10.0).then(|| (bin.count as f64 - n * p) / (n * p * (1.0 - p)).sqrt())
    }

    /// The bins of a histogram of z.
    pub fn histogram_table(&self, histogram: &Histogram) -> Table {
        let rows = histogram.bins().map(|bin| self.bin_cells(&bin));
        Table::hidden(format!("histogram_{}", self.case.name), BIN_COLUMNS, rows)
    }

    /// z in cells of nearly equal probability under the law.
    pub fn cells(&self) -> Cells {
        Cells::of(self.z.buckets(), &*self.law)
    }

    /// E σ′(z) and its standard deviation, exactly.
    ///
    /// # Errors
    /// [`Error::Law`] for a law too wide for it.
    pub fn exact_derivative(&self) -> Result<[f64; 2], Error> {
        let derivative = |z: f64| Activation::SIGMOID.derivative(z);
        let mean = self.law.expectation(&derivative, &[])?;
        let variance = self.law.expectation(&|z| (derivative(z) - mean) * (derivative(z) - mean), &[])?;
        Ok([mean, variance.sqrt()])
    }

    /// How many trials had σ′(z) below a cut of the settings, value by value.
    ///
    /// # Errors
    /// [`Error::Missing`] if it was not counted.
    pub fn below(&self, tau: f64) -> Result<u64, Error> {
        self.derivative.below(tau).ok_or_else(|| Error::Missing(format!("σ′(z) < {tau} of {}", self.case.name)))
    }

    /// How many trials were saturated, beside the exact share.
    ///
    /// # Errors
    /// As for [`Measured::below`].
    pub fn saturated(&self, threshold: &Threshold) -> Result<Saturated, Error> {
        let (count, trials) = (self.below(threshold.tau())?, self.trials());
        let interval = clopper_pearson(count, trials, ALPHA)?;
        Ok(Saturated { exact: threshold.saturated_fraction(&*self.law), count, trials, interval })
    }

    /// A claim about it.
    pub fn claim(
        &self,
        id: impl Into<String>,
        statement: impl Into<String>,
        source: &'static str,
        test: impl Test + 'static,
    ) -> Claim {
        Claim::new(id, statement, source, test).about(self.case.name, self.fan_in())
    }

    /// How many trials had |z| > 1: exactly, for 1 is the edge of a bucket.
    pub fn beyond_one(&self) -> u64 {
        let joined = self.z.buckets().joined(&[-1.0, 1.0]);
        joined.counts()[0] + joined.counts()[2]
    }
}

/// The columns of a table of bins; residuals are in standard errors.
pub const BIN_COLUMNS: [&str; 6] = ["lower", "upper", "count", "density", "exact_density", "residual"];

/// 1 − confidence level of the intervals of shares in tables and figures.
const ALPHA: f64 = 0.05;

/// P(σ′(z) < τ) of a case: exactly, and as counted.
#[derive(Debug, Clone, Copy)]
pub struct Saturated {
    /// By the exact law.
    pub exact: f64,
    /// The trials with σ′(z) < τ.
    pub count: u64,
    /// All trials.
    pub trials: u64,
    /// The limits of Clopper and Pearson, at 95 %.
    pub interval: (f64, f64),
}

impl Saturated {
    /// The share that was counted.
    pub fn share(&self) -> f64 {
        self.count as f64 / self.trials as f64
    }

    /// The same as a point of a figure.
    pub fn point(&self, x: f64) -> Measurement {
        Measurement::Estimate { x, y: self.share(), interval: self.interval }
    }
}

/// s/√(2(n − 1)), the standard error of a standard deviation.
pub fn standard_error(moments: &Moments) -> f64 {
    moments.std_dev() / (2.0 * (moments.count() - 1) as f64).sqrt()
}

/// A claim about a ratio of two cases.
pub fn of_two(
    id: &str,
    statement: &str,
    source: &'static str,
    test: impl Test + 'static,
    [numerator, denominator]: [&Measured; 2],
) -> Claim {
    let law = format!("{} : {}", numerator.case.name, denominator.case.name);
    Claim::new(id, statement, source, test).about(law, numerator.fan_in())
}

/// Of these notes on options, those on options that were given.
pub fn notes<const N: usize>(notes: [(bool, String); N]) -> Vec<String> {
    notes.into_iter().filter(|(given, _)| *given).map(|(_, note)| note).collect()
}

/// What to say where there is nothing but arithmetic.
pub fn arithmetic(settings: &Settings) -> Vec<String> {
    let given = settings.trials.is_some() || settings.significance_level != Settings::default().significance_level;
    notes([(given, "this is arithmetic: --trials and --alpha do not touch it.".to_owned())])
}

/// z in bins of one width for the eye, see [`Measured::histogram`].
pub fn histogram(z: &Quantity, law: &dyn Law, per_std_dev: u32) -> Histogram {
    // A constant has no spread, and bins all the same.
    let std_dev = law.std_dev().max(f64::MIN_POSITIVE);
    z.histogram(law.mean(), 4.5 * std_dev, std_dev / f64::from(per_std_dev))
}

/// The density of a bin, and that of the law in it; a tail that is open has none.
pub fn densities(bin: &Bin, trials: u64, law: &dyn Law) -> [Option<f64>; 2] {
    let width = bin.upper - bin.lower;
    let both = width.is_finite().then(|| [density(bin, trials), law.between(bin.lower, bin.upper) / width]);
    both.map_or([None, None], |both| both.map(Some))
}

/// Density of a histogram's bin: count / trials / width.
pub fn density(bin: &Bin, trials: u64) -> f64 {
    bin.count as f64 / trials as f64 / (bin.upper - bin.lower)
}

/// The density of z as bars of one colour.
pub fn bars(histogram: &Histogram, color: Color) -> Bars {
    let trials = histogram.total();
    Bars::new(histogram.closed_bins().map(|bin| Bar::new(bin.lower, bin.upper, density(&bin, trials), color)))
}

/// The density of z as bars in two colours; a bin that an edge of the saturated set cuts is drawn in pieces of its height.
pub fn two_colored_bars(histogram: &Histogram, threshold: &Threshold) -> Bars {
    let trials = histogram.total();
    let cuts: Vec<f64> = threshold.set().iter().flat_map(|(lower, upper)| [*lower, *upper]).collect();
    let pieces = histogram.closed_bins().flat_map(|bin| {
        let inside = cuts.iter().copied().filter(|cut| bin.lower < *cut && *cut < bin.upper);
        let ends: Vec<f64> = [bin.lower].into_iter().chain(inside).chain([bin.upper]).collect();
        let height = density(&bin, trials);
        let piece = |pair: &[f64]| Bar::new(pair[0], pair[1], height, color(0.5 * (pair[0] + pair[1]), threshold));
        ends.windows(2).map(piece).collect::<Vec<_>>()
    });
    Bars::new(pieces)
}

/// The colour of a trial that gave z.
pub fn color(z: f64, threshold: &Threshold) -> Color {
    if threshold.contains(z) { Color::SATURATED } else { Color::ALIVE }
}

/// The error of a probability that matters: a hundredth of its indicator's standard deviation √(p(1 − p)), and 5 in
/// 100 000 where p is next to nothing.
pub fn effect_on(p: f64) -> f64 {
    0.01 * (p * (1.0 - p)).sqrt() + 5e-5
}

/// "17 000 000 trials, seed 501."
pub fn trials_and_seed(measured: &Measured, seed: u64) -> String {
    format!("{} trials, seed {seed}", number(measured.trials() as f64, 0))
}

/// τ with all its digits: one that is cut short is another.
pub fn tau_text(tau: f64) -> String {
    let digits = format!("{tau:e}").split('e').next().map_or(0, |mantissa| mantissa.replace('.', "").len());
    trimmed(tau, digits)
}

/// A share in per cent, to this many digits, and so many that what lacks some of 1 is not 100 %; what is next to nothing as
/// it is: 8.9e−11.
pub fn percent(share: f64, digits: usize) -> String {
    let digits = if share < 1.0 { digits.max(-order(1.0 - share) as usize) } else { digits };
    if 0.0 < share && share < 1e-5 { to_digits(share, 2) } else { format!("{} %", trimmed(100.0 * share, digits)) }
}

/// The share that is exact, likewise: what underflows is not 0.
pub fn exactly(share: f64, digits: usize) -> String {
    if share == 0.0 { "less than 1e−300".to_owned() } else { percent(share, digits) }
}

/// What a number may have before it, in Chinese.
pub fn in_chinese(number: &str) -> String {
    number.replace("at most ", "至多 ").replace("less than ", "小于 ")
}

/// A number as figures show it: an exponent raised, as in 2.8 · 10⁻⁸.
pub fn raised(number: &str) -> String {
    match number.split_once('e') {
        Some((mantissa, exponent)) => format!("{mantissa} · 10^{{{exponent}}}"),
        None => number.to_owned(),
    }
}
