//! JSON as a delimited file: a column for each path, in the order of their first appearance, also for
//! a key that comes late. What is text in JSON stays text, whatever it looks like.

mod elements;
mod flatten;

use super::{
    super::{
        headers,
        places::Places,
        propose::Proposal,
        refuse_too_wide,
        types::{self, Vote},
        unreadable,
    },
    Part, no_such_table,
};
use crate::{
    server::worker::words,
    shared::{analysis::AnalysisError, dataset::ColumnType, reading::ColumnReading},
};
use elements::{Elements, broken};
use flatten::{Leaf, flatten};
use serde_json::{Map, Value};
use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, BufWriter, Seek, SeekFrom, Write},
    path::Path,
};

/// A file that is one object is taken apart in memory.
const MAX_SINGLE_BYTES: u64 = 32 << 20;
/// Values that vote on a column's type; the whole file is held against it later.
const MAX_VOTES: u64 = 20_000;

/// Whether a text begins as JSON does.
pub fn is_json(head: &[u8]) -> bool {
    match without_mark(head).trim_ascii_start() {
        [b'{', rest @ ..] => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')),
        [b'[', rest @ ..] => matches!(rest.trim_ascii_start().first(), Some(b'{' | b'[')),
        _ => false,
    }
}

/// Whether a text begins as JSON in lines does: its first line is an object.
pub fn is_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    is_json(first) && serde_json::from_slice::<Map<String, Value>>(without_mark(first)).is_ok()
}

fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head)
}

/// Writes the records of `from` to `to` as rows, and says how these are read. Of an object with several tables it
/// is the one called `wanted`, or the first.
pub fn convert(
    from: &Path,
    to: &Path,
    file_name: &str,
    wanted: Option<&str>,
) -> Result<(Proposal, Part), AnalysisError> {
    let mut file = File::open(from)?;
    if let Some((rows, part)) = single(&mut file, file_name, wanted)? {
        // A single object that holds a table is written as records first, and read as those are.
        let mut records = tempfile_beside(to)?;
        for row in rows {
            serde_json::to_writer(&mut records, &row).map_err(std::io::Error::from)?;
            records.write_all(b"\n")?;
        }
        let mut records = records
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        let done = table(&mut records, false, to, file_name);
        std::fs::remove_file(beside(to))?;
        let proposal = Proposal {
            places: Places::Elements,
            ..done?
        };
        return Ok((proposal, part));
    }
    let wrapped = is_wrapped(&mut file)?;
    let proposal = table(&mut file, wrapped, to, file_name)?;
    Ok((proposal, Part::default()))
}

fn beside(to: &Path) -> std::path::PathBuf {
    to.with_extension("records.unfinished")
}

fn tempfile_beside(to: &Path) -> std::io::Result<BufWriter<File>> {
    let options = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(beside(to));
    options.map(BufWriter::new)
}

fn is_wrapped(file: &mut File) -> Result<bool, AnalysisError> {
    use std::io::Read;
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    file.take(4 << 10).read_to_end(&mut head)?;
    Ok(without_mark(&head).trim_ascii_start().first() == Some(&b'['))
}

/// Columns that were found on the way through the records.
#[derive(Default)]
struct Columns {
    by_path: HashMap<String, usize>,
    columns: Vec<Column>,
}

#[derive(Default)]
struct Column {
    path: String,
    numbers: Vote,
    texts: Vote,
    booleans: u64,
    lists: u64,
}

impl Columns {
    fn add(&mut self, path: &str, leaf: &Leaf) {
        let i = match self.by_path.get(path) {
            Some(i) => *i,
            None => {
                let i = self.columns.len();
                self.by_path.insert(path.to_owned(), i);
                self.columns.push(Column {
                    path: path.to_owned(),
                    ..Column::default()
                });
                i
            }
        };
        let column = &mut self.columns[i];
        match leaf {
            Leaf::Null => {}
            Leaf::Boolean(_) => column.booleans += 1,
            Leaf::Number(number) if column.numbers.values < MAX_VOTES => column.numbers.add(number),
            Leaf::Text(text) if column.texts.values < MAX_VOTES => column.texts.add(text),
            Leaf::List(_) => column.lists += 1,
            Leaf::Number(_) | Leaf::Text(_) => {}
        }
    }

    fn readings(&self) -> Vec<ColumnReading> {
        let names = headers::names(self.columns.iter().map(|column| column.path.as_str()));
        let columns = names.into_iter().zip(&self.columns);
        columns
            .map(|(name, column)| ColumnReading {
                name,
                ..column.reading()
            })
            .collect()
    }
}

impl Column {
    fn reading(&self) -> ColumnReading {
        let numbers = self.numbers.values > 0;
        let texts = self.texts.values + self.texts.missing > 0;
        let found = match (numbers, texts, self.booleans > 0, self.lists > 0) {
            (true, false, false, false) => self.numbers.as_numbers(),
            (false, true, false, false) => self.texts.quantity(false),
            (false, false, true, false) => return ColumnReading::new("", ColumnType::Boolean),
            _ => types::text(),
        };
        let is_date = matches!(found.column_type, ColumnType::Date | ColumnType::DateTime);
        if is_date || !texts {
            found
        } else {
            types::text()
        }
    }
}

