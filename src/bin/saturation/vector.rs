//! One vector from a file: .npy, or numbers as text.

use crate::failure::Failure;
use saturation::experiments::MOST_INPUTS;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The vector of a file, by what it begins with.
pub fn read(path: &Path) -> Result<Vec<f64>, Failure> {
    let fault = |why: &str| Failure::input(format!("input: {}: {why}", path.display()));
    let most = 40 * MOST_INPUTS as u64;
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.metadata().map(|metadata| (file, metadata.is_file())));
    match file {
        Err(error) => return Err(fault(&format!("{}; give a file with one vector", error.kind()))),
        Ok((_, false)) => return Err(fault("not a file; give one with one vector")),
        Ok((file, true)) => {
            file.take(most + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| fault(&format!("{}; make it readable", error.kind())))?;
        }
    }
    if bytes.len() as u64 > most {
        return Err(fault("more than 10 million numbers; give fewer"));
    }
    let values = if bytes.starts_with(b"\x93NUMPY") { npy(&bytes) } else { text(&bytes) }.map_err(|why| fault(&why))?;
    match values.iter().position(|x| !x.is_finite()) {
        Some(index) => Err(fault(&format!("x[{index}] = {}: not a finite number; give finite inputs", values[index]))),
        None if values.is_empty() => Err(fault("no number; give one vector")),
        None if values.len() > MOST_INPUTS => Err(fault("more than 10 million numbers; give fewer")),
        None if values.iter().all(|x| *x == 0.0) => Err(fault("nothing but zeros; give an input that is not")),
        None => Ok(values),
    }
}

/// Numbers between commas, spaces and line feeds: one row, or one column.
fn text(bytes: &[u8]) -> Result<Vec<f64>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "neither .npy nor text; give one of them")?;
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

/// A one-dimensional array of f8 or f4, in the order of the bytes of either kind of machine (NumPy's NEP 1).
fn npy(bytes: &[u8]) -> Result<Vec<f64>, String> {
    let cut = || "an .npy file that was cut; save it again".to_owned();
    let (length, start): (usize, usize) = match bytes.get(6).ok_or_else(cut)? {
        1 => (usize::from(u16::from_le_bytes(bytes.get(8..10).and_then(|b| b.try_into().ok()).ok_or_else(cut)?)), 10),
        2 | 3 => (u32::from_le_bytes(bytes.get(8..12).and_then(|b| b.try_into().ok()).ok_or_else(cut)?) as usize, 12),
        version => return Err(format!(".npy of version {version}; save it as version 1, 2 or 3")),
    };
    let end = start.checked_add(length).ok_or_else(cut)?;
    let header = bytes.get(start..end).map(String::from_utf8_lossy).ok_or_else(cut)?;
    let field = |name: &str| header.split_once(&format!("'{name}':")).map(|(_, rest)| rest.trim_start());
    let shape =
        field("shape").and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.split_once(')')).ok_or_else(cut)?;
    let sides: Vec<&str> = shape.0.split(',').map(str::trim).filter(|side| !side.is_empty()).collect();
    let [side] = sides[..] else { return Err(format!("an array of {} dimensions; give one vector", sides.len())) };
    let count: usize = side.parse().map_err(|_| cut())?;
    let kind = field("descr").and_then(|rest| rest.strip_prefix('\'')).and_then(|rest| rest.split('\'').next());
    let (width, read): (usize, fn(&[u8]) -> f64) = match kind {
        Some("<f8") => (8, |b| f64::from_le_bytes(b.try_into().unwrap_or_default())),
        Some(">f8") => (8, |b| f64::from_be_bytes(b.try_into().unwrap_or_default())),
        Some("<f4") => (4, |b| f32::from_le_bytes(b.try_into().unwrap_or_default()).into()),
        Some(">f4") => (4, |b| f32::from_be_bytes(b.try_into().unwrap_or_default()).into()),
        other => return Err(format!("numbers of kind {}; save f8 or f4", other.unwrap_or("unknown"))),
    };
    let data = &bytes[end..];
    if Some(data.len()) != count.checked_mul(width) {
        return Err(format!("{} bytes for {count} numbers; save it again", data.len()));
    }
    Ok(data.chunks_exact(width).map(read).collect())
}
