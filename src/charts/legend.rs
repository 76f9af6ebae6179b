//! The legend of a chart with several lines: above the plot, in the order in which they are drawn, a piece of each line
//! and its name. Names that have no room are cut; a mark's heading has them in full.

use super::{
    canvas::{Canvas, THICKNESS},
    color_role::ColorRole,
    text,
};
use plotters::style::text_anchor::HPos;

/// Where the names stand; empty, and without a height, for a chart that has none.
pub struct Legend(Vec<Entry>);

struct Entry {
    /// From the left edge, and which row it is in, from 0.
    x: f64,
    row: usize,
    name: String,
}

/// How long the piece of a line is, in CSS pixels: as long as its dashes need to come again.
const SAMPLE: f64 = 28.0;
/// Between it and its name.
const GAP: f64 = 6.0;
/// Between a name and the next piece.
const BETWEEN: f64 = 16.0;
/// From one row to the next.
const ROW: f64 = 16.0;
/// A row has room for two of the longest names from this width on.
const WIDE: f64 = 320.0;

impl Legend {
    /// Rows of at most `width` CSS pixels.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>, width: f64) -> Self {
        let in_a_row = if width < WIDE { 1.0 } else { 2.0 };
        let room = (width + BETWEEN) / in_a_row - BETWEEN - SAMPLE - GAP;
        let (mut x, mut row) = (0.0, 0);
        let place = |name: String| {
            let long = SAMPLE + GAP + text::width(&name);
            if x > 0.0 && x + long > width {
                (x, row) = (0.0, row + 1);
            }
            let entry = Entry { x, row, name };
            x += long + BETWEEN;
            entry
        };
        Self(text::fit_all(names, room).into_iter().map(place).collect())
    }

    /// Of all rows, in CSS pixels.
    pub fn height(&self) -> f64 {
        let rows = self.0.last().map_or(0, |entry| entry.row + 1);
        rows as f64 * ROW
    }

    pub fn draw(&self, canvas: &Canvas<'_>) {
        for (entry, role) in self.0.iter().zip(ColorRole::SERIES.into_iter().cycle()) {
            let baseline = entry.row as f64 * ROW + 12.0;
            let (from, to) = (
                (entry.x, baseline - 4.0),
                (entry.x + SAMPLE, baseline - 4.0),
            );
            canvas.stroke(from, to, role, THICKNESS);
            let place = (entry.x + SAMPLE + GAP, baseline);
            canvas.text(&entry.name, place, HPos::Left, ColorRole::Text);
        }
    }
}
