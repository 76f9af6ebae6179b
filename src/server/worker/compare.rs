//! Two versions of a data set side by side: rows that are gone, that are new, and that have other values.
//!
//! A row is known by its key: a column, or two together, without a gap and without the same value twice in either
//! version. Where nothing is a key, equal rows cancel each other out, as often as they stand there.

use super::{
    analysis::{as_count, collect, collect_one},
    tables::ColumnCache,
    wire::Side,
};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind, Cell},
    comparison::{Changed, ChangedValue, Comparison, MAX_COLUMNS, MAX_SHOWN, Rows},
    dataset::ColumnType,
};
use datafusion::{
    arrow::datatypes::{DataType, TimeUnit},
    common::{DataFusionError, JoinType},
    functions_aggregate::expr_fn::sum,
    logical_expr::{Expr, Operator, binary_expr, cast, lit, when},
    prelude::{DataFrame, ident},
};

/// Columns that are tried as a key, and of these for keys of two.
const KEYS_TRIED: usize = 12;
const PAIRS_OF: usize = 5;

/// A column of both.
struct Shared {
    name: String,
    /// That has the values of both.
    column_type: ColumnType,
    may_be_key: bool,
}

/// What is `now` against what was `before`.
pub async fn compare(
    tables: &ColumnCache,
    before: &Side,
    now: &Side,
) -> Result<Comparison, AnalysisError> {
    let (mut shared, more_columns) = shared(before, now);
    if shared.is_empty() {
        return Err(AnalysisError::new(
            AnalysisErrorKind::Unsuitable,
            "They have no column in common, so no row of one is a row of the other.",
        ));
    }
    let both = Both {
        before: frame(tables, before, &shared, "b").await?,
        now: frame(tables, now, &shared, "n").await?,
    };
    let key = both.key(&shared, before.rows, now.rows).await?;
    let mut comparison = match key.is_empty() {
        true => both.without_key(shared.len()).await?,
        false => both.by_key(&key, &shared).await?,
    };
    comparison.key = key.iter().map(|at| shared[*at].name.clone()).collect();
    comparison.columns = shared.drain(..).map(|one| one.name).collect();
    comparison.more_columns = more_columns;
    Ok(comparison)
}

fn shared(before: &Side, now: &Side) -> (Vec<Shared>, i64) {
    let columns = before.columns.iter().filter_map(|old| {
        let new = now.columns.iter().find(|new| new.name == old.name)?;
        let is_whole = |one: ColumnType| one != ColumnType::Number;
        Some(Shared {
            name: old.name.clone(),
            column_type: old.column_type.wider(new.column_type),
            may_be_key: old.nulls == 0 && new.nulls == 0 && is_whole(old.column_type),
        })
    });
    let mut columns: Vec<Shared> = columns.collect();
    let more = columns.len().saturating_sub(MAX_COLUMNS);
    columns.truncate(MAX_COLUMNS);
    (columns, more as i64)
}

/// The shared columns, each under a name of the plan: `b0`, `b1`.
async fn frame(
    tables: &ColumnCache,
    side: &Side,
    shared: &[Shared],
    prefix: &str,
) -> Result<DataFrame, DataFusionError> {
    let aliases: Vec<(&str, String)> = shared
        .iter()
        .enumerate()
        .map(|(at, one)| (one.name.as_str(), format!("{prefix}{at}")))
        .collect();
    let frame = tables.frame(&side.parquet, &aliases).await?;
    let columns = shared.iter().enumerate().map(|(at, one)| {
        let name = format!("{prefix}{at}");
        cast(ident(&name), data_type(one.column_type)).alias(name)
    });
    frame.select(columns.collect::<Vec<_>>())
}

fn data_type(column_type: ColumnType) -> DataType {
    match column_type {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Date => DataType::Date32,
        ColumnType::DateTime => DataType::Timestamp(TimeUnit::Microsecond, None),
    }
}

struct Both {
    before: DataFrame,
    now: DataFrame,
}

fn old(at: usize) -> Expr {
    ident(format!("b{at}"))
}

fn new(at: usize) -> Expr {
    ident(format!("n{at}"))
}

/// Also where one of them is missing.
fn differs(at: usize) -> Expr {
    binary_expr(old(at), Operator::IsDistinctFrom, new(at))
}

fn counted(condition: Expr) -> Result<Expr, DataFusionError> {
    Ok(sum(when(condition, lit(1_i64)).otherwise(lit(0_i64))?))
}

/// Whether no two of the rows have the same key.
async fn are_different(
    frame: &DataFrame,
    column: fn(usize) -> Expr,
    key: &[usize],
    rows: i64,
) -> Result<bool, DataFusionError> {
    let key = frame.clone().select(key.iter().map(|at| column(*at)))?;
    Ok(key.distinct()?.count().await? as i64 == rows)
}

impl Both {
    /// The places of the columns that tell rows apart in both.
    async fn key(
        &self,
        shared: &[Shared],
        before: i64,
        now: i64,
    ) -> Result<Vec<usize>, DataFusionError> {
        let tried = shared.iter().enumerate().filter(|(_, one)| one.may_be_key);
        let tried: Vec<usize> = tried.map(|(at, _)| at).take(KEYS_TRIED).collect();
        let single = tried.iter().map(|at| vec![*at]);
        let pairs = tried.iter().take(PAIRS_OF).enumerate();
        let pairs = pairs.flat_map(|(at, first)| {
            let others = tried.iter().take(PAIRS_OF).skip(at + 1);
            others.map(|second| vec![*first, *second])
        });
        let keys: Vec<Vec<usize>> = single.chain(pairs).collect();
        // One after the other: each may need the memory that there is.
        for key in keys {
            if are_different(&self.before, old, &key, before).await?
                && are_different(&self.now, new, &key, now).await?
            {
                return Ok(key);
            }
        }
        Ok(Vec::new())
    }

