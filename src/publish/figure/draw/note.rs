//! Labels: where their lines stand, and the white behind them.

use super::super::mark::{Direction, Label, Place, Rule};
use super::super::shape::{Anchor, Face, Line, Rect, Shape};
use super::super::theme::{ASCENT, DESCENT, GAP, LEADING};
use super::super::{Color, FigureError, text, theme};
use super::{Frame, plane};

/// One line of text, measured.
pub fn line(
    text: &str,
    (x, baseline): (f64, f64),
    anchor: Anchor,
    size: f64,
    face: Face,
    color: Color,
) -> Result<Line, FigureError> {
    let width = text::width(text, size, face)?;
    Ok(Line { text: text.to_owned(), x, baseline, anchor, size, face, color: color.legible(), width })
}

/// The lines of a label, moved into the panel where they would stick out.
pub fn label(frame: &Frame, label: &Label) -> Result<Vec<Shape>, FigureError> {
    let face = if label.bold { Face::Bold } else { Face::Regular };
    let texts: Vec<&str> = label.text.lines().collect();
    let mut width = 0.0_f64;
    for text in &texts {
        width = width.max(text::width(text, label.size, face)?);
    }
    let leading = LEADING * label.size;
    let height = leading * texts.len().saturating_sub(1) as f64 + ASCENT * label.size;
    let (x, y) = frame.px(label.at);
    let (x, y) = (x + label.nudge.0, y + label.nudge.1);

    let (anchor, x, left) = match label.place {
        Place::Center | Place::Above | Place::Below => (Anchor::Middle, x, x - width / 2.0),
        Place::Left => (Anchor::End, x - GAP, x - GAP - width),
        Place::Right => (Anchor::Start, x + GAP, x + GAP),
        Place::AboveLeft | Place::BelowLeft => (Anchor::End, x, x - width),
        Place::AboveRight | Place::BelowRight => (Anchor::Start, x, x),
    };
    let top = match label.place {
        Place::Center | Place::Left | Place::Right => y - height / 2.0,
        Place::Above | Place::AboveLeft | Place::AboveRight => y - GAP - height - 0.5 * DESCENT * label.size,
        Place::Below | Place::BelowLeft | Place::BelowRight => y + GAP,
    };
    let x = x + pushed(left, left + width, frame.rect.left, frame.rect.right);
    let top = top + pushed(top, top + height + DESCENT * label.size, frame.rect.top, frame.rect.bottom);

    let baseline = |row: usize| top + ASCENT * label.size + leading * row as f64;
    let mut shapes = Vec::with_capacity(texts.len());
    for (row, text) in texts.into_iter().enumerate() {
        shapes.push(Shape::Text(line(text, (x, baseline(row)), anchor, label.size, face, label.color)?));
    }
    Ok(shapes)
}

/// How far to move an interval so that it lies within another; one that is too long begins where the other does.
fn pushed(from: f64, to: f64, low: f64, high: f64) -> f64 {
    if from < low || to - from > high - low { low - from } else { (high - to).min(0.0) }
}

/// The text of a rule as a label at its end.
pub fn rule_label(rule: &Rule, frame: &Frame) -> Option<Label> {
    let text = rule.label.as_ref()?;
    let (from, to) = plane::rule_ends(frame, rule);
    let (at, place, nudge) = match rule.direction {
        Direction::Horizontal => {
            let (low, high) = rule.extent.unwrap_or(frame.x.range);
            ((if from.0 < to.0 { high } else { low }, rule.at), Place::AboveLeft, (0.0, 2.0))
        }
        Direction::Vertical => {
            let (low, high) = rule.extent.unwrap_or(frame.y.range);
            ((rule.at, if to.1 < from.1 { high } else { low }), Place::BelowRight, (GAP, 0.0))
        }
    };
    let label = Label::new(at, text).place(place).color(rule.stroke.color).size(theme::LEGEND);
    Some(label.nudge(nudge.0, nudge.1))
}

/// White behind a line of text.
pub fn plate(shape: &Shape) -> Option<Shape> {
    match shape {
        Shape::Text(line) if line.width > 0.0 => {
            let bounds = line.bounds();
            let rect = Rect { left: bounds.left - 3.0, right: bounds.right + 3.0, ..bounds };
            Some(Shape::Box { rect, color: Color::PAPER })
        }
        _ => None,
    }
}
