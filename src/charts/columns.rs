//! One vertical bar a category, for the few that follow each other: months, years, classes.

use super::{
    Along, Picture, Target,
    backend::End,
    bars::{self, Category},
    canvas::{Canvas, Inset, draw_marks, gutter, on_sheet, place},
    color_role::ColorRole,
    elements::Bar,
    number::{self, shifted},
    plane_height, text,
    ticks::Ticks,
};
use crate::shared::chart::Chart;
use plotters::style::Color;

/// The widest bar, so that two categories do not become two walls.
const WIDEST: f64 = 56.0;

/// Whether upright bars say it better: the categories have an order of their own and stand in it,
/// or they are three or four with short names.
pub fn suit(bars: &[Category<'_>], width: u32) -> bool {
    if bars.len() < 2 {
        return false;
    }
    let step = (f64::from(width) - 48.0) / bars.len() as f64;
    let widest = text::widest(bars.iter().map(|bar| bar.label));
    let fits = widest + 8.0 <= step;
    let few = (3..=4).contains(&bars.len()) && widest < 56.0;
    (fits && few) || (in_order(bars) && step >= 7.0 && widest <= 72.0)
}

/// Numbers, dates, months or weekdays, each after the one before it.
fn in_order(bars: &[Category<'_>]) -> bool {
    let ranks: Option<Vec<f64>> = bars.iter().map(|bar| rank(bar.label)).collect();
    ranks.is_some_and(|ranks| ranks.is_sorted_by(|a, b| a < b))
}

fn rank(label: &str) -> Option<f64> {
    const NAMES: [&str; 19] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon",
        "tue", "wed", "thu", "fri", "sat", "sun",
    ];
    let label = label.trim();
    if let Some(number) = plain_number(label) {
        return Some(number);
    }
    if label.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        // An ISO date or time: its digits in a row are its order.
        let iso = |byte: u8| byte.is_ascii_digit() || b"-:T Z".contains(&byte);
        let digits: String = label
            .chars()
            .filter(char::is_ascii_digit)
            .take(15)
            .collect();
        return label
            .bytes()
            .all(iso)
            .then(|| digits.parse::<i64>().ok())
            .flatten()
            .map(|order| order as f64);
    }
    let name = label.get(..3)?.to_ascii_lowercase();
    let whole = label.len() <= 9 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    NAMES
        .iter()
        .position(|known| *known == name && whole)
        .map(|index| index as f64)
}

/// Near enough for an order: "−3.50", "007", ".5".
fn plain_number(label: &str) -> Option<f64> {
    let (size, is_negative) = match label.strip_prefix(['−', '-']) {
        Some(size) => (size, true),
        None => (label.strip_prefix('+').unwrap_or(label), false),
    };
    let (whole, decimals) = size.split_once('.').unwrap_or((size, ""));
    let digits: Vec<u32> = (whole.chars().chain(decimals.chars()))
        .map(|character| character.to_digit(10))
        .collect::<Option<_>>()?;
    let read = |number: f64, digit: &u32| number * 10.0 + f64::from(*digit);
    let number = shifted(digits.iter().fold(0.0, read), -(decimals.len() as i32));
    (!digits.is_empty()).then_some(if is_negative { -number } else { number })
}

pub fn draw(chart: &Chart, bars: &[Category<'_>], width: u32) -> Picture {
    let height = plane_height(width);
    let (svg, targets) = on_sheet(width, height, |canvas| paint(canvas, chart, bars));
    Picture {
        svg,
        width,
        height,
        targets,
        along: Along::X,
    }
}

fn paint(canvas: &Canvas<'_>, chart: &Chart, bars: &[Category<'_>]) -> Vec<Target> {
    let (low, high) = bars::span(bars);
    let whole = bars
        .iter()
        .filter_map(|bar| bar.drawn)
        .all(|value| value.fract() == 0.0);
    let ticks = Ticks::covering(low, high, whole, number::is_grouped(&chart.y.label));
    let inset = Inset {
        left: gutter(&ticks).min(canvas.width / 2.0),
        top: 20.5,
        right: 2.0,
        bottom: 22.5,
    };
    let count = bars.len() as f64;
    let plot = canvas.plot(inset, 0.0..count, ticks.low..ticks.high);
    let step = (canvas.width - inset.left - inset.right) / count;
    let share = 0.62_f64.min(WIDEST / step);
    let left = |index: usize| index as f64 + (1.0 - share) / 2.0;

    canvas.grid(&plot, &ticks);
    let elements = bars.iter().enumerate().filter_map(|(index, bar)| {
        let value = bar.drawn.filter(|value| *value != 0.0)?;
        Some(Bar {
            corners: [(left(index), 0.0), (left(index) + share, value)],
            end: if value < 0.0 { End::Bottom } else { End::Top },
            color: ColorRole::Series.color().to_backend_color(),
        })
    });
    draw_marks(&plot, elements);
    let zero = place(&plot, (0.0, 0.0)).1;
    canvas.rule((0.0, zero), (canvas.width, zero), ColorRole::Axis);
    canvas.value_labels(&plot, &ticks, &chart.y.label, canvas.width);
    name_categories(canvas, bars, inset.left, step);

    let spot = |(index, bar): (usize, &Category<'_>)| {
        let (x, y) = place(&plot, (left(index), bar.drawn.unwrap_or(0.0)));
        let height = (zero - y).abs().max(2.0);
        let top = if y > zero { zero } else { zero - height };
        bars::target(chart, bars, index, [x, top, share * step, height])
    };
    bars.iter().enumerate().map(spot).collect()
}

/// Names below the bars, every second, third… one where they would touch.
fn name_categories(canvas: &Canvas<'_>, bars: &[Category<'_>], left: f64, step: f64) {
    let names = bars.iter().enumerate();
    let names = names.map(|(index, bar)| (left + (index as f64 + 0.5) * step, bar.label));
    canvas.labels_along(&names.collect::<Vec<_>>(), canvas.height - 6.0);
}
