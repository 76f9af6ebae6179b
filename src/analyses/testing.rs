//! What the kinds' tests share: data sets with a worker's own reader, questions in short, comparing.

pub use super::*;
pub(crate) use crate::server::worker::cells;
pub use crate::shared::{
    analysis::{AnalysisErrorKind, Cell, Num, Output},
    chart::Marks,
};

use crate::server::worker::{analysis::run, ingest, tables::ColumnCache};
use crate::shared::{reading::Decisions, session::testing::dataset};
use serde_json::Value;
use std::path::PathBuf;

/// A data set in a folder of its own.
pub struct Fixture {
    tables: ColumnCache,
    pub dataset: Dataset,
    parquet: PathBuf,
    /// In Unix milliseconds, where rows still come.
    pub now_ms: Option<i64>,
    _folder: tempfile::TempDir,
}

impl Fixture {
    pub fn new(csv: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (source, parquet) = (
            folder.path().join("source"),
            folder.path().join("a.parquet"),
        );
        std::fs::write(&source, csv).unwrap();
        let found = ingest::ingest(&source, "a.csv", &Decisions::default(), &parquet).unwrap();
        let dataset = dataset("a", found.rows, found.columns);
        Self {
            tables: ColumnCache::new(),
            dataset,
            parquet,
            now_ms: None,
            _folder: folder,
        }
    }

    pub fn penguins() -> Self {
        Self::new(include_bytes!("../../public/samples/penguins.csv"))
    }

    pub fn try_ask(&self, spec: Spec) -> Result<Output, AnalysisError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .thread_stack_size(32 << 20)
            .build()
            .unwrap();
        // The test's own thread has 2 MB of stack; plans want more in a debug build.
        std::thread::scope(|scope| {
            let Self {
                tables,
                dataset,
                parquet,
                now_ms,
                ..
            } = self;
            let ask = || {
                let asked = run(tables, parquet, dataset, &spec, *now_ms);
                runtime.block_on(asked).map(|(output, _)| output)
            };
            let thread = std::thread::Builder::new().stack_size(32 << 20);
            thread.spawn_scoped(scope, ask).unwrap().join().unwrap()
        })
    }

    pub fn ask(&self, spec: Spec) -> Output {
        self.try_ask(spec).unwrap()
    }
}

pub fn group_by(by: &str, aggregate: Aggregate, measure: Option<&str>) -> Spec {
    Spec::GroupBy(GroupBy {
        by: by.into(),
        aggregate,
        measure: measure.map(Into::into),
    })
}

pub fn histogram(column: &str, bins: Option<u32>) -> Spec {
    Spec::Histogram(Histogram {
        column: column.into(),
        bins,
    })
}

pub fn scatter(x: &str, y: &str) -> Spec {
    Spec::Scatter(Scatter {
        x: x.into(),
        y: y.into(),
    })
}

/// Answers that other programs computed (`known.py` in a kind's folder).
pub fn known(json: &str) -> Vec<Value> {
    serde_json::from_str(json).unwrap()
}

/// Numbers to 1e-9 of their size, anything else exactly.
pub fn same(found: &Cell, expected: &Value, what: &str) {
    match (cells::value(found), expected.as_f64()) {
        (Some(found), Some(expected)) => close(found, expected, what),
        _ => match expected {
            Value::Null => assert_eq!(*found, Cell::Null, "{what}"),
            Value::String(text) => assert_eq!(*found, Cell::Text(text.clone()), "{what}"),
            other => panic!("{what}: {found:?} for {other}"),
        },
    }
}

pub fn close(found: f64, expected: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(
        error <= 1e-9 * expected.abs().max(1e-9),
        "{what}: {found} for {expected}"
    );
}
