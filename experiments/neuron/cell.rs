use super::grid::{Grid, Layer};
use crate::claim::{
    Cells, Claim, ClaimError, ConfidenceInterval, Estimate, Fraction, LawFit, Mean, StdDev, Test, Verdict,
};
use crate::evidence::PreActivation;
use crate::experiments::measured::{effect_on, tau_text};
use crate::experiments::{Error, Samples, Settings};
use crate::law::{self, Law, Threshold};
use crate::model::Activation;
use crate::numeric::{Side, normal};
use crate::report::{grouped, trimmed};
use crate::statistics::{Moments, Quantity};
use rayon::prelude::*;

/// One neuron of the grid as it was drawn, beside its exact law.
pub struct Drawn<'a> {
    pub layer: Layer,
    pub law: Box<dyn Law>,
    pub z: &'a Quantity,
    /// Mean, spread and law of z.
    pub facts: Vec<Fact>,
    pub cells: Vec<Cell>,
    /// What cannot be tested.
    pub notes: Vec<String>,
}

/// The same neuron through one activation.
pub struct Cell {
    pub activation: Activation,
    pub threshold: Threshold,
    /// P(|f′(z)| < τ).
    pub share: Fact,
    /// E f(z)², E f′(z) and E f′(z)².
    pub means: Vec<Fact>,
}

impl Cell {
    /// The share, then the means.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        std::iter::once(&self.share).chain(&self.means)
    }
}

/// A number, exactly and as measured; judged if it has a claim.
pub struct Fact {
    pub quantity: &'static str,
    pub exact: f64,
    pub estimate: Estimate,
    pub claim: Option<(Claim, Verdict)>,
}

/// Every neuron of the grid, on all threads: laws take longer than anything else that is done with them.
///
/// # Errors
/// [`Error`] if one was not drawn, or has a law that cannot be had.
pub fn drawn<'a>(grid: &Grid, samples: &'a Samples, settings: &Settings) -> Result<Vec<Drawn<'a>>, Error> {
    let thresholds = grid.thresholds()?;
    let judge = Judge { thresholds: &thresholds, chosen: grid.threshold.is_some(), level: settings.level() };
    let drawn: Vec<_> = grid.layers()?.into_par_iter().map(|layer| Drawn::of(layer, &judge, samples)).collect();
    drawn.into_iter().collect()
}

impl<'a> Drawn<'a> {
    fn of(layer: Layer, judge: &Judge, samples: &'a Samples) -> Result<Self, Error> {
        let statistics = samples.of(&layer.subject(judge.thresholds))?;
        let quantity = |name: &str| {
            statistics.quantity(name).ok_or_else(|| Error::Missing(format!("{name} of {}", layer.initializer)))
        };
        let (law, z) = (law::of(&layer.neuron)?, quantity(PreActivation::Z)?);
        let mut notes = Vec::new();
        let facts = judge.pre_activation(&layer, &*law, z, &mut notes)?;
        let cell = |(activation, threshold): &(Activation, Threshold)| {
            let value = quantity(&activation.value_name())?;
            let derivative = quantity(&activation.derivative_name())?;
            let share = judge.share(&layer, *activation, threshold, &*law, derivative)?;
            let means = judge.means(&layer, *activation, &*law, [value, derivative], &mut notes);
            Ok(Cell { activation: *activation, threshold: threshold.clone(), share, means })
        };
        let cells = judge.thresholds.iter().map(cell).collect::<Result<Vec<_>, Error>>()?;
        Ok(Self { law, z, facts, cells, notes, layer })
    }

    /// Every fact with the activation that it is about, if it is about one.
    pub fn all(&self) -> impl Iterator<Item = (Option<&Cell>, &Fact)> {
        let own = self.facts.iter().map(|fact| (None, fact));
        own.chain(self.cells.iter().flat_map(|cell| cell.facts().map(move |fact| (Some(cell), fact))))
    }
}

struct Judge<'a> {
    thresholds: &'a [(Activation, Threshold)],
    /// Whether the reader chose τ.
    chosen: bool,
    level: f64,
}

