//! A sealed part of a live data set: a Parquet file that never changes.

use datafusion::{
    arrow::{array::RecordBatch, datatypes::SchemaRef},
    parquet::{
        arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
        basic::{Compression, ZstdLevel},
        errors::ParquetError,
        file::properties::{EnabledStatistics, WriterProperties},
    },
};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

const PAGE_ROWS: usize = 1_024;
const DICTIONARY_BYTES: usize = 64 << 10;

/// The ending of a file while it is written beside the appends.
pub const MERGING: &str = "merging";

/// "00000000000000065536-65536.parquet", by the number of the first row and how many there are: in the order of their
/// rows when sorted by name.
pub fn path(folder: &Path, first: u64, rows: u64) -> PathBuf {
    folder.join(format!("{first:020}-{rows}.parquet"))
}

pub fn merging(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.{MERGING}"))
}

/// Writes rows as a file, on disk when it returns; answers how many there are, and its size.
pub fn write(
    path: &Path,
    schema: SchemaRef,
    batches: impl IntoIterator<Item = io::Result<RecordBatch>>,
) -> io::Result<(u64, u64)> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build();
    let file = File::create(path)?;
    let mut writer = ArrowWriter::try_new(&file, schema, Some(properties)).map_err(unwrapped)?;
    let mut rows = 0;
    for batch in batches {
        let batch = batch?;
        rows += batch.num_rows() as u64;
        writer.write(&batch).map_err(unwrapped)?;
    }
    writer.close().map_err(unwrapped)?;
    file.sync_all()?;
    Ok((rows, file.metadata()?.len()))
}

/// The rows of a file from one on.
pub fn read_from(
    path: &Path,
    skip: u64,
) -> io::Result<impl Iterator<Item = io::Result<RecordBatch>> + use<>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?).map_err(unwrapped)?;
    let batches = reader.with_offset(skip as usize).build();
    let batches = batches.map_err(unwrapped)?;
    Ok(batches.map(|batch| batch.map_err(io::Error::other)))
}

/// The system's own error, where it is one: a full disk is to be known as such.
fn unwrapped(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
