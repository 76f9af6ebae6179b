//! Sheets of Excel and OpenDocument as a delimited file, row by row, so that a line of it is a row of
//! the sheet. What a cell is, number or text, is remembered for its column.

use super::{
    super::{tally::Entry, unreadable},
    Part,
    json::quoted,
    no_such_table, too_large,
};
use crate::{
    server::worker::{calendar, words},
    shared::analysis::AnalysisError,
};
use calamine::{
    Data, ExcelDateTime, ExcelDateTimeType, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsb,
    Xlsx,
};
use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Seek, Write},
    path::Path,
};
use zip::ZipArchive;

/// Sheets are read in memory; what they unpack to is known before.
const MAX_BYTES: u64 = 256 << 20;
const MAX_COLUMNS: usize = 2_000;

/// What the cells of each column are.
#[derive(Default)]
pub struct Cells {
    pub columns: Vec<Column>,
    /// Formulas that the file has no result of.
    pub unresolved: Entry,
    /// Days that never were: Excel's 29 February 1900.
    pub impossible: Entry,
}

#[derive(Default)]
pub struct Column {
    pub quantities: u64,
    pub texts: u64,
    /// Texts that look like numbers.
    pub numbers_as_text: Entry,
}

const OLD: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];

/// Whether a file is a workbook.
pub fn is_sheet(head: &[u8], path: &Path) -> bool {
    if head.starts_with(&OLD) {
        return true;
    }
    let Ok(archive) = File::open(path)
        .map_err(drop)
        .and_then(|file| ZipArchive::new(file).map_err(drop))
    else {
        return false;
    };
    let has = |name: &str| {
        archive
            .file_names()
            .any(|found| found.is_ok_and(|found| found == name))
    };
    let ods = memchr::memmem::find(head, b"opendocument.spreadsheet").is_some();
    has("xl/workbook.xml") || has("xl/workbook.bin") || ods && has("content.xml")
}

/// Writes a sheet to `to`: the one called `wanted`, or the first with something in it. The others are named.
pub fn convert(
    from: &Path,
    to: &Path,
    file_name: &str,
    wanted: Option<&str>,
) -> Result<(Cells, Part), AnalysisError> {
    let sheet = Wanted {
        to,
        file_name,
        wanted,
    };
    let mut magic = [0; 4];
    File::open(from)?.read_exact(&mut magic)?;
    let file = BufReader::new(File::open(from)?);
    let broken = || {
        unreadable(format!(
            "{file_name} is a broken or locked workbook. Save it as CSV and bring that."
        ))
    };
    if magic == OLD {
        return sheet.write(&mut Xls::new(file).map_err(|_| broken())?);
    }
    let mut archive = ZipArchive::new(File::open(from)?).map_err(|_| broken())?;
    let sizes =
        (0..archive.len()).filter_map(|i| archive.by_index_raw(i).ok().map(|entry| entry.size()));
    if sizes.fold(0, u64::saturating_add) > MAX_BYTES {
        return Err(too_large(file_name, MAX_BYTES));
    }
    let has = |name: &str| {
        archive
            .file_names()
            .any(|found| found.is_ok_and(|found| found == name))
    };
    if has("xl/workbook.xml") {
        return sheet.write(&mut Xlsx::new(file).map_err(|_| broken())?);
    }
    if has("xl/workbook.bin") {
        return sheet.write(&mut Xlsb::new(file).map_err(|_| broken())?);
    }
    sheet.write(&mut Ods::new(file).map_err(|_| broken())?)
}

/// Which sheet, and where it goes.
struct Wanted<'a> {
    to: &'a Path,
    file_name: &'a str,
    wanted: Option<&'a str>,
}

