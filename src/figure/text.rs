//! Texts: their light markup, where each glyph of a line stands, and where lines break.

use super::FigureError;
use super::font::{EM, Face};
use super::theme::SCRIPT;
use ttf_parser::GlyphId;

/// One line of text, set in the embedded fonts, in font units from its beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// What it says, without markup.
    pub words: String,
    pub runs: Vec<Run>,
    width: f64,
}

/// Glyphs of one face at one height.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub face: Face,
    pub level: Level,
    /// Where it begins.
    pub x: f64,
    /// Each with its distance from there, in font units of the run.
    pub glyphs: Vec<(GlyphId, i32)>,
}

/// Height above the baseline at which a run is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Base,
    Lowered,
    Raised,
}

impl Level {
    /// How far below the baseline, in font sizes.
    pub fn drop(self) -> f64 {
        match self {
            Self::Base => 0.0,
            Self::Lowered => 0.2,
            Self::Raised => -0.36,
        }
    }

    /// Size of the glyphs, in font sizes.
    pub fn scale(self) -> f64 {
        if self == Self::Base { 1.0 } else { SCRIPT }
    }
}

impl Text {
    /// Sets one line; `face` is that of what is not italic.
    ///
    /// # Errors
    ///
    /// [`FigureError::MissingGlyph`] for the first character that the fonts lack.
    pub fn new(text: &str, face: Face) -> Result<Self, FigureError> {
        let (mut words, mut runs, mut x) = (String::new(), Vec::new(), 0.0);
        let mut marked = Vec::new();
        split(text, face, Level::Base, &mut marked);
        for (run, face, level) in marked {
            let missing = |character| FigureError::MissingGlyph { character, text: text.to_owned() };
            let (glyphs, width) = face.set(&run).map_err(missing)?;
            words += &run;
            runs.push(Run { face, level, x, glyphs });
            x += f64::from(width) * level.scale();
        }
        Ok(Self { words, runs, width: x })
    }

    /// How wide it is in this font size.
    pub fn width(&self, size: f64) -> f64 {
        self.width * size / EM
    }
}

/// Width of one line.
pub fn width(text: &str, size: f64, face: Face) -> Result<f64, FigureError> {
    Text::new(text, face).map(|text| text.width(size))
}

/// Breaks a text into lines of at most this width, at its own line breaks and at spaces; if a single word is wider, the
/// size shrinks until it fits. Returns the lines and the size.
pub fn wrap(text: &str, size: f64, face: Face, limit: f64) -> Result<(Vec<String>, f64), FigureError> {
    let mut widest = 0.0_f64;
    for word in text.split_whitespace() {
        widest = widest.max(width(word, size, face)?);
    }
    let size = if widest > limit { size * limit / widest } else { size };
    let mut lines = broken(text, size, face, limit)?;
    // As narrow as the same number of lines allows, so that the last is not a single word.
    let mut narrower = limit;
    while lines.len() > 1 && narrower > 0.5 * limit {
        narrower -= 0.03 * limit;
        let balanced = broken(text, size, face, narrower)?;
        if balanced.len() > lines.len() {
            break;
        }
        lines = balanced;
    }
    Ok((lines, size))
}

fn broken(text: &str, size: f64, face: Face, limit: f64) -> Result<Vec<String>, FigureError> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        // Only plain spaces break; a thin or no-break space holds a number together.
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && width(&longer, size, face)? > limit * 1.0001 {
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

/// Characters of one face at one height.
type Marked = (String, Face, Level);

/// Splits a text that stands on this level at its markup; a mark without its partner stands for itself. Italics may
/// stand within scripts, scripts not within scripts.
fn split(text: &str, face: Face, level: Level, runs: &mut Vec<Marked>) {
    let mut italic = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        let script = match character {
            '_' if level == Level::Base => Some(Level::Lowered),
            '^' if level == Level::Base => Some(Level::Raised),
            _ => None,
        };
        let braced = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        if let (Some(level), Some((inner, beyond))) = (script, braced) {
            split(inner, face, level, runs);
            rest = beyond;
            continue;
        }
        let styled = |italic| if italic { Face::Italic } else { face };
        match (character, unicode_script(character)) {
            ('*', _) if italic || after.contains('*') => italic = !italic,
            // An index is a variable.
            (_, Some((level, plain))) => push(runs, plain, styled(italic || "ijk".contains(plain)), level),
            _ => push(runs, character, styled(italic), level),
        }
        rest = after;
    }
}

/// What a raised or lowered character of Unicode raises or lowers. The fonts lack some of these (ⱼ) and draw the others
/// too small to be read in a README, so all are set as scripts.
fn unicode_script(character: char) -> Option<(Level, char)> {
    const RAISED: [&str; 2] = ["⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿᵀ", "0123456789−nT"];
    const LOWERED: [&str; 2] = ["₀₁₂₃₄₅₆₇₈₉ᵢⱼₖ", "0123456789ijk"];
    let find = |[scripts, plain]: [&str; 2], level| {
        scripts.chars().zip(plain.chars()).find(|(script, _)| *script == character).map(|(_, plain)| (level, plain))
    };
    find(RAISED, Level::Raised).or_else(|| find(LOWERED, Level::Lowered))
}

/// Adds a character, upright and regular if its own face lacks it.
fn push(runs: &mut Vec<Marked>, character: char, face: Face, level: Level) {
    let face = if face.has(character) { face } else { Face::Regular };
    match runs.last_mut() {
        Some((text, last_face, last_level)) if (*last_face, *last_level) == (face, level) => text.push(character),
        _ => runs.push((character.into(), face, level)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        Text::new(text, Face::Regular).unwrap().words
    }

    #[test]
    fn markup_becomes_runs_and_lone_marks_stand_for_themselves() {
        assert_eq!(plain("N(0, 1): *z* = Σⱼ w_{j}x^{2}"), "N(0, 1): z = Σj wjx2");
        assert_eq!(plain("2 * 3, fan_in, a^b"), "2 * 3, fan_in, a^b");
        assert_eq!(plain("x_{open"), "x_{open");
        let styles = |text| Text::new(text, Face::Bold).unwrap().runs.iter().map(|run| (run.face, run.level)).collect();
        let exponent: Vec<_> = styles("e^{−*z*}");
        assert_eq!(exponent, [(Face::Bold, Level::Base), (Face::Bold, Level::Raised), (Face::Italic, Level::Raised)]);
    }

    #[test]
    fn widths_grow_with_size_and_count_markup_as_nothing() -> Result<(), FigureError> {
        let width_10 = width("saturated", 10.0, Face::Regular)?;
        assert!((30.0..60.0).contains(&width_10), "{width_10}");
        assert!((width("saturated", 20.0, Face::Regular)? - 2.0 * width_10).abs() < 1e-9);
        assert!(width("saturated", 10.0, Face::Bold)? > width_10);
        assert!(width("*saturated*", 10.0, Face::Regular)? < width_10 * 1.1);
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
        let error = width("snow *☃\u{FE0F}* 雪", 10.0, Face::Regular);
        assert!(matches!(error, Err(FigureError::MissingGlyph { .. })), "{error:?}");
    }
}
