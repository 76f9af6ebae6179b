//! What files become: a table of inputs, and the columns, cells, notes or sentence they must give.

mod reported;
mod reported_since;

mod kinds_bytes;
mod kinds_forms;
mod kinds_json;
mod kinds_lines;
mod kinds_marks;
mod kinds_positions;
mod kinds_prose;
mod kinds_rows;
mod kinds_values;

mod added_rows;
mod bombs;
mod clicks;
mod formats;
mod layout;
mod refusals;
mod typed_cells;
mod values;

mod boundaries;
mod decisions;
mod otherwise;

use super::*;
use crate::server::worker::view;
use crate::shared::{
    analysis::{Cell, Num},
    dataset::ColumnType,
};

struct Read {
    table: wire::Table,
    rows: Vec<Vec<Cell>>,
}

impl Read {
    fn types(&self) -> Vec<(&str, &str)> {
        let columns = self.table.columns.iter();
        columns
            .map(|c| (c.name.as_str(), c.column_type.word()))
            .collect()
    }

    /// "a: text, b: integer"
    fn columns(&self) -> String {
        columns(&self.table.columns)
    }

    fn column(&self, i: usize) -> Vec<Cell> {
        self.rows.iter().map(|row| row[i].clone()).collect()
    }
}

fn columns(all: &[dataset::Column]) -> String {
    let columns = all.iter();
    let columns = columns.map(|one| format!("{}: {}", one.name, one.column_type.word()));
    columns.collect::<Vec<_>>().join(", ")
}

/// Reads a file; on refusal makes sure that nothing is left behind.
fn read(bytes: &[u8]) -> Result<Read, AnalysisError> {
    read_as(bytes, &Decisions::default())
}

fn read_as(bytes: &[u8], decisions: &Decisions) -> Result<Read, AnalysisError> {
    let folder = tempfile::tempdir().unwrap();
    let (source, parquet) = (
        folder.path().join("source"),
        folder.path().join("out.parquet"),
    );
    fs::write(&source, bytes).unwrap();
    let result = ingest(&source, "a.csv", decisions, &parquet);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(
        left,
        if result.is_ok() { 2 } else { 1 },
        "files left behind"
    );
    let table = result?;
    let page = view::page_of_file(&parquet, 0, 500).unwrap();
    assert_eq!(page.total, table.rows);
    for (i, column) in table
        .columns
        .iter()
        .enumerate()
        .filter(|_| page.total <= 500)
    {
        let nulls = page.rows.iter().filter(|row| row[i] == Cell::Null).count();
        assert_eq!(nulls as i64, column.nulls, "nulls of {}", column.name);
    }
    Ok(Read {
        table,
        rows: page.rows,
    })
}

#[track_caller]
fn refused(bytes: &[u8], sentence: &str) {
    match read(bytes) {
        Ok(read) => panic!("read as {:?}", read.types()),
        Err(error) => assert_eq!(error.message, sentence),
    }
}

#[track_caller]
fn typed(bytes: &[u8], columns: &[(&str, &str)], rows: i64) -> Read {
    let read = read(bytes).unwrap();
    assert_eq!((read.types().as_slice(), read.table.rows), (columns, rows));
    clicks::take_each(bytes, &read);
    read
}

/// Reads a file and compares its columns, its rows (`|` between values, ` / ` between rows, `∅` for
/// missing) and its notes; then every click that it offers is made.
#[track_caller]
fn reads(bytes: &[u8], columns: &str, rows: &str, notes: &str) {
    let read = read(bytes).unwrap();
    assert_eq!(read.columns(), columns);
    assert_eq!(shown(&read.rows), rows);
    assert_eq!(read.table.notes.join(" / "), notes);
    clicks::take_each(bytes, &read);
}

/// The file as it is after the click on its first finding that has one.
fn after_click(file: &[u8]) -> Read {
    let table = read(file).unwrap().table;
    let change = table.findings.iter().find_map(|one| one.change.clone());
    let mut decisions = Decisions::default();
    decisions.take(change.unwrap(), &table.reading.unwrap());
    read_as(file, &decisions).unwrap()
}

fn shown(rows: &[Vec<Cell>]) -> String {
    let row = |row: &Vec<Cell>| {
        let cells = row.iter().map(|cell| match cell {
            Cell::Null => "∅".to_owned(),
            cell => crate::server::worker::cells::name(cell),
        });
        cells.collect::<Vec<_>>().join("|")
    };
    rows.iter().map(row).collect::<Vec<_>>().join(" / ")
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn number(value: f64) -> Cell {
    Cell::Num(Num(value))
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}
