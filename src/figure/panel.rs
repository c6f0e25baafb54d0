//! One coordinate system with what is drawn in it.

use super::{Axis, LegendEntry, Mark, Swatch};

/// One coordinate system with its marks and legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
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

impl Panel {
    /// A panel with these axes and nothing in it yet.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self { heading: None, x, y, marks: Vec::new(), legend: Vec::new() }
    }

    /// The same panel with this bold line above it.
    #[must_use]
    pub fn heading(self, heading: impl Into<String>) -> Self {
        Self { heading: Some(heading.into()), ..self }
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
