//! What an archive holds: tables, and what is none.

use super::{
    super::{by_position, decode::Encodings, dialect::Dialect, sniff},
    archive_kind::ArchiveKind,
    columnar, json,
};
use crate::{server::worker::words, shared::analysis::AnalysisError};
use std::io::{self, Read, Seek};
use zip::ZipArchive;

/// Of more files the names decide.
const MOST_LOOKED_INTO: usize = 200;
const HEAD_BYTES: u64 = 64 << 10;
/// Words in a line, on average, of what is told and not listed.
const PROSE_WORDS: usize = 4;

/// The files of an archive, by name.
#[derive(Default)]
pub struct Contents {
    pub tables: Vec<String>,
    pub others: Vec<String>,
}

impl Contents {
    /// Looks into what is meant for people. What is inside decides; where that could be a table of text, the ending
    /// says whether it is meant as one, unless no file has such an ending.
    pub fn of<R: Read + Seek>(archive: &mut ZipArchive<R>) -> io::Result<Self> {
        let (mut named, mut possible) = (Self::default(), Self::default());
        for i in 0..archive.len() {
            let file = archive.by_index(i).map_err(io::Error::other)?;
            let name = file.name().map_err(io::Error::other)?.into_owned();
            if !is_content(&name) {
                continue;
            }
            let mut head = Vec::new();
            if i < MOST_LOOKED_INTO {
                // One that is broken is told when it is read.
                let _ = file.take(HEAD_BYTES).read_to_end(&mut head);
            }
            let may_be = i >= MOST_LOOKED_INTO || may_be_table(&name, &head);
            possible.add(&name, may_be);
            named.add(&name, may_be && has_ending(&name, &ENDINGS));
        }
        Ok(match named.tables.is_empty() {
            true => possible,
            false => named,
        })
    }

    fn add(&mut self, name: &str, is_table: bool) {
        let names = match is_table {
            true => &mut self.tables,
            false => &mut self.others,
        };
        names.push(name.to_owned());
    }

    /// "readme.txt and logo.png", "a, b, c and more"
    pub fn told(&self) -> Option<String> {
        match self.others.as_slice() {
            [one, other] => Some(format!("{one} and {other}")),
            others => words::few(others.iter().map(String::as_str)),
        }
    }

    /// What was left out of an archive.
    pub fn left_out(&self, file_name: &str) -> Option<String> {
        let what = match self.others.len() {
            1 => "not a table",
            _ => "not tables",
        };
        Some(format!(
            "Left out of {file_name}: {}, {what}.",
            self.told()?
        ))
    }
}

const ENDINGS: [&str; 16] = [
    ".csv", ".tsv", ".tab", ".txt", ".dat", ".json", ".ndjson", ".jsonl", ".parquet", ".arrow",
    ".feather", ".xlsx", ".xlsb", ".xls", ".ods", ".gz",
];
/// Of text of any kind.
const LOOSE: [&str; 3] = [".txt", ".dat", ".tab"];
const SHEETS: [&str; 4] = [".xlsx", ".xlsb", ".xls", ".ods"];

fn is_content(name: &str) -> bool {
    let hidden = name
        .split('/')
        .any(|part| part.starts_with('.') || part == "__MACOSX");
    !name.ends_with('/') && !hidden
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let name = name.to_lowercase();
    endings.iter().any(|ending| name.ends_with(ending))
}

fn may_be_table(name: &str, head: &[u8]) -> bool {
    let strict = has_ending(name, &ENDINGS) && !has_ending(name, &LOOSE);
    match head {
        [] => false,
        _ if columnar::Kind::of(head).is_some() || json::is_json(head) => true,
        _ if ArchiveKind::of(head).is_some() => true,
        [b'P', b'K', ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => has_ending(name, &SHEETS),
        _ if sniff::refuse_other_kinds(head, name).is_err() => false,
        _ => strict || !is_prose(head),
    }
}

/// Whether a text has no columns, and lines of many words.
fn is_prose(head: &[u8]) -> bool {
    let encodings = Encodings::named("UTF-8", Some("windows-1252"));
    let text = encodings.map_or_else(Vec::new, |encodings| encodings.decode(head.to_vec()).0);
    let text = String::from_utf8_lossy(&text);
    let dialect = Dialect::of(&text);
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let words = text.split_whitespace().count();
    let one_column = !dialect.named && !dialect.separates(&text);
    one_column && by_position::find(&text).is_none() && words >= lines * PROSE_WORDS
}

/// The refusal of an archive without a table names what is there.
pub fn no_table(contents: &Contents, file_name: &str) -> AnalysisError {
    super::unreadable(match contents.told() {
        Some(told) => format!("{file_name} holds no table, only {told}. {}", sniff::ADVICE),
        None => format!("{file_name} is an empty archive."),
    })
}
