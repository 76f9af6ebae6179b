//! Analyses against answers computed by other programs (`known/compute.py`), and their edges.

mod edges;
mod known_answers;

use super::*;
use crate::server::worker::{ingest, tables::Tables};
use crate::shared::{
    account::Person,
    analysis::{Aggregate, GroupBy, Histogram, Profile, Scatter},
    chart::Marks,
    ids::{DatasetId, PersonId},
};
use serde_json::Value;
use std::path::PathBuf;

/// A data set in a folder of its own.
struct Bench {
    tables: Tables,
    dataset: Dataset,
    parquet: PathBuf,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new(csv: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (source, parquet) = (
            folder.path().join("source"),
            folder.path().join("a.parquet"),
        );
        std::fs::write(&source, csv).unwrap();
        let found = ingest::ingest(&source, "a.csv", &parquet).unwrap();
        let dataset = Dataset {
            dataset_id: DatasetId(uuid::Uuid::nil()),
            name: "a".into(),
            rows: found.rows,
            columns: found.columns,
            bytes: 0,
            version: 1,
            notes: vec![],
            by: Person {
                id: PersonId(1),
                name: "Ada".into(),
            },
            at: 0,
        };
        Self {
            tables: Tables::new(),
            dataset,
            parquet,
            _folder: folder,
        }
    }

    fn penguins() -> Self {
        Self::new(include_bytes!("../../../../../public/samples/penguins.csv"))
    }

    fn try_ask(&self, spec: Spec) -> Result<Output, AnalysisError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .thread_stack_size(32 << 20)
            .build()
            .unwrap();
        // The test's own thread has 2 MB of stack; plans want more in a debug build.
        std::thread::scope(|scope| {
            let ask = || runtime.block_on(run(&self.tables, &self.parquet, &self.dataset, &spec));
            let thread = std::thread::Builder::new().stack_size(32 << 20);
            thread.spawn_scoped(scope, ask).unwrap().join().unwrap()
        })
    }

    fn ask(&self, spec: Spec) -> Output {
        self.try_ask(spec).unwrap()
    }
}

fn group_by(by: &str, aggregate: Aggregate, measure: Option<&str>) -> Spec {
    Spec::GroupBy(GroupBy {
        by: by.into(),
        aggregate,
        measure: measure.map(Into::into),
    })
}

fn histogram(column: &str, bins: Option<u32>) -> Spec {
    Spec::Histogram(Histogram {
        column: column.into(),
        bins,
    })
}

fn scatter(x: &str, y: &str) -> Spec {
    Spec::Scatter(Scatter {
        x: x.into(),
        y: y.into(),
    })
}

fn known() -> Value {
    serde_json::from_str(include_str!("../known/penguins.json")).unwrap()
}

fn list<'a>(known: &'a Value, kind: &str) -> &'a Vec<Value> {
    known[kind].as_array().unwrap()
}

/// Numbers to 1e-9 of their size, anything else exactly.
fn same(found: &Cell, expected: &Value, what: &str) {
    match (cells::value(found), expected.as_f64()) {
        (Some(found), Some(expected)) => close(found, expected, what),
        _ => match expected {
            Value::Null => assert_eq!(*found, Cell::Null, "{what}"),
            Value::String(text) => assert_eq!(*found, Cell::Text(text.clone()), "{what}"),
            other => panic!("{what}: {found:?} for {other}"),
        },
    }
}

fn close(found: f64, expected: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(
        error <= 1e-9 * expected.abs().max(1e-9),
        "{what}: {found} for {expected}"
    );
}
