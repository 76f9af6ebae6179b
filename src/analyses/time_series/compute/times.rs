//! The times of a data set, and what is asked of those in each bucket: of all rows at once, or part by part where the
//! answers can be put together.

use super::{
    buckets::Buckets,
    lines::Lines,
    measured::{Answer, Measured, asked, together, whole},
    zone::Zone,
};
use crate::analyses::{Aggregate, TimeSeries};
use crate::server::worker::{
    analysis::{Data, as_count, collect, collect_one},
    cells,
    merging::Parts,
};
use crate::shared::analysis::Cell;
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
    source: Source<'a>,
    /// The first and the last time of each part, in seconds; none where it has none.
    ranges: Vec<Option<(i64, i64)>>,
    /// All that answers depend on, but for what is asked of a bucket.
    question: String,
    pub zone: &'a Zone,
    unit: Unit,
    /// In seconds.
    oldest: i64,
    /// The first that is asked for, and the last.
    pub first: i64,
    pub last: i64,
}

/// Of a part with more buckets, only those that are drawn are looked at.
const MOST_OF_A_PART: usize = 5_000;

enum Source<'a> {
    Whole(DataFrame),
    Parts(Parts<'a>),
}

/// The unit of a column's values, as seconds and parts of a second: a day, or a microsecond.
#[derive(Clone, Copy)]
struct Unit {
    seconds: i64,
    parts: i64,
}

impl Unit {
    fn in_seconds(self, value: i64) -> i64 {
        value.saturating_mul(self.seconds).div_euclid(self.parts)
    }

