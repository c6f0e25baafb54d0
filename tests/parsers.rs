//! What is read from outside, changed at random: a value that is sound, or an error of one line. Never a panic.

mod properties;
mod seed;

use flate2::{Compression, write::GzEncoder};
use properties::{check, number};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use saturation::claim::{StdDev, Test};
use saturation::evidence::{PreActivation, Sample, Subject};
use saturation::experiments::article::ALL;
use saturation::experiments::{self, Settings};
use saturation::model::dataset::Dataset;
use saturation::model::{Activation, Initializer, Input, Neuron};
use saturation::sampling::Control;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::fs;
use std::io::Write;

/// What takes the place of a number, or stands where nothing stood.
const TOKENS: [&str; 24] = [
    "0",
    "1",
    "2",
    "7",
    "-1",
    "0.5",
    "1e308",
    "1e999",
    "-0.0",
    "5e-324",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "null",
    "true",
    "[]",
    "{}",
    "[[0,1]]",
    "\"\"",
    "\"0x1p+1023\"",
    "\"-0x1p-1074\"",
    "\"x\"",
    ",",
    "}",
];

/// A change of a text: where, as a share of its length; and of what kind.
fn edits() -> impl Strategy<Value = Vec<(f64, Edit)>> {
    let edit = prop_oneof![
        4 => select(&TOKENS[..]).prop_map(Edit::Number),
        1 => select(&TOKENS[..]).prop_map(Edit::Insert),
        1 => (1..40_usize).prop_map(Edit::Delete),
        1 => any::<char>().prop_map(Edit::Char),
    ];
    vec((0.0..1.0, edit), 1..4)
}