impl Judge<'_> {
    fn pre_activation(
        &self,
        layer: &Layer,
        law: &dyn Law,
        z: &Quantity,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Fact>, Error> {
        let moments = z.moments();
        let (mean, std_dev) = (law.mean(), law.std_dev());
        let name = layer.name();
        if std_dev == 0.0 {
            notes.push(format!("{name}: z is constant, and nothing is tested."));
            return Ok(Vec::new());
        }
        let claim = |what: &str, statement: &str, test| claim(layer, what, statement, test);
        let mut facts = vec![
            self.fact(
                "mean z",
                mean,
                claim("mean", "mean z", Box::new(Mean::new(&moments, mean, std_dev, 0.01 * std_dev)?)),
            )?,
            self.fact("std z", std_dev, claim("std", "std z", Box::new(StdDev::new(&moments, std_dev, 0.01)?)))?,
        ];
        match LawFit::new(&Cells::of(z.buckets(), law), 0.05) {
            Ok(fit) => facts.push(self.fact("misfit of law", 0.0, claim("law", "z has its law", Box::new(fit)))?),
            // Cells, not trials, are too few.
            Err(ClaimError::TooFew { needed, .. }) if needed <= moments.count() => {
                notes.push(format!("{name}: z takes too few values for a test of its law."));
            }
            Err(ClaimError::TooFew { needed, .. }) => notes.push(format!(
                "{name}: the law of z is not tested with {} trials; {} would do.",
                grouped(moments.count(), ' '),
                grouped(needed, ' ')
            )),
            Err(error) => notes.push(format!("{name}: the law of z is not tested: {error}.")),
        }
        Ok(facts)
    }

    fn share(
        &self,
        layer: &Layer,
        activation: Activation,
        threshold: &Threshold,
        law: &dyn Law,
        derivative: &Quantity,
    ) -> Result<Fact, Error> {
        let exact = threshold.saturated_fraction(law);
        let missing = || Error::Missing(format!("|f′(z)| < {} of {activation}", threshold.tau()));
        let count = threshold.count(|cut| derivative.below(cut)).ok_or_else(missing)?;
        let test = Fraction::new(count, derivative.count(), exact, effect_on(exact))?;
        let statement = format!("P(|f′(z)| < {}) of {activation}", self.tau(threshold));
        let claim = claim(layer, &format!("saturated_{activation}"), &statement, Box::new(test));
        self.fact("P(|f′| < τ)", exact, claim.at(threshold.tau()))
    }

    fn means(
        &self,
        layer: &Layer,
        activation: Activation,
        law: &dyn Law,
        [value, derivative]: [&Quantity; 2],
        notes: &mut Vec<String>,
    ) -> Vec<Fact> {
        let (f, slope) = (|z| activation.value(z), |z| activation.derivative(z));
        let (values, slopes) = (value.moments(), derivative.moments());
        let means: [(_, &dyn Fn(f64) -> f64, _); 3] = [
            ("E f(z)²", &|z| f(z) * f(z), second_moment(&values)),
            ("E f′(z)", &slope, first_moment(&slopes)),
            ("E f′(z)²", &|z| slope(z) * slope(z), second_moment(&slopes)),
        ];
        let mut facts = Vec::new();
        for (quantity, g, measured) in means {
            match law.expectation(g, activation.kinks()) {
                Ok(exact) => facts.push(self.unjudged(quantity, exact, measured)),
                Err(error) => {
                    notes.push(format!("{}: {quantity} of {activation} is not shown: {error}.", layer.name()));
                }
            }
        }
        facts
    }

    /// τ as it was given; four digits of one that nobody gave.
    fn tau(&self, threshold: &Threshold) -> String {
        if self.chosen { tau_text(threshold.tau()) } else { trimmed(threshold.tau(), 4) }
    }

    fn fact(&self, quantity: &'static str, exact: f64, claim: Claim) -> Result<Fact, Error> {
        let decision = claim.test.decide(self.level)?;
        Ok(Fact { quantity, exact, estimate: decision.estimate, claim: Some((claim, decision.verdict)) })
    }

    /// A mean that is not judged, for it follows from the law that was; its interval is that of the normal limit.
    fn unjudged(&self, quantity: &'static str, exact: f64, (point_estimate, error): (f64, f64)) -> Fact {
        let reach = error * normal::quantile(Side::Upper, 0.5 * self.level).unwrap_or(f64::INFINITY);
        let confidence_interval = ConfidenceInterval {
            confidence_level: 1.0 - self.level,
            lower_bound: point_estimate - reach,
            upper_bound: point_estimate + reach,
        };
        let estimate = Estimate { point_estimate, standard_error: Some(error), confidence_interval };
        Fact { quantity, exact, estimate, claim: None }
    }
}

/// A claim about a layer.
fn claim(layer: &Layer, what: &str, statement: &str, test: Box<dyn Test>) -> Claim {
    let (id, statement) = (format!("{}_{what}", layer.slug), format!("{}: {statement}", layer.name()));
    Claim::of(id, statement, "", test).about(layer.initializer.to_string(), layer.fans.fan_in)
}

/// A mean and its standard error.
fn first_moment(moments: &Moments) -> (f64, f64) {
    (moments.mean(), moments.std_dev() / (moments.count() as f64).sqrt())
}

/// The mean of the squares of what has these moments about 0, and its standard error.
fn second_moment(moments: &Moments) -> (f64, f64) {
    let [_, second, _, fourth] = moments.raw();
    (second, ((fourth - second * second).max(0.0) / moments.count() as f64).sqrt())
}
