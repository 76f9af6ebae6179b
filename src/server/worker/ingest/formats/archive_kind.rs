//! Which archive a file is, by how it begins.

use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufReader, Read},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveKind {
    Gzip,
    Zstandard,
    Zip,
}

impl ArchiveKind {
    /// The kind of an archive that is no office file.
    pub fn of(head: &[u8]) -> Option<Self> {
        let has = |part: &[u8]| memchr::memmem::find(head, part).is_some();
        let office = [
            b"xl/".as_slice(),
            b"word/",
            b"ppt/",
            b"opendocument",
            b"[Content_Types].xml",
        ];
        match head {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstandard),
            // Of one that is empty.
            [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            [b'P', b'K', 3, 4, ..] if !office.into_iter().any(has) => Some(Self::Zip),
            _ => None,
        }
    }

    /// What is inside, as it is read from the beginning on; the file itself where it is no archive. None where an
    /// archive has its contents listed at its end.
    pub fn stream(kind: Option<Self>, file: File) -> io::Result<Option<Box<dyn Read>>> {
        Ok(match kind {
            None => Some(Box::new(file)),
            Some(Self::Gzip) => Some(Box::new(MultiGzDecoder::new(BufReader::new(file)))),
            Some(Self::Zstandard) => Some(Box::new(zstd::Decoder::new(file)?)),
            Some(Self::Zip) => None,
        })
    }
}
