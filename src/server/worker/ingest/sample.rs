//! A sample of a file: its beginning, its end, and pieces spread between them.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

/// Up to here a file is looked at as a whole.
const HEAD_BYTES: u64 = 1 << 20;
const PIECES: u64 = 12;
const PIECE_BYTES: u64 = 32 << 10;
const TAIL_BYTES: u64 = 64 << 10;

/// What is looked at before a file is read.
#[derive(Debug, Default)]
pub struct Sample {
    pub head: Vec<u8>,
    /// Pieces from between, each from anywhere in a line.
    pub pieces: Vec<Vec<u8>>,
    /// The end, when the head does not reach it.
    pub tail: Vec<u8>,
    pub file_bytes: u64,
}

impl Sample {
    pub fn of_file(source: &Path) -> io::Result<Self> {
        let mut file = File::open(source)?;
        let file_bytes = file.metadata()?.len();
        let mut piece = |from: u64, bytes: u64| -> io::Result<Vec<u8>> {
            let mut piece = Vec::new();
            file.seek(SeekFrom::Start(from))?;
            file.by_ref().take(bytes).read_to_end(&mut piece)?;
            Ok(piece)
        };
        let mut sample = Self {
            head: piece(0, HEAD_BYTES)?,
            file_bytes,
            ..Self::default()
        };
        if file_bytes <= HEAD_BYTES {
            return Ok(sample);
        }
        let tail = TAIL_BYTES.min(file_bytes - HEAD_BYTES);
        sample.tail = piece(file_bytes - tail, tail)?;
        let step = (file_bytes - HEAD_BYTES) / (PIECES + 1);
        for i in 1..=PIECES {
            // Even places, so that no character of two bytes is cut.
            let from = (HEAD_BYTES + i * step) & !1;
            sample.pieces.push(piece(from, PIECE_BYTES.min(step))?);
        }
        Ok(sample)
    }

    /// Whether the head is the whole file.
    pub fn is_whole(&self) -> bool {
        self.head.len() as u64 == self.file_bytes
    }

    /// All the bytes, piece by piece.
    pub fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        let between = self.pieces.iter().chain([&self.tail]);
        [&self.head].into_iter().chain(between).map(Vec::as_slice)
    }
}
