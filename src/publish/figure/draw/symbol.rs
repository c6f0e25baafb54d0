//! Points, circles, arrows and braces: what has a size on paper rather than in the data.

use super::super::mark::{Brace, Circle, Measurement, Points, Segment, Stroke};
use super::super::shape::{Px, Shape};
use super::super::{Color, clip};
use super::{Frame, plane};

const POINT_RADIUS: f64 = 3.6;
/// White around a point, which keeps it apart from a curve behind it.
const HALO: f64 = 1.0;
const LIMIT_ARROW: f64 = 17.0;
const ARROWHEAD: f64 = 6.0;

pub fn points(frame: &Frame, points: &Points) -> Vec<Shape> {
    let stroke = Stroke::new(points.color, 1.4);
    points
        .measurements
        .iter()
        .flat_map(|measurement| match *measurement {
            Measurement::Estimate { x, y, interval: (lower, upper) } => {
                let center = frame.px((x, y));
                let ends = [frame.px((x, lower)), frame.px((x, upper))];
                let mut shapes = ring(frame, center, POINT_RADIUS + HALO, Color::PAPER, Color::PAPER, 0.0);
                shapes.extend(plane::stroke(&ends, &stroke, frame.rect));
                shapes.extend(ring(frame, center, POINT_RADIUS, points.color, points.color, 0.0));
                shapes
            }
            Measurement::UpperLimit { x, upper } => {
                let center = frame.px((x, upper));
                let tip = (center.0, center.1 + LIMIT_ARROW);
                let mut shapes = arrow(frame, (center.0, center.1 + POINT_RADIUS), tip, &stroke);
                shapes.extend(ring(frame, center, POINT_RADIUS, Color::PAPER, points.color, stroke.width));
                shapes
            }
        })
        .collect()
}

pub fn circle(frame: &Frame, circle: &Circle) -> Vec<Shape> {
    ring(frame, frame.px(circle.at), circle.radius, circle.fill, circle.outline.color, circle.outline.width)
}

pub fn segment(frame: &Frame, segment: &Segment) -> Vec<Shape> {
    let (from, to) = (frame.px(segment.from), frame.px(segment.to));
    if segment.arrow {
        arrow(frame, from, to, &segment.stroke)
    } else {
        plane::stroke(&[from, to], &segment.stroke, frame.rect)
    }
}

/// A curly brace of two halves: each leaves its end, runs along half way and turns into the tip.
pub fn brace(frame: &Frame, brace: &Brace) -> Vec<Shape> {
    let (from, to) = (frame.px(brace.from), frame.px(brace.to));
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    if length < 1e-9 {
        return Vec::new();
    }
    let (along, across) = ((dx / length, dy / length), (dy / length, -dx / length));
    let place = |(forward, sideways): Px| {
        (from.0 + forward * along.0 + sideways * across.0, from.1 + forward * along.1 + sideways * across.1)
    };
    let half = brace.depth / 2.0;
    // The quarters of an ellipse are longer than they are deep, as in a typeset brace.
    let turn = (1.3 * half).min(length / 4.0);
    let quarter = (0..=12).map(|k| std::f64::consts::FRAC_PI_2 * f64::from(k) / 12.0);
    let leave = quarter.clone().map(|angle| (turn * (1.0 - angle.cos()), half * angle.sin()));
    let arrive = quarter.map(|angle| (length / 2.0 - turn * (1.0 - angle.sin()), half + half * (1.0 - angle.cos())));
    let first: Vec<Px> = leave.chain(arrive).collect();
    let second = first.iter().rev().map(|&(forward, sideways)| (length - forward, sideways));
    let points: Vec<Px> = first.iter().copied().chain(second).map(place).collect();
    plane::stroke(&points, &brace.stroke, frame.rect)
}

fn arrow(frame: &Frame, from: Px, to: Px, stroke: &Stroke) -> Vec<Shape> {
    let length = (to.0 - from.0).hypot(to.1 - from.1);
    if length < 1e-9 {
        return Vec::new();
    }
    let along = ((to.0 - from.0) / length, (to.1 - from.1) / length);
    let head = ARROWHEAD.min(length);
    let neck = (to.0 - head * along.0, to.1 - head * along.1);
    let wing = |side: f64| (neck.0 - side * 0.42 * head * along.1, neck.1 + side * 0.42 * head * along.0);
    let mut shapes = plane::stroke(&[from, neck], stroke, frame.rect);
    let points = clip::polygon(&[to, wing(1.0), wing(-1.0)], frame.rect);
    if points.len() >= 3 {
        shapes.push(Shape::Fill { points, color: stroke.color, opacity: 1.0 });
    }
    shapes
}

/// A disc with a border, as two discs; nothing if its centre lies outside.
fn ring(frame: &Frame, center: Px, radius: f64, fill: Color, border: Color, width: f64) -> Vec<Shape> {
    if !frame.rect.grown(0.5).contains(center) {
        return Vec::new();
    }
    let outer = Shape::Disc { center, radius: radius + width / 2.0, color: border };
    let inner = Shape::Disc { center, radius: radius - width / 2.0, color: fill };
    if width == 0.0 || radius <= width / 2.0 { vec![outer] } else { vec![outer, inner] }
}
