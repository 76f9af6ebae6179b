//! What a data set has for each bucket of time. The query engine puts each row into its bucket and aggregates.
//!
//! Which buckets there are follows from the first and the last time alone. So those without rows are known
//! too: a count of them is 0, anything else a gap.

use super::{super::no_such_zone, buckets::Buckets, zone::Zone};
use crate::analyses::{Aggregate, TimeSeries, group_by::compute::aggregate_of, unsuitable};
use crate::server::worker::{
    analysis::{Data, as_count, collect, collect_one},
    cells,
};
use crate::shared::{
    analysis::{AnalysisError, Cell},
    period::{self, Period},
    text::isolated,
};
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Int64Array},
        datatypes::{DataType, Int64Type},
    },
    common::DataFusionError,
    functions_aggregate::expr_fn::{count, max, min},
    logical_expr::{ColumnarValue, Expr, Volatility, cast, create_udf, lit},
    prelude::{DataFrame, ident},
};
use std::sync::Arc;

/// So many the automatic bucket gives at most.
const USUAL: usize = 200;
/// More are refused.
const MOST: usize = 5_000;

/// What a data set has for each bucket.
pub struct Series {
    /// None where no row has a time.
    pub buckets: Option<Buckets>,
    pub points: Vec<Point>,
    pub rows: i64,
    /// Rows without a time.
    pub without_time: i64,
    /// Rows with a time, and without a value.
    pub without_value: i64,
    /// Whether its times have a zone.
    pub has_clock: bool,
    /// How much there is of the last bucket, where that is not over: "20 of 60 s".
    pub running: Option<String>,
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

/// The times of a data set: a frame with `x`, and how its values are counted.
struct Times<'a> {
    frame: DataFrame,
    zone: &'a Zone,
    /// The unit of the column's values, as seconds and parts of a second: a day, or a microsecond.
    unit: (i64, i64),
    /// The first and the last in seconds.
    first: i64,
    last: i64,
}

/// Answers the question bucket by bucket.
pub async fn series(data: &Data<'_>, spec: &TimeSeries) -> Result<Series, AnalysisError> {
    let has_clock = spec.has_clock(data.dataset);
    let zone = match &spec.zone {
        Some(name) => Zone::named(name).ok_or_else(|| no_such_zone(name))?,
        None => Zone::utc(),
    };
    let zone = if has_clock { zone } else { Zone::utc() };
    let mut columns = vec![(spec.time.as_str(), "time".to_owned())];
    let measured = spec.aggregate != Aggregate::Count;
    let measure = spec.measure.as_deref().filter(|_| measured);
    columns.extend(measure.map(|name| (name, "measure".to_owned())));
    let frame = data.frame(&columns).await?;
    let frame = frame.with_column("x", cast(ident("time"), DataType::Int64))?;

    let x = || ident("x");
    let all = vec![
        count(lit(1_i64)).alias("rows"),
        count(x()).alias("times"),
        min(x()).alias("first"),
        max(x()).alias("last"),
    ];
    let all = collect_one(frame.clone().aggregate(vec![], all)?).await?;
    let rows = as_count(&all[0]);
    let mut series = Series {
        buckets: None,
        points: Vec::new(),
        rows,
        without_time: rows - as_count(&all[1]),
        without_value: 0,
        has_clock,
        running: None,
    };
    let (Some(first), Some(last)) = (whole(&all[2]), whole(&all[3])) else {
        return Ok(series);
    };
    let unit = if has_clock {
        (1, 1_000_000)
    } else {
        (86_400, 1)
    };
    let seconds = |value: i64| value.saturating_mul(unit.0).div_euclid(unit.1);
    let times = Times {
        frame: frame.filter(x().is_not_null())?,
        zone: &zone,
        unit,
        first: seconds(first),
        last: seconds(last),
    };
    let buckets = match spec.bucket {
        Some(period) => times
            .buckets(period, MOST)
            .ok_or_else(|| times.too_many(spec, period))?,
        None => times.automatic(spec, has_clock).await?,
    };
    let column_type = measure.and_then(|name| data.dataset.column(name));
    let column_type = column_type.map(|column| column.column_type);
    let (points, without_value) = match column_type {
        Some(column_type) => {
            let value = aggregate_of(spec.aggregate, column_type);
            let values = aggregate_of(Aggregate::Count, column_type);
            times.points(&buckets, Some((value, values))).await?
        }
        None => times.points(&buckets, None).await?,
    };
    (series.points, series.without_value) = (points, without_value);
    let now = data.now_ms.map(|now_ms| now_ms.div_euclid(1_000));
    series.running = now.and_then(|now| buckets.running(now));
    series.buckets = Some(buckets);
    Ok(series)
}