    async fn by_key(self, key: &[usize], shared: &[Shared]) -> Result<Comparison, AnalysisError> {
        let columns = shared.len();
        let same_key = key.iter().map(|at| old(*at).eq(new(*at)));
        let joined = self.before.join_on(self.now, JoinType::Full, same_key)?;
        let first = key[0];
        let (is_gone, is_added) = (new(first).is_null(), old(first).is_null());
        let in_both = new(first).is_not_null().and(old(first).is_not_null());
        let others: Vec<usize> = (0..columns).filter(|at| !key.contains(at)).collect();
        let any = others.iter().map(|at| differs(*at)).reduce(Expr::or);
        let is_changed = in_both.clone().and(any.unwrap_or_else(|| lit(false)));

        let mut counts = vec![
            counted(is_gone.clone())?.alias("gone"),
            counted(is_added.clone())?.alias("added"),
            counted(is_changed.clone())?.alias("changed"),
        ];
        for at in &others {
            let count = counted(in_both.clone().and(differs(*at)))?;
            counts.push(count.alias(format!("c{at}")));
        }
        let counts = collect_one(joined.clone().aggregate(vec![], counts)?).await?;
        let counts: Vec<i64> = counts.iter().map(as_count).collect();

        let sorted = |frame: DataFrame, column: fn(usize) -> Expr| {
            let order = key.iter().map(|at| column(*at).sort(true, false));
            frame
                .sort(order.collect::<Vec<_>>())?
                .limit(0, Some(MAX_SHOWN))
        };
        let rows = async |condition: Expr, column: fn(usize) -> Expr| {
            let all = (0..columns).map(column).collect::<Vec<_>>();
            collect(sorted(joined.clone().filter(condition)?, column)?.select(all)?).await
        };
        let gone = rows(is_gone, old).await?;
        let added = rows(is_added, new).await?;
        let pairs = (0..columns).flat_map(|at| [old(at), new(at)]);
        let changed = sorted(joined.clone().filter(is_changed)?, old)?;
        let changed = collect(changed.select(pairs.collect::<Vec<_>>())?).await?;
        let change = |row: Vec<Cell>| Changed {
            key: key.iter().map(|at| row[2 * at].clone()).collect(),
            values: others
                .iter()
                .filter(|at| row[2 * **at] != row[2 * **at + 1])
                .map(|at| ChangedValue {
                    column: shared[*at].name.clone(),
                    before: row[2 * at].clone(),
                    now: row[2 * at + 1].clone(),
                })
                .collect(),
        };
        let by_column = others.iter().zip(&counts[3..]);
        Ok(Comparison {
            gone: Rows {
                count: counts[0],
                rows: gone,
            },
            added: Rows {
                count: counts[1],
                rows: added,
            },
            changed: counts[2],
            changes: changed.into_iter().map(change).collect(),
            by_column: by_column
                .filter(|(_, count)| **count > 0)
                .map(|(at, count)| (shared[*at].name.clone(), *count))
                .collect(),
            ..Comparison::default()
        })
    }

    async fn without_key(self, columns: usize) -> Result<Comparison, AnalysisError> {
        let side = |frame: DataFrame, column: fn(usize) -> Expr, sign: i64| {
            let all = (0..columns).map(|at| column(at).alias(format!("c{at}")));
            frame.select(all.chain([lit(sign).alias("sign")]).collect::<Vec<_>>())
        };
        let both = side(self.before, old, -1)?.union(side(self.now, new, 1)?)?;
        let all = || (0..columns).map(|at| ident(format!("c{at}")));
        let left = both
            .aggregate(all().collect(), vec![sum(ident("sign")).alias("left")])?
            .filter(ident("left").not_eq(lit(0_i64)))?;
        let counts = left.clone().aggregate(
            vec![],
            vec![
                sum(when(ident("left").lt(lit(0_i64)), ident("left")).otherwise(lit(0_i64))?)
                    .alias("gone"),
                sum(when(ident("left").gt(lit(0_i64)), ident("left")).otherwise(lit(0_i64))?)
                    .alias("added"),
            ],
        )?;
        let counts = collect_one(counts).await?;
        let rows = async |condition: Expr| {
            let order = all().map(|column| column.sort(true, false));
            let some = left.clone().filter(condition)?;
            let some = some
                .sort(order.collect::<Vec<_>>())?
                .limit(0, Some(MAX_SHOWN))?;
            collect(some.select(all().collect::<Vec<_>>())?).await
        };
        Ok(Comparison {
            gone: Rows {
                count: -as_count(&counts[0]),
                rows: rows(ident("left").lt(lit(0_i64))).await?,
            },
            added: Rows {
                count: as_count(&counts[1]),
                rows: rows(ident("left").gt(lit(0_i64))).await?,
            },
            ..Comparison::default()
        })
    }
}

#[cfg(test)]
mod tests;
