//! Files that are columns already: Parquet and Arrow. Their types are kept where a data set has them;
//! the others become the nearest type that keeps every digit, or text.

use super::super::{headers, refuse_too_wide, unreadable, whole};
use crate::{
    server::worker::wire,
    shared::{
        analysis::AnalysisError,
        dataset::{Column, ColumnType},
    },
};
use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, RecordBatch, StringViewBuilder},
        compute::cast,
        datatypes::{
            DataType, Field, Schema, SchemaRef, TimeUnit, TimestampNanosecondType, UInt64Type,
        },
        error::ArrowError,
        ipc::reader::{FileReader, StreamReader},
        util::display::{ArrayFormatter, FormatOptions},
    },
    parquet::{
        arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
        basic::{Compression, ZstdLevel},
        file::properties::WriterProperties,
    },
};
use std::{fs::File, path::Path, sync::Arc};

const BATCH_ROWS: usize = 8_192;
const GROUP_ROWS: usize = 131_072;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Parquet,
    Arrow,
    /// Arrow as it goes over a line, without a table of contents.
    ArrowStream,
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

impl Kind {
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [b'P', b'A', b'R', b'1', ..] => Some(Self::Parquet),
            [b'A', b'R', b'R', b'O', b'W', b'1', ..] => Some(Self::Arrow),
            // Then comes how long the schema is: less than 16 MB.
            [0xFF, 0xFF, 0xFF, 0xFF, _, _, _, 0, ..] => Some(Self::ArrowStream),
            _ => None,
        }
    }

    fn batches(self, path: &Path) -> Result<(SchemaRef, Batches), ArrowError> {
        let file = File::open(path)?;
        Ok(match self {
            Self::Parquet => {
                let reader = ParquetRecordBatchReaderBuilder::try_new(file)?;
                let schema = reader.schema().clone();
                let batches = reader.with_batch_size(BATCH_ROWS).build()?;
                (schema, Box::new(batches))
            }
            Self::Arrow => {
                let reader = FileReader::try_new_buffered(file, None)?;
                (reader.schema(), Box::new(reader))
            }
            Self::ArrowStream => {
                let reader = StreamReader::try_new_buffered(file, None)?;
                (reader.schema(), Box::new(reader))
            }
        })
    }
}

/// Writes the columns of the file at `path`; the hash is left empty.
pub fn load(
    kind: Kind,
    path: &Path,
    file_name: &str,
    parquet: &Path,
) -> Result<wire::Table, AnalysisError> {
    let broken = |error: ArrowError| {
        eprintln!("worker: {error}");
        unreadable(format!(
            "{file_name} is broken or of a kind that cannot be read. Bring it again."
        ))
    };
    let (schema, batches) = kind.batches(path).map_err(broken)?;
    refuse_too_wide(schema.fields().len(), file_name)?;
    let exact = Exact::of(&schema, batches).map_err(broken)?;
    let names = headers::names(schema.fields().iter().map(|field| field.name().as_str()));
    let fields = schema.fields().iter().zip(&names).zip(&exact.fits);
    let fields: Vec<Field> = fields
        .map(|((field, name), fits)| Field::new(name, target(field.data_type(), *fits), true))
        .collect();
    let target = Arc::new(Schema::new(fields));
    let (_, batches) = kind.batches(path).map_err(broken)?;
    let nulls = whole(parquet, |to| Ok(write(batches, &target, to)?))?;
    let columns = target
        .fields()
        .iter()
        .zip(nulls)
        .map(|(field, nulls)| Column {
            name: field.name().clone(),
            column_type: column_type(field.data_type()),
            nulls,
        });
    Ok(wire::Table {
        rows: exact.rows,
        columns: columns.collect(),
        notes: told(&schema, &target),
        ..wire::Table::default()
    })
}

/// Whether columns fit a narrower type to the digit, which only their values tell.
struct Exact {
    rows: i64,
    fits: Vec<bool>,
}

impl Exact {
    fn of(schema: &Schema, batches: Batches) -> Result<Self, ArrowError> {
        let mut exact = Self {
            rows: 0,
            fits: vec![true; schema.fields().len()],
        };
        for batch in batches {
            let batch = batch?;
            exact.rows += batch.num_rows() as i64;
            for (fits, column) in exact.fits.iter_mut().zip(batch.columns()) {
                *fits &= fits_narrower(column);
            }
        }
        Ok(exact)
    }
}

