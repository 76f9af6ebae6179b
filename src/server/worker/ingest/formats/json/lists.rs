//! Records of JSON that are lists, of which the first may name the columns.

use super::{
    Source,
    flatten::{Leaf, flatten},
    text,
};
use crate::{server::worker::ingest::types::Vote, shared::analysis::AnalysisError};
use serde_json::Value;
use std::{
    collections::HashSet,
    fs::File,
    io::{Read, Seek, SeekFrom},
};

/// Records that are looked at for names.
const LOOKED_AT: usize = 200;
/// A shorter text is not the beginning of another.
const MAY_BE_CUT: usize = 1 << 10;
/// Bytes of a file that are.
const BEGINNING: u64 = 64 << 10;

/// Whether a text is a list in each line: `["a", "b"]`, `["x", 1]`.
pub fn are_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let mut is_list = || {
        let line = lines.next().unwrap_or_default().trim_ascii();
        line.starts_with(b"[")
            && serde_json::from_slice::<Vec<Value>>(line).is_ok_and(|list| !list.is_empty())
    };
    is_list() && is_list()
}

/// Whether a text is one list of single values: `[1, "a", null]`.
pub fn is_of_values(head: &[u8]) -> bool {
    let is_list =
        |text: &[u8]| serde_json::from_slice::<Vec<Value>>(text).is_ok_and(|list| !list.is_empty());
    if head.trim_ascii_start().first() != Some(&b'[') {
        return false;
    }
    // A beginning ends in the middle of the list.
    let cut = head.iter().rposition(|byte| *byte == b',');
    let cut = cut.filter(|_| head.len() >= MAY_BE_CUT);
    is_list(head) || cut.is_some_and(|cut| is_list(&[&head[..cut], b"]"].concat()))
}

/// Whether a list holds all records of a file.
pub fn is_wrapped(file: &mut File) -> Result<bool, AnalysisError> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    file.take(BEGINNING).read_to_end(&mut head)?;
    let head = text::without_mark(&head);
    Ok(head.trim_ascii_start().first() == Some(&b'[') && !are_lines(head))
}

/// The names that the first record gives, if it is a list of texts and the others say that it is none of them.
pub fn names(source: &mut Source) -> Result<Option<Vec<String>>, AnalysisError> {
    source.file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    (&source.file).take(BEGINNING).read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(text::without_mark(&head));
    let mut elements = super::Elements::new(head.as_bytes(), source.wrapped);
    let mut records = Vec::new();
    // The last record may be cut.
    while records.len() < LOOKED_AT
        && let Ok(Some(_)) = elements.next("")
    {
        records.push(String::from_utf8_lossy(&elements.record).into_owned());
    }
    let lists = records.iter().map(|record| leaves(record));
    let lists: Option<Vec<Vec<Leaf>>> = lists.collect();
    let Some((first, body)) = lists.as_deref().and_then(<[_]>::split_first) else {
        return Ok(None);
    };
    let texts: Option<Vec<String>> = first
        .iter()
        .map(|leaf| text_of(leaf).map(str::to_owned))
        .collect();
    let texts = texts.filter(|names| {
        let different: HashSet<&String> = names.iter().collect();
        different.len() == names.len() && names.iter().all(|name| !name.trim().is_empty())
    });
    Ok(texts
        .filter(|names| body.len() > 1 && (0..names.len()).any(|i| is_name(&names[i], i, body))))
}

/// The values of a record that is a list.
fn leaves(record: &str) -> Option<Vec<Leaf<'_>>> {
    if !record.starts_with('[') {
        return None;
    }
    let mut leaves = Vec::new();
    flatten(record, &mut |_, leaf| leaves.push(leaf))?;
    Some(leaves)
}

fn text_of<'a>(leaf: &'a Leaf) -> Option<&'a str> {
    match leaf {
        Leaf::Text(text) => Some(text),
        _ => None,
    }
}

/// Whether a text is of another kind than all the values below it.
fn is_name(name: &str, column: usize, body: &[Vec<Leaf>]) -> bool {
    let mut values = body
        .iter()
        .filter_map(|row| row.get(column))
        .filter(|leaf| **leaf != Leaf::Null)
        .peekable();
    if values.peek().is_none() {
        return false;
    }
    if values.clone().all(|leaf| text_of(leaf).is_none()) {
        return true;
    }
    let mut vote = Vote::default();
    for leaf in values {
        match text_of(leaf) {
            Some(text) => vote.add(text),
            None => return false,
        }
    }
    !vote.is_plain_text() && !vote.takes(name)
}
