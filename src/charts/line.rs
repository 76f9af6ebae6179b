//! Lines over time. A line joins values whose periods follow each other and breaks where one has none; a value
//! that stands alone is a dot. The last one, where its period is not over, is a dot at the end of a dashed line.
//! Several lines have a colour and dashes each, which a legend tells.

use super::{
    Along, Picture, Target,
    backend::FINE,
    canvas::{Canvas, Inset, Plot, THICKNESS, draw_marks, gutter, on_sheet, place},
    color_role::ColorRole,
    histogram::{overhang, overhang_left},
    legend::Legend,
    name_of, number, plane_height,
    ticks::{Ticks, extent, usable},
    time::Times,
};
use crate::shared::{
    analysis::Num,
    chart::{Chart, Series},
    text::isolated,
};
use plotters::{
    element::{Circle, PathElement},
    style::Color,
};

/// One line without a name, or several with one each.
pub struct Lines<'a> {
    pub times: Times<'a>,
    /// Of the only one.
    pub values: &'a [Option<Num>],
    pub series: &'a [Series],
}

/// A value and where it is in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Of the line that it is on.
    line: usize,
    /// Of its period.
    pub index: usize,
    /// Seconds since 1970.
    pub x: f64,
    pub y: f64,
}

impl Lines<'_> {
    /// The values that there are, in the order of time, and of one time in the order of the lines: so each stays
    /// which it was when later ones come.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        let values = |line: usize| match self.series.get(line) {
            Some(series) => &series.values[..],
            None => self.values,
        };
        let starts = self.times.starts.iter().enumerate();
        starts.flat_map(move |(index, start)| {
            let lines = 0..self.series.len().max(1);
            lines.filter_map(move |line| {
                let y = usable(values(line).get(index)?.as_ref()?.0)?;
                let x = *start as f64;
                Some(Point { line, index, x, y })
            })
        })
    }

    /// "Mar 2024", "Oslo, Mar 2024".
    pub fn name(&self, point: Point) -> String {
        let time = self.times.name(point.index);
        match self.series.get(point.line) {
            Some(series) => format!("{}, {time}", isolated(&series.name)),
            None => time,
        }
    }
}

/// `running`: how much there is of the last period, where that is not over.
pub fn draw(chart: &Chart, lines: &Lines<'_>, running: Option<&str>, width: u32) -> Picture {
    let names = lines.series.iter().map(|series| series.name.as_str());
    let legend = Legend::new(names, f64::from(width));
    let height = plane_height(width) + legend.height() as u32;
    let running = running.zip(lines.times.starts.len().checked_sub(1));
    let paint = |canvas: &Canvas<'_>| paint(canvas, chart, lines, &legend, running);
    let (svg, targets) = on_sheet(width, height, paint);
    Picture {
        svg,
        width,
        height,
        targets,
        along: Along::X,
    }
}

/// How much there is of a period that is not over, and which one that is.
type Running<'a> = Option<(&'a str, usize)>;

fn paint(
    canvas: &Canvas<'_>,
    chart: &Chart,
    lines: &Lines<'_>,
    legend: &Legend,
    running: Running<'_>,
) -> Vec<Target> {
    let (times, points) = (&lines.times, lines.points().collect::<Vec<_>>());
    let up = value_ticks(&points, &chart.y.label);
    let (low, high) = span(times);
    // Room for the labels at the ends is known only with them: a first guess is near enough to choose them.
    let left = gutter(&up);
    let below = times.ticks(low, high, canvas.width - left - AIR);
    let inset = Inset {
        left: left.max(overhang_left(&below)).min(canvas.width / 2.0),
        top: legend.height() + 20.5,
        right: overhang(&below).max(AIR).min(canvas.width / 4.0),
        bottom: 38.5,
    };
    let room = canvas.width - inset.left - inset.right;
    let below = times.ticks(low, high, room);
    let plot = canvas.plot(inset, low..high, up.low..up.high);

    canvas.grid(&plot, &up);
    if points.is_empty() {
        canvas.nothing(&plot);
    }
    canvas.measure_below(&plot, &below, up.low, &chart.x.label);
    let is_running = |point: &Point| running.is_some_and(|(_, index)| point.index == index);
    for line in 0..lines.series.len().max(1) {
        let own = points.iter().filter(|point| point.line == line);
        let own: Vec<Point> = own.copied().collect();
        for joined in own.chunk_by(|one, next| one.index + 1 == next.index) {
            match joined {
                [whole @ .., before, last] if is_running(last) => {
                    draw_running(&plot, *before, *last);
                    if !whole.is_empty() {
                        draw_joined(&plot, &joined[..=whole.len()], room / (high - low));
                    }
                }
                joined => draw_joined(&plot, joined, room / (high - low)),
            }
        }
    }
    legend.draw(canvas);
    canvas.value_labels(&plot, &up, &chart.y.label, canvas.width);
    let of = points.len();
    let marks = points.iter().enumerate();
    let target = |(at, point): (usize, &Point)| {
        let told = running.filter(|_| is_running(point)).map(|(told, _)| told);
        target(chart, lines, &plot, *point, (at, of), told)
    };
    marks.map(target).collect()
}

