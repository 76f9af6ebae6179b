//! Data sets as DataFusion sees them: hot columns are kept as Arrow, large files are scanned.
//!
//! A Parquet file never changes once written, so its path names its content.

use datafusion::{
    arrow::{
        array::{ArrayRef, RecordBatch},
        datatypes::{DataType, Field, Schema, SchemaRef},
    },
    common::DataFusionError,
    datasource::MemTable,
    execution::{memory_pool::FairSpillPool, runtime_env::RuntimeEnvBuilder},
    parquet::{
        arrow::{
            ProjectionMask,
            arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder},
        },
        errors::ParquetError,
    },
    prelude::{DataFrame, ParquetReadOptions, SessionConfig, SessionContext, ident},
};
use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// Arrow kept between jobs. What would not fit is read from Parquet each time.
const WARM_BYTES: usize = 512 << 20;
/// What one query may hold before it spills, and what it may spill.
const QUERY_BYTES: usize = 2 << 30;
const SPILL_BYTES: u64 = 8 << 30;
const BATCH_ROWS: usize = 8192;
const PARTITIONS: usize = 2;

pub struct ColumnCache {
    context: SessionContext,
    warm: Mutex<Warm>,
}

/// Columns by file and name; the longest unused go first.
#[derive(Default)]
struct Warm {
    columns: HashMap<(PathBuf, String), WarmColumn>,
    bytes: usize,
    clock: u64,
}

struct WarmColumn {
    chunks: Vec<ArrayRef>,
    bytes: usize,
    used: u64,
}

