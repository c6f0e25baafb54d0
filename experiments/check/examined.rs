use super::{Check, Pattern};
use crate::check::{CheckError, Diagnosis, Expected, Layer, consistent, diagnose};
use crate::claim::{About, Claim, MISS_RATE, Spread, Verdict, judge};
use crate::law::Shape;
use crate::model::{Fans, Initializer, ParameterLaw};
use crate::numeric::{Format, Side, normal};
use crate::report::grouped;
use crate::statistics::{Histogram, Moments, Weights};
use crate::tensor::Tensor;
use std::collections::HashMap;

/// What is known of a tensor before its values are.
#[derive(Debug, Clone)]
pub struct Subject {
    name: String,
    shape: Vec<usize>,
    format: Format,
    /// Whether its first index runs fastest in the file.
    fortran: bool,
    fans: Option<Fans>,
    bias: bool,
    expected: Option<Initializer>,
    /// Whether a pattern with * or ? meets it that was not applied, for its one side tells no fans.
    passed_over: bool,
}

/// Why a tensor cannot be examined.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Its shape does not tell the numbers of inputs and outputs.
    #[error("{0}: of one dimension, which tells no number of inputs; give --fan-in, or fan_in in the expectation")]
    NoFans(String),
    /// Nothing in the file is what the expectation is about.
    #[error("expect: {expectation}: of no tensor of the file; give a pattern that matches one of {names}")]
    NoTensor {
        /// The expectation.
        expectation: String,
        /// The file's tensors.
        names: String,
    },
    /// Values are no finite numbers.
    #[error("{name}: {count} of its values are no finite numbers, the first at [{place}]: {value}; mend them")]
    NotFinite {
        /// The tensor.
        name: String,
        /// How many.
        count: u64,
        /// The indices of the first.
        place: String,
        /// Its value.
        value: f64,
    },
    /// Its layer has no such initializer.
    #[error("{name}: {source}")]
    Check {
        /// The tensor.
        name: String,
        /// What is wrong.
        source: CheckError,
    },
}

/// z of the neurons of a tensor.
#[derive(Debug, Clone, Copy)]
pub struct Z {
    /// Its standard deviation over the neurons.
    pub std_dev: f64,
    /// The share of them that is saturated.
    pub saturated: f64,
}

/// A tensor that was examined: what is shown of it.
#[derive(Debug)]
pub struct Examined {
    /// Its name.
    pub name: String,
    /// Its sides.
    pub shape: Vec<usize>,
    /// Its number format.
    pub format: Format,
    /// Its layer's numbers of inputs and outputs, if it has them.
    pub fans: Option<Fans>,
    /// The initializer that it was expected to have, if any.
    pub expected: Option<Initializer>,
    /// What it is, in a line.
    pub found: String,
    /// The initializers of the registry that it does not contradict, where nothing was expected.
    pub consistent: Vec<Initializer>,
    /// Whether it is not as expected.
    pub is_refuted: bool,
    /// What it is judged by.
    pub claims: Vec<Claim>,
    /// The moments of its values.
    pub moments: Moments,
    /// How many of them are 0.
    pub zeros: u64,
    /// fan_in·Var w, and its limits at 95 %.
    pub fan_in_variance: Option<[f64; 3]>,
    /// The smallest relative error of the spread that would have been noticed.
    pub noticed: Option<f64>,
    /// Of its neurons.
    pub z: Option<Z>,
    /// The counts of its values, for the eye.
    pub histogram: Histogram,
    /// With how many values every claim about it would notice its effect.
    pub min_values: Option<u64>,
    /// The law to be drawn over them: that expected, or the first that it does not contradict.
    pub law: Option<ParameterLaw>,
    /// A hash of its values.
    pub digest: u64,
    /// The probability, at most, that another one has the same values by chance.
    pub equal_by_chance: f64,
}

