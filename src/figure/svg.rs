//! The pen: shapes become SVG through plotters' backend, texts as outlines after them.
//!
//! The backend takes whole numbers, so everything is laid out on a grid of [`GRID`] steps for a nominal pixel, and the
//! view box scales it down. A text is drawn as the outlines of its glyphs, so that it looks the same wherever it is
//! read; what it says stands in its `aria-label`.

use std::collections::BTreeSet;
use std::fmt::{Display, Write};

use plotters::backend::SVGBackend;
use plotters::element::{DashedPathElement, Drawable};
use plotters::prelude::DrawingBackend;
use plotters::style::{Color as _, RGBColor, ShapeStyle};
use ttf_parser::GlyphId;

use super::font::{EM, Face};
use super::shape::{Line, Px, Rect, Shape};
use super::theme::{DASH, GRID, PNG_WIDTH, WIDTH};
use super::{Color, FigureError, Look, Theme};

/// Paints shapes from back to front on a page of this height, their texts in front of all, and gives the document.
pub fn document(shapes: &[Shape], height: f64, look: Look, title: &str) -> Result<String, FigureError> {
    let mut painted = String::new();
    let mut backend = SVGBackend::with_string(&mut painted, (grid(WIDTH) as u32, grid(height) as u32));
    let page = Rect { left: 0.0, top: 0.0, right: WIDTH, bottom: height };
    let theme = look.theme;
    paint(&mut backend, theme, &Shape::Box { rect: page, color: Color::PAPER })?;
    let mut texts = Texts { theme, ..Texts::default() };
    for shape in shapes {
        match shape {
            Shape::Text(line) => texts.add(line),
            shape => paint(&mut backend, theme, shape)?,
        }
    }
    backend.present().map_err(refused)?;
    drop(backend);
    // Of the backend's own element, which knows neither another size nor a title, the content is kept.
    let content = painted.split_once('\n').map_or("", |(_, rest)| rest.trim_end().trim_end_matches("</svg>"));
    let [wide, high] = look.size(height);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {} {}\" \
         stroke-linejoin=\"round\" role=\"img\" aria-label=\"{}\">\n{content}{}</svg>\n",
        grid(WIDTH),
        grid(height),
        escaped(title),
        texts.document(),
    ))
}

fn paint(backend: &mut SVGBackend, theme: Theme, shape: &Shape) -> Result<(), FigureError> {
    let style = |color: Color, opacity: f64, width: f64| {
        let [red, green, blue] = theme.rgb(color);
        let width = grid(width).max(1) as u32;
        ShapeStyle { color: RGBColor(red, green, blue).mix(opacity), filled: true, stroke_width: width }
    };
    match shape {
        Shape::Box { rect, color } => {
            let (left, top) = (snap(rect.left), snap(rect.top));
            let (right, bottom) = (snap(rect.right), snap(rect.bottom));
            backend.draw_rect((left, top), (right, bottom), &style(*color, 1.0, 0.0), true)
        }
        Shape::Fill { points, color, opacity } => backend.fill_polygon(path(points), &style(*color, *opacity, 0.0)),
        Shape::Path { points, stroke } => {
            let (points, style) = (path(points), style(stroke.color, 1.0, stroke.width));
            if stroke.dashed {
                let [dash, gap] = DASH.map(grid);
                DashedPathElement::new(points.iter(), dash, gap, style).draw(points.iter().copied(), backend, (0, 0))
            } else {
                backend.draw_path(points, &style)
            }
        }
        Shape::Disc { center, radius, color } => {
            let center = (grid(center.0), grid(center.1));
            backend.draw_circle(center, grid(*radius).max(1) as u32, &style(*color, 1.0, 0.0), true)
        }
        Shape::Text(_) => Ok(()),
    }
    .map_err(refused)
}

fn refused(error: impl Display) -> FigureError {
    FigureError::Svg(error.to_string())
}

fn grid(length: f64) -> i32 {
    (length * GRID).round() as i32
}

/// The nearest edge of a pixel of the PNG.
fn snap(length: f64) -> i32 {
    let step = GRID * WIDTH / f64::from(PNG_WIDTH);
    ((length * GRID / step).round() * step) as i32
}

fn path(points: &[Px]) -> Vec<(i32, i32)> {
    let mut path: Vec<(i32, i32)> = points.iter().map(|&(x, y)| (grid(x), grid(y))).collect();
    path.dedup();
    path
}

/// The elements of the texts, and the glyphs that they use, of which each is drawn once.
#[derive(Default)]
struct Texts {
    theme: Theme,
    elements: String,
    glyphs: BTreeSet<(Face, GlyphId)>,
}

impl Texts {
    fn add(&mut self, Line { text, left, baseline, size, color }: &Line) {
        let [red, green, blue] = self.theme.rgb(*color);
        let scale = size * GRID / EM;
        let (x, y, words) = (grid(*left), grid(*baseline), escaped(&text.words));
        self.write(format_args!("<g aria-label=\"{words}\" fill=\"#{red:02X}{green:02X}{blue:02X}\" "));
        self.write(format_args!("transform=\"translate({x} {y})scale({})\">", thousandths(scale)));
        for run in &text.runs {
            let (scale, x, y) = (run.level.scale(), run.x.round(), (run.level.drop() * EM).round());
            if scale != 1.0 {
                self.write(format_args!("<g transform=\"translate({x} {y})scale({scale})\">"));
            }
            for &(glyph, offset) in &run.glyphs {
                if run.face.outline(glyph).is_empty() {
                    continue;
                }
                self.glyphs.insert((run.face, glyph));
                let x = f64::from(offset) + if scale == 1.0 { x } else { 0.0 };
                self.write(format_args!("<use href=\"#{}\" x=\"{x}\"/>", id(run.face, glyph)));
            }
            if scale != 1.0 {
                self.write(format_args!("</g>"));
            }
        }
        self.write(format_args!("</g>\n"));
    }

    fn write(&mut self, arguments: std::fmt::Arguments) {
        // A string takes whatever is written.
        let _ = self.elements.write_fmt(arguments);
    }

    fn document(&self) -> String {
        let mut document = "<defs>\n".to_owned();
        for &(face, glyph) in &self.glyphs {
            document += &format!("<path id=\"{}\" d=\"{}\"/>\n", id(face, glyph), face.outline(glyph));
        }
        document + "</defs>\n" + &self.elements
    }
}

/// The same in every figure, so that several may stand in one page.
fn id(face: Face, glyph: GlyphId) -> String {
    let letter = match face {
        Face::Regular => 'r',
        Face::Italic => 'i',
        Face::Bold => 'b',
    };
    format!("{letter}{}", glyph.0)
}

fn thousandths(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

/// Text that is safe in an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_snap_to_pixels_of_the_png() {
        assert_eq!(snap(10.0), 120);
        assert_eq!(snap(10.1) % 4, 0);
    }
}
