//! The lines of a time series: one of all rows, or one for each of the most frequent values of a column.

use crate::server::worker::{
    analysis::{as_count, collect_one},
    cells,
};
use crate::shared::analysis::Cell;
use datafusion::{
    common::{DataFusionError, ScalarValue},
    functions_aggregate::expr_fn::{count, sum},
    logical_expr::{lit, when},
    prelude::{DataFrame, ident},
};

/// More could not be told apart.
const MOST: usize = 6;

/// Values without a line of their own.
#[derive(Clone, Copy, Default)]
pub struct Others {
    /// How many.
    pub values: i64,
    /// Rows that have one of them.
    pub rows: i64,
}

/// Which rows have a line, and which have none.
#[derive(Clone, Default)]
pub struct Lines {
    /// The values of `series` that have one, in their own order, a missing one last; none where all rows have the same.
    pub values: Vec<ScalarValue>,
    pub others: Others,
    /// Rows without a value, where these have no line.
    pub missing: i64,
}

impl Lines {
    /// Those of the values that most rows have, of equally many the first. `counted`: `rows` by `series`.
    pub async fn of(counted: DataFrame) -> Result<Self, DataFusionError> {
        let by_value = || ident("series").sort(true, false);
        let largest = vec![ident("rows").sort(false, false), by_value()];
        let largest = counted.clone().sort(largest)?.limit(0, Some(MOST))?;
        let (mut values, mut drawn) = (Vec::new(), Vec::new());
        for batch in largest.sort(vec![by_value()])?.collect().await? {
            for row in 0..batch.num_rows() {
                values.push(ScalarValue::try_from_array(batch.column(0), row)?);
            }
            drawn.extend(cells::rows(&batch).map(|row| as_count(&row[1])));
        }
        let rows_where = |fits| when(fits, ident("rows")).otherwise(lit(0_i64));
        let all = vec![
            count(ident("series")),
            sum(rows_where(ident("series").is_not_null())?),
            sum(rows_where(ident("series").is_null())?),
        ];
        let all = collect_one(counted.aggregate(vec![], all)?).await?;
        let drawn = values
            .iter()
            .zip(drawn)
            .filter(|(value, _)| !value.is_null());
        let (lines, rows) = drawn.fold((0, 0), |(lines, all), (_, rows)| (lines + 1, all + rows));
        let has_line = values.iter().any(ScalarValue::is_null);
        Ok(Self {
            others: Others {
                values: as_count(&all[0]) - lines,
                rows: as_count(&all[1]) - rows,
            },
            missing: if has_line { 0 } else { as_count(&all[2]) },
            values,
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.values.len().max(1)
    }

    /// The value whose rows a line is of; none where it is of all.
    pub fn value(&self, line: usize) -> Result<Option<Cell>, DataFusionError> {
        let value = self.values.get(line).map(|value| {
            let array = value.to_array()?;
            Ok(cells::cell(&array, 0))
        });
        value.transpose()
    }

    /// Only rows that have a line, with `line` as the place of theirs.
    pub fn split(&self, frame: DataFrame) -> Result<DataFrame, DataFusionError> {
        let has = |value: &ScalarValue| match value.is_null() {
            true => ident("series").is_null(),
            false => ident("series").eq(lit(value.clone())),
        };
        let mut lines = self.values.iter().zip(0_i64..);
        let Some((first, line)) = lines.next() else {
            return frame.with_column("line", lit(0_i64));
        };
        let mut line_of = when(has(first), lit(line));
        for (value, line) in lines {
            line_of = line_of.when(has(value), lit(line));
        }
        frame
            .with_column("line", line_of.end()?)?
            .filter(ident("line").is_not_null())
    }
}