impl ColumnCache {
    pub fn new() -> Self {
        let config = SessionConfig::new()
            .with_target_partitions(PARTITIONS)
            .with_batch_size(BATCH_ROWS)
            .with_information_schema(false);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(QUERY_BYTES)))
            .with_max_temp_directory_size(SPILL_BYTES)
            .build_arc()
            .expect("a pool and a quota need nothing from the system");
        Self {
            context: SessionContext::new_with_config_rt(config, runtime),
            warm: Mutex::default(),
        }
    }

    /// The named columns of a file, each under the alias given with it. Aliases stand in the plans,
    /// so that a column's own name, which can be any text, is never parsed.
    pub async fn frame(
        &self,
        parquet: &Path,
        columns: &[(&str, String)],
    ) -> Result<DataFrame, DataFusionError> {
        let file = File::open(parquet)?;
        let metadata = ArrowReaderMetadata::load(&file, Default::default())?;
        let mut names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        let mask = mask(&metadata, &names)?;
        if estimate(&metadata, &mask) > WARM_BYTES {
            return self.scan(parquet, columns).await;
        }
        self.load(parquet, file, metadata, &names)?;
        self.memory(parquet, columns)
    }

    /// A table that is in no file.
    pub fn batch(&self, batch: RecordBatch) -> Result<DataFrame, DataFusionError> {
        self.context.read_batch(batch)
    }

    async fn scan(
        &self,
        parquet: &Path,
        columns: &[(&str, String)],
    ) -> Result<DataFrame, DataFusionError> {
        let path = parquet.to_str().ok_or_else(|| missing("a path in UTF-8"))?;
        let extension = parquet
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let ending = format!(".{extension}");
        let options = ParquetReadOptions::default().file_extension(&ending);
        let whole = self.context.read_parquet(path, options).await?;
        whole.select(
            columns
                .iter()
                .map(|(name, alias)| ident(*name).alias(alias)),
        )
    }

    /// Reads the columns that are not warm yet.
    fn load(
        &self,
        parquet: &Path,
        file: File,
        metadata: ArrowReaderMetadata,
        names: &[&str],
    ) -> Result<(), DataFusionError> {
        let mut warm = self.warm();
        let key = |name: &str| (parquet.to_owned(), name.to_owned());
        let cold: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| !warm.columns.contains_key(&key(name)))
            .collect();
        if cold.is_empty() {
            return Ok(());
        }
        let mask = mask(&metadata, &cold)?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .build()?;
        let batches = reader.collect::<Result<Vec<RecordBatch>, _>>()?;
        for name in &cold {
            let chunks = batches
                .iter()
                .map(|batch| {
                    batch
                        .column_by_name(name)
                        .cloned()
                        .ok_or_else(|| missing(name))
                })
                .collect::<Result<Vec<_>, _>>()?;
            warm.keep(key(name), chunks);
        }
        // The columns of this question are the newest in use and stay.
        warm.touch(parquet, names);
        warm.shrink(names.len());
        Ok(())
    }

    fn memory(
        &self,
        parquet: &Path,
        columns: &[(&str, String)],
    ) -> Result<DataFrame, DataFusionError> {
        let mut warm = self.warm();
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        warm.touch(parquet, &names);
        let chunks = columns
            .iter()
            .map(|(name, _)| {
                let key = (parquet.to_owned(), (*name).to_owned());
                warm.columns
                    .get(&key)
                    .map(|column| &column.chunks)
                    .ok_or_else(|| missing(name))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let kinds = chunks
            .iter()
            .map(|chunks| chunks.first().map(|c| c.data_type().clone()));
        let schema = schema(columns, kinds);
        let batches = (0..chunks.first().map_or(0, |chunks| chunks.len()))
            .map(|i| {
                let arrays = chunks.iter().map(|chunks| chunks[i].clone()).collect();
                RecordBatch::try_new(schema.clone(), arrays)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let share = batches.len().div_ceil(PARTITIONS).max(1);
        let partitions = batches.chunks(share).map(<[_]>::to_vec).collect();
        self.context
            .read_table(Arc::new(MemTable::try_new(schema, partitions)?))
    }

    fn warm(&self) -> std::sync::MutexGuard<'_, Warm> {
        self.warm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Warm {
    fn keep(&mut self, key: (PathBuf, String), chunks: Vec<ArrayRef>) {
        let bytes = chunks
            .iter()
            .map(|chunk| chunk.get_array_memory_size())
            .sum();
        self.bytes += bytes;
        self.columns.insert(
            key,
            WarmColumn {
                chunks,
                bytes,
                used: 0,
            },
        );
    }

    fn touch(&mut self, parquet: &Path, names: &[&str]) {
        for name in names {
            self.clock += 1;
            if let Some(column) = self
                .columns
                .get_mut(&(parquet.to_owned(), (*name).to_owned()))
            {
                column.used = self.clock;
            }
        }
    }

    /// Lets go of what was not used for longest, but never of the newest `in_use` columns.
    fn shrink(&mut self, in_use: usize) {
        while self.bytes > WARM_BYTES && self.columns.len() > in_use {
            let oldest = self.columns.iter().min_by_key(|(_, column)| column.used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else {
                return;
            };
            if let Some(column) = self.columns.remove(&key) {
                self.bytes -= column.bytes;
            }
        }
    }
}

fn mask(metadata: &ArrowReaderMetadata, names: &[&str]) -> Result<ProjectionMask, DataFusionError> {
    let indices = names
        .iter()
        .map(|name| metadata.schema().index_of(name))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(ProjectionMask::roots(metadata.parquet_schema(), indices))
}

/// Bytes that the columns take as Arrow, from above.
fn estimate(metadata: &ArrowReaderMetadata, mask: &ProjectionMask) -> usize {
    let groups = metadata.metadata().row_groups();
    let columns = groups.iter().flat_map(|group| {
        let rows = group.num_rows();
        group
            .columns()
            .iter()
            .enumerate()
            .map(move |(i, column)| (i, rows, column))
    });
    columns
        .filter(|(i, ..)| mask.leaf_included(*i))
        .map(|(_, rows, column)| (rows * 17 + column.uncompressed_size()) as usize)
        .sum()
}

fn schema(columns: &[(&str, String)], kinds: impl Iterator<Item = Option<DataType>>) -> SchemaRef {
    let fields = columns
        .iter()
        .zip(kinds)
        .map(|((_, alias), kind)| Field::new(alias, kind.unwrap_or(DataType::Null), true));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn missing(what: &str) -> DataFusionError {
    ParquetError::General(format!("{what} is missing")).into()
}
