//! Charts: from [`Chart`] to SVG with plotters, the same string on the server and in the browser.
//!
//! [`draw`] gives a [`Picture`]: the drawing, and a [`Target`] for each mark that a pointer or the
//! keyboard can reach. One SVG unit is one CSS pixel, text is 12 px at every width, and colours are
//! CSS custom properties, so that one drawing serves both themes. Nothing here knows a page.

mod backend;
mod canvas;
mod color_role;
mod elements;
mod legend;
pub mod mark;
mod scales;
mod text;
mod ticks;

mod bars;
mod columns;
mod histogram;
mod line;
mod scatter;
mod time;

pub mod number;
pub mod still;

#[cfg(test)]
mod tests;

pub use color_role::Theme;
pub use scales::Scales;

use crate::shared::chart::{Chart, Marks};

/// A drawn chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// A whole `<svg>` element, hidden from assistive technology: the frame around it speaks.
    pub svg: String,
    /// Size in CSS pixels, which are the SVG's units.
    pub width: u32,
    pub height: u32,
    /// In the order in which the arrow keys visit them.
    pub targets: Vec<Target>,
    /// How a pointer finds its target.
    pub along: Along,
}

/// A mark that can be pointed at: where it is, in SVG units, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// The first line of its tooltip: the whole label, never shortened.
    pub heading: String,
    /// Names and values, aligned below the heading.
    pub rows: Vec<(String, String)>,
    /// "November, precipitation 160.6, 11 of 12".
    pub spoken: String,
}

/// The direction in which targets follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Side by side: the pointer's x decides.
    X,
    /// One below the other: the pointer's y decides.
    Y,
    /// Anywhere: the nearest one, within reach.
    Both,
}

/// How far from a free-standing mark a pointer still finds it, in SVG units.
const REACH: f64 = 24.0;

impl Picture {
    /// The target that a pointer at `(x, y)`, in SVG units, means.
    pub fn target_at(&self, x: f64, y: f64) -> Option<usize> {
        // Of those that are as near along their direction the nearest.
        let distance = |target: &Target| {
            let dx = outside(x, target.x, target.width);
            let dy = outside(y, target.y, target.height);
            match self.along {
                Along::X => (dx, dy),
                Along::Y => (dy, dx),
                Along::Both => (dx.hypot(dy), 0.0),
            }
        };
        let nearest = self
            .targets
            .iter()
            .enumerate()
            .map(|(index, target)| (index, distance(target)))
            .min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))?;
        (self.along != Along::Both || nearest.1.0 <= REACH).then_some(nearest.0)
    }
}

/// How far `at` lies outside the span that starts at `start` and is `length` long.
fn outside(at: f64, start: f64, length: f64) -> f64 {
    (start - at).max(at - start - length).max(0.0)
}

/// Draws `chart` at `width` CSS pixels (160 to 2,000). Pure: equal charts give equal strings.
pub fn draw(chart: &Chart, width: u32) -> Picture {
    let width = width.clamp(160, 2_000);
    match &chart.marks {
        Marks::Bars { labels, values } => {
            let bars = bars::pair(labels, values);
            if columns::suit(&bars, width) {
                columns::draw(chart, &bars, width)
            } else {
                bars::draw(chart, &bars, width)
            }
        }
        Marks::Histogram { edges, counts } => histogram::draw(chart, edges, counts, width),
        Marks::Scatter { points, bins, line } => {
            scatter::draw(chart, points, bins, line.as_ref(), width)
        }
        Marks::Line {
            period,
            starts,
            offsets,
            values,
            series,
            running,
        } => {
            let times = time::Times {
                period: *period,
                starts,
                offsets,
            };
            let lines = line::Lines {
                times,
                values,
                series,
            };
            line::draw(chart, &lines, running.as_deref(), width)
        }
    }
}

/// The height of a chart whose marks fill the scales: 0.6 of the width, 200 to 280.
fn plane_height(width: u32) -> u32 {
    (width * 3 / 5).clamp(200, 280)
}

/// What an axis is called, with a stand-in for one without a name.
fn name_of<'a>(label: &'a str, otherwise: &'a str) -> &'a str {
    if label.trim().is_empty() {
        otherwise
    } else {
        label.trim()
    }
}
