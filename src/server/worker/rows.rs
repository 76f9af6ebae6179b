//! Pages of rows for previews, read from just the Parquet row groups and pages that hold them.

use super::cells;
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    dataset::RowPage,
};
use datafusion::{
    arrow::error::ArrowError,
    parquet::{
        arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
        errors::ParquetError,
        file::metadata::PageIndexPolicy,
    },
};
use std::{fs::File, path::Path};

/// Rows `offset..offset + limit`, at most 500.
pub fn page(parquet: &Path, offset: i64, limit: i64) -> Result<RowPage, AnalysisError> {
    read(parquet, offset.max(0), limit.clamp(1, 500) as usize).map_err(|error| {
        eprintln!("worker: rows: {error}");
        AnalysisError::new(
            AnalysisErrorKind::Unavailable,
            "The rows of this data set cannot be read now. Try again.",
        )
    })
}

fn read(parquet: &Path, offset: i64, limit: usize) -> Result<RowPage, ArrowError> {
    let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
    let file = File::open(parquet).map_err(ParquetError::from)?;
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?;
    let groups = builder.metadata().row_groups();
    let total = groups.iter().map(|group| group.num_rows()).sum();

    // Whole row groups before the page are not even opened.
    let mut skipped = 0;
    let mut first = 0;
    while first < groups.len() && skipped + groups[first].num_rows() <= offset {
        skipped += groups[first].num_rows();
        first += 1;
    }
    let wanted = (first..groups.len()).collect();
    let batches = builder
        .with_row_groups(wanted)
        .with_offset((offset - skipped) as usize)
        .with_limit(limit)
        .with_batch_size(limit)
        .build()?;

    let mut rows = Vec::new();
    for batch in batches {
        rows.extend(cells::rows(&batch?));
    }
    Ok(RowPage {
        offset,
        total,
        rows,
    })
}
