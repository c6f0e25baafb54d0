//! What a network diagram is made of.

use super::super::Color;
use super::Stroke;

/// A circle of a fixed size on paper, such as a neuron; drawn whole if its centre lies in the panel, else not at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Its centre.
    pub at: (f64, f64),
    /// Its radius.
    pub radius: f64,
    /// Colour of its inside.
    pub fill: Color,
    /// Its border; drawn unbroken.
    pub outline: Stroke,
}

impl Circle {
    /// A circle with this inside and border.
    #[must_use]
    pub fn new(at: (f64, f64), radius: f64, fill: Color, outline: Stroke) -> Self {
        Self { at, radius, fill, outline }
    }
}

/// A straight line between two points, such as a weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Where it begins.
    pub from: (f64, f64),
    /// Where it ends.
    pub to: (f64, f64),
    /// How it is drawn.
    pub stroke: Stroke,
    /// Whether it ends in an arrowhead.
    pub arrow: bool,
}

impl Segment {
    /// A line between two points.
    #[must_use]
    pub fn new(from: (f64, f64), to: (f64, f64), stroke: Stroke) -> Self {
        Self { from, to, stroke, arrow: false }
    }

    /// The same line with an arrowhead at its end.
    #[must_use]
    pub fn arrow(self) -> Self {
        Self { arrow: true, ..self }
    }
}

/// A curly brace from one point to another; its tip shows to the left of the way from the one to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brace {
    /// Where it begins.
    pub from: (f64, f64),
    /// Where it ends.
    pub to: (f64, f64),
    /// How far its tip stands off.
    pub depth: f64,
    /// How it is drawn.
    pub stroke: Stroke,
}

impl Brace {
    /// A brace 9 px deep.
    #[must_use]
    pub fn new(from: (f64, f64), to: (f64, f64), stroke: Stroke) -> Self {
        Self { from, to, depth: 9.0, stroke }
    }
}
