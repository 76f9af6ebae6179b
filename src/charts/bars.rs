//! One horizontal bar a category, its name before it and its value at its end. No axis is needed.

use super::{
    Along, Picture, Plane, Target,
    backend::End,
    elements::Bar,
    ink::Ink,
    name_of, number,
    sheet::{Inset, Plot, Sheet, draw_marks, on_sheet, place},
    text,
    ticks::{extent, usable},
};
use crate::shared::{analysis::Num, chart::Chart};
use plotters::style::{Color, text_anchor::HPos};

/// A category, its value as it came, and its value as far as it can be drawn.
pub struct Category<'a> {
    pub label: &'a str,
    pub value: f64,
    pub drawn: Option<f64>,
}

/// Labels with their values; what has no partner is left out.
pub fn pair<'a>(labels: &'a [String], values: &[Num]) -> Vec<Category<'a>> {
    labels
        .iter()
        .zip(values)
        .map(|(label, value)| Category {
            label,
            value: value.0,
            drawn: usable(value.0),
        })
        .collect()
}

/// The lowest and the highest value, and zero.
pub fn span(bars: &[Category<'_>]) -> (f64, f64) {
    extent(bars.iter().filter_map(|bar| bar.drawn).chain([0.0])).unwrap_or((0.0, 0.0))
}

/// What each category says when it is pointed at.
pub fn target(chart: &Chart, bars: &[Category<'_>], index: usize, at: [f64; 4]) -> Target {
    let bar = &bars[index];
    let name = name_of(&chart.y.label, "value");
    let value = number::value(bar.value);
    let [x, y, width, height] = at;
    Target {
        x,
        y,
        width,
        height,
        heading: bar.label.to_owned(),
        spoken: format!(
            "{}, {name} {value}, {} of {}",
            bar.label,
            index + 1,
            bars.len()
        ),
        rows: vec![(name.to_owned(), value)],
    }
}

pub fn draw(chart: &Chart, bars: &[Category<'_>], width: u32) -> Picture {
    let rows = bars.len().max(1);
    let step = (200 / rows as u32).clamp(if rows > 20 { 20 } else { 24 }, 32);
    let height = if bars.is_empty() {
        200
    } else {
        step * rows as u32 + 4
    };
    let (svg, targets) = on_sheet(width, height, |sheet| {
        paint(sheet, chart, bars, f64::from(step))
    });
    Picture {
        svg,
        width,
        height,
        targets,
        along: Along::Y,
    }
}

fn paint(sheet: &Sheet<'_>, chart: &Chart, bars: &[Category<'_>], step: f64) -> Vec<Target> {
    let words = end_labels(chart, bars);
    let (low, high) = span(bars);
    let names = bars
        .iter()
        .map(|bar| text::width(bar.label))
        .fold(0.0, f64::max);
    let names = names.min(sheet.width * 0.42).ceil();
    let room_for = |negative: bool| {
        let widths = bars
            .iter()
            .zip(&words)
            .filter(|(bar, _)| (bar.value < 0.0) == negative);
        let widest = widths
            .map(|(_, words)| text::strong_width(words) + 6.0)
            .fold(0.0, f64::max);
        widest.min(sheet.width * 0.28)
    };
    let inset = Inset {
        left: names + 8.0 + room_for(true),
        right: room_for(false).max(1.0),
        ..Inset::default()
    };
    let high = if high > low { high } else { 1.0 };
    let plot = sheet.plot(inset, low..high, sheet.height..0.0);
    if bars.is_empty() {
        sheet.nothing(&plot);
    }
    // The plot counts pixels downwards; the plane counts categories, as upright bars do.
    sheet.plane.set(sheet.plane.get().map(|plane| Plane {
        edges: [
            plane.edges[0],
            2.0 / sheet.height,
            plane.edges[2],
            1.0 - 2.0 / sheet.height,
        ],
        values: [low, 0.0, high, bars.len() as f64],
        turned: true,
    }));
    let spots: Vec<[f64; 4]> = draw_bars(plot, bars, step, low < 0.0, sheet);
    for ((bar, words), [x, y, w, h]) in bars.iter().zip(&words).zip(&spots) {
        let baseline = y + h / 2.0 + 4.0;
        sheet.text(
            &text::fit(bar.label, names),
            (names, baseline),
            HPos::Right,
            Ink::Text,
        );
        if bar.value < 0.0 {
            sheet.text(words, (x - 6.0, baseline), HPos::Right, Ink::Strong);
        } else {
            let ink = if bar.value.is_nan() {
                Ink::Soft
            } else {
                Ink::Strong
            };
            sheet.text(words, (x + w + 6.0, baseline), HPos::Left, ink);
        }
    }
    let hit = |[x, y, w, h]: [f64; 4]| [x, y, w.max(2.0), h];
    spots
        .into_iter()
        .enumerate()
        .map(|(i, spot)| target(chart, bars, i, hit(spot)))
        .collect()
}

/// Draws the bars and returns where each lies: x, y, width, height.
fn draw_bars(
    plot: Plot<'_>,
    bars: &[Category<'_>],
    step: f64,
    signed: bool,
    sheet: &Sheet<'_>,
) -> Vec<[f64; 4]> {
    let thick = (step * 0.62).round();
    let top = |index: usize| 2.0 + index as f64 * step + (step - thick) / 2.0;
    let spots = bars.iter().enumerate().map(|(index, bar)| {
        let end = place(&plot, (bar.drawn.unwrap_or(0.0), 0.0)).0;
        let zero = place(&plot, (0.0, 0.0)).0;
        [end.min(zero), top(index), (end - zero).abs(), thick]
    });
    let spots = spots.collect();
    let elements = bars.iter().enumerate().filter_map(|(index, bar)| {
        let value = bar.drawn.filter(|value| *value != 0.0)?;
        Some(Bar {
            corners: [(0.0, top(index)), (value, top(index) + thick)],
            end: if value < 0.0 { End::Left } else { End::Right },
            color: Ink::Series.color().to_backend_color(),
        })
    });
    draw_marks(&plot, elements);
    if signed {
        let zero = place(&plot, (0.0, 0.0)).0.round() + 0.5;
        sheet.rule((zero, 0.0), (zero, sheet.height), Ink::Axis);
    }
    spots
}

/// The values as the reader compares them: with the same decimals, short from a million on; whole
/// per cent where the axis counts those.
fn end_labels(chart: &Chart, bars: &[Category<'_>]) -> Vec<String> {
    let hundredths = chart.y.label.ends_with('%');
    let decimals = number::shared_decimals(bars.iter().map(|bar| bar.value));
    let label = |bar: &Category<'_>| {
        if hundredths && bar.value > 99.5 && bar.value < 100.0 {
            // Nearly all is not all.
            format!("{}%", number::fixed(bar.value, 2))
        } else if hundredths {
            number::percent(bar.value / 100.0)
        } else if bar.value.abs() >= 1e6 {
            number::compact(bar.value)
        } else {
            number::in_column(bar.value, decimals)
        }
    };
    bars.iter().map(label).collect()
}
