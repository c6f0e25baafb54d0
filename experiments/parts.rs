//! Pieces that several figures and texts share.

use super::Measured;
use crate::law::Threshold;
use crate::publish::figure::{Bar, Bars, Color, number};
use crate::publish::to_digits;
use crate::statistics::{Bin, Histogram};

/// Density of a histogram's bin: count / trials / width.
pub fn density(bin: &Bin, trials: u64) -> f64 {
    bin.count as f64 / trials as f64 / (bin.upper - bin.lower)
}

/// The density of z as bars of one colour.
pub fn bars(histogram: &Histogram, color: Color) -> Bars {
    let trials = histogram.total();
    Bars::new(histogram.closed_bins().map(|bin| Bar::new(bin.lower, bin.upper, density(&bin, trials), color)))
}

/// The density of z as bars in two colours; a bin in which |z| passes z_τ is drawn as two bars of its height.
pub fn two_colored_bars(histogram: &Histogram, threshold: &Threshold) -> Bars {
    let trials = histogram.total();
    let cuts = [-threshold.z(), threshold.z()];
    let pieces = histogram.closed_bins().flat_map(|bin| {
        let inside = cuts.into_iter().filter(|cut| bin.lower < *cut && *cut < bin.upper);
        let ends: Vec<f64> = [bin.lower].into_iter().chain(inside).chain([bin.upper]).collect();
        let height = density(&bin, trials);
        let piece = |pair: &[f64]| Bar::new(pair[0], pair[1], height, color(0.5 * (pair[0] + pair[1]), threshold));
        ends.windows(2).map(piece).collect::<Vec<_>>()
    });
    Bars::new(pieces)
}

/// The colour of a trial that gave z.
pub fn color(z: f64, threshold: &Threshold) -> Color {
    if z.abs() > threshold.z() { Color::SATURATED } else { Color::ALIVE }
}

/// The error of a probability that matters: a hundredth of its indicator's standard deviation √(p(1 − p)), and 5 in
/// 100 000 where p is next to nothing.
pub fn effect_on(p: f64) -> f64 {
    0.01 * (p * (1.0 - p)).sqrt() + 5e-5
}

/// "17 000 000 trials, seed 501."
pub fn trials_and_seed(measured: &Measured, seed: u64) -> String {
    format!("{} trials, seed {seed}", number(measured.sample.trials() as f64, 0))
}

/// A positive number to two digits, as figures show it: 0.010, or with a raised exponent 2.8 · 10⁻⁸.
pub fn power(x: f64) -> String {
    let digits = to_digits(x, 2);
    match digits.split_once('e') {
        Some((mantissa, exponent)) => format!("{mantissa} · 10^{{{exponent}}}"),
        None => digits,
    }
}
