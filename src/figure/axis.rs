//! Axes: scale, range and ticks.

use super::number::{power_of_ten, tick_labels};

/// One axis of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What is measured, with its unit if it has one; may be empty.
    pub label: String,
    /// How values become lengths.
    pub scale: Scale,
    /// Lower and upper end, in data units; what lies outside is clipped.
    pub range: (f64, f64),
    /// Where the numbers stand.
    pub ticks: Ticks,
    /// How much of the axis is drawn.
    pub show: Show,
}

/// How values become lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equal lengths.
    Linear,
    /// Equal ratios are equal lengths; positive values only.
    Log10,
}

/// Where the numbers of an axis stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Ticks {
    /// At multiples of 1, 2 or 5 times a power of ten, or at powers of ten, as many as fit.
    Auto,
    /// At these values, with these texts; those outside the range are not drawn.
    At(Vec<(f64, String)>),
}

/// How much of an axis is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Line, ticks, numbers, label and, for a y axis, the grid.
    Full,
    /// Line, ticks and grid without numbers and label: a panel below or beside has them.
    Line,
    /// Nothing.
    Nothing,
}

/// A place on an axis and the text there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub value: f64,
    /// Empty for a tick without a number.
    pub text: String,
}

impl Axis {
    /// A linear axis from `low` to `high` with automatic ticks, drawn in full.
    pub fn new(label: impl Into<String>, low: f64, high: f64) -> Self {
        Self { label: label.into(), scale: Scale::Linear, range: (low, high), ticks: Ticks::Auto, show: Show::Full }
    }

    /// A logarithmic axis from `low` to `high`, both positive.
    pub fn log10(label: impl Into<String>, low: f64, high: f64) -> Self {
        Self { scale: Scale::Log10, ..Self::new(label, low, high) }
    }

    /// A linear axis from `low` to `high` that only places the marks and is not drawn.
    #[must_use]
    pub fn hidden(low: f64, high: f64) -> Self {
        Self { show: Show::Nothing, ..Self::new("", low, high) }
    }

    /// The same axis with ticks at these values, with these texts.
    #[must_use]
    pub fn ticks<T: Into<String>>(self, ticks: impl IntoIterator<Item = (f64, T)>) -> Self {
        let ticks = ticks.into_iter().map(|(value, text)| (value, text.into())).collect();
        Self { ticks: Ticks::At(ticks), ..self }
    }

    /// The same axis without numbers and label, for a panel that shares those of another.
    #[must_use]
    pub fn without_numbers(self) -> Self {
        Self { show: Show::Line, ..self }
    }

    /// Where a value lies between the ends of the range: 0 at the lower, 1 at the upper, beyond them outside.
    pub(super) fn fraction(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        let fraction = match self.scale {
            Scale::Linear => (value - low) / (high - low),
            Scale::Log10 => (value / low).log10() / (high / low).log10(),
        };
        // What is far outside is clipped anyway; a bound keeps the arithmetic of clipping finite.
        fraction.clamp(-1e4, 1e4)
    }

    /// About `wanted` ticks within the range, and at least one that has a text.
    pub(super) fn tick_list(&self, wanted: usize) -> Vec<Tick> {
        match (&self.ticks, self.scale) {
            (Ticks::At(ticks), _) => ticks
                .iter()
                .filter(|(value, _)| (-1e-9..=1.0 + 1e-9).contains(&self.fraction(*value)))
                .map(|(value, text)| Tick { value: *value, text: text.clone() })
                .collect(),
            (Ticks::Auto, Scale::Linear) => linear_ticks(self.range, wanted),
            (Ticks::Auto, Scale::Log10) => log_ticks(self.range, wanted),
        }
    }
}

/// Multiples of the smallest of the steps 1, 2 and 5 times a power of ten that does not give more than `wanted`.
fn linear_ticks((low, high): (f64, f64), wanted: usize) -> Vec<Tick> {
    let span = high - low;
    let rough = span / wanted.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|nice| nice * power).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    // The slack admits an end of the range that is a multiple but for rounding.
    let first = (low / step - 1e-6).ceil();
    let count = ((high / step + 1e-6).floor() - first).clamp(0.0, 100.0) as u32;
    let values: Vec<f64> = (0..=count).map(|k| (first + f64::from(k)) * step).collect();
    let texts = tick_labels(&values, step);
    values.into_iter().zip(texts).map(|(value, text)| Tick { value, text }).collect()
}

