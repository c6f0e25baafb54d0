//! Legends: in the first free corner of the data region, or above it.

use super::super::mark::Stroke;
use super::super::panel::{LegendEntry, Swatch};
use super::super::shape::{Anchor, Face, Rect, Shape};
use super::super::theme::LEGEND;
use super::super::{Color, FigureError, Panel, clip, text};
use super::Frame;
use super::note::line;

const SWATCH_WIDTH: f64 = 20.0;
const SWATCH_GAP: f64 = 7.0;
const LINE_HEIGHT: f64 = 17.5;
const BETWEEN: f64 = 20.0;
/// White between the legend and the marks around it.
const CLEAR: f64 = 6.0;

/// The first corner, beginning at the top right, where the legend covers no mark; `None` if there is none.
pub fn corner(frame: &Frame, panel: &Panel, obstacles: &[Shape]) -> Result<Option<Rect>, FigureError> {
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
pub fn plate(spot: Rect) -> Shape {
    Shape::Box { rect: Rect { left: spot.left - CLEAR, ..spot }, color: Color::PAPER }
}

/// The entries one below the other.
pub fn column(panel: &Panel, spot: Rect) -> Result<Vec<Shape>, FigureError> {
    let mut shapes = Vec::new();
    for (row, one) in panel.legend.iter().enumerate() {
        shapes.extend(entry(one, spot.left, spot.top + LINE_HEIGHT * (row as f64 + 0.5))?);
    }
    Ok(shapes)
}

/// The entries side by side in as many lines as they need, and the height of these lines.
pub fn strip(panel: &Panel, left: f64, right: f64, top: f64) -> Result<(Vec<Shape>, f64), FigureError> {
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
    let mut shapes = swatch(entry.swatch, left, middle);
    let place = (left + SWATCH_WIDTH + SWATCH_GAP, middle + 0.33 * LEGEND);
    shapes.push(Shape::Text(line(&entry.text, place, Anchor::Start, LEGEND, Face::Regular, Color::INK)?));
    Ok(shapes)
}

fn swatch(swatch: Swatch, left: f64, middle: f64) -> Vec<Shape> {
    let right = left + SWATCH_WIDTH;
    let center = (left + SWATCH_WIDTH / 2.0, middle);
    let room = Rect { left, right, top: middle - 9.0, bottom: middle + 9.0 };
    let disc = |radius, color| Shape::Disc { center, radius, color };
    match swatch {
        Swatch::Fill(color) => {
            vec![Shape::Box { rect: Rect { top: middle - 4.5, bottom: middle + 4.5, ..room }, color }]
        }
        Swatch::Line(color) => super::plane::stroke(&[(left, middle), (right, middle)], &Stroke::new(color, 1.5), room),
        Swatch::DashedLine(color) => {
            super::plane::stroke(&[(left, middle), (right, middle)], &Stroke::new(color, 1.5).dashed(), room)
        }
        Swatch::Point(color) => {
            let mut shapes = super::plane::stroke(
                &[(center.0, middle - 7.0), (center.0, middle + 7.0)],
                &Stroke::new(color, 1.4),
                room,
            );
            shapes.push(disc(3.6, color));
            shapes
        }
        Swatch::UpperLimit(color) => {
            let arrow = [(center.0, middle + 9.0), (center.0 - 2.5, middle + 4.5), (center.0 + 2.5, middle + 4.5)];
            vec![
                Shape::Disc { center: (center.0, middle - 2.5), radius: 4.1, color },
                Shape::Disc { center: (center.0, middle - 2.5), radius: 2.8, color: Color::PAPER },
                Shape::Fill { points: clip::polygon(&arrow, room), color, opacity: 1.0 },
            ]
        }
    }
}
