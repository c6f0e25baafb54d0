//! What can be drawn in a panel. Positions are data coordinates `(x, y)`; widths, radii and sizes are nominal pixels.

mod histogram;
mod measured;
mod network;
mod note;
mod plane;

pub use histogram::{Bar, Bars, Stem, Stems};
pub use measured::{Measurement, Points};
pub use network::{Brace, Circle, Segment};
pub use note::{Label, Place};
pub use plane::{Area, Band, Curve, Direction, Rule, Stroke};

/// One thing drawn in a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A histogram.
    Bars(Bars),
    /// Thin bars from zero, such as residuals.
    Stems(Stems),
    /// A line through points.
    Curve(Curve),
    /// What lies between a curve and a level.
    Area(Area),
    /// All that lies between two values of x.
    Band(Band),
    /// A straight line at one value of x or y.
    Rule(Rule),
    /// Measured values with their intervals.
    Points(Points),
    /// A text.
    Label(Label),
    /// A circle, such as a neuron.
    Circle(Circle),
    /// A straight line between two points, such as a weight.
    Segment(Segment),
    /// A curly brace.
    Brace(Brace),
}

macro_rules! marks_from {
    ($($kind:ident),+) => {
        $(impl From<$kind> for Mark {
            fn from(mark: $kind) -> Self {
                Self::$kind(mark)
            }
        })+
    };
}

marks_from!(Bars, Stems, Curve, Area, Band, Rule, Points, Label, Circle, Segment, Brace);
