//! The rows of a file after those of a data set that is there: column by column of the same name.
//!
//! The file is read with the types that its columns have there, so that what does not fit is found and told as in
//! any file. Where a type differs all the same, both become the wider one.

use super::{unreadable, whole};
use crate::server::worker::{
    wire::{After, Table},
    words,
};
use crate::shared::{
    analysis::AnalysisError,
    dataset::{Column, ColumnType},
    reading::{ColumnReading, Decisions, Reading},
};
use datafusion::{
    arrow::{
        array::{RecordBatch, new_null_array},
        compute::cast,
        datatypes::{DataType, Field, Schema, SchemaRef},
        error::ArrowError,
    },
    parquet::{
        arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
        basic::{Compression, ZstdLevel},
        errors::ParquetError,
        file::properties::WriterProperties,
    },
};
use std::{fs, fs::File, path::Path, sync::Arc};

/// Rows that are written at once; more would need more memory than a worker should have.
const GROUP_ROWS: usize = 1 << 17;
const PAGE_ROWS: usize = 8_192;

impl After {
    /// The types of its columns, as decisions on a file that was proposed to be read as `proposed`. What people
    /// said of a column stands.
    pub fn types(&self, proposed: &Reading, said: &Decisions) -> Decisions {
        let mut decisions = Decisions::default();
        for (place, column) in proposed.columns.iter().enumerate() {
            let Some(known) = self.column(&column.name) else {
                continue;
            };
            if said.columns.iter().any(|one| one.place == place) {
                continue;
            }
            let wanted = match (known.column_type, column.column_type) {
                (ColumnType::Integer, ColumnType::Number) => ColumnType::Number,
                (known, _) => known,
            };
            let reading = match wanted == column.column_type {
                true => column.clone(),
                false => ColumnReading::new(column.name.clone(), wanted),
            };
            decisions.decide_column(place, reading);
        }
        decisions
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|one| one.name == name)
    }
}

/// Puts the rows of `after` before those that `parquet` has, which are those of `table`. On error `parquet` is gone.
pub fn put_before(
    after: &After,
    table: Table,
    file_name: &str,
    parquet: &Path,
) -> Result<Table, AnalysisError> {
    let both = columns(after, &table);
    let shared = after.columns.iter().any(|one| has(&table.columns, one));
    let joined = match shared {
        true => whole(parquet, |to| Ok(write(after, parquet, &both, to)?)),
        false => Err(unreadable(format!(
            "{file_name} has none of the columns of {}, so its rows cannot be added there.",
            after.title
        ))),
    };
    if joined.is_err() {
        // What is left is not what was asked for.
        let _ = fs::remove_file(parquet);
    }
    joined?;
    Ok(Table {
        notes: [notes(after, &table, &both, file_name), table.notes].concat(),
        rows: after.rows + table.rows,
        columns: both,
        ..table
    })
}

fn has(columns: &[Column], column: &Column) -> bool {
    columns.iter().any(|one| one.name == column.name)
}

/// Those that were there, in their order, and then those that are new.
pub fn columns(after: &After, table: &Table) -> Vec<Column> {
    let known = after.columns.iter().map(|old| {
        let new = table.columns.iter().find(|new| new.name == old.name);
        Column {
            name: old.name.clone(),
            column_type: new.map_or(old.column_type, |new| {
                old.column_type.wider(new.column_type)
            }),
            nulls: old.nulls + new.map_or(table.rows, |new| new.nulls),
        }
    });
    let new = table.columns.iter().filter(|new| !has(&after.columns, new));
    let new = new.map(|new| Column {
        nulls: new.nulls + after.rows,
        ..new.clone()
    });
    known.chain(new).collect()
}

fn write(after: &After, rows: &Path, both: &[Column], to: &Path) -> Result<(), ArrowError> {
    let fields = both.iter().map(|column| {
        let of = ColumnReading::new(column.name.clone(), column.column_type);
        super::column::field(&of)
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<Field>>()));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .build();
    let file = File::create(to)?;
    let writer = ArrowWriter::try_new(file.try_clone()?, schema.clone(), Some(properties));
    let mut writer = writer.map_err(failed)?;
    for part in [&after.parquet, rows] {
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(part)?);
        let reader = reader.and_then(|reader| reader.with_batch_size(PAGE_ROWS).build());
        for batch in reader.map_err(failed)? {
            writer.write(&fitted(&batch?, &schema)?).map_err(failed)?;
        }
    }
    writer.close().map_err(failed)?;
    file.sync_all()?;
    Ok(())
}

/// The columns that `schema` asks for, by name; empty where there are none.
fn fitted(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns = schema.fields().iter().map(|field| {
        match batch.column_by_name(field.name()) {
            Some(column) if column.data_type() == field.data_type() => Ok(column.clone()),
            // By way of plain text: not every type is cast to a view of one.
            Some(column) if *field.data_type() == DataType::Utf8View => {
                cast(&cast(column, &DataType::Utf8)?, &DataType::Utf8View)
            }
            Some(column) => cast(column, field.data_type()),
            None => Ok(new_null_array(field.data_type(), batch.num_rows())),
        }
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(schema.clone(), columns)
}

/// What stands where, and what is missing on either side.
fn notes(after: &After, table: &Table, both: &[Column], file_name: &str) -> Vec<String> {
    let rows = |count: i64| match count {
        1 => "1 row".to_owned(),
        count => format!("{} rows", words::integer(count)),
    };
    let title = &after.title;
    let mut notes = vec![format!(
        "{} of {title}, then {} of {file_name}.",
        rows(after.rows),
        rows(table.rows)
    )];
    let gone = after.columns.iter().filter(|old| !has(&table.columns, old));
    notes.extend(
        named(gone)
            .map(|columns| format!("Not in {file_name}, so missing in its rows: {columns}.")),
    );
    let new = table.columns.iter().filter(|new| !has(&after.columns, new));
    notes.extend(
        named(new).map(|columns| {
            format!("Only in {file_name}, so missing in the rows before: {columns}.")
        }),
    );
    for old in &after.columns {
        let now = both.iter().find(|now| now.name == old.name);
        if let Some(now) = now.filter(|now| now.column_type != old.column_type) {
            notes.push(format!(
                "“{}” is {} now; it was {} in {title}.",
                old.name,
                now.column_type.word(),
                old.column_type.word()
            ));
        }
    }
    notes
}

/// “a”, “b” and 3 more
fn named<'a>(columns: impl Iterator<Item = &'a Column>) -> Option<String> {
    const NAMED: usize = 5;
    let names: Vec<String> = columns.map(|one| format!("“{}”", one.name)).collect();
    match names.len().saturating_sub(NAMED) {
        _ if names.is_empty() => None,
        0 => Some(names.join(", ")),
        more => Some(format!("{} and {more} more", names[..NAMED].join(", "))),
    }
}

fn failed(error: ParquetError) -> ArrowError {
    error.into()
}
