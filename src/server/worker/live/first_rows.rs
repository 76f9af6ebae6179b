//! The rows of a data set that a live one is made of, in the columns as they are kept there.

use super::segment;
use crate::server::worker::parts;
use datafusion::arrow::{
    array::RecordBatch, compute::cast, datatypes::SchemaRef, error::ArrowError,
};
use std::{io, path::Path};

/// `table`: a file or a folder of them.
pub fn of(
    table: &Path,
    schema: SchemaRef,
) -> io::Result<impl Iterator<Item = io::Result<RecordBatch>> + use<>> {
    let files = parts::files(table)?.into_iter();
    let files = files.map(|file| segment::read_from(&file, 0));
    let files = files.collect::<io::Result<Vec<_>>>()?;
    let batches = files.into_iter().flatten();
    Ok(batches.map(move |batch| fitted(&batch?, &schema).map_err(io::Error::other)))
}

fn fitted(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns = schema.fields().iter().map(|field| {
        let missing = || ArrowError::SchemaError(format!("no column {}", field.name()));
        let column = batch.column_by_name(field.name()).ok_or_else(missing)?;
        cast(column, field.data_type())
    });
    RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)
}
