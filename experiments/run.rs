use super::{Error, Subject};
use crate::law::{Normal, Threshold, pre_activation};
use crate::model::Activation;
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
    /// The threshold τ on σ′(z) that figures mark.
    pub threshold: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 501, trials: None, threshold: 0.01 }
    }
}

/// A subject that was sampled: its exact law, and what its trials gave.
#[derive(Debug)]
pub struct Measured {
    /// What was sampled.
    pub subject: Subject,
    /// The exact law of z.
    pub law: Normal,
    /// The trials.
    pub sample: Sample,
}

/// One run: its settings, and the samples drawn so far, each once however many experiments look at it.
pub struct Run<'a> {
    settings: Settings,
    control: &'a Control,
    measured: BTreeMap<&'static str, Arc<Measured>>,
}

/// The τ of the article's table; a run adds its own.
const THRESHOLDS: [f64; 7] = [0.2, 0.1, 0.05, 0.01, 0.0025, 0.001, 0.0001];

/// Cells of the goodness-of-fit test: few enough for power against a wrong spread, enough to see a wrong shape.
const CELLS: usize = 128;

/// The fewest trials of a law that every claim on it can be tested with: ten for each cell.
pub const LEAST_TRIALS: u64 = 10 * CELLS as u64;

/// Bins of σ′(z) over (0, 1/4].
const DERIVATIVE_BINS: usize = 50;

impl<'a> Run<'a> {
    /// A run that has drawn nothing yet.
    pub fn new(settings: Settings, control: &'a Control) -> Self {
        Self { settings, control, measured: BTreeMap::new() }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
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

    /// Draws a subject, or gives what was drawn of it before.
    pub fn measure(&mut self, subject: Subject) -> Result<Arc<Measured>, Error> {
        if let Some(measured) = self.measured.get(subject.name) {
            return Ok(Arc::clone(measured));
        }
        let neuron = subject.neuron()?;
        let law = pre_activation(&neuron);
        let empty = self.empty_sample(&law)?;
        let plan = Plan {
            trials: self.settings.trials.unwrap_or(subject.trials),
            stream: Stream::new(self.settings.seed, subject.name),
        };
        let add = |sample: &mut Sample, z: &[f64]| {
            let mut derivative = [0.0; CHUNK];
            let derivative = &mut derivative[..z.len()];
            for (d, z) in derivative.iter_mut().zip(z) {
                *d = Activation::Sigmoid.derivative(*z);
            }
            sample.add(z, derivative);
        };
        let sample = plan.fold(&neuron, self.control, || empty.clone(), add, Sample::merge)?;
        let measured = Arc::new(Measured { subject, law, sample });
        self.measured.insert(subject.name, Arc::clone(&measured));
        Ok(measured)
    }

    fn empty_sample(&self, law: &Normal) -> Result<Sample, Error> {
        let width = bin_width(law.std_dev);
        let center = (law.mean / width).round() * width;
        let half = (4.5 * law.std_dev / width).ceil();
        let mut tau: Vec<f64> = self.thresholds()?.iter().map(Threshold::tau).collect();
        tau.reverse();
        Ok(Sample {
            moments: Moments::about(law.mean),
            histogram: Histogram::equal_width(center - half * width, width, 2 * half as usize)?,
            cells: Histogram::new(law.equiprobable_edges(CELLS))?,
            unit: Histogram::new(vec![-1.0, 1.0])?,
            derivative: Histogram::equal_width(0.0, 0.25 / DERIVATIVE_BINS as f64, DERIVATIVE_BINS)?,
            saturated: Histogram::new(tau)?,
        })
    }
}

/// The largest of 1, 2, 5 × 10ᵏ that is at most a fifth of the standard deviation.
fn bin_width(std_dev: f64) -> f64 {
    let target = std_dev / 5.0;
    let decade = libm::exp10(libm::log10(target).floor());
    let step = [5.0, 2.0, 1.0].into_iter().find(|step| step * decade <= target).unwrap_or(1.0);
    step * decade
}
