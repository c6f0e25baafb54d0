use super::cell::{Cell, Drawn};
use super::{FEW, Grid, Inputs};
use crate::experiments::Settings;
use crate::experiments::measured::{self, density, percent, raised, tau_text, two_colored_bars};
use crate::figure::{
    Axis, Band, Circle, Color, Curve, Figure, Label, Panel, Place, Stroke, Swatch, grouped, number, trimmed,
};
use crate::report::Table;
use crate::statistics::Bin;

/// Densities of z of a few cells, on shared axes, with what is saturated shaded; of many, the saturated share over the number
/// of inputs, a panel for each activation. Its title is still to be set.
pub fn figure(drawn: &[Drawn], grid: &Grid, settings: &Settings) -> Figure {
    let trials = drawn.first().map_or(0, |one| one.z.count());
    let inputs = match &grid.inputs {
        Inputs::HalfOnes => "Half of the inputs 1".to_owned(),
        Inputs::Active(active) => format!("{} inputs 1", grouped(*active as u64, ' ')),
        Inputs::Values(_) => "The input given".to_owned(),
    };
    let circumstances = format!("{inputs}; {} trials each, seed {}", number(trials as f64, 0), settings.seed);
    let cells: Vec<(&Drawn, &Cell)> =
        drawn.iter().flat_map(|one| one.cells.iter().map(move |cell| (one, cell))).collect();
    let tau = match (&cells[..], grid.threshold) {
        ([(_, cell)], None) => format!("|*f*′(*z*)| < {}", trimmed(cell.threshold.tau(), 4)),
        (_, Some(tau)) => format!("|*f*′(*z*)| < {}", tau_text(tau)),
        _ => "|*f*′(*z*)| below 4 % of its largest value".to_owned(),
    };
    if cells.len() <= FEW { densities(&cells, &circumstances, &tau) } else { shares(drawn, grid, &circumstances) }
}

/// The bars of the densities, and what they should be.
pub fn bins(drawn: &[Drawn]) -> Table {
    let row = |one: &Drawn, total: u64, bin: &Bin| -> [crate::report::Cell; 7] {
        let [density, exact] = measured::densities(bin, total, &*one.law);
        let init = one.layer.initializer.to_string();
        let fan_in = one.layer.fans.fan_in as u64;
        [init.into(), fan_in.into(), bin.lower.into(), bin.upper.into(), bin.count.into(), density.into(), exact.into()]
    };
    let rows = drawn.iter().flat_map(|one| {
        let histogram = measured::histogram(one.z, &*one.law, 10);
        histogram.bins().map(|bin| row(one, histogram.total(), &bin)).collect::<Vec<_>>()
    });
    let columns = ["init", "fan_in", "lower", "upper", "count", "density", "exact_density"];
    Table::hidden("neuron_densities", columns, rows)
}

/// Small multiples, four in a row at most.
fn densities(cells: &[(&Drawn, &Cell)], circumstances: &str, tau: &str) -> Figure {
    let spans = || {
        cells
            .iter()
            .filter(|(one, _)| one.law.std_dev() > 0.0)
            .map(|(one, _)| (one.law.mean(), 4.0 * one.law.std_dev()))
    };
    let low = spans().map(|(mean, reach)| mean - reach).fold(f64::INFINITY, f64::min).max(-1e70);
    let high = spans().map(|(mean, reach)| mean + reach).fold(f64::NEG_INFINITY, f64::max).min(1e70);
    let (low, high) = if low < high { (low, high) } else { (-1.0, 1.0) };
    let histograms: Vec<_> = cells.iter().map(|(one, _)| measured::histogram(one.z, &*one.law, 10)).collect();
    let top = histograms
        .iter()
        .flat_map(|histogram| histogram.closed_bins().map(|bin| density(&bin, histogram.total())).collect::<Vec<_>>());
    let top = 1.08 * top.fold(f64::MIN_POSITIVE, f64::max);
    let columns = match cells.len() {
        1..=4 => cells.len(),
        5 | 6 | 9 => 3,
        _ => 4,
    };
    let rows = cells.len().div_ceil(columns.max(1));
    let mut panels = cells.iter().zip(&histograms).enumerate().map(|(k, ((one, cell), histogram))| {
        let x = Axis::new("pre-activation *z*", low, high);
        let y = Axis::new("probability density", 0.0, top);
        let last = k + columns >= cells.len();
        let x = if last { x } else { x.without_numbers() };
        let y = if k % columns == 0 { y } else { y.without_numbers() };
        let bands = cell.threshold.set().iter().map(|(from, to)| (from.max(low), to.min(high)));
        let bands: Vec<_> =
            bands.filter(|(from, to)| from < to).map(|(from, to)| Band::new(from, to, Color::SATURATED)).collect();
        let mut panel = Panel::new(x, y);
        if cells.len() > 1 {
            panel = panel
                .heading(format!("{}, *n* = {}, {}", one.layer.initializer, one.layer.fans.fan_in, cell.activation));
        }
        panel = panel.marks(bands);
        panel = panel.mark(two_colored_bars(histogram, &cell.threshold));
        let reach = 4.5 * one.law.std_dev();
        let (from, to) = ((one.law.mean() - reach).max(low), (one.law.mean() + reach).min(high));
        if from < to {
            panel = panel.mark(Curve::graph(from, to, Stroke::theory(), |z| one.law.density(z).min(2.0 * top)));
        }
        let share = raised(&percent(cell.share.exact, 3));
        panel.mark(
            Label::new((low + 0.03 * (high - low), 0.97 * top), share).place(Place::BelowRight).color(Color::SATURATED),
        )
    });
    let mut figure = Figure::new("")
        .subtitle(format!("{circumstances}. Bars: trials; line: exact law; shaded: {tau}."))
        .aspect(if rows == 1 { 0.5 } else { 0.2 + 0.26 * rows as f64 });
    for _ in 0..rows {
        figure = figure.row(1.0, panels.by_ref().take(columns));
    }
    figure
}

