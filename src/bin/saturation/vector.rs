//! One vector from a file: .npy, or numbers as text.

use crate::failure::Failure;
use saturation::experiments::MOST_INPUTS;
use saturation::numeric::Format;
use saturation::tensor::{TensorError, TensorFault, TensorFile};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The vector of a file, by what it begins with.
pub fn read(path: &Path) -> Result<Vec<f64>, Failure> {
    let fault = |why: String| Failure::input(format!("input: {}: {why}", path.display()));
    let values = match TensorFile::open(path) {
        Ok(file) => array(file),
        Err(TensorError { fault: TensorFault::Unknown | TensorFault::Empty, .. }) => text(path),
        Err(error) => Err(error.fault.to_string()),
    }
    .map_err(fault)?;
    match values.iter().position(|x| !x.is_finite()) {
        Some(index) => Err(fault(format!("x[{index}] = {}: not a finite number; give finite inputs", values[index]))),
        None if values.is_empty() => Err(fault("no number; give one vector".to_owned())),
        None if values.len() > MOST_INPUTS => Err(fault(TOO_MANY.to_owned())),
        None if values.iter().all(|x| *x == 0.0) => {
            Err(fault("nothing but zeros; give an input that is not".to_owned()))
        }
        None => Ok(values),
    }
}

const TOO_MANY: &str = "more than 10 million numbers; give fewer";

/// The one array of a file, if it has one dimension.
fn array(mut file: TensorFile) -> Result<Vec<f64>, String> {
    let [tensor] = file.tensors() else { return Err(format!("{} arrays; give one vector", file.tensors().len())) };
    if tensor.shape.len() != 1 {
        return Err(format!("an array of {} dimensions; give one vector", tensor.shape.len()));
    }
    if tensor.len() > MOST_INPUTS as u64 {
        return Err(TOO_MANY.to_owned());
    }
    let number: fn(&[u8]) -> f64 = match tensor.format {
        Format::F64 => |bytes| f64::from_le_bytes(bytes.try_into().unwrap_or_default()),
        Format::F32 => |bytes| f32::from_le_bytes(bytes.try_into().unwrap_or_default()).into(),
        other => return Err(format!("numbers of kind {other}; save f8 or f4")),
    };
    let width = tensor.format.bytes();
    let mut values = Vec::new();
    file.read(0, 1 << 16, |bytes| {
        values.extend(bytes.chunks_exact(width).map(number));
        Ok(())
    })
    .map_err(|error: TensorError| error.fault.to_string())?;
    Ok(values)
}

/// Numbers between commas, spaces and line feeds: one row, or one column.
fn text(path: &Path) -> Result<Vec<f64>, String> {
    let most = 40 * MOST_INPUTS as u64;
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("{}; make it readable", error.kind()))?;
    if bytes.len() as u64 > most {
        return Err(TOO_MANY.to_owned());
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| "neither .npy nor text; give one of them")?;
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split([',', ';', ' ', '\t']).map(str::trim).filter(|item| !item.is_empty()).collect())
        .filter(|row: &Vec<&str>| !row.is_empty())
        .collect();
    if rows.len() > 1 && rows.iter().any(|row| row.len() > 1) {
        return Err("several rows of several numbers: a matrix; give one vector".to_owned());
    }
    let number = |item: &&str| item.parse().map_err(|_| format!("{item:?} is no number; give numbers alone"));
    rows.iter().flatten().map(number).collect()
}
