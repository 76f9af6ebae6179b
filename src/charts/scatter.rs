//! Two quantities against each other: points, or a density of them, and the fitted line.

use super::{
    Along, Picture, Target,
    backend::FINE,
    canvas::{Canvas, Inset, Plot, draw_marks, gutter, on_sheet, place},
    color_role::ColorRole,
    histogram::overhang,
    name_of, number, plane_height, text,
    ticks::{Ticks, extent, usable},
};
use crate::shared::chart::{Bin, Chart, FittedLine};
use plotters::{
    element::{Circle, PathElement, Rectangle},
    style::{Color, text_anchor::HPos},
};

/// From here on points are smaller and paler, so that where they lie thick shows.
const MANY: usize = 1_000;

pub fn draw(
    chart: &Chart,
    points: &[[f64; 2]],
    bins: &[Bin],
    line: Option<&FittedLine>,
    width: u32,
) -> Picture {
    let bins: Vec<Bin> = bins.iter().filter_map(usable_bin).collect();
    let mut points: Vec<[f64; 2]> = points
        .iter()
        .filter(|_| bins.is_empty())
        .filter_map(|[x, y]| Some([usable(*x)?, usable(*y)?]))
        .collect();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let height = plane_height(width);
    let (svg, targets) = on_sheet(width, height, |canvas| {
        paint(canvas, chart, &points, &bins, line)
    });
    Picture {
        svg,
        width,
        height,
        targets,
        along: Along::Both,
    }
}

fn usable_bin(bin: &Bin) -> Option<Bin> {
    let (x0, x1, y0, y1) = (
        usable(bin.x0)?,
        usable(bin.x1)?,
        usable(bin.y0)?,
        usable(bin.y1)?,
    );
    (bin.count > 0 && x0 < x1 && y0 < y1).then_some(Bin {
        x0,
        x1,
        y0,
        y1,
        count: bin.count,
    })
}

fn paint(
    canvas: &Canvas<'_>,
    chart: &Chart,
    points: &[[f64; 2]],
    bins: &[Bin],
    line: Option<&FittedLine>,
) -> Vec<Target> {
    let xs = points
        .iter()
        .map(|p| p[0])
        .chain(bins.iter().flat_map(|b| [b.x0, b.x1]));
    let ys = points
        .iter()
        .map(|p| p[1])
        .chain(bins.iter().flat_map(|b| [b.y0, b.y1]));
    let (x, y) = (
        extent(xs).unwrap_or((0.0, 1.0)),
        extent(ys).unwrap_or((0.0, 1.0)),
    );
    let grouped = number::is_grouped(&chart.y.label);
    let up = if bins.is_empty() {
        Ticks::reaching(y.0, y.1, grouped)
    } else {
        Ticks::covering(y.0, y.1, false, grouped)
    };
    let left = gutter(&up);
    let most = (((canvas.width - left) / 64.0) as usize).clamp(3, 7);
    // Points keep off the edges; cells fill their axis.
    let air = if bins.is_empty() {
        (x.1 - x.0) * 0.02
    } else {
        0.0
    };
    let below = Ticks::within(
        x.0 - air,
        x.1 + air,
        most,
        number::is_grouped(&chart.x.label),
    );
    let inset = Inset {
        left,
        top: 20.5,
        right: overhang(&below).max(4.0),
        bottom: 38.5,
    };
    let plot = canvas.plot(inset, below.low..below.high, up.low..up.high);

    canvas.grid(&plot, &up);
    draw_points(&plot, points);
    draw_bins(&plot, bins);
    if points.is_empty() && bins.is_empty() {
        canvas.nothing(&plot);
    }
    canvas.measure_below(&plot, &below, up.low, &chart.x.label);
    let key = density_key(canvas, bins);
    canvas.value_labels(&plot, &up, &chart.y.label, canvas.width - key);
    if let Some(line) = line {
        draw_line(canvas, &plot, line, &up);
    }
    let of = points.len();
    let about_points = points
        .iter()
        .enumerate()
        .map(|(i, p)| point_target(chart, &plot, *p, i, of));
    let about_bins = bins
        .iter()
        .enumerate()
        .map(|(i, b)| bin_target(chart, &plot, b, i, bins.len()));
    about_points.chain(about_bins).collect()
}

fn draw_points(plot: &Plot<'_>, points: &[[f64; 2]]) {
    let (radius, opacity) = if points.len() > MANY {
        (2.0, 0.45)
    } else {
        (2.5, 0.85)
    };
    let style = ColorRole::Series.color().mix(opacity).filled();
    let dots = points
        .iter()
        .map(|[x, y]| Circle::new((*x, *y), (radius * FINE) as i32, style));
    draw_marks(plot, dots);
}

/// Cells by the square root of their count, so that thin regions still show.
fn draw_bins(plot: &Plot<'_>, bins: &[Bin]) {
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(1) as f64;
    for (level, role) in ColorRole::SEQ.into_iter().enumerate() {
        let of_level = bins.iter().filter(|bin| level_of(bin.count, most) == level);
        let style = role.color().filled();
        let cells = of_level.map(|bin| Rectangle::new([(bin.x0, bin.y0), (bin.x1, bin.y1)], style));
        draw_marks(plot, cells);
    }
}

