//! One live data set on disk, as the one worker that writes it holds it.

mod merge;
mod tidy;
mod version;

pub use version::VERSIONS;

use super::{
    keys::{Keys, Known, Receipt, Sent},
    manifest::{Keep, KeysEntry, Manifest, SegmentEntry, sync_folder},
    memory,
    rows::{self, Form, Gap, Misfit},
    segment,
    tail::{Frame, Tail},
};
use crate::{server::worker::wire::LiveState, shared::dataset::Column};
use datafusion::arrow::{array::RecordBatch, compute::concat_batches, datatypes::SchemaRef};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// How long another worker has to end.
const HELD_FOR: Duration = Duration::from_secs(5);

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
    /// When the oldest row of the tail came, as far as is known; Unix milliseconds.
    since: i64,
    /// Held, so that the worker of a server that was killed has ended before another one writes.
    _lock: File,
}

impl Store {
    pub fn create(folder: &Path, columns: Vec<Column>, keep: Keep) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        let manifest = Manifest {
            columns,
            keep,
            gone: 0,
            segments: Vec::new(),
            keys: Vec::new(),
            tail: 0,
        };
        let tail = Tail::create(&tail_path(folder, 0))?;
        manifest.write(folder)?;
        if let Some(parent) = folder.parent() {
            sync_folder(parent)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            schema: rows::schema(&manifest.columns),
            manifest,
            tail,
            batches: Vec::new(),
            sent: Vec::new(),
            keys: Keys::default(),
            since: 0,
            _lock: lock,
        })
    }

    /// As it was when the last append was answered; none where there is no live data set.
    pub fn open(folder: &Path) -> io::Result<Option<Self>> {
        if Manifest::read(folder)?.is_none() {
            return Ok(None);
        }
        let lock = lock(folder)?;
        let Some(manifest) = Manifest::read(folder)? else {
            return Ok(None);
        };
        tidy::sweep_all(folder, &manifest)?;
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
            since: 0,
            _lock: lock,
        };
        store.since = store.tail.written_ms()?;
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
            if self.batches.is_empty() {
                self.since = now_ms;
            }
            self.take(frame);
        }
        self.tidy(now_ms);
        Ok(answers)
    }

    fn take(&mut self, frame: Frame) {
        frame
            .sent
            .iter()
            .cloned()
            .for_each(|sent| self.keys.add(sent));
        self.sent.extend(frame.sent);
        memory::push(&mut self.batches, frame.batch);
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
        let first = first.max(self.manifest.gone);
        match self.manifest.keep {
            Keep::Rows(rows) => first.max(self.head().saturating_sub(rows)),
            _ => first,
        }
    }

    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    pub fn state(&self) -> LiveState {
        let segments = self.manifest.segments.iter().map(|segment| segment.bytes);
        LiveState {
            first: self.first(),
            head: self.head(),
            bytes: segments.sum::<u64>() + self.tail.bytes(),
            keep: self.manifest.keep,
        }
    }

    /// Takes the rows of a table as the first ones, with the columns as they are here.
    pub fn begin_with(
        &mut self,
        rows: impl IntoIterator<Item = io::Result<RecordBatch>>,
        now_ms: i64,
    ) -> io::Result<()> {
        let unfinished = segment::merging(&self.folder, 0);
        let (rows, bytes) = segment::write(&unfinished, self.schema.clone(), rows)?;
        if rows == 0 {
            return remove(&unfinished);
        }
        fs::rename(&unfinished, segment::path(&self.folder, 0, rows))?;
        let mut next = self.manifest.clone();
        next.segments.push(SegmentEntry {
            first: 0,
            rows,
            bytes,
            until: now_ms,
        });
        self.go_on(next, rows)
    }

    /// Makes a segment of the tail, and an empty tail behind it.
    pub fn seal(&mut self, now_ms: i64) -> io::Result<()> {
        let (first, head) = (self.manifest.tail, self.head());
        if first == head {
            return Ok(());
        }
        let rows = self.batches.iter().cloned().map(Ok);
        let path = segment::path(&self.folder, first, head - first);
        let (_, bytes) = segment::write(&path, self.schema.clone(), rows)?;
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
        self.go_on(next, head)
    }

    /// Has an empty tail behind all segments.
    fn go_on(&mut self, mut next: Manifest, head: u64) -> io::Result<()> {
        let old = tail_path(&self.folder, next.tail);
        next.tail = head;
        let path = tail_path(&self.folder, head);
        // Left over from an attempt that failed.
        remove(&path)?;
        let tail = Tail::create(&path)?;
        next.write(&self.folder)?;
        (self.manifest, self.tail) = (next, tail);
        self.batches.clear();
        self.sent.clear();
        remove(&old)
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

/// Waits for another that holds it, and not for long.
fn lock(folder: &Path) -> io::Result<File> {
    let file = File::create(folder.join("lock"))?;
    let since = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if since.elapsed() < HELD_FOR => {
                thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
            // Not every file system can.
            Err(TryLockError::Error(error)) => {
                eprintln!("worker: a live data set is not locked: {error}");
                return Ok(file);
            }
        }
    }
}

pub fn tail_path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.tail"))
}

pub fn keys_path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.keys"))
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
