//! Archives with a table inside: gzip, Zstandard, zip.

use super::{
    super::unreadable,
    Part,
    archive_kind::ArchiveKind,
    contents::{self, Contents},
    no_such_table, too_large,
};
use crate::{server::worker::words, shared::analysis::AnalysisError};
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
};
use zip::ZipArchive;

/// What may come out of an archive at least, and by how much more for each of its bytes; tables
/// rarely shrink to a fiftieth, bombs to a thousandth.
const FREE_BYTES: u64 = 64 << 20;
const MAX_RATIO: u64 = 60;

/// Writes what is inside to `to`; of several tables the one called `wanted`, or the first.
pub fn unpack(
    kind: ArchiveKind,
    from: &Path,
    to: &Path,
    file_name: &str,
    wanted: Option<&str>,
) -> Result<Part, AnalysisError> {
    let file = File::open(from)?;
    let most = FREE_BYTES + file.metadata()?.len() * MAX_RATIO;
    let limit = Limit {
        to,
        most,
        file_name,
    };
    match kind {
        ArchiveKind::Gzip => limit.copy(MultiGzDecoder::new(BufReader::new(file)))?,
        ArchiveKind::Zstandard => limit.copy(zstd::Decoder::new(file)?)?,
        ArchiveKind::Zip => return limit.unzip(file, wanted),
    }
    Ok(Part::default())
}

struct Limit<'a> {
    to: &'a Path,
    most: u64,
    file_name: &'a str,
}

impl Limit<'_> {
    fn copy(&self, from: impl Read) -> Result<(), AnalysisError> {
        let mut to = BufWriter::with_capacity(1 << 20, File::create(self.to)?);
        let copied = io::copy(&mut from.take(self.most + 1), &mut to);
        let copied = copied.map_err(|error| self.broken(error))?;
        to.flush()?;
        if copied > self.most {
            return Err(too_large(self.file_name, self.most));
        }
        Ok(())
    }

    /// A broken archive is the file's fault; a full disk is ours.
    fn broken(&self, error: io::Error) -> AnalysisError {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => error.into(),
            _ => unreadable(format!(
                "{} is a broken archive. Bring it again.",
                self.file_name
            )),
        }
    }

    /// One table of a zip archive; what else it holds is named.
    fn unzip(&self, file: File, wanted: Option<&str>) -> Result<Part, AnalysisError> {
        let broken = |error: zip::result::ZipError| self.broken(io::Error::other(error));
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
        let contents = Contents::of(&mut archive).map_err(|error| self.broken(error))?;
        let tables = &contents.tables;
        let read = match wanted.filter(|_| tables.len() > 1) {
            Some(wanted) => tables
                .iter()
                .find(|name| *name == wanted)
                .ok_or_else(|| no_such_table(wanted, self.file_name))?,
            None => tables
                .first()
                .ok_or_else(|| contents::no_table(&contents, self.file_name))?,
        };
        let read = read.clone();
        self.copy(archive.by_name(&read).map_err(broken)?)?;
        let others = tables.iter().filter(|name| **name != read);
        let note = words::few(others.map(String::as_str))
            .map(|others| format!("“{read}” was read from the archive; it also holds {others}."));
        Ok(Part {
            left_out: contents.left_out(self.file_name),
            ..Part::of(&read, contents.tables, note)
        })
    }
}
