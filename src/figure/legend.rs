//! Legends: in the first free corner of the data region, or above it.

use super::font::Face;
use super::marks::{self, Frame};
use super::shape::{Anchor, Line, Rect, Shape};
use super::theme::LEGEND;
use super::{Area, Axis, Color, Curve, FigureError, Mark, Measurement, Panel, Points, Stroke, text};

const SWATCH_WIDTH: f64 = 20.0;
const SWATCH_GAP: f64 = 7.0;
const LINE_HEIGHT: f64 = 17.5;
const BETWEEN: f64 = 20.0;
/// White between the legend and the marks around it.
const CLEAR: f64 = 6.0;

/// A line of a legend.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendEntry {
    /// What the marks look like.
    pub swatch: Swatch,
    /// What they mean.
    pub text: String,
}

/// A specimen of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swatch {
    /// Bars and areas.
    Fill(Color),
    /// Curves and rules.
    Line(Color),
    /// Dashed curves and rules.
    DashedLine(Color),
    /// Measured points.
    Point(Color),
    /// Measured points that are upper limits only.
    UpperLimit(Color),
}

/// The first corner, beginning at the top right, where the legend covers no mark but a band, whose tint may lie over it;
/// `None` if there is none, or no legend.
pub(super) fn corner(frame: &Frame, panel: &Panel) -> Result<Option<Rect>, FigureError> {
    if panel.legend.is_empty() {
        return Ok(None);
    }
    let mut obstacles = Vec::new();
    for one in panel.marks.iter().filter(|one| !matches!(one, Mark::Band(_))) {
        obstacles.extend(marks::mark(frame, one)?);
    }
    let mut width = 0.0_f64;
    for entry in &panel.legend {
        width = width.max(entry_width(entry)?);
    }
    let height = LINE_HEIGHT * panel.legend.len() as f64;
    let rect = frame.rect;
    let (left, right) = (rect.left + CLEAR + 2.0, rect.right - width);
    let (top, bottom) = (rect.top, rect.bottom - height - CLEAR);
    let corners = [(right, top), (left, top), (right, bottom), (left, bottom)];
    let free = corners
        .into_iter()
        .map(|(left, top)| Rect { left, top, right: left + width, bottom: top + height })
        .find(|spot| {
            let inside = spot.left > rect.left + CLEAR && spot.bottom < rect.bottom;
            inside && !obstacles.iter().any(|shape| shape.touches(spot.grown(CLEAR)))
        });
    Ok(free)
}

/// The white under a legend, which interrupts the grid.
pub(super) fn plate(spot: Rect) -> Shape {
    Shape::Box { rect: Rect { left: spot.left - CLEAR, ..spot }, color: Color::PAPER }
}

/// The entries one below the other.
pub(super) fn column(panel: &Panel, spot: Rect) -> Result<Vec<Shape>, FigureError> {
    let mut shapes = Vec::new();
    for (row, one) in panel.legend.iter().enumerate() {
        shapes.extend(entry(one, spot.left, spot.top + LINE_HEIGHT * (row as f64 + 0.5))?);
    }
    Ok(shapes)
}

/// The entries side by side in as many lines as they need, and the height of these lines.
pub(super) fn strip(panel: &Panel, left: f64, right: f64, top: f64) -> Result<(Vec<Shape>, f64), FigureError> {
    let mut shapes = Vec::new();
    let (mut x, mut rows) = (left, 1.0);
    for one in &panel.legend {
        let width = entry_width(one)?;
        if x > left && x + width > right {
            (x, rows) = (left, rows + 1.0);
        }
        shapes.extend(entry(one, x, top + LINE_HEIGHT * (rows - 0.5))?);
        x += width + BETWEEN;
    }
    Ok((shapes, LINE_HEIGHT * rows + CLEAR))
}

fn entry_width(entry: &LegendEntry) -> Result<f64, FigureError> {
    text::width(&entry.text, LEGEND, Face::Regular).map(|width| SWATCH_WIDTH + SWATCH_GAP + width)
}

fn entry(entry: &LegendEntry, left: f64, middle: f64) -> Result<Vec<Shape>, FigureError> {
    let (x, y) = (Axis::hidden(0.0, 1.0), Axis::hidden(-9.0, 9.0));
    let rect = Rect { left, right: left + SWATCH_WIDTH, top: middle - 9.0, bottom: middle + 9.0 };
    let mut shapes = marks::mark(&Frame { rect, x: &x, y: &y }, &specimen(entry.swatch))?;
    let place = (rect.right + SWATCH_GAP, middle + 0.33 * LEGEND);
    shapes.push(Shape::Text(Line::new(&entry.text, place, Anchor::Start, LEGEND, Face::Regular, Color::INK)?));
    Ok(shapes)
}

/// A mark 1 wide and 18 px high, about zero.
fn specimen(swatch: Swatch) -> Mark {
    let along = |y: f64| [(0.0, y), (1.0, y)];
    match swatch {
        Swatch::Fill(color) => Area::new(along(4.5), color).base(-4.5).opacity(1.0).into(),
        Swatch::Line(color) => Curve::new(along(0.0), Stroke::new(color, 1.5)).into(),
        Swatch::DashedLine(color) => Curve::new(along(0.0), Stroke::new(color, 1.5).dashed()).into(),
        Swatch::Point(color) => {
            Points::new(color, [Measurement::Estimate { x: 0.5, y: 0.0, interval: (-7.0, 7.0) }]).into()
        }
        Swatch::UpperLimit(color) => Points::new(color, [Measurement::UpperLimit { x: 0.5, upper: 5.0 }]).into(),
    }
}