fn fits_narrower(column: &ArrayRef) -> bool {
    match column.data_type() {
        DataType::UInt64 => {
            let values = column.as_primitive::<UInt64Type>();
            values
                .iter()
                .flatten()
                .all(|value| i64::try_from(value).is_ok())
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            let values = column.as_primitive::<TimestampNanosecondType>();
            values.iter().flatten().all(|value| value % 1_000 == 0)
        }
        DataType::Decimal128(_, 0) | DataType::Decimal256(_, 0) => {
            let whole = cast(column, &DataType::Int64);
            whole.is_ok_and(|whole| whole.null_count() == column.null_count())
        }
        _ => true,
    }
}

fn target(from: &DataType, fits: bool) -> DataType {
    use DataType::*;
    match from {
        _ if !fits => Utf8View,
        Boolean => Boolean,
        Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 => Int64,
        Decimal32(_, 0) | Decimal64(_, 0) | Decimal128(_, 0) | Decimal256(_, 0) => Int64,
        Float16 | Float32 | Float64 => Float64,
        Decimal32(..) | Decimal64(..) | Decimal128(..) | Decimal256(..) => Float64,
        Date32 | Date64 => Date32,
        Timestamp(..) => Timestamp(TimeUnit::Microsecond, None),
        Dictionary(_, values) => target(values, fits),
        _ => Utf8View,
    }
}

fn column_type(kind: &DataType) -> ColumnType {
    match kind {
        DataType::Boolean => ColumnType::Boolean,
        DataType::Int64 => ColumnType::Integer,
        DataType::Float64 => ColumnType::Number,
        DataType::Date32 => ColumnType::Date,
        DataType::Timestamp(..) => ColumnType::DateTime,
        _ => ColumnType::Text,
    }
}

fn write(batches: Batches, schema: &SchemaRef, to: &Path) -> Result<Vec<i64>, ArrowError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_data_page_row_count_limit(BATCH_ROWS)
        .build();
    let mut writer = ArrowWriter::try_new(File::create(to)?, schema.clone(), Some(properties))?;
    let mut nulls = vec![0; schema.fields().len()];
    for batch in batches {
        let batch = batch?;
        let columns = batch.columns().iter().zip(schema.fields());
        let columns = columns.map(|(column, field)| converted(column, field.data_type()));
        let columns = columns.collect::<Result<Vec<ArrayRef>, _>>()?;
        for (nulls, column) in nulls.iter_mut().zip(&columns) {
            *nulls += column.null_count() as i64;
        }
        writer.write(&RecordBatch::try_new(schema.clone(), columns)?)?;
    }
    writer.finish()?;
    writer.inner().sync_all()?;
    Ok(nulls)
}

fn converted(column: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    let is_text = |kind: &DataType| {
        matches!(
            kind,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
        )
    };
    let from = match column.data_type() {
        DataType::Dictionary(_, values) => values.as_ref(),
        other => other,
    };
    if *to != DataType::Utf8View || is_text(from) {
        return cast(column, to);
    }
    let options = FormatOptions::default().with_null("");
    let formatter = ArrayFormatter::try_new(column, &options)?;
    let mut texts = StringViewBuilder::new();
    for row in 0..column.len() {
        match column.is_null(row) {
            true => texts.append_null(),
            false => texts.append_value(formatter.value(row).to_string()),
        }
    }
    Ok(Arc::new(texts.finish()))
}

/// What people should know of types that a data set does not have.
fn told(from: &Schema, to: &Schema) -> Vec<String> {
    let mut notes = Vec::new();
    for (from, to) in from.fields().iter().zip(to.fields()) {
        let name = to.name();
        match (from.data_type(), to.data_type()) {
            (DataType::Timestamp(_, Some(zone)), DataType::Timestamp(..))
                if !matches!(zone.as_ref(), "UTC" | "Z" | "+00:00") =>
            {
                notes.push(format!(
                    "The times of “{name}” are shown in UTC; the file shows them in {zone}."
                ));
            }
            (
                DataType::Decimal128(digits, _) | DataType::Decimal256(digits, _),
                DataType::Float64,
            ) if *digits > 15 => {
                notes.push(format!(
                    "“{name}” has up to {digits} digits; about 16 of them are kept."
                ));
            }
            (
                DataType::UInt64 | DataType::Timestamp(..) | DataType::Decimal128(..),
                DataType::Utf8View,
            ) => {
                notes.push(format!("“{name}” is text, so that no digit of it is lost."));
            }
            _ => {}
        }
        if from.name() != name {
            notes.push(format!("“{}” is called “{name}”.", from.name()));
        }
    }
    notes.truncate(20);
    notes
}