/// The exact share over the number of inputs, a line for each initializer; not of what never saturates.
fn shares(drawn: &[Drawn], grid: &Grid, circumstances: &str) -> Figure {
    const HUES: [Color; 5] = [Color::SATURATED, Color::ALIVE, Color::PLUM, Color::PINE, Color::INK];
    let Some(first) = drawn.first() else { return Figure::new("") };
    let saturates = |k: &usize| !first.cells[*k].threshold.set().is_empty();
    let mut activations: Vec<usize> = (0..grid.activations.len()).filter(saturates).collect();
    if activations.is_empty() {
        activations = vec![0];
    }
    let mut fan_ins = grid.fan_ins.clone();
    fan_ins.sort_unstable();
    let ends = [fan_ins.first(), fan_ins.last()].map(|end| end.map_or(1.0, |n| *n as f64));
    let (low, high) = (ends[0] / 1.3, ends[1] * 1.3);
    let columns = [3, 2, 4]
        .into_iter()
        .find(|columns| activations.len().is_multiple_of(*columns))
        .unwrap_or(activations.len().min(3));
    let rows = activations.len().div_ceil(columns);
    let named = grid.initializers.len() <= HUES.len();
    let line = |j: usize| if named { (HUES[j], 1.6) } else { (Color::GREY, 0.8) };
    let mut panels = activations.iter().enumerate().map(|(place, k)| {
        let x = Axis::log10("number of inputs *n*", low, high);
        let ticks = fan_ins.iter().map(|n| (*n as f64, grouped(*n as u64, ' ')));
        let x = if fan_ins.len() <= 5 { x.ticks(ticks) } else { x };
        let y = Axis::new("share saturated", 0.0, 1.0);
        let mut panel = Panel::new(
            if place + columns >= activations.len() { x } else { x.without_numbers() },
            if place % columns == 0 { y } else { y.without_numbers() },
        )
        .heading(grid.activations[*k].to_string());
        for (j, initializer) in grid.initializers.iter().enumerate() {
            let of = drawn.iter().filter(|one| one.layer.initializer == *initializer);
            let mut points: Vec<(f64, f64)> =
                of.map(|one| (one.layer.fans.fan_in as f64, one.cells[*k].share.exact)).collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (color, width) = line(j);
            let circles = points.iter().map(|at| Circle::new(*at, 1.4 * width, color, Stroke::new(Color::PAPER, 0.4)));
            panel = panel.marks(circles.collect::<Vec<_>>()).mark(Curve::new(points, Stroke::new(color, width)));
            if named && place == 0 {
                panel = panel.legend(Swatch::Line(color), initializer.to_string());
            }
        }
        panel
    });
    let lines =
        if named { String::new() } else { format!("; a line for each of {} initializers", grid.initializers.len()) };
    let mut figure = Figure::new("")
        .subtitle(format!("{circumstances}. Exact laws{lines}."))
        .aspect(0.2 + if columns == 2 { 0.34 } else { 0.25 } * rows as f64);
    for _ in 0..rows {
        figure = figure.row(1.0, panels.by_ref().take(columns));
    }
    figure
}
