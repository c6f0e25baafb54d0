//! Figures: what a picture says, as plain data, and how it becomes SVG, PNG and PDF.
//!
//! An experiment states a [`Figure`]; nothing is computed here and nothing is drawn there. The picture is laid out once,
//! as SVG, and the PNG and the PDF are that same SVG, with the fonts that the crate carries, so that all agree and none
//! depends on the machine that drew them: the same figure gives the same bytes.
//!
//! Lengths on paper are nominal pixels: a figure is [`WIDTH`] of them wide, about what a README shows, and three pixels
//! of the PNG make one.
//!
//! Texts take a light markup: `*z*` is italic, `x_{j}` and `x^{2}` are lowered and raised, as `xⱼ`
//! and `x²` are, and `\n` breaks a line.
//!
//! ```
//! use saturation::figure::{Axis, Curve, Figure, Label, Look, Panel, Place, Stroke, png};
//!
//! let sigmoid = (-80..=80).map(|i| f64::from(i) / 10.0).map(|z| (z, 1.0 / (1.0 + (-z).exp())));
//! let figure = Figure::new("The sigmoid flattens on both sides")
//!     .subtitle("σ(*z*) = 1 / (1 + e^{−z})")
//!     .panel(
//!         Panel::new(Axis::new("pre-activation *z*", -8.0, 8.0), Axis::new("", 0.0, 1.0))
//!             .mark(Curve::new(sigmoid, Stroke::theory()))
//!             .mark(Label::new((1.0, 0.73), "σ(*z*)").place(Place::Right)),
//!     );
//! let svg = figure.svg()?;
//! assert!(svg.starts_with("<svg"));
//! assert!(png(&svg, Look::default())?.starts_with(b"\x89PNG"));
//! # Ok::<(), saturation::figure::FigureError>(())
//! ```

mod axes;
mod axis;
mod check;
mod color;
mod error;
mod font;
mod label;
mod layout;
mod legend;
mod look;
mod mark;
mod marks;
mod number;
mod panel;
mod pdf;
mod raster;
mod shape;
mod svg;
mod text;
mod theme;

pub use axis::{Axis, Scale, Show, Ticks};
pub use color::Color;
pub use error::{FigureError, Position};
pub use label::{Label, Place};
pub use legend::{LegendEntry, Swatch};
pub(crate) use look::dark_rules;
pub use look::{Look, Theme};
pub use mark::{Area, Band, Bar, Bars, Circle, Curve, Direction, Mark, Measurement, Points, Rule, Stem, Stems, Stroke};
pub(crate) use number::{decimals, order};
pub use number::{grouped, number, scientific, to_digits, trimmed};
pub use panel::Panel;
pub use pdf::pdf;
pub use raster::png;
pub use theme::{PNG_WIDTH, WIDTH};

/// A picture: its finding as the title, the circumstances as the subtitle, and rows of panels under them.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The finding, one sentence; set bold and flush left, on as many lines as it needs.
    pub title: String,
    /// Trials, seed, estimate: grey, under the title; may be empty.
    pub subtitle: String,
    /// Height of the picture as a share of its width.
    pub aspect: f64,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

/// Panels side by side, of equal width.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Height of the panels' data region, relative to the other rows'.
    pub height: f64,
    /// From left to right.
    pub panels: Vec<Panel>,
}

impl Figure {
    /// A figure without panels yet, three fifths as high as it is wide.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), subtitle: String::new(), aspect: 0.6, rows: Vec::new() }
    }

    /// The same figure with this subtitle.
    #[must_use]
    pub fn subtitle(self, subtitle: impl Into<String>) -> Self {
        Self { subtitle: subtitle.into(), ..self }
    }

    /// The same figure with this height, as a share of its width.
    #[must_use]
    pub fn aspect(self, aspect: f64) -> Self {
        Self { aspect, ..self }
    }

    /// The same figure with one more row, of this relative height.
    #[must_use]
    pub fn row(mut self, height: f64, panels: impl IntoIterator<Item = Panel>) -> Self {
        self.rows.push(Row { height, panels: panels.into_iter().collect() });
        self
    }

    /// The same figure with one more row, which this panel fills.
    #[must_use]
    pub fn panel(self, panel: Panel) -> Self {
        self.row(1.0, [panel])
    }

    /// The figure as an SVG document on white, [`WIDTH`] pixels wide.
    ///
    /// # Errors
    /// As for [`Figure::svg_with`].
    pub fn svg(&self) -> Result<String, FigureError> {
        self.svg_with(Look::default())
    }

    /// The figure as an SVG document that looks like this.
    ///
    /// # Errors
    ///
    /// Whatever makes the figure impossible to draw truthfully, see [`FigureError`]: no panel, a panel without marks, a
    /// value that is not finite, a value on a logarithmic axis that is not positive, an empty range, a size that is not
    /// positive, a character that the fonts lack, or too little room.
    pub fn svg_with(&self, look: Look) -> Result<String, FigureError> {
        check::figure(self)?;
        check::size("width in centimetres", look.width.unwrap_or(1.0), 1000.0)?;
        let page = layout::page(self)?;
        svg::document(&page.shapes, page.height, look, &self.title_words()?)
    }

    /// The title without its markup.
    pub(crate) fn title_words(&self) -> Result<String, FigureError> {
        Ok(text::Text::new(&self.title, font::Face::Bold)?.words)
    }
}
