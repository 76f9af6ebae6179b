//! What a data set has for each bucket of time. The query engine puts each row into its bucket and aggregates.
//!
//! Which buckets there are follows from the first and the last time alone. So those without rows are known
//! too: a count of them is 0, anything else a gap.

use super::{
    super::no_such_zone,
    buckets::Buckets,
    lines::{Lines, Others},
    times::{self, Answer, Measured, Times},
    zone::Zone,
};
use crate::analyses::{Aggregate, TimeSeries, unsuitable};
use crate::server::worker::{analysis::Data, cells, words};
use crate::shared::{
    analysis::{AnalysisError, Cell},
    period::{self, Period},
    text::isolated,
};
use datafusion::common::DataFusionError;

/// So many the automatic bucket gives at most.
const USUAL: usize = 200;
/// More are refused, of all lines together.
const MOST: usize = 5_000;

/// What a data set has for each bucket, in one line or several.
pub struct Series {
    /// None where no row has a time.
    pub buckets: Option<Buckets>,
    /// In the order in which they are drawn; none without buckets.
    pub lines: Vec<Line>,
    pub rows: i64,
    /// Rows without a time.
    pub without_time: i64,
    /// Rows with a time and a line, and without a value.
    pub without_value: i64,
    /// Values without a line; of their rows those with a time.
    pub others: Others,
    /// Rows with a time that have no line as they lack a value for it.
    pub without_line: i64,
    /// Whether its times have a zone.
    pub has_clock: bool,
    /// How much there is of the last bucket, where that is not over: "20 of 60 s".
    pub running: Option<String>,
}

/// A line, and a point of it for each bucket.
pub struct Line {
    /// What its rows have in common; none where it is of all.
    pub value: Option<Cell>,
    pub points: Vec<Point>,
}

/// The answer for a bucket.
#[derive(Clone)]
pub struct Point {
    pub value: Cell,
    pub rows: i64,
}

impl Point {
    /// None is a gap: there is nothing that could be drawn.
    pub fn number(&self) -> Option<f64> {
        cells::value(&self.value).filter(|value| value.is_finite())
    }
}

impl Series {
    /// The name of the zone where there is one to be told.
    pub fn told_zone(&self, spec: &TimeSeries) -> Option<String> {
        let zone = spec.zone.as_deref().filter(|_| self.has_clock);
        zone.map(isolated)
    }
}

/// Answers the question bucket by bucket.
pub async fn series(data: &Data<'_>, spec: &TimeSeries) -> Result<Series, AnalysisError> {
    let has_clock = spec.has_clock(data.dataset);
    let zone = match &spec.zone {
        Some(name) => Zone::named(name).ok_or_else(|| no_such_zone(name))?,
        None => Zone::utc(),
    };
    let zone = if has_clock { zone } else { Zone::utc() };
    let found = times::find(data, spec, &zone, has_clock).await?;
    let mut series = Series {
        buckets: None,
        lines: Vec::new(),
        rows: found.rows,
        without_time: found.rows - found.with_time,
        without_value: 0,
        others: Others::default(),
        without_line: 0,
        has_clock,
        running: None,
    };
    let Some(times) = found.times else {
        return Ok(series);
    };
    let lines = match spec.series {
        Some(_) => Lines::of(times.by_value().await?).await?,
        None => Lines::default(),
    };
    (series.others, series.without_line) = (lines.others, lines.missing);
    let buckets = match spec.bucket {
        Some(period) => {
            let buckets = of(&times, period, MOST / lines.count());
            buckets.ok_or_else(|| too_many(&times, spec, &lines, period))?
        }
        None => automatic(&times, spec, &lines, has_clock).await?,
    };
    let measure = spec.measure.as_deref();
    let measure = measure.filter(|_| spec.aggregate != Aggregate::Count);
    let column = measure.and_then(|name| data.dataset.column(name));
    let measured = column.map(|column| Measured {
        aggregate: spec.aggregate,
        column_type: column.column_type,
    });
    (series.lines, series.without_value) = drawn(&times, &buckets, &lines, measured).await?;
    let now = data.now_ms.map(|now_ms| now_ms.div_euclid(1_000));
    series.running = now.and_then(|now| buckets.running(now));
    series.buckets = Some(buckets);
    Ok(series)
}

