//! One value of an Arrow array as a cell of a table.

use super::{calendar, words};
use crate::shared::{
    analysis::{Cell, Num},
    chart::MISSING,
};
use datafusion::arrow::{
    array::{Array, AsArray, RecordBatch},
    datatypes::{
        DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimeUnit,
        TimestampMicrosecondType,
    },
};

/// Up to here a double, and so JavaScript, counts without gaps.
const MAX_EXACT: i128 = 1 << 53;

/// Longer texts are cut, so that one cell cannot fill an answer.
const MAX_TEXT: usize = 500;

/// The value in `row` of `array`, which holds one of the types that files are read into.
pub fn cell(array: &dyn Array, row: usize) -> Cell {
    if array.is_null(row) {
        return Cell::Null;
    }
    match array.data_type() {
        DataType::Int64 => integer(array.as_primitive::<Int64Type>().value(row).into()),
        DataType::Decimal128(_, 0) => integer(array.as_primitive::<Decimal128Type>().value(row)),
        DataType::Float64 => Cell::Num(Num(array.as_primitive::<Float64Type>().value(row))),
        DataType::Boolean => Cell::Bool(array.as_boolean().value(row)),
        DataType::Date32 => Cell::Text(calendar::iso_date(
            array.as_primitive::<Date32Type>().value(row),
        )),
        DataType::Timestamp(TimeUnit::Microsecond, None) => Cell::Text(calendar::iso_time(
            array.as_primitive::<TimestampMicrosecondType>().value(row),
        )),
        DataType::Utf8View => text(array.as_string_view().value(row)),
        DataType::Utf8 => text(array.as_string::<i32>().value(row)),
        other => unreachable!("files are not read into {other}"),
    }
}

/// The rows of a batch.
pub fn rows(batch: &RecordBatch) -> impl Iterator<Item = Vec<Cell>> {
    (0..batch.num_rows()).map(|row| {
        let columns = batch.columns().iter();
        columns.map(|column| cell(column, row)).collect()
    })
}

/// An integer; outside ±2^53 as text.
pub fn integer(value: i128) -> Cell {
    if value.abs() > MAX_EXACT {
        return Cell::Text(value.to_string());
    }
    Cell::Int(value as i64)
}

/// The cell as it stands in a sentence.
pub fn label(cell: &Cell) -> String {
    words::shorten(&name(cell), 60)
}

/// The cell as it names a bar, told apart from a missing value also where it is called like one.
pub fn name(cell: &Cell) -> String {
    match cell {
        Cell::Null => MISSING.into(),
        Cell::Text(text) if text == MISSING => format!("“{text}”"),
        Cell::Bool(true) => "true".into(),
        Cell::Bool(false) => "false".into(),
        Cell::Int(value) => value.to_string().replace('-', "−"),
        Cell::Num(Num(value)) => value.to_string().replace('-', "−"),
        Cell::Text(text) => text.clone(),
    }
}

/// The cell as a number to draw or compare; none for what is not a number.
pub fn value(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Int(value) => Some(*value as f64),
        Cell::Num(Num(value)) => Some(*value),
        // Large integers travel as text.
        Cell::Text(text) => text.parse().ok(),
        Cell::Null | Cell::Bool(_) => None,
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(words::shorten(text, MAX_TEXT))
}
