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

/// "00000000000000065536.parquet": in the order of their rows when sorted by name.
pub fn path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.parquet"))
}

/// Writes rows as a file, on disk when it returns; answers its size.
pub fn write<'a>(
    path: &Path,
    schema: SchemaRef,
    rows: impl IntoIterator<Item = &'a RecordBatch>,
) -> io::Result<u64> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .build();
    let file = File::create(path)?;
    let mut writer =
        ArrowWriter::try_new(&file, schema, Some(properties)).map_err(io::Error::other)?;
    for batch in rows {
        writer.write(batch).map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

/// The rows of a file from one on.
pub fn read_from(path: &Path, skip: u64) -> io::Result<Vec<RecordBatch>> {
    let open = || -> Result<_, ParquetError> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
        reader.with_offset(skip as usize).build()
    };
    let batches = open().map_err(io::Error::other)?;
    batches.collect::<Result<_, _>>().map_err(io::Error::other)
}