/// 0 to 4.
fn level_of(count: u64, most: f64) -> usize {
    ((count as f64 / most).sqrt() * 5.0).ceil().clamp(1.0, 5.0) as usize - 1
}

/// Says at the top right what the five tints mean; returns the room it took.
fn density_key(canvas: &Canvas<'_>, bins: &[Bin]) -> f64 {
    let Some(most) = bins.iter().map(|bin| bin.count).max() else {
        return 0.0;
    };
    let words = format!(
        "{} {}",
        number::compact(most as f64),
        if most == 1 { "row" } else { "rows" }
    );
    let swatches = canvas.width - text::width(&words) - 6.0 - 60.0;
    canvas.text("1", (swatches - 5.0, 15.0), HPos::Right, ColorRole::Text);
    for (index, role) in ColorRole::SEQ.into_iter().enumerate() {
        canvas.swatch((swatches + 12.0 * index as f64, 6.0), (12.0, 9.0), role);
    }
    canvas.text(&words, (canvas.width, 15.0), HPos::Right, ColorRole::Text);
    canvas.width - swatches + 24.0
}

/// The fitted line inside the plot, and how well it fits at its right end.
fn draw_line(canvas: &Canvas<'_>, plot: &Plot<'_>, line: &FittedLine, up: &Ticks) {
    let Some([from, to]) = clip(
        line,
        plot.get_x_range().start,
        plot.get_x_range().end,
        up.low,
        up.high,
    ) else {
        return;
    };
    let style = ColorRole::Note.color().stroke_width(12);
    draw_marks(plot, [PathElement::new([from, to], style)]);
    if !line.r2.is_finite() {
        return;
    }
    let words = format!("R² {}", number::fixed(line.r2, 2));
    let (x, y) = place(plot, to);
    let (floor, top) = (place(plot, (0.0, up.low)).1, place(plot, (0.0, up.high)).1);
    // A rising line leaves room above its end, a falling one below.
    let y = if line.slope >= 0.0 { y - 8.0 } else { y + 17.0 };
    let x = x.max(text::strong_width(&words) + 4.0);
    canvas.text(
        &words,
        (x, y.min(floor - 6.0).max(top + 13.0)),
        HPos::Right,
        ColorRole::Note,
    );
}

/// The part of `line` inside the plot, if any.
fn clip(line: &FittedLine, left: f64, right: f64, low: f64, high: f64) -> Option<[(f64, f64); 2]> {
    let (mut x0, mut x1) = (usable(line.x0)?.max(left), usable(line.x1)?.min(right));
    let (slope, intercept) = (usable(line.slope)?, usable(line.intercept)?);
    if slope != 0.0 {
        let (a, b) = ((low - intercept) / slope, (high - intercept) / slope);
        (x0, x1) = (x0.max(a.min(b)), x1.min(a.max(b)));
    }
    let y = |x: f64| usable(slope * x + intercept).map(|y| (x, y.min(high).max(low)));
    let flat_outside = slope == 0.0 && !(low..=high).contains(&intercept);
    if x0 >= x1 || flat_outside {
        return None;
    }
    Some([y(x0)?, y(x1)?])
}

fn point_target(
    chart: &Chart,
    plot: &Plot<'_>,
    [x, y]: [f64; 2],
    index: usize,
    of: usize,
) -> Target {
    let (left, top) = place(plot, (x, y));
    let (x_name, y_name) = (name_of(&chart.x.label, "x"), name_of(&chart.y.label, "y"));
    let (x, y) = (number::value(x), number::value(y));
    let which = format!(
        "{} of {}",
        number::integer(index as i64 + 1),
        number::integer(of as i64)
    );
    Target {
        x: left - 2.5,
        y: top - 2.5,
        width: 5.0,
        height: 5.0,
        heading: format!("Point {which}"),
        spoken: format!("{x_name} {x}, {y_name} {y}, {which}"),
        rows: vec![(x_name.to_owned(), x), (y_name.to_owned(), y)],
    }
}

fn bin_target(chart: &Chart, plot: &Plot<'_>, bin: &Bin, index: usize, of: usize) -> Target {
    let (x0, y0) = place(plot, (bin.x0, bin.y1));
    let (x1, y1) = place(plot, (bin.x1, bin.y0));
    let (x_name, y_name) = (name_of(&chart.x.label, "x"), name_of(&chart.y.label, "y"));
    let between =
        |low: f64, high: f64| format!("{} to {}", number::value(low), number::value(high));
    let (x, y) = (between(bin.x0, bin.x1), between(bin.y0, bin.y1));
    let count = number::integer(i64::try_from(bin.count).unwrap_or(i64::MAX));
    let rows = format!("{count} {}", if bin.count == 1 { "row" } else { "rows" });
    Target {
        x: x0,
        y: y0,
        width: x1 - x0,
        height: y1 - y0,
        spoken: format!("{rows}, {x_name} {x}, {y_name} {y}, {} of {of}", index + 1),
        heading: rows,
        rows: vec![(x_name.to_owned(), x), (y_name.to_owned(), y)],
    }
}
