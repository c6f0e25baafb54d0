//! The embedded fonts: which glyphs set a text, how far they advance, and what they look like.
//!
//! Libertinus Serif, under the SIL Open Font License; `OFL.txt` lies beside the fonts. Of the tables of OpenType, the
//! two that show in our texts are applied: ligatures (`liga`) and kerning (`kern`).

use std::fmt::Write;
use std::sync::LazyLock;

use ttf_parser::gpos::PairAdjustment;
use ttf_parser::gsub::{LigatureSubstitution, SubstitutionSubtable};
use ttf_parser::opentype_layout::{LayoutTable, Lookup};
use ttf_parser::{GlyphId, OutlineBuilder, Tag};

/// The cut of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    Regular,
    Italic,
    Bold,
}

/// Font units in the font size, in all three.
pub const EM: f64 = 1000.0;

struct Font {
    face: ttf_parser::Face<'static>,
    /// The subtables of each lookup.
    kerning: Vec<Vec<PairAdjustment<'static>>>,
    ligatures: Vec<LigatureSubstitution<'static>>,
}

static FONTS: LazyLock<[Font; 3]> = LazyLock::new(|| {
    [
        include_bytes!("fonts/LibertinusSerif-Regular.otf").as_slice(),
        include_bytes!("fonts/LibertinusSerif-Italic.otf"),
        include_bytes!("fonts/LibertinusSerif-Semibold.otf"),
    ]
    .map(|bytes| {
        let face = ttf_parser::Face::parse(bytes, 0).expect("the fonts of the crate can be read");
        let kerning = lookups(face.tables().gpos, b"kern");
        let ligatures = lookups(face.tables().gsub, b"liga");
        Font {
            kerning: kerning
                .into_iter()
                .map(|lookup| lookup.subtables.into_iter().filter_map(pairs).collect())
                .collect(),
            ligatures: ligatures
                .into_iter()
                .flat_map(|lookup| lookup.subtables.into_iter())
                .filter_map(ligature)
                .collect(),
            face,
        }
    })
});

/// What a feature does to Latin text.
fn lookups(table: Option<LayoutTable<'static>>, feature: &[u8; 4]) -> Vec<Lookup<'static>> {
    let found = table.and_then(|table| {
        let language = table.scripts.find(Tag::from_bytes(b"latn"))?.default_language?;
        let features = language.feature_indices.into_iter().filter_map(|index| table.features.get(index));
        let indices = features.filter(|one| one.tag == Tag::from_bytes(feature)).flat_map(|one| one.lookup_indices);
        Some(indices.filter_map(|index| table.lookups.get(index)).collect())
    });
    found.unwrap_or_default()
}

fn pairs(subtable: ttf_parser::gpos::PositioningSubtable<'static>) -> Option<PairAdjustment<'static>> {
    match subtable {
        ttf_parser::gpos::PositioningSubtable::Pair(pairs) => Some(pairs),
        _ => None,
    }
}

fn ligature(subtable: SubstitutionSubtable<'static>) -> Option<LigatureSubstitution<'static>> {
    match subtable {
        SubstitutionSubtable::Ligature(ligature) => Some(ligature),
        _ => None,
    }
}

impl Face {
    fn font(self) -> &'static Font {
        &FONTS[self as usize]
    }

    pub fn has(self, character: char) -> bool {
        self.font().face.glyph_index(character).is_some()
    }

    /// The glyphs that set a text, each with its distance from the beginning, and the width of the whole; in font units.
    ///
    /// # Errors
    ///
    /// The first character that the font lacks.
    pub fn set(self, text: &str) -> Result<(Vec<(GlyphId, i32)>, i32), char> {
        let font = self.font();
        let glyph = |character| font.face.glyph_index(character).ok_or(character);
        let glyphs = text.chars().map(glyph).collect::<Result<Vec<_>, _>>()?;
        let (mut placed, mut x, mut rest) = (Vec::new(), 0, glyphs.as_slice());
        while !rest.is_empty() {
            let (glyph, length) = font.ligature(rest);
            if let Some(&(before, _)) = placed.last() {
                x += font.kerning(before, glyph);
            }
            placed.push((glyph, x));
            x += i32::from(font.face.glyph_hor_advance(glyph).unwrap_or(0));
            rest = &rest[length..];
        }
        Ok((placed, x))
    }

    /// The outline of a glyph as the data of an SVG path, in font units, downward; empty for a space.
    pub fn outline(self, glyph: GlyphId) -> String {
        let mut pen = Outline::default();
        self.font().face.outline_glyph(glyph, &mut pen);
        pen.data
    }
}

impl Font {
    /// The glyph that sets the first of these, and how many of them it sets.
    fn ligature(&self, glyphs: &[GlyphId]) -> (GlyphId, usize) {
        let found = self.ligatures.iter().find_map(|subtable| {
            let set = subtable.ligature_sets.get(subtable.coverage.get(glyphs[0])?)?;
            set.into_iter().find(|one| {
                let components = one.components.into_iter();
                (one.components.len() as usize) < glyphs.len() && components.zip(&glyphs[1..]).all(|(a, b)| a == *b)
            })
        });
        found.map_or((glyphs[0], 1), |ligature| (ligature.glyph, 1 + ligature.components.len() as usize))
    }

    /// How much further than its advance a glyph stands from the one before it.
    fn kerning(&self, left: GlyphId, right: GlyphId) -> i32 {
        let adjustment = |pairs: &PairAdjustment| {
            let index = pairs.coverage().get(left)?;
            let (first, _) = match pairs {
                PairAdjustment::Format1 { sets, .. } => sets.get(index)?.get(right)?,
                PairAdjustment::Format2 { classes, matrix, .. } => {
                    matrix.get((classes.0.get(left), classes.1.get(right)))?
                }
            };
            Some(i32::from(first.x_advance))
        };
        self.kerning.iter().filter_map(|lookup| lookup.iter().find_map(adjustment)).sum()
    }
}

/// Writes an outline with coordinates relative to the point before, which are shorter.
#[derive(Default)]
struct Outline {
    data: String,
    at: (i32, i32),
    start: (i32, i32),
}

impl Outline {
    fn add(&mut self, command: char, points: &[(f32, f32)]) {
        self.data.push(command);
        let from = self.at;
        for &(x, y) in points {
            self.at = (x.round() as i32, -y.round() as i32);
            for offset in [self.at.0 - from.0, self.at.1 - from.1] {
                let apart = offset >= 0 && self.data.ends_with(|last: char| last.is_ascii_digit());
                let _ = write!(self.data, "{}{offset}", if apart { " " } else { "" });
            }
        }
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('m', &[(x, y)]);
        self.start = self.at;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('l', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add('q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add('c', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.data.push('z');
        self.at = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(text: &str) -> i32 {
        Face::Regular.set(text).unwrap().1
    }

    #[test]
    fn pairs_are_kerned_and_ligatures_joined() {
        assert!(width("AV") < width("A") + width("V"));
        assert_eq!(width("nn"), 2 * width("n"));
        assert_eq!(Face::Regular.set("fi").unwrap().0.len(), 1);
        assert_eq!(Face::Bold.set("office").unwrap().0.len(), 4);
    }

    #[test]
    fn outlines_are_closed_and_a_space_has_none() {
        for face in [Face::Regular, Face::Italic, Face::Bold] {
            for (glyph, _) in face.set("Σ0g√“").unwrap().0 {
                let outline = face.outline(glyph);
                assert!(outline.starts_with('m') && outline.ends_with('z'), "{outline}");
            }
            assert_eq!(face.outline(face.set(" ").unwrap().0[0].0), "");
        }
    }
}
