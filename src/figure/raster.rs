//! From SVG to PNG.

use std::io::Write;

use png::{ColorType, Encoder, EncodingError, Filter, PixelDimensions, Unit};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::theme::PNG_WIDTH;
use super::{FigureError, Look};

/// Rasterises the SVG of a figure as a PNG, [`PNG_WIDTH`] pixels wide, on white; the width on paper of a look is noted in it.
/// Any SVG will do, but `text` elements are left out: figures draw theirs as outlines.
///
/// # Errors
///
/// [`FigureError::Raster`] if the text is no SVG document or too low for one row of pixels.
///
/// ```
/// use saturation::figure::{Look, PNG_WIDTH, png};
///
/// let bytes = png(r#"<svg xmlns="http://www.w3.org/2000/svg" width="800" height="10"/>"#, Look::default())?;
/// assert_eq!(bytes[16..20], PNG_WIDTH.to_be_bytes());
/// assert!(png("no SVG", Look::default()).is_err());
/// # Ok::<(), saturation::figure::FigureError>(())
/// ```
pub fn png(svg: &str, look: Look) -> Result<Vec<u8>, FigureError> {
    let tree = Tree::from_str(svg, &Options::default()).map_err(|error| FigureError::Raster(error.to_string()))?;
    let scale = PNG_WIDTH as f32 / tree.size().width();
    let height = (tree.size().height() * scale).round() as u32;
    let band = Pixmap::new(PNG_WIDTH, height.min(BAND))
        .ok_or_else(|| FigureError::Raster(format!("no picture can be {height} px high")))?;
    encode(&tree, scale, height, look, band).map_err(|error| FigureError::Raster(error.to_string()))
}

/// Rows that are drawn at once: 5 MB. The whole picture, at 20 MB, would be the largest thing in a run.
const BAND: u32 = 512;

fn encode(tree: &Tree, scale: f32, height: u32, look: Look, mut band: Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, PNG_WIDTH, height);
    // On paper every pixel is opaque.
    encoder.set_color(ColorType::Rgb);
    // Flat colours repeat: the differences to neighbours that a filter makes compress a fifth worse.
    encoder.set_filter(Filter::NoFilter);
    if let Some(density) = look.pixels_per_metre(PNG_WIDTH) {
        encoder.set_pixel_dims(Some(PixelDimensions { xppu: density, yppu: density, unit: Unit::Meter }));
    }
    let mut writer = encoder.write_header()?;
    let mut rows = writer.stream_writer()?;
    for top in (0..height).step_by(BAND as usize) {
        band.fill(Color::WHITE);
        let place = Transform::from_scale(scale, scale).post_translate(0.0, -(top as f32));
        resvg::render(tree, place, &mut band.as_mut());
        for row in band.data().chunks_exact(4 * PNG_WIDTH as usize).take((height - top) as usize) {
            let rgb: Vec<u8> = row.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
            rows.write_all(&rgb)?;
        }
    }
    rows.finish()?;
    writer.finish()?;
    Ok(bytes)
}
