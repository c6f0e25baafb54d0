use super::{Digits, Error, Mutation, Subject};
use crate::claim::LawFit;
use crate::law::{Normal, Threshold};
use crate::model::{Activation, Neuron, Scheme};
use crate::sampling::{CHUNK, Control, Plan, Stream};
use crate::statistics::{Histogram, Moments, Sample};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the reader may change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The seed of every random stream.
    pub seed: u64,
    /// Trials for each law; `None`: as many as its claims need.
    pub trials: Option<u64>,
    /// Pairs of networks that are trained in each setting; `None`: as many as the claims need. For tests: no option of the
    /// command sets it.
    pub pairs: Option<u64>,
    /// The threshold τ on σ′(z) that figures mark.
    pub threshold: f64,
    /// The family-wise significance level α: the chance that the run refutes any claim that is true, at most.
    pub significance_level: f64,
    /// What the numbers of trials, and of pairs, are multiplied by.
    pub multiple: u64,
    /// In how many stages the run may decide; each claim's share is split over them.
    pub stages: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 501, trials: None, pairs: None, threshold: 0.01, significance_level: 1e-6, multiple: 1, stages: 1 }
    }
}

impl Settings {
    /// The trials to draw of a subject.
    pub fn trials_of(&self, subject: &Subject) -> u64 {
        self.trials.unwrap_or(subject.trials).saturating_mul(self.multiple)
    }

    /// The options of the command that draw the same trials again.
    pub fn options(&self) -> String {
        let default = Self::default();
        let mut options = format!("--seed {}", self.seed);
        if let Some(trials) = self.trials {
            options += &format!(" --trials {trials}");
        }
        if self.stages > 1 {
            options += " --until-decided";
        }
        if self.threshold != default.threshold {
            options += &format!(" --threshold {:?}", self.threshold);
        }
        if self.significance_level != default.significance_level {
            options += &format!(" --alpha {:?}", self.significance_level);
        }
        options
    }
}

/// A subject that was sampled: its exact law, and what its trials gave.
#[derive(Debug)]
pub struct Measured {
    /// What was sampled.
    pub subject: Subject,
    /// The normal law of z’s mean and variance: where the parameters are normal, the exact law of z.
    pub law: Normal,
    /// The trials.
    pub sample: Sample,
    /// z in bins of one width, for the eye.
    pub histogram: Histogram,
    /// z in cells that are equiprobable under the law, for goodness of fit.
    pub cells: Histogram,
    /// z on either side of −1 and of 1.
    pub unit: Histogram,
    /// σ′(z) in bins of one width.
    pub derivative: Histogram,
    /// σ′(z) between the thresholds τ.
    pub saturated: Histogram,
    /// Moments of the first 10, 100, 1000, … chunks, and of all.
    pub prefixes: Vec<Moments>,
}

impl Measured {
    /// How many trials had σ′(z) below a threshold of the run, the `position`-th of [`Run::thresholds`].
    pub fn saturated(&self, position: usize) -> u64 {
        let counts = self.saturated.counts();
        // Thresholds descend and counts ascend.
        counts[..counts.len() - 1 - position].iter().sum()
    }
}

/// One run: its settings, the digits to learn, and the samples drawn so far, each once however many experiments look at
/// it.
pub struct Run<'a> {
    settings: Settings,
    control: &'a Control,
    /// `None`: those that come with the program.
    digits: Option<Arc<Digits>>,
    measured: BTreeMap<&'static str, Arc<Measured>>,
    mutation: Option<Mutation>,
}

/// The τ of the article's table; a run adds its own.
const THRESHOLDS: [f64; 7] = [0.2, 0.1, 0.05, 0.01, 0.0025, 0.001, 0.0001];

/// Cells of the goodness-of-fit test: few enough for power against a wrong spread, enough to see a wrong shape.
const CELLS: usize = 64;

/// The fewest trials of a law that every claim on it can be tested with.
pub const LEAST_TRIALS: u64 = LawFit::LEAST_PER_CELL * CELLS as u64;

/// Bins of σ′(z) over (0, 1/4].
const DERIVATIVE_BINS: usize = 50;

impl<'a> Run<'a> {
    /// A run that has drawn nothing yet.
    pub fn new(settings: Settings, control: &'a Control) -> Self {
        Self { settings, control, digits: None, measured: BTreeMap::new(), mutation: None }
    }

    /// The same run with other digits than those that come with the program.
    #[must_use]
    pub fn with_digits(self, digits: Digits) -> Self {
        Self { digits: Some(Arc::new(digits)), ..self }
    }

    /// The same run as one of some stages, at a multiple of its trials, with nothing drawn yet.
    pub(super) fn stage(&self, multiple: u64, stages: usize) -> Self {
        let settings = Settings { multiple, stages, ..self.settings };
        Self { settings, digits: self.digits.clone(), measured: BTreeMap::new(), ..*self }
    }

    /// The same run with a mistake in it, to see which claims notice.
    #[must_use]
    pub fn with_mutation(self, mutation: Mutation) -> Self {
        Self { mutation: Some(mutation), ..self }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What an experiment that draws for itself has to heed: whether to stop, and that it tells how far it is.
    pub fn control(&self) -> &'a Control {
        self.control
    }

