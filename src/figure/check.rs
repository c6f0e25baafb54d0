//! What a figure must be before it is drawn.

use super::mark::{Mark, Measurement};
use super::{Axis, Direction, Figure, FigureError, Panel, Position, Scale, Ticks};

/// Far beyond any page, but small enough that the whole numbers of the drawing grid can hold it.
const LARGEST: f64 = 1e4;
/// Ten times as high as wide is no page any more.
const TALLEST: f64 = 10.0;

/// Checks every value that will be drawn.
pub fn figure(figure: &Figure) -> Result<(), FigureError> {
    size("the aspect", figure.aspect, TALLEST)?;
    if figure.rows.is_empty() || figure.rows.iter().any(|row| row.panels.is_empty()) {
        return Err(FigureError::NoPanels);
    }
    for (row, content) in figure.rows.iter().enumerate() {
        size("the height of a row", content.height, LARGEST)?;
        for (index, one) in content.panels.iter().enumerate() {
            panel(one, Position { row: row + 1, panel: index + 1 })?;
        }
    }
    Ok(())
}

fn panel(panel: &Panel, at: Position) -> Result<(), FigureError> {
    if panel.marks.is_empty() {
        return Err(FigureError::EmptyPanel(at));
    }
    axis(&panel.x, "x", at)?;
    axis(&panel.y, "y", at)?;
    for mark in &panel.marks {
        let Content { name, xs, ys, sizes } = content(mark);
        for (what, length) in sizes {
            size(what, length, LARGEST)?;
        }
        xs.into_iter().try_for_each(|x| value(x, &panel.x, name, at))?;
        ys.into_iter().try_for_each(|y| value(y, &panel.y, name, at))?;
    }
    Ok(())
}

fn axis(axis: &Axis, name: &'static str, at: Position) -> Result<(), FigureError> {
    let (low, high) = axis.range;
    let what = if name == "x" { "an end of the x axis" } else { "an end of the y axis" };
    value(low, axis, what, at)?;
    value(high, axis, what, at)?;
    // Not `high <= low`: the span itself must be representable, or every fraction would be NaN.
    let span = match axis.scale {
        Scale::Linear => high - low,
        Scale::Log10 => (high / low).log10(),
    };
    if !(span > 0.0 && span.is_finite()) {
        return Err(FigureError::EmptyRange { at, axis: name, low, high });
    }
    if let Ticks::At(ticks) = &axis.ticks {
        for (tick, _) in ticks {
            value(*tick, axis, "a tick", at)?;
        }
    }
    Ok(())
}

fn value(value: f64, axis: &Axis, what: &'static str, at: Position) -> Result<(), FigureError> {
    if !value.is_finite() {
        return Err(FigureError::NotFinite { at, what, value });
    }
    if axis.scale == Scale::Log10 && value <= 0.0 {
        return Err(FigureError::NotPositive { at, what, value });
    }
    Ok(())
}

pub(super) fn size(what: &'static str, value: f64, largest: f64) -> Result<(), FigureError> {
    if value > 0.0 && value <= largest { Ok(()) } else { Err(FigureError::BadSize { what, value }) }
}

/// Every number of a mark.
struct Content {
    /// What an error calls the mark.
    name: &'static str,
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// What it measures on paper.
    sizes: Vec<(&'static str, f64)>,
}

fn content(mark: &Mark) -> Content {
    let points = |name, points: &[(f64, f64)], sizes| {
        let (xs, ys) = points.iter().copied().unzip();
        Content { name, xs, ys, sizes }
    };
    match mark {
        Mark::Bars(bars) => Content {
            name: "a bar",
            xs: bars.bars.iter().flat_map(|bar| [bar.left, bar.right]).collect(),
            ys: bars.bars.iter().map(|bar| bar.height).collect(),
            sizes: Vec::new(),
        },
        Mark::Stems(stems) => {
            let (xs, ys) = stems.stems.iter().map(|stem| (stem.x, stem.y)).unzip();
            Content { name: "a stem", xs, ys, sizes: vec![("the width of stems", stems.width)] }
        }
        Mark::Curve(curve) => {
            points("a point of a curve", &curve.points, vec![("the width of a curve", curve.stroke.width)])
        }
        Mark::Area(area) => {
            let mut content =
                points("a point of an area", &area.points, vec![("the opacity of an area", area.opacity)]);
            content.ys.push(area.base);
            content
        }
        Mark::Band(band) => Content {
            name: "an edge of a band",
            xs: vec![band.left, band.right],
            ys: Vec::new(),
            sizes: vec![("the opacity of a band", band.opacity)],
        },
        Mark::Rule(rule) => {
            let extent = rule.extent.map_or(Vec::new(), |(from, to)| vec![from, to]);
            let (xs, ys) = match rule.direction {
                Direction::Horizontal => (extent, vec![rule.at]),
                Direction::Vertical => (vec![rule.at], extent),
            };
            Content { name: "a rule", xs, ys, sizes: vec![("the width of a rule", rule.stroke.width)] }
        }
        Mark::Points(points) => {
            let both = |measurement: &Measurement| match *measurement {
                Measurement::Estimate { x, y, interval: (lower, upper) } => (x, vec![y, lower, upper]),
                Measurement::UpperLimit { x, upper } => (x, vec![upper]),
            };
            let (xs, ys): (Vec<f64>, Vec<Vec<f64>>) = points.measurements.iter().map(both).unzip();
            Content { name: "a measurement", xs, ys: ys.concat(), sizes: Vec::new() }
        }
        // A nudge may be negative or zero, but not NaN or beyond the page.
        Mark::Label(label) => points(
            "a label",
            &[label.at],
            vec![
                ("the size of a label", label.size),
                ("the nudge of a label", 1.0 + label.nudge.0.abs()),
                ("the nudge of a label", 1.0 + label.nudge.1.abs()),
            ],
        ),
        Mark::Circle(circle) => points(
            "a circle",
            &[circle.at],
            vec![("the radius of a circle", circle.radius), ("the outline of a circle", circle.outline.width)],
        ),
    }
}
