use super::{MergeError, Sample};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::ser::{Formatter, Serializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::io;

/// The version of the form in which records are written; a newer one is refused.
pub const SCHEMA: u32 = 1;

/// Why a record cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It is no record, or not whole.
    #[error("not a record, or not whole: {0}; draw it again")]
    Malformed(#[from] serde_json::Error),
    /// It was written by a newer program.
    #[error("schema {0}: newer than {SCHEMA}, the newest that this program reads; take a newer program")]
    Newer(u32),
    /// It is not what was written.
    #[error("checksum: it is not that of the content: the file was changed; draw it again")]
    Checksum,
    /// Its numbers do not fit together.
    #[error(transparent)]
    Sample(#[from] MergeError),
}

/// A record's content, as it is written, between what tells whether it can be read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    schema: u32,
    /// SHA-256 of the content, as it is written.
    checksum: String,
    content: Box<RawValue>,
}

/// What a newer program may have written.
#[derive(Deserialize)]
struct Version {
    schema: u32,
}

impl Sample {
    /// The sample as readable JSON, with a checksum.
    ///
    /// # Errors
    /// [`RecordError::Sample`] for a sample whose numbers do not fit together, or are not finite.
    pub fn to_json(&self) -> Result<String, RecordError> {
        self.check_sound()?;
        to_json(self)
    }

    /// The sample that [`Sample::to_json`] wrote.
    ///
    /// # Errors
    /// [`RecordError`] for what is no record, was changed, is newer, or does not fit together.
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        let sample: Self = from_json(text)?;
        sample.check_sound()?;
        Ok(sample)
    }
}

/// Readable JSON of any content, with schema and checksum: a line for each name, and arrays in one line.
///
/// # Errors
/// [`RecordError::Malformed`] if the content cannot be written.
pub fn to_json<T: Serialize>(content: &T) -> Result<String, RecordError> {
    let mut bytes = Vec::new();
    content.serialize(&mut Serializer::with_formatter(&mut bytes, Lines { depth: 1, empty: false }))?;
    let content = String::from_utf8_lossy(&bytes);
    Ok(format!(
        "{{\n  \"schema\": {SCHEMA},\n  \"checksum\": \"{}\",\n  \"content\": {content}\n}}\n",
        checksum(content.as_bytes())
    ))
}

/// The content of what [`to_json`] wrote.
///
/// # Errors
/// [`RecordError`] for what is no record, was changed, or is newer.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, RecordError> {
    let Version { schema } = serde_json::from_str(text)?;
    if schema > SCHEMA {
        return Err(RecordError::Newer(schema));
    }
    let envelope: Envelope = serde_json::from_str(text)?;
    if envelope.schema != schema || envelope.checksum != checksum(envelope.content.get().as_bytes()) {
        return Err(RecordError::Checksum);
    }
    Ok(serde_json::from_str(envelope.content.get())?)
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn checksum(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A line for each name of an object, indented; arrays in one line.
struct Lines {
    depth: usize,
    empty: bool,
}

impl Lines {
    fn new_line<W: ?Sized + io::Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Lines {
    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.empty = true;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if !self.empty {
            self.new_line(writer)?;
        }
        self.empty = false;
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.empty = false;
        if !first {
            writer.write_all(b",")?;
        }
        self.new_line(writer)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

/// Whole numbers that may be more than a double holds, as texts.
pub mod text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes it.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Those of the deserializer, and for what is no whole number below 2⁶⁴.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} is no whole number below 2^64")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::PreActivation;
    use crate::model::{Activation, Initializer, Input, Neuron};
    use crate::sampling::Control;

    fn sample() -> Sample {
        let neuron =
            Neuron::new(&Input::half_ones(4).unwrap(), Initializer::LARGE.parameters(1000, 30).unwrap()).unwrap();
        let subject = PreActivation::of(neuron).with_derivative(Activation::SIGMOID, [0.01, 0.2]);
        Sample::draw(&subject, u64::MAX, 1234, &Control::default()).unwrap()
    }

    #[test]
    fn what_is_written_is_read_and_written_again() {
        let text = sample().to_json().unwrap();
        let read = Sample::from_json(&text).unwrap();
        assert!(read == sample());
        assert_eq!(read.to_json().unwrap(), text);
    }

    #[test]
    fn what_was_changed_cut_or_is_newer_is_refused() {
        let text = sample().to_json().unwrap();
        for end in [0, 1, text.len() / 2, text.len() - 3] {
            assert!(matches!(Sample::from_json(&text[..end]), Err(RecordError::Malformed(_))), "cut at {end}");
        }
        let newer = text.replacen("\"schema\": 1", "\"schema\": 2", 1);
        assert!(matches!(Sample::from_json(&newer), Err(RecordError::Newer(2))));
        let seed = text.replacen(&u64::MAX.to_string(), "18446744073709551614", 1);
        assert!(matches!(Sample::from_json(&seed), Err(RecordError::Checksum)));
        // Any digit of the content but its last place of a mantissa that reads as the same number.
        let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(k, _)| k).collect();
        for place in digits.iter().step_by(97) {
            let mut bytes = text.clone().into_bytes();
            bytes[*place] = if bytes[*place] == b'7' { b'1' } else { b'7' };
            assert!(Sample::from_json(&String::from_utf8(bytes).unwrap()).is_err(), "place {place}");
        }
    }
}
