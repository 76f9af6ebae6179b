//! What is asked of each bucket of each line, of all rows or of a part of them, and how parts are put together.

use crate::analyses::{Aggregate, group_by::compute::aggregate_of};
use crate::server::worker::{
    analysis::{as_count, double},
    exact,
};
use crate::shared::{analysis::Cell, dataset::ColumnType};
use datafusion::{
    common::DataFusionError,
    functions_aggregate::expr_fn::{count, max, min, sum},
    logical_expr::{Expr, lit},
    prelude::{DataFrame, ident},
};

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

impl Answer {
    /// From a row with its line, its bucket and what was asked.
    pub fn of(mut row: Vec<Cell>) -> Option<Self> {
        let line = usize::try_from(whole(&row[0])?).ok()?;
        let (start, rows) = (whole(&row[1])?, as_count(&row[2]));
        let values = row.get(4).map(as_count);
        let value = values.map(|values| (row.swap_remove(3), values));
        Some(Self {
            line,
            start,
            rows,
            value,
        })
    }
}

/// What is asked of each bucket, of all rows or of a part of them, whose sum is not rounded.
pub fn asked(measured: Option<Measured>, of_part: bool) -> Vec<Expr> {
    let mut asked = vec![count(lit(1_i64)).alias("rows")];
    if let Some(Measured {
        aggregate,
        column_type,
    }) = measured
    {
        let value = match (aggregate, of_part) {
            (Aggregate::Mean, true) => exact::parts(double(ident("measure"))),
            (Aggregate::Sum, true) if column_type != ColumnType::Integer => {
                exact::parts(ident("measure"))
            }
            (aggregate, _) => aggregate_of(aggregate, column_type),
        };
        let values = aggregate_of(Aggregate::Count, column_type);
        asked.extend([value.alias("value"), values.alias("values")]);
    }
    asked
}

/// The answers of parts, put together bucket by bucket of each line.
pub fn together(
    answers: DataFrame,
    measured: Option<Measured>,
) -> Result<DataFrame, DataFusionError> {
    let bucket = || vec![ident("line"), ident("bucket")];
    let rows = || sum(ident("rows")).alias("rows");
    let Some(measured) = measured else {
        return answers.aggregate(bucket(), vec![rows()]);
    };
    let value = || ident("value");
    let whole = match (measured.aggregate, measured.column_type) {
        (Aggregate::Min, _) => min(value()),
        (Aggregate::Max, _) => max(value()),
        (Aggregate::Mean, _) => exact::mean_of_parts(value()),
        (Aggregate::Sum, ColumnType::Integer) => sum(value()),
        _ => exact::sum_of_parts(value()),
    };
    let asked = vec![
        rows(),
        whole.alias("value"),
        sum(ident("values")).alias("values"),
    ];
    answers.aggregate(bucket(), asked)
}

/// A whole number, also one that travels as text.
pub fn whole(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Int(value) => Some(*value),
        Cell::Text(text) => text.parse().ok(),
        _ => None,
    }
}
