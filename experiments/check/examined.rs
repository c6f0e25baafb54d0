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
    /// Whether it is passed over if all of its values are 1.
    may_be_scale: bool,
}

/// Why a tensor cannot be examined.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Its shape does not tell the numbers of inputs and outputs.
    #[error("{0}: of one dimension, which tells no number of inputs; give --fan-in, or fan_in in the expectation")]
    NoFans(String),
    /// Nothing in the file is what the expectation is about.
    #[error("{expectation}: of no tensor of the file that can be judged; give a pattern that matches one of {names}")]
    NoTensor {
        /// The option with the expectation, or the pattern.
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
    /// The number format of its values.
    pub format: Format,
    /// That in which they are kept.
    pub declared: Format,
    /// Its layer's numbers of inputs and outputs, if it has them.
    pub fans: Option<Fans>,
    /// The initializer that it was expected to have, if any.
    pub expected: Option<Initializer>,
    /// What it is, in a line.
    pub found: String,
    /// The initializers of the registry that it does not contradict, where nothing was expected.
    pub consistent: Vec<Initializer>,
    /// Whether it is as expected; `None` where nothing was.
    pub verdict: Option<Verdict>,
    /// Whether all of its values are one.
    pub is_constant: bool,
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
    /// With how many values every claim about it would notice its effect, where one is undecided.
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
        let weights_of = names_of_weights(name, shape.len());
        let bias = weights_of.is_some();
        let expectation = check.expectation(name);
        let of_layer = || {
            let weights = weights_of.iter().flatten().find_map(|name| all.get(name.as_str()))?;
            check.layout.fans(&weights.shape)
        };
        let given = expectation.is_some_and(|expectation| expectation.fan_in.is_some()) || check.fan_in.is_some();
        let fans = if shape.len() > 1 && !bias || given { check.fans(shape, expectation) } else { of_layer() };
        let pattern = expectation.and_then(|expectation| expectation.pattern.as_ref());
        let named = pattern.is_some_and(Pattern::is_of_one);
        let initializer = expectation.map(|expectation| expectation.initializer);
        // What is expected of all is expected of weights, as of biases where the initializer says more of them than that they are 0.
        let meant = |initializer: &Initializer| {
            let layer = Layer { initializer: *initializer, fans: Fans { fan_in: 1, fan_out: 1 }, bias: true };
            shape.len() > 1 && !bias || all.len() == 1 || pattern.is_some() || bias && layer.law() != ParameterLaw::Zero
        };
        let expected = initializer.filter(meant);
        let free = expected.is_some_and(|initializer| is_free_of_fans(initializer, bias));
        // A pattern for many may meet the scale of a norm, which is known by its values.
        let may_be_scale = shape.len() == 1 && !bias && !named && pattern.is_some();
        if fans.is_none() && !free && (all.len() == 1 || named) {
            return Err(Refusal::NoFans(name.clone()));
        }
        let expected = expected.filter(|_| fans.is_some() || free);
        let fans = fans.or(free.then_some(Fans { fan_in: 1, fan_out: 1 }).filter(|_| expected.is_some()));
        let passed_over = expected.is_none() && pattern.is_some();
        let (name, shape) = (name.clone(), shape.clone());
        Ok(Self { name, shape, format: *format, fortran: *fortran, fans, bias, expected, passed_over, may_be_scale })
    }

    /// Whether something is expected of it.
    pub fn is_expected(&self) -> bool {
        self.expected.is_some()
    }

    /// Judges what was kept of its values.
    ///
    /// # Errors
    /// [`Refusal`] for values that are no numbers, and laws that cannot be had.
    pub fn examine(mut self, weights: &Weights, check: &Check) -> Result<Examined, Refusal> {
        if self.may_be_scale && weights.extremes() == (1.0, 1.0) {
            (self.expected, self.passed_over) = (None, true);
        }
        let place = weights.not_finite().map(|(count, index, value)| (count, self.place(index), value));
        let name = self.name.clone();
        let bad = place.map(|(count, place, value)| Refusal::NotFinite { name: name.clone(), count, place, value });
        // Where something is expected of others, what is wrong with this one is said and no more.
        let asked = self.expected.is_some() || check.expectations.is_empty();
        match bad {
            Some(bad) if asked => Err(bad),
            Some(_) => {
                let found = "not judged: values are no finite numbers".to_owned();
                Ok(Examined { found, ..self.shown(weights, check) })
            }
            None if !asked
                && !weights.moments().excess_kurtosis().is_finite()
                && weights.extremes().0 < weights.extremes().1 =>
            {
                let found = "not judged: too small or too large for its moments".to_owned();
                Ok(Examined { found, ..self.shown(weights, check) })
            }
            None => self.judge(weights, check).map_err(|source| Refusal::Check { name, source }),
        }
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

    /// What is shown of any values.
    fn shown(self, weights: &Weights, check: &Check) -> Examined {
        let moments = weights.moments().clone();
        let (std_dev, n) = (moments.std_dev(), moments.count() as f64);
        let fan_in_variance = self.fans.filter(|_| !self.bias && std_dev > 0.0 && n >= FEW).map(|fans| {
            let variance = fans.fan_in as f64 * moments.variance();
            let score = normal::quantile(Side::Upper, 0.025).unwrap_or(1.96);
            let margin = score * ((moments.excess_kurtosis() + 2.0).max(0.0) / n).sqrt();
            [1.0, (1.0 - margin).max(0.0), 1.0 + margin].map(|factor| factor * variance)
        });
        let (least, greatest) = weights.extremes();
        Examined {
            name: self.name,
            shape: self.shape,
            format: as_drawn(self.format, weights),
            declared: self.format,
            fans: self.fans,
            expected: self.expected,
            verdict: None,
            found: String::new(),
            claims: Vec::new(),
            consistent: Vec::new(),
            is_constant: least == greatest,
            zeros: weights.zeros(),
            fan_in_variance,
            noticed: None,
            min_values: None,
            z: of_neurons(weights, check),
            histogram: histogram(weights),
            law: None,
            digest: weights.digest(),
            equal_by_chance: 0.0,
            moments,
        }
    }

    fn judge(self, weights: &Weights, check: &Check) -> Result<Examined, CheckError> {
        let (bias, passed_over, level) = (self.bias, self.passed_over, check.significance_level);
        let mut one = self.shown(weights, check);
        let (format, std_dev) = (one.format, one.moments.std_dev());
        match (one.expected, one.fans) {
            (Some(initializer), Some(fans)) => one.hold_against(Layer { initializer, fans, bias }, weights, check)?,
            _ if one.is_constant => one.found = Diagnosis::Constant(one.moments.mean()).to_string(),
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
            one.found += "; passed over: of one side";
        }
        if weights.zero_rows() == 1 && !one.is_constant && weights.grid().has_padding() {
            one.found += "; 1 row is all zeros";
        }
        if one.format != one.declared {
            one.found += &format!("; all are numbers of {}", one.format);
        }
        Ok(one)
    }
}

