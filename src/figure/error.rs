//! Why a figure cannot be drawn.

use std::fmt;

/// Which panel of a figure, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From the top.
    pub row: usize,
    /// From the left.
    pub panel: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, panel {}", self.row, self.panel)
    }
}

/// Why a figure cannot be drawn; nothing is left out silently instead.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FigureError {
    /// There is nothing to lay out.
    #[error("the figure has a row without panels, or no row at all")]
    NoPanels,
    /// A panel without marks would be a blank that looks like a result.
    #[error("{0}: the panel has no marks")]
    EmptyPanel(Position),
    /// A coordinate, interval or tick is NaN or infinite.
    #[error("{at}: {what} is {value}, not a finite number")]
    NotFinite {
        /// Which panel.
        at: Position,
        /// Which kind of mark, or which axis.
        what: &'static str,
        /// What stands there.
        value: f64,
    },
    /// A logarithmic axis shows positive values only.
    #[error("{at}: {what} is {value}, not positive, on a logarithmic axis")]
    NotPositive {
        /// Which panel.
        at: Position,
        /// Which kind of mark, or which axis.
        what: &'static str,
        /// What stands there.
        value: f64,
    },
    /// An axis must run from a lower to a higher value, a finite distance apart.
    #[error("{at}: the {axis} axis runs from {low} to {high}, which is not low < high")]
    EmptyRange {
        /// Which panel.
        at: Position,
        /// `x` or `y`.
        axis: &'static str,
        /// Where it starts.
        low: f64,
        /// Where it ends.
        high: f64,
    },
    /// A height, width or radius on paper is zero, negative, not finite or beyond any page.
    #[error("{what} is {value}, not a positive size that a page could hold")]
    BadSize {
        /// Which size.
        what: &'static str,
        /// What was asked for.
        value: f64,
    },
    /// The embedded fonts cannot set a text, which would show as an empty box.
    #[error("the fonts have no glyph for {character:?} in {text:?}")]
    MissingGlyph {
        /// The first such character.
        character: char,
        /// Where it stands.
        text: String,
    },
    /// Titles, axes and legends leave the data too little room.
    #[error("{0}: less than 24 px of height or width are left for the data; make the figure higher")]
    NoRoom(Position),
    /// The backend refused to write the SVG.
    #[error("could not write the SVG: {0}")]
    Svg(String),
    /// The SVG could not be read or rasterised.
    #[error("could not rasterise the SVG: {0}")]
    Raster(String),
}
