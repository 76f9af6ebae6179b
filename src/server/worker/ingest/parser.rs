//! How the values of one column are read: a [`ColumnReading`] made ready for many values.

use super::{
    dates::{self, Moment, Style},
    numbers::{self, Number, Written},
    types,
};
use crate::{
    server::zones::{self, Hour, Tz},
    shared::{
        dataset::ColumnType,
        reading::{ColumnReading, DayCount, DecimalMark, Reading},
    },
};

#[derive(Clone, Debug)]
pub enum Parser {
    Text,
    Boolean,
    Integer(NumberStyle),
    Number(NumberStyle),
    Date(DateStyle),
    DateTime(DateStyle),
}

#[derive(Clone, Debug)]
pub struct NumberStyle {
    pub mark: DecimalMark,
    pub unit: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub struct DateStyle {
    pub style: Style,
    pub day_count: Option<DayCount>,
    /// Of times without an offset.
    zone: Option<Tz>,
}

/// A value as its column reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Date(i32),
    DateTime(i64),
}

/// What was unusual about a value that could be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traits {
    /// Brackets for a negative, or a minus behind it.
    pub bracketed: bool,
    /// Seconds ahead of UTC, where the value says so.
    pub offset: Option<i64>,
    /// It has more digits than are kept.
    pub shortened: bool,
    /// How often clocks showed it, where it was read by its column's zone.
    pub hour: Option<Hour>,
}

impl Parser {
    pub fn new(column: &ColumnReading, reading: &Reading) -> Self {
        let number = || NumberStyle {
            mark: column.decimal_mark.unwrap_or(reading.decimal_mark),
            unit: column.unit.clone(),
        };
        let date = DateStyle {
            style: Style {
                order: column.day_order,
                pivot: column.year_pivot,
            },
            day_count: column.day_count,
            // These count in UTC.
            zone: match column.day_count {
                Some(DayCount::Seconds1970 | DayCount::Milliseconds1970) => None,
                _ => column.zone.as_deref().and_then(zones::named),
            },
        };
        match column.column_type {
            ColumnType::Text => Self::Text,
            ColumnType::Boolean => Self::Boolean,
            ColumnType::Integer => Self::Integer(number()),
            ColumnType::Number => Self::Number(number()),
            ColumnType::Date => Self::Date(date),
            ColumnType::DateTime => Self::DateTime(date),
        }
    }

    /// Reads a cleaned value in any form that the column takes.
    pub fn read(&self, text: &str) -> Option<(Value, Traits)> {
        match self {
            Self::Text => None,
            Self::Boolean => Some((Value::Boolean(types::boolean(text)?), Traits::default())),
            Self::Integer(style) => {
                let (written, traits) = style.read(text)?;
                match written.number {
                    Number::Integer(value) => Some((Value::Integer(value), traits)),
                    Number::Real(_) => None,
                }
            }
            Self::Number(style) => {
                let (written, mut traits) = style.read(text)?;
                traits.shortened = written.shortened || !written.number.is_exact();
                Some((Value::Number(written.number.as_f64()), traits))
            }
            Self::Date(style) => {
                let moment = style.read(text)?;
                // A time of day would be lost.
                let days = moment.of_day.is_none().then_some(moment.days)?;
                Some((Value::Date(days), Traits::default()))
            }
            Self::DateTime(style) => {
                let moment = style.read(text)?;
                let zone = style.zone.filter(|_| moment.offset.is_none());
                let (micros, hour) = zone
                    .and_then(|zone| zones::to_utc(moment.micros(), zone))
                    .map_or((moment.micros(), None), |(utc, hour)| (utc, Some(hour)));
                let traits = Traits {
                    offset: moment.offset,
                    shortened: moment.finer,
                    hour,
                    ..Traits::default()
                };
                Some((Value::DateTime(micros), traits))
            }
        }
    }
}

impl Parser {
    /// Whether times are moved from a zone.
    pub fn has_zone(&self) -> bool {
        matches!(self, Self::DateTime(style) if style.zone.is_some())
    }
}

impl NumberStyle {
    fn read(&self, text: &str) -> Option<(Written, Traits)> {
        let known = numbers::read(text, self.mark);
        // People name signs that are no currency's: 12 kg.
        let written = known.or_else(|| numbers::read(self.without_unit(text)?, self.mark))?;
        let fits = match (written.unit, &self.unit) {
            (Some(found), Some(expected)) => found == expected,
            (found, _) => found.is_none(),
        };
        let traits = Traits {
            bracketed: written.bracketed,
            ..Traits::default()
        };
        fits.then_some((written, traits))
    }

    fn without_unit<'a>(&self, text: &'a str) -> Option<&'a str> {
        let unit = self.unit.as_deref().filter(|unit| !unit.is_empty())?;
        let before = text.strip_suffix(unit).map(str::trim_end);
        before.or_else(|| text.strip_prefix(unit).map(str::trim_start))
    }

    pub fn mark_byte(&self) -> u8 {
        match self.mark {
            DecimalMark::Point => b'.',
            DecimalMark::Comma => b',',
        }
    }
}

impl DateStyle {
    fn read(&self, text: &str) -> Option<Moment> {
        let counted = self.day_count.and_then(|from| counted(text, from));
        let read = || dates::read(text, self.style);
        let compact = || dates::read_compact(text, self.style);
        counted.or_else(read).or_else(compact)
    }
}

/// A day as spreadsheets count it, with a fraction for its time, or a time in seconds. Days of 1900 count a 29 February
/// that never was.
fn counted(text: &str, from: DayCount) -> Option<Moment> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let (number, of_day) = match numbers::plain_integer(whole.as_bytes()) {
        Some(number) => (number, None),
        None => {
            let real = numbers::plain_real(text.as_bytes(), b'.')?;
            // Spreadsheets keep their times to about a millisecond.
            let milliseconds = ((real - real.floor()) * 86_400_000.0).round();
            (real.floor() as i64, Some(milliseconds as i64 * 1_000))
        }
    };
    let (days, of_day) = match from {
        DayCount::From1904 => (number - 24_107, of_day),
        DayCount::From1900 if number > 60 => (number - 25_569, of_day),
        DayCount::From1900 if (1..60).contains(&number) => (number - 25_568, of_day),
        DayCount::From1900 => return None,
        DayCount::Seconds1970 => parts(number.checked_mul(1_000_000)?),
        DayCount::Milliseconds1970 => parts(number.checked_mul(1_000)?),
    };
    Some(Moment {
        days: i32::try_from(days).ok()?,
        of_day,
        offset: None,
        short_year: false,
        finer: false,
    })
}

/// Microseconds since 1970 as a day and what is left of it.
fn parts(micros: i64) -> (i64, Option<i64>) {
    const DAY: i64 = 86_400_000_000;
    (micros.div_euclid(DAY), Some(micros.rem_euclid(DAY)))
}