    /// The neuron of a subject, or the wrong one that a mutant draws in its place.
    pub fn neuron(&self, subject: &Subject) -> Result<Neuron, Error> {
        Ok(match self.mutation {
            Some(Mutation::Draw(wrong)) if wrong.name == subject.name => wrong.neuron()?,
            _ => subject.neuron()?,
        })
    }

    /// The schemes that are compared, large before scaled; a mutant exchanges them.
    pub(super) fn schemes(&self) -> [Scheme; 2] {
        let [large, scaled] = [Scheme::Large, Scheme::Scaled];
        if self.mutation == Some(Mutation::Exchange) { [scaled, large] } else { [large, scaled] }
    }

    /// The digits to learn.
    ///
    /// # Errors
    /// [`Error::Dataset`] if those that come with the program are damaged.
    pub fn digits(&self) -> Result<Arc<Digits>, Error> {
        match &self.digits {
            Some(digits) => Ok(Arc::clone(digits)),
            None => Ok(Arc::new(Digits::embedded()?)),
        }
    }

    /// The options of the command that take the same digits again.
    pub(super) fn digits_options(&self) -> String {
        self.digits.as_ref().map_or(String::new(), |digits| digits.options())
    }

    /// The threshold that figures mark.
    pub fn threshold(&self) -> Result<Threshold, Error> {
        Ok(Threshold::new(Activation::Sigmoid, self.settings.threshold)?)
    }

    /// The thresholds that are counted, descending: those of the article's table, and the one that figures mark.
    pub fn thresholds(&self) -> Result<Vec<Threshold>, Error> {
        let mut tau = THRESHOLDS.to_vec();
        tau.push(self.settings.threshold);
        tau.sort_by(|a, b| b.total_cmp(a));
        tau.dedup();
        tau.into_iter().map(|tau| Ok(Threshold::new(Activation::Sigmoid, tau)?)).collect()
    }

    /// The trials to draw of a subject, and their stream.
    pub fn plan(&self, subject: &Subject) -> Plan {
        Plan::new(self.settings.trials_of(subject), Stream::new(self.settings.seed, subject.name))
    }

    /// Draws a subject, or gives what was drawn of it before.
    pub fn measure(&mut self, subject: Subject) -> Result<Arc<Measured>, Error> {
        if let Some(measured) = self.measured.get(subject.name) {
            return Ok(Arc::clone(measured));
        }
        let neuron = subject.neuron()?;
        let law = Normal { mean: neuron.mean(), std_dev: neuron.variance().sqrt() };
        let neuron = self.neuron(&subject)?;
        let [histogram, cells, unit] = z_edges(&law);
        let [derivative, saturated] = self.derivative_edges()?;
        let empty = Sample {
            moments: Moments::about(law.mean),
            derivative_moments: Moments::about(0.0),
            z_counts: Histogram::with_all_edges([&histogram, &cells, &unit])?,
            derivative_counts: Histogram::with_all_edges([&derivative, &saturated])?,
        };
        let add = |sample: &mut Sample, z: &[f64]| {
            let mut derivative = [0.0; CHUNK];
            let derivative = &mut derivative[..z.len()];
            Activation::Sigmoid.derivatives(z, derivative);
            sample.add(z, derivative);
        };
        let mut sample = empty.clone();
        let mut prefixes = Vec::new();
        for part in self.plan(&subject).cut_after((1..12).map(|k| 10u64.pow(k))) {
            sample.merge(&part.fold(&neuron, self.control, || empty.clone(), add, Sample::merge)?);
            prefixes.push(sample.moments.clone());
        }
        let measured = Arc::new(Measured {
            subject,
            law,
            histogram: sample.z_counts.coarsened(histogram)?,
            cells: sample.z_counts.coarsened(cells)?,
            unit: sample.z_counts.coarsened(unit)?,
            derivative: sample.derivative_counts.coarsened(derivative)?,
            saturated: sample.derivative_counts.coarsened(saturated)?,
            sample,
            prefixes,
        });
        self.measured.insert(subject.name, Arc::clone(&measured));
        Ok(measured)
    }

    /// The edges between which σ′(z) is counted: bins for the eye, and the thresholds τ.
    fn derivative_edges(&self) -> Result<[Vec<f64>; 2], Error> {
        let factor = if let Some(Mutation::Thresholds(factor)) = self.mutation { factor } else { 1.0 };
        let tau = self.thresholds()?.iter().rev().map(|threshold| factor * threshold.tau()).collect();
        Ok([Histogram::equal_width(0.0, 0.25 / DERIVATIVE_BINS as f64, DERIVATIVE_BINS), tau])
    }
}

/// The edges between which z is counted: bins for the eye, cells for the test of fit, and ±1.
fn z_edges(law: &Normal) -> [Vec<f64>; 3] {
    let width = bin_width(law.std_dev);
    let center = (law.mean / width).round() * width;
    let half = (4.5 * law.std_dev / width).ceil();
    let bins = Histogram::equal_width(center - half * width, width, 2 * half as usize);
    [bins, law.equiprobable_edges(CELLS), vec![-1.0, 1.0]]
}

/// The largest of 1, 2, 5 × 10ᵏ that is at most a fifth of the standard deviation.
fn bin_width(std_dev: f64) -> f64 {
    let target = std_dev / 5.0;
    let decade = libm::exp10(libm::log10(target).floor());
    let step = [5.0, 2.0, 1.0].into_iter().find(|step| step * decade <= target).unwrap_or(1.0);
    step * decade
}
