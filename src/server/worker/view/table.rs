//! The Parquet files of a data set, opened: their columns, and their rows, group by group on all cores or some of them.
//!
//! They never change once they are written. What a footer says is kept, as reading it takes longer than a page.

use super::threads::{cut, in_parallel, in_slices};
use crate::server::worker::parts;
use crate::shared::analysis::AnalysisError;
use datafusion::{
    arrow::{
        array::RecordBatch,
        compute::interleave_record_batch,
        datatypes::{Schema, SchemaRef},
        error::ArrowError,
    },
    parquet::{
        arrow::{
            ProjectionMask,
            arrow_reader::{
                ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
                ParquetRecordBatchReaderBuilder, RowSelection, RowSelector,
            },
        },
        errors::ParquetError,
        file::metadata::PageIndexPolicy,
    },
};
use std::{
    fs::{self, File},
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

const BATCH_ROWS: usize = 8_192;
/// Footers that are kept.
const OPEN_TABLES: usize = 16;

/// The footers of the files that were read last.
#[derive(Default)]
pub struct OpenTables(Mutex<Vec<Arc<Table>>>);

pub struct Table {
    path: PathBuf,
    pub bytes: u64,
    pub rows: u32,
    /// At least one.
    files: Vec<OpenFile>,
    /// The row groups of all files, in order.
    groups: Vec<Group>,
}

struct OpenFile {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
}

#[derive(Clone, Copy)]
struct Group {
    /// The number of its first row.
    start: u32,
    file: usize,
    /// Its place in the file.
    place: usize,
}

impl OpenTables {
    pub fn open(&self, parquet: &Path) -> Result<Arc<Table>, ArrowError> {
        let files = parts::files(parquet).map_err(ParquetError::from)?;
        let bytes = bytes(&files)?;
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |table: &Arc<Table>| table.path == parquet && table.bytes == bytes;
        let table = match open.iter().position(known) {
            Some(place) => open.remove(place),
            None => Arc::new(Table::open(parquet, files)?),
        };
        open.truncate(OPEN_TABLES - 1);
        open.insert(0, table.clone());
        Ok(table)
    }
}

fn bytes(files: &[PathBuf]) -> Result<u64, ArrowError> {
    let sizes = files
        .iter()
        .map(|file| fs::metadata(file).map(|found| found.len()));
    let sizes = sizes.sum::<io::Result<u64>>();
    Ok(sizes.map_err(ParquetError::from)?)
}

impl Table {
    fn open(path: &Path, files: Vec<PathBuf>) -> Result<Self, ArrowError> {
        let (mut groups, mut rows) = (Vec::new(), 0_u32);
        let bytes = bytes(&files)?;
        let files = files.into_iter().map(OpenFile::open);
        let files = files.collect::<Result<Vec<_>, _>>()?;
        for (file, open) in files.iter().enumerate() {
            for (place, group) in open.metadata.metadata().row_groups().iter().enumerate() {
                groups.push(Group {
                    start: rows,
                    file,
                    place,
                });
                let more = u32::try_from(group.num_rows()).ok();
                let sum = more.and_then(|more| rows.checked_add(more));
                rows = sum.ok_or_else(|| ParquetError::General("too many rows".into()))?;
            }
        }
        if files.is_empty() {
            return Err(ParquetError::General("a table without a file".into()).into());
        }
        Ok(Self {
            path: path.to_owned(),
            bytes,
            rows,
            files,
            groups,
        })
    }

    /// Which one it is of a live data set, where one may be as long as another; otherwise nothing.
    pub fn version(&self) -> String {
        let name = self.path.file_name().filter(|_| self.path.is_dir());
        name.map_or_else(String::new, |name| format!(" {}", name.to_string_lossy()))
    }

    pub fn schema(&self) -> &SchemaRef {
        self.files[0].metadata.schema()
    }

    pub fn name(&self, column: usize) -> &str {
        self.schema().field(column).name()
    }

    /// The numbers of the rows of a group.
    pub fn numbers(&self, group: usize) -> Range<u32> {
        let end = self.groups.get(group + 1).map(|next| next.start);
        self.groups[group].start..end.unwrap_or(self.rows)
    }

    /// Bytes that the columns take in memory, from above.
    pub fn bytes_of(&self, columns: &[usize]) -> u64 {
        let files = self.files.iter();
        let groups = files.flat_map(|file| file.metadata.metadata().row_groups());
        let sizes = groups.flat_map(|group| {
            let columns = columns.iter().map(|column| group.column(*column));
            columns.map(|column| (column.uncompressed_size() + group.num_rows() * 17) as u64)
        });
        sizes.sum()
    }

    /// Reads every group, some at once, each batch with the columns as they are asked for. Results come in the order
    /// of the groups.
    pub fn each_group<T: Send>(
        &self,
        columns: &[usize],
        work: impl Fn(Range<u32>, Batches) -> Result<T, AnalysisError> + Sync,
    ) -> Result<Vec<T>, AnalysisError> {
        in_parallel(self.groups.len(), |group| {
            let batches = self.read(group, columns, None)?;
            work(self.numbers(group), batches)
        })
    }

    /// The same where each group fills its part of `all`, which has a value for each row.
    pub fn fill_groups<T: Send, R: Send>(
        &self,
        columns: &[usize],
        all: &mut [T],
        work: impl Fn(Range<u32>, Batches, &mut [T]) -> Result<R, AnalysisError> + Sync,
    ) -> Result<Vec<R>, AnalysisError> {
        let parts = cut(all, self.lengths());
        in_slices(parts, |group, part| {
            let batches = self.read(group, columns, None)?;
            work(self.numbers(group), batches, part)
        })
    }

    /// How many rows each group has.
    pub fn lengths(&self) -> impl Iterator<Item = usize> {
        (0..self.groups.len()).map(|group| self.numbers(group).len())
    }

    /// Reads the rows of these numbers, each as often as it is named.
    pub fn gather(&self, numbers: &[u32], columns: &[usize]) -> Result<Gathered, ArrowError> {
        let mut wanted: Vec<(u32, u32)> = numbers.iter().copied().zip(0..).collect();
        if !numbers.is_sorted() {
            wanted.sort_unstable();
        }
        let by_group = |(a, _): &(u32, u32), (b, _): &(u32, u32)| self.group(*a) == self.group(*b);
        let groups: Vec<&[(u32, u32)]> = wanted.chunk_by(by_group).collect();
        let read = in_parallel(groups.len(), |part| {
            let mut rows: Vec<u32> = groups[part].iter().map(|(number, _)| *number).collect();
            rows.dedup();
            let batches = self.read(self.group(rows[0]), columns, Some(&rows))?;
            batches.collect::<Result<Vec<_>, _>>()
        })?;

        let batches: Vec<RecordBatch> = read.into_iter().flatten().collect();
        let places = batches.iter().enumerate().flat_map(|(at, batch)| {
            let rows = 0..batch.num_rows();
            rows.map(move |row| (at, row))
        });
        let mut places = places;
        let mut places_of = vec![(0, 0); numbers.len()];
        let mut last = None;
        for (number, index) in wanted {
            if last.is_none_or(|(before, _)| before != number) {
                let short = || ParquetError::General(format!("row {number} is missing"));
                last = Some((number, places.next().ok_or_else(short)?));
            }
            if let Some((_, place)) = last {
                places_of[index as usize] = place;
            }
        }
        Ok(Gathered {
            schema: Arc::new(self.schema().project(columns)?),
            batches,
            places: places_of,
        })
    }

    fn group(&self, number: u32) -> usize {
        // Groups without rows begin where the next one does.
        self.groups.partition_point(|group| group.start <= number) - 1
    }

    /// Each reader has the file to itself: a copied handle would share its place in it.
    fn read(
        &self,
        group: usize,
        columns: &[usize],
        rows: Option<&[u32]>,
    ) -> Result<Batches, ArrowError> {
        let Group { file, place, .. } = self.groups[group];
        let OpenFile { path, metadata } = &self.files[file];
        let file = File::open(path).map_err(ParquetError::from)?;
        let numbers = self.numbers(group);
        let mask = ProjectionMask::roots(metadata.parquet_schema(), columns.iter().copied());
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
            .with_row_groups(vec![place])
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS);
        let builder = match rows {
            Some(rows) if rows.len() < numbers.len() => builder
                .with_batch_size(BATCH_ROWS.min(rows.len()))
                .with_row_selection(selection(rows, numbers.start)),
            _ => builder,
        };
        let mut in_file = columns.to_vec();
        in_file.sort_unstable();
        in_file.dedup();
        let place = |column: &usize| in_file.partition_point(|other| other < column);
        Ok(Batches {
            reader: builder.build()?,
            order: columns.iter().map(place).collect(),
        })
    }
}

