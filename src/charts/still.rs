//! A chart as a file of its own: its title and what it says above it, where it comes from below, on its own ground.
//!
//! It needs no page, no style sheet and no font that a program might not have, so that all draw the same.

use super::{
    backend::Escaped,
    color_role::{ColorRole, Theme},
    draw, text,
};
use crate::shared::chart::{Chart, Marks};
use std::fmt::Write;

/// Of the chart in it, in the units of the drawing.
const WIDTH: u32 = 640;
const MARGIN: f64 = 24.0;
/// CSS pixels of a unit: text of 12 is read from afar.
const SCALE: f64 = 1.5;
const TITLE_SIZE: f64 = 16.0;
/// From one line of text to the next, in its size.
const LEADING: f64 = 1.4;

/// What stands around the chart.
pub struct Caption {
    pub title: String,
    /// What the chart shows, in a sentence.
    pub summary: String,
    /// Data set, rows, person, time, and what a reader has to know beside them, a line each.
    pub source: Vec<String>,
}

/// A whole SVG document. Pure: the same chart and words give the same picture.
pub fn still(chart: &Chart, caption: &Caption, theme: Theme) -> String {
    let picture = draw(chart, WIDTH);
    let mut page = Page::default();
    page.words(&caption.title, TITLE_SIZE, ColorRole::Strong);
    page.words(&caption.summary, text::SIZE, ColorRole::Text);
    if let Some(axes) = unnamed_axes(chart, &picture.svg) {
        page.words(&axes, text::SIZE, ColorRole::Soft);
    }
    page.chart(&picture.svg, f64::from(picture.height));
    if let Some(names) = cut_names(chart, &picture.svg) {
        page.words(&names, text::SIZE, ColorRole::Text);
    }
    for line in &caption.source {
        page.words(line, text::SIZE, ColorRole::Soft);
    }
    let width = f64::from(WIDTH) + 2.0 * MARGIN;
    // Whole pixels at its scale, or else the ground ends before the picture does.
    let height = ((page.y + MARGIN) / 2.0).ceil() * 2.0;
    let ground = ColorRole::Paper.hex(theme);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{}\" \
         height=\"{}\" font-family=\"Helvetica, Arial, sans-serif\">\
         <rect width=\"100%\" height=\"100%\" fill=\"{ground}\"/>{}</svg>\n",
        width * SCALE,
        height * SCALE,
        page.out
    );
    // Quotes in texts are escaped: what is found stands in an attribute.
    ColorRole::ALL.iter().fold(svg, |svg, role| {
        let [from, to] = [role.paint(), role.hex(theme)].map(|color| format!("=\"{color}\""));
        svg.replace(&from, &to)
    })
}

#[derive(Default)]
struct Page {
    out: String,
    /// How far down it is written.
    y: f64,
}

impl Page {
    /// As many lines as it takes.
    fn words(&mut self, words: &str, size: f64, role: ColorRole) {
        let is_strong = role == ColorRole::Strong;
        let weight = if is_strong { text::STRONG } else { 1.0 };
        let room = f64::from(WIDTH) * text::SIZE / size / weight;
        for line in text::wrap(words, room) {
            self.y = self.y.max(MARGIN - size * (LEADING - 1.0)) + size * LEADING;
            let bold = if is_strong {
                " font-weight=\"600\""
            } else {
                ""
            };
            let (paint, y, line) = (role.paint(), self.y, Escaped(&line));
            let written = write!(
                self.out,
                "<text x=\"{MARGIN}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{paint}\"{bold}>{line}</text>"
            );
            written.expect("a string takes every character");
        }
    }

    fn chart(&mut self, svg: &str, height: f64) {
        const ABOVE: f64 = 12.0;
        let y = self.y + ABOVE;
        let written = write!(
            self.out,
            "<g transform=\"translate({MARGIN} {y:.1})\">{svg}</g>"
        );
        written.expect("a string takes every character");
        self.y = y + height;
    }
}

/// "wind by station" where the drawing does not say it: what bars lie beside has no room for a name.
fn unnamed_axes(chart: &Chart, svg: &str) -> Option<String> {
    let [x, y] = [&chart.x, &chart.y].map(|axis| axis.label.trim());
    let is_named = |name: &str| svg.contains(&format!(">{}<", Escaped(name)));
    let is_said = x.is_empty() || y.is_empty() || (is_named(x) && is_named(y));
    (!is_said).then(|| format!("{y} by {x}"))
}

/// The names of bars or lines that the drawing has no room for, in full: nobody can point at them here.
fn cut_names(chart: &Chart, svg: &str) -> Option<String> {
    let names: Vec<&str> = match &chart.marks {
        Marks::Bars { labels, .. } => labels.iter().map(String::as_str).collect(),
        Marks::Line { series, .. } => series.iter().map(|line| line.name.as_str()).collect(),
        Marks::Histogram { .. } | Marks::Scatter { .. } => return None,
    };
    let is_cut = |name: &&str| !svg.contains(&format!(">{}<", Escaped(name)));
    let names: Vec<&str> = names.into_iter().filter(is_cut).collect();
    (!names.is_empty()).then(|| format!("In full: {}.", names.join("; ")))
}
