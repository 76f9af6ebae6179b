//! Data sets as DataFusion sees them: hot columns are kept as Arrow, large files are scanned.
//!
//! A Parquet file never changes once written, so it is known again under any name.

use super::{
    answers::Answers,
    parts::{self, Identity},
};
use datafusion::{
    arrow::{
        array::{ArrayRef, RecordBatch},
        datatypes::{Field, Schema, SchemaRef},
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
    answers: Answers,
}

/// Columns by file and name; the longest unused go first.
#[derive(Default)]
struct Warm {
    columns: HashMap<(Identity, String), WarmColumn>,
    /// What the last version of each live data set was made of, by the folder of its versions.
    versions: HashMap<PathBuf, Vec<Identity>>,
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
            answers: Answers::default(),
        }
    }

    /// The named columns of a file, each under the alias given with it. Aliases stand in the plans,
    /// so that a column's own name, which can be any text, is never parsed.
    pub async fn frame(
        &self,
        parquet: &Path,
        columns: &[(&str, String)],
    ) -> Result<DataFrame, DataFusionError> {
        match self.load_all(parquet, columns)? {
            Some((files, schema)) => self.memory(&files, schema, columns),
            None => self.scan(parquet, columns).await,
        }
    }

    /// The same file by file; none where they are too large.
    pub fn parts(
        &self,
        parquet: &Path,
        columns: &[(&str, String)],
    ) -> Result<Option<Vec<(Identity, DataFrame)>>, DataFusionError> {
        let Some((files, schema)) = self.load_all(parquet, columns)? else {
            return Ok(None);
        };
        let parts = files.into_iter().map(|file| {
            let frame = self.memory(&[file], schema.clone(), columns)?;
            Ok((file, frame))
        });
        parts.collect::<Result<Vec<_>, DataFusionError>>().map(Some)
    }

    /// What was found of files.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// A table in memory.
    pub fn table(&self, table: MemTable) -> Result<DataFrame, DataFusionError> {
        self.context.read_table(Arc::new(table))
    }

    /// A table that is in no file.
    pub fn batch(&self, batch: RecordBatch) -> Result<DataFrame, DataFusionError> {
        self.context.read_batch(batch)
    }

    /// Has the columns of all files in memory; none where that would be too much.
    fn load_all(
        &self,
        parquet: &Path,
        columns: &[(&str, String)],
    ) -> Result<Option<(Vec<Identity>, SchemaRef)>, DataFusionError> {
        let mut names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        let files = parts::files(parquet)?.into_iter();
        let files = files.map(|path| Part::open(&path, &names));
        let files = files.collect::<Result<Vec<_>, DataFusionError>>()?;
        if files.iter().map(Part::estimate).sum::<usize>() > WARM_BYTES {
            return Ok(None);
        }
        let first = files.first().ok_or_else(|| missing("a file"))?;
        let schema = aliased(first.metadata.schema(), columns)?;
        let in_use = files.len() * names.len();
        let files = files
            .into_iter()
            .map(|part| self.load(part, &names, in_use));
        let files = files.collect::<Result<Vec<Identity>, _>>()?;
        if let Some(versions) = parquet.parent().filter(|_| parquet.is_dir()) {
            self.warm().follow(versions, &files);
        }
        Ok(Some((files, schema)))
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
    fn load(&self, part: Part, names: &[&str], in_use: usize) -> Result<Identity, DataFusionError> {
        let Part {
            identity,
            file,
            metadata,
            ..
        } = part;
        let mut warm = self.warm();
        let key = |name: &str| (identity, name.to_owned());
        let cold: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| !warm.columns.contains_key(&key(name)))
            .collect();
        if cold.is_empty() {
            return Ok(identity);
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
        warm.touch(identity, names);
        warm.shrink(in_use);
        Ok(identity)
    }

    fn memory(
        &self,
        files: &[Identity],
        schema: SchemaRef,
        columns: &[(&str, String)],
    ) -> Result<DataFrame, DataFusionError> {
        let mut warm = self.warm();
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let mut batches = Vec::new();
        for file in files {
            warm.touch(*file, &names);
            let chunks = names.iter().map(|name| {
                let column = warm.columns.get(&(*file, (*name).to_owned()));
                let chunks = column.map(|column| &column.chunks);
                chunks.ok_or_else(|| missing(name))
            });
            let chunks = chunks.collect::<Result<Vec<_>, _>>()?;
            for at in 0..chunks.first().map_or(0, |chunks| chunks.len()) {
                let arrays = chunks.iter().map(|chunks| chunks[at].clone()).collect();
                batches.push(RecordBatch::try_new(schema.clone(), arrays)?);
            }
        }
        let share = batches.len().div_ceil(PARTITIONS).max(1);
        let mut partitions: Vec<_> = batches.chunks(share).map(<[_]>::to_vec).collect();
        if partitions.is_empty() {
            partitions.push(Vec::new());
        }
        self.table(MemTable::try_new(schema, partitions)?)
    }

    fn warm(&self) -> std::sync::MutexGuard<'_, Warm> {
        self.warm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Warm {
    fn keep(&mut self, key: (Identity, String), chunks: Vec<ArrayRef>) {
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

    fn touch(&mut self, file: Identity, names: &[&str]) {
        for name in names {
            self.clock += 1;
            if let Some(column) = self.columns.get_mut(&(file, (*name).to_owned())) {
                column.used = self.clock;
            }
        }
    }

    /// Lets go of what a live data set has in no file any more; an older version would be read again.
    fn follow(&mut self, versions: &Path, files: &[Identity]) {
        let before = self.versions.insert(versions.to_owned(), files.to_vec());
        let before = before.unwrap_or_default();
        let is_gone = |file: &Identity| before.contains(file) && !files.contains(file);
        self.columns.retain(|(file, _), column| {
            let stays = !is_gone(file);
            self.bytes -= if stays { 0 } else { column.bytes };
            stays
        });
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

/// A file of a table, and the columns of it that are asked for.
struct Part {
    identity: Identity,
    file: File,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
}

impl Part {
    fn open(path: &Path, names: &[&str]) -> Result<Self, DataFusionError> {
        let file = File::open(path)?;
        let metadata = ArrowReaderMetadata::load(&file, Default::default())?;
        Ok(Self {
            identity: parts::identity(path)?,
            mask: mask(&metadata, names)?,
            file,
            metadata,
        })
    }

    /// Bytes that the columns take as Arrow, from above.
    fn estimate(&self) -> usize {
        let groups = self.metadata.metadata().row_groups();
        let columns = groups.iter().flat_map(|group| {
            let rows = group.num_rows();
            let columns = group.columns().iter().enumerate();
            columns.map(move |(i, column)| (i, rows, column))
        });
        columns
            .filter(|(i, ..)| self.mask.leaf_included(*i))
            .map(|(_, rows, column)| (rows * 17 + column.uncompressed_size()) as usize)
            .sum()
    }
}

/// The columns of a file under their aliases.
fn aliased(file: &SchemaRef, columns: &[(&str, String)]) -> Result<SchemaRef, DataFusionError> {
    let fields = columns
        .iter()
        .map(|(name, alias)| -> Result<_, DataFusionError> {
            let kind = file.field_with_name(name)?.data_type().clone();
            Ok(Field::new(alias, kind, true))
        });
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Schema::new(fields)))
}

fn missing(what: &str) -> DataFusionError {
    ParquetError::General(format!("{what} is missing")).into()
}
