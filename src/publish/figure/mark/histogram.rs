//! Histograms and the residuals under them.

use super::super::Color;

/// Contiguous bars that stand on zero (on the lower end of a logarithmic axis), parted by a thin white gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// From left to right, though nothing depends on it.
    pub bars: Vec<Bar>,
}

/// One bar; a bin that straddles a change of colour is two of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper end, on the y axis.
    pub height: f64,
    /// Colour of the whole bar.
    pub color: Color,
}

impl Bars {
    /// These bars.
    ///
    /// ```
    /// use saturation::publish::figure::{Bar, Bars, Color};
    ///
    /// let bars = Bars::new((0..4).map(|k| f64::from(k)).map(|x| Bar::new(x, x + 1.0, 0.25, Color::SATURATED)));
    /// assert_eq!(bars.bars.len(), 4);
    /// ```
    pub fn new(bars: impl IntoIterator<Item = Bar>) -> Self {
        Self { bars: bars.into_iter().collect() }
    }
}

impl Bar {
    /// A bar between two edges.
    #[must_use]
    pub fn new(left: f64, right: f64, height: f64, color: Color) -> Self {
        Self { left, right, height, color }
    }
}

/// Thin bars from zero, upward and downward, one at each x.
#[derive(Debug, Clone, PartialEq)]
pub struct Stems {
    /// From left to right, though nothing depends on it.
    pub stems: Vec<Stem>,
    /// Width of each.
    pub width: f64,
}

/// One thin bar from zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stem {
    /// Where it stands.
    pub x: f64,
    /// Where it ends.
    pub y: f64,
    /// Its colour.
    pub color: Color,
}

impl Stems {
    /// Stems of this width.
    pub fn new(width: f64, stems: impl IntoIterator<Item = Stem>) -> Self {
        Self { stems: stems.into_iter().collect(), width }
    }
}

impl Stem {
    /// A stem at x that ends at y.
    #[must_use]
    pub fn new(x: f64, y: f64, color: Color) -> Self {
        Self { x, y, color }
    }
}
