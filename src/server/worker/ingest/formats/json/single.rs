//! One object that holds a table: a list of objects somewhere in it, lists side by side, names and rows, or an object
//! for each record.

use super::{
    Part, Source,
    elements::{Elements, broken},
    flatten::{items, members, number_repeated},
    lists, no_such_table,
};
use crate::{server::worker::words, shared::analysis::AnalysisError};
use std::io::{BufReader, Seek, SeekFrom};

/// A larger object is not taken apart in memory.
const MAX_BYTES: u64 = 32 << 20;
/// How deep a table may lie.
const MAX_DEPTH: usize = 4;
/// What names and rows are called where both are lists.
const NAMES: [&str; 8] = [
    "columns", "fields", "header", "headers", "names", "cols", "keys", "labels",
];
const ROWS: [&str; 5] = ["data", "rows", "values", "records", "items"];

/// The records of it, each as JSON, and what to say of the rest.
pub struct Found {
    pub rows: Vec<String>,
    pub part: Part,
}

type Members<'a> = Vec<(String, &'a str)>;

/// The table of a file that is one object.
pub fn find(source: &mut Source, wanted: Option<&str>) -> Result<Option<Found>, AnalysisError> {
    let file_name = source.file_name;
    if lists::is_wrapped(&mut source.file)? || source.file.metadata()?.len() > MAX_BYTES {
        return Ok(None);
    }
    source.file.seek(SeekFrom::Start(0))?;
    let mut elements = Elements::new(BufReader::new(&source.file), false);
    let Some(line) = elements.next(file_name)? else {
        return Ok(None);
    };
    let only = std::mem::take(&mut elements.record);
    if !only.starts_with(b"{") || elements.next(file_name)?.is_some() {
        return Ok(None);
    }
    let only = source.encodings.decode(only).0;
    let only = String::from_utf8_lossy(&only);
    let fields = members(&only).ok_or_else(|| broken(file_name, line))?;
    if let Some(found) = names_and_rows(&fields, 0) {
        return Ok(Some(found));
    }
    if let Some(found) = list_of_objects(&fields, file_name, wanted)? {
        return Ok(Some(found));
    }
    Ok(side_by_side(&fields).or_else(|| object_each(&fields)))
}

fn is_object(text: &str) -> bool {
    text.starts_with('{')
}

/// The rows of a list of objects.
fn rows_of(text: &str) -> Option<Vec<&str>> {
    let rows = items(text)?;
    (!rows.is_empty() && rows.iter().all(|row| is_object(row))).then_some(rows)
}

/// The largest table among the fields of an object, or of objects in it. What stands beside it is told.
fn list_of_objects(
    fields: &Members,
    file_name: &str,
    wanted: Option<&str>,
) -> Result<Option<Found>, AnalysisError> {
    let mut level: Vec<(String, &str)> = fields.clone();
    number_repeated(level.iter_mut().map(|(name, _)| name));
    let mut others: Vec<String> = Vec::new();
    for depth in 0..MAX_DEPTH {
        let tables = level.iter();
        let tables = tables.filter_map(|(name, value)| Some((name, rows_of(value)?)));
        // A single object deep in others is a part of one record.
        let tables: Vec<(&String, Vec<&str>)> = tables
            .filter(|(_, rows)| depth == 0 || rows.len() > 1)
            .collect();
        let most = tables.iter().map(|(_, rows)| rows.len()).max();
        if let Some(largest) = tables.iter().find(|(_, rows)| Some(rows.len()) == most) {
            let names: Vec<String> = tables.iter().map(|(name, _)| (*name).clone()).collect();
            let (read, rows) = match wanted.filter(|_| names.len() > 1) {
                None => largest,
                Some(wanted) => match tables.iter().find(|(name, _)| *name == wanted) {
                    None => return Err(no_such_table(wanted, file_name)),
                    Some(table) => table,
                },
            };
            let is_in = |name: &str, outer: &str| name.starts_with(&format!("{outer}."));
            let beside = level.iter().map(|(name, _)| name);
            let beside = beside.filter(|name| name != read);
            let others = others.iter().filter(|name| !is_in(read, name));
            let others: Vec<&String> = others.chain(beside).collect();
            let is_outer = |name: &&&String| !others.iter().any(|outer| is_in(name, outer));
            let told = others.iter().filter(is_outer);
            let others: Vec<String> = told.map(|name| format!("“{name}”")).collect();
            let note = words::few(others.iter().map(String::as_str))
                .map(|others| format!("“{read}” was read; the file also has {others}."));
            return Ok(Some(Found {
                rows: rows.iter().map(|row| (*row).to_owned()).collect(),
                part: Part::of(read, names, note),
            }));
        }
        let deeper = level.iter().filter(|(_, value)| is_object(value));
        let deeper = deeper.flat_map(|(name, value)| {
            let inner = members(value).unwrap_or_default();
            inner
                .into_iter()
                .map(move |(key, value)| (format!("{name}.{key}"), value))
        });
        let deeper = deeper.collect();
        others.extend(
            std::mem::replace(&mut level, deeper)
                .into_iter()
                .map(|(name, _)| name),
        );
    }
    Ok(None)
}