impl Subject {
    /// A tensor of a file; `all` are the file's by their names, of which a bias finds the weights of its layer.
    ///
    /// # Errors
    /// [`Refusal::NoFans`] if something is expected of it and nothing tells its fans, or if it is alone.
    pub fn new(tensor: &Tensor, all: &HashMap<&str, &Tensor>, check: &Check) -> Result<Self, Refusal> {
        let Tensor { name, shape, format, fortran, .. } = tensor;
        let weights_of = Some(name).filter(|_| shape.len() == 1).and_then(|name| names_of_weights(name));
        let bias = weights_of.is_some();
        let expectation = check.expectation(name);
        let of_layer = || {
            let weights = weights_of.iter().flatten().find_map(|name| all.get(name.as_str()))?;
            check.layout.fans(&weights.shape)
        };
        let given = expectation.is_some_and(|expectation| expectation.fan_in.is_some()) || check.fan_in.is_some();
        let fans = if shape.len() > 1 || given { check.fans(shape, expectation) } else { of_layer() };
        let pattern = expectation.and_then(|expectation| expectation.pattern.as_ref());
        let named = pattern.is_some_and(Pattern::is_of_one);
        let initializer = expectation.map(|expectation| expectation.initializer);
        // What is expected of all is expected of weights, as of biases where the initializer says more of them than that they are 0;
        // and a pattern for many may meet a scale of one side that it is not meant for.
        let meant = |initializer: &Initializer| {
            let layer = Layer { initializer: *initializer, fans: Fans { fan_in: 1, fan_out: 1 }, bias: true };
            let of_biases = pattern.is_some() || layer.law() != ParameterLaw::Zero;
            shape.len() > 1 || all.len() == 1 || named || bias && of_biases
        };
        let expected = initializer.filter(meant);
        let free = expected.is_some_and(|initializer| is_free_of_fans(initializer, bias));
        if fans.is_none() && !free && (all.len() == 1 || named) {
            return Err(Refusal::NoFans(name.clone()));
        }
        let expected = expected.filter(|_| fans.is_some() || free);
        let fans = fans.or(free.then_some(Fans { fan_in: 1, fan_out: 1 }).filter(|_| expected.is_some()));
        let passed_over = expected.is_none() && pattern.is_some();
        let (name, shape) = (name.clone(), shape.clone());
        Ok(Self { name, shape, format: *format, fortran: *fortran, fans, bias, expected, passed_over })
    }

    /// Whether something is expected of it.
    pub fn is_expected(&self) -> bool {
        self.expected.is_some()
    }

    /// Judges what was kept of its values.
    ///
    /// # Errors
    /// [`Refusal`] for values that are no numbers, and laws that cannot be had.
    pub fn examine(self, weights: &Weights, check: &Check) -> Result<Examined, Refusal> {
        if let Some((count, index, value)) = weights.not_finite() {
            let place = self.place(index);
            return Err(Refusal::NotFinite { name: self.name, count, place, value });
        }
        let name = self.name.clone();
        self.judge(weights, check).map_err(|source| Refusal::Check { name, source })
    }

    /// The indices of a value by its place in storage.
    fn place(&self, index: u64) -> String {
        let mut rest = index as usize;
        let mut indices = vec![String::new(); self.shape.len()];
        let mut fastest_last: Vec<usize> = (0..self.shape.len()).collect();
        if self.fortran {
            fastest_last.reverse();
        }
        for k in fastest_last.into_iter().rev() {
            indices[k] = (rest % self.shape[k]).to_string();
            rest /= self.shape[k];
        }
        indices.join(", ")
    }

