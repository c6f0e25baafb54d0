//! Bars, lines and regions.

use super::super::mark::{Area, Band, Bars, Curve, Direction, Rule, Stems, Stroke};
use super::super::shape::{Px, Rect, Shape};
use super::super::{Color, Scale, clip, theme};
use super::Frame;

/// Lengths of a dash and of the gap after it.
const DASH: [f64; 2] = [5.0, 3.5];

pub fn bars(frame: &Frame, bars: &Bars) -> Vec<Shape> {
    let base = base(frame);
    bars.bars
        .iter()
        .filter_map(|bar| {
            let (left, right) = ordered(snapped(frame.px_x(bar.left)), snapped(frame.px_x(bar.right)));
            let (top, bottom) = ordered(frame.px_y(bar.height), base);
            let rect = Rect { left, top, right: right - gap(right - left), bottom };
            boxed(frame, rect, bar.color)
        })
        .collect()
}

pub fn stems(frame: &Frame, stems: &Stems) -> Vec<Shape> {
    let base = base(frame);
    stems
        .stems
        .iter()
        .filter_map(|stem| {
            let middle = frame.px_x(stem.x);
            let (top, bottom) = ordered(frame.px_y(stem.y), base);
            let half = stems.width / 2.0;
            boxed(frame, Rect { left: middle - half, top, right: middle + half, bottom }, stem.color)
        })
        .collect()
}

pub fn curve(frame: &Frame, curve: &Curve) -> Vec<Shape> {
    let points: Vec<Px> = curve.points.iter().map(|&point| frame.px(point)).collect();
    stroke(&points, &curve.stroke, frame.rect)
}

pub fn area(frame: &Frame, area: &Area) -> Vec<Shape> {
    let base = frame.px_y(area.base);
    let (Some(first), Some(last)) = (area.points.first(), area.points.last()) else { return Vec::new() };
    let mut points = vec![(frame.px_x(first.0), base)];
    points.extend(area.points.iter().map(|&point| frame.px(point)));
    points.push((frame.px_x(last.0), base));
    fill(&points, area.color, area.opacity, frame.rect)
}

pub fn band(frame: &Frame, band: &Band) -> Vec<Shape> {
    let (left, right) = ordered(frame.px_x(band.left), frame.px_x(band.right));
    fill(&Rect { left, right, ..frame.rect }.corners(), band.color, band.opacity, frame.rect)
}

pub fn rule(frame: &Frame, rule: &Rule) -> Vec<Shape> {
    let (from, to) = rule_ends(frame, rule);
    stroke(&[from, to], &rule.stroke, frame.rect)
}

/// Where a rule begins and ends on paper; the second is its right or upper end, if its extent is ordered.
pub fn rule_ends(frame: &Frame, rule: &Rule) -> (Px, Px) {
    match rule.direction {
        Direction::Horizontal => {
            let (from, to) = rule.extent.unwrap_or(frame.x.range);
            (frame.px((from, rule.at)), frame.px((to, rule.at)))
        }
        Direction::Vertical => {
            let (from, to) = rule.extent.unwrap_or(frame.y.range);
            (frame.px((rule.at, from)), frame.px((rule.at, to)))
        }
    }
}

/// A line, broken into dashes if it is dashed, then clipped.
pub fn stroke(points: &[Px], stroke: &Stroke, rect: Rect) -> Vec<Shape> {
    // Clipped before it is dashed too, so that a line that runs far outside costs nothing.
    clip::polyline(points, rect)
        .into_iter()
        .flat_map(|part| if stroke.dashed { dashes(&part) } else { vec![part] })
        .map(|points| Shape::Path { points, color: stroke.color, width: stroke.width })
        .collect()
}

fn fill(points: &[Px], color: Color, opacity: f64, rect: Rect) -> Vec<Shape> {
    let points = clip::polygon(points, rect);
    if points.len() < 3 { Vec::new() } else { vec![Shape::Fill { points, color, opacity: opacity.min(1.0) }] }
}

fn boxed(frame: &Frame, rect: Rect, color: Color) -> Option<Shape> {
    let rect = Rect {
        left: rect.left.max(frame.rect.left),
        top: rect.top.max(frame.rect.top),
        right: rect.right.min(frame.rect.right),
        bottom: rect.bottom.min(frame.rect.bottom),
    };
    (rect.left < rect.right && rect.top < rect.bottom).then_some(Shape::Box { rect, color })
}

/// Where bars stand: on zero, which a logarithmic axis does not have.
fn base(frame: &Frame) -> f64 {
    match frame.y.scale {
        Scale::Linear => frame.px_y(0.0),
        Scale::Log10 => frame.rect.bottom,
    }
}

fn ordered(a: f64, b: f64) -> (f64, f64) {
    (a.min(b), a.max(b))
}

/// The nearest edge of a pixel of the PNG, so that all gaps are equally wide.
fn snapped(x: f64) -> f64 {
    let step = theme::WIDTH / f64::from(theme::PNG_WIDTH);
    (x / step).round() * step
}

/// White between neighbouring bars: one or two pixels of the PNG, none where it would eat the bars.
fn gap(width: f64) -> f64 {
    match width {
        6.0.. => 2.0 / 3.0,
        2.0.. => 1.0 / 3.0,
        _ => 0.0,
    }
}

fn dashes(points: &[Px]) -> Vec<Vec<Px>> {
    let mut dashes: Vec<Vec<Px>> = points.first().map(|&first| vec![vec![first]]).unwrap_or_default();
    let (mut drawn, mut left) = (true, DASH[0]);
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let t = done / length;
            let place = (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1));
            match dashes.last_mut() {
                Some(dash) if drawn => dash.push(place),
                _ => dashes.push(vec![place]),
            }
            drawn = !drawn;
            left = DASH[usize::from(!drawn)];
        }
        left -= length - done;
        if let (true, Some(dash)) = (drawn, dashes.last_mut()) {
            dash.push(to);
        }
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_cover_their_share_of_a_line() {
        let line = [(0.0, 0.0), (40.0, 0.0), (85.0, 0.0)];
        let parts = dashes(&line);
        assert_eq!(parts.len(), 10);
        let drawn: f64 = parts.iter().map(|part| part.last().unwrap().0 - part[0].0).sum();
        assert!((drawn - 50.0).abs() < 1e-9, "{drawn}");
    }

    #[test]
    fn gaps_never_eat_a_bar() {
        assert_eq!(gap(1.0), 0.0);
        assert!(gap(2.0) < 0.5 && gap(20.0) < 1.0);
    }
}
