//! From marks to shapes, cut to the data region of their panel.

use super::mark::{Area, Bars, Circle, Direction, Mark, Measurement, Points, Rule, Stems, Stroke};
use super::shape::{self, Px, Rect, Shape};
use super::{Axis, Color, FigureError, Panel, Scale, Show, label, theme};

const POINT_RADIUS: f64 = 3.6;
/// White around a point, which keeps it apart from a curve behind it.
const HALO: f64 = 1.0;
/// From an upper limit downward.
const ARROW: f64 = 17.0;
const ARROWHEAD: f64 = 6.0;

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

    fn path(&self, points: &[(f64, f64)]) -> Vec<Px> {
        points.iter().map(|&point| self.px(point)).collect()
    }

    /// Where bars stand: on zero, which a logarithmic axis does not have.
    fn base(&self) -> f64 {
        match self.y.scale {
            Scale::Linear => self.px_y(0.0),
            Scale::Log10 => self.rect.bottom,
        }
    }

    fn stroked(&self, points: &[Px], stroke: Stroke) -> Vec<Shape> {
        shape::polyline(points, self.rect).into_iter().map(|points| Shape::Path { points, stroke }).collect()
    }

    fn filled(&self, points: &[Px], color: Color, opacity: f64) -> Option<Shape> {
        let points = shape::polygon(points, self.rect);
        (points.len() >= 3).then_some(Shape::Fill { points, color, opacity: opacity.min(1.0) })
    }

    fn boxed(&self, rect: Rect, color: Color) -> Option<Shape> {
        let rect = Rect {
            left: rect.left.max(self.rect.left),
            top: rect.top.max(self.rect.top),
            right: rect.right.min(self.rect.right),
            bottom: rect.bottom.min(self.rect.bottom),
        };
        (rect.left < rect.right && rect.top < rect.bottom).then_some(Shape::Box { rect, color })
    }
}

/// The shapes of one mark.
pub fn mark(frame: &Frame, mark: &Mark) -> Result<Vec<Shape>, FigureError> {
    Ok(match mark {
        Mark::Bars(bars) => self::bars(frame, bars),
        Mark::Stems(stems) => self::stems(frame, stems),
        Mark::Curve(curve) => frame.stroked(&frame.path(&curve.points), curve.stroke),
        Mark::Area(area) => self::area(frame, area).into_iter().collect(),
        Mark::Band(band) => {
            let (left, right) = ordered(frame.px_x(band.left), frame.px_x(band.right));
            let corners = Rect { left, right, ..frame.rect }.corners();
            frame.filled(&corners, band.color, band.opacity).into_iter().collect()
        }
        Mark::Rule(rule) => frame.stroked(&frame.path(&ends(frame, rule)), rule.stroke),
        Mark::Points(points) => self::points(frame, points),
        Mark::Label(label) => label::lines(frame, label)?,
        Mark::Circle(Circle { at, radius, fill, outline }) => {
            ring(frame, frame.px(*at), *radius, *fill, outline.color, outline.width)
        }
    })
}

/// Everything within the frame of a panel, from back to front, without its legend.
///
/// White plates behind the texts come first, so that they interrupt the grid but never the data.
pub fn all(frame: &Frame, panel: &Panel) -> Result<Vec<Shape>, FigureError> {
    let mut shapes = Vec::new();
    for one in &panel.marks {
        shapes.extend(mark(frame, one)?);
    }
    let plates: Vec<Shape> =
        if panel.y.show == Show::Nothing { Vec::new() } else { shapes.iter().filter_map(label::plate).collect() };
    Ok(plates.into_iter().chain(shapes).collect())
}

fn bars(frame: &Frame, bars: &Bars) -> Vec<Shape> {
    let bar = |bar: &super::Bar| {
        let (left, right) = ordered(snapped(frame.px_x(bar.left)), snapped(frame.px_x(bar.right)));
        let (top, bottom) = ordered(frame.px_y(bar.height), frame.base());
        frame.boxed(Rect { left, top, right: right - gap(right - left), bottom }, bar.color)
    };
    bars.bars.iter().filter_map(bar).collect()
}

