//! From SVG to PNG, with the fonts of the crate and no others.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Group, Node, Options, Text, Tree, fontdb};

use super::FigureError;
use super::theme::PNG_WIDTH;

/// Libertinus Serif, under the SIL Open Font License; `OFL.txt` lies beside the fonts.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for face in [
        include_bytes!("../fonts/LibertinusSerif-Regular.otf").as_slice(),
        include_bytes!("../fonts/LibertinusSerif-Italic.otf").as_slice(),
        include_bytes!("../fonts/LibertinusSerif-Semibold.otf").as_slice(),
    ] {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(face)));
    }
    fonts.set_serif_family("Libertinus Serif");
    Arc::new(fonts)
});

/// Rasterises an SVG document as a PNG, [`PNG_WIDTH`] pixels wide, on white.
///
/// # Errors
///
/// [`FigureError::Raster`] if the text is no SVG document or too large to rasterise.
///
/// ```
/// use saturation::publish::figure::{PNG_WIDTH, png};
///
/// let bytes = png(r#"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="10"/>"#)?;
/// assert_eq!(bytes[16..20], PNG_WIDTH.to_be_bytes());
/// assert!(png("no SVG").is_err());
/// # Ok::<(), saturation::publish::figure::FigureError>(())
/// ```
pub fn png(svg: &str) -> Result<Vec<u8>, FigureError> {
    let tree = parse(svg)?;
    let scale = f64::from(PNG_WIDTH) / f64::from(tree.size().width());
    let height = (f64::from(tree.size().height()) * scale).round();
    let mut pixmap = Pixmap::new(PNG_WIDTH, height as u32)
        .ok_or_else(|| FigureError::Raster(format!("no picture can be {height} px high")))?;
    pixmap.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale as f32, scale as f32), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| FigureError::Raster(error.to_string()))
}

/// The width of the only text element of a document, from its x to the end of its last advance; `source` is what the
/// error names if the fonts lack one of its characters.
pub(super) fn text_extent(svg: &str, source: &str) -> Result<f64, FigureError> {
    let tree = parse(svg)?;
    let missing = |character| FigureError::MissingGlyph { character, text: source.to_owned() };
    // The rasteriser drops a text of which it can set nothing.
    let Some(text) = first_text(tree.root()) else {
        return Err(missing(source.chars().next().unwrap_or('\u{FFFD}')));
    };
    let mut glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
    match glyphs.find(|glyph| glyph.id.0 == 0) {
        Some(glyph) => Err(missing(glyph.text.chars().next().unwrap_or('\u{FFFD}'))),
        None => Ok(f64::from(text.bounding_box().right())),
    }
}

pub(super) fn parse(svg: &str) -> Result<Tree, FigureError> {
    let options = Options { fontdb: Arc::clone(&FONTS), ..Options::default() };
    Tree::from_str(svg, &options).map_err(|error| FigureError::Raster(error.to_string()))
}

fn first_text(group: &Group) -> Option<&Text> {
    group.children().iter().find_map(|node| match node {
        Node::Text(text) => Some(text.as_ref()),
        Node::Group(inner) => first_text(inner),
        _ => None,
    })
}
