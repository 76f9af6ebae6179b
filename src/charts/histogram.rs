//! How often values fall between neighbouring edges: bars that touch, over a measured axis.

use super::{
    Along, Picture, Target,
    backend::End,
    canvas::{Canvas, Inset, draw_marks, gutter, on_sheet, place},
    color_role::ColorRole,
    elements::Bar,
    name_of, number, plane_height, text,
    ticks::{Ticks, usable},
};
use crate::shared::chart::Chart;
use plotters::style::Color;

/// Values from `low` up to `high`, and how many there are.
struct Class {
    low: f64,
    high: f64,
    count: u64,
}

pub fn draw(chart: &Chart, edges: &[f64], counts: &[u64], width: u32) -> Picture {
    let classes = classes(edges, counts);
    let height = plane_height(width);
    let (svg, targets) = on_sheet(width, height, |canvas| paint(canvas, chart, &classes));
    Picture {
        svg,
        width,
        height,
        targets,
        along: Along::X,
    }
}

/// Edges that are not numbers or do not rise take their class with them.
fn classes(edges: &[f64], counts: &[u64]) -> Vec<Class> {
    let class = |(pair, count): (&[f64], &u64)| {
        let (low, high) = (usable(pair[0])?, usable(pair[1])?);
        (low < high).then_some(Class {
            low,
            high,
            count: *count,
        })
    };
    edges.windows(2).zip(counts).filter_map(class).collect()
}

fn paint(canvas: &Canvas<'_>, chart: &Chart, classes: &[Class]) -> Vec<Target> {
    let most = classes.iter().map(|class| class.count).max().unwrap_or(0);
    let ticks = Ticks::covering(0.0, most as f64, true, true);
    let low = classes.first().map_or(0.0, |class| class.low);
    let high = classes.last().map_or(1.0, |class| class.high);
    let left = gutter(&ticks);
    let below = edge_ticks(classes, (low, high), canvas.width - left, &chart.x.label);
    let inset = Inset {
        left: left.max(overhang_left(&below)).min(canvas.width / 2.0),
        top: 20.5,
        right: overhang(&below).min(canvas.width / 4.0),
        bottom: 38.5,
    };
    let plot = canvas.plot(
        inset,
        low..high.max(low + f64::MIN_POSITIVE),
        ticks.low..ticks.high,
    );

    canvas.grid(&plot, &ticks);
    let pixel = (high - low) / (canvas.width - inset.left - inset.right);
    let bars = classes.iter().filter(|class| class.count > 0).map(|class| {
        // A pixel of paper between neighbours, as long as that leaves most of the bar.
        let gap = if class.high - class.low > 4.0 * pixel {
            pixel / 2.0
        } else {
            0.0
        };
        Bar {
            corners: [
                (class.low + gap, 0.0),
                (class.high - gap, class.count as f64),
            ],
            end: End::Top,
            color: ColorRole::Series.color().to_backend_color(),
        }
    });
    draw_marks(&plot, bars);
    if classes.is_empty() {
        canvas.nothing(&plot);
    }
    canvas.measure_below(&plot, &below, 0.0, &chart.x.label);
    canvas.value_labels(&plot, &ticks, &chart.y.label, canvas.width);

    let total: u64 = classes
        .iter()
        .map(|class| class.count)
        .fold(0, u64::saturating_add);
    let spot = |(index, class): (usize, &Class)| {
        let (x0, y) = place(&plot, (class.low, class.count as f64));
        let (x1, zero) = place(&plot, (class.high, 0.0));
        let height = (zero - y).max(2.0);
        target(
            chart,
            class,
            (index, classes.len(), total),
            [x0, zero - height, x1 - x0, height],
        )
    };
    classes.iter().enumerate().map(spot).collect()
}

/// Every edge where all of them have room, round numbers otherwise; both stand where they belong.
fn edge_ticks(classes: &[Class], (low, high): (f64, f64), room: f64, name: &str) -> Ticks {
    let edges: Vec<f64> = classes
        .iter()
        .map(|class| class.low)
        .chain([high])
        .collect();
    let grouped = number::is_grouped(name);
    let ticks = Ticks::at(&edges, grouped);
    let widest = text::widest(ticks.labels.iter().map(String::as_str));
    if !classes.is_empty() && (widest + 10.0) * classes.len() as f64 <= room {
        return ticks;
    }
    let high = if high > low { high } else { low + 1.0 };
    let inner = Ticks::within(low, high, ((room / 64.0) as usize).clamp(3, 8), grouped);
    // Between doubles that lie too close there are no round ones.
    let is_inside = inner
        .values
        .iter()
        .all(|value| (low..=high).contains(value));
    if is_inside && inner.values.len() > 1 {
        inner
    } else {
        Ticks::at(&[low, high], grouped)
    }
}

/// Room at the left for half of a label that stands at the very beginning.
pub fn overhang_left(ticks: &Ticks) -> f64 {
    let first = ticks.values.first().copied().unwrap_or(ticks.high);
    let near = (first - ticks.low) / (ticks.high - ticks.low) < 0.05;
    let label = ticks.labels.first().map_or(0.0, |label| text::width(label));
    if near { (label / 2.0).ceil() } else { 0.0 }
}

/// Room at the right for half of a label that stands at the very end.
pub fn overhang(ticks: &Ticks) -> f64 {
    let last = ticks.values.last().copied().unwrap_or(ticks.low);
    let near = (ticks.high - last) / (ticks.high - ticks.low) < 0.05;
    let label = ticks.labels.last().map_or(0.0, |label| text::width(label));
    if near { (label / 2.0).ceil() } else { 2.0 }
}

fn target(
    chart: &Chart,
    class: &Class,
    (index, of, total): (usize, usize, u64),
    at: [f64; 4],
) -> Target {
    let range = number::apart(&[class.low, class.high]).join(" to ");
    let count = number::integer(i64::try_from(class.count).unwrap_or(i64::MAX));
    let what = name_of(&chart.y.label, "rows");
    let share = if total == 0 {
        0.0
    } else {
        class.count as f64 / total as f64
    };
    let [x, y, width, height] = at;
    Target {
        x,
        y,
        width,
        height,
        spoken: format!(
            "{} {range}, {what} {count}, {} of {of}",
            chart.x.label,
            index + 1
        )
        .trim_start()
        .to_owned(),
        heading: range,
        rows: vec![
            (what.to_owned(), count),
            ("share".to_owned(), number::percent(share)),
        ],
    }
}