/// Between the last value and the edge.
const AIR: f64 = 4.0;
/// Of a value that stands alone, in CSS pixels.
const RADIUS: f64 = 2.5;

/// From zero where that is near; whole numbers have no ticks between them.
fn value_ticks(points: &[Point], name: &str) -> Ticks {
    let values = || points.iter().map(|point| point.y);
    let (low, high) = extent(values()).unwrap_or((0.0, 1.0));
    let grouped = number::is_grouped(name);
    let is_whole = values().all(|value| value.fract() == 0.0);
    if low >= 0.0 && low <= high / 2.0 {
        Ticks::covering(0.0, high, is_whole, grouped)
    } else if low < 0.0 && high > 0.0 {
        Ticks::covering(low, high, is_whole, grouped)
    } else {
        Ticks::reaching(low, high, grouped)
    }
}

/// From the first period to the last; around one that is alone.
fn span(times: &Times<'_>) -> (f64, f64) {
    let ends = extent(times.starts.iter().map(|start| *start as f64));
    let (low, high) = ends.unwrap_or((0.0, 1.0));
    let half = times.period.seconds() as f64 / 2.0;
    if high > low {
        (low, high)
    } else {
        (low - half, high + half)
    }
}

fn draw_joined(plot: &Plot<'_>, joined: &[Point], pixels_a_second: f64) {
    if let [alone] = joined {
        return draw_dot(plot, *alone);
    }
    let style = role_of(joined[0]).color();
    let style = style.stroke_width((THICKNESS * FINE) as u32);
    let column = |point: &Point| ((point.x - joined[0].x) * pixels_a_second) as i64;
    let places = joined
        .chunk_by(|one, next| column(one) == column(next))
        .flat_map(outline)
        .map(|point| (point.x, point.y));
    draw_marks(plot, [PathElement::new(places.collect::<Vec<_>>(), style)]);
}

fn role_of(point: Point) -> ColorRole {
    ColorRole::SERIES[point.line % ColorRole::SERIES.len()]
}

fn draw_dot(plot: &Plot<'_>, point: Point) {
    let style = role_of(point).color().filled();
    let dot = Circle::new((point.x, point.y), (RADIUS * FINE) as i32, style);
    draw_marks(plot, [dot]);
}

/// The way to a value that is still to grow.
fn draw_running(plot: &Plot<'_>, before: Point, last: Point) {
    let style = ColorRole::Note.color().stroke_width(FINE as u32);
    let ends = vec![(before.x, before.y), (last.x, last.y)];
    draw_marks(plot, [PathElement::new(ends, style)]);
    draw_dot(plot, last);
}

/// Of the points in a pixel column those that show: the ends, the lowest and the highest.
fn outline(column: &[Point]) -> Vec<Point> {
    let [first, .., last] = column else {
        return column.to_vec();
    };
    let by_value = |a: &&Point, b: &&Point| a.y.total_cmp(&b.y);
    let low = column.iter().min_by(by_value).unwrap_or(first);
    let high = column.iter().max_by(by_value).unwrap_or(last);
    let mut shown = vec![*first, *low, *high, *last];
    shown.sort_by_key(|point| point.index);
    shown.dedup();
    shown
}

fn target(
    chart: &Chart,
    lines: &Lines<'_>,
    plot: &Plot<'_>,
    point: Point,
    (at, of): (usize, usize),
    so_far: Option<&str>,
) -> Target {
    let (x, y) = place(plot, (point.x, point.y));
    let (heading, value) = (lines.name(point), number::value(point.y));
    let name = name_of(&chart.y.label, "value");
    let which = format!(
        "{} of {}",
        number::integer(at as i64 + 1),
        number::integer(of as i64)
    );
    Target {
        x: x - RADIUS,
        y: y - RADIUS,
        width: 2.0 * RADIUS,
        height: 2.0 * RADIUS,
        spoken: match so_far {
            Some(so_far) => format!("{heading}, {name} {value}, {so_far} so far, {which}"),
            None => format!("{heading}, {name} {value}, {which}"),
        },
        heading,
        rows: [(name, value)]
            .into_iter()
            .chain(so_far.map(|so_far| ("so far", so_far.to_owned())))
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }
}