    fn judge(self, weights: &Weights, check: &Check) -> Result<Examined, CheckError> {
        let Self { name, shape, format, fans, bias, expected, passed_over, .. } = self;
        let level = check.significance_level;
        let moments = weights.moments().clone();
        let (std_dev, n) = (moments.std_dev(), moments.count() as f64);
        let mut one = Examined {
            fan_in_variance: fans.filter(|_| !bias && std_dev > 0.0 && n >= FEW).map(|fans| {
                let variance = fans.fan_in as f64 * moments.variance();
                let score = normal::quantile(Side::Upper, 0.025).unwrap_or(1.96);
                let margin = score * ((moments.excess_kurtosis() + 2.0).max(0.0) / n).sqrt();
                [1.0, (1.0 - margin).max(0.0), 1.0 + margin].map(|factor| factor * variance)
            }),
            z: of_neurons(weights, check),
            zeros: weights.zeros(),
            histogram: histogram(weights),
            digest: weights.digest(),
            equal_by_chance: 0.0,
            consistent: Vec::new(),
            noticed: None,
            min_values: None,
            law: None,
            claims: Vec::new(),
            is_refuted: false,
            found: String::new(),
            name,
            shape,
            format,
            fans,
            expected,
            moments,
        };
        match (expected, fans) {
            (Some(initializer), Some(fans)) => one.hold_against(Layer { initializer, fans, bias }, weights, check)?,
            _ if std_dev == 0.0 || n < 2.0 => one.found = Diagnosis::Constant(one.moments.mean()).to_string(),
            (_, Some(fans)) => {
                let dependent = match Expected::new(ParameterLaw::normal(std_dev), format) {
                    Ok(own) => {
                        one.noticed = noticed(own.shape(), &one.moments, level)?;
                        let independence = judge(own.claims_of_independence(weights, check.effect)?, level)?;
                        independence.iter().any(|finding| finding.verdict == Verdict::Refuted)
                    }
                    Err(_) => true,
                };
                one.consistent = consistent(weights, fans, bias, format, level)?;
                let first = one.consistent.first();
                one.law = first.map(|initializer| Layer { initializer: *initializer, fans, bias }.law());
                one.found = if first.is_none() || dependent {
                    diagnose(weights, None, format, level)?.to_string()
                } else {
                    format!("consistent with {}", names(&one.consistent, "and"))
                };
            }
            _ => one.found = diagnose(weights, None, format, level)?.to_string(),
        }
        if passed_over {
            one.found += "; passed over: one side tells no number of inputs";
        }
        Ok(one)
    }
}

impl Examined {
    /// "784 × 30".
    pub fn sides(&self) -> String {
        self.shape.iter().map(ToString::to_string).collect::<Vec<_>>().join(" × ")
    }

    /// Whether all of its values are one.
    pub fn is_constant(&self) -> bool {
        self.moments.std_dev() == 0.0 || self.moments.count() < 2
    }

    /// The excess kurtosis of its values; none of a constant.
    pub fn excess_kurtosis(&self) -> Option<f64> {
        (!self.is_constant()).then(|| self.moments.excess_kurtosis())
    }

    /// Makes claims of what the layer's initializer says, and says what they come to.
    fn hold_against(&mut self, layer: Layer, weights: &Weights, check: &Check) -> Result<(), CheckError> {
        let (law, level) = (layer.law(), check.significance_level);
        let expected = Expected::new(law, self.format)?;
        let mut claims = expected.claims(weights, check.effect)?;
        claims.extend(expected.claims_of_independence(weights, check.effect)?);
        let mut verdicts = Vec::new();
        for claim in &claims {
            verdicts.push(claim.test.decide(level)?);
        }
        self.is_refuted = verdicts.iter().any(|decision| decision.verdict == Verdict::Refuted);
        let undecided = verdicts.iter().any(|decision| decision.verdict == Verdict::Undecided);
        self.noticed = noticed(expected.shape(), &self.moments, level)?;
        let wanted = expected.min_values(check.effect, level, MISS_RATE)?;
        self.min_values = Some(wanted);
        self.equal_by_chance = expected.equal_by_chance(self.moments.count());
        self.law = Some(law);
        self.found = if self.is_refuted {
            let looks = diagnose(weights, Some((law, &layer.slips())), self.format, level)?;
            if matches!(looks, Diagnosis::NotAsAtInitialisation | Diagnosis::Dependent(_) | Diagnosis::Constant(_)) {
                // Said once, with the claim that is contradicted most.
                let p = |k: &usize| verdicts[*k].p_value.map_or(f64::NEG_INFINITY, |p| p.ln());
                let refuted = (0..claims.len()).filter(|k| verdicts[*k].verdict == Verdict::Refuted);
                if let Some(worst) = refuted.min_by(|a, b| p(a).total_cmp(&p(b))) {
                    claims = vec![claims.swap_remove(worst)];
                }
            }
            let others = match looks {
                Diagnosis::Like(_) => consistent(weights, layer.fans, layer.bias, self.format, level)?,
                _ => Vec::new(),
            };
            if others.is_empty() {
                format!("refuted: {looks}")
            } else {
                format!("refuted: it is as {} would draw it", names(&others, "or"))
            }
        } else if undecided {
            let [wanted, count] = [wanted.max(self.moments.count() + 1), self.moments.count()].map(|n| grouped(n, ' '));
            format!("undecided: {wanted} values would tell, there are {count}")
        } else {
            "holds".to_owned()
        };
        self.claims = claims.into_iter().map(|claim| self.name(claim)).collect();
        Ok(())
    }

