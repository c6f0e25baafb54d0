//! How wide texts are in the embedded fonts, and where they break.

use super::FigureError;
use super::markup::{content, plain};
use super::raster;
use super::shape::Face;
use std::collections::HashMap;

/// CSS families; a viewer without the first falls back to its own serif.
pub const FAMILY: &str = "Libertinus Serif, serif";

/// Width of one line in nominal pixels, shaped and kerned by the rasteriser itself.
pub fn width(text: &str, size: f64, face: Face) -> Result<f64, FigureError> {
    if plain(text).trim().is_empty() {
        return Ok(0.0);
    }
    let weight = if face == Face::Bold { " font-weight=\"600\"" } else { "" };
    // Measured large, so that it does not matter how glyphs are rounded at small sizes.
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">\
         <text font-family=\"{FAMILY}\" font-size=\"100\"{weight}>{}</text></svg>",
        content(text)
    );
    raster::text_extent(&svg, text).map(|width| width * size / 100.0)
}

/// Breaks a text into lines of at most this width, at its own line breaks and at spaces; if a single word is wider, the
/// size shrinks until it fits. Returns the lines and the size.
pub fn wrap(text: &str, size: f64, face: Face, limit: f64) -> Result<(Vec<String>, f64), FigureError> {
    let mut widest = 0.0_f64;
    // Measuring takes time, and no character is twice as wide as the size: most words are known to fit.
    for word in text.split_whitespace().filter(|word| word.chars().count() as f64 * 2.0 * size > limit) {
        widest = widest.max(width(word, size, face)?);
    }
    let size = if widest > limit { size * limit / widest } else { size };
    // The same beginnings of lines are tried at every limit.
    let mut known = HashMap::new();
    let mut measure = |line: &str| match known.get(line) {
        Some(width) => Ok(*width),
        None => {
            let width = width(line, size, face)?;
            known.insert(line.to_owned(), width);
            Ok(width)
        }
    };
    let mut lines = broken(text, limit, &mut measure)?;
    // As narrow as the same number of lines allows, so that the last is not a single word.
    let mut narrower = limit;
    while lines.len() > 1 && narrower > 0.5 * limit {
        narrower -= 0.03 * limit;
        let balanced = broken(text, narrower, &mut measure)?;
        if balanced.len() > lines.len() {
            break;
        }
        lines = balanced;
    }
    Ok((lines, size))
}

fn broken(
    text: &str,
    limit: f64,
    mut measure: impl FnMut(&str) -> Result<f64, FigureError>,
) -> Result<Vec<String>, FigureError> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        // Only plain spaces break; a thin or no-break space holds a number together.
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && measure(&longer)? > limit * 1.0001 {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            } else {
                line = longer;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_grow_with_size_and_count_markup_as_nothing() -> Result<(), FigureError> {
        let width_10 = width("saturated", 10.0, Face::Regular)?;
        assert!((30.0..60.0).contains(&width_10), "{width_10}");
        assert!((width("saturated", 20.0, Face::Regular)? - 2.0 * width_10).abs() < 1e-9);
        assert!(width("saturated", 10.0, Face::Bold)? > width_10);
        assert!(width("*saturated*", 10.0, Face::Regular)? < width_10 * 1.1);
        assert_eq!(width(" ", 10.0, Face::Regular)?, 0.0);
        Ok(())
    }

    #[test]
    fn long_texts_wrap_and_long_words_shrink() -> Result<(), FigureError> {
        let (lines, size) = wrap("one two three four five six", 10.0, Face::Regular, 60.0)?;
        assert!(lines.len() > 1);
        assert_eq!(size, 10.0);
        for line in &lines {
            assert!(width(line, size, Face::Regular)? <= 60.1, "{line}");
        }
        let (lines, size) = wrap("incomprehensibilities", 10.0, Face::Regular, 60.0)?;
        assert_eq!(lines.len(), 1);
        assert!(size < 10.0);
        Ok(())
    }

    #[test]
    fn a_character_without_glyph_is_an_error() {
        let error = width("snow ☃\u{FE0F} 雪", 10.0, Face::Regular);
        assert!(matches!(error, Err(FigureError::MissingGlyph { .. })), "{error:?}");
    }
}
