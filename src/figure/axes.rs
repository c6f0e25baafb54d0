//! Axes, their numbers and the grid.

use super::axis::{Show, Tick};
use super::font::Face;
use super::marks::Frame;
use super::shape::{Anchor, Line, Rect, Shape};
use super::theme::{
    ASCENT, AXIS_LABEL, AXIS_LINE, GAP, HAIRLINE, HEADING, LEADING, MARGIN, TICK_LABEL, TICK_LENGTH, WIDTH,
};
use super::{Axis, Color, FigureError, Panel, Scale, text};

/// Between the numbers of an x axis, at least.
const CLEAR: f64 = 16.0;

/// Room above the data region for heading and y label.
pub fn head(panel: &Panel) -> (f64, f64) {
    let heading = if panel.heading.is_some() { HEADING * LEADING + 2.0 } else { 0.0 };
    let label = if shows_label(&panel.y) { AXIS_LABEL + 11.0 } else { 0.0 };
    (heading, label)
}

/// Room below the data region for numbers and x label.
pub fn foot(panel: &Panel) -> f64 {
    let numbers = if panel.x.show == Show::Full { TICK_LENGTH + 16.0 } else { 0.0 };
    numbers + if shows_label(&panel.x) { AXIS_LABEL * LEADING + 2.0 } else { 0.0 }
}

fn shows_label(axis: &Axis) -> bool {
    axis.show == Show::Full && !axis.label.is_empty()
}

/// Room left of the data region for the numbers of the y axis.
pub fn gutter(panel: &Panel, height: f64) -> Result<f64, FigureError> {
    if panel.y.show != Show::Full {
        return Ok(0.0);
    }
    let mut widest = 0.0_f64;
    for tick in y_ticks(&panel.y, height) {
        widest = widest.max(text::width(&tick.text, TICK_LABEL, Face::Regular)?);
    }
    Ok(widest + GAP + TICK_LENGTH)
}

fn y_ticks(axis: &Axis, height: f64) -> Vec<Tick> {
    let distance = if axis.scale == Scale::Log10 { 30.0 } else { 36.0 };
    axis.tick_list(((height / distance) as usize).clamp(2, 8))
}

/// As many ticks as have room for their numbers.
fn x_ticks(frame: &Frame) -> Result<Vec<Tick>, FigureError> {
    let most = ((frame.rect.width() / 40.0) as usize).clamp(2, 11);
    for wanted in (2..=most).rev() {
        let ticks = frame.x.tick_list(wanted);
        if !crowded(frame, &ticks)? {
            return Ok(ticks);
        }
    }
    Ok(frame.x.tick_list(1))
}

fn crowded(frame: &Frame, ticks: &[Tick]) -> Result<bool, FigureError> {
    let mut end = f64::NEG_INFINITY;
    for tick in ticks.iter().filter(|tick| !tick.text.is_empty()) {
        let half = text::width(&tick.text, TICK_LABEL, Face::Regular)? / 2.0;
        let middle = frame.px_x(tick.value);
        if middle - half < end + CLEAR {
            return Ok(true);
        }
        end = middle + half;
    }
    Ok(false)
}

/// The grid, which lies behind everything.
pub fn grid(frame: &Frame) -> Vec<Shape> {
    if frame.y.show == Show::Nothing {
        return Vec::new();
    }
    let numbered = y_ticks(frame.y, frame.rect.height()).into_iter().filter(|tick| !tick.text.is_empty());
    numbered
        .map(|tick| horizontal(frame.rect.left, frame.rect.right, frame.px_y(tick.value), HAIRLINE, Color::HAIRLINE))
        .collect()
}

