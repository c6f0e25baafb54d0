//! What was measured, with its uncertainty.

use super::super::Color;

/// Measured values with their intervals; those outside the panel are not drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// In any order.
    pub measurements: Vec<Measurement>,
    /// Their colour.
    pub color: Color,
}

/// A measured value at x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measurement {
    /// A filled circle with a line over its interval.
    Estimate {
        /// Where it was measured.
        x: f64,
        /// What came out.
        y: f64,
        /// Lower and upper limit.
        interval: (f64, f64),
    },
    /// Nothing was counted: an open circle at the upper limit, with an arrow downward.
    UpperLimit {
        /// Where it was measured.
        x: f64,
        /// The upper limit.
        upper: f64,
    },
}

impl Points {
    /// These measurements in this colour.
    pub fn new(color: Color, measurements: impl IntoIterator<Item = Measurement>) -> Self {
        Self { measurements: measurements.into_iter().collect(), color }
    }
}