impl Times<'_> {
    fn buckets(&self, period: Period, most: usize) -> Option<Buckets> {
        Buckets::new(period, self.zone, self.first, self.last, most)
    }

    /// The shortest bucket that gives few enough and stands beside its neighbours; where times are
    /// weeks apart, days would be dots without a line.
    async fn automatic(
        &self,
        spec: &TimeSeries,
        has_clock: bool,
    ) -> Result<Buckets, AnalysisError> {
        let candidates: Vec<Buckets> = Period::ALL
            .into_iter()
            .filter(|period| has_clock || !period.is_within_a_day())
            .filter_map(|period| self.buckets(period, USUAL))
            .collect();
        let Some(shortest) = candidates.first() else {
            let year = self.buckets(Period::Year, MOST);
            return year.ok_or_else(|| self.too_many(spec, Period::Year));
        };
        let counted = vec![count(lit(1_i64)).alias("rows")];
        let with_rows = self.by_bucket(shortest, counted).await?;
        let moments: Vec<i64> = with_rows
            .iter()
            .filter_map(|row| shortest.starts.get(whole(&row[0])? as usize).copied())
            .collect();
        let joined = candidates.iter().find(|one| are_joined(one, &moments));
        Ok(joined.unwrap_or(shortest).clone())
    }

    /// The answers by bucket, as `bucket` and what is asked.
    async fn by_bucket(
        &self,
        buckets: &Buckets,
        asked: Vec<Expr>,
    ) -> Result<Vec<Vec<Cell>>, DataFusionError> {
        let bucket = self.bucket_of(buckets).alias("bucket");
        let grouped = self.frame.clone().aggregate(vec![bucket], asked)?;
        collect(grouped.sort(vec![ident("bucket").sort(true, false)])?).await
    }

    /// A point for each bucket, and how many rows have no value. `measured` is the aggregate and how many
    /// values it has; without it rows are counted.
    async fn points(
        &self,
        buckets: &Buckets,
        measured: Option<(Expr, Expr)>,
    ) -> Result<(Vec<Point>, i64), DataFusionError> {
        let is_count = measured.is_none();
        let mut asked = vec![count(lit(1_i64)).alias("rows")];
        if let Some((value, values)) = measured {
            asked.extend([value.alias("value"), values.alias("values")]);
        }
        let nothing = Point {
            value: if is_count { Cell::Int(0) } else { Cell::Null },
            rows: 0,
        };
        let mut points = vec![nothing; buckets.starts.len()];
        let mut without_value = 0;
        for mut row in self.by_bucket(buckets, asked).await? {
            let rows = as_count(&row[1]);
            let at = whole(&row[0]).and_then(|at| points.get_mut(at as usize));
            let Some(point) = at else { continue };
            point.rows = rows;
            if is_count {
                point.value = Cell::Int(rows);
            } else {
                without_value += rows - as_count(&row[3]);
                point.value = row.swap_remove(2);
            }
        }
        Ok((points, without_value))
    }

    /// In which bucket a row is, counted from 0: none of the engine's own functions knows zones beyond 2262.
    fn bucket_of(&self, buckets: &Buckets) -> Expr {
        let (seconds, parts) = self.unit;
        let starts = buckets.starts.iter();
        let starts: Arc<[i64]> = starts
            .map(|start| start.div_euclid(seconds).saturating_mul(parts))
            .collect();
        let function = move |arguments: &[ColumnarValue]| {
            let arrays = ColumnarValue::values_to_arrays(arguments)?;
            let times = arrays[0].as_primitive::<Int64Type>();
            let places: ArrayRef = Arc::new(places(times, &starts));
            Ok(ColumnarValue::Array(places))
        };
        let function = create_udf(
            "bucket_of",
            vec![DataType::Int64],
            DataType::Int64,
            Volatility::Immutable,
            Arc::new(function),
        );
        function.call(vec![ident("x")])
    }

    fn too_many(&self, spec: &TimeSeries, period: Period) -> AnalysisError {
        let coarser = Period::ALL.into_iter().filter(|one| *one > period);
        let fitting = coarser
            .filter(|one| self.buckets(*one, MOST).is_some())
            .map(Period::word)
            .next();
        let time = isolated(&spec.time);
        let [from, to] = [self.first, self.last].map(|moment| {
            let local = moment.saturating_add(self.zone.offset(moment));
            period::date(local)
        });
        let word = period.word();
        let told = format!("From {from} to {to}, {time} has more than 5,000 {word}s");
        unsuitable(match fitting {
            Some(fitting) => format!("{told}. Choose the bucket “{fitting}”."),
            None => format!("{told}, which is more than a chart can show."),
        })
    }
}

/// The place of the last start that is not after each time. Rows mostly come in the order of their times.
fn places(times: &Int64Array, starts: &[i64]) -> Int64Array {
    let mut last = 0;
    let place = |time: i64| {
        let is_in = starts[last] <= time && starts.get(last + 1).is_none_or(|next| time < *next);
        if !is_in {
            let begun = starts.partition_point(|start| *start <= time);
            last = begun.saturating_sub(1);
        }
        last as i64
    };
    let values: Vec<i64> = times.values().iter().copied().map(place).collect();
    Int64Array::new(values.into(), times.nulls().cloned())
}

/// Whether most of the buckets with rows stand beside another of them. Different times in one bucket are
/// no line either.
fn are_joined(buckets: &Buckets, moments: &[i64]) -> bool {
    let mut places: Vec<usize> = moments.iter().map(|one| buckets.at(*one)).collect();
    places.dedup();
    let alone = (0..places.len()).filter(|&at| {
        let has_left = at > 0 && places[at - 1] + 1 == places[at];
        let has_right = places.get(at + 1) == Some(&(places[at] + 1));
        !has_left && !has_right
    });
    moments.len() == 1 || alone.count() * 2 <= places.len()
}

/// A whole number, also one that travels as text.
fn whole(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Int(value) => Some(*value),
        Cell::Text(text) => text.parse().ok(),
        _ => None,
    }
}
