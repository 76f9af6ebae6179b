//! Groups from how often each has each value of the measure: so its middle is known too, and no sum depends on which
//! part a row is in.

use super::NAMES;
use crate::server::worker::{exact::Expansion, merging::Parts, weighted::Weighted};
use crate::shared::dataset::{Column, ColumnType};
use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array, RecordBatch,
            UInt32Array,
        },
        compute::{cast, concat_batches, partition, take},
        datatypes::{DataType, Float64Type, Int64Type},
    },
    common::DataFusionError,
    prelude::{DataFrame, ident},
};
use std::{iter::zip, ops::Range, sync::Arc};

/// What a plain run finds of each group; none where there are too many values.
pub async fn groups(
    parts: &Parts<'_>,
    by: &str,
    measure: &Column,
) -> Result<Option<DataFrame>, DataFusionError> {
    let what = format!("{by:?} has each {:?}", measure.name);
    let Some(counted) = parts.counted(&what, &["by", "measure"]).await? else {
        return Ok(None);
    };
    let order = ["by", "measure"].map(|name| ident(name).sort(true, false));
    let sorted = counted.sort(order.to_vec())?;
    let schema = Arc::new(sorted.schema().as_arrow().clone());
    let counted = concat_batches(&schema, &sorted.collect().await?)?;
    let grouped = grouped(&counted, measure.column_type)?;
    parts.together(vec![vec![grouped]]).map(Some)
}

/// A row for each `by`. `counted` has the groups one after the other, the values of each in their order, missing ones
/// last, and how often each is there.
fn grouped(counted: &RecordBatch, column_type: ColumnType) -> Result<RecordBatch, DataFusionError> {
    let groups = partition(&counted.columns()[..1])?.ranges();
    let (by, measure) = (counted.column(0), counted.column(1));
    let doubles = cast(measure, &DataType::Float64)?;
    let doubles = doubles.as_primitive::<Float64Type>().values();
    let times = counted.column(2).as_primitive::<Int64Type>().values();
    let count = |range: &Range<usize>| times[range.clone()].iter().sum::<i64>();
    let with_value = |group: &Range<usize>| {
        let values = group.clone().take_while(|at| measure.is_valid(*at));
        group.start..group.start + values.count()
    };
    let filled: Vec<Range<usize>> = groups.iter().map(with_value).collect();
    let often = |values: &Range<usize>| times[values.clone()].iter().map(|n| n.unsigned_abs());
    let exact = |values: &Range<usize>| {
        let mut sum = Expansion::default();
        for (value, times) in zip(&doubles[values.clone()], often(values)) {
            sum.add_times(*value, times);
        }
        sum
    };
    let sums: Vec<Option<Expansion>> = filled
        .iter()
        .map(|values| (!values.is_empty()).then(|| exact(values)))
        .collect();
    let of_sums = |number: fn(&Expansion) -> f64| -> Float64Array {
        sums.iter().map(|sum| sum.as_ref().map(number)).collect()
    };
    let sum: ArrayRef = match column_type {
        ColumnType::Integer => {
            let integers = measure.as_primitive::<Int64Type>().values();
            let sum = |values: &Range<usize>| {
                let pairs = zip(&integers[values.clone()], &times[values.clone()]);
                let products = pairs.map(|(value, n)| i128::from(*value) * i128::from(*n));
                (!values.is_empty()).then(|| products.sum::<i128>())
            };
            let sums: Decimal128Array = filled.iter().map(sum).collect();
            Arc::new(sums.with_precision_and_scale(38, 0)?)
        }
        _ => Arc::new(of_sums(Expansion::sum)),
    };
    let median =
        |values: &Range<usize>| Weighted::new(&doubles[values.clone()], often(values)).median();
    let medians: Float64Array = filled.iter().map(median).collect();
    let at = |place: fn(&Range<usize>) -> usize| -> UInt32Array {
        let place = |values: &Range<usize>| (!values.is_empty()).then(|| place(values) as u32);
        filled.iter().map(place).collect()
    };
    let of_all = |ranges: &[Range<usize>]| Int64Array::from_iter_values(ranges.iter().map(count));
    let firsts = UInt32Array::from_iter_values(groups.iter().map(|group| group.start as u32));
    let columns: [ArrayRef; 6] = [
        Arc::new(of_all(&filled)),
        sum,
        Arc::new(of_sums(Expansion::mean)),
        Arc::new(medians),
        take(measure, &at(|values| values.start), None)?,
        take(measure, &at(|values| values.end - 1), None)?,
    ];
    let head: [(&str, ArrayRef); 2] = [
        ("by", take(by, &firsts, None)?),
        ("rows", Arc::new(of_all(&groups))),
    ];
    let all = head.into_iter().chain(NAMES.into_iter().zip(columns));
    Ok(RecordBatch::try_from_iter_with_nullable(
        all.map(|(name, column)| (name, column, true)),
    )?)
}
