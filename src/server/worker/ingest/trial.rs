//! A trial: what the beginning of a file becomes by what people said of it, beside its lines as they stand.

use super::{decode, formats, ingest};
use crate::{
    server::worker::{view, wire},
    shared::{
        analysis::{AnalysisError, Cell},
        reading::Decisions,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// So much of a file is tried.
const BYTES: u64 = 1 << 20;
const ROWS: i64 = 200;
const LINES: usize = 200;
const LINE_CHARS: usize = 400;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    pub table: wire::Table,
    /// The first rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// The first lines of the file, shortened.
    pub lines: Vec<String>,
    /// Whether the file goes on beyond what was tried.
    pub is_cut: bool,
}

/// Reads the beginning of `source` to `scratch`, a place for files that are removed again.
pub fn attempt(
    source: &Path,
    file_name: &str,
    decisions: &Decisions,
    scratch: &Path,
) -> Result<Trial, AnalysisError> {
    if !formats::is_delimited(source)? {
        return whole(source, file_name, decisions, scratch);
    }
    let mut beginning = Vec::new();
    let mut file = fs::File::open(source)?;
    let is_cut = file.metadata()?.len() > BYTES;
    file.by_ref().take(BYTES).read_to_end(&mut beginning)?;
    if is_cut {
        // The last line is cut, too. Even, so that no character of two bytes is.
        let end = beginning.iter().rposition(|byte| *byte == b'\n');
        beginning.truncate(end.map_or(beginning.len(), |end| (end + 1) & !1));
    }
    let mut decisions = decisions.clone();
    if is_cut {
        decisions.skip_below = Some(0);
    }
    let [part, parquet] = wire::trial(scratch).map(Scratch);
    fs::write(&part.0, &beginning)?;
    let table = ingest(&part.0, file_name, &decisions, &parquet.0)?;
    let rows = view::page_of_file(&parquet.0, 0, ROWS)?.rows;
    let encoding = table.reading.as_ref().map(|reading| &reading.encoding);
    Ok(Trial {
        lines: lines(&beginning, encoding.map_or("UTF-8", String::as_str)),
        table,
        rows,
        is_cut,
    })
}

/// What cannot be cut is read to its end; it has no lines to be shown.
fn whole(
    source: &Path,
    file_name: &str,
    decisions: &Decisions,
    scratch: &Path,
) -> Result<Trial, AnalysisError> {
    let parquet = Scratch(scratch.with_extension("trial"));
    let table = ingest(source, file_name, decisions, &parquet.0)?;
    Ok(Trial {
        table,
        rows: view::page_of_file(&parquet.0, 0, ROWS)?.rows,
        lines: Vec::new(),
        is_cut: false,
    })
}

fn lines(beginning: &[u8], encoding: &str) -> Vec<String> {
    let text = decode::Encodings::named(encoding, None)
        .map(|encodings| encodings.main.decode(beginning).0)
        .unwrap_or_default();
    let text = text.trim_start_matches('\u{FEFF}');
    let shorten = |line: &str| line.chars().take(LINE_CHARS).collect();
    text.lines().take(LINES).map(shorten).collect()
}

/// Removed when it is done with.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // It may not exist yet; that is as good as removed.
        let _ = fs::remove_file(&self.0);
    }
}
