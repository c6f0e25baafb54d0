//! Lines and regions: what theory says, and where its borders are.

use super::super::Color;

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
    /// use saturation::publish::figure::{Curve, Stroke};
    ///
    /// let parabola = Curve::graph(0.0, 2.0, Stroke::theory(), |x| x * x);
    /// assert_eq!(parabola.points.last(), Some(&(2.0, 4.0)));
    /// ```
    pub fn graph(low: f64, high: f64, stroke: Stroke, f: impl Fn(f64) -> f64) -> Self {
        let place = |k: u32| low + (high - low) * f64::from(k) / 400.0;
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
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Which way it runs.
    pub direction: Direction,
    /// The y of a horizontal, the x of a vertical one.
    pub at: f64,
    /// Where it begins and ends on the other axis; `None` for the whole panel.
    pub extent: Option<(f64, f64)>,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Text at the right or upper end, in the colour of the line.
    pub label: Option<String>,
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
        Self { direction: Direction::Horizontal, at: y, extent: None, stroke, label: None }
    }

    /// A line at this x.
    #[must_use]
    pub fn vertical(x: f64, stroke: Stroke) -> Self {
        Self { direction: Direction::Vertical, at: x, extent: None, stroke, label: None }
    }

    /// The same line from one place of the other axis to another only.
    #[must_use]
    pub fn between(self, from: f64, to: f64) -> Self {
        Self { extent: Some((from, to)), ..self }
    }

    /// The same line with this text at its right or upper end.
    #[must_use]
    pub fn label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }
}
