//! Where everything stands on the page.

use super::font::Face;
use super::marks::{self, Frame};
use super::shape::{Anchor, Line, Rect, Shape};
use super::theme::{
    ASCENT, COLUMN_GAP, DESCENT, HEADING, LEADING, MARGIN, MARGIN_BOTTOM, MARGIN_TOP, ROW_GAP, SUBTITLE, TITLE, WIDTH,
};
use super::{Color, Figure, FigureError, Panel, Position, Row, axes, legend, text};

/// Below this, in pixels, a data region shows nothing.
const LEAST: f64 = 24.0;

/// A figure laid out.
pub struct Page {
    pub shapes: Vec<Shape>,
    /// In nominal pixels.
    pub height: f64,
}

/// Lays a checked figure out.
pub fn page(figure: &Figure) -> Result<Page, FigureError> {
    let height = (WIDTH * figure.aspect).round();
    let (mut shapes, top) = titles(figure)?;
    let heads: Vec<f64> = figure.rows.iter().map(head).collect();
    let feet: Vec<f64> = figure.rows.iter().map(|row| largest(row, axes::foot)).collect();
    let gaps = ROW_GAP * (figure.rows.len() - 1) as f64;
    let room = height - top - MARGIN_BOTTOM - gaps - heads.iter().sum::<f64>() - feet.iter().sum::<f64>();
    let whole: f64 = figure.rows.iter().map(|row| row.height).sum();
    let heights: Vec<f64> = figure.rows.iter().map(|row| room * row.height / whole).collect();
    if let Some(row) = heights.iter().position(|height| *height < LEAST) {
        return Err(FigureError::NoRoom(Position { row: row + 1, panel: 1 }));
    }
    let gutters = gutters(figure, &heights)?;
    let mut y = top;
    for (index, row) in figure.rows.iter().enumerate() {
        y += heads[index];
        let bounds = Rect { left: MARGIN, right: WIDTH - MARGIN, top: y, bottom: y + heights[index] };
        shapes.extend(row_of_panels(row, index, bounds, &gutters[index])?);
        y += heights[index] + feet[index] + ROW_GAP;
    }
    Ok(Page { shapes, height })
}

/// Title and subtitle, and where the first row may begin.
fn titles(figure: &Figure) -> Result<(Vec<Shape>, f64), FigureError> {
    let mut shapes = Vec::new();
    let mut y = MARGIN_TOP;
    let parts = [
        (&figure.title, TITLE, Face::Bold, Color::INK, 4.0),
        (&figure.subtitle, SUBTITLE, Face::Regular, Color::GREY, 0.0),
    ];
    for (text, size, face, color, below) in parts {
        let (lines, size) = text::wrap(text, size, face, WIDTH - 2.0 * MARGIN)?;
        for text in lines {
            let place = (MARGIN, y + ASCENT * size);
            shapes.push(Shape::Text(Line::new(&text, place, Anchor::Start, size, face, color)?));
            y += LEADING * size;
        }
        y += below;
    }
    Ok((shapes, y - (LEADING - ASCENT - DESCENT) * SUBTITLE + ROW_GAP))
}

fn head(row: &Row) -> f64 {
    largest(row, |panel| axes::head(panel).0) + largest(row, |panel| axes::head(panel).1)
}

fn largest(row: &Row, of: impl Fn(&Panel) -> f64) -> f64 {
    row.panels.iter().map(of).fold(0.0, f64::max)
}

/// Room for the numbers left of each panel; the first panels of all rows share theirs, and so do panels in the same
/// place of rows with as many panels, so that the axes stand under each other.
fn gutters(figure: &Figure, heights: &[f64]) -> Result<Vec<Vec<f64>>, FigureError> {
    let mut own = Vec::new();
    for (row, &height) in figure.rows.iter().zip(heights) {
        let gutters: Result<Vec<f64>, _> = row.panels.iter().map(|panel| axes::gutter(panel, height)).collect();
        own.push(gutters?);
    }
    let shared = |row: &Vec<f64>, column: usize| {
        let alike = own.iter().filter(|other| column == 0 || other.len() == row.len());
        alike.map(|other| other[column]).fold(0.0, f64::max)
    };
    Ok(own.iter().map(|row| (0..row.len()).map(|column| shared(row, column)).collect()).collect())
}

fn row_of_panels(row: &Row, index: usize, bounds: Rect, gutters: &[f64]) -> Result<Vec<Shape>, FigureError> {
    let gaps = COLUMN_GAP * (row.panels.len() - 1) as f64;
    let width = (bounds.width() - gaps - gutters.iter().sum::<f64>()) / row.panels.len() as f64;
    if width < LEAST {
        return Err(FigureError::NoRoom(Position { row: index + 1, panel: 1 }));
    }
    let mut left = bounds.left;
    let mut places = Vec::new();
    for gutter in gutters {
        places.push((left, Rect { left: left + gutter, right: left + gutter + width, ..bounds }));
        left += gutter + width + COLUMN_GAP;
    }

    // If the legend of one panel finds no free corner, those of the row stand above, and all begin lower, aligned.
    let mut corners = Vec::new();
    for (panel, &(_, rect)) in row.panels.iter().zip(&places) {
        corners.push(legend::corner(&Frame { rect, x: &panel.x, y: &panel.y }, panel)?);
    }
    let above = row.panels.iter().zip(&corners).any(|(panel, corner)| corner.is_none() && !panel.legend.is_empty());
    let mut strip = 0.0_f64;
    if above {
        corners.fill(None);
        for (panel, &(left, rect)) in row.panels.iter().zip(&places) {
            strip = strip.max(legend::strip(panel, left, rect.right, 0.0)?.1);
        }
    }
    let mut shapes = Vec::new();
    for (column, (panel, (left, rect))) in row.panels.iter().zip(places).enumerate() {
        if rect.height() - strip < LEAST {
            return Err(FigureError::NoRoom(Position { row: index + 1, panel: column + 1 }));
        }
        shapes.extend(whole_panel(panel, left, rect, (corners[column], strip), head(row))?);
    }
    Ok(shapes)
}

/// A panel from back to front: grid, marks, axes, legend, heading. `rect` is the data region before a strip of this
/// height, for a legend without a corner, is taken from its top, and `head` the room above it.
fn whole_panel(
    panel: &Panel,
    left: f64,
    rect: Rect,
    (corner, strip): (Option<Rect>, f64),
    head: f64,
) -> Result<Vec<Shape>, FigureError> {
    let frame = Frame { rect: Rect { top: rect.top + strip, ..rect }, x: &panel.x, y: &panel.y };
    let mut shapes = axes::grid(&frame);
    shapes.extend(corner.map(legend::plate));
    shapes.extend(marks::all(&frame, panel)?);
    shapes.extend(axes::x(&frame)?);
    shapes.extend(axes::y(&frame, left)?);
    match corner {
        Some(spot) => shapes.extend(legend::column(panel, spot)?),
        None => {
            let top = rect.top - axes::head(panel).1;
            shapes.extend(legend::strip(panel, left, rect.right, top)?.0);
        }
    }
    if let Some(heading) = &panel.heading {
        let width = text::width(heading, HEADING, Face::Bold)?;
        let size = HEADING * ((rect.right - left) / width).min(1.0);
        let place = (left, rect.top - head + ASCENT * HEADING);
        shapes.push(Shape::Text(Line::new(heading, place, Anchor::Start, size, Face::Bold, Color::INK)?));
    }
    Ok(shapes)
}
