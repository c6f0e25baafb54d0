//! Labels: texts beside what they name, where their lines stand, and the white behind them.

use super::font::Face;
use super::marks::Frame;
use super::shape::{Anchor, Line, Rect, Shape};
use super::theme::{ASCENT, DESCENT, GAP, LABEL, LEADING};
use super::{Color, FigureError};

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
        let (color, size) = (Color::INK, LABEL);
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

/// The lines of a label, moved into the panel where they would stick out.
pub(super) fn lines(frame: &Frame, label: &Label) -> Result<Vec<Shape>, FigureError> {
    let face = if label.bold { Face::Bold } else { Face::Regular };
    let set = |text| Line::new(text, (0.0, 0.0), Anchor::Start, label.size, face, label.color);
    let mut lines = label.text.lines().map(set).collect::<Result<Vec<_>, _>>()?;
    let width = lines.iter().map(|line| line.bounds().width()).fold(0.0, f64::max);
    let leading = LEADING * label.size;
    let height = leading * lines.len().saturating_sub(1) as f64 + ASCENT * label.size;
    let (x, y) = frame.px(label.at);
    let (x, y) = (x + label.nudge.0, y + label.nudge.1);

    // How much of a line, and of the widest, stands left of the place that its side is aligned with.
    let (before, x) = match label.place {
        Place::Center | Place::Above | Place::Below => (0.5, x),
        Place::Left => (1.0, x - GAP),
        Place::Right => (0.0, x + GAP),
        Place::AboveLeft | Place::BelowLeft => (1.0, x),
        Place::AboveRight | Place::BelowRight => (0.0, x),
    };
    let top = match label.place {
        Place::Center | Place::Left | Place::Right => y - height / 2.0,
        Place::Above | Place::AboveLeft | Place::AboveRight => y - GAP - height - 0.5 * DESCENT * label.size,
        Place::Below | Place::BelowLeft | Place::BelowRight => y + GAP,
    };
    let left = x - before * width;
    let left = left + pushed(left, left + width, frame.rect.left, frame.rect.right);
    let top = top + pushed(top, top + height + DESCENT * label.size, frame.rect.top, frame.rect.bottom);
    for (row, line) in lines.iter_mut().enumerate() {
        line.left = left + before * (width - line.bounds().width());
        line.baseline = top + ASCENT * label.size + leading * row as f64;
    }
    Ok(lines.into_iter().map(Shape::Text).collect())
}

/// How far to move an interval so that it lies within another; one that is too long begins where the other does.
fn pushed(from: f64, to: f64, low: f64, high: f64) -> f64 {
    if from < low || to - from > high - low { low - from } else { (high - to).min(0.0) }
}

/// White behind a line of text.
pub(super) fn plate(shape: &Shape) -> Option<Shape> {
    let Shape::Text(line) = shape else { return None };
    let bounds = line.bounds();
    let rect = Rect { left: bounds.left - 3.0, right: bounds.right + 3.0, ..bounds };
    (bounds.width() > 0.0).then_some(Shape::Box { rect, color: Color::PAPER })
}
