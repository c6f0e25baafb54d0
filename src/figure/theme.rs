//! Sizes, in nominal pixels, that every figure shares.

/// Width of a figure in nominal pixels, about what a README column shows.
pub const WIDTH: f64 = 800.0;

/// Width of the PNG in its own pixels.
pub const PNG_WIDTH: u32 = 2400;

/// Steps of the drawing grid for one nominal pixel. The backend takes whole numbers only; twelve steps keep curves
/// smooth, and a third of them is exactly one pixel of the PNG, to which bars and hairlines snap.
pub const GRID: f64 = 12.0;

/// Blank border left and right of everything.
pub const MARGIN: f64 = 20.0;
pub const MARGIN_TOP: f64 = 18.0;
pub const MARGIN_BOTTOM: f64 = 12.0;

pub const TITLE: f64 = 19.0;
pub const SUBTITLE: f64 = 12.5;
pub const HEADING: f64 = 13.0;
pub const AXIS_LABEL: f64 = 12.5;
pub const TICK_LABEL: f64 = 11.5;
pub const LABEL: f64 = 12.5;
pub const LEGEND: f64 = 12.0;

/// Distance between baselines, in font sizes.
pub const LEADING: f64 = 1.3;
/// Height of the capitals and of what rises above the baseline, in font sizes.
pub const ASCENT: f64 = 0.72;
/// Depth of what hangs below the baseline, in font sizes.
pub const DESCENT: f64 = 0.24;
/// Size of raised and lowered characters, in font sizes of their surroundings.
pub const SCRIPT: f64 = 0.78;

pub const HAIRLINE: f64 = 2.0 / 3.0;
pub const AXIS_LINE: f64 = 1.0;
pub const TICK_LENGTH: f64 = 5.0;
/// Between a tick and its number, a mark and its label.
pub const GAP: f64 = 5.0;
/// Between the subtitle and the first row, and between rows.
pub const ROW_GAP: f64 = 15.0;
/// Between panels of a row, besides the room for the numbers of the right one.
pub const COLUMN_GAP: f64 = 24.0;

/// Lengths of a dash and of the gap after it.
pub const DASH: [f64; 2] = [5.0, 3.5];
