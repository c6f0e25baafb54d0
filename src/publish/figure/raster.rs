//! From SVG to PNG, with the fonts of the crate and no others.

use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, LazyLock};

use png::{ColorType, Encoder, EncodingError, Filter};
use rayon::prelude::*;
use resvg::tiny_skia::{Color, Pixmap, Transform};
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

/// Rows in a strip, which is drawn by one thread.
const STRIP: u32 = 64;
/// Strips that are drawn while as many are encoded: 5 MB in all. The whole picture, at 20 MB, would be the largest thing
/// in a run.
const STRIPS: u32 = 4;

/// Rasterises an SVG document as a PNG, [`PNG_WIDTH`] pixels wide, on white, by the threads of the current pool.
///
/// # Errors
///
/// [`FigureError::Raster`] if the text is no SVG document or too low for one row of pixels.
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
    let height = (f64::from(tree.size().height()) * scale).round() as u32;
    let strip = Pixmap::new(PNG_WIDTH, height.min(STRIP))
        .ok_or_else(|| FigureError::Raster(format!("no picture can be {height} px high")))?;
    let strips = vec![strip; STRIPS as usize];
    encode(&tree, scale as f32, height, strips).map_err(|error| FigureError::Raster(error.to_string()))
}

/// Draws [`STRIPS`] strips in parallel, while as many before them are encoded.
fn encode(tree: &Tree, scale: f32, height: u32, mut strips: Vec<Pixmap>) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, PNG_WIDTH, height);
    // On paper every pixel is opaque.
    encoder.set_color(ColorType::Rgb);
    // Flat colours repeat: the differences to neighbours that a filter makes compress a fifth worse.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    let mut rows = writer.stream_writer()?;
    let tops = |first: u32| (first..height).step_by(STRIP as usize).take(STRIPS as usize).collect::<Vec<_>>();
    let draw_all = |strips: &mut [Pixmap], first| {
        tops(first).into_par_iter().zip(strips).for_each(|(top, strip)| draw(tree, scale, top, strip));
    };
    let mut next = strips.clone();
    draw_all(&mut strips, 0);
    for first in (0..height).step_by((STRIPS * STRIP) as usize) {
        let (written, ()) = rayon::join(
            || tops(first).into_iter().zip(&strips).try_for_each(|(top, strip)| write(&mut rows, strip, height - top)),
            || draw_all(&mut next, first.saturating_add(STRIPS * STRIP)),
        );
        written?;
        mem::swap(&mut strips, &mut next);
    }
    rows.finish()?;
    writer.finish()?;
    Ok(bytes)
}

/// Hands the rows of a strip to the encoder, `most` at most.
fn write(rows: &mut impl Write, strip: &Pixmap, most: u32) -> io::Result<()> {
    let mut row = vec![[0; 3]; PNG_WIDTH as usize];
    for pixels in strip.pixels().chunks_exact(PNG_WIDTH as usize).take(most as usize) {
        for (rgb, pixel) in row.iter_mut().zip(pixels) {
            *rgb = [pixel.red(), pixel.green(), pixel.blue()];
        }
        rows.write_all(row.as_flattened())?;
    }
    Ok(())
}

/// Fills the pixels with the part of the picture that begins `top` rows below its upper edge.
fn draw(tree: &Tree, scale: f32, top: u32, pixels: &mut Pixmap) {
    pixels.fill(Color::WHITE);
    let place = Transform::from_scale(scale, scale).post_translate(0.0, -(top as f32));
    resvg::render(tree, place, &mut pixels.as_mut());
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of this height, three pixels to the unit.
    fn svg(height: u32) -> String {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="{height}" font-family="serif">
            <path d="M10 10L790 190M10 20H790M99 0V200" stroke="black"/><circle cx="400" cy="85" r="50" opacity="0.5"/>
            <text x="20" y="90">Text</text></svg>"#
        )
    }

    /// Less than a strip, three whole ones, and some with a rest. Not to the bit: the rasteriser cuts what is slanted at
    /// the edge of its pixels, and rounds there.
    #[test]
    fn strips_join_to_the_picture_drawn_at_once() {
        for height in [10, STRIP, 200] {
            let svg = svg(height);
            let mut whole = Pixmap::new(PNG_WIDTH, 3 * height).unwrap();
            draw(&parse(&svg).unwrap(), 3.0, 0, &mut whole);
            let strips = Pixmap::decode_png(&png(&svg).unwrap()).unwrap();
            assert_eq!((strips.width(), strips.height()), (PNG_WIDTH, 3 * height));
            let distances = whole.data().iter().zip(strips.data()).map(|(a, b)| a.abs_diff(*b));
            let distances: Vec<u8> = distances.filter(|&distance| distance > 0).collect();
            assert!(distances.len() < 1000 && distances.iter().all(|&distance| distance < 64), "{distances:?}");
        }
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        let svg = svg(200);
        let by = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| png(&svg));
        let bytes = png(&svg).unwrap();
        assert!(by(1).unwrap() == bytes && by(7).unwrap() == bytes);
    }
}