impl Examined {
    /// "784 × 30".
    pub fn sides(&self) -> String {
        self.shape.iter().map(ToString::to_string).collect::<Vec<_>>().join(" × ")
    }

    /// The excess kurtosis of its values; none of a constant.
    pub fn excess_kurtosis(&self) -> Option<f64> {
        Some(self.moments.excess_kurtosis()).filter(|kurtosis| !self.is_constant && kurtosis.is_finite())
    }

    /// Whether it is not as expected.
    pub fn is_refuted(&self) -> bool {
        self.verdict == Some(Verdict::Refuted)
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
        let any = |verdict| verdicts.iter().any(|decision| decision.verdict == verdict);
        let verdict = [Verdict::Refuted, Verdict::Undecided].into_iter().find(|verdict| any(*verdict));
        let verdict = verdict.unwrap_or(Verdict::Holds);
        self.verdict = Some(verdict);
        let orthogonal = matches!(law, ParameterLaw::Orthogonal { .. });
        self.noticed = noticed(expected.shape(), &self.moments, level)?.filter(|_| !orthogonal);
        self.equal_by_chance = expected.equal_by_chance(self.moments.count());
        self.law = Some(law);
        self.found = if verdict == Verdict::Refuted {
            let slips = [layer.slips(), self.fans_of_sides(layer)].concat();
            let looks = diagnose(weights, Some((law, &slips)), self.format, level)?;
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
        } else if verdict == Verdict::Undecided {
            let wanted = expected.min_values(check.effect, level, MISS_RATE)?;
            self.min_values = Some(wanted);
            let [wanted, count] = [wanted.max(self.moments.count() + 1), self.moments.count()].map(|n| grouped(n, ' '));
            format!("undecided: {wanted} values would tell, there are {count}")
        } else {
            "holds".to_owned()
        };
        self.claims = claims.into_iter().map(|claim| self.name(claim)).collect();
        Ok(())
    }

    /// The law for every other product of sides as the number of inputs, where there are several: a shape may have inputs and outputs of
    /// several sides.
    fn fans_of_sides(&self, layer: Layer) -> Vec<(&'static str, ParameterLaw)> {
        let sides = self.shape.len();
        if layer.bias || !(3..=6).contains(&sides) {
            return Vec::new();
        }
        let all: usize = self.shape.iter().product();
        let product =
            |chosen: usize| (0..sides).filter(|k| chosen >> k & 1 == 1).map(|k| self.shape[k]).product::<usize>();
        let laws = (1..(1 << sides) - 1).map(|chosen| {
            let fan_in = product(chosen);
            (
                "fan_in is another product of its sides; give it in the brackets",
                Layer { fans: Fans { fan_in, fan_out: all / fan_in }, ..layer },
            )
        });
        laws.map(|(text, layer)| (text, layer.law())).filter(|(_, law)| !law.is_like(layer.law())).collect()
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

/// The format of weights that were rounded to 16 bits before they were saved in more.
fn as_drawn(declared: Format, weights: &Weights) -> Format {
    let (least, greatest) = weights.extremes();
    // Of fewer values, or of one or two, it may be chance.
    let many = weights.count() >= 64 && weights.buckets().occupied() > 8 && least < greatest;
    let coarse = [Format::BF16, Format::F16]
        .into_iter()
        .find(|format| many && weights.mantissa_bits() <= format.mantissa_bits());
    if declared.is_coarse() { declared } else { coarse.unwrap_or(declared) }
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
/// `lstm.bias_ih_l0`; `None` for what is not called a bias, and of several sides for what is not called so alone.
fn names_of_weights(name: &str, sides: usize) -> Option<Vec<String>> {
    let start = name.rfind(['.', '/']).map_or(0, |place| place + 1);
    let (stem, last) = name.split_at(start);
    let word = if last.contains("bias") { "bias" } else { "b" };
    let own = last.split_once(':').map_or(last, |(own, _)| own);
    (own == "bias" || sides == 1 && (own == "b" || last.contains("bias")))
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