/// Names in one list and rows in another, each a list of as many values.
fn names_and_rows(fields: &Members, depth: usize) -> Option<Found> {
    let of = |known: &[&str]| {
        let mut found = fields
            .iter()
            .filter(|(name, _)| known.contains(&name.as_str()));
        found.next()
    };
    let here = of(&NAMES).zip(of(&ROWS)).and_then(|((names_name, names), (rows_name, rows))| {
        let names: Option<Vec<String>> = items(names)?.into_iter().map(name_of).collect();
        let names = names.filter(|names| !names.is_empty())?;
        let rows: Option<Vec<String>> = items(rows)?
            .into_iter()
            .map(|row| {
                let values = items(row).filter(|values| values.len() == names.len())?;
                Some(object(names.iter().map(String::as_str).zip(values)))
            })
            .collect();
        let rows = rows.filter(|rows| !rows.is_empty())?;
        let others = fields.iter().map(|(name, _)| name);
        let others = others.filter(|name| ![names_name, rows_name].contains(name));
        let others: Vec<String> = others.map(|name| format!("“{name}”")).collect();
        let note = words::few(others.iter().map(String::as_str)).map(|others| {
            format!("“{rows_name}” was read, with the names of “{names_name}”; beside them there is {others}.")
        });
        Some(Found {
            rows,
            part: Part::of(rows_name, Vec::new(), note),
        })
    });
    here.or_else(|| {
        let mut inner = fields
            .iter()
            .filter(|(_, value)| depth < MAX_DEPTH && is_object(value));
        inner.find_map(|(_, value)| names_and_rows(&members(value)?, depth + 1))
    })
}

/// A text, or what an object is called.
fn name_of(text: &str) -> Option<String> {
    if is_object(text) {
        let fields = members(text)?;
        let name = fields.into_iter().find(|(key, _)| key == "name")?.1;
        return serde_json::from_str(name).ok();
    }
    serde_json::from_str(text).ok()
}

fn object<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let fields = fields.map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

/// An object of lists as rows.
fn side_by_side(fields: &Members) -> Option<Found> {
    let lists: Option<Vec<(&String, Vec<&str>)>> = fields
        .iter()
        .map(|(name, list)| Some((name, items(list)?)))
        .collect();
    let lists = lists.filter(|lists| !lists.is_empty())?;
    let count = lists.iter().map(|(_, list)| list.len()).max()?;
    let row = |i: usize| {
        let cells = lists.iter();
        object(cells.map(|(name, list)| (name.as_str(), list.get(i).copied().unwrap_or("null"))))
    };
    let short = lists.iter().filter(|(_, list)| list.len() < count);
    let short: Vec<String> = short.map(|(name, _)| format!("“{name}”")).collect();
    let note = words::few(short.iter().map(String::as_str)).map(|short| {
        format!(
            "Some lists are shorter than the others, and their last values are missing: {short}."
        )
    });
    Some(Found {
        rows: (0..count).map(row).collect(),
        part: Part::of("", Vec::new(), note),
    })
}

/// An object whose values are objects of the same keys: each is a record, or a column where the keys count rows.
fn object_each(fields: &Members) -> Option<Found> {
    let records: Option<Vec<(&String, Members)>> = fields
        .iter()
        .map(|(name, value)| Some((name, members(value)?)))
        .collect();
    let records = records.filter(|records| records.len() > 1)?;
    let keys =
        |record: &Members| -> Vec<String> { record.iter().map(|(key, _)| key.clone()).collect() };
    let first = keys(&records[0].1);
    if first.is_empty() || records.iter().any(|(_, record)| keys(record) != first) {
        return None;
    }
    if first
        .iter()
        .enumerate()
        .all(|(i, key)| *key == i.to_string())
    {
        let row = |i: usize| {
            object(
                records
                    .iter()
                    .map(|(name, record)| (name.as_str(), record[i].1)),
            )
        };
        return Some(Found {
            rows: (0..first.len()).map(row).collect(),
            part: Part::default(),
        });
    }
    let free = |name: &&&str| !first.iter().any(|key| key == **name);
    let own = *["key", "record", "record_key"].iter().find(free)?;
    let row = |(name, record): &(&String, Members)| {
        let name = serde_json::Value::from(name.as_str()).to_string();
        let cells = record.iter().map(|(key, value)| (key.as_str(), *value));
        object([(own, name.as_str())].into_iter().chain(cells))
    };
    let note = format!("Each field of the object is a record; its name is in “{own}”.");
    Some(Found {
        rows: records.iter().map(row).collect(),
        part: Part::of("", Vec::new(), Some(note)),
    })
}
