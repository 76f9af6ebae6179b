//! The end of a live data set: a file to which batches are appended.
//!
//! A frame is the length of what follows as four bytes, its CRC-32 as four, least first, then a line of JSON about
//! the batches in it, and their rows as an Arrow IPC stream. A frame that is not whole was not answered, and is cut
//! off when the file is opened.

use super::keys::Sent;
use datafusion::arrow::{
    array::RecordBatch,
    error::ArrowError,
    ipc::{reader::StreamReader, writer::StreamWriter},
};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

const HEAD_BYTES: usize = 8;

pub struct Tail {
    file: File,
    /// Up to where frames are whole.
    len: u64,
}

/// Batches that were written at once.
#[derive(Debug)]
pub struct Frame {
    pub sent: Vec<Sent>,
    pub batch: RecordBatch,
}

impl Tail {
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(path)?;
        file.sync_all()?;
        Ok(Self { file, len: 0 })
    }

    /// With the frames in it. What is behind the last whole one is cut off.
    pub fn open(path: &Path) -> io::Result<(Self, Vec<Frame>)> {
        let mut file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let (mut frames, mut at) = (Vec::new(), 0);
        while let Some((frame, len)) = frame(&bytes[at..]) {
            frames.push(frame);
            at += len;
        }
        let len = at as u64;
        if at < bytes.len() {
            file.set_len(len)?;
            file.sync_all()?;
        }
        Ok((Self { file, len }, frames))
    }

    /// What it takes up.
    pub fn bytes(&self) -> u64 {
        self.len
    }

    /// When it was written last, Unix milliseconds.
    pub fn written_ms(&self) -> io::Result<i64> {
        let written = self.file.metadata()?.modified()?;
        let since = written.duration_since(std::time::UNIX_EPOCH);
        Ok(since.map_or(0, |since| since.as_millis() as i64))
    }

    /// On disk when it returns; on error the file is as it was.
    pub fn append(&mut self, frame: &Frame) -> io::Result<()> {
        let bytes = written(frame).map_err(io::Error::other)?;
        let end = self.len;
        let done = (|| {
            self.file.seek(SeekFrom::Start(end))?;
            self.file.write_all(&bytes)?;
            self.file.sync_data()
        })();
        match done {
            Ok(()) => self.len += bytes.len() as u64,
            // What is left of it is cut off here, or when the file is opened again.
            Err(_) => _ = self.file.set_len(end),
        }
        done
    }
}

fn written(Frame { sent, batch }: &Frame) -> Result<Vec<u8>, ArrowError> {
    let mut bytes = vec![0; HEAD_BYTES];
    let json = serde_json::to_vec(sent).map_err(|error| ArrowError::ExternalError(error.into()))?;
    bytes.extend(json);
    bytes.push(b'\n');
    let mut rows = StreamWriter::try_new(&mut bytes, &batch.schema())?;
    rows.write(batch)?;
    rows.finish()?;
    drop(rows);
    let length = u32::try_from(bytes.len() - HEAD_BYTES);
    let length = length.map_err(|error| ArrowError::ExternalError(error.into()))?;
    let sum = crc32fast::hash(&bytes[HEAD_BYTES..]);
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    bytes[4..HEAD_BYTES].copy_from_slice(&sum.to_le_bytes());
    Ok(bytes)
}

/// The first frame and its length; none where it is not whole.
fn frame(bytes: &[u8]) -> Option<(Frame, usize)> {
    let head: &[u8; HEAD_BYTES] = bytes.first_chunk()?;
    let [l1, l2, l3, l4, s1, s2, s3, s4] = *head;
    let end = HEAD_BYTES.checked_add(u32::from_le_bytes([l1, l2, l3, l4]) as usize)?;
    let inside = bytes.get(HEAD_BYTES..end)?;
    if crc32fast::hash(inside) != u32::from_le_bytes([s1, s2, s3, s4]) {
        return None;
    }
    let line = inside.iter().position(|byte| *byte == b'\n')?;
    let sent = serde_json::from_slice(&inside[..line]).ok()?;
    let mut rows = StreamReader::try_new(&inside[line + 1..], None).ok()?;
    let batch = rows.next()?.ok()?;
    Some((Frame { sent, batch }, end))
}
