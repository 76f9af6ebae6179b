//! JSON as a delimited file: a column for each path, in the order of their first appearance, also for
//! a key that comes late. What is text in JSON stays text, whatever it looks like.

mod columns;
mod elements;
mod flatten;
mod lists;
mod single;
mod text;

use super::{
    super::{
        decode::Encodings,
        places::Places,
        propose::Proposal,
        refuse_too_wide,
        tally::{Entry, Tally},
        tell, unreadable,
    },
    Part, no_such_table,
};
use crate::shared::{
    analysis::AnalysisError,
    reading::{Decisions, FindingKind},
};
use columns::Columns;
use elements::{Elements, broken};
use flatten::{Leaf, flatten, number_repeated};
use serde_json::{Map, Value};
use std::{
    borrow::Cow,
    fs::File,
    io::{BufReader, BufWriter, Seek, SeekFrom, Write},
    path::Path,
};

/// Whether a text begins as JSON does.
pub fn is_json(head: &[u8]) -> bool {
    let head = text::beginning(head);
    let begins = match head.trim_ascii_start() {
        [b'{', rest @ ..] => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')),
        [b'[', rest @ ..] => matches!(rest.trim_ascii_start().first(), Some(b'{' | b'[')),
        _ => false,
    };
    begins || lists::are_lines(&head) || lists::is_of_values(&head)
}

/// Whether a text begins as JSON in lines does: its first line is an object.
pub fn is_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = text::without_mark(lines.next().unwrap_or_default());
    is_json(first) && serde_json::from_slice::<Map<String, Value>>(first).is_ok()
}

/// Writes the records of `from` to `to` as rows, and says how these are read. Of an object with several tables it
/// is the one called `wanted`, or the first. `decisions` say what becomes of keys that stand again.
pub fn convert(
    from: &Path,
    to: &Path,
    file_name: &str,
    wanted: Option<&str>,
    decisions: &Decisions,
) -> Result<(Proposal, Part), AnalysisError> {
    let text = text::open(from, to, file_name)?;
    let mut source = Source {
        file: File::open(text.path())?,
        file_name,
        encodings: text.encodings(),
        wrapped: false,
        repeated_apart: decisions.repeated_keys_apart == Some(true),
        odd: Entry::default(),
    };
    let single = single::find(&mut source, wanted)?;
    let (mut proposal, mut part) = match single {
        None => {
            source.wrapped = lists::is_wrapped(&mut source.file)?;
            (table(&mut source, to)?, Part::default())
        }
        Some(found) => {
            // A single object that holds a table is written as records first, and read as those are.
            let records = text::Scratch::of(to, "records.unfinished");
            let mut out = BufWriter::new(File::create(records.path())?);
            for row in found.rows {
                writeln!(out, "{row}")?;
            }
            out.flush()?;
            source.file = File::open(records.path())?;
            let proposal = Proposal {
                places: Places::Elements,
                ..table(&mut source, to)?
            };
            (proposal, found.part)
        }
    };
    proposal.reading.repeated_keys_apart = source.repeated_apart;
    proposal.reading.encoding = text.encoding().name().to_owned();
    if source.odd.count > 0 {
        let places = tell::places(proposal.places, &source.odd);
        part.left_out = Some(format!(
            "Letters are in another encoding than the rest: {places}."
        ));
    }
    Ok((proposal, part))
}

/// A file as its records are taken from it.
struct Source<'a> {
    file: File,
    file_name: &'a str,
    encodings: Encodings,
    /// Whether a list holds all records.
    wrapped: bool,
    /// Whether a key that stands again has a path of its own.
    repeated_apart: bool,
    /// Records that are not in the file's encoding.
    odd: Entry,
}

impl Source<'_> {
    /// Takes every record apart, with the line that it begins in.
    fn each(
        &mut self,
        mut take: impl FnMut(u64, Vec<(String, Leaf)>) -> Result<(), AnalysisError>,
    ) -> Result<(), AnalysisError> {
        self.file.seek(SeekFrom::Start(0))?;
        self.odd = Entry::default();
        let reader = BufReader::with_capacity(1 << 20, &self.file);
        let mut elements = Elements::new(reader, self.wrapped);
        let mut number = 0;
        while let Some(line) = elements.next(self.file_name)? {
            number += 1;
            let record = match std::str::from_utf8(&elements.record) {
                Ok(record) => Cow::Borrowed(record),
                Err(_) => {
                    let (text, odd) = self.encodings.decode(elements.record.clone());
                    self.odd
                        .add(number, odd.first().map_or("", |odd| &odd.text));
                    String::from_utf8_lossy(&text).into_owned().into()
                }
            };
            let mut found = Vec::new();
            flatten(&record, &mut |path, leaf| {
                found.push((path.to_owned(), leaf))
            })
            .ok_or_else(|| broken(self.file_name, line))?;
            if self.repeated_apart {
                number_repeated(found.iter_mut().map(|(path, _)| path));
            }
            take(line, found)?;
        }
        Ok(())
    }
}

fn table(source: &mut Source, to: &Path) -> Result<Proposal, AnalysisError> {
    let names = lists::names(source)?;
    let skip = u64::from(names.is_some());
    let mut columns = names.map_or_else(Columns::default, |names| Columns::named(&names));
    let (mut records, mut a_line_each) = (0_u64, !source.wrapped);
    let file_name = source.file_name;
    source.each(|line, found| {
        records += 1;
        a_line_each &= line == records;
        if records > skip {
            found
                .iter()
                .for_each(|(path, leaf)| columns.add(path, leaf));
        }
        refuse_too_wide(columns.count(), file_name)
    })?;
    if records == skip || columns.count() == 0 {
        return Err(unreadable(format!("{file_name} holds no rows.")));
    }
    let readings = columns.readings();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let names = readings
        .iter()
        .map(|column| Some(Leaf::Text(column.name.clone())));
    write_row(&mut out, names)?;
    let (mut records, mut tally) = (0_u64, Tally::default());
    source.each(|_, found| {
        records += 1;
        let (mut row, mut doubled) = (vec![None; readings.len()], None);
        for (path, leaf) in found {
            let Some(i) = columns.by_path.get(&path).copied() else {
                continue;
            };
            let leaf = Some(leaf);
            if row[i].is_some() && row[i] != leaf && doubled.is_none() {
                doubled = Some(path);
            }
            row[i] = leaf;
        }
        if let Some(path) = doubled {
            tally.add(FindingKind::Doubled, None, records, &path);
        }
        match records > skip {
            true => write_row(&mut out, row.into_iter()),
            false => Ok(()),
        }
    })?;
    out.flush()?;
    let places = match a_line_each {
        // The record of the names is counted, too.
        _ if skip > 0 => Places::Rows,
        true => Places::JsonLines,
        false => Places::Elements,
    };
    Ok(Proposal {
        found: tally,
        ..columns.proposal(readings, places)
    })
}

fn write_row<'a>(
    out: &mut impl Write,
    row: impl Iterator<Item = Option<Leaf<'a>>>,
) -> Result<(), AnalysisError> {
    for (i, leaf) in row.enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        match leaf {
            None | Some(Leaf::Null) => {}
            Some(Leaf::Boolean(value)) => write!(out, "{value}")?,
            Some(Leaf::Number(number)) => out.write_all(number.as_bytes())?,
            Some(Leaf::Text(text)) => quoted(out, &text)?,
            Some(Leaf::List(list)) => quoted(out, list)?,
        }
    }
    Ok(out.write_all(b"\n")?)
}

pub fn quoted(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    write!(out, "\"{}\"", text.replace('"', "\"\"").replace('\0', ""))
}