/// Powers of ten, numbered at a regular distance; within less than two decades 1, 2 and 5 times them, or linear ticks.
fn log_ticks((low, high): (f64, f64), wanted: usize) -> Vec<Tick> {
    let (first, last) = ((low.log10() - 1e-9).ceil() as i32, (high.log10() + 1e-9).floor() as i32);
    if last <= first {
        return narrow_log_ticks((low, high), wanted);
    }
    let decades = (last - first) as usize;
    let stride = [1, 2, 3, 5, 10, 20, 50, 100].into_iter().find(|stride| decades / stride < wanted.max(2));
    let stride = stride.unwrap_or(100) as i32;
    (first..=last)
        .map(|exponent| Tick {
            value: 10_f64.powi(exponent),
            // Counted from 10⁰, so that 1 has a number whenever it is in sight.
            text: if exponent % stride == 0 { power_of_ten(exponent) } else { String::new() },
        })
        .collect()
}

fn narrow_log_ticks((low, high): (f64, f64), wanted: usize) -> Vec<Tick> {
    let start = 10_f64.powf(low.log10().floor());
    let ticks: Vec<Tick> = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
        .into_iter()
        .map(|multiple| multiple * start)
        .filter(|value| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(value))
        .map(|value| Tick { value, text: tick_labels(&[value], 10_f64.powf(value.log10().floor())).concat() })
        .collect();
    if ticks.len() >= 2 { ticks } else { linear_ticks((low, high), wanted) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis, wanted: usize) -> Vec<String> {
        axis.tick_list(wanted).into_iter().map(|tick| tick.text).collect()
    }

    #[test]
    fn linear_ticks_are_nice_numbers() {
        let axis = Axis::new("", -90.0, 90.0);
        let expected: Vec<String> = (-4..=4).map(|k| crate::figure::number(f64::from(20 * k), 0)).collect();
        assert_eq!(texts(&axis, 9), expected);
        assert_eq!(texts(&Axis::new("", 0.0, 0.02), 5), ["0", "0.005", "0.010", "0.015", "0.020"]);
        assert_eq!(texts(&Axis::new("", -3.0, 3.0), 3), ["\u{2212}2", "0", "2"]);
    }

    #[test]
    fn ticks_stay_within_the_range_and_their_number() {
        for wanted in 1..12 {
            for (low, high) in [(0.0, 1.0), (-7.3, 11.9), (1e-4, 3e-4), (5e6, 9e6), (1e-300, 2e-300)] {
                let ticks = Axis::new("", low, high).tick_list(wanted);
                assert!(ticks.len() <= wanted + 1, "{} ticks in {low}..{high} for {wanted}", ticks.len());
                let slack = 1e-5 * (high - low);
                assert!(ticks.iter().all(|tick| tick.value >= low - slack && tick.value <= high + slack));
            }
        }
    }

    #[test]
    fn log_ticks_stand_at_decades_and_number_some() {
        let all = texts(&Axis::log10("", 1e-4, 1.0), 6);
        assert_eq!(all, ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1"]);
        let some: Vec<String> = texts(&Axis::log10("", 1e-12, 1.0), 6);
        assert_eq!(some, ["10⁻¹²", "", "", "10⁻⁹", "", "", "10⁻⁶", "", "", "10⁻³", "", "", "1"]);
        assert_eq!(texts(&Axis::log10("", 2.0, 60.0), 5), ["2", "5", "10", "20", "50"]);
    }

    #[test]
    fn given_ticks_outside_the_range_are_not_drawn() {
        let axis = Axis::new("", 0.0, 1.0).ticks([(0.5, "half"), (2.0, "two")]);
        assert_eq!(texts(&axis, 5), ["half"]);
    }

    #[test]
    fn a_fraction_is_finite_however_far_outside() {
        assert!(Axis::new("", 0.0, 1e-300).fraction(1e300).is_finite());
        assert!((Axis::log10("", 1e-4, 1.0).fraction(1e-2) - 0.5).abs() < 1e-15);
    }
}