fn of(times: &Times<'_>, period: Period, most: usize) -> Option<Buckets> {
    Buckets::new(period, times.zone, times.first, times.last, most)
}

/// The shortest bucket that gives few enough and stands beside its neighbours; where times are weeks apart, days would
/// be dots without a line.
async fn automatic(
    times: &Times<'_>,
    spec: &TimeSeries,
    lines: &Lines,
    has_clock: bool,
) -> Result<Buckets, AnalysisError> {
    let candidates: Vec<Buckets> = Period::ALL
        .into_iter()
        .filter(|period| has_clock || !period.is_within_a_day())
        .filter_map(|period| of(times, period, USUAL))
        .collect();
    let Some(shortest) = candidates.first() else {
        let year = of(times, Period::Year, MOST / lines.count());
        return year.ok_or_else(|| too_many(times, spec, lines, Period::Year));
    };
    let with_rows = times.by_bucket(shortest, lines, None).await?;
    let joined = candidates.iter().find(|one| are_joined(one, &with_rows));
    Ok(joined.unwrap_or(shortest).clone())
}

/// The lines, and how many of their rows have no value. Without a measure rows are counted.
async fn drawn(
    times: &Times<'_>,
    buckets: &Buckets,
    lines: &Lines,
    measured: Option<Measured>,
) -> Result<(Vec<Line>, i64), DataFusionError> {
    let nothing = Point {
        value: measured.map_or(Cell::Int(0), |_| Cell::Null),
        rows: 0,
    };
    let empty = |line| {
        let points = vec![nothing.clone(); buckets.starts.len()];
        lines.value(line).map(|value| Line { value, points })
    };
    let mut drawn: Vec<Line> = (0..lines.count()).map(empty).collect::<Result<_, _>>()?;
    let mut without_value = 0;
    for answer in times.by_bucket(buckets, lines, measured).await? {
        let line = drawn.get_mut(answer.line);
        let points = line.map(|line| &mut line.points);
        let Some(point) = points.and_then(|points| points.get_mut(buckets.at(answer.start))) else {
            continue;
        };
        point.rows = answer.rows;
        point.value = match answer.value {
            None => Cell::Int(answer.rows),
            Some((value, values)) => {
                without_value += answer.rows - values;
                value
            }
        };
    }
    Ok((drawn, without_value))
}

fn too_many(times: &Times<'_>, spec: &TimeSeries, lines: &Lines, period: Period) -> AnalysisError {
    let most = MOST / lines.count();
    let coarser = Period::ALL.into_iter().filter(|one| *one > period);
    let fitting = coarser
        .filter(|one| of(times, *one, most).is_some())
        .map(Period::word)
        .next();
    let time = isolated(&spec.time);
    let [from, to] = [times.first, times.last].map(|moment| {
        let local = moment.saturating_add(times.zone.offset(moment));
        period::date(local)
    });
    let word = period.word();
    let most = words::integer(most as i64);
    let of_lines = match lines.count() {
        1 => String::new(),
        several => format!(" for each of {several} series"),
    };
    let told = format!("From {from} to {to}, {time} has more than {most} {word}s{of_lines}");
    unsuitable(match fitting {
        Some(fitting) => format!("{told}. Choose the bucket “{fitting}”."),
        None => format!("{told}, which is more than a chart can show."),
    })
}

/// Whether most of the buckets with rows stand beside another of their line. Different times in one bucket are
/// no line either.
fn are_joined(buckets: &Buckets, with_rows: &[Answer]) -> bool {
    // The first bucket of a line does not follow the last one of the line before it.
    let place = |one: &Answer| one.line * (buckets.starts.len() + 1) + buckets.at(one.start);
    let mut places: Vec<usize> = with_rows.iter().map(place).collect();
    places.dedup();
    let alone = (0..places.len()).filter(|&at| {
        let has_left = at > 0 && places[at - 1] + 1 == places[at];
        let has_right = places.get(at + 1) == Some(&(places[at] + 1));
        !has_left && !has_right
    });
    with_rows.len() == 1 || alone.count() * 2 <= places.len()
}
