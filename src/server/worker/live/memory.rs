//! The rows of a tail as they are in memory: many small batches would take more room than their rows.

use datafusion::arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch},
    compute::concat_batches,
    datatypes::DataType,
    error::ArrowError,
};
use std::sync::Arc;

/// Adds a batch. Each is longer than twice the next one, so that there are few.
pub fn push(batches: &mut Vec<RecordBatch>, batch: RecordBatch) {
    batches.push(batch);
    while let [.., before, last] = batches.as_slice()
        && before.num_rows() <= 2 * last.num_rows()
        && let Ok(both) = together(before, last)
    {
        batches.truncate(batches.len() - 2);
        batches.push(both);
    }
}

fn together(before: &RecordBatch, last: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let both = concat_batches(before.schema_ref(), [before, last])?;
    let columns = both.columns().iter().map(compact).collect();
    RecordBatch::try_new(both.schema(), columns)
}

/// Texts of many batches are in as many buffers.
fn compact(column: &ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Utf8View => Arc::new(column.as_string_view().gc()),
        _ => column.clone(),
    }
}
