//! The header of .safetensors: its length in 8 bytes, then JSON, which the crate `safetensors` parses and checks.

use super::bytes::Bytes;
use super::{Contents, MOST_HEADER, Tensor, TensorFault};
use crate::numeric::Format;
use ::safetensors::tensor::{Dtype, Metadata, TensorInfo};
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// How many bytes tell such a file: the length of the header, and its first byte.
pub(super) const START: usize = 9;

/// The length of the header if this is how such a file begins.
pub(super) fn header_length(start: &[u8]) -> Option<u64> {
    let (length, first) = start.split_first_chunk()?;
    first.starts_with(b"{").then_some(u64::from_le_bytes(*length))
}

/// More tensors than any model keeps in one file; a header has room for three times as many, and they for 100 MB of memory.
const MOST_TENSORS: usize = 100_000;

/// Reads the header, of which this is the start.
pub(super) fn read(bytes: &mut Bytes, mut start: Vec<u8>, length: u64) -> Result<Contents, TensorFault> {
    if length > MOST_HEADER {
        return Err(TensorFault::LongHeader(length));
    }
    let begin = 8 + length;
    bytes.fill(&mut start, begin as usize, begin)?;
    let mut json = serde_json::Deserializer::from_slice(start.get(8..begin as usize).unwrap_or_default());
    let entries = json.deserialize_map(Entries).and_then(|entries| json.end().map(|()| entries));
    drop(start);
    let bad = |why: String| TensorFault::Header(why);
    let mut entries = entries.map_err(|error| bad(error.to_string()))?;
    let count = entries.len();
    // The crate wants them in the order of their bytes, and refuses what overlaps, leaves gaps or overflows.
    entries.sort_unstable_by(|(a, x), (b, y)| x.data_offsets.cmp(&y.data_offsets).then_with(|| a.cmp(b)));
    let metadata = Metadata::new(None, entries).map_err(|error| bad(error.to_string()))?;
    let names = metadata.offset_keys();
    if names.len() < count {
        return Err(bad("two tensors of one name".to_owned()));
    }
    let end = (metadata.data_len() as u64).checked_add(begin).ok_or_else(|| bad("more than 2⁶⁴ bytes".to_owned()))?;
    let (mut tensors, mut skipped) = (Vec::new(), Vec::new());
    for name in names {
        let Some(info) = metadata.info(&name) else { continue };
        let begin = begin + info.data_offsets.0 as u64;
        match Tensor::new(name, &info.dtype.to_string(), format(info.dtype), &info.shape, begin) {
            Ok(tensor) => tensors.push(tensor),
            Err(unusable) => skipped.push(unusable),
        }
    }
    Ok(Contents { tensors, skipped, end })
}

fn format(dtype: Dtype) -> Option<Format> {
    match dtype {
        Dtype::F64 => Some(Format::F64),
        Dtype::F32 => Some(Format::F32),
        Dtype::F16 => Some(Format::F16),
        Dtype::BF16 => Some(Format::BF16),
        _ => None,
    }
}

/// Reads each entry by itself: as a whole, by the crate's own `Deserialize`, a header of 16 MB may take 300 MB.
struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<(String, TensorInfo)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of tensors")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == "__metadata__" {
                map.next_value::<IgnoredAny>()?;
            } else if entries.len() == MOST_TENSORS {
                return Err(A::Error::custom(format!("more than {MOST_TENSORS} tensors")));
            } else {
                let info = map.next_value().map_err(|error| A::Error::custom(format!("tensor {name}: {error}")))?;
                entries.push((name, info));
            }
        }
        Ok(entries)
    }
}