impl Wanted<'_> {
    fn write<R: Read + Seek, B: Reader<R>>(
        &self,
        book: &mut B,
    ) -> Result<(Cells, Part), AnalysisError> {
        let sheets = book.sheets_metadata().iter();
        let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let (shown, hidden): (Vec<_>, Vec<_>) =
            sheets.partition(|sheet| sheet.visible == SheetVisible::Visible);
        let [shown, hidden] = [shown, hidden].map(|sheets| {
            let names = sheets.into_iter().map(|sheet| sheet.name.clone());
            names.collect::<Vec<_>>()
        });
        let all = shown.iter().chain(&hidden);
        if let Some(wanted) = self.wanted {
            let name = all.into_iter().find(|name| *name == wanted);
            let name = name.ok_or_else(|| no_such_table(wanted, self.file_name))?;
            let cells = self.write_sheet(book, name)?;
            let cells = cells
                .ok_or_else(|| unreadable(format!("The sheet “{name}” has nothing in it.")))?;
            let tables = shown.iter().chain(&hidden).cloned().collect();
            return Ok((cells, Part::of(name, tables, None)));
        }
        let mut read = None;
        let (mut tables, mut unseen) = (Vec::new(), Vec::new());
        for name in all {
            if read.is_none() {
                read = self.write_sheet(book, name)?.map(|cells| (name, cells));
                tables.extend(read.is_some().then(|| name.clone()));
            } else if book
                .worksheet_range(name)
                .is_ok_and(|range| !range.is_empty())
            {
                let list = if hidden.contains(name) {
                    &mut unseen
                } else {
                    &mut tables
                };
                list.push(name.clone());
            }
        }
        let Some((name, cells)) = read else {
            let file_name = self.file_name;
            return Err(unreadable(format!(
                "{file_name} has no sheet with anything in it."
            )));
        };
        let others = tables
            .iter()
            .filter(|other| *other != name)
            .map(|name| format!("“{name}”"));
        let others: Vec<String> = others
            .chain(
                unseen
                    .iter()
                    .map(|name| format!("“{name}”, which is hidden")),
            )
            .collect();
        let note = words::few(others.iter().map(String::as_str))
            .map(|others| format!("The sheet “{name}” was read; the file also has {others}."));
        Ok((cells, Part::of(name, tables.clone(), note)))
    }

    /// None when there is nothing in it.
    fn write_sheet<R: Read + Seek, B: Reader<R>>(
        &self,
        book: &mut B,
        name: &str,
    ) -> Result<Option<Cells>, AnalysisError> {
        let Ok(range) = book.worksheet_range(name) else {
            return Ok(None);
        };
        if range.is_empty() {
            return Ok(None);
        }
        let mut cells = write(&range, self.to)?;
        if let Ok(formulas) = book.worksheet_formula(name) {
            find_unresolved(&range, &formulas, &mut cells);
        }
        Ok(Some(cells))
    }
}

fn write(range: &Range<Data>, to: &Path) -> Result<Cells, AnalysisError> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let (first_row, _) = range.start().unwrap_or_default();
    let mut cells = Cells::default();
    cells
        .columns
        .resize_with(range.width().min(MAX_COLUMNS), Column::default);
    for _ in 0..first_row {
        out.write_all(b"\n")?;
    }
    for (row, line) in range.rows().zip(u64::from(first_row) + 1..) {
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                out.write_all(b",")?;
            }
            if let Some(column) = cells.columns.get_mut(i) {
                column.add(cell, line);
            }
            match shown(cell) {
                Shown::Plain(text) => out.write_all(text.as_bytes())?,
                Shown::Quoted(text) => quoted(&mut out, text)?,
                Shown::Impossible => cells.impossible.add(line, "29 February 1900"),
            }
        }
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(cells)
}

impl Column {
    fn add(&mut self, cell: &Data, line: u64) {
        match cell {
            Data::Empty | Data::Error(_) => {}
            Data::String(text) => {
                self.texts += u64::from(!text.trim().is_empty());
                if text.trim().parse::<f64>().is_ok() {
                    self.numbers_as_text.add(line, text);
                }
            }
            _ => self.quantities += 1,
        }
    }
}

enum Shown<'a> {
    Plain(String),
    Quoted(&'a str),
    Impossible,
}

fn shown(cell: &Data) -> Shown<'_> {
    match cell {
        Data::Empty => Shown::Plain(String::new()),
        Data::Int(value) => Shown::Plain(value.to_string()),
        Data::Float(value) => Shown::Plain(value.to_string()),
        Data::Bool(value) => Shown::Plain(value.to_string()),
        Data::Error(error) => Shown::Plain(error.to_string()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Shown::Quoted(text)
        }
        Data::DateTime(moment) => date(moment).map_or(Shown::Impossible, Shown::Plain),
    }
}

/// A day or time as the workbook shows it; none for a day that never was.
fn date(moment: &ExcelDateTime) -> Option<String> {
    let value = moment.as_f64();
    let from_1904 = *moment == ExcelDateTime::new(value, ExcelDateTimeType::DateTime, true);
    let (whole, of_day) = (value.floor(), value - value.floor());
    let seconds = (of_day * 86_400.0).round() as i64;
    if moment.is_duration() || !from_1904 && (0.0..1.0).contains(&value) {
        let seconds = (value * 86_400.0).round() as i64;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return Some(format!("{hours:02}:{minutes:02}:{:02}", seconds % 60));
    }
    let days = match whole as i64 {
        days if from_1904 => days - 24_107,
        60 => return None,
        days if days > 60 => days - 25_569,
        // Before the day that never was, the count is one behind.
        days => days - 25_568,
    };
    let days = i32::try_from(days).ok()?;
    Some(match seconds {
        0 => calendar::iso_date(days),
        _ => calendar::iso_time(calendar::micros(days, seconds, 0)).replace('T', " "),
    })
}

fn find_unresolved(range: &Range<Data>, formulas: &Range<String>, cells: &mut Cells) {
    let (row, column) = formulas.start().unwrap_or_default();
    for (r, c, formula) in formulas.used_cells() {
        let at = (row + r as u32, column + c as u32);
        let empty = range
            .get_value(at)
            .is_none_or(|value| matches!(value, Data::Empty));
        if !formula.is_empty() && empty {
            cells
                .unresolved
                .add(u64::from(at.0) + 1, &format!("={formula}"));
        }
    }
}
