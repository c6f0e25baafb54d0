//! What is left of a figure once it is laid out: filled and stroked shapes and lines of text, in nominal pixels from
//! the upper left corner. Marks, axes and legends all become these; the canvas paints nothing else.

use super::{Color, clip};

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

/// The cut of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Regular,
    Bold,
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
    pub text: String,
    pub x: f64,
    pub baseline: f64,
    pub anchor: Anchor,
    pub size: f64,
    pub face: Face,
    pub color: Color,
    /// As measured in the embedded fonts.
    pub width: f64,
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
        color: Color,
        width: f64,
    },
    Disc {
        center: Px,
        radius: f64,
        color: Color,
    },
    Text(Line),
}

impl Line {
    /// The box from the ascenders to the descenders.
    pub fn bounds(&self) -> Rect {
        use super::theme::{ASCENT, DESCENT};
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - self.width / 2.0,
            Anchor::End => self.x - self.width,
        };
        Rect {
            left,
            top: self.baseline - ASCENT * self.size,
            right: left + self.width,
            bottom: self.baseline + DESCENT * self.size,
        }
    }
}

impl Shape {
    /// Whether any of it lies within this rectangle.
    pub fn touches(&self, rect: Rect) -> bool {
        match self {
            Self::Box { rect: own, .. } => own.overlaps(rect),
            Self::Fill { points, .. } => !clip::polygon(points, rect).is_empty(),
            Self::Path { points, .. } => !clip::polyline(points, rect).is_empty(),
            Self::Disc { center: (x, y), radius, .. } => {
                Rect { left: *x, top: *y, right: *x, bottom: *y }.grown(*radius).overlaps(rect)
            }
            Self::Text(line) => line.bounds().overlaps(rect),
        }
    }
}
