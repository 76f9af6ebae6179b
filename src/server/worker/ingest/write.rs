//! Blocks out to Parquet: read and encoded on all cores, written in their order.
//!
//! Each block becomes a row group. At any time there are but a few blocks in memory, so that a file
//! may have any size.

use super::{
    blocks::{Block, Blocks},
    column::{self, ColumnCounts},
    parse::{self, Parsed, Plan},
    tally::Tally,
};
use crate::shared::{analysis::AnalysisError, reading::Reading};
use datafusion::{
    arrow::{datatypes::Schema, error::ArrowError},
    parquet::{
        arrow::{
            ArrowWriter,
            arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves},
        },
        basic::{Compression, ZstdLevel},
        file::{
            properties::{EnabledStatistics, WriterProperties},
            writer::SerializedFileWriter,
        },
        schema::types::ColumnPath,
    },
};
use std::{
    collections::BTreeMap,
    fs::File,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

/// A page of the grid in another order reads one Parquet page of each column for each of its rows.
const PAGE_ROWS: usize = 1_024;
/// And the dictionary of each column in each group that it meets.
const DICTIONARY_BYTES: usize = 64 << 10;
/// Threads that read blocks; more would need more memory than a worker should have.
const MAX_THREADS: usize = 4;

/// What reading a file to its end found out.
#[derive(Default)]
pub struct Loaded {
    pub rows: u64,
    /// Lines of the part that was read.
    pub lines: u64,
    pub dropped: u64,
    pub damaged: u64,
    pub tally: Tally,
    pub counts: Vec<ColumnCounts>,
}

/// A block as it goes into the file.
struct Encoded {
    chunks: Vec<ArrowColumnChunk>,
    parsed: Parsed,
}

type Done = (usize, Result<Encoded, AnalysisError>);

/// Reads all blocks and writes them to `to`. `distinct` says of each column whether most of its
/// values differ, so that a dictionary is no use.
pub fn write(
    mut blocks: Blocks,
    plan: &Plan,
    reading: &Reading,
    distinct: &[bool],
    to: &Path,
) -> Result<Loaded, AnalysisError> {
    let fields: Vec<_> = reading.columns.iter().map(column::field).collect();
    let schema = Arc::new(Schema::new(fields));
    let properties = properties(reading, distinct);
    let writer = ArrowWriter::try_new(File::create(to)?, schema.clone(), Some(properties));
    let (mut file, factory) = writer
        .and_then(ArrowWriter::into_serialized_writer)
        .map_err(ArrowError::from)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(MAX_THREADS);
    let (to_readers, waiting) = sync_channel::<Block>(1);
    let (to_writer, done) = sync_channel::<Done>(threads);
    let waiting = Mutex::new(waiting);

    let loaded = std::thread::scope(|scope| {
        for _ in 0..threads {
            let (waiting, to_writer) = (&waiting, to_writer.clone());
            let (schema, factory) = (&schema, &factory);
            scope.spawn(move || encode_all(waiting, &to_writer, plan, schema, factory));
        }
        let failed = to_writer;
        scope.spawn(move || send_all(&mut blocks, &to_readers, &failed));
        gather(done, &mut file)
    })?;
    file.finish().map_err(ArrowError::from)?;
    file.inner_mut().sync_all()?;
    Ok(loaded)
}

fn properties(reading: &Reading, distinct: &[bool]) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        // Smallest and largest of each page would be read with every footer, and nothing asks for them.
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for (column, distinct) in reading.columns.iter().zip(distinct) {
        if *distinct {
            let path = ColumnPath::from(vec![column.name.clone()]);
            properties = properties.set_column_dictionary_enabled(path, false);
        }
    }
    properties.build()
}

/// Hands on blocks until the file ends or nobody takes them any more.
fn send_all(blocks: &mut Blocks, to_readers: &SyncSender<Block>, failed: &SyncSender<Done>) {
    loop {
        match blocks.next() {
            Ok(Some(block)) => {
                if to_readers.send(block).is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                // Nobody listens only after another error, which is told instead.
                let _ = failed.send((usize::MAX, Err(error)));
                return;
            }
        }
    }
}

fn encode_all(
    waiting: &Mutex<Receiver<Block>>,
    to_writer: &SyncSender<Done>,
    plan: &Plan,
    schema: &Schema,
    factory: &ArrowRowGroupWriterFactory,
) {
    loop {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(block) = next else {
            return;
        };
        let index = block.index;
        let encoded = encode(block, plan, schema, factory).map_err(AnalysisError::from);
        if to_writer.send((index, encoded)).is_err() {
            return;
        }
    }
}

fn encode(
    block: Block,
    plan: &Plan,
    schema: &Schema,
    factory: &ArrowRowGroupWriterFactory,
) -> Result<Encoded, ArrowError> {
    let mut parsed = parse::parse(block, plan);
    let arrays = std::mem::take(&mut parsed.arrays);
    let mut chunks = Vec::new();
    if parsed.rows > 0 {
        let writers = factory.create_column_writers(0)?;
        for ((mut writer, array), field) in writers.into_iter().zip(arrays).zip(schema.fields()) {
            for leaf in compute_leaves(field, &array)? {
                writer.write(&leaf)?;
            }
            chunks.push(writer.close()?);
        }
    }
    Ok(Encoded { chunks, parsed })
}

/// Writes blocks in their order, whichever is ready first.
fn gather(
    done: Receiver<Done>,
    file: &mut SerializedFileWriter<File>,
) -> Result<Loaded, AnalysisError> {
    let mut loaded = Loaded::default();
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (index, encoded) in done {
        early.insert(index, encoded?);
        while let Some(encoded) = early.remove(&next) {
            append(encoded.chunks, file).map_err(ArrowError::from)?;
            loaded.add(encoded.parsed);
            next += 1;
        }
    }
    Ok(loaded)
}

fn append(
    chunks: Vec<ArrowColumnChunk>,
    file: &mut SerializedFileWriter<File>,
) -> datafusion::parquet::errors::Result<()> {
    if chunks.is_empty() {
        return Ok(());
    }
    let mut group = file.next_row_group()?;
    for chunk in chunks {
        chunk.append_to_row_group(&mut group)?;
    }
    group.close().map(|_| ())
}

impl Loaded {
    pub fn add(&mut self, parsed: Parsed) {
        self.tally.merge(parsed.tally, self.lines);
        self.counts
            .resize_with(parsed.counts.len(), ColumnCounts::default);
        for (mine, other) in self.counts.iter_mut().zip(parsed.counts) {
            mine.merge(other, self.lines);
        }
        self.rows += parsed.rows;
        self.lines += parsed.lines;
        self.dropped += parsed.dropped;
        self.damaged += parsed.damaged;
    }
}
