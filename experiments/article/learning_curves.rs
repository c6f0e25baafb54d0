use super::course::{LARGE, Outcome, SCALED, Share, Summary};
use super::training::EPOCHS;
use crate::experiments::Settings;
use crate::experiments::measured::tau_text;
use crate::figure::{Area, Axis, Color, Curve, Figure, Label, Panel, Place, Stroke, number};

/// A quantity of both initializers, epoch by epoch.
type Both = [Vec<Summary>; 2];

/// Accuracy above and the saturated fraction below, epoch by epoch; a column for each course.
pub fn figure(outcomes: &[Outcome; 4], settings: &Settings) -> Figure {
    let row = |of: fn(&Share) -> f64, x: Axis, y: &str| -> Vec<Panel> {
        let both =
            |outcome: &Outcome| [LARGE, SCALED].map(|s| (0..=EPOCHS).map(|e| outcome.summary(s, e, of)).collect());
        let one = |(column, outcome): (usize, &Outcome)| panel(&both(outcome), x.clone(), y, column == 0);
        outcomes.iter().enumerate().map(one).collect()
    };
    let epochs = |label: &str| Axis::new(label, 0.0, EPOCHS as f64);
    let named = |(panel, Outcome { course, .. }): (Panel, &Outcome)| {
        panel.heading(format!("{}, {}", course.size(), course.cost_name()))
    };
    let accuracies =
        row(|share| share.accuracy, epochs("").without_numbers(), "test accuracy").into_iter().zip(outcomes).map(named);
    let [cross_entropy, quadratic, raw, _] = outcomes;
    Figure::new(format!(
        "Large weights learn more slowly at {}, {} and {} points of accuracy behind; at {} with cross-entropy they begin {} ahead",
        cross_entropy.course.size(),
        cross_entropy.points(SCALED, 1..=EPOCHS),
        quadratic.points(SCALED, 1..=EPOCHS),
        raw.course.size(),
        raw.points(LARGE, 1..=1),
    ))
    .subtitle(format!(
        "{} pairs of networks with 30 hidden neurons, seed {}; lines: means, bands: quartiles; η = {} with \
         cross-entropy, {} with the quadratic cost; saturated: σ′(*z*) < {}. {} digits to learn and {} to test, from {}{}.",
        number(cross_entropy.pairs.len() as f64, 0),
        settings.seed,
        cross_entropy.course.learning_rate,
        quadratic.course.learning_rate,
        tau_text(settings.threshold),
        cross_entropy.course.digits.learnt,
        cross_entropy.course.digits.tested,
        cross_entropy.course.digits.source,
        match settings.mnist {
            None => String::new(),
            Some(_) => format!("; at {}, {} and {} that come with the program", raw.course.size(), raw.course.digits.learnt, raw.course.digits.tested),
        },
    ))
    .aspect(0.72)
    .row(1.0, accuracies)
    .row(1.0, row(|share| share.saturated, epochs("epochs"), "saturated hidden neurons"))
}

fn panel(both: &Both, x: Axis, y: &str, first: bool) -> Panel {
    let at = |of: fn(&Summary) -> f64| move |(epoch, summary): (usize, &Summary)| (epoch as f64, of(summary));
    let area = |one: &Vec<Summary>, color| {
        let (lower, upper) = (at(|summary| summary.quartiles[0]), at(|summary| summary.quartiles[1]));
        Area::between(one.iter().enumerate().map(lower), one.iter().enumerate().map(upper), color)
    };
    let curve = |one: &Vec<Summary>, color| {
        Curve::new(one.iter().enumerate().map(at(|summary| summary.mean)), Stroke::new(color, 1.6))
    };
    let y = if first { Axis::new(y, 0.0, 1.0) } else { Axis::new("", 0.0, 1.0).without_numbers() };
    let [large, scaled] = both;
    Panel::new(x, y)
        .marks([area(large, Color::SATURATED), area(scaled, Color::ALIVE)])
        .marks([curve(large, Color::SATURATED), curve(scaled, Color::ALIVE)])
        .marks(labels(both))
}

/// A name for each curve where they are furthest apart: over the upper one, and under the lower unless that is the floor.
fn labels(both: &Both) -> [Label; 2] {
    let [large, scaled] = both;
    let gap = |epoch: usize| scaled[epoch].mean - large[epoch].mean;
    let widest = (1..=EPOCHS).max_by(|a, b| gap(*a).abs().total_cmp(&gap(*b).abs())).unwrap_or(EPOCHS);
    // Over what is left of it, under what is right of it: there the text stands.
    let over = |one: &[Summary], epoch: usize| {
        let height = one[..=epoch].iter().map(|summary| summary.quartiles[1]).fold(0.0, f64::max);
        Label::new((epoch as f64, height), "").place(Place::AboveLeft)
    };
    let under = |one: &[Summary], epoch: usize| {
        let height = one[epoch..].iter().map(|summary| summary.quartiles[0]).fold(1.0, f64::min);
        let label = Label::new((epoch as f64, height), "").place(Place::BelowRight);
        if height > 0.25 { label } else { over(one, EPOCHS) }
    };
    let named = |label: Label, text: &str, color| Label { text: text.to_owned(), color, ..label };
    // Further left there is no room beside the axis.
    let (upper, lower) = (widest.max(2), widest);
    let labels = if gap(widest) > 0.0 {
        [under(large, lower), over(scaled, upper)]
    } else {
        [over(large, upper), under(scaled, lower)]
    };
    let [large, scaled] = labels;
    [named(large, "large", Color::SATURATED), named(scaled, "scaled", Color::ALIVE)]
}
