//! The light markup of texts, and what becomes of it in SVG.

use super::theme::SCRIPT;

/// Height above the baseline at which a run of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Base,
    Lowered,
    Raised,
}

impl Level {
    /// How far below the baseline, in font sizes of the surroundings.
    fn drop(self) -> f64 {
        match self {
            Self::Base => 0.0,
            Self::Lowered => 0.2,
            Self::Raised => -0.36,
        }
    }
}

/// Characters in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    text: String,
    italic: bool,
    level: Level,
}

/// Splits a text at its markup. A mark without its partner stands for itself.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    split(text, Level::Base, &mut runs);
    runs
}

/// Splits a text that stands on this level; italics may stand within scripts, scripts not within scripts.
fn split(text: &str, level: Level, runs: &mut Vec<Run>) {
    let mut italic = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let (this, after) = rest.split_at(character.len_utf8());
        let script = match character {
            '_' if level == Level::Base => Some(Level::Lowered),
            '^' if level == Level::Base => Some(Level::Raised),
            _ => None,
        };
        let braced = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        if let (Some(level), Some((inner, beyond))) = (script, braced) {
            split(inner, level, runs);
            rest = beyond;
            continue;
        }
        match (character, unicode_script(character)) {
            ('*', _) if italic || after.contains('*') => italic = !italic,
            (_, Some((level, plain))) => push(runs, plain, italic || plain == "i" || plain == "j", level),
            _ => push(runs, this, italic, level),
        }
        rest = after;
    }
}

/// What a raised or lowered character of Unicode raises or lowers. The fonts lack some of these (ⱼ) and draw the others
/// too small to be read in a README, so all are set as scripts.
fn unicode_script(character: char) -> Option<(Level, &'static str)> {
    const RAISED: [(char, &str); 12] = [
        ('⁰', "0"),
        ('¹', "1"),
        ('²', "2"),
        ('³', "3"),
        ('⁴', "4"),
        ('⁵', "5"),
        ('⁶', "6"),
        ('⁷', "7"),
        ('⁸', "8"),
        ('⁹', "9"),
        ('⁻', "−"),
        ('ⁿ', "n"),
    ];
    const LOWERED: [(char, &str); 12] = [
        ('₀', "0"),
        ('₁', "1"),
        ('₂', "2"),
        ('₃', "3"),
        ('₄', "4"),
        ('₅', "5"),
        ('₆', "6"),
        ('₇', "7"),
        ('₈', "8"),
        ('₉', "9"),
        ('ᵢ', "i"),
        ('ⱼ', "j"),
    ];
    let find = |table: [(char, &'static str); 12], level| {
        table.into_iter().find(|(script, _)| *script == character).map(|(_, plain)| (level, plain))
    };
    find(RAISED, Level::Raised).or_else(|| find(LOWERED, Level::Lowered))
}

fn push(runs: &mut Vec<Run>, text: &str, italic: bool, level: Level) {
    match runs.last_mut() {
        Some(last) if last.italic == italic && last.level == level => last.text.push_str(text),
        _ => runs.push(Run { text: text.to_owned(), italic, level }),
    }
}

/// The text without its markup.
pub fn plain(text: &str) -> String {
    runs(text).into_iter().map(|run| run.text).collect()
}

/// The content of an SVG `text` element: escaped, with a `tspan` for each run that is not plain.
///
/// Lowering is done by `dy`, in font sizes, because not every browser knows `baseline-shift`; the run that follows has
/// to be moved back.
pub fn content(text: &str) -> String {
    let mut svg = String::new();
    let mut drop = 0.0;
    for run in runs(text) {
        let mut style = String::new();
        let scale = if run.level == Level::Base { 1.0 } else { SCRIPT };
        if run.level.drop() != drop {
            // `em` counts in the font size of the tspan itself.
            style.push_str(&format!(" dy=\"{:.3}em\"", (run.level.drop() - drop) / scale));
            drop = run.level.drop();
        }
        if run.level != Level::Base {
            style.push_str(&format!(" font-size=\"{:.0}%\"", 100.0 * scale));
        }
        if run.italic {
            style.push_str(" font-style=\"italic\"");
        }
        if style.is_empty() {
            svg.push_str(&escape(&run.text));
        } else {
            svg.push_str(&format!("<tspan{style}>{}</tspan>", escape(&run.text)));
        }
    }
    svg
}

/// Text that is safe between tags and in attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_tspans_and_lone_marks_stand_for_themselves() {
        assert_eq!(plain("N(0, 1): *z* = Σⱼ w_{j}x^{2}"), "N(0, 1): z = Σj wjx2");
        assert_eq!(content("*z* < 1"), "<tspan font-style=\"italic\">z</tspan> &lt; 1");
        assert_eq!(plain("2 * 3, fan_in, a^b"), "2 * 3, fan_in, a^b");
        assert_eq!(plain("x_{open"), "x_{open");
        assert!(content("e^{−*z*}").contains("font-style=\"italic\">z<"), "{}", content("e^{−*z*}"));
    }

    #[test]
    fn what_follows_a_lowered_run_returns_to_the_baseline() {
        let svg = content("w_{1}x");
        assert!(svg.contains("dy=\"0.256em\" font-size=\"78%\""), "{svg}");
        assert!(svg.ends_with("<tspan dy=\"-0.200em\">x</tspan>"), "{svg}");
    }
}
