//! From SVG to PDF.

use super::FigureError;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};
use resvg::tiny_skia::{Path, PathSegment, Point, Transform};
use resvg::usvg::{FillRule, Group, LineCap, LineJoin, Node, Options, Paint, Tree};
use std::io::Write;

/// Points of 1/72 inch in a pixel of SVG.
const POINTS: f32 = 72.0 / 96.0;

/// The SVG of a figure as a PDF of one page of its size, with vectors and without fonts: texts are outlines in both. The same
/// figure gives the same bytes.
///
/// What figures have no use for is left out: gradients, clips, masks, images, `text` elements and patterns of dashes, and each part of a
/// group that is not opaque is drawn by itself.
///
/// # Errors
///
/// [`FigureError::Raster`] if the text is no SVG document.
///
/// ```
/// use saturation::figure::pdf;
///
/// let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><rect width="9" height="9"/></svg>"#;
/// let bytes = pdf(svg, "A square")?;
/// assert!(bytes.starts_with(b"%PDF-"));
/// # Ok::<(), saturation::figure::FigureError>(())
/// ```
pub fn pdf(svg: &str, title: &str) -> Result<Vec<u8>, FigureError> {
    let tree = Tree::from_str(svg, &Options::default()).map_err(|error| FigureError::Raster(error.to_string()))?;
    let [width, height] = [tree.size().width() * POINTS, tree.size().height() * POINTS];
    let mut page = Page { content: Content::new(), opacities: Vec::new() };
    // PDF counts upwards from the lower left corner.
    page.group(tree.root(), Transform::from_row(POINTS, 0.0, 0.0, -POINTS, 0.0, height), 1.0);

    let [catalog, pages, this, content, info] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut pdf = Pdf::new();
    // The newest that LaTeX takes without a word.
    pdf.set_version(1, 5);
    pdf.catalog(catalog).pages(pages).lang(TextStr("en"));
    pdf.pages(pages).kids([this]).count(1);
    pdf.document_info(info).title(TextStr(title));
    let mut leaf = pdf.page(this);
    leaf.media_box(Rect::new(0.0, 0.0, width, height)).parent(pages).contents(content);
    let mut resources = leaf.resources();
    let mut states = resources.ext_g_states();
    for (k, opacity) in page.opacities.iter().enumerate() {
        states
            .insert(Name(name(k).as_bytes()))
            .start::<pdf_writer::writers::ExtGraphicsState>()
            .non_stroking_alpha(*opacity)
            .stroking_alpha(*opacity);
    }
    states.finish();
    resources.finish();
    leaf.finish();
    let drawn = page.content.finish();
    let mut compressed = ZlibEncoder::new(Vec::new(), Compression::best());
    let bytes = compressed.write_all(&drawn).and_then(|()| compressed.finish());
    let bytes = bytes.map_err(|error| FigureError::Raster(error.to_string()))?;
    pdf.stream(content, &bytes).filter(Filter::FlateDecode);
    Ok(pdf.finish())
}

/// The name of the k-th opacity.
fn name(k: usize) -> String {
    format!("o{k}")
}

/// What is drawn, and the opacities that it uses.
struct Page {
    content: Content,
    opacities: Vec<f32>,
}

impl Page {
    fn group(&mut self, group: &Group, place: Transform, opacity: f32) {
        let opacity = opacity * group.opacity().get();
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group, place, opacity),
                Node::Path(path) if path.is_visible() => self.path(path, place, opacity),
                _ => {}
            }
        }
    }

    fn path(&mut self, path: &resvg::usvg::Path, place: Transform, opacity: f32) {
        let place = path.abs_transform().post_concat(place);
        let Some(outline) = path.data().clone().transform(place) else { return };
        if let Some(fill) = path.fill()
            && let Paint::Color(color) = fill.paint()
        {
            self.opacity(opacity * fill.opacity().get());
            self.content.set_fill_rgb(part(color.red), part(color.green), part(color.blue));
            self.outline(&outline);
            match fill.rule() {
                FillRule::NonZero => self.content.fill_nonzero(),
                FillRule::EvenOdd => self.content.fill_even_odd(),
            };
        }
        if let Some(stroke) = path.stroke()
            && let Paint::Color(color) = stroke.paint()
        {
            // Figures are scaled alike in both directions.
            let scale = place.get_scale().0;
            self.opacity(opacity * stroke.opacity().get());
            self.content.set_stroke_rgb(part(color.red), part(color.green), part(color.blue));
            self.content.set_line_width(stroke.width().get() * scale);
            self.content.set_line_join(match stroke.linejoin() {
                LineJoin::Round => pdf_writer::types::LineJoinStyle::RoundJoin,
                LineJoin::Bevel => pdf_writer::types::LineJoinStyle::BevelJoin,
                LineJoin::Miter | LineJoin::MiterClip => pdf_writer::types::LineJoinStyle::MiterJoin,
            });
            self.content.set_line_cap(match stroke.linecap() {
                LineCap::Butt => pdf_writer::types::LineCapStyle::ButtCap,
                LineCap::Round => pdf_writer::types::LineCapStyle::RoundCap,
                LineCap::Square => pdf_writer::types::LineCapStyle::ProjectingSquareCap,
            });
            self.outline(&outline);
            self.content.stroke();
        }
    }

    fn opacity(&mut self, opacity: f32) {
        let known = self.opacities.iter().position(|one| *one == opacity);
        let k = known.unwrap_or_else(|| {
            self.opacities.push(opacity);
            self.opacities.len() - 1
        });
        self.content.set_parameters(Name(name(k).as_bytes()));
    }

    fn outline(&mut self, path: &Path) {
        let mut at = Point::zero();
        for segment in path.segments() {
            match segment {
                PathSegment::MoveTo(to) => {
                    self.content.move_to(short(to.x), short(to.y));
                    at = to;
                }
                PathSegment::LineTo(to) => {
                    self.content.line_to(short(to.x), short(to.y));
                    at = to;
                }
                // PDF has no quadratic curves; a cubic one is the same curve with these points.
                PathSegment::QuadTo(middle, to) => {
                    let toward =
                        |end: Point| (end.x + 2.0 * (middle.x - end.x) / 3.0, end.y + 2.0 * (middle.y - end.y) / 3.0);
                    self.cubic(toward(at), toward(to), (to.x, to.y));
                    at = to;
                }
                PathSegment::CubicTo(first, second, to) => {
                    self.cubic((first.x, first.y), (second.x, second.y), (to.x, to.y));
                    at = to;
                }
                PathSegment::Close => {
                    self.content.close_path();
                }
            }
        }
    }

    fn cubic(&mut self, first: (f32, f32), second: (f32, f32), to: (f32, f32)) {
        self.content.cubic_to(
            short(first.0),
            short(first.1),
            short(second.0),
            short(second.1),
            short(to.0),
            short(to.1),
        );
    }
}

/// A thousandth of a point is less than any printer or screen shows.
fn short(length: f32) -> f32 {
    (length * 1000.0).round() / 1000.0
}

fn part(channel: u8) -> f32 {
    f32::from(channel) / 255.0
}