/// Lines, ticks, numbers and label of the x axis.
pub fn x(frame: &Frame) -> Result<Vec<Shape>, FigureError> {
    let mut shapes = Vec::new();
    if frame.x.show == Show::Nothing {
        return Ok(shapes);
    }
    let (rect, bottom) = (frame.rect, frame.rect.bottom);
    shapes.push(horizontal(rect.left - AXIS_LINE / 2.0, rect.right, bottom, AXIS_LINE, Color::INK));
    let baseline = bottom + TICK_LENGTH + 3.5 + ASCENT * TICK_LABEL;
    let mut end = f64::NEG_INFINITY;
    for tick in x_ticks(frame)? {
        let at = frame.px_x(tick.value);
        let length = tick_length(&tick);
        shapes.push(vertical(at, bottom, bottom + length, AXIS_LINE, Color::INK));
        if frame.x.show == Show::Full && !tick.text.is_empty() {
            let number = Line::new(&tick.text, (at, baseline), Anchor::Middle, TICK_LABEL, Face::Regular, Color::INK)?;
            // Only given ticks can be too close; their line stays, their text would be unreadable.
            if number.bounds().left > end + CLEAR / 4.0 {
                end = number.bounds().right;
                shapes.push(Shape::Text(number));
            }
        }
    }
    if shows_label(frame.x) {
        let below = baseline + AXIS_LABEL * LEADING + 2.0;
        shapes.push(fitted(
            &frame.x.label,
            (rect.left + rect.width() / 2.0, below),
            Anchor::Middle,
            rect.width() + 40.0,
        )?);
    }
    Ok(shapes)
}

/// Lines, ticks and numbers of the y axis, and its label above it, beginning at `left`.
pub fn y(frame: &Frame, left: f64) -> Result<Vec<Shape>, FigureError> {
    let mut shapes = Vec::new();
    if frame.y.show == Show::Nothing {
        return Ok(shapes);
    }
    let rect = frame.rect;
    shapes.push(vertical(rect.left, rect.top, rect.bottom, AXIS_LINE, Color::INK));
    for tick in y_ticks(frame.y, rect.height()) {
        let at = frame.px_y(tick.value);
        shapes.push(horizontal(rect.left - tick_length(&tick), rect.left, at, AXIS_LINE, Color::INK));
        if frame.y.show == Show::Full && !tick.text.is_empty() {
            let place = (rect.left - TICK_LENGTH - GAP + 1.0, at + 0.33 * TICK_LABEL);
            let number = Line::new(&tick.text, place, Anchor::End, TICK_LABEL, Face::Regular, Color::INK)?;
            shapes.push(Shape::Text(number));
        }
    }
    if shows_label(frame.y) {
        shapes.push(fitted(&frame.y.label, (left, rect.top - 12.0), Anchor::Start, rect.right - left)?);
    }
    Ok(shapes)
}

/// An axis label, smaller if it would be wider than its room.
fn fitted(text: &str, (x, baseline): (f64, f64), anchor: Anchor, room: f64) -> Result<Shape, FigureError> {
    let natural = text::width(text, AXIS_LABEL, Face::Regular)?;
    let size = AXIS_LABEL * (room / natural).min(1.0);
    let mut label = Line::new(text, (x, baseline), anchor, size, Face::Regular, Color::INK)?;
    let bounds = label.bounds();
    label.left += (MARGIN - bounds.left).max(0.0) - (bounds.right - (WIDTH - MARGIN)).max(0.0);
    Ok(Shape::Text(label))
}

fn tick_length(tick: &Tick) -> f64 {
    if tick.text.is_empty() { 0.6 * TICK_LENGTH } else { TICK_LENGTH }
}

/// Lines along the axes are boxes, because boxes have crisp edges.
fn horizontal(left: f64, right: f64, y: f64, width: f64, color: Color) -> Shape {
    Shape::Box { rect: Rect { left, right, top: y - width / 2.0, bottom: y + width / 2.0 }, color }
}

fn vertical(x: f64, top: f64, bottom: f64, width: f64, color: Color) -> Shape {
    Shape::Box { rect: Rect { left: x - width / 2.0, right: x + width / 2.0, top, bottom }, color }
}
