//! Parquet with the types that the data set has.

use super::Rows;
use crate::shared::analysis::AnalysisError;
use datafusion::{
    arrow::error::ArrowError,
    parquet::{
        arrow::ArrowWriter,
        basic::{Compression, ZstdLevel},
        errors::ParquetError,
        file::properties::WriterProperties,
    },
};
use std::{fs::File, path::Path, sync::Arc};

pub fn write(rows: &Rows, to: &Path) -> Result<(), AnalysisError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let schema = Arc::new(rows.schema()?);
    let writer = ArrowWriter::try_new(File::create(to)?, schema, Some(properties));
    let mut writer = writer.map_err(failed)?;
    rows.each(|batch| Ok(writer.write(&batch).map_err(failed)?))?;
    writer.close().map_err(failed)?;
    Ok(())
}

fn failed(error: ParquetError) -> ArrowError {
    error.into()
}