#[derive(Debug, Clone, Copy)]
enum Edit {
    /// Another token in place of the next number.
    Number(&'static str),
    Insert(&'static str),
    Delete(usize),
    Char(char),
}

fn edited(text: &str, edits: &[(f64, Edit)]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for (place, edit) in edits {
        let at = (place * text.len() as f64) as usize;
        let digit = |c: &char| c.is_ascii_digit();
        let (range, new) = match edit {
            Edit::Number(token) => {
                let start = text[at..].iter().position(digit).map_or(text.len(), |k| at + k);
                let length = text[start..].iter().take_while(|c| digit(c)).count();
                (start..start + length, token.chars().collect())
            }
            Edit::Insert(token) => (at..at, token.chars().collect()),
            Edit::Delete(length) => (at..text.len().min(at + length), Vec::new()),
            Edit::Char(c) => (at..text.len().min(at + 1), vec![*c]),
        };
        text.splice(range, new);
    }
    text.into_iter().collect()
}

/// A record with this content, under a checksum that is right: what another program might have written.
fn sealed(content: &str) -> String {
    let checksum: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{{\"schema\": 1, \"checksum\": \"{checksum}\", \"content\": {content}}}")
}

fn content(sample: &Sample) -> String {
    let json = sample.to_json().expect("sound");
    let start = json.find("\"content\": ").expect("content") + "\"content\": ".len();
    json[start..].trim_end().strip_suffix('}').expect("an end").trim_end().to_owned()
}

/// Reads changed records of this subject, and uses what is taken; how many were.
fn records_of(subject: &dyn Subject, trials: u64, cases: u32) -> u32 {
    let draw = |trials| Sample::draw(subject, 7, trials, &Control::default()).expect("drawn");
    let (right, taken) = (content(&draw(trials)), Cell::new(0));
    assert!(Sample::from_json(&sealed(&right)).expect("as it was written") == draw(trials));
    check(cases, edits(), |edits| {
        match Sample::from_json(&sealed(&edited(&right, &edits))) {
            Err(error) => prop_assert_eq!(error.to_string().lines().count(), 1),
            Ok(mut sample) => {
                taken.set(taken.get() + 1);
                let again =
                    Sample::from_json(&sample.to_json().expect("what was read can be written")).expect("and read");
                prop_assert!(again == sample);
                prop_assert!(sample.merge(&again).is_err() || sample.trials() == 0);
                if let Some(z) = again.statistics().quantity(PreActivation::Z) {
                    let _ = StdDev::new(&z.moments(), 1.0, 0.1).map(|claim| claim.decide(1e-9));
                }
                let more = again.trials().saturating_add(900);
                if more < 10_000 {
                    let _ = sample.extend(subject, more, &Control::default());
                }
            }
        }
        Ok(())
    });
    taken.get()
}

#[test]
fn a_record_that_was_changed_is_refused_or_sound() {
    let neuron = Neuron::new(&Input::half_ones(4).expect("inputs"), Initializer::LARGE.parameters(4, 1).expect("laws"))
        .expect("fits");
    let z = PreActivation::of(neuron).with_derivative(Activation::SIGMOID, [0.01, 0.2]);
    let taken = records_of(&z, 1700, 3000);
    assert!((1..3000).contains(&taken), "{taken} of 3000");
    // One whose trials are rows.
    let rule = ALL.iter().find(|experiment| experiment.id == "update_rule").expect("an experiment");
    let rows = experiments::requests(&[rule], &Settings::default()).expect("subjects").remove(0).subject;
    records_of(&*rows, rows.per_chunk() + 3, 100);
}

/// The four files, any of which may be cut, prolonged, packed, or given another number or byte.
#[test]
fn images_that_were_changed_are_refused_or_sound() {
    let names =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
    let words = [&[2051, 3, 2, 2][..], &[2049, 3], &[2051, 2, 2, 2], &[2049, 2]];
    let word = select(&[0, 1, 2, 3, 4, 256, 16_384, 1 << 24, 1 << 28, u32::MAX, 2049, 2051][..]);
    let change = prop_oneof![
        2 => (0..4_usize, word).prop_map(|(at, word)| (4 * at, word.to_be_bytes().to_vec())),
        1 => (0..30_usize, any::<u8>()).prop_map(|(at, byte)| (at, vec![byte])),
        1 => (0..40_usize).prop_map(|at| (at, Vec::new())),
        1 => Just((0, Vec::new())),
    ];
    let (scratch, taken) = (tempfile::tempdir().expect("a scratch directory"), Cell::new(0));
    check(1500, (0..4_usize, change, any::<[bool; 2]>(), 0..5_usize), |(file, (at, bytes), [packed, whole], most)| {
        for (k, (name, words)) in names.iter().zip(words).enumerate() {
            let items = words[1..].iter().product::<u32>() as u8;
            let mut content: Vec<u8> =
                words.iter().flat_map(|word| word.to_be_bytes()).chain(0..items.min(10)).collect();
            content.extend(std::iter::repeat_n(9, usize::from(items.saturating_sub(10))));
            if k == file {
                match bytes[..] {
                    // To this length, unless it is 0.
                    [] if at > 0 => content.resize(at, 3),
                    _ => content.iter_mut().skip(at).zip(&bytes).for_each(|(old, new)| *old = *new),
                }
                if packed {
                    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                    encoder.write_all(&content).expect("a Vec takes every byte");
                    content = encoder.finish().expect("a Vec takes every byte");
                    content.truncate(if whole { content.len() } else { content.len().min(at + 5) });
                }
            }
            fs::write(scratch.path().join(name), content).expect("writable");
        }
        match Dataset::read_mnist(scratch.path(), most) {
            Err(error) => {
                let text = error.to_string();
                prop_assert!(
                    text.starts_with("mnist-dir: ") && text.contains("; ") && text.lines().count() == 1,
                    "{text}"
                );
            }
            Ok((train, test)) => {
                taken.set(taken.get() + 1);
                for set in [train, test] {
                    prop_assert!(set.len() <= most && set.images().rows() == set.len());
                    prop_assert!(set.images().elements().all(|x| (0.0..=1.0).contains(x)));
                    prop_assert!(set.labels().iter().all(|label| *label < 10));
                }
            }
        }
        Ok(())
    });
    assert!((100..1400).contains(&taken.get()), "{} of 1500", taken.get());
}

#[test]
fn names_and_inputs_are_taken_or_refused() {
    let names: Vec<&str> = Initializer::rules().map(|rule| rule.name).collect();
    let bare: Vec<&str> = Initializer::all().map(|initializer| initializer.name()).collect();
    let any_text = || vec(any::<char>(), 0..9).prop_map(String::from_iter);
    let name = prop_oneof![select(bare.clone()).prop_map(str::to_owned), any_text()];
    let arguments = vec(prop_oneof![number().prop_map(|x| x.to_string()), any_text()], 0..4);
    let whole = (select(names), arguments).prop_map(|(name, arguments)| format!("{name}({})", arguments.join(",")));
    check(1000, (name, whole, vec(number(), 0..9), 0..3000_usize), |(name, whole, values, fan_in)| {
        prop_assert_eq!(name.parse::<Initializer>().is_ok(), bare.contains(&name.as_str()));
        if let Ok(initializer) = whole.parse::<Initializer>() {
            prop_assert_eq!(initializer.to_string().parse(), Ok(initializer));
            // Parameters that are none are refused, and those that are some have a spread.
            if let Ok(parameters) = initializer.parameters(7, 3) {
                prop_assert!(parameters.weights().std_dev() >= 0.0, "{initializer}");
            }
        }
        prop_assert_eq!(Input::half_ones(fan_in).is_ok(), fan_in > 0 && fan_in % 2 == 0);
        let finite = !values.is_empty() && values.iter().all(|x| x.is_finite());
        prop_assert_eq!(Input::new(&values).is_ok(), finite);
        Ok(())
    });
}
