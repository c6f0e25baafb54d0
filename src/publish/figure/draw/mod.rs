//! From marks, axes and legends to shapes.

pub mod axes;
pub mod legend;
mod note;
mod plane;
mod symbol;

use super::mark::Mark;
use super::shape::{Px, Rect, Shape};
use super::{Axis, FigureError, Panel};

/// The data region of a panel on paper, and the axes that map into it.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    pub rect: Rect,
    pub x: &'a Axis,
    pub y: &'a Axis,
}

impl Frame<'_> {
    pub fn px_x(&self, x: f64) -> f64 {
        self.rect.left + self.x.fraction(x) * self.rect.width()
    }

    pub fn px_y(&self, y: f64) -> f64 {
        self.rect.bottom - self.y.fraction(y) * self.rect.height()
    }

    pub fn px(&self, (x, y): (f64, f64)) -> Px {
        (self.px_x(x), self.px_y(y))
    }
}

/// The shapes of one mark, clipped to the frame.
fn mark(frame: &Frame, mark: &Mark) -> Result<Vec<Shape>, FigureError> {
    Ok(match mark {
        Mark::Bars(bars) => plane::bars(frame, bars),
        Mark::Stems(stems) => plane::stems(frame, stems),
        Mark::Curve(curve) => plane::curve(frame, curve),
        Mark::Area(area) => plane::area(frame, area),
        Mark::Band(band) => plane::band(frame, band),
        Mark::Rule(rule) => {
            let mut shapes = plane::rule(frame, rule);
            if let Some(label) = note::rule_label(rule, frame) {
                shapes.extend(note::label(frame, &label)?);
            }
            shapes
        }
        Mark::Points(points) => symbol::points(frame, points),
        Mark::Label(label) => note::label(frame, label)?,
        Mark::Circle(circle) => symbol::circle(frame, circle),
        Mark::Segment(segment) => symbol::segment(frame, segment),
        Mark::Brace(brace) => symbol::brace(frame, brace),
    })
}

/// Everything within the frame of a panel, from back to front, without its legend.
///
/// White plates behind the texts come first, so that they interrupt the grid but never the data.
pub fn marks(frame: &Frame, panel: &Panel) -> Result<Vec<Shape>, FigureError> {
    let mut shapes = Vec::new();
    for one in &panel.marks {
        shapes.extend(mark(frame, one)?);
    }
    let plates: Vec<Shape> =
        if panel.y.show == super::Show::Nothing { Vec::new() } else { shapes.iter().filter_map(note::plate).collect() };
    Ok(plates.into_iter().chain(shapes).collect())
}

/// What a legend must not cover: all marks but bands, whose tint may lie over it.
pub fn obstacles(frame: &Frame, panel: &Panel) -> Result<Vec<Shape>, FigureError> {
    let mut shapes = Vec::new();
    for one in panel.marks.iter().filter(|one| !matches!(one, Mark::Band(_))) {
        shapes.extend(mark(frame, one)?);
    }
    Ok(shapes)
}
