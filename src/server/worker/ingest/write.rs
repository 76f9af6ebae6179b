//! Typed columns out to Parquet: batches of Arrow, row groups of 131,072 rows, zstd.

use super::{
    dates, numbers,
    types::{self, Kind},
};
use crate::shared::analysis::AnalysisError;
use datafusion::{
    arrow::{
        array::{
            ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, RecordBatch,
            StringViewBuilder, TimestampMicrosecondBuilder,
        },
        datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit},
        error::ArrowError,
    },
    parquet::{
        arrow::ArrowWriter,
        basic::{Compression, ZstdLevel},
        file::properties::WriterProperties,
    },
};
use std::{fs::File, path::Path, sync::Arc};

const GROUP_ROWS: usize = 131_072;
const PAGE_ROWS: usize = 8_192;
/// Wide files get shorter batches and groups, so that neither outgrows the memory.
const BATCH_CELLS: usize = 1 << 20;
const GROUP_CELLS: usize = 1 << 24;
/// Line numbers that a note names.
const NAMED_LINES: usize = 3;

/// One column on its way.
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub nulls: i64,
    /// Values that the type does not take: how many, and the first lines.
    pub misfits: u64,
    pub misfit_lines: Vec<u64>,
    builder: Builder,
}

enum Builder {
    Text(StringViewBuilder),
    Boolean(BooleanBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Date(Date32Builder),
    DateTime(TimestampMicrosecondBuilder),
}

impl Column {
    pub fn new(name: String, kind: Kind) -> Self {
        let builder = match kind {
            Kind::Text => Builder::Text(StringViewBuilder::new().with_deduplicate_strings()),
            Kind::Boolean => Builder::Boolean(BooleanBuilder::new()),
            Kind::Integer(_) => Builder::Integer(Int64Builder::new()),
            Kind::Number(_) => Builder::Number(Float64Builder::new()),
            Kind::Date(_) => Builder::Date(Date32Builder::new()),
            Kind::DateTime(_) => Builder::DateTime(TimestampMicrosecondBuilder::new()),
        };
        Self {
            name,
            kind,
            nulls: 0,
            misfits: 0,
            misfit_lines: Vec::new(),
            builder,
        }
    }

    /// Appends a value; what the type does not take becomes null and is counted.
    pub fn push(&mut self, text: &str, line: u64) {
        let text = text.trim();
        let absent = types::is_null(text) || self.kind != Kind::Text && types::is_dash(text);
        let taken = self.builder.push((!absent).then_some(text), self.kind);
        self.nulls += i64::from(!taken);
        if !absent && !taken {
            self.misfits += 1;
            if self.misfit_lines.len() < NAMED_LINES {
                self.misfit_lines.push(line);
            }
        }
    }

    fn field(&self) -> Field {
        let data_type = match self.kind {
            Kind::Text => DataType::Utf8View,
            Kind::Boolean => DataType::Boolean,
            Kind::Integer(_) => DataType::Int64,
            Kind::Number(_) => DataType::Float64,
            Kind::Date(_) => DataType::Date32,
            Kind::DateTime(_) => DataType::Timestamp(TimeUnit::Microsecond, None),
        };
        Field::new(&self.name, data_type, true)
    }
}

impl Builder {
    /// Appends the value as the type reads it, or null; says whether there is one.
    fn push(&mut self, text: Option<&str>, kind: Kind) -> bool {
        macro_rules! append {
            ($builder:expr, $value:expr) => {{
                let value = $value;
                $builder.append_option(value);
                value.is_some()
            }};
        }
        let number = |text: &str| match kind {
            Kind::Integer(mark) | Kind::Number(mark) => numbers::read(text, mark),
            _ => None,
        };
        let moment = |text: &str| match kind {
            Kind::Date(order) | Kind::DateTime(order) => dates::read(text, order),
            _ => None,
        };
        match self {
            Self::Text(builder) => append!(builder, text),
            Self::Boolean(builder) => append!(builder, text.and_then(types::boolean)),
            Self::Integer(builder) => append!(builder, text.and_then(number).and_then(integer)),
            Self::Number(builder) => append!(builder, text.and_then(number).map(|n| n.as_f64())),
            Self::Date(builder) => append!(builder, text.and_then(moment).map(|m| m.days)),
            Self::DateTime(builder) => append!(builder, text.and_then(moment).map(|m| m.micros())),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Boolean(builder) => Arc::new(builder.finish()),
            Self::Integer(builder) => Arc::new(builder.finish()),
            Self::Number(builder) => Arc::new(builder.finish()),
            Self::Date(builder) => Arc::new(builder.finish()),
            Self::DateTime(builder) => Arc::new(builder.finish()),
        }
    }
}

fn integer(number: numbers::Number) -> Option<i64> {
    match number {
        numbers::Number::Integer(value) => Some(value),
        numbers::Number::Real(_) => None,
    }
}

/// Gathers rows and writes them batch by batch.
pub struct Writer {
    pub columns: Vec<Column>,
    pub rows: i64,
    schema: SchemaRef,
    writer: ArrowWriter<File>,
    batch_rows: usize,
    waiting: usize,
}

impl Writer {
    pub fn create(path: &Path, columns: Vec<Column>) -> Result<Self, AnalysisError> {
        let schema = Arc::new(Schema::new(
            columns.iter().map(Column::field).collect::<Vec<_>>(),
        ));
        let width = columns.len().max(1);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS.min(GROUP_CELLS / width).max(1)))
            .set_data_page_row_count_limit(PAGE_ROWS)
            .build();
        let writer = ArrowWriter::try_new(File::create(path)?, schema.clone(), Some(properties))
            .map_err(ArrowError::from)?;
        let batch_rows = PAGE_ROWS.min(BATCH_CELLS / width).max(1);
        Ok(Self {
            columns,
            rows: 0,
            schema,
            writer,
            batch_rows,
            waiting: 0,
        })
    }

    pub fn push(&mut self, record: &csv::StringRecord, line: u64) -> Result<(), AnalysisError> {
        for (column, text) in self.columns.iter_mut().zip(record) {
            column.push(text, line);
        }
        self.rows += 1;
        self.waiting += 1;
        if self.waiting == self.batch_rows {
            self.flush()?;
        }
        Ok(())
    }

    /// Ends the file and lets it reach the disk.
    pub fn finish(mut self) -> Result<(i64, Vec<Column>), AnalysisError> {
        self.flush()?;
        self.writer.finish().map_err(ArrowError::from)?;
        self.writer.inner().sync_all()?;
        Ok((self.rows, self.columns))
    }

    fn flush(&mut self) -> Result<(), AnalysisError> {
        if self.waiting == 0 {
            return Ok(());
        }
        self.waiting = 0;
        let arrays = self
            .columns
            .iter_mut()
            .map(|column| column.builder.finish())
            .collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays)?;
        self.writer.write(&batch).map_err(ArrowError::from)?;
        Ok(())
    }
}
