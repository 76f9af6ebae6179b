//! Two quantities against each other: points, or a density of them, and the fitted line.

use super::{
    Along, Picture, Target,
    backend::FINE,
    canvas::{Canvas, Inset, Plot, draw_marks, gutter, on_sheet, place},
    color_role::ColorRole,
    histogram::{overhang, overhang_left},
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
    points.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
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
    let key = density_words(bins).filter(|words| key_width(words) <= canvas.width);
    let headroom = Headroom::new(canvas.width, &up, key.as_deref(), line);
    let inset = Inset {
        left: left.max(overhang_left(&below)).min(canvas.width / 2.0),
        top: headroom.height,
        right: overhang(&below).max(4.0).min(canvas.width / 4.0),
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
    if let Some(words) = &key {
        density_key(canvas, words);
    }
    canvas.value_labels(&plot, &up, &chart.y.label, headroom.name_room);
    let is_drawn = line.is_some_and(|line| draw_line(&plot, line, &up));
    if let Some((words, baseline)) = headroom.r2.filter(|_| is_drawn) {
        canvas.text(
            &words,
            (canvas.width, baseline),
            HPos::Right,
            ColorRole::Note,
        );
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

/// What lies above the plot, so that no mark is under it: beside the top value label, or in a line of
/// its own where that has no room.
struct Headroom {
    height: f64,
    /// How well the line fits, and the baseline of these words.
    r2: Option<(String, f64)>,
    /// From the left edge, for the top value label and the axis's name.
    name_room: f64,
}

impl Headroom {
    fn new(width: f64, up: &Ticks, key: Option<&str>, line: Option<&FittedLine>) -> Self {
        let r2 = line.filter(|line| line.r2.is_finite());
        let r2 = r2.map(|line| format!("R² {}", number::fixed(line.r2, 2)));
        let r2_width = r2
            .as_ref()
            .map_or(0.0, |words| text::strong_width(words) + GAP);
        let key_width = key.map_or(0.0, |words| key_width(words) + GAP);
        let label = text::widest(up.labels.last().map(String::as_str)) + GAP;
        let is_alone = key.is_none() || r2.is_none();
        let has_own_line = !is_alone || label + r2_width + key_width > width;
        // Of two, the key has the upper line, and the words stay away where there is no room for them.
        let beside = match (is_alone, has_own_line) {
            (true, true) => 0.0,
            (true, false) => r2_width + key_width,
            (false, _) => r2_width,
        };
        let baseline = if is_alone {
            FIRST_LINE
        } else {
            FIRST_LINE + LINE
        };
        let fits = is_alone || label + beside <= width;
        Self {
            height: 20.5 + if has_own_line { LINE } else { 0.0 },
            r2: r2.filter(|_| fits).map(|words| (words, baseline)),
            name_room: width - beside,
        }
    }
}

/// The baseline of the first line of words, and how far the next lies below it.
const FIRST_LINE: f64 = 15.0;
const LINE: f64 = 16.0;
/// Between words that stand beside each other.
const GAP: f64 = 12.0;
/// How wide the five tints are together.
const TINTS: f64 = 60.0;

/// How many rows the darkest tint stands for.
fn density_words(bins: &[Bin]) -> Option<String> {
    let most = bins.iter().map(|bin| bin.count).max()?;
    let rows = if most == 1 { "row" } else { "rows" };
    Some(format!("{} {rows}", number::compact(most as f64)))
}

fn key_width(words: &str) -> f64 {
    text::width("1") + 5.0 + TINTS + 6.0 + text::width(words)
}

/// Says at the top right what the five tints mean.
fn density_key(canvas: &Canvas<'_>, words: &str) {
    let left = canvas.width - key_width(words);
    let swatches = left + text::width("1") + 5.0;
    canvas.text("1", (left, FIRST_LINE), HPos::Left, ColorRole::Text);
    for (index, role) in ColorRole::SEQ.into_iter().enumerate() {
        canvas.swatch((swatches + 12.0 * index as f64, 6.0), (12.0, 9.0), role);
    }
    canvas.text(
        words,
        (canvas.width, FIRST_LINE),
        HPos::Right,
        ColorRole::Text,
    );
}

/// Draws the fitted line inside the plot; false where none of it lies there.
fn draw_line(plot: &Plot<'_>, line: &FittedLine, up: &Ticks) -> bool {
    let across = plot.get_x_range();
    let Some([from, to]) = clip(line, across.start, across.end, up.low, up.high) else {
        return false;
    };
    let style = ColorRole::Note.color().stroke_width(12);
    draw_marks(plot, [PathElement::new([from, to], style)]);
    true
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
    let between = |low: f64, high: f64| number::apart(&[low, high]).join(" to ");
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