    fn of_seconds(self, seconds: i64) -> i64 {
        seconds.div_euclid(self.seconds).saturating_mul(self.parts)
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
    // The middle of all values is not found from those of parts.
    let parts = match spec.aggregate {
        Aggregate::Median => None,
        _ => data.parts(&columns)?,
    };
    let source = match parts {
        Some(parts) => Source::Parts(parts),
        None => Source::Whole(timed(data.frame(&columns).await?)?),
    };
    let (extent, each) = match &source {
        Source::Whole(frame) => (frame.clone().aggregate(vec![], extent())?, Vec::new()),
        Source::Parts(parts) => {
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
    Ok(Found {
        rows: as_count(&extent[0]),
        with_time: as_count(&extent[1]),
        times: range(&extent).map(|(first, last)| Times {
            source,
            ranges,
            // How far back it goes is said where the answer depends on it.
            question: format!(
                "{:?}",
                TimeSeries {
                    last: None,
                    ..spec.clone()
                }
            ),
            zone,
            unit,
            oldest: first,
            first: match spec.last {
                // Times within a second, or on a day, are as old.
                Some(span) => first.max(last - span.seconds() + unit.seconds),
                None => first,
            },
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
    /// When the first of the buckets begins, where rows are older.
    pub fn since(&self, buckets: &Buckets) -> Option<i64> {
        let first = buckets.starts.first().copied();
        first.filter(|start| *start > self.oldest)
    }

    /// How many rows have each value of `series`, as `rows`; of those since a moment, if one is named.
    pub async fn by_value(&self, since: Option<i64>) -> Result<DataFrame, DataFusionError> {
        let series = || vec![ident("series")];
        let counted = || vec![count(lit(1_i64)).alias("rows")];
        let parts = match &self.source {
            Source::Parts(parts) => parts,
            Source::Whole(frame) => {
                let frame = self.only(with_time(frame.clone())?, since)?;
                return frame.aggregate(series(), counted());
            }
        };
        let of_part = |place: usize, part: DataFrame| {
            let part = with_time(timed(part)?)?;
            let part = self.only(part, self.cut(place, since))?;
            part.aggregate(series(), counted())
        };
        let question = |place: usize| {
            let cut = self
                .is_asked(place, since)
                .then(|| self.cut(place, since))?;
            Some(format!("{} by value since {cut:?}", self.question))
        };
        let counted = parts.together(parts.answers_of(question, of_part).await?)?;
        counted.aggregate(series(), vec![sum(ident("rows")).alias("rows")])
    }

    /// The buckets that have rows, line by line in their order, and what is asked of them.
    pub async fn by_bucket(
        &self,
        buckets: &Buckets,
        lines: &Lines,
        measured: Option<Measured>,
    ) -> Result<Vec<Answer>, DataFusionError> {
        let since = self.since(buckets);
        let grouped = match &self.source {
            Source::Whole(frame) => {
                let bucket = self.bucket_of(buckets);
                let frame = lines.split(self.only(with_time(frame.clone())?, since)?)?;
                frame.aggregate(vec![ident("line"), bucket], asked(measured, false))?
            }
            Source::Parts(parts) => {
                // Buckets begin where the calendar says, whichever rows there are: what is found of all those of a part
                // stays right while the first one that is drawn moves on.
                let own = |place: usize| {
                    let (first, last) = self.range(place)?;
                    Buckets::new(buckets.period, self.zone, first, last, MOST_OF_A_PART)
                };
                let cut = |place: usize| {
                    let cut = self.cut(place, since);
                    cut.filter(|_| own(place).is_none())
                };
                let of_part = |place: usize, part: DataFrame| {
                    let cut = cut(place);
                    let own = own(place).filter(|_| cut.is_none());
                    let bucket = self.bucket_of(own.as_ref().unwrap_or(buckets));
                    let part = lines.split(self.only(with_time(timed(part)?)?, cut)?)?;
                    part.aggregate(vec![ident("line"), bucket], asked(measured, true))
                };
                let (all, period) = (&self.question, buckets.period);
                let all = format!("{all} by {period:?}, {:?}: {measured:?}", lines.values);
                let question = |place: usize| {
                    let is_asked = self.is_asked(place, since);
                    is_asked.then(|| format!("{all} since {:?}", cut(place)))
                };
                let answers = parts.answers_of(question, of_part).await?;
                let answers = parts.together(answers)?;
                let drawn = match since {
                    Some(since) => answers.filter(ident("bucket").gt_eq(lit(since)))?,
                    None => answers,
                };
                together(drawn, measured)?
            }
        };
        let order = ["line", "bucket"].map(|name| ident(name).sort(true, false));
        let sorted = grouped.sort(order.to_vec())?;
        let answers = collect(sorted).await?.into_iter();
        Ok(answers.filter_map(Answer::of).collect())
    }

    /// The first and the last time of a part.
    fn range(&self, place: usize) -> Option<(i64, i64)> {
        self.ranges.get(place).copied().flatten()
    }

    /// Whether a part has times since a moment.
    fn is_asked(&self, place: usize, since: Option<i64>) -> bool {
        let range = self.range(place);
        range.is_some_and(|(_, last)| since.is_none_or(|since| since <= last))
    }

    /// The moment, where a part has times before it.
    fn cut(&self, place: usize, since: Option<i64>) -> Option<i64> {
        let (first, _) = self.range(place)?;
        since.filter(|since| first < *since)
    }

    /// Rows since a moment in seconds, which is the first of a day for days.
    fn only(&self, frame: DataFrame, since: Option<i64>) -> Result<DataFrame, DataFusionError> {
        match since {
            Some(since) => frame.filter(ident("x").gt_eq(lit(self.unit.of_seconds(since)))),
            None => Ok(frame),
        }
    }

    /// When the bucket begins that a row is in: none of the engine's own functions knows zones beyond 2262.
    fn bucket_of(&self, buckets: &Buckets) -> Expr {
        let starts: Arc<[i64]> = buckets.starts.as_slice().into();
        let edges = buckets.starts.iter();
        let edges: Arc<[i64]> = edges.map(|start| self.unit.of_seconds(*start)).collect();
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
