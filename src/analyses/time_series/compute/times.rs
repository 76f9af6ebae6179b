//! The times of a data set, and what is asked of those in each bucket: of all rows at once, or part by part where the
//! answers can be put together.

use super::{buckets::Buckets, lines::Lines, zone::Zone};
use crate::analyses::{Aggregate, Analysis, TimeSeries, group_by::compute::aggregate_of};
use crate::server::worker::{
    analysis::{Data, as_count, collect, collect_one, double},
    cells,
    merging::Parts,
};
use crate::shared::{analysis::Cell, dataset::ColumnType};
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch},
        datatypes::{DataType, Int64Type},
    },
    common::DataFusionError,
    functions_aggregate::expr_fn::{count, max, min, sum},
    logical_expr::{ColumnarValue, Expr, Volatility, cast, create_udf, lit},
    prelude::{DataFrame, ident},
};
use std::sync::Arc;

/// What a column of times holds.
pub struct Found<'a> {
    pub rows: i64,
    pub with_time: i64,
    /// None where no row has one.
    pub times: Option<Times<'a>>,
}

/// Rows with a time.
pub struct Times<'a> {
    frame: DataFrame,
    parts: Option<Parts<'a>>,
    /// The first and the last time of each part, in seconds; none where it has none.
    ranges: Vec<Option<(i64, i64)>>,
    /// All that answers depend on, but for what is asked of a bucket.
    question: String,
    pub zone: &'a Zone,
    unit: Unit,
    /// The first and the last in seconds.
    pub first: i64,
    pub last: i64,
}

/// The unit of a column's values, as seconds and parts of a second: a day, or a microsecond.
#[derive(Clone, Copy)]
struct Unit {
    seconds: i64,
    parts: i64,
}

/// What is asked of the measure in a bucket.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub aggregate: Aggregate,
    pub column_type: ColumnType,
}

/// The answer for a bucket of a line that has rows.
pub struct Answer {
    /// Which one; 0 where there is only one.
    pub line: usize,
    /// When the bucket begins, in seconds.
    pub start: i64,
    pub rows: i64,
    /// The aggregate, and how many values it is of; without a measure nothing.
    pub value: Option<(Cell, i64)>,
}

impl Unit {
    fn in_seconds(self, value: i64) -> i64 {
        value.saturating_mul(self.seconds).div_euclid(self.parts)
    }
}

/// Looks at the times of a data set; `has_clock`: whether they are more than dates.
pub async fn find<'a>(
    data: &'a Data<'_>,
    spec: &TimeSeries,
    zone: &'a Zone,
    has_clock: bool,
) -> Result<Found<'a>, DataFusionError> {
    let unit = match has_clock {
        true => Unit {
            seconds: 1,
            parts: 1_000_000,
        },
        false => Unit {
            seconds: 86_400,
            parts: 1,
        },
    };
    let mut columns = vec![(spec.time.as_str(), "time".to_owned())];
    let measure = spec.measure.as_deref();
    let measure = measure.filter(|_| spec.aggregate != Aggregate::Count);
    columns.extend(measure.map(|name| (name, "measure".to_owned())));
    let series = spec.series.as_deref();
    columns.extend(series.map(|name| (name, "series".to_owned())));
    let parts = match spec.merges() {
        true => data.parts(&columns)?,
        false => None,
    };
    let frame = timed(data.frame(&columns).await?)?;
    let (extent, each) = match &parts {
        None => (frame.clone().aggregate(vec![], extent())?, Vec::new()),
        Some(parts) => {
            let of_part = |_, part: DataFrame| timed(part)?.aggregate(vec![], extent());
            let question = format!("extent of {}", spec.time);
            let each = parts.answers(&question, of_part).await?;
            let extent = parts.together(each.clone())?;
            (extent.aggregate(vec![], extents_together())?, each)
        }
    };
    let extent = collect_one(extent).await?;
    let range = |row: &[Cell]| {
        let (first, last) = (whole(&row[2])?, whole(&row[3])?);
        Some((unit.in_seconds(first), unit.in_seconds(last)))
    };
    let only = |answer: &Vec<RecordBatch>| answer.iter().flat_map(cells::rows).next();
    let ranges = each.iter().map(|answer| range(&only(answer)?)).collect();
    let frame = with_time(frame)?;
    Ok(Found {
        rows: as_count(&extent[0]),
        with_time: as_count(&extent[1]),
        times: range(&extent).map(|(first, last)| Times {
            frame,
            parts,
            ranges,
            question: format!("{spec:?}"),
            zone,
            unit,
            first,
            last,
        }),
    })
}

