//! What a figure must be before it is drawn.

use super::mark::{Mark, Measurement};
use super::{Axis, Direction, Figure, FigureError, Panel, Position, Scale, Ticks};

/// Far beyond any page, but small enough that the whole numbers of the drawing grid can hold it.
const LARGEST: f64 = 1e4;
/// Ten times as high as wide is no page any more.
const TALLEST: f64 = 10.0;

/// A coordinate of a mark, to be checked against the axis it belongs to.
enum Coordinate {
    X(f64),
    Y(f64),
}

use Coordinate::{X, Y};

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
    size("the width of a panel", panel.width, LARGEST)?;
    if panel.marks.is_empty() {
        return Err(FigureError::EmptyPanel(at));
    }
    axis(&panel.x, "x", at)?;
    axis(&panel.y, "y", at)?;
    for mark in &panel.marks {
        for (what, length) in sizes(mark) {
            size(what, length, LARGEST)?;
        }
        for coordinate in coordinates(mark) {
            match coordinate {
                X(x) => value(x, &panel.x, name(mark), at)?,
                Y(y) => value(y, &panel.y, name(mark), at)?,
            }
        }
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

fn size(what: &'static str, value: f64, largest: f64) -> Result<(), FigureError> {
    if value > 0.0 && value <= largest { Ok(()) } else { Err(FigureError::BadSize { what, value }) }
}

/// What an error calls a mark.
fn name(mark: &Mark) -> &'static str {
    match mark {
        Mark::Bars(_) => "a bar",
        Mark::Stems(_) => "a stem",
        Mark::Curve(_) => "a point of a curve",
        Mark::Area(_) => "a point of an area",
        Mark::Band(_) => "an edge of a band",
        Mark::Rule(_) => "a rule",
        Mark::Points(_) => "a measurement",
        Mark::Label(_) => "a label",
        Mark::Circle(_) => "a circle",
        Mark::Segment(_) => "a segment",
        Mark::Brace(_) => "a brace",
    }
}

/// What a mark measures on paper.
fn sizes(mark: &Mark) -> Vec<(&'static str, f64)> {
    match mark {
        Mark::Bars(_) | Mark::Points(_) => Vec::new(),
        Mark::Stems(stems) => vec![("the width of stems", stems.width)],
        Mark::Curve(curve) => vec![("the width of a curve", curve.stroke.width)],
        Mark::Area(area) => vec![("the opacity of an area", area.opacity)],
        Mark::Band(band) => vec![("the opacity of a band", band.opacity)],
        Mark::Rule(rule) => vec![("the width of a rule", rule.stroke.width)],
        // A nudge may be negative or zero, but not NaN or beyond the page.
        Mark::Label(label) => vec![
            ("the size of a label", label.size),
            ("the nudge of a label", 1.0 + label.nudge.0.abs()),
            ("the nudge of a label", 1.0 + label.nudge.1.abs()),
        ],
        Mark::Circle(circle) => {
            vec![("the radius of a circle", circle.radius), ("the outline of a circle", circle.outline.width)]
        }
        Mark::Segment(segment) => vec![("the width of a segment", segment.stroke.width)],
        Mark::Brace(brace) => vec![("the depth of a brace", brace.depth), ("the width of a brace", brace.stroke.width)],
    }
}

/// Every data coordinate of a mark.
fn coordinates(mark: &Mark) -> Vec<Coordinate> {
    let both = |&(x, y): &(f64, f64)| [X(x), Y(y)];
    match mark {
        Mark::Bars(bars) => bars.bars.iter().flat_map(|bar| [X(bar.left), X(bar.right), Y(bar.height)]).collect(),
        Mark::Stems(stems) => stems.stems.iter().flat_map(|stem| [X(stem.x), Y(stem.y)]).collect(),
        Mark::Curve(curve) => curve.points.iter().flat_map(both).collect(),
        Mark::Area(area) => area.points.iter().flat_map(both).chain([Y(area.base)]).collect(),
        Mark::Band(band) => vec![X(band.left), X(band.right)],
        Mark::Rule(rule) => {
            let extent = rule.extent.into_iter().flat_map(|(from, to)| [from, to]);
            match rule.direction {
                Direction::Horizontal => [Y(rule.at)].into_iter().chain(extent.map(X)).collect(),
                Direction::Vertical => [X(rule.at)].into_iter().chain(extent.map(Y)).collect(),
            }
        }
        Mark::Points(points) => points.measurements.iter().flat_map(measurement).collect(),
        Mark::Label(label) => both(&label.at).into(),
        Mark::Circle(circle) => both(&circle.at).into(),
        Mark::Segment(segment) => [segment.from, segment.to].iter().flat_map(both).collect(),
        Mark::Brace(brace) => [brace.from, brace.to].iter().flat_map(both).collect(),
    }
}

fn measurement(measurement: &Measurement) -> Vec<Coordinate> {
    match *measurement {
        Measurement::Estimate { x, y, interval: (lower, upper) } => vec![X(x), Y(y), Y(lower), Y(upper)],
        Measurement::UpperLimit { x, upper } => vec![X(x), Y(upper)],
    }
}
