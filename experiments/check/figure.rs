use super::Examined;
use crate::experiments::measured::density;
use crate::figure::{Axis, Bar, Bars, Color, Curve, Figure, Panel, Stroke};
use crate::law;

/// Densities of up to twelve tensors, those first that are not as expected, each with the law that was expected, or one that it
/// does not contradict.
pub(super) fn figure(examined: &[Examined], title: &str) -> Figure {
    let mut shown: Vec<&Examined> = examined.iter().filter(|one| !one.is_constant).collect();
    shown.sort_by_key(|one| !one.is_refuted());
    shown.truncate(12);
    let rows = match shown.len() {
        0..=3 => 1,
        4..=8 => 2,
        _ => 3,
    };
    let mut panels = shown.iter().map(|one| panel(one));
    let more = if shown.len() < examined.len() {
        format!(", {} of {} tensors", shown.len(), examined.len())
    } else {
        String::new()
    };
    let refuted = shown.iter().any(|one| one.is_refuted());
    let colors = if refuted { ", blue where what was expected is refuted, else orange" } else { "" };
    let mut figure = Figure::new(title)
        .subtitle(format!("Bars: density of weights{more}{colors}; line: the law expected, or one not contradicted"))
        .aspect(0.2 + 0.3 * rows as f64);
    for row in 0..rows {
        // The first rows have one more where they are not all as long.
        let length = shown.len() / rows + usize::from(row < shown.len() % rows);
        figure = figure.row(1.0, panels.by_ref().take(length));
    }
    figure
}

fn panel(one: &Examined) -> Panel {
    let histogram = &one.histogram;
    let trials = histogram.total();
    let color = if one.is_refuted() { Color::SATURATED } else { Color::ALIVE };
    let bars: Vec<Bar> =
        histogram.closed_bins().map(|bin| Bar::new(bin.lower, bin.upper, density(&bin, trials), color)).collect();
    let law = one.law.and_then(|law| law::of_parameter(law).ok()).filter(|law| law.std_dev() > 0.0);
    let (mean, std_dev) = (one.moments.mean(), one.moments.std_dev());
    let width = law.as_ref().map_or(std_dev, |law| law.std_dev().clamp(0.3 * std_dev, 2.0 * std_dev).max(std_dev));
    let (low, high) = (mean - 3.6 * width, mean + 3.6 * width);
    let highest = histogram.closed_bins().map(|bin| density(&bin, trials)).fold(0.0, f64::max);
    // A law much narrower leaves the panel at its top, so that the bars can be seen.
    let peak = law.as_ref().map_or(0.0, |law| law.density(law.mean())).min(4.0 * highest);
    let top = 1.1 * highest.max(peak).max(f64::MIN_POSITIVE);
    let expected = one.expected.map_or(String::new(), |expected| format!(", {expected}"));
    let mut panel = Panel::new(Axis::new("weight *w*", low, high), Axis::new("probability density", 0.0, top))
        .heading(format!("{}{expected}", one.name))
        .mark(Bars::new(bars));
    if let Some(law) = law {
        panel = panel.mark(Curve::graph(low, high, Stroke::theory(), |w| law.density(w).min(2.0 * top)));
    }
    panel
}
