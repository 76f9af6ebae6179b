//! What a view shows as a file: CSV, Parquet or a sheet.

mod csv;
mod excel;
mod parquet;

use super::{
    columns, numbers,
    table::{OpenTables, Table},
};
use crate::server::worker::wire::{ExportFormat, Look};
use crate::shared::analysis::AnalysisError;
use datafusion::arrow::{array::RecordBatch, error::ArrowError};
use std::{fs, path::Path};

const BATCH_ROWS: usize = 8_192;
/// Rows that are read at once where they follow each other, and what may be in memory where they do not.
const ROWS_AT_ONCE: usize = 1 << 17;
const MOST_BYTES: u64 = 512 << 20;

/// Writes what the look shows to `to`; on error nothing is left there.
pub fn export(
    tables: &OpenTables,
    look: &Look,
    format: ExportFormat,
    to: &Path,
) -> Result<(), AnalysisError> {
    let table = tables.open(&look.parquet)?;
    let rows = Rows {
        columns: columns(&table, look)?,
        numbers: numbers(&table, look)?,
        table: &table,
    };
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let written = match format {
        ExportFormat::Csv => csv::write(&rows, to),
        ExportFormat::Parquet => parquet::write(&rows, to),
        ExportFormat::Xlsx => excel::write(&rows, to),
    };
    if written.is_err() {
        // The first error is the one to tell; a sweep finds what stays.
        let _ = fs::remove_file(to);
    }
    written
}

/// The rows and columns that go into the file.
struct Rows<'a> {
    table: &'a Table,
    columns: Vec<usize>,
    /// None for all as they stand.
    numbers: Option<Vec<u32>>,
}

impl Rows<'_> {
    fn count(&self) -> usize {
        let numbers = self.numbers.as_ref();
        numbers.map_or(self.table.rows as usize, Vec::len)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| self.table.name(*column))
    }

    /// Hands on all rows in their order.
    fn each(
        &self,
        mut with: impl FnMut(RecordBatch) -> Result<(), AnalysisError>,
    ) -> Result<(), AnalysisError> {
        let at_once = self.at_once();
        for start in (0..self.count()).step_by(at_once) {
            let end = (start + at_once).min(self.count());
            let gathered = match &self.numbers {
                Some(numbers) => self.table.gather(&numbers[start..end], &self.columns)?,
                None => {
                    let numbers: Vec<u32> = (start as u32..end as u32).collect();
                    self.table.gather(&numbers, &self.columns)?
                }
            };
            for start in (0..gathered.len()).step_by(BATCH_ROWS) {
                let end = (start + BATCH_ROWS).min(gathered.len());
                with(gathered.batch(start..end)?)?;
            }
        }
        Ok(())
    }

    /// Rows in another order lie all over the file: each piece reads much of it.
    fn at_once(&self) -> usize {
        match &self.numbers {
            Some(numbers) if !numbers.is_sorted() => {
                let bytes = self.table.bytes_of(&self.columns);
                let of_row = bytes / u64::from(self.table.rows).max(1);
                let rows = MOST_BYTES / of_row.max(1);
                (rows as usize).max(BATCH_ROWS)
            }
            _ => ROWS_AT_ONCE,
        }
    }

    fn schema(&self) -> Result<datafusion::arrow::datatypes::Schema, ArrowError> {
        self.table.schema().project(&self.columns)
    }
}
