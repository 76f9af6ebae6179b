//! What a file is by its first bytes, whatever its name says: each format becomes a delimited file
//! beside the table, or the table at once.

mod archive;
mod archive_kind;
mod columnar;
mod contents;
mod json;
mod sheet;
mod sheet_cells;

use super::{propose::Proposal, sniff, unreadable};
use crate::{
    server::worker::{wire, words},
    shared::{
        analysis::{AnalysisError, AnalysisErrorKind},
        reading::{Decisions, FileFormat, Inside},
    },
};
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

pub use columnar::load as load_columns;

use archive_kind::ArchiveKind;

/// Archives in archives that are opened.
const MAX_DEPTH: usize = wire::SCRATCHES;

/// A file, through its archives.
pub struct Opened {
    pub path: PathBuf,
    pub content: Content,
    /// Where it holds several tables: which, and the one that is at `path`.
    pub inside: Option<Inside>,
    /// What people should know of the way here.
    pub notes: Vec<String>,
    /// Removed when it was read.
    _scratch: Vec<Scratch>,
}

/// What a file turned out to be.
pub enum Content {
    /// Delimited text.
    Text,
    /// Delimited text of our own, whose types JSON has told.
    Json(Box<Proposal>),
    /// Delimited text of our own, and what the spreadsheet knows of its cells.
    Sheet(sheet::Cells),
    /// Typed columns, ready to be written.
    Columns(columnar::Kind),
}

impl Content {
    pub fn format(&self) -> FileFormat {
        match self {
            Self::Text => FileFormat::Text,
            Self::Json(_) => FileFormat::Json,
            Self::Sheet(_) => FileFormat::Sheet,
            Self::Columns(_) => FileFormat::Columns,
        }
    }
}

/// A file of our own that is removed when nobody needs it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(parquet: &Path, number: usize) -> Self {
        Self(wire::scratch(parquet, number))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // It may not exist yet; that is as good as removed.
        let _ = fs::remove_file(&self.0);
    }
}

/// Opens a file, through archives if need be. Of several tables the one that `decisions` name, or the first. Files of
/// our own are made beside `parquet`.
pub fn open(
    source: &Path,
    file_name: &str,
    parquet: &Path,
    decisions: &Decisions,
) -> Result<Opened, AnalysisError> {
    let mut wanted = decisions.table.as_deref();
    let mut opened = Opened {
        path: source.to_owned(),
        content: Content::Text,
        inside: None,
        notes: Vec::new(),
        _scratch: Vec::new(),
    };
    for depth in 0..MAX_DEPTH {
        let head = head(&opened.path)?;
        if let Some(kind) = columnar::Kind::of(&head) {
            opened.content = Content::Columns(kind);
            return opened.with_table(wanted, file_name);
        }
        let to = Scratch::new(parquet, depth);
        let archive = ArchiveKind::of(&head);
        let part = match archive {
            Some(kind) => archive::unpack(kind, &opened.path, &to.0, file_name, wanted)?,
            None if sheet::is_sheet(&head, &opened.path) => {
                let (cells, part) = sheet::convert(&opened.path, &to.0, file_name, wanted)?;
                opened.content = Content::Sheet(cells);
                part
            }
            None if json::is_json(&head) => {
                let (proposal, part) =
                    json::convert(&opened.path, &to.0, file_name, wanted, decisions)?;
                opened.content = Content::Json(Box::new(proposal));
                part
            }
            None => {
                sniff::refuse_other_kinds(&head, file_name)?;
                return opened.with_table(wanted, file_name);
            }
        };
        opened.path = to.0.clone();
        opened._scratch.push(to);
        opened.notes.extend(part.note);
        opened.notes.extend(part.left_out);
        if opened.inside.is_none() && part.inside.is_some() {
            opened.inside = part.inside;
            // Tables in tables are not named.
            wanted = None;
        }
        if archive.is_none() {
            return opened.with_table(wanted, file_name);
        }
    }
    Err(unreadable(format!(
        "{file_name} is an archive in an archive. Unpack it and bring the table."
    )))
}

impl Opened {
    /// Refused where a table is wanted that nothing had.
    fn with_table(self, wanted: Option<&str>, file_name: &str) -> Result<Self, AnalysisError> {
        match wanted {
            None => Ok(self),
            Some(wanted) => Err(no_such_table(wanted, file_name)),
        }
    }
}

/// One table of a file.
#[derive(Default)]
struct Part {
    inside: Option<Inside>,
    /// What people should know of the rest.
    note: Option<String>,
    /// What of it is no table.
    left_out: Option<String>,
}

impl Part {
    /// `tables` as the file has them; that it has more than one is worth a word.
    fn of(read: &str, tables: Vec<String>, note: Option<String>) -> Self {
        let inside = (tables.len() > 1).then(|| Inside {
            read: read.to_owned(),
            tables,
        });
        Self {
            inside,
            note,
            left_out: None,
        }
    }
}

fn no_such_table(wanted: &str, file_name: &str) -> AnalysisError {
    unreadable(format!("{file_name} has no table called “{wanted}”."))
}

/// Whether a file is delimited text as it stands, so that its beginning is a file too.
pub fn is_delimited(path: &Path) -> Result<bool, AnalysisError> {
    let head = head(path)?;
    let opened = columnar::Kind::of(&head).is_some() || ArchiveKind::of(&head).is_some();
    Ok(!opened && !sheet::is_sheet(&head, path) && !json::is_json(&head))
}

/// What a file begins with.
pub struct Beginning {
    pub bytes: Vec<u8>,
    /// Whether nothing comes after them.
    pub is_all: bool,
}

/// At most `most` bytes of what a file begins with that may end in its middle, unpacked where it is compressed. None
/// where nothing can be read before the end is there.
pub fn beginning(path: &Path, most: u64) -> Result<Option<Beginning>, AnalysisError> {
    let kind = ArchiveKind::of(&head(path)?);
    let Some(from) = ArchiveKind::stream(kind, fs::File::open(path)?)? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    // A compressed file that ends in its middle is no fault here, and what came before counts.
    let read = from.take(most).read_to_end(&mut bytes);
    let is_all = read.is_ok_and(|read| (read as u64) < most);
    Ok(Some(Beginning { bytes, is_all }))
}

/// Whether the beginning of a file is a table by itself: delimited text, or JSON in lines.
pub fn is_text(path: &Path) -> Result<bool, AnalysisError> {
    let head = head(path)?;
    Ok(json::is_lines(&head) || is_delimited(path)?)
}

fn head(path: &Path) -> Result<Vec<u8>, AnalysisError> {
    let mut head = Vec::new();
    fs::File::open(path)?
        .take(64 << 10)
        .read_to_end(&mut head)?;
    Ok(head)
}

/// The refusal of what would be too large once it is open.
fn too_large(file_name: &str, most_bytes: u64) -> AnalysisError {
    let most = words::integer((most_bytes >> 20) as i64);
    AnalysisError::new(
        AnalysisErrorKind::TooLarge,
        format!("{file_name} holds more than {most} MB. Bring it in parts."),
    )
}
