//! Weights from files, set beside initializers: what `saturation check` judges.
//!
//! Nothing is drawn: a tensor is read once, what is kept of it is judged and let go. A tensor that is expected to be as an
//! initializer draws it becomes claims; of any other it is said which initializers of the registry it does not contradict. Weights
//! that are as no initializer draws them are called so in one sentence, with the claim that they contradict most.

mod examined;
mod expectation;
mod figure;
mod pattern;

pub use examined::{Examined, Refusal, Subject, Z};
pub use expectation::{Expectation, ExpectationError};
pub use pattern::Pattern;

use crate::claim::{Claim, ClaimError, Repeats, Test, Verdict};
use crate::figure::decimals;
use crate::law::Threshold;
use crate::model::{Activation, Fans, Initializer};
use crate::report::{Cell, Chapter, Column, Pictures, Report, Section, Table, grouped, to_digits, trimmed};
use crate::tensor::{Layout, Tensor};
use std::collections::HashMap;
use std::sync::Arc;

/// What the reader asks of weights.
#[derive(Debug, Clone)]
pub struct Check {
    /// By which initializers tensors should have been drawn; of several for one tensor, the last.
    pub expectations: Vec<Expectation>,
    /// Names of tensors that may be equal to others, as weights of two layers that are tied.
    pub tied: Vec<Pattern>,
    /// In which order sides are.
    pub layout: Layout,
    /// The numbers of inputs and of outputs, where shapes do not tell them.
    pub fan_in: Option<usize>,
    /// See `fan_in`.
    pub fan_out: Option<usize>,
    /// The relative error of the spread that matters.
    pub effect: f64,
    /// The level of each claim.
    pub significance_level: f64,
    /// Through which activation z is seen, below which threshold.
    pub activation: (Activation, Threshold),
    /// The input of the neurons; `None`: half ones.
    pub input: Option<Arc<[f64]>>,
}

impl Check {
    /// What is expected of a tensor.
    fn expectation(&self, name: &str) -> Option<&Expectation> {
        self.expectations.iter().rev().find(|expectation| expectation.is_of(name))
    }

    /// The numbers of inputs and of outputs: as given for it, as given for all, or as the shape tells them.
    fn fans(&self, shape: &[usize], expectation: Option<&Expectation>) -> Option<Fans> {
        let own = self.layout.fans(shape);
        let given = expectation.map_or((None, None), |expectation| (expectation.fan_in, expectation.fan_out));
        let fan_in = given.0.or(self.fan_in).or(own.map(|fans| fans.fan_in))?;
        let values = shape.iter().product();
        let fan_out = given.1.or(self.fan_out).or(own.map(|fans| fans.fan_out)).unwrap_or(values);
        Some(Fans { fan_in, fan_out })
    }

    /// The input of a neuron of so many inputs; none if another was given.
    pub fn input(&self, inputs: usize) -> Arc<[f64]> {
        match &self.input {
            Some(input) if input.len() == inputs => Arc::clone(input),
            Some(_) => Arc::default(),
            None => (0..inputs).map(|k| f64::from(u8::from(k < inputs.div_ceil(2)))).collect(),
        }
    }
}

/// The tensors of a file, each with what is expected of it.
///
/// # Errors
/// [`Refusal::NoTensor`] for the first expectation that is of none, and [`Refusal::NoFans`] as [`Subject::new`] has it.
pub fn subjects(tensors: &[Tensor], check: &Check) -> Result<Vec<Subject>, Refusal> {
    let by_name: HashMap<&str, &Tensor> = tensors.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
    let subjects: Vec<Subject> =
        tensors.iter().map(|tensor| Subject::new(tensor, &by_name, check)).collect::<Result<_, _>>()?;
    let of_none = |expectation: &&Expectation| !by_name.keys().any(|name| expectation.is_of(name));
    let none_expected = || check.expectations.first().filter(|_| !subjects.iter().any(Subject::is_expected));
    match check.expectations.iter().find(of_none).or_else(none_expected) {
        Some(expectation) => {
            let names: Vec<&str> = tensors.iter().map(|tensor| tensor.name.as_str()).collect();
            Err(Refusal::NoTensor { expectation: format!("expect: {expectation}"), names: some(&names) })
        }
        None => match check.tied.iter().find(|tied| !by_name.keys().any(|name| tied.matches(name))) {
            Some(tied) => {
                let names: Vec<&str> = tensors.iter().map(|tensor| tensor.name.as_str()).collect();
                Err(Refusal::NoTensor { expectation: format!("tied: {tied}"), names: some(&names) })
            }
            None => Ok(subjects),
        },
    }
}

