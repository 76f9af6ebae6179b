//! The first rows of a file that is still on its way: what its beginning would become, as a guess.
//!
//! Only of text that can be read from its beginning: delimited, or JSON in lines, also when it is compressed. Of what
//! else there is a beginning says nothing, and that is told as an error nobody needs to hear.

use super::{formats, ingest, unreadable};
use crate::{
    server::worker::view,
    shared::{
        analysis::{AnalysisError, Cell},
        dataset::Column,
        reading::Decisions,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// So much of a file is looked at.
const BYTES: u64 = 256 << 10;
const ROWS: i64 = 200;
const COLUMNS: usize = 50;
/// Longer names and texts are cut.
const CHARS: usize = 100;
/// What columns and rows come to at most, as JSON; together with what stands around them it stays below 64 KiB.
const JSON_BYTES: usize = 63 << 10;

/// What is shown of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirstRows {
    /// At most 50.
    pub columns: Vec<Column>,
    /// How many columns there are beside these.
    pub more_columns: i64,
    /// At most 200, a cell for each of the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// Reads what is here of `source`; `goes_on` where that is not yet all. `scratch` is a folder that is made and removed.
pub fn first_rows(
    source: &Path,
    file_name: &str,
    goes_on: bool,
    scratch: &Path,
) -> Result<FirstRows, AnalysisError> {
    let says_nothing = || unreadable(format!("The beginning of {file_name} says nothing of it."));
    let mut text = formats::beginning(source, BYTES)?.ok_or_else(says_nothing)?;
    let mut decisions = Decisions::default();
    if goes_on || !text.is_all {
        let end = whole_records(&text.bytes);
        // A header and a row, or there is nothing to be shown.
        if lines(&text.bytes[..end]) < 2 {
            return Err(says_nothing());
        }
        // Even, so that no character of two bytes is cut.
        text.bytes.truncate(end & !1);
        // What looks like a total is a row as well.
        decisions.skip_below = Some(0);
    }
    let folder = Scratch::make(scratch)?;
    let (part, parquet) = (folder.0.join("part"), folder.0.join("table.parquet"));
    fs::write(&part, &text.bytes)?;
    if !formats::is_text(&part)? {
        return Err(says_nothing());
    }
    let table = ingest(&part, file_name, &decisions, &parquet)?;
    let rows = view::page_of_file(&parquet, 0, ROWS)?.rows;
    Ok(FirstRows::within(table.columns, rows, JSON_BYTES))
}

impl FirstRows {
    /// As much of them as comes to so many bytes.
    fn within(mut columns: Vec<Column>, rows: Vec<Vec<Cell>>, bytes: usize) -> Self {
        let more_columns = columns.len().saturating_sub(COLUMNS) as i64;
        columns.truncate(COLUMNS);
        for column in &mut columns {
            shorten(&mut column.name);
        }
        let mut left = bytes.saturating_sub(length(&columns));
        let mut shown = Vec::new();
        for mut row in rows {
            row.truncate(COLUMNS);
            for cell in &mut row {
                if let Cell::Text(text) = cell {
                    shorten(text);
                }
            }
            let Some(rest) = left.checked_sub(length(&row) + 1) else {
                break;
            };
            left = rest;
            shown.push(row);
        }
        Self {
            columns,
            more_columns,
            rows: shown,
        }
    }
}

fn length(value: &impl Serialize) -> usize {
    // What cannot be written is not sent either.
    serde_json::to_vec(value).map_or(usize::MAX >> 1, |json| json.len())
}

fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(CHARS) {
        text.truncate(end);
        text.push('…');
    }
}

/// Line ends of one kind.
fn lines(bytes: &[u8]) -> usize {
    let count = |end: u8| memchr::memchr_iter(end, bytes).count();
    count(b'\n').max(count(b'\r'))
}

/// Where the last whole record ends: at a line end that is not within quotes.
fn whole_records(bytes: &[u8]) -> usize {
    let (mut end, mut is_quoted) = (0, false);
    for at in memchr::memchr3_iter(b'"', b'\n', b'\r', bytes) {
        match bytes[at] {
            b'"' => is_quoted = !is_quoted && opens(&bytes[..at]),
            _ if is_quoted => {}
            _ => end = at + 1,
        }
    }
    end
}

/// Whether a quote that comes after these bytes begins a field, or follows another that would have ended one. One in
/// the middle of a text is a sign for inches.
fn opens(before: &[u8]) -> bool {
    // Half a character of two bytes, and what ends a mark at the beginning, too.
    matches!(
        before.last(),
        None | Some(b',' | b';' | b'\t' | b'|' | b' ' | b'\n' | b'\r' | b'"' | 0 | 0xBF)
    )
}

/// A folder that goes with what is in it.
struct Scratch(PathBuf);

impl Scratch {
    fn make(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self(folder.to_owned()))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The parent removes what stays.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::dataset::ColumnType;

    #[test]
    fn a_record_that_is_cut_is_left_out() {
        for (bytes, whole) in [
            ("a,b\n1,2\n3,", "a,b\n1,2\n"),
            ("a,b\n1,\"x\ny", "a,b\n"),
            ("a\n\"1 \"\"\n\"\" 2\"\n\"3\n", "a\n\"1 \"\"\n\"\" 2\"\n"),
            ("a\r1\r2", "a\r1\r"),
            (
                "a,b\n1,2\" pipe\n2,3\n4,5\n6",
                "a,b\n1,2\" pipe\n2,3\n4,5\n",
            ),
        ] {
            let end = whole_records(bytes.as_bytes());
            assert_eq!(&bytes[..end], whole, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_sent_stays_within_its_bounds() {
        let column = |at: usize| Column {
            name: format!("{at}{}", "n".repeat(300)),
            column_type: ColumnType::Text,
            nulls: 0,
        };
        let cell = |_| Cell::Text("“ü”\u{1}".repeat(1_000));
        let rows = (0..200).map(|_| (0..70).map(cell).collect()).collect();
        let shown = FirstRows::within((0..70).map(column).collect(), rows, JSON_BYTES);
        assert_eq!((shown.columns.len(), shown.more_columns), (50, 20));
        assert_eq!(shown.columns[7].name.chars().count(), CHARS + 1);
        assert!(!shown.rows.is_empty() && shown.rows.len() < 200);
        assert!(shown.rows.iter().all(|row| row.len() == 50));
        assert!(length(&shown.columns) + length(&shown.rows) <= JSON_BYTES + 2);
    }
}