/// With the times as whole numbers, `x`.
fn timed(frame: DataFrame) -> Result<DataFrame, DataFusionError> {
    frame.with_column("x", cast(ident("time"), DataType::Int64))
}

fn with_time(frame: DataFrame) -> Result<DataFrame, DataFusionError> {
    frame.filter(ident("x").is_not_null())
}

fn extent() -> Vec<Expr> {
    let x = || ident("x");
    vec![
        count(lit(1_i64)).alias("rows"),
        count(x()).alias("times"),
        min(x()).alias("first"),
        max(x()).alias("last"),
    ]
}

fn extents_together() -> Vec<Expr> {
    vec![
        sum(ident("rows")).alias("rows"),
        sum(ident("times")).alias("times"),
        min(ident("first")).alias("first"),
        max(ident("last")).alias("last"),
    ]
}

impl Times<'_> {
    /// How many rows have each value of `series`, as `rows`.
    pub async fn by_value(&self) -> Result<DataFrame, DataFusionError> {
        let series = || vec![ident("series")];
        let counted = || vec![count(lit(1_i64)).alias("rows")];
        let Some(parts) = &self.parts else {
            return self.frame.clone().aggregate(series(), counted());
        };
        let of_part = |_, part: DataFrame| with_time(timed(part)?)?.aggregate(series(), counted());
        let question = format!("{} by value", self.question);
        let counted = parts.together(parts.answers(&question, of_part).await?)?;
        counted.aggregate(series(), vec![sum(ident("rows")).alias("rows")])
    }

    /// The buckets that have rows, line by line in their order, and what is asked of them.
    pub async fn by_bucket(
        &self,
        buckets: &Buckets,
        lines: &Lines,
        measured: Option<Measured>,
    ) -> Result<Vec<Answer>, DataFusionError> {
        let grouped = match &self.parts {
            None => {
                let bucket = self.bucket_of(buckets);
                let frame = lines.split(self.frame.clone())?;
                frame.aggregate(vec![ident("line"), bucket], asked(measured, false))?
            }
            Some(parts) => {
                let of_part = |place: usize, part: DataFrame| {
                    // Buckets begin where the calendar says, whichever rows there are.
                    let range = self.ranges.get(place).copied().flatten();
                    let own = range.and_then(|(first, last)| {
                        let most = buckets.starts.len() + 1;
                        Buckets::new(buckets.period, self.zone, first, last, most)
                    });
                    let bucket = self.bucket_of(own.as_ref().unwrap_or(buckets));
                    let part = lines.split(with_time(timed(part)?)?)?;
                    part.aggregate(vec![ident("line"), bucket], asked(measured, true))
                };
                let (question, period) = (&self.question, buckets.period);
                let question =
                    format!("{question} by {period:?}, {:?}: {measured:?}", lines.values);
                let answers = parts.answers(&question, of_part).await?;
                together(parts.together(answers)?, measured)?
            }
        };
        let order = ["line", "bucket"].map(|name| ident(name).sort(true, false));
        let sorted = grouped.sort(order.to_vec())?;
        let answers = collect(sorted).await?.into_iter();
        Ok(answers.filter_map(answer).collect())
    }

    /// When the bucket begins that a row is in: none of the engine's own functions knows zones beyond 2262.
    fn bucket_of(&self, buckets: &Buckets) -> Expr {
        let Unit { seconds, parts } = self.unit;
        let starts: Arc<[i64]> = buckets.starts.as_slice().into();
        let edges = buckets.starts.iter();
        let edges: Arc<[i64]> = edges
            .map(|start| start.div_euclid(seconds).saturating_mul(parts))
            .collect();
        let function = move |arguments: &[ColumnarValue]| {
            let arrays = ColumnarValue::values_to_arrays(arguments)?;
            let times = arrays[0].as_primitive::<Int64Type>();
            let begun: ArrayRef = Arc::new(begun(times, &edges, &starts));
            Ok(ColumnarValue::Array(begun))
        };
        let function = create_udf(
            "bucket_of",
            vec![DataType::Int64],
            DataType::Int64,
            Volatility::Immutable,
            Arc::new(function),
        );
        function.call(vec![ident("x")]).alias("bucket")
    }
}

