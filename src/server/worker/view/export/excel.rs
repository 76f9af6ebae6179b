//! A sheet of Excel: numbers and times as such, text as text whatever it looks like.

use super::Rows;
use crate::server::worker::{calendar, view::value::MICROS_PER_DAY};
use crate::shared::analysis::{AnalysisError, AnalysisErrorKind};
use datafusion::arrow::{
    array::{Array, AsArray},
    datatypes::{
        DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
    },
};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::{io, path::Path};

/// What a sheet holds, below its header.
const MOST_ROWS: usize = 1_048_575;
const MOST_COLUMNS: usize = 16_384;
const MOST_TEXT_CHARS: usize = 32_767;
/// Larger integers lose digits there, which has 15.
const MOST_EXACT: i128 = 999_999_999_999_999;
/// The number of 1 January 1970 there.
const EPOCH_DAY: i64 = 25_569;

pub fn write(rows: &Rows, to: &Path) -> Result<(), AnalysisError> {
    fits(rows)?;
    let mut workbook = Workbook::new();
    if let Some(folder) = to.parent() {
        workbook.set_tempdir(folder).map_err(failed)?;
    }
    let sheet = workbook.add_worksheet_with_constant_memory();
    let mut sheet = Sheet {
        sheet: sheet.map_err(failed)?,
        day: Format::new().set_num_format("yyyy-mm-dd"),
        time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    sheet.sheet.set_freeze_panes(1, 0).map_err(failed)?;
    for (column, name) in (0..).zip(rows.names()) {
        sheet.text(0, column, name)?;
    }
    let mut line = 1;
    rows.each(|batch| {
        for row in 0..batch.num_rows() {
            for (column, array) in (0..).zip(batch.columns()) {
                sheet.cell(line, column, array, row)?;
            }
            line += 1;
        }
        Ok(())
    })?;
    workbook.save(to).map_err(failed)?;
    Ok(())
}

fn fits(rows: &Rows) -> Result<(), AnalysisError> {
    let refusal = |has: String| {
        let sentence = format!("{has} Take CSV or Parquet, or filter first.");
        Err(AnalysisError::new(AnalysisErrorKind::TooLarge, sentence))
    };
    match (rows.count(), rows.columns.len()) {
        (count, _) if count > MOST_ROWS => refusal(format!(
            "A sheet of Excel holds 1,048,575 rows, and these are {count}."
        )),
        (_, count) if count > MOST_COLUMNS => refusal(format!(
            "A sheet of Excel holds 16,384 columns, and these are {count}."
        )),
        _ => Ok(()),
    }
}

struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    day: Format,
    time: Format,
}

impl Sheet<'_> {
    fn cell(
        &mut self,
        line: u32,
        column: u16,
        array: &dyn Array,
        row: usize,
    ) -> Result<(), AnalysisError> {
        if array.is_null(row) {
            return Ok(());
        }
        match array.data_type() {
            DataType::Int64 => {
                let value = array.as_primitive::<Int64Type>().value(row);
                self.whole(line, column, value.into())
            }
            DataType::Decimal128(..) => {
                let value = array.as_primitive::<Decimal128Type>().value(row);
                self.whole(line, column, value)
            }
            DataType::Float64 => {
                let value = array.as_primitive::<Float64Type>().value(row);
                match value.is_finite() {
                    true => self.number(line, column, value),
                    false => self.text(line, column, &value.to_string()),
                }
            }
            DataType::Boolean => {
                let is = array.as_boolean().value(row);
                let written = self.sheet.write_boolean(line, column, is);
                written.map(drop).map_err(|error| failed(error).into())
            }
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>().value(row);
                match serial(days.into()) {
                    Some(serial) => self.formatted(line, column, serial as f64, Kind::Day),
                    None => self.text(line, column, &calendar::iso_date(days)),
                }
            }
            DataType::Utf8View => self.text(line, column, array.as_string_view().value(row)),
            DataType::Utf8 => self.text(line, column, array.as_string::<i32>().value(row)),
            _ => {
                let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
                let of_day = micros.rem_euclid(MICROS_PER_DAY) as f64 / MICROS_PER_DAY as f64;
                match serial(micros.div_euclid(MICROS_PER_DAY)) {
                    Some(serial) => {
                        self.formatted(line, column, serial as f64 + of_day, Kind::Time)
                    }
                    None => self.text(line, column, &calendar::iso_time(micros)),
                }
            }
        }
    }

    fn whole(&mut self, line: u32, column: u16, value: i128) -> Result<(), AnalysisError> {
        match value.abs() <= MOST_EXACT {
            true => self.number(line, column, value as f64),
            false => self.text(line, column, &value.to_string()),
        }
    }

    fn number(&mut self, line: u32, column: u16, value: f64) -> Result<(), AnalysisError> {
        let written = self.sheet.write_number(line, column, value);
        Ok(written.map(drop).map_err(failed)?)
    }

    fn formatted(
        &mut self,
        line: u32,
        column: u16,
        value: f64,
        kind: Kind,
    ) -> Result<(), AnalysisError> {
        let format = match kind {
            Kind::Day => &self.day,
            Kind::Time => &self.time,
        };
        let written = self
            .sheet
            .write_number_with_format(line, column, value, format);
        Ok(written.map(drop).map_err(failed)?)
    }

    fn text(&mut self, line: u32, column: u16, text: &str) -> Result<(), AnalysisError> {
        if text.len() > MOST_TEXT_CHARS && text.encode_utf16().count() > MOST_TEXT_CHARS {
            let sentence = format!(
                "Row {line} has a text of more than 32,767 characters, which no cell of Excel holds. \
                 Take CSV or Parquet."
            );
            return Err(AnalysisError::new(AnalysisErrorKind::TooLarge, sentence));
        }
        let written = self.sheet.write_string(line, column, text);
        Ok(written.map(drop).map_err(failed)?)
    }
}

enum Kind {
    Day,
    Time,
}

/// The number of a day there, which believes in 29 February 1900; none before 1900 and after 9999.
fn serial(days: i64) -> Option<i64> {
    let day = days + EPOCH_DAY;
    match day {
        61..=2_958_465 => Some(day),
        2..=60 => Some(day - 1),
        _ => None,
    }
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_the_numbers_that_excel_gives_them() {
        let day = |year, month, day| calendar::days(year, month, day).map(i64::from).unwrap();
        for (days, expected) in [
            (day(1900, 1, 1), Some(1)),
            (day(1900, 2, 28), Some(59)),
            (day(1900, 3, 1), Some(61)),
            (day(2024, 2, 29), Some(45_351)),
            (day(9999, 12, 31), Some(2_958_465)),
            (day(1899, 12, 31), None),
            (day(10_000, 1, 1), None),
        ] {
            assert_eq!(serial(days), expected, "{days}");
        }
    }
}
