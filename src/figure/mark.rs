//! What can be drawn in a panel. Positions are data coordinates `(x, y)`; widths and radii are nominal pixels.

use super::{Color, Label};

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

marks_from!(Bars, Stems, Curve, Area, Band, Rule, Points, Label, Circle);

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub color: Color,
    /// Its width.
    pub width: f64,
    /// Whether it is broken into dashes.
    pub dashed: bool,
}

impl Stroke {
    /// An unbroken line.
    #[must_use]
    pub fn new(color: Color, width: f64) -> Self {
        Self { color, width, dashed: false }
    }

    /// The line of a law: ink, 1.3 px.
    #[must_use]
    pub fn theory() -> Self {
        Self::new(Color::INK, 1.3)
    }

    /// A thin grey line, for thresholds.
    #[must_use]
    pub fn thin() -> Self {
        Self::new(Color::GREY, 0.8)
    }

    /// The same line, dashed.
    #[must_use]
    pub fn dashed(self) -> Self {
        Self { dashed: true, ..self }
    }
}

/// A line through points.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// In the order in which the line joins them; neighbours less than a pixel apart make a smooth curve.
    pub points: Vec<(f64, f64)>,
    /// How it is drawn.
    pub stroke: Stroke,
}

impl Curve {
    /// A line through these points.
    pub fn new(points: impl IntoIterator<Item = (f64, f64)>, stroke: Stroke) -> Self {
        Self { points: points.into_iter().collect(), stroke }
    }

    /// The graph of a function from `low` to `high`, at 401 equally distant places.
    ///
    /// ```
    /// use saturation::figure::{Curve, Stroke};
    ///
    /// let parabola = Curve::graph(0.0, 2.0, Stroke::theory(), |x| x * x);
    /// assert_eq!(parabola.points.last(), Some(&(2.0, 4.0)));
    /// ```
    pub fn graph(low: f64, high: f64, stroke: Stroke, f: impl Fn(f64) -> f64) -> Self {
        // One rounding, so that places between whole ends have few digits.
        let place = |k: u32| (f64::from(400 - k) * low + f64::from(k) * high) / 400.0;
        Self::new((0..=400).map(|k| (place(k), f(place(k)))), stroke)
    }
}

/// What lies between a curve and a level, tinted so that the grid shows through.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// The curve, from left to right.
    pub points: Vec<(f64, f64)>,
    /// The y to which the area reaches.
    pub base: f64,
    /// Its colour.
    pub color: Color,
    /// 0 is invisible, 1 hides what lies behind.
    pub opacity: f64,
}

impl Area {
    /// The area between these points and y = 0, with an opacity of 0.25.
    pub fn new(points: impl IntoIterator<Item = (f64, f64)>, color: Color) -> Self {
        Self { points: points.into_iter().collect(), base: 0.0, color, opacity: 0.25 }
    }

    /// What lies between two curves over the same range, both from left to right, with an opacity of 0.25.
    pub fn between(
        lower: impl IntoIterator<Item = (f64, f64)>,
        upper: impl IntoIterator<Item = (f64, f64)>,
        color: Color,
    ) -> Self {
        let mut back: Vec<(f64, f64)> = lower.into_iter().collect();
        let base = back.first().map_or(0.0, |start| start.1);
        back.reverse();
        // There along the one and back along the other, to where that began.
        Self { base, ..Self::new(upper.into_iter().chain(back), color) }
    }

    /// The same area, reaching to this y.
    #[must_use]
    pub fn base(self, base: f64) -> Self {
        Self { base, ..self }
    }

    /// The same area with this opacity.
    #[must_use]
    pub fn opacity(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }
}

/// All that lies between two values of x; a legend may stand on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Its colour.
    pub color: Color,
    /// 0 is invisible, 1 hides what lies behind.
    pub opacity: f64,
}

impl Band {
    /// A band with an opacity of 0.13.
    #[must_use]
    pub fn new(left: f64, right: f64, color: Color) -> Self {
        Self { left, right, color, opacity: 0.13 }
    }
}

/// A straight line at one value of x or y.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Which way it runs.
    pub direction: Direction,
    /// The y of a horizontal, the x of a vertical one.
    pub at: f64,
    /// Where it begins and ends on the other axis; `None` for the whole panel.
    pub extent: Option<(f64, f64)>,
    /// How it is drawn.
    pub stroke: Stroke,
}

/// Which way a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// At one value of y.
    Horizontal,
    /// At one value of x.
    Vertical,
}

impl Rule {
    /// A line at this y.
    #[must_use]
    pub fn horizontal(y: f64, stroke: Stroke) -> Self {
        Self { direction: Direction::Horizontal, at: y, extent: None, stroke }
    }

    /// A line at this x.
    #[must_use]
    pub fn vertical(x: f64, stroke: Stroke) -> Self {
        Self { direction: Direction::Vertical, at: x, extent: None, stroke }
    }

    /// The same line from one place of the other axis to another only.
    #[must_use]
    pub fn between(self, from: f64, to: f64) -> Self {
        Self { extent: Some((from, to)), ..self }
    }
}

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
    /// use saturation::figure::{Bar, Bars, Color};
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
