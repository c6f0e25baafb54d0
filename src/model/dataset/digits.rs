use super::{CLASSES, Dataset, DatasetError};
use flate2::read::GzDecoder;
use std::io::Read;

/// A digit a line: 64 pixels from 0 to 16, and the label. Source and licence are in digits.LICENSE.md beside it.
static PACKED: &[u8] = include_bytes!("digits.csv.gz");

/// Pixels of a digit.
const PIXELS: usize = 64;

/// The blackest pixel.
const BLACK: u8 = 16;

/// The digits that come with the program: 1797 handwritten ones of 8×8 pixels, each a sixteenth from 0 to 1, in the
/// order of their source.
///
/// The test set of "Optical Recognition of Handwritten Digits" (E. Alpaydin and C. Kaynak, 1998, UCI Machine Learning
/// Repository, CC BY 4.0), as scikit-learn ships it: 174 to 183 of each digit, by 13 writers.
///
/// # Errors
/// [`DatasetError::Embedded`] if the program's own bytes are damaged.
///
/// ```
/// use saturation::model::dataset::digits;
/// let digits = digits()?;
/// assert_eq!((digits.len(), digits.shape()), (1797, [8, 8]));
/// assert_eq!(digits.images()[(0, 3)], 13.0 / 16.0);
/// # Ok::<(), saturation::model::dataset::DatasetError>(())
/// ```
pub fn digits() -> Result<Dataset, DatasetError> {
    unpacked(PACKED)
}

fn unpacked(packed: &[u8]) -> Result<Dataset, DatasetError> {
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).map_err(|_| DatasetError::Embedded { line: 0 })?;
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for (k, line) in text.lines().enumerate() {
        let damaged = || DatasetError::Embedded { line: k + 1 };
        let row: Vec<u8> = line.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| damaged())?;
        let (label, image) = row.split_last().ok_or_else(damaged)?;
        if image.len() != PIXELS || image.iter().any(|pixel| *pixel > BLACK) || usize::from(*label) >= CLASSES {
            return Err(damaged());
        }
        pixels.extend_from_slice(image);
        labels.push(*label);
    }
    Ok(Dataset::new(pixels, BLACK, labels, [8, 8]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    #[test]
    fn every_digit_is_there_as_often_as_in_the_source() {
        let digits = digits().unwrap();
        let mut counts = [0; 10];
        digits.labels().iter().for_each(|label| counts[usize::from(*label)] += 1);
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        // Sixteenths add up exactly.
        assert_eq!(digits.images().elements().sum::<f64>(), 561_718.0 / 16.0);
        assert_eq!(digits.labels()[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    }

    #[test]
    fn the_first_digit_is_the_known_nought() {
        let nought = [
            [0, 0, 5, 13, 9, 1, 0, 0],
            [0, 0, 13, 15, 10, 15, 5, 0],
            [0, 3, 15, 2, 0, 11, 8, 0],
            [0, 4, 12, 0, 0, 8, 8, 0],
            [0, 5, 8, 0, 0, 9, 8, 0],
            [0, 4, 11, 0, 1, 12, 7, 0],
            [0, 2, 14, 5, 10, 12, 0, 0],
            [0, 0, 6, 13, 10, 0, 0, 0],
        ];
        let first: Vec<f64> = nought.as_flattened().iter().map(|value| f64::from(*value) / 16.0).collect();
        assert_eq!(digits().unwrap().images().row(0), first);
    }

    #[test]
    fn damaged_bytes_are_an_error_that_says_where() {
        let packed = |text: &str| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap()
        };
        let row = |last: &str| "1,".repeat(64) + last + "\n";
        assert_eq!(unpacked(&packed(&row("9"))).unwrap().labels(), [9]);
        let dark = "17,".repeat(64) + "9";
        for second in ["1,2", &row("nine"), &row("256"), &row("12"), &dark, ""] {
            let text = row("9") + second + "\n";
            assert!(matches!(unpacked(&packed(&text)), Err(DatasetError::Embedded { line: 2 })), "{text}");
        }
        for bytes in [&b""[..], b"no gzip", &PACKED[..1000]] {
            assert!(matches!(unpacked(bytes), Err(DatasetError::Embedded { line: 0 })));
        }
    }
}
