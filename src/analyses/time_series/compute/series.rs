//! What a data set has for each bucket of time. The query engine puts each row into its bucket and aggregates.
//!
//! Which buckets there are follows from the first and the last time alone. So those without rows are known
//! too: a count of them is 0, anything else a gap.

use super::{
    super::no_such_zone,
    buckets::Buckets,
    drawn::drawn,
    lines::{Lines, Others},
    measured::Measured,
    times::{self, Times},
    zone::Zone,
};
use crate::analyses::{Aggregate, TimeSeries};
use crate::server::worker::{analysis::Data, cells};
use crate::shared::{
    analysis::{AnalysisError, Cell},
    text::isolated,
};
use datafusion::common::DataFusionError;

/// What a data set has for each bucket, in one line or several.
pub struct Series {
    /// None where no row has a time.
    pub buckets: Option<Buckets>,
    /// In the order in which they are drawn; none without buckets.
    pub lines: Vec<Line>,
    /// All of the data set but those that are older than what is drawn.
    pub rows: i64,
    /// Rows with a time before the first bucket.
    pub older: i64,
    /// Whether buckets were left out, as they are more than a chart can show.
    pub is_cut: bool,
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
    /// The rows in all points.
    fn drawn_rows(&self) -> i64 {
        let points = self.lines.iter().flat_map(|line| &line.points);
        points.map(|point| point.rows).sum()
    }

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
        older: 0,
        is_cut: false,
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
    let drawn = drawn(&times, spec, has_clock, data.now_ms.is_some()).await?;
    let (buckets, lines) = (drawn.buckets, drawn.lines);
    (series.others, series.without_line) = (lines.others, lines.missing);
    let measure = spec.measure.as_deref();
    let measure = measure.filter(|_| spec.aggregate != Aggregate::Count);
    let column = measure.and_then(|name| data.dataset.column(name));
    let measured = column.map(|column| Measured {
        aggregate: spec.aggregate,
        column_type: column.column_type,
    });
    (series.lines, series.without_value) = filled(&times, &buckets, &lines, measured).await?;
    series.is_cut = drawn.is_cut;
    series.older = found.with_time - series.drawn_rows() - series.others.rows - series.without_line;
    series.rows -= series.older;
    let now = data.now_ms.map(|now_ms| now_ms.div_euclid(1_000));
    series.running = now.and_then(|now| buckets.running(now));
    series.buckets = Some(buckets);
    Ok(series)
}

/// The lines, and how many of their rows have no value. Without a measure rows are counted.
async fn filled(
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
