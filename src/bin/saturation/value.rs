//! Values of options: what is a number, a seed, a list, and why something is none.

use crate::complaint::did_you_mean;
use saturation::experiments::check::{Expectation, ExpectationError};
use saturation::experiments::{MOST_INPUTS, MOST_LAYERS, MOST_SHARDS, Shard, ShardError};
use saturation::model::{Activation, Initializer, InitializerError};
use saturation::report::Format;

/// A seed, and whether the operating system chose it.
#[derive(Clone, Copy)]
pub struct Seed {
    pub value: u64,
    pub fresh: bool,
}

/// What was given as a list, each once.
#[derive(Clone, Debug)]
pub struct List<T>(pub Vec<T>);

/// What an option takes several of, by name.
pub trait Named: Copy + PartialEq + Send + Sync + 'static {
    /// The one that a text names; an error says why not and what to do.
    fn read(text: &str) -> Result<Self, String>;
}

impl Named for Initializer {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|error| no_initializer(text, error))
    }
}

/// Why a text is no initializer, without the text.
fn no_initializer(text: &str, error: InitializerError) -> String {
    match error {
        InitializerError::Unknown(name) => {
            let known = Initializer::rules().map(|rule| rule.name);
            format!("unknown; {}see saturation list initializers", did_you_mean(&name, known))
        }
        InitializerError::Ambiguous { choices, .. } => format!("of several laws; say which: {}", choices.join(", ")),
        // Its text begins with what was typed.
        error => error.to_string().trim_start_matches(text).trim_start_matches(": ").to_owned(),
    }
}

impl Named for Activation {
    fn read(text: &str) -> Result<Self, String> {
        let known = Self::ALL.map(Self::name);
        let unknown = || format!("unknown; {}see saturation list activations", did_you_mean(text, known.into_iter()));
        Self::named(text).ok_or_else(unknown)
    }
}

pub fn items<T: Named>(text: &str) -> Result<List<T>, String> {
    list(text, |item| T::read(item))
}

pub fn counts(text: &str) -> Result<List<usize>, String> {
    list(text, count)
}

/// Formats of figures.
pub fn formats(text: &str) -> Result<List<Format>, String> {
    let format = |name: &str| Format::ALL.into_iter().find(|format| format.ending() == name);
    list(text, |name| format(name).ok_or_else(|| "not a format of figures; give svg, png or pdf".to_owned()))
}

