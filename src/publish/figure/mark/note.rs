//! Texts beside what they name.

use super::super::{Color, theme};

/// A text beside a point; if it would stick out of the panel it is moved in.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The point it belongs to.
    pub at: (f64, f64),
    /// May have several lines and markup.
    pub text: String,
    /// Its colour, darkened as far as it needs to be readable on white.
    pub color: Color,
    /// Font size.
    pub size: f64,
    /// Bold, for what a reader should see first.
    pub bold: bool,
    /// On which side of the point.
    pub place: Place,
    /// Moves it right and down.
    pub nudge: (f64, f64),
}

/// On which side of its point a label stands, a few pixels away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Centred on the point itself.
    Center,
    /// Centred over it.
    Above,
    /// Centred under it.
    Below,
    /// Ending left of it.
    Left,
    /// Beginning right of it.
    Right,
    /// Ending at it, above.
    AboveLeft,
    /// Beginning at it, above.
    AboveRight,
    /// Ending at it, below.
    BelowLeft,
    /// Beginning at it, below.
    BelowRight,
}

impl Label {
    /// A text in ink, centred on this point.
    pub fn new(at: (f64, f64), text: impl Into<String>) -> Self {
        let (color, size) = (Color::INK, theme::LABEL);
        Self { at, text: text.into(), color, size, bold: false, place: Place::Center, nudge: (0.0, 0.0) }
    }

    /// The same text on this side of its point.
    #[must_use]
    pub fn place(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// The same text in this colour.
    #[must_use]
    pub fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// The same text in this size.
    #[must_use]
    pub fn size(self, size: f64) -> Self {
        Self { size, ..self }
    }

    /// The same text in bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same text moved by this many pixels.
    #[must_use]
    pub fn nudge(self, right: f64, down: f64) -> Self {
        Self { nudge: (right, down), ..self }
    }
}
