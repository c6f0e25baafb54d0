//! The pen: shapes become SVG through plotters' backend.
//!
//! The backend takes whole numbers, so everything is laid out on a grid of [`GRID`] steps for a nominal pixel, and the
//! view box scales it down. It has no words for weight 600, for runs of italic within a line or for round joints; these
//! are put into the document afterwards, line by line, which works because the backend writes one element a line.

use std::fmt::Display;

use plotters::backend::SVGBackend;
use plotters::prelude::{DrawingBackend, RGBAColor};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};

use super::shape::{Anchor, Face, Line, Px, Rect, Shape};
use super::theme::{GRID, PNG_WIDTH, WIDTH};
use super::{Color, FigureError, markup, text};

/// Paints shapes from back to front on a white page of this height and gives the SVG document.
pub fn paint(shapes: &[Shape], height: f64, title: &str) -> Result<String, FigureError> {
    let mut svg = String::new();
    let mut texts = Vec::new();
    {
        let size = (grid(WIDTH) as u32, grid(height) as u32);
        let mut backend = SVGBackend::with_string(&mut svg, size);
        let page = Rect { left: 0.0, top: 0.0, right: WIDTH, bottom: height };
        shape(&mut backend, &Shape::Box { rect: page, color: Color::PAPER }, &mut texts)?;
        for one in shapes {
            shape(&mut backend, one, &mut texts)?;
        }
        backend.present().map_err(refused)?;
    }
    Ok(finish(&svg, height, title, texts))
}

/// Paints one shape; what a text says is kept aside, and its number stands in for it.
fn shape(backend: &mut SVGBackend, shape: &Shape, texts: &mut Vec<String>) -> Result<(), FigureError> {
    match shape {
        Shape::Box { rect, color } => {
            let (left, top) = (snap(rect.left), snap(rect.top));
            let (right, bottom) = (snap(rect.right), snap(rect.bottom));
            backend.draw_rect((left, top), (right, bottom), &style(*color, 1.0, 0), true)
        }
        Shape::Fill { points, color, opacity } => backend.fill_polygon(path(points), &style(*color, *opacity, 0)),
        Shape::Path { points, color, width } => {
            backend.draw_path(path(points), &style(*color, 1.0, grid(*width).max(1) as u32))
        }
        Shape::Disc { center, radius, color } => {
            let center = (grid(center.0), grid(center.1));
            backend.draw_circle(center, grid(*radius).max(1) as u32, &style(*color, 1.0, 0), true)
        }
        Shape::Text(line) => {
            texts.push(markup::content(&line.text));
            let number = format!("{}", texts.len() - 1);
            backend.draw_text(&number, &text_style(line), text_position(line))
        }
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

fn style(color: Color, opacity: f64, width: u32) -> ShapeStyle {
    ShapeStyle { color: rgba(color, opacity), filled: true, stroke_width: width }
}

fn rgba(color: Color, opacity: f64) -> RGBAColor {
    let [red, green, blue] = color.rgb();
    RGBAColor(red, green, blue, opacity)
}

/// The only vertical position that browsers and the rasteriser agree on to the pixel is the top, which the backend puts
/// 0.76 font sizes above the baseline.
fn text_position(line: &Line) -> (i32, i32) {
    (grid(line.x), grid(line.baseline - 0.76 * line.size))
}

fn text_style(line: &Line) -> TextStyle<'static> {
    let weight = match line.face {
        Face::Regular => FontStyle::Normal,
        Face::Bold => FontStyle::Bold,
    };
    let horizontal = match line.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    // The backend divides by 1.24 before it writes the size.
    let font = FontDesc::new(FontFamily::Name(text::FAMILY), 1.24 * f64::from(grid(line.size)), weight);
    TextStyle { font, color: rgba(line.color, 1.0).to_backend_color(), pos: Pos::new(horizontal, VPos::Top) }
}

/// Puts what the backend has no words for into its document.
fn finish(svg: &str, height: f64, title: &str, texts: Vec<String>) -> String {
    let mut texts = texts.into_iter();
    let mut finished = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
         stroke-linejoin=\"round\" role=\"img\" aria-label=\"{}\">\n",
        grid(WIDTH),
        grid(height),
        markup::escape(&markup::plain(title)),
    );
    let mut lines = svg.lines().skip(1);
    while let Some(line) = lines.next() {
        if line.starts_with("<text ") {
            finished.push_str(&whole_size(line).replace("font-weight=\"bold\"", "font-weight=\"600\""));
            // The number that stood in for the text, and the closing tag; without the line breaks around it, which
            // some viewers would show as spaces.
            lines.next();
            finished.push_str(&texts.next().unwrap_or_default());
            finished.push_str(lines.next().unwrap_or_default());
        } else {
            finished.push_str(line);
        }
        finished.push('\n');
    }
    finished
}

/// The backend divides font sizes by 1.24, which leaves traces like 104.00000000000001.
fn whole_size(line: &str) -> String {
    const NAME: &str = "font-size=\"";
    let parts = line.split_once(NAME).and_then(|(before, rest)| Some((before, rest.split_once('"')?)));
    match parts.and_then(|(before, (size, after))| Some((before, size.parse::<f64>().ok()?, after))) {
        Some((before, size, after)) => format!("{before}{NAME}{}\"{after}", size.round()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn font_sizes_come_out_whole() {
        assert_eq!(whole_size("<text font-size=\"104.00000000000001\" x=\"1\">"), "<text font-size=\"104\" x=\"1\">");
        assert_eq!(whole_size("<text x=\"1\">"), "<text x=\"1\">");
    }

    #[test]
    fn boxes_snap_to_pixels_of_the_png() {
        assert_eq!(snap(10.0), 120);
        assert_eq!(snap(10.1) % 4, 0);
    }
}
