//! One coordinate system with what is drawn in it.

use super::{Axis, Color, Mark};

/// One coordinate system with its marks and legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Width of the data region, relative to the other panels of the row.
    pub width: f64,
    /// Bold line above the panel, if it needs a name of its own.
    pub heading: Option<String>,
    /// To the right; its label is centred beneath.
    pub x: Axis,
    /// Upward; its label stands above its upper end, so that no one has to tilt their head.
    pub y: Axis,
    /// From back to front; all are clipped to the panel.
    pub marks: Vec<Mark>,
    /// Set in the first corner that is free of marks, beginning at the top right; above the panel if none is.
    pub legend: Vec<LegendEntry>,
}

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

impl Panel {
    /// A panel with these axes and nothing in it yet.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self { width: 1.0, heading: None, x, y, marks: Vec::new(), legend: Vec::new() }
    }

    /// The same panel with this bold line above it.
    #[must_use]
    pub fn heading(self, heading: impl Into<String>) -> Self {
        Self { heading: Some(heading.into()), ..self }
    }

    /// The same panel with this width, relative to its neighbours.
    #[must_use]
    pub fn width(self, width: f64) -> Self {
        Self { width, ..self }
    }

    /// The same panel with one more mark, in front of the others.
    #[must_use]
    pub fn mark(mut self, mark: impl Into<Mark>) -> Self {
        self.marks.push(mark.into());
        self
    }

    /// The same panel with more marks of one kind, in front of the others.
    #[must_use]
    pub fn marks<M: Into<Mark>>(mut self, marks: impl IntoIterator<Item = M>) -> Self {
        self.marks.extend(marks.into_iter().map(Into::into));
        self
    }

    /// The same panel with one more line in its legend.
    #[must_use]
    pub fn legend(mut self, swatch: Swatch, text: impl Into<String>) -> Self {
        self.legend.push(LegendEntry { swatch, text: text.into() });
        self
    }
}
