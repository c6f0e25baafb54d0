use super::article::Digits;
use super::{Error, Grid, STAGES};
use crate::claim::SIGNIFICANCE_LEVEL;
use crate::law::Threshold;
use crate::model::Activation;
use crate::model::dataset::MOST_PIXELS_OF_IMAGE;
use serde::{Deserialize, Serialize};

/// What the reader may change: all that a run depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The seed of every random stream.
    #[serde(with = "crate::evidence::record::text")]
    pub seed: u64,
    /// Trials for each law; `None`: as many as its claims need.
    pub trials: Option<u64>,
    /// Pairs of networks that are trained in each setting; `None`: as many as the claims need. For tests: no option of the
    /// command sets it.
    pub pairs: Option<u64>,
    /// The threshold τ on σ′(z) that figures mark.
    pub threshold: f64,
    /// The significance level α at which each claim is judged, but for [`Settings::stages`].
    pub significance_level: f64,
    /// What the numbers of trials, and of pairs, are multiplied by.
    pub multiple: u64,
    /// In how many stages the run may decide: each claim is judged at α over this number.
    pub stages: u32,
    /// The digits of MNIST that `learning` learns; `None`: those that come with the program.
    pub mnist: Option<Digits>,
    /// The neurons of a run of [`NEURON`](super::NEURON).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<Grid>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 501,
            trials: None,
            pairs: None,
            threshold: 0.01,
            significance_level: SIGNIFICANCE_LEVEL,
            multiple: 1,
            stages: 1,
            mnist: None,
            grid: None,
        }
    }
}

/// More inputs than this are no layer that was ever built, and would take seconds a trial.
pub const MOST_INPUTS: usize = 10_000_000;

/// The τ of the article's table, and two more by which a picture tells dead from alive; a run adds its own.
const THRESHOLDS: [f64; 7] = [0.2, 0.1, 0.05, 0.01, 0.0025, 0.001, 0.0001];
const MARKS: [f64; 2] = [0.005, 0.15];

impl Settings {
    /// Checks what settings must be that no command line gave.
    ///
    /// # Errors
    /// [`Error`] for a threshold or a layer that is none, or digits of more pixels than an image may have.
    pub fn check(&self) -> Result<(), Error> {
        self.threshold()?;
        let most = |count: usize| (1..=MOST_INPUTS).contains(&count);
        let grid = self.grid.as_ref().is_none_or(Grid::is_sound);
        let digits = self.mnist.as_ref().is_none_or(|digits| {
            let pixels = digits.shape[0].saturating_mul(digits.shape[1]);
            (1..=MOST_PIXELS_OF_IMAGE).contains(&(pixels as u64)) && most(digits.learnt) && most(digits.tested)
        });
        let level = self.significance_level > 0.0 && self.significance_level <= 0.5;
        let stages = [1, STAGES.len() as u32].contains(&self.stages) && STAGES.contains(&self.multiple);
        let pairs = self.pairs != Some(0) && self.trials != Some(0);
        let sound =
            [(grid, "grid"), (digits, "mnist"), (level, "significance_level"), (stages, "stages"), (pairs, "pairs")];
        sound.into_iter().try_for_each(|(sound, name)| if sound { Ok(()) } else { Err(Error::Settings(name)) })
    }

    /// The trials to draw of what asks for this many.
    pub fn trials_of(&self, wanted: u64) -> u64 {
        self.trials.unwrap_or(wanted).saturating_mul(self.multiple)
    }

    /// The level at which each claim is judged.
    pub fn level(&self) -> f64 {
        self.significance_level / f64::from(self.stages.max(1))
    }

    /// The threshold that figures mark.
    ///
    /// # Errors
    /// [`Error::Threshold`] unless 0 < τ < 1/4.
    pub fn threshold(&self) -> Result<Threshold, Error> {
        Ok(Threshold::new(Activation::SIGMOID, self.threshold)?)
    }

    /// The thresholds of tables, descending: those of the article, and the one that figures mark.
    ///
    /// # Errors
    /// As for [`Settings::threshold`].
    pub fn thresholds(&self) -> Result<Vec<Threshold>, Error> {
        let mut tau = [&THRESHOLDS[..], &[self.threshold]].concat();
        tau.sort_by(|a, b| b.total_cmp(a));
        tau.dedup();
        tau.into_iter().map(|tau| Ok(Threshold::new(Activation::SIGMOID, tau)?)).collect()
    }

    /// Every cut below which σ′(z) is counted.
    pub fn cuts(&self) -> Vec<f64> {
        [&THRESHOLDS[..], &MARKS, &[self.threshold]].concat()
    }
}
