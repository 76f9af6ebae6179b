//! Runs an analysis: a spec and a data set become an output. Beside it, what the kinds share
//! (`crate::analyses`).
//!
//! Each is a DataFusion plan of built-in functions over aliased columns; no text of a person ever
//! becomes part of a query.

use super::{cells, exact, merging::Parts, tables::ColumnCache, wire::Reads};
use crate::analyses::Spec;
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind, Cell, Num, Output, TableColumn},
    dataset::Dataset,
};
use datafusion::{
    arrow::{
        array::{Float64Array, RecordBatch, StringViewArray},
        datatypes::DataType,
    },
    common::DataFusionError,
    functions_aggregate::expr_fn::median,
    logical_expr::{Expr, cast, lit},
    prelude::{DataFrame, ident},
};
use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Rows of a result table; the rest is counted in `total_rows`.
pub const MAX_TABLE_ROWS: usize = 200;
/// Bars that a chart can show with their names.
pub const MAX_BARS: usize = 40;

/// The data set a question is about.
pub struct Data<'a> {
    tables: &'a ColumnCache,
    parquet: &'a Path,
    pub dataset: &'a Dataset,
    /// In Unix milliseconds, where rows still come.
    pub now_ms: Option<i64>,
    access: Mutex<Access>,
}

/// How its rows were asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Whole,
    /// All rows are in one part, as those of a live data set are that has just begun.
    OnePart,
    Parts,
}

/// Answers `spec`, or says why it cannot be answered of this data set.
pub async fn run(
    tables: &ColumnCache,
    parquet: &Path,
    dataset: &Dataset,
    spec: &Spec,
    now_ms: Option<i64>,
) -> Result<(Output, Reads), AnalysisError> {
    spec.fits(dataset)?;
    let data = Data {
        tables,
        parquet,
        dataset,
        now_ms,
        access: Mutex::new(Access::Whole),
    };
    let mut output = spec.compute(&data).await?;
    output.chart.title = spec.title(&dataset.name);
    Ok((output, data.reads()))
}

/// Answers a question about three rows: it loads the code that every plan goes through.
pub async fn warm(tables: &ColumnCache) -> Result<(), AnalysisError> {
    let keys = StringViewArray::from(vec!["a", "b", "a"]);
    let values = Float64Array::from(vec![1.0, 2.0, 3.0]);
    let batch = RecordBatch::try_from_iter([
        ("by", Arc::new(keys) as _),
        ("measure", Arc::new(values) as _),
    ])
    .map_err(DataFusionError::from)?;
    let measure = || ident("measure");
    let grouped = tables
        .batch(batch)?
        .aggregate(
            vec![ident("by")],
            vec![exact::mean(measure()), median(measure())],
        )?
        .sort(vec![ident("by").sort(true, false)])?;
    grouped.collect().await?;
    Ok(())
}

impl Data<'_> {
    /// Some columns under names of the plan.
    pub async fn frame(&self, columns: &[(&str, String)]) -> Result<DataFrame, DataFusionError> {
        if *self.access() == Access::Parts {
            *self.access() = Access::Whole;
        }
        self.tables.frame(self.parquet, columns).await
    }

    /// The same part by part; none where there is nothing to be put together, or more than is held at once.
    pub fn parts(&self, columns: &[(&str, String)]) -> Result<Option<Parts<'_>>, DataFusionError> {
        let parts = Parts::of(self.tables, self.parquet, columns)?;
        let is_one = parts.as_ref().is_some_and(Parts::is_one);
        *self.access() = match (&parts, is_one) {
            (None, _) => Access::Whole,
            (_, true) => Access::OnePart,
            (_, false) => Access::Parts,
        };
        Ok(parts.filter(|_| !is_one))
    }

    fn reads(&self) -> Reads {
        match *self.access() {
            Access::Whole => Reads::All,
            Access::OnePart | Access::Parts => Reads::New,
        }
    }

    fn access(&self) -> MutexGuard<'_, Access> {
        self.access.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer, row by row.
pub async fn collect(frame: DataFrame) -> Result<Vec<Vec<Cell>>, DataFusionError> {
    let mut rows = Vec::new();
    for batch in frame.collect().await? {
        rows.extend(cells::rows(&batch));
    }
    Ok(rows)
}

/// The only row of an aggregate without groups.
pub async fn collect_one(frame: DataFrame) -> Result<Vec<Cell>, DataFusionError> {
    let rows = collect(frame).await?;
    rows.into_iter()
        .next()
        .ok_or_else(|| DataFusionError::Internal("no aggregate".into()))
}

pub fn column(name: impl Into<String>, numeric: bool) -> TableColumn {
    TableColumn {
        name: name.into(),
        numeric,
    }
}

pub fn double(expr: Expr) -> Expr {
    cast(expr, DataType::Float64)
}

/// Whether a double is a number one can place: not null, not NaN, not infinite.
pub fn finite(expr: Expr) -> Expr {
    expr.clone()
        .gt_eq(lit(f64::MIN))
        .and(expr.lt_eq(lit(f64::MAX)))
}

pub fn number(value: f64) -> Cell {
    Cell::Num(Num(value))
}

pub fn as_count(cell: &Cell) -> i64 {
    if let Cell::Int(count) = cell {
        *count
    } else {
        0
    }
}

impl From<DataFusionError> for AnalysisError {
    /// The inside goes to the log; a person can do nothing about it, but for too much memory.
    fn from(error: DataFusionError) -> Self {
        eprintln!("worker: {error}");
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => Self::new(
                AnalysisErrorKind::TooLarge,
                "This needs more memory than one analysis may use. Choose fewer groups or columns.",
            ),
            _ => Self::new(
                AnalysisErrorKind::Unavailable,
                "The analysis failed on the server. Run it again.",
            ),
        }
    }
}
