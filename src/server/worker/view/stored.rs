//! Computed views as files: `<data>/views/<data set>/<key>.rows`, and short accounts of columns beside them.
//!
//! The file of a view is eight bytes of name, the count of its rows as eight bytes, and each row's number as four,
//! least first. The key has the view and the data set's file in it. What was not used for longest goes.

use super::table::Table;
use crate::shared::view::View;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, FileTimes},
    io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// Counts up when the same view would show other rows, or in another order, or a column in short would say otherwise.
const VERSION: u32 = 2;
const NAME: &[u8; 8] = b"TDMROWS\n";
const HEAD_BYTES: u64 = 16;

const ROWS: &str = "rows";
const PROFILE: &str = "profile";
/// The ending of a file that is being written; a worker that is killed may leave it behind.
pub const UNFINISHED: &str = "unfinished";

/// How many of a kind are kept of a data set.
const MOST: [(&str, usize); 2] = [(ROWS, 8), (PROFILE, 64)];
/// No job takes so long.
const LEFT_OVER: Duration = Duration::from_secs(60 * 60);

/// A view that was computed.
pub struct Kept {
    file: File,
    pub count: u64,
}

impl Kept {
    /// None where it is not there, or not whole.
    pub fn open(folder: &Path, table: &Table, view: &View) -> io::Result<Option<Self>> {
        let Some(mut file) = found(File::open(path(folder, table, view)))? else {
            return Ok(None);
        };
        let mut head = [0; HEAD_BYTES as usize];
        if file.metadata()?.len() < HEAD_BYTES {
            return Ok(None);
        }
        file.read_exact(&mut head)?;
        let (name, count) = head.split_at(NAME.len());
        let count = count.try_into().map_or(0, u64::from_le_bytes);
        let is_whole = file.metadata()?.len() == HEAD_BYTES + count * 4;
        if name != NAME || !is_whole {
            return Ok(None);
        }
        touch(&file);
        Ok(Some(Self { file, count }))
    }

    /// The numbers at `offset..offset + limit`, as far as there are.
    pub fn read(&mut self, offset: u64, limit: usize) -> io::Result<Vec<u32>> {
        let offset = offset.min(self.count);
        let there = (self.count - offset).min(limit as u64);
        let mut bytes = vec![0; there as usize * 4];
        self.file.seek(SeekFrom::Start(HEAD_BYTES + offset * 4))?;
        self.file.read_exact(&mut bytes)?;
        let numbers = bytes.chunks_exact(4).map(|number| {
            let number = number.try_into();
            number.map_or(0, u32::from_le_bytes)
        });
        Ok(numbers.collect())
    }
}

/// Keeps what was computed of a view.
pub fn keep(folder: &Path, table: &Table, view: &View, numbers: &[u32]) -> io::Result<()> {
    write(&path(folder, table, view), |file| {
        file.write_all(NAME)?;
        file.write_all(&(numbers.len() as u64).to_le_bytes())?;
        numbers
            .iter()
            .try_for_each(|number| file.write_all(&number.to_le_bytes()))
    })
}

/// What is kept of a column, as JSON.
pub fn profile(folder: &Path, table: &Table, key: &str) -> io::Result<Option<Vec<u8>>> {
    let Some(mut file) = found(File::open(profile_path(folder, table, key)))? else {
        return Ok(None);
    };
    let mut json = Vec::new();
    file.read_to_end(&mut json)?;
    touch(&file);
    Ok(Some(json))
}

pub fn keep_profile(folder: &Path, table: &Table, key: &str, json: &[u8]) -> io::Result<()> {
    write(&profile_path(folder, table, key), |file| {
        file.write_all(json)
    })
}

fn profile_path(folder: &Path, table: &Table, key: &str) -> PathBuf {
    folder.join(format!("{}.{PROFILE}", hash(table, key)))
}

fn path(folder: &Path, table: &Table, view: &View) -> PathBuf {
    // A view is texts and lists of them: it always has a JSON.
    let json = serde_json::to_string(view).unwrap_or_default();
    folder.join(format!("{}.{ROWS}", hash(table, &json)))
}

fn hash(table: &Table, asked: &str) -> String {
    let known = format!(
        "{VERSION} {} {}{} {asked}",
        table.rows,
        table.bytes,
        table.version()
    );
    let hash = Sha256::digest(known);
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Writes beside it and renames, so that a file is whole or not there.
fn write(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let unfinished = path.with_extension(format!("{}.{UNFINISHED}", std::process::id()));
    let written = (|| {
        let file = File::create(&unfinished)?;
        // So that no server that starts takes it for left over. Not every file system can.
        let _ = file.try_lock();
        let mut file = BufWriter::with_capacity(1 << 20, file);
        fill(&mut file)?;
        file.flush()?;
        fs::rename(&unfinished, path)
    })();
    if written.is_err() {
        // The first error is the one to tell; a sweep finds what stays.
        let _ = fs::remove_file(&unfinished);
    }
    written?;
    trim(folder)
}

/// Removes what was not used for longest, and what a worker left that was killed.
fn trim(folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if let Some(there) = found(fs::metadata(&path))? {
            files.push((there.modified()?, path));
        }
    }
    files.sort_unstable_by(|a, b| b.cmp(a));
    let has = |path: &Path, ending: &str| path.extension().is_some_and(|found| found == ending);
    let old = |time: &SystemTime| time.elapsed().is_ok_and(|age| age > LEFT_OVER);
    let mut gone: Vec<&PathBuf> = Vec::new();
    for (ending, most) in MOST {
        let of_kind = files.iter().map(|(_, path)| path);
        gone.extend(of_kind.filter(|path| has(path, ending)).skip(most));
    }
    let left = files.iter();
    let left = left.filter(|(time, path)| has(path, UNFINISHED) && old(time));
    gone.extend(left.map(|(_, path)| path));
    gone.into_iter()
        .try_for_each(|path| found(fs::remove_file(path)).map(drop))
}

/// Marks it as used just now.
fn touch(file: &File) {
    let now = FileTimes::new().set_modified(SystemTime::now());
    // On a disk that is read-only it just goes earlier.
    let _ = file.set_times(now);
}

fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
