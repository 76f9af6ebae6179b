//! What came with the rows from some number on, in short: for rules, which look at rows once.

use super::{OpenTables, table::Table};
use crate::shared::analysis::AnalysisError;
use datafusion::arrow::{
    array::{AsArray, RecordBatch},
    compute::cast,
    datatypes::{DataType, Float64Type},
    error::ArrowError,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, path::Path};

/// Rows that are read at once.
const CHUNK: usize = 1 << 16;
/// Different values of a column that are told; a column with more of them has no news.
pub const MOST_TEXTS: usize = 10_000;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Came {
    pub rows: u64,
    /// For each column of numbers that was asked for.
    pub numbers: Vec<Numbers>,
    /// For each other column that was asked for: its different values; none where there are too many.
    pub texts: Vec<Option<BTreeSet<String>>>,
}

/// The values of a column, those that are missing left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    pub count: u64,
    pub sum: f64,
    /// 0 where there is none, and so is `max`.
    pub min: f64,
    pub max: f64,
}

impl Numbers {
    pub fn take(&mut self, value: f64) {
        self.add(Self {
            count: 1,
            sum: value,
            min: value,
            max: value,
        });
    }

    pub fn add(&mut self, other: Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other;
            return;
        }
        self.count += other.count;
        // JSON knows no infinity.
        self.sum = (self.sum + other.sum).clamp(f64::MIN, f64::MAX);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

/// Reads the rows from number `from` of a version on.
pub fn came(
    tables: &OpenTables,
    parquet: &Path,
    from: u64,
    numbers: &[usize],
    texts: &[usize],
) -> Result<Came, AnalysisError> {
    let table = tables.open(parquet)?;
    let mut came = Came {
        rows: u64::from(table.rows).saturating_sub(from),
        numbers: vec![Numbers::default(); numbers.len()],
        texts: vec![Some(BTreeSet::new()); texts.len()],
    };
    let columns = [numbers, texts].concat();
    if columns.is_empty() {
        return Ok(came);
    }
    let rows: Vec<u32> = (from.min(u64::from(table.rows)) as u32..table.rows).collect();
    for rows in rows.chunks(CHUNK) {
        let batch = read(&table, rows, &columns)?;
        for (place, numbers) in came.numbers.iter_mut().enumerate() {
            let values = cast(batch.column(place), &DataType::Float64)?;
            let values = values.as_primitive::<Float64Type>();
            let finite = values.iter().flatten().filter(|value| value.is_finite());
            finite.for_each(|value| numbers.take(value));
        }
        for (place, texts) in came.texts.iter_mut().enumerate() {
            take(texts, &batch, came.numbers.len() + place)?;
        }
    }
    Ok(came)
}

fn read(table: &Table, rows: &[u32], columns: &[usize]) -> Result<RecordBatch, ArrowError> {
    table.gather(rows, columns).and_then(|rows| rows.all())
}

fn take(
    texts: &mut Option<BTreeSet<String>>,
    batch: &RecordBatch,
    place: usize,
) -> Result<(), ArrowError> {
    let Some(known) = texts else {
        return Ok(());
    };
    let values = cast(batch.column(place), &DataType::Utf8)?;
    let values = values.as_string::<i32>();
    for value in values.iter().flatten() {
        if !known.contains(value) {
            known.insert(value.to_owned());
        }
    }
    if known.len() > MOST_TEXTS {
        *texts = None;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{server::worker::ingest, shared::reading::Decisions};

    #[test]
    fn what_came_is_what_stands_from_a_row_on() {
        let folder = tempfile::tempdir().unwrap();
        let (source, parquet) = (
            folder.path().join("source"),
            folder.path().join("a.parquet"),
        );
        std::fs::write(&source, "x,city\n1,Oslo\n,Rome\n4,Oslo\n2,\n").unwrap();
        ingest::ingest(&source, "a.csv", &Decisions::default(), &parquet).unwrap();
        let tables = OpenTables::default();
        let from = |row| came(&tables, &parquet, row, &[0], &[1]).unwrap();
        let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
        let all = Numbers {
            count: 3,
            sum: 7.0,
            min: 1.0,
            max: 4.0,
        };
        let expected = Came {
            rows: 4,
            numbers: vec![all],
            texts: vec![texts(&["Oslo", "Rome"])],
        };
        assert_eq!(from(0), expected);
        let last = Numbers {
            count: 2,
            sum: 6.0,
            min: 2.0,
            max: 4.0,
        };
        let expected = Came {
            rows: 2,
            numbers: vec![last],
            texts: vec![texts(&["Oslo"])],
        };
        assert_eq!(from(2), expected);
        assert_eq!(from(9).rows, 0);
    }
}
