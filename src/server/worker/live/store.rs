//! One live data set on disk, as the one worker that writes it holds it.

use super::{
    keys::{Keys, Known, MOST_KEYS, Receipt, Sent},
    manifest::{Keep, KeysEntry, Manifest, SegmentEntry, sync_folder},
    rows::{self, Form, Gap, Misfit},
    segment,
    tail::{Frame, Tail},
};
use crate::shared::dataset::Column;
use datafusion::arrow::{array::RecordBatch, compute::concat_batches, datatypes::SchemaRef};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

/// A tail of so many rows, or bytes in memory, is sealed.
const SEAL_ROWS: u64 = 1 << 16;
const SEAL_BYTES: usize = 16 << 20;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A batch as it was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Append {
    /// The same for a batch that is sent again.
    pub key: Option<String>,
    pub form: Form,
    pub body: String,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Appended {
    #[serde(flatten)]
    pub receipt: Receipt,
    /// Whether it was here before.
    pub dup: bool,
    pub gaps: Vec<Gap>,
    pub left_out: Vec<Gap>,
}

/// Why a batch was not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    Misfit(Misfit),
    /// Its key is the one of other rows.
    KeyOfOthers,
}

pub struct Store {
    folder: PathBuf,
    schema: SchemaRef,
    manifest: Manifest,
    tail: Tail,
    /// The rows in the tail, and what it says of their batches.
    batches: Vec<RecordBatch>,
    sent: Vec<Sent>,
    keys: Keys,
}

