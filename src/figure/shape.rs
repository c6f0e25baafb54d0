//! What is left of a figure once it is laid out: filled and stroked shapes and lines of text, in nominal pixels from
//! the upper left corner. Marks, axes and legends all become these, cut to their panel; the pen paints nothing else.

use super::font::Face;
use super::mark::Stroke;
use super::text::Text;
use super::theme::{ASCENT, DESCENT};
use super::{Color, FigureError};

/// A place on paper: pixels to the right and down.
pub type Px = (f64, f64);

/// A rectangle on paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub fn contains(self, (x, y): Px) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    pub fn grown(self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub fn corners(self) -> Vec<Px> {
        vec![(self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom)]
    }
}

/// Which end of a line of text stands at its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub text: Text,
    pub left: f64,
    pub baseline: f64,
    pub size: f64,
    pub color: Color,
}

impl Line {
    /// Sets a text, in a colour that can be read, at (x, baseline).
    pub fn new(
        text: &str,
        (x, baseline): Px,
        anchor: Anchor,
        size: f64,
        face: Face,
        color: Color,
    ) -> Result<Self, FigureError> {
        let text = Text::new(text, face)?;
        let before = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5,
            Anchor::End => 1.0,
        };
        Ok(Self { left: x - before * text.width(size), baseline, size, color: color.legible(), text })
    }

    /// The box from the ascenders to the descenders.
    pub fn bounds(&self) -> Rect {
        Rect {
            left: self.left,
            top: self.baseline - ASCENT * self.size,
            right: self.left + self.text.width(self.size),
            bottom: self.baseline + DESCENT * self.size,
        }
    }
}

/// Something to paint.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A rectangle with crisp edges.
    Box {
        rect: Rect,
        color: Color,
    },
    Fill {
        points: Vec<Px>,
        color: Color,
        opacity: f64,
    },
    Path {
        points: Vec<Px>,
        stroke: Stroke,
    },
    Disc {
        center: Px,
        radius: f64,
        color: Color,
    },
    Text(Line),
}

impl Shape {
    /// Whether any of it lies within this rectangle.
    pub fn touches(&self, rect: Rect) -> bool {
        match self {
            Self::Box { rect: own, .. } => own.overlaps(rect),
            Self::Fill { points, .. } => !polygon(points, rect).is_empty(),
            Self::Path { points, .. } => !polyline(points, rect).is_empty(),
            Self::Disc { center: (x, y), radius, .. } => {
                Rect { left: *x, top: *y, right: *x, bottom: *y }.grown(*radius).overlaps(rect)
            }
            Self::Text(line) => line.bounds().overlaps(rect),
        }
    }
}

/// The parts of a polyline that lie within a rectangle (Liang and Barsky, segment by segment).
pub fn polyline(points: &[Px], rect: Rect) -> Vec<Vec<Px>> {
    let mut parts: Vec<Vec<Px>> = Vec::new();
    for pair in points.windows(2) {
        let Some((from, to)) = segment(pair[0], pair[1], rect) else { continue };
        match parts.last_mut() {
            // Only a segment that began inside continues the part before it.
            Some(part) if part.last() == Some(&from) && from == pair[0] => part.push(to),
            _ => parts.push(vec![from, to]),
        }
    }
    parts
}

fn segment(from: Px, to: Px, rect: Rect) -> Option<(Px, Px)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges =
        [(-dx, from.0 - rect.left), (dx, rect.right - from.0), (-dy, from.1 - rect.top), (dy, rect.bottom - from.1)];
    for (direction, distance) in edges {
        if direction == 0.0 {
            if distance < 0.0 {
                return None;
            }
        } else if direction < 0.0 {
            enter = enter.max(distance / direction);
        } else {
            leave = leave.min(distance / direction);
        }
    }
    let place = |t: f64| (from.0 + t * dx, from.1 + t * dy);
    // The ends themselves, where they are inside, so that neighbouring segments meet exactly.
    let start = if enter == 0.0 { from } else { place(enter) };
    let end = if leave == 1.0 { to } else { place(leave) };
    (enter <= leave).then_some((start, end))
}

/// The part of a polygon that lies within a rectangle (Sutherland and Hodgman); empty if there is none.
pub fn polygon(points: &[Px], rect: Rect) -> Vec<Px> {
    let points = half_plane(points, |p| p.0 - rect.left);
    let points = half_plane(&points, |p| rect.right - p.0);
    let points = half_plane(&points, |p| p.1 - rect.top);
    half_plane(&points, |p| rect.bottom - p.1)
}

/// The part of a polygon where `depth`, a linear function, is not negative.
fn half_plane(points: &[Px], depth: impl Fn(Px) -> f64) -> Vec<Px> {
    let mut kept = Vec::with_capacity(points.len() + 4);
    let before = points.iter().cycle().skip(points.len().saturating_sub(1));
    for (&from, &to) in before.zip(points) {
        let (outer, inner) = (depth(from), depth(to));
        if (outer < 0.0) != (inner < 0.0) {
            let t = outer / (outer - inner);
            kept.push((from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1)));
        }
        if inner >= 0.0 {
            kept.push(to);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Rect = Rect { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two_parts() {
        let tent = [(0.0, 0.5), (0.5, 1.5), (1.0, 0.5)];
        let parts = polyline(&tent, UNIT);
        assert_eq!(parts, [vec![(0.0, 0.5), (0.25, 1.0)], vec![(0.75, 1.0), (1.0, 0.5)]]);
    }

    #[test]
    fn a_line_inside_stays_whole_and_one_outside_vanishes() {
        let inside = [(0.1, 0.1), (0.2, 0.8), (0.9, 0.9)];
        assert_eq!(polyline(&inside, UNIT), [inside.to_vec()]);
        assert!(polyline(&[(2.0, 0.0), (2.0, 1.0)], UNIT).is_empty());
        assert!(polyline(&[(-1.0, 0.5), (0.5, 2.0)], UNIT).is_empty());
    }

    #[test]
    fn a_polygon_is_cut_at_the_edges() {
        let wide = [(-1.0, 0.25), (2.0, 0.25), (2.0, 0.75), (-1.0, 0.75)];
        let cut = polygon(&wide, UNIT);
        assert_eq!(cut.len(), 4);
        assert!(cut.iter().all(|&point| UNIT.contains(point)));
        assert!(polygon(&[(2.0, 2.0), (3.0, 2.0), (3.0, 3.0)], UNIT).is_empty());
        assert!(polygon(&[], UNIT).is_empty());
    }
}