/// What is asked of each bucket, of all rows or of a part of them: a mean of parts is a sum there.
fn asked(measured: Option<Measured>, of_part: bool) -> Vec<Expr> {
    let mut asked = vec![count(lit(1_i64)).alias("rows")];
    if let Some(Measured {
        aggregate,
        column_type,
    }) = measured
    {
        let value = match (aggregate, of_part) {
            (Aggregate::Mean, true) => sum(double(ident("measure"))),
            (aggregate, _) => aggregate_of(aggregate, column_type),
        };
        let values = aggregate_of(Aggregate::Count, column_type);
        asked.extend([value.alias("value"), values.alias("values")]);
    }
    asked
}

/// The answers of parts, put together bucket by bucket of each line.
fn together(answers: DataFrame, measured: Option<Measured>) -> Result<DataFrame, DataFusionError> {
    let bucket = || vec![ident("line"), ident("bucket")];
    let rows = || sum(ident("rows")).alias("rows");
    let Some(measured) = measured else {
        return answers.aggregate(bucket(), vec![rows()]);
    };
    let value = || ident("value");
    let whole = match measured.aggregate {
        Aggregate::Min => min(value()),
        Aggregate::Max => max(value()),
        _ => sum(value()),
    };
    let asked = vec![
        rows(),
        whole.alias("value"),
        sum(ident("values")).alias("values"),
    ];
    let whole = answers.aggregate(bucket(), asked)?;
    match measured.aggregate {
        Aggregate::Mean => whole.select(vec![
            ident("line"),
            ident("bucket"),
            ident("rows"),
            (value() / double(ident("values"))).alias("value"),
            ident("values"),
        ]),
        _ => Ok(whole),
    }
}

fn answer(mut row: Vec<Cell>) -> Option<Answer> {
    let line = usize::try_from(whole(&row[0])?).ok()?;
    let (start, rows) = (whole(&row[1])?, as_count(&row[2]));
    let values = row.get(4).map(as_count);
    let value = values.map(|values| (row.swap_remove(3), values));
    Some(Answer {
        line,
        start,
        rows,
        value,
    })
}

/// The last of the `starts` that is not after each time, by `edges` in the times' unit. Rows mostly come in the order
/// of their times.
fn begun(times: &Int64Array, edges: &[i64], starts: &[i64]) -> Int64Array {
    let mut last = 0;
    let begun = |time: i64| {
        let is_in = edges[last] <= time && edges.get(last + 1).is_none_or(|next| time < *next);
        if !is_in {
            let begun = edges.partition_point(|start| *start <= time);
            last = begun.saturating_sub(1);
        }
        starts[last]
    };
    let values: Vec<i64> = times.values().iter().copied().map(begun).collect();
    Int64Array::new(values.into(), times.nulls().cloned())
}

/// A whole number, also one that travels as text.
fn whole(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Int(value) => Some(*value),
        Cell::Text(text) => text.parse().ok(),
        _ => None,
    }
}