impl Store {
    pub fn create(folder: &Path, columns: Vec<Column>, keep: Keep) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let manifest = Manifest {
            columns,
            keep,
            segments: Vec::new(),
            keys: Vec::new(),
            tail: 0,
        };
        let tail = Tail::create(&tail_path(folder, 0))?;
        manifest.write(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            schema: rows::schema(&manifest.columns),
            manifest,
            tail,
            batches: Vec::new(),
            sent: Vec::new(),
            keys: Keys::default(),
        })
    }

    /// As it was when the last append was answered; none where there is no live data set.
    pub fn open(folder: &Path) -> io::Result<Option<Self>> {
        let Some(manifest) = Manifest::read(folder)? else {
            return Ok(None);
        };
        sweep(folder, &manifest)?;
        let (tail, frames) = Tail::open(&tail_path(folder, manifest.tail))?;
        let mut keys = Keys::default();
        for entry in &manifest.keys {
            let json = fs::read(keys_path(folder, entry.first))?;
            let sent: Vec<Sent> = serde_json::from_slice(&json)?;
            sent.into_iter().for_each(|sent| keys.add(sent));
        }
        let mut store = Self {
            folder: folder.to_owned(),
            schema: rows::schema(&manifest.columns),
            manifest,
            tail,
            batches: Vec::new(),
            sent: Vec::new(),
            keys,
        };
        frames.into_iter().for_each(|frame| store.take(frame));
        Ok(Some(store))
    }

    /// Takes what fits, all or nothing of each batch; all that is taken is on disk when it returns.
    pub fn append(
        &mut self,
        appends: &[Append],
        now_ms: i64,
    ) -> io::Result<Vec<Result<Appended, Refusal>>> {
        let (mut answers, mut sent, mut batches) = (Vec::new(), Vec::new(), Vec::new());
        let mut fresh = BTreeMap::new();
        let mut head = self.head();
        for append in appends {
            let hash = hash(append);
            let key = append.key.as_deref();
            let known = key.map_or(Known::New, |key| match fresh.get(key) {
                None => self.keys.look(key, &hash),
                Some((known, receipt)) if *known == hash => Known::Same(receipt),
                Some(_) => Known::Other,
            });
            let answer = match known {
                Known::Same(receipt) => Ok(Appended {
                    receipt: receipt.clone(),
                    dup: true,
                    gaps: Vec::new(),
                    left_out: Vec::new(),
                }),
                Known::Other => Err(Refusal::KeyOfOthers),
                Known::New => {
                    let read =
                        rows::read(&self.manifest.columns, append.form, append.body.as_bytes());
                    read.map_err(Refusal::Misfit).map(|rows| {
                        let receipt = Receipt {
                            first: head,
                            rows: rows.batch.num_rows() as u64,
                        };
                        head += receipt.rows;
                        batches.push(rows.batch);
                        if let Some(key) = key {
                            fresh.insert(key, (hash.clone(), receipt.clone()));
                            sent.push(Sent {
                                key: key.to_owned(),
                                hash,
                                receipt: receipt.clone(),
                            });
                        }
                        Appended {
                            receipt,
                            dup: false,
                            gaps: rows.gaps,
                            left_out: rows.left_out,
                        }
                    })
                }
            };
            answers.push(answer);
        }
        if !batches.is_empty() {
            let batch = concat_batches(&self.schema, &batches).map_err(io::Error::other)?;
            let frame = Frame { sent, batch };
            self.tail.append(&frame)?;
            self.take(frame);
            self.tidy(now_ms);
        }
        Ok(answers)
    }

    fn take(&mut self, frame: Frame) {
        frame
            .sent
            .iter()
            .cloned()
            .for_each(|sent| self.keys.add(sent));
        self.sent.extend(frame.sent);
        self.batches.push(frame.batch);
    }

    /// The number that the next row will have.
    pub fn head(&self) -> u64 {
        let rows = self.batches.iter().map(|batch| batch.num_rows() as u64);
        self.manifest.tail + rows.sum::<u64>()
    }

    /// The number of the oldest row that is kept.
    pub fn first(&self) -> u64 {
        let segment = self.manifest.segments.first();
        let first = segment.map_or(self.manifest.tail, |segment| segment.first);
        match self.manifest.keep {
            Keep::Rows(rows) => first.max(self.head().saturating_sub(rows)),
            _ => first,
        }
    }

    pub fn columns(&self) -> &[Column] {
        &self.manifest.columns
    }

    /// Seals a tail that is long, and lets go of what is not to be kept. What fails here is tried again with the next
    /// append: all rows are where they were.
    pub fn tidy(&mut self, now_ms: i64) {
        let bytes: usize = self
            .batches
            .iter()
            .map(RecordBatch::get_array_memory_size)
            .sum();
        let is_long = self.head() - self.manifest.tail >= SEAL_ROWS || bytes >= SEAL_BYTES;
        let done = match is_long {
            true => self.seal(now_ms),
            false => Ok(()),
        };
        if let Err(error) = done.and_then(|()| self.forget(now_ms)) {
            eprintln!("worker: live data set: {error}");
        }
    }

    /// Makes a segment of the tail, and an empty tail behind it.
    pub fn seal(&mut self, now_ms: i64) -> io::Result<()> {
        let (first, head) = (self.manifest.tail, self.head());
        if first == head {
            return Ok(());
        }
        let bytes = segment::write(
            &segment::path(&self.folder, first),
            self.schema.clone(),
            &self.batches,
        )?;
        let mut next = self.manifest.clone();
        next.segments.push(SegmentEntry {
            first,
            rows: head - first,
            bytes,
            until: now_ms,
        });
        if !self.sent.is_empty() {
            let json = serde_json::to_vec(&self.sent)?;
            write_synced(&keys_path(&self.folder, first), &json)?;
            next.keys.push(KeysEntry {
                first,
                count: self.sent.len() as u64,
            });
        }
        next.tail = head;
        let path = tail_path(&self.folder, head);
        // Left over from an attempt that failed.
        remove(&path)?;
        let tail = Tail::create(&path)?;
        next.write(&self.folder)?;
        let old = tail_path(&self.folder, first);
        (self.manifest, self.tail) = (next, tail);
        self.batches.clear();
        self.sent.clear();
        remove(&old)
    }

    fn forget(&mut self, now_ms: i64) -> io::Result<()> {
        let (first, mut next) = (self.first(), self.manifest.clone());
        let mut bytes: u64 = next.segments.iter().map(|segment| segment.bytes).sum();
        next.segments.retain(|segment| {
            let goes = match next.keep {
                Keep::All => false,
                Keep::Rows(_) => segment.end() <= first,
                Keep::Bytes(most) => bytes > most,
                Keep::Days(days) => segment.until < now_ms - i64::from(days) * DAY_MS,
            };
            bytes -= if goes { segment.bytes } else { 0 };
            !goes
        });
        let mut count: u64 = next.keys.iter().map(|entry| entry.count).sum();
        next.keys.retain(|entry| {
            let goes = count - entry.count >= MOST_KEYS as u64;
            count -= if goes { entry.count } else { 0 };
            !goes
        });
        if next == self.manifest {
            return Ok(());
        }
        next.write(&self.folder)?;
        self.manifest = next;
        sweep(&self.folder, &self.manifest)
    }

    /// A folder of Parquet files with the rows that are kept now, which stays as it is. It is there already when
    /// nothing came since.
    pub fn version(&self, versions: &Path) -> io::Result<PathBuf> {
        let (first, head) = (self.first(), self.head());
        let path = versions.join(format!("{first}-{head}"));
        if path.is_dir() {
            return Ok(path);
        }
        let next = versions.join(format!("{first}-{head}.next"));
        if next.is_dir() {
            fs::remove_dir_all(&next)?;
        }
        fs::create_dir_all(&next)?;
        for entry in &self.manifest.segments {
            let from = segment::path(&self.folder, entry.first);
            let begin = entry.first.max(first);
            let to = segment::path(&next, begin);
            if begin == entry.first {
                fs::hard_link(from, to)?;
            } else if begin < entry.end() {
                let rows = segment::read_from(&from, begin - entry.first)?;
                segment::write(&to, self.schema.clone(), &rows)?;
            }
        }
        let begin = self.manifest.tail.max(first);
        // A table without rows has its columns.
        if begin < head || first == head {
            let rows = self.tail_from(begin);
            segment::write(&segment::path(&next, begin), self.schema.clone(), &rows)?;
        }
        fs::rename(&next, &path)?;
        sync_folder(versions)?;
        Ok(path)
    }

    fn tail_from(&self, first: u64) -> Vec<RecordBatch> {
        let (mut rows, mut at) = (Vec::new(), self.manifest.tail);
        for batch in &self.batches {
            let count = batch.num_rows() as u64;
            let skip = first.saturating_sub(at).min(count);
            if skip < count {
                rows.push(batch.slice(skip as usize, (count - skip) as usize));
            }
            at += count;
        }
        rows
    }
}

fn hash(append: &Append) -> String {
    let mut hash = Sha256::new();
    hash.update([append.form as u8]);
    hash.update(&append.body);
    let hash = hash.finalize();
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn tail_path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.tail"))
}

fn keys_path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.keys"))
}

/// Removes what the manifest does not name: what a seal left that was cut short, and what is not kept.
fn sweep(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let segments = manifest
        .segments
        .iter()
        .map(|entry| segment::path(folder, entry.first));
    let keys = manifest
        .keys
        .iter()
        .map(|entry| keys_path(folder, entry.first));
    let named: HashSet<PathBuf> = segments
        .chain(keys)
        .chain([tail_path(folder, manifest.tail)])
        .collect();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("parquet" | "keys" | "tail")) && !named.contains(&path) {
            remove(&path)?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes)?;
    fs::File::open(path)?.sync_all()
}