impl OpenFile {
    fn open(path: PathBuf) -> Result<Self, ArrowError> {
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        let file = File::open(&path).map_err(ParquetError::from)?;
        let metadata = ArrowReaderMetadata::load(&file, options)?;
        Ok(Self { path, metadata })
    }
}

fn selection(rows: &[u32], start: u32) -> RowSelection {
    let (mut selectors, mut at) = (Vec::new(), start);
    for run in rows.chunk_by(|a, b| a + 1 == *b) {
        if run[0] > at {
            selectors.push(RowSelector::skip((run[0] - at) as usize));
        }
        selectors.push(RowSelector::select(run.len()));
        at = run[0] + run.len() as u32;
    }
    selectors.into()
}

/// The batches of a row group, columns in the order in which they were asked for.
pub struct Batches {
    reader: ParquetRecordBatchReader,
    order: Vec<usize>,
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(batch.and_then(|batch| batch.project(&self.order)))
    }
}

/// Rows that were read in the order of the file, and where each is that was asked for.
pub struct Gathered {
    schema: Arc<Schema>,
    batches: Vec<RecordBatch>,
    places: Vec<(usize, usize)>,
}

impl Gathered {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn all(&self) -> Result<RecordBatch, ArrowError> {
        self.batch(0..self.len())
    }

    /// Some of the rows, in the order in which they were asked for.
    pub fn batch(&self, range: Range<usize>) -> Result<RecordBatch, ArrowError> {
        if range.is_empty() {
            return Ok(RecordBatch::new_empty(self.schema.clone()));
        }
        let batches: Vec<&RecordBatch> = self.batches.iter().collect();
        interleave_record_batch(&batches, &self.places[range])
    }
}
