//! One horizontal bar a category, its name before it and its value at its end. No axis is needed.

use super::{
    Along, Picture, Scales, Target,
    backend::End,
    canvas::{Canvas, Inset, Plot, draw_marks, on_sheet, place},
    color_role::ColorRole,
    elements::Bar,
    name_of, number, text,
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
    let (svg, targets) = on_sheet(width, height, |canvas| {
        paint(canvas, chart, bars, f64::from(step))
    });
    Picture {
        svg,
        width,
        height,
        targets,
        along: Along::Y,
    }
}

fn paint(canvas: &Canvas<'_>, chart: &Chart, bars: &[Category<'_>], step: f64) -> Vec<Target> {
    let words = end_labels(chart, bars);
    let (low, high) = span(bars);
    let (names, inset) = layout(canvas.width, bars, &words);
    let high = if high > low { high } else { 1.0 };
    let plot = canvas.plot(inset, low..high, canvas.height..0.0);
    if bars.is_empty() {
        canvas.nothing(&plot);
    }
    // The plot counts pixels downwards; the scales count categories, as upright bars do.
    canvas.scales.set(canvas.scales.get().map(|scales| Scales {
        edges: [
            scales.edges[0],
            2.0 / canvas.height,
            scales.edges[2],
            1.0 - 2.0 / canvas.height,
        ],
        values: [low, 0.0, high, bars.len() as f64],
        turned: true,
    }));
    let spots: Vec<[f64; 4]> = draw_bars(plot, bars, step, low < 0.0, canvas);
    let short = text::fit_all(bars.iter().map(|bar| bar.label), names);
    for (index, [x, y, w, h]) in spots.iter().enumerate() {
        let baseline = y + h / 2.0 + 4.0;
        canvas.text(
            &short[index],
            (names, baseline),
            HPos::Right,
            ColorRole::Text,
        );
        let free = (names + 4.0, canvas.width);
        let value = bars[index].value;
        let Some((x, anchor)) = value_place(value, &words[index], (*x, x + w), free) else {
            continue;
        };
        let role = if value.is_nan() {
            ColorRole::Soft
        } else {
            ColorRole::Strong
        };
        canvas.text(&words[index], (x, baseline), anchor, role);
    }
    let hit = |[x, y, w, h]: [f64; 4]| [x, y, w.max(2.0), h];
    spots
        .into_iter()
        .enumerate()
        .map(|(i, spot)| target(chart, bars, i, hit(spot)))
        .collect()
}

/// The room for names, and what that and the value labels leave of the width for the bars.
fn layout(width: f64, bars: &[Category<'_>], words: &[String]) -> (f64, Inset) {
    let room_for = |negative: bool| {
        let signed = bars.iter().zip(words);
        let signed = signed.filter(|(bar, _)| (bar.value < 0.0) == negative);
        signed
            .map(|(_, words)| text::strong_width(words) + TO_VALUE)
            .fold(0.0, f64::max)
    };
    let (before, after) = (room_for(true), room_for(false).max(1.0));
    let share = (width * MOST_FOR_VALUES / (before + after)).min(1.0);
    let (before, after) = (before * share, after * share);
    // A fifth of the width is for the bars, at least.
    let most = (width * 0.42).min(width * 0.8 - before - after - 8.0);
    let names = text::widest(bars.iter().map(|bar| bar.label)).ceil();
    let names = names.min(most.max(12.0));
    let inset = Inset {
        left: names + 8.0 + before,
        right: after,
        ..Inset::default()
    };
    (names, inset)
}

/// The share of the width that the values of both signs may take together.
const MOST_FOR_VALUES: f64 = 0.6;

/// Between the end of a bar and its value.
const TO_VALUE: f64 = 6.0;

/// Where the value of the bar from `left` to `right` stands in what is `free` of its row: beyond its end,
/// or else on the other side of zero, where nothing is. None where neither has room.
fn value_place(
    value: f64,
    words: &str,
    (left, right): (f64, f64),
    free: (f64, f64),
) -> Option<(f64, HPos)> {
    let width = text::strong_width(words);
    let before = (left - TO_VALUE - width >= free.0).then_some((left - TO_VALUE, HPos::Right));
    let after = (right + TO_VALUE + width <= free.1).then_some((right + TO_VALUE, HPos::Left));
    if value < 0.0 {
        before.or(after)
    } else {
        after.or(before)
    }
}

/// Draws the bars and returns where each lies: x, y, width, height.
fn draw_bars(
    plot: Plot<'_>,
    bars: &[Category<'_>],
    step: f64,
    signed: bool,
    canvas: &Canvas<'_>,
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
            color: ColorRole::Series.color().to_backend_color(),
        })
    });
    draw_marks(&plot, elements);
    if signed {
        let zero = place(&plot, (0.0, 0.0)).0.round() + 0.5;
        canvas.rule((zero, 0.0), (zero, canvas.height), ColorRole::Axis);
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
