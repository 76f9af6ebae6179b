//! Text that is looked for in what cells show, upper and lower case alike.

use super::value::bool_word;
use crate::server::worker::calendar;
use datafusion::arrow::{
    array::{Array, AsArray},
    datatypes::{
        DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimeUnit,
        TimestampMicrosecondType,
    },
};
use memchr::memmem::Finder;
use std::fmt::Write;

/// A text to look for, in the ways in which it may stand in a column.
pub struct Needle {
    text: Finder<'static>,
    /// With "-" for a minus; none where no number has such signs.
    number: Option<Finder<'static>>,
    /// With "T" between day and time; none where no time has such signs.
    time: Option<Finder<'static>>,
    bools: [bool; 2],
}

impl Needle {
    pub fn new(text: &str) -> Self {
        let text = lower(text);
        let only = |text: &str, signs: &str| text.chars().all(|sign| signs.contains(sign));
        let number = text.replace('−', "-");
        let time = text.replace([' ', 't'], "T");
        let finder = |text: &str| Finder::new(text).into_owned();
        Self {
            // "nan" and "inf" are numbers, too.
            number: only(&number, "0123456789.-naif").then(|| finder(&number)),
            time: only(&time, "0123456789-:.T").then(|| finder(&time)),
            bools: [false, true].map(|is| bool_word(is).contains(&text)),
            text: finder(&text),
        }
    }

    /// Whether any value of such a column may hold it.
    pub fn may_be_in(&self, kind: &DataType) -> bool {
        match kind {
            DataType::Int64 | DataType::Float64 | DataType::Decimal128(..) => self.number.is_some(),
            DataType::Date32 | DataType::Timestamp(..) => self.time.is_some(),
            DataType::Boolean => self.bools.contains(&true),
            _ => true,
        }
    }

    /// Marks, of the rows in `among`, those in which it is.
    pub fn mark(&self, array: &dyn Array, among: &[bool], found: &mut [bool]) {
        if !self.may_be_in(array.data_type()) {
            return;
        }
        let mut shown = String::new();
        for (row, (among, found)) in among.iter().zip(found).enumerate() {
            if *among && !*found && !array.is_null(row) {
                *found = self.is_in(array, row, &mut shown);
            }
        }
    }

    fn is_in(&self, array: &dyn Array, row: usize, shown: &mut String) -> bool {
        shown.clear();
        let finder = match array.data_type() {
            DataType::Boolean => return self.bools[usize::from(array.as_boolean().value(row))],
            DataType::Utf8View => return self.is_in_text(array.as_string_view().value(row), shown),
            DataType::Utf8 => return self.is_in_text(array.as_string::<i32>().value(row), shown),
            DataType::Date32 => {
                shown.push_str(&calendar::iso_date(
                    array.as_primitive::<Date32Type>().value(row),
                ));
                &self.time
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
                shown.push_str(&calendar::iso_time(micros));
                &self.time
            }
            _ => {
                write_number(array, row, shown);
                &self.number
            }
        };
        let finder = finder.as_ref();
        finder.is_some_and(|finder| finder.find(shown.as_bytes()).is_some())
    }

    fn is_in_text(&self, text: &str, room: &mut String) -> bool {
        if text.is_ascii() {
            room.push_str(text);
            room.make_ascii_lowercase();
        } else {
            room.extend(text.chars().flat_map(char::to_lowercase));
        }
        self.text.find(room.as_bytes()).is_some()
    }
}

fn write_number(array: &dyn Array, row: usize, shown: &mut String) {
    // Writing to a text cannot fail.
    let _ = match array.data_type() {
        DataType::Int64 => write!(shown, "{}", array.as_primitive::<Int64Type>().value(row)),
        DataType::Decimal128(..) => {
            write!(
                shown,
                "{}",
                array.as_primitive::<Decimal128Type>().value(row)
            )
        }
        DataType::Float64 => {
            let written = write!(shown, "{}", array.as_primitive::<Float64Type>().value(row));
            shown.make_ascii_lowercase();
            written
        }
        other => unreachable!("files are not read into {other}"),
    };
}

/// Sign by sign, so that a letter is the same wherever it stands in a word.
fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{
        BooleanArray, Date32Array, Float64Array, Int64Array, StringViewArray,
        TimestampMicrosecondArray,
    };

    fn finds(text: &str, array: &dyn Array) -> Vec<bool> {
        let mut found = vec![false; array.len()];
        Needle::new(text).mark(array, &vec![true; array.len()], &mut found);
        found
    }

    #[test]
    fn cells_are_found_by_what_they_show() {
        let texts = StringViewArray::from(vec![Some("Ärger"), None, Some("ΟΔΟΣ"), Some("12 t")]);
        assert_eq!(finds("äRG", &texts), [true, false, false, false]);
        assert_eq!(finds("οδοσ", &texts), [false, false, true, false]);
        assert_eq!(finds("2 T", &texts), [false, false, false, true]);
        let whole = Int64Array::from(vec![Some(-1205), Some(120), None]);
        assert_eq!(finds("120", &whole), [true, true, false]);
        assert_eq!(finds("−1", &whole), [true, false, false]);
        assert_eq!(finds("1,205", &whole), [false; 3]);
        let floats = Float64Array::from(vec![0.25, 3.0, f64::NAN]);
        assert_eq!(finds(".25", &floats), [true, false, false]);
        assert_eq!(finds("nan", &floats), [false, false, true]);
        let days = Date32Array::from(vec![0, 31]);
        assert_eq!(finds("1970-02", &days), [false, true]);
        let times = TimestampMicrosecondArray::from(vec![0, 86_400_000_000]);
        assert_eq!(finds("01 00:", &times), [true, false]);
        assert_eq!(finds("02t00", &times), [false, true]);
        let bools = BooleanArray::from(vec![true, false]);
        assert_eq!(finds("YES", &bools), [true, false]);
        assert_eq!(finds("true", &bools), [false, false]);
    }
}