    /// A claim under the name of this tensor, about what was expected of it.
    pub fn name(&self, claim: Claim) -> Claim {
        let fan_in = self.fans.map(|fans| fans.fan_in as u64);
        Claim {
            id: format!("{}/{}", self.name, claim.id),
            statement: format!("{}: {}", self.name, claim.statement),
            about: About { law: self.expected.map(|initializer| initializer.to_string()), fan_in, tau: None },
            ..claim
        }
    }
}

/// The smallest relative error of the spread that is noticed of a law of this shape.
fn noticed(shape: &Shape, moments: &Moments, level: f64) -> Result<Option<f64>, CheckError> {
    if shape.std_dev == 0.0 || moments.count() < 2 {
        return Ok(None);
    }
    Ok(Some(Spread::min_effect(shape, moments.count(), level, MISS_RATE)?).filter(|effect| effect.is_finite()))
}

/// With fewer values a spread has no interval worth showing.
const FEW: f64 = 30.0;

/// The first few of initializers, and how many more there are.
fn names(initializers: &[Initializer], and: &str) -> String {
    const SHOWN: usize = 7;
    let names: Vec<String> = initializers.iter().map(ToString::to_string).collect();
    match names.len().saturating_sub(SHOWN) {
        0 | 1 => names.join(", "),
        more => format!("{} {and} {more} more", names[..SHOWN].join(", ")),
    }
}

/// What the weights may be called of the layer that has these biases, such as `fc1.bias`, `params/Dense_0/bias`, `dense/bias:0` or
/// `lstm.bias_ih_l0`; `None` for what is not called a bias.
fn names_of_weights(name: &str) -> Option<Vec<String>> {
    let start = name.rfind(['.', '/']).map_or(0, |place| place + 1);
    let (stem, last) = name.split_at(start);
    let word = if last.contains("bias") { "bias" } else { "b" };
    let own = last.split_once(':').map_or(last, |(own, _)| own);
    (own == "b" || last.contains("bias"))
        .then(|| ["weight", "kernel", "w"].map(|weights| format!("{stem}{}", last.replacen(word, weights, 1))).to_vec())
}

/// Whether an initializer's law is the same in every layer.
fn is_free_of_fans(initializer: Initializer, bias: bool) -> bool {
    let law = |fan_in, fan_out| Layer { initializer, fans: Fans { fan_in, fan_out }, bias }.law();
    law(7, 3).is_like(law(1000, 30)) && !matches!(law(7, 3), ParameterLaw::Orthogonal { .. })
}

fn of_neurons(weights: &Weights, check: &Check) -> Option<Z> {
    let z = weights.z();
    if z.len() < 2 {
        return None;
    }
    let mut moments = Moments::about(0.0);
    moments.add(z);
    let (_, threshold) = &check.activation;
    let saturated = z.iter().filter(|z| threshold.contains(**z)).count();
    Some(Z { std_dev: moments.std_dev(), saturated: saturated as f64 / z.len() as f64 })
}

fn histogram(weights: &Weights) -> Histogram {
    let (moments, buckets) = (weights.moments(), weights.buckets());
    let (least, greatest) = weights.extremes();
    let (mean, std_dev) = (moments.mean(), moments.std_dev());
    if !(std_dev > 0.0 && std_dev.is_finite()) {
        return buckets.joined(&[]);
    }
    let reach = (greatest - mean).max(mean - least).min(5.0 * std_dev);
    buckets.joined(&buckets.even_edges(mean, reach, std_dev / 5.0))
}
