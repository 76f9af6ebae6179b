//! CSV after RFC 4180, as spreadsheets read it: UTF-8 with a mark that says so, and nothing that they would compute.

use super::Rows;
use crate::server::worker::calendar;
use crate::shared::analysis::AnalysisError;
use datafusion::arrow::{
    array::{Array, AsArray},
    datatypes::{
        DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
    },
};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

/// Without it Excel takes the letters for those of an older set.
const UTF8_MARK: &[u8] = "\u{feff}".as_bytes();

pub fn write(rows: &Rows, to: &Path) -> Result<(), AnalysisError> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(to)?);
    file.write_all(UTF8_MARK)?;
    for (place, name) in rows.names().enumerate() {
        if place > 0 {
            file.write_all(b",")?;
        }
        text(&mut file, name)?;
    }
    file.write_all(b"\r\n")?;
    rows.each(|batch| {
        for row in 0..batch.num_rows() {
            for (place, array) in batch.columns().iter().enumerate() {
                if place > 0 {
                    file.write_all(b",")?;
                }
                cell(&mut file, array, row)?;
            }
            file.write_all(b"\r\n")?;
        }
        Ok(())
    })?;
    file.flush()?;
    Ok(())
}

/// A missing value is nothing at all, an empty text a pair of quotes.
fn cell(to: &mut impl Write, array: &dyn Array, row: usize) -> io::Result<()> {
    if array.is_null(row) {
        return Ok(());
    }
    match array.data_type() {
        DataType::Int64 => write!(to, "{}", array.as_primitive::<Int64Type>().value(row)),
        DataType::Decimal128(..) => {
            write!(to, "{}", array.as_primitive::<Decimal128Type>().value(row))
        }
        DataType::Float64 => write!(to, "{}", array.as_primitive::<Float64Type>().value(row)),
        // Yes and no may be words of a text: these are not.
        DataType::Boolean => write!(to, "{}", array.as_boolean().value(row)),
        DataType::Date32 => {
            let day = calendar::iso_date(array.as_primitive::<Date32Type>().value(row));
            to.write_all(day.as_bytes())
        }
        DataType::Utf8View => text(to, array.as_string_view().value(row)),
        DataType::Utf8 => text(to, array.as_string::<i32>().value(row)),
        _ => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            // Spreadsheets know the space, not the T.
            to.write_all(calendar::iso_time(micros).replace('T', " ").as_bytes())
        }
    }
}

/// A text that a spreadsheet would compute has an apostrophe before it.
fn text(to: &mut impl Write, text: &str) -> io::Result<()> {
    let is_computed = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_negative(text);
    let quoted = text.is_empty() || text.contains(['"', ',', ';', '\t', '\n', '\r']);
    let spaced = text.starts_with(' ') || text.ends_with(' ');
    let before = if is_computed { "'" } else { "" };
    if !quoted && !spaced {
        return write!(to, "{before}{text}");
    }
    write!(to, "\"{before}{}\"", text.replace('"', "\"\""))
}

/// Such a number is what it says, computed or not.
fn is_negative(text: &str) -> bool {
    let number = text.strip_prefix('-').unwrap_or_default();
    number.starts_with(|letter: char| letter.is_ascii_digit())
        && number
            .chars()
            .all(|letter| letter.is_ascii_digit() || letter == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_they_must_and_never_computed() {
        for (given, expected) in [
            ("plain", "plain"),
            ("", "\"\""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" a", "\" a\""),
            ("=1+1", "'=1+1"),
            ("@sum(1,2)", "\"'@sum(1,2)\""),
            ("+cmd", "'+cmd"),
            ("-note", "'-note"),
            ("-5", "-5"),
            ("-0.25", "-0.25"),
            ("-5+cmd", "'-5+cmd"),
            ("-5,0", "\"'-5,0\""),
            ("+5", "'+5"),
            ("\tx", "\"'\tx\""),
            ("a=1", "a=1"),
        ] {
            let mut written = Vec::new();
            text(&mut written, given).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), expected);
        }
    }
}