/// The first few of many names.
fn some(names: &[&str]) -> String {
    const FEW: usize = 6;
    let rest = names.len().saturating_sub(FEW);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    names[..names.len() - rest].join(", ") + &more
}

/// More tensors than this are for files alone; the terminal has what was found, each thing once.
const MANY: usize = 24;

const TITLE: &str = "Weights, and what initializers say of them";

/// The report on tensors; `again` is the command.
///
/// # Errors
/// [`ClaimError`] if a claim cannot be judged.
pub fn report(mut examined: Vec<Examined>, check: &Check, again: String) -> Result<Report, ClaimError> {
    equal_tensors(&mut examined, check)?;
    let claims: Vec<Claim> = examined.iter_mut().flat_map(|one| std::mem::take(&mut one.claims)).collect();
    let headline = headline(&examined);
    let section = Section {
        paragraphs: vec![text(check)],
        notes: check
            .input
            .iter()
            .filter(|_| examined.iter().all(|one| one.z.is_none()))
            .map(|input| format!("No layer reads as many numbers as the input has, {}.", input.len()))
            .collect(),
        tables: tables(&examined),
        figure: figure::figure(&examined, if claims.is_empty() { TITLE } else { &headline }),
        claims,
        headline,
        chinese: None,
    };
    let mut chapter = Chapter::judge("check", TITLE, section, check.significance_level)?;
    (chapter.again, chapter.literal) = (again, true);
    Ok(Report {
        title: TITLE.to_owned(),
        source: "",
        chapters: vec![chapter],
        significance_level: check.significance_level,
        stages: 1,
        seed: None,
        pictures: Pictures::default(),
    })
}

/// Says of tensors that are equal to an earlier one that they are; those that are expected to be random, not to be tied to another,
/// and have too many values for chance, are refuted.
fn equal_tensors(examined: &mut [Examined], check: &Check) -> Result<(), ClaimError> {
    let mut of_shape = HashMap::<Vec<usize>, u64>::new();
    for one in &*examined {
        *of_shape.entry(one.shape.clone()).or_default() += 1;
    }
    let mut seen = HashMap::<(u64, Vec<usize>), usize>::new();
    for k in 0..examined.len() {
        let one = &examined[k];
        if one.is_constant {
            continue;
        }
        let first = *seen.entry((one.digest, one.shape.clone())).or_insert(k);
        if first == k {
            continue;
        }
        // Of two of which one is expected to be random it is that one which should not be equal.
        let (refuted, other) = if one.expected.is_some() { (k, first) } else { (first, k) };
        let names = [refuted, other].map(|k| examined[k].name.clone());
        let tied = check.tied.iter().any(|pattern| names.iter().any(|name| pattern.matches(name)));
        let one = &mut examined[refuted];
        let test = Repeats::new(1, of_shape[&one.shape], one.equal_by_chance)?;
        let by_chance = test.decide(check.significance_level)?.verdict != Verdict::Refuted;
        if one.expected.is_none() || tied || by_chance {
            examined[k].found += &format!("; equal to {}", if k == refuted { &names[1] } else { &names[0] });
            continue;
        }
        one.claims.push(one.name(Claim::new("equal", format!("it is not equal to {}", names[1]), "", test)));
        one.found = if one.is_refuted() {
            format!("{}; equal to {}", one.found, names[1])
        } else {
            format!("refuted: equal to {}, which --tied allows", names[1])
        };
        one.verdict = Some(Verdict::Refuted);
    }
    Ok(())
}

fn headline(examined: &[Examined]) -> String {
    if let [one] = examined {
        let expected = one.expected.as_ref().map_or(String::new(), |expected| format!("{expected}, "));
        return format!("{} ({}): {expected}{}", one.name, one.sides(), one.found);
    }
    let judged: Vec<&Examined> = examined.iter().filter(|one| one.expected.is_some()).collect();
    let tensors = format!("{} tensors", grouped(examined.len() as u64, ' '));
    let rest = match examined.len() - judged.len() {
        0 => String::new(),
        rest => format!(", nothing expected of {rest}"),
    };
    if judged.is_empty() {
        return format!("{tensors}, nothing expected of them");
    }
    let count = |verdict| judged.iter().filter(|one| one.verdict == Some(verdict)).count();
    let (holds, refuted) = (count(Verdict::Holds), count(Verdict::Refuted));
    format!("{tensors}: {holds} as expected, {refuted} refuted, {} undecided{rest}", judged.len() - holds - refuted)
}

