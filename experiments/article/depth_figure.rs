use super::depth::{DEPTH, Deep, LARGE, Row, SCALED, SCALED_UNIT_BIAS};
use crate::experiments::Error;
use crate::figure::{
    Area, Axis, Color, Curve, Figure, Label, Measurement, Panel, Place, Points, Rule, Stroke, decimals, number,
};
use crate::model::Initializer;

/// The norm of a gradient layer by layer, and by how much it grows in one over the width.
pub(super) fn figure(rows: &[Row], critical: usize, seed: u64) -> Result<Figure, Error> {
    let row = |(_, name): (Initializer, &str), width| {
        rows.iter().find(|row| row.case.name == name && row.case.width == width)
    };
    let shrinks = row(SCALED_UNIT_BIAS, 100).map_or(f64::NAN, |row| libm::exp(row.rate.mean()));
    let shown = [
        (row(LARGE, 1000), Color::SATURATED, "large, *n* = 1000".to_owned(), Place::AboveRight),
        (row(LARGE, critical), Color::SATURATED, format!("large, *n* = {critical}"), Place::AboveRight),
        (row(LARGE, 30), Color::SATURATED, "large, *n* = 30".to_owned(), Place::BelowRight),
        (row(SCALED_UNIT_BIAS, 100), Color::ALIVE, "scaled, *b* ~ N(0, 1), *n* = 100".to_owned(), Place::BelowRight),
    ];
    let mut norms =
        Panel::new(Axis::new("layer", 1.0, DEPTH as f64), Axis::log10("norm of the gradient by *z*", 1e-36, 1e16));
    for (row, color, name, place) in shown {
        let Some(row) = row else { continue };
        let at = |of: &dyn Fn([f64; 2]) -> f64| -> Vec<(f64, f64)> {
            row.gradients.iter().enumerate().map(|(k, one)| (k as f64 + 1.0, libm::exp(of(*one)))).collect()
        };
        let (last, end) = (row.gradients.len() as f64, row.gradients.last().map_or(0.0, |one| one[0]));
        let expected = |layer: f64| libm::exp(end + row.expected * (last - layer));
        let middle = row.gradients[DEPTH / 4][0];
        norms = norms
            .mark(Area::between(at(&|[mean, std]| mean - 2.0 * std), at(&|[mean, std]| mean + 2.0 * std), color))
            .mark(Curve::new(at(&|[mean, _]| mean), Stroke::new(color, 1.6)))
            .mark(Curve::new([(1.0, expected(1.0)), (last, expected(last))], Stroke::theory().dashed()))
            .mark(Label::new((DEPTH as f64 / 4.0 + 2.0, libm::exp(middle)), name).place(place).color(color));
    }
    let widths = || (0..=60).map(|k| (8.0 * libm::pow(250.0, f64::from(k) / 60.0)).round() as usize);
    let graph = |law: (Initializer, &'static str), color| -> Result<[Curve; 2], Error> {
        let mut corrected = Vec::new();
        let mut limit = Vec::new();
        for width in widths() {
            let [half_ln_chi, correction] = Deep::of(law, width, 0).expected()?;
            limit.push((width as f64, libm::exp(half_ln_chi)));
            corrected.push((width as f64, libm::exp(half_ln_chi - correction)));
        }
        Ok([Curve::new(limit, Stroke::new(color, 1.0).dashed()), Curve::new(corrected, Stroke::new(color, 1.6))])
    };
    let points = |(_, name): (Initializer, &str), color| {
        let point = |row: &Row| {
            let (rate, error) = (row.rate.mean(), row.rate.std_dev() / (row.rate.count() as f64).sqrt());
            let [y, low, high] = [rate, rate - 2.0 * error, rate + 2.0 * error].map(libm::exp);
            Measurement::Estimate { x: row.case.width as f64, y, interval: (low, high) }
        };
        Points::new(color, rows.iter().filter(|row| row.case.name == name && row.gradients.len() == DEPTH).map(point))
    };
    let ticks = [10.0, 30.0, 100.0, 300.0, 1000.0].map(|n| (n, number(n, 0)));
    let phases = Panel::new(
        Axis::log10("neurons of a layer *n*", 8.0, 2000.0).ticks(ticks),
        Axis::log10("growth of the norm from a layer to the one before", 0.15, 3.0)
            .ticks([0.2, 0.5, 1.0, 2.0].map(|growth| (growth, decimals(growth, 1)))),
    )
    .mark(Rule::horizontal(1.0, Stroke::thin()))
    .marks(graph(LARGE, Color::SATURATED)?)
    .marks(graph(SCALED_UNIT_BIAS, Color::ALIVE)?)
    .marks(graph(SCALED, Color::ALIVE)?)
    .mark(points(LARGE, Color::SATURATED))
    .mark(points(SCALED_UNIT_BIAS, Color::ALIVE))
    .mark(points(SCALED, Color::ALIVE))
    .mark(Label::new((400.0, 1.35), "large").place(Place::BelowRight).color(Color::SATURATED))
    .mark(Label::new((12.0, 0.24), "scaled, no bias").place(Place::AboveRight).color(Color::ALIVE))
    .mark(Label::new((12.0, 0.195), "scaled, *b* ~ N(0, 1)").place(Place::BelowRight).color(Color::ALIVE));
    Ok(Figure::new(format!(
        "Scaled weights shrink a gradient to {} of itself in each sigmoid layer; large ones of {critical} neurons keep it",
        decimals(shrinks, 2)
    ))
    .subtitle(format!(
        "{DEPTH} layers drawn literally, seed {seed}. Left: mean of the logarithm and two standard deviations over networks; dashed: theory, from the \
         last layer on. Right: lines ½ ln χ − v/4*n*, dashed ½ ln χ, the limit of wide layers; points drawn.",
    ))
    .aspect(0.55)
    .row(1.0, [norms, phases]))
}