fn table(
    file: &mut File,
    wrapped: bool,
    to: &Path,
    file_name: &str,
) -> Result<Proposal, AnalysisError> {
    let mut columns = Columns::default();
    let (mut records, mut a_line_each) = (0_u64, !wrapped);
    each(file, wrapped, file_name, |line, found| {
        records += 1;
        a_line_each &= line == records;
        found
            .iter()
            .for_each(|(path, leaf)| columns.add(path, leaf));
        refuse_too_wide(columns.columns.len(), file_name)
    })?;
    if records == 0 || columns.columns.is_empty() {
        return Err(unreadable(format!("{file_name} holds no rows.")));
    }
    let readings = columns.readings();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let names = readings
        .iter()
        .map(|column| Some(Leaf::Text(column.name.clone())));
    write_row(&mut out, names)?;
    each(file, wrapped, file_name, |_, found| {
        let mut row = vec![None; readings.len()];
        for (path, leaf) in found {
            if let Some(i) = columns.by_path.get(&path) {
                row[*i] = Some(leaf);
            }
        }
        write_row(&mut out, row.into_iter())
    })?;
    out.flush()?;
    let places = match a_line_each {
        true => Places::JsonLines,
        false => Places::Elements,
    };
    Ok(Proposal::prepared(readings, places))
}

/// Takes every record apart, with the line that it begins in.
fn each(
    file: &mut File,
    wrapped: bool,
    file_name: &str,
    mut take: impl FnMut(u64, Vec<(String, Leaf)>) -> Result<(), AnalysisError>,
) -> Result<(), AnalysisError> {
    file.seek(SeekFrom::Start(0))?;
    let mut elements = Elements::new(BufReader::with_capacity(1 << 20, file), wrapped);
    while let Some(line) = elements.next(file_name)? {
        let record = String::from_utf8_lossy(&elements.record);
        let mut found = Vec::new();
        flatten(&record, &mut |path, leaf| {
            found.push((path.to_owned(), leaf))
        })
        .ok_or_else(|| broken(file_name, line))?;
        take(line, found)?;
    }
    Ok(())
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

/// The rows of a file that is one object: lists side by side, or a list of objects in it.
fn single(
    file: &mut File,
    file_name: &str,
    wanted: Option<&str>,
) -> Result<Option<(Vec<Value>, Part)>, AnalysisError> {
    if is_wrapped(file)? || file.metadata()?.len() > MAX_SINGLE_BYTES {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(0))?;
    let mut elements = Elements::new(BufReader::new(&mut *file), false);
    let Some(line) = elements.next(file_name)? else {
        return Ok(None);
    };
    let only = std::mem::take(&mut elements.record);
    if elements.next(file_name)?.is_some() {
        return Ok(None);
    }
    let value = serde_json::from_slice(&only).map_err(|_| broken(file_name, line))?;
    let Value::Object(fields) = value else {
        return Ok(None);
    };
    match list_of_objects(&fields, file_name, wanted)? {
        Some(found) => Ok(Some(found)),
        None => Ok(side_by_side(&fields).map(|rows| (rows, Part::default()))),
    }
}

/// A table among the fields of an object. What stands beside it is told.
fn list_of_objects(
    fields: &Map<String, Value>,
    file_name: &str,
    wanted: Option<&str>,
) -> Result<Option<(Vec<Value>, Part)>, AnalysisError> {
    let is_table = |value: &Value| {
        let list = value.as_array();
        list.is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_object))
    };
    let tables = fields.iter().filter(|(_, value)| is_table(value));
    let tables: Vec<String> = tables.map(|(name, _)| name.clone()).collect();
    let read = match wanted.filter(|_| tables.len() > 1) {
        Some(wanted) if !tables.iter().any(|name| name == wanted) => {
            return Err(no_such_table(wanted, file_name));
        }
        Some(wanted) => wanted.to_owned(),
        None => match tables.first() {
            Some(first) => first.clone(),
            None => return Ok(None),
        },
    };
    let rows = fields.get(&read).and_then(Value::as_array);
    let others = fields.keys().filter(|name| **name != read);
    let others: Vec<String> = others.map(|name| format!("“{name}”")).collect();
    let note = words::few(others.iter().map(String::as_str))
        .map(|others| format!("“{read}” was read; the file also has {others}."));
    let rows = rows.cloned().unwrap_or_default();
    Ok(Some((rows, Part::of(&read, tables, note))))
}

/// An object of lists as rows.
fn side_by_side(fields: &Map<String, Value>) -> Option<Vec<Value>> {
    let lists: Option<Vec<(&String, &Vec<Value>)>> = fields
        .iter()
        .map(|(name, list)| Some((name, list.as_array()?)))
        .collect();
    let lists = lists.filter(|lists| !lists.is_empty())?;
    let rows = lists.iter().map(|(_, list)| list.len()).max()?;
    let row = |i: usize| {
        let cells = lists.iter();
        let cells = cells
            .map(|(name, list)| ((*name).clone(), list.get(i).cloned().unwrap_or(Value::Null)));
        Value::Object(cells.collect())
    };
    Some((0..rows).map(row).collect())
}