/// Names of initializers; nothing where there are none.
fn all(initializers: &[Initializer]) -> Option<String> {
    (!initializers.is_empty()).then(|| initializers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// The smallest error that would have been noticed.
fn noticeable(effect: f64) -> String {
    if effect > 1.0 { "> 100 %".to_owned() } else { format!("{} %", decimals(100.0 * effect, 1)) }
}

fn text(check: &Check) -> String {
    let (activation, threshold) = &check.activation;
    let input =
        if check.input.is_some() { "for the given input" } else { "where half of the inputs are 1, the others 0" };
    format!(
        "z = Σⱼ wⱼxⱼ of each neuron {input}, without the bias; saturated: |f′(z)| < {} of {activation}. An error of {} % of the spread \
         matters, of mean, shape and independence twice as much.",
        trimmed(threshold.tau(), 6),
        trimmed(100.0 * check.effect, 6)
    )
}

fn tables(examined: &[Examined]) -> Vec<Table> {
    let in_terminal = |table: Table| if examined.len() <= MANY { table.in_terminal() } else { table };
    let mut numbers = in_terminal(Table::new(
        "tensors",
        [
            Column::text("tensor", "tensor"),
            Column::text("shape", "shape"),
            Column::hidden("format"),
            Column::digits("mean", "mean w", 2),
            Column::digits("std", "std w", 4),
            Column::hidden("fan_in_variance"),
            Column::hidden("lower"),
            Column::hidden("upper"),
            Column::text("shown", "n_in·Var w (95 %)"),
            Column::digits("excess_kurtosis", "kurtosis", 2),
            Column::text("zeros", "zeros"),
            Column::hidden("expected"),
            Column::hidden("found"),
            Column::hidden("consistent"),
            Column::hidden("min_values"),
        ],
    ));
    let mut neurons = in_terminal(Table::new(
        "neurons",
        [
            Column::text("tensor", "tensor"),
            Column::text("format", "format"),
            Column::text("fan_in", "inputs"),
            Column::text("fan_out", "outputs"),
            Column::hidden("noticed"),
            Column::text("would_notice", "would notice"),
            Column::digits("std_z", "std z", 3),
            Column::percent("saturated", "saturated", 1),
        ],
    ));
    for one in examined {
        let shown = one.fan_in_variance.map(|x| {
            let [value, low, high] = x.map(|x| to_digits(x, 4));
            format!("{value} ({low} … {high})")
        });
        let variance = |k: usize| one.fan_in_variance.map(|values| values[k]);
        numbers.push([
            one.name.as_str().into(),
            Cell::Sides(one.shape.clone()),
            one.format.to_string().into(),
            one.moments.mean().into(),
            Some(one.moments.std_dev()).filter(|std_dev| std_dev.is_finite()).into(),
            variance(0).into(),
            variance(1).into(),
            variance(2).into(),
            shown.into(),
            one.excess_kurtosis().into(),
            one.zeros.into(),
            one.expected.as_ref().map(ToString::to_string).into(),
            one.found.as_str().into(),
            all(&one.consistent).into(),
            one.min_values.into(),
        ]);
        neurons.push([
            one.name.as_str().into(),
            one.format.to_string().into(),
            one.fans.map(|fans| fans.fan_in as u64).into(),
            one.fans.map(|fans| fans.fan_out as u64).into(),
            one.noticed.into(),
            one.noticed.map(noticeable).into(),
            one.z.map(|z| z.std_dev).into(),
            one.z.map(|z| z.saturated).into(),
        ]);
    }
    let columns =
        [Column::text("tensors", "tensor"), Column::text("expected", "expected"), Column::text("found", "found")];
    let columns =
        if examined.iter().any(|one| one.expected.is_some()) { columns.to_vec() } else { vec![columns[0], columns[2]] };
    let mut found = Table::new("found", columns.clone()).in_terminal();
    let mut said: Vec<(String, &str, Vec<&str>)> = Vec::new();
    let mut places = HashMap::<(String, &str), usize>::new();
    for one in examined {
        let expected = one.expected.as_ref().map_or(String::new(), ToString::to_string);
        let place = *places.entry((expected.clone(), &one.found)).or_insert(said.len());
        if place == said.len() {
            said.push((expected, &one.found, Vec::new()));
        }
        said[place].2.push(&one.name);
    }
    for (expected, text, names) in said {
        let shown = match &names[..] {
            few if few.len() <= 3 => few.join(", "),
            all => format!("{}, {} and {} more", all[0], all[1], all.len() - 2),
        };
        let [shown, expected, text] = [shown, expected, text.to_owned()].map(Cell::from);
        found.push(if columns.len() == 3 { vec![shown, expected, text] } else { vec![shown, text] });
    }
    vec![numbers, neurons, found]
}