fn stems(frame: &Frame, stems: &Stems) -> Vec<Shape> {
    let stem = |stem: &super::Stem| {
        let (middle, half) = (frame.px_x(stem.x), stems.width / 2.0);
        let (top, bottom) = ordered(frame.px_y(stem.y), frame.base());
        frame.boxed(Rect { left: middle - half, top, right: middle + half, bottom }, stem.color)
    };
    stems.stems.iter().filter_map(stem).collect()
}

fn area(frame: &Frame, area: &Area) -> Option<Shape> {
    let (first, last) = (area.points.first()?, area.points.last()?);
    let ends = [(last.0, area.base), (first.0, area.base)];
    frame.filled(&frame.path(&[&area.points, ends.as_slice()].concat()), area.color, area.opacity)
}

/// Where a rule begins and ends, in data coordinates.
fn ends(frame: &Frame, rule: &Rule) -> [(f64, f64); 2] {
    match rule.direction {
        Direction::Horizontal => <[f64; 2]>::from(rule.extent.unwrap_or(frame.x.range)).map(|x| (x, rule.at)),
        Direction::Vertical => <[f64; 2]>::from(rule.extent.unwrap_or(frame.y.range)).map(|y| (rule.at, y)),
    }
}

fn points(frame: &Frame, points: &Points) -> Vec<Shape> {
    let (color, stroke) = (points.color, Stroke::new(points.color, 1.4));
    let point = |measurement: &Measurement| match *measurement {
        Measurement::Estimate { x, y, interval: (lower, upper) } => {
            let center = frame.px((x, y));
            let mut shapes = ring(frame, center, POINT_RADIUS + HALO, Color::PAPER, Color::PAPER, 0.0);
            shapes.extend(frame.stroked(&frame.path(&[(x, lower), (x, upper)]), stroke));
            shapes.extend(ring(frame, center, POINT_RADIUS, color, color, 0.0));
            shapes
        }
        Measurement::UpperLimit { x, upper } => {
            let (x, y) = frame.px((x, upper));
            let (neck, wing) = (y + ARROW - ARROWHEAD, 0.42 * ARROWHEAD);
            let mut shapes = frame.stroked(&[(x, y + POINT_RADIUS), (x, neck)], stroke);
            shapes.extend(frame.filled(&[(x, y + ARROW), (x - wing, neck), (x + wing, neck)], color, 1.0));
            shapes.extend(ring(frame, (x, y), POINT_RADIUS, Color::PAPER, color, stroke.width));
            shapes
        }
    };
    points.measurements.iter().flat_map(point).collect()
}

/// A disc with a border, as two discs; nothing if its centre lies outside.
fn ring(frame: &Frame, center: Px, radius: f64, fill: Color, border: Color, width: f64) -> Vec<Shape> {
    if !frame.rect.grown(0.5).contains(center) {
        return Vec::new();
    }
    let outer = Shape::Disc { center, radius: radius + width / 2.0, color: border };
    let inner = Shape::Disc { center, radius: radius - width / 2.0, color: fill };
    if width == 0.0 || radius <= width / 2.0 { vec![outer] } else { vec![outer, inner] }
}

fn ordered(a: f64, b: f64) -> (f64, f64) {
    (a.min(b), a.max(b))
}

/// The nearest edge of a pixel of the PNG, so that all gaps are equally wide.
fn snapped(x: f64) -> f64 {
    let step = theme::WIDTH / f64::from(theme::PNG_WIDTH);
    (x / step).round() * step
}

/// White between neighbouring bars: one or two pixels of the PNG, none where it would eat the bars.
fn gap(width: f64) -> f64 {
    match width {
        6.0.. => 2.0 / 3.0,
        2.0.. => 1.0 / 3.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_never_eat_a_bar() {
        assert_eq!(gap(1.0), 0.0);
        assert!(gap(2.0) < 0.5 && gap(20.0) < 1.0);
    }
}