/// What stands between commas that are not in brackets, each once.
fn list<T: PartialEq>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<List<T>, String> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0i32, 0);
    for (k, c) in text.char_indices().chain([(text.len(), ',')]) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth <= 0 || k == text.len() => {
                items.push(text[start..k].trim());
                start = k + 1;
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    for item in &items {
        let one = match (item.is_empty(), items.len()) {
            (true, 1) => Err("nothing; give one".to_owned()),
            (true, _) => Err("an empty item; leave it out".to_owned()),
            (false, 1) => read(item),
            (false, _) => read(item).map_err(|why| format!("{item}: {why}")),
        }?;
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(List(all))
}

/// The fewest trials with which every claim of the experiments can be tested.
const LEAST_TRIALS: u64 = 10_000;

/// More trials than this are no longer counted exactly by f64, and would take centuries.
const MOST_TRIALS: u64 = 1 << 53;

pub fn trials(text: &str) -> Result<u64, String> {
    whole(text).filter(|trials| (LEAST_TRIALS..=MOST_TRIALS).contains(trials)).ok_or_else(|| {
        format!("not a whole number from {LEAST_TRIALS}, the fewest with which every claim can be tested, to 2^53; give one such as 1e6")
    })
}

/// Two have a spread.
pub fn trials_of_a_neuron(text: &str) -> Result<u64, String> {
    let number = whole(text).filter(|trials| (2..=MOST_TRIALS).contains(trials));
    number.ok_or_else(|| "not a whole number from 2 to 2^53; give one such as 1e6".to_owned())
}

/// A whole number as people write it, such as 1000000, 1_000_000, 1e6 or 1.5e3: exactly, without a detour by f64.
fn whole(text: &str) -> Option<u64> {
    let plain = text.replace('_', "").to_lowercase();
    let (mantissa, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{integer}{fraction}");
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let shift = exponent.parse::<i64>().ok()?.checked_sub(fraction.len() as i64)?;
    match usize::try_from(shift) {
        _ if digits.is_empty() => Some(0),
        Ok(zeros) if zeros < 20 => format!("{digits}{}", "0".repeat(zeros)).parse().ok(),
        Ok(_) => None,
        Err(_) => {
            let (kept, dropped) = digits.split_at_checked(digits.len().checked_sub(shift.unsigned_abs() as usize)?)?;
            if dropped.chars().all(|c| c == '0') { kept.parse().ok() } else { None }
        }
    }
}

pub fn count(text: &str) -> Result<usize, String> {
    let number = whole(text).and_then(|count| usize::try_from(count).ok()).filter(|n| (1..=MOST_INPUTS).contains(n));
    number.ok_or_else(|| format!("not a whole number from 1 to {MOST_INPUTS}; give one such as 30 or 784"))
}

/// A part of a run.
pub fn shard(text: &str) -> Result<Shard, String> {
    text.parse().map_err(|error: ShardError| error.to_string())
}

/// A number of shards.
pub fn shards(text: &str) -> Result<u32, String> {
    let number = whole(text).and_then(|count| u32::try_from(count).ok()).filter(|n| (1..=MOST_SHARDS).contains(n));
    number.ok_or_else(|| format!("not a whole number from 1 to {MOST_SHARDS}; give one such as 100"))
}

/// A number of layers.
pub fn depth(text: &str) -> Result<usize, String> {
    let number = whole(text).and_then(|count| usize::try_from(count).ok()).filter(|n| (1..=MOST_LAYERS).contains(n));
    number.ok_or_else(|| format!("not a whole number from 1 to {MOST_LAYERS}; give one such as 50"))
}

pub fn seed(text: &str) -> Result<Seed, String> {
    let value = match text {
        "fresh" => getrandom::u64().map_err(|error| format!("{error}; give a number")),
        _ => {
            whole(text).ok_or_else(|| "not a whole number from 0 to 2^64 − 1, nor fresh; give one such as 7".to_owned())
        }
    };
    Ok(Seed { value: value?, fresh: text == "fresh" })
}

/// A number of threads.
pub fn threads(text: &str) -> Result<usize, String> {
    let number = whole(text).filter(|threads| (1..=1024).contains(threads)).map(|threads| threads as usize);
    number.ok_or_else(|| "not a whole number from 1 to 1024; leave it out to use all cores".to_owned())
}

pub fn alpha(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(alpha) if (1e-12..=0.5).contains(&alpha) => Ok(alpha),
        _ => Err("not a number from 1e-12 to 0.5; give one such as 1e-6".to_owned()),
    }
}

pub fn number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "not a number; give one such as 0.01".to_owned())
}

/// A width on paper.
pub fn centimetres(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(width) if (1.0..=200.0).contains(&width) => Ok(width),
        _ => Err("not a number from 1 to 200; give one such as 16".to_owned()),
    }
}

/// A relative error.
pub fn effect(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(effect) if (1e-6..=1.0).contains(&effect) => Ok(effect),
        _ => Err("not a number from 1e-6 to 1; give one such as 0.05".to_owned()),
    }
}

/// What is expected of weights: an initializer, after a pattern of names if it is not for all.
pub fn expectation(text: &str) -> Result<Expectation, String> {
    Expectation::parse(text).map_err(|error| match error {
        ExpectationError::Initializer(error) => no_initializer(text, error),
        error => error.to_string(),
    })
}

/// A number that is neither NaN nor infinite.
pub fn finite(text: &str) -> Result<f64, String> {
    let why = || "not a finite number; give one such as 2".to_owned();
    number(text).and_then(|x| if x.is_finite() { Ok(x) } else { Err(why()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_exactly() {
        for (text, number) in [
            ("0", 0),
            ("1_000", 1000),
            ("1e6", 1_000_000),
            ("1.50E+3", 1500),
            ("12345.6e1", 123_456),
            ("10000.00", 10_000),
            ("1500e-2", 15),
            ("0e99", 0),
            ("9007199254740993", 9_007_199_254_740_993),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(whole(text), Some(number), "{text}");
        }
        for text in [
            "",
            "e5",
            "1e",
            ".",
            "-1",
            "+1",
            "1.5",
            "10000.0000000000001",
            "1e-1",
            "1e20",
            "1e99999999999999999999",
            "18446744073709551616",
            "0x10",
            "inf",
            "NaN",
            "1e5.0",
            "1 000",
            "١",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
