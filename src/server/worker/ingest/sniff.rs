//! Tells by its first bytes what a file is, and refuses what is not a table of text.

use super::unreadable;
use crate::shared::analysis::AnalysisError;

/// Beginnings of files, with what to call such a file.
const MAGIC: [(&[u8], &str); 22] = [
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file"),
    (b"Obj\x01", "an Avro file"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"\xD0\xCF\x11\xE0", "an old Excel or Office file"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a text document with formatting"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "an image"),
    (b"\xFF\xD8\xFF", "an image"),
    (b"GIF8", "an image"),
    (b"II*\0", "an image"),
    (b"RIFF", "a sound, film or image file"),
    (b"OggS", "a sound or film file"),
    (b"ID3", "a sound file"),
    (b"\x7FELF", "a program"),
];

/// Tags that a web page, or a table saved as one, begins with.
const HTML: [&[u8]; 8] = [
    b"<!doctype",
    b"<html",
    b"<head",
    b"<body",
    b"<table",
    b"<meta",
    b"<style",
    b"<div",
];

/// What helps when a file is no table.
pub const ADVICE: &str = "Bring a table: CSV, Excel, JSON or Parquet.";

/// Refuses a file that is known not to be delimited text; `head` is its beginning.
pub fn refuse_other_kinds(head: &[u8], file_name: &str) -> Result<(), AnalysisError> {
    let Some(kind) = kind(head) else {
        return Ok(());
    };
    let advice = match kind {
        "an Excel workbook" | "an old Excel or Office file" => "Save it as CSV and bring that.",
        "a zip archive" | "a gzip archive" | "a 7-Zip archive" => "Unpack it and bring the table.",
        _ => ADVICE,
    };
    Err(unreadable(format!("{file_name} is {kind}. {advice}")))
}

fn kind(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(head));
    }
    let found = MAGIC
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|(_, kind)| *kind);
    found.or_else(|| text_kind(head))
}

/// Office files are zip archives; their first entries tell which.
fn zip_kind(head: &[u8]) -> &'static str {
    let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    match () {
        () if has(b"xl/") => "an Excel workbook",
        () if has(b"word/") => "a Word document",
        () if has(b"opendocument.spreadsheet") => "an OpenDocument spreadsheet",
        () => "a zip archive",
    }
}

fn text_kind(head: &[u8]) -> Option<&'static str> {
    let text = head.trim_ascii_start();
    let start = text[..text.len().min(16)].to_ascii_lowercase();
    match () {
        () if HTML.iter().any(|tag| start.starts_with(tag)) => Some("a web page"),
        () if start.starts_with(b"<?xml") => Some("an XML file"),
        () if start.starts_with(b"{\"") || start.starts_with(b"[{") => Some("a JSON file"),
        () => None,
    }
}
