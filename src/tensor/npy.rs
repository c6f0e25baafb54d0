//! The header of .npy, as NumPy's `numpy/lib/format.py` describes it.

use super::bytes::Bytes;
use super::{Contents, MOST_HEADER, Tensor, TensorFault};
use crate::numeric::Format;

pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// Reads the header, of which this is the start.
pub(super) fn read(bytes: &mut Bytes, mut start: Vec<u8>, name: String) -> Result<Contents, TensorFault> {
    bytes.fill(&mut start, 8, 10)?;
    let width = match start[6] {
        1 => 2,
        2 | 3 => 4,
        version => return Err(TensorFault::Version(version)),
    };
    bytes.fill(&mut start, 8 + width, 8 + width as u64)?;
    let length = start[8..].iter().rev().fold(0, |sum, byte| 256 * sum + u64::from(*byte));
    if length > MOST_HEADER {
        return Err(TensorFault::LongHeader(length));
    }
    let begin = 8 + width as u64 + length;
    let mut header = Vec::new();
    bytes.fill(&mut header, length as usize, begin)?;
    let bad = |why: &str| TensorFault::Header(why.to_owned());
    let header = String::from_utf8(header).map_err(|_| bad("not text"))?;
    let Header { descr, fortran, shape } = Text(&header).header().ok_or_else(|| bad("not that of an array"))?;

    let format = format(&descr);
    let mut tensor = Tensor::new(name, &descr, format.map(|(format, _)| format), &shape, begin).map_err(|no| no.why)?;
    let numbers = tensor.shape.iter().try_fold(1_u64, |product, side| product.checked_mul(*side as u64));
    let data = numbers.and_then(|numbers| numbers.checked_mul(tensor.format.bytes() as u64));
    let end = data.and_then(|data| data.checked_add(begin)).ok_or_else(|| bad("a shape of more than 2⁶⁴ bytes"))?;
    tensor.fortran = fortran;
    tensor.big_endian = format.is_some_and(|(_, big_endian)| big_endian);
    Ok(Contents { tensors: vec![tensor], skipped: Vec::new(), end })
}

/// The number format, and whether the byte that weighs most comes first.
fn format(descr: &str) -> Option<(Format, bool)> {
    let little = |format| Some((format, false));
    match descr {
        "<f8" => little(Format::F64),
        "<f4" => little(Format::F32),
        "<f2" => little(Format::F16),
        ">f8" => Some((Format::F64, true)),
        ">f4" => Some((Format::F32, true)),
        ">f2" => Some((Format::F16, true)),
        // NumPy has no name for the bfloat16 of ml_dtypes, and writes "two bytes without a type, the lower one first"; no other
        // type is written so. What had no type before is "|V2", and may be anything.
        "<V2" | "bfloat16" => little(Format::BF16),
        _ => None,
    }
}

/// What the header says.
struct Header {
    descr: String,
    fortran: bool,
    shape: Vec<usize>,
}

/// What is left of a header: a dictionary as Python writes it.
struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    fn header(mut self) -> Option<Header> {
        let (mut descr, mut fortran, mut shape) = (None, None, None);
        self.expect("{")?;
        while !self.eat("}") {
            let key = self.string()?;
            self.expect(":")?;
            match key {
                // A list names the fields of a record.
                "descr" if self.0.trim_start().starts_with('[') => descr = Some(self.list()?.to_owned()),
                "descr" => descr = Some(self.string()?.to_owned()),
                "fortran_order" => fortran = Some(self.eat("True") || self.expect("False").map(|()| false)?),
                "shape" => shape = Some(self.tuple()?),
                _ => return None,
            }
            if !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        self.0.trim().is_empty().then_some(())?;
        Some(Header { descr: descr?, fortran: fortran?, shape: shape? })
    }

    fn eat(&mut self, token: &str) -> bool {
        self.0 = self.0.trim_start();
        self.0.strip_prefix(token).inspect(|rest| self.0 = rest).is_some()
    }

    fn expect(&mut self, token: &str) -> Option<()> {
        self.eat(token).then_some(())
    }

    fn string(&mut self) -> Option<&'a str> {
        let quote = if self.eat("'") { '\'' } else { self.expect("\"").map(|()| '"')? };
        let (string, rest) = self.0.split_once(quote)?;
        self.0 = rest;
        Some(string)
    }

    fn list(&mut self) -> Option<&'a str> {
        let list = self.0.trim_start();
        let length = list.find(']')? + 1;
        self.0 = &list[length..];
        Some(&list[..length])
    }

    fn tuple(&mut self) -> Option<Vec<usize>> {
        self.expect("(")?;
        let mut sides = Vec::new();
        while !self.eat(")") {
            let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
            let (side, rest) = self.0.split_at(digits);
            // More than there are addresses is too many in any case.
            sides.push(if side.is_empty() { None? } else { side.parse().unwrap_or(usize::MAX) });
            self.0 = rest;
            if !self.eat(",") {
                self.expect(")")?;
                break;
            }
        }
        Some(sides)
    }
}
