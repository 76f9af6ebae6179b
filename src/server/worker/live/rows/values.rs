//! One value of a row, as it was sent, and what its column makes of it.

use crate::server::worker::ingest::{dates, numbers};
use crate::shared::{
    dataset::{Column, ColumnType},
    reading::DayOrder,
    text::isolated,
};
use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringViewBuilder,
    TimestampMicrosecondBuilder,
};
use std::sync::Arc;

/// Longer values are cut in sentences.
const SHOWN_CHARS: usize = 60;

/// A value as it was sent.
pub enum Sent<'a> {
    Missing,
    Text(&'a str),
    /// A number of JSON.
    Number(&'a serde_json::Number),
    Bool(bool),
    /// An array or an object.
    Nested,
}

pub enum Builder {
    Text(StringViewBuilder),
    Boolean(BooleanBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Date(Date32Builder),
    DateTime(TimestampMicrosecondBuilder),
}

impl Builder {
    pub fn of(column: &Column) -> Self {
        match column.column_type {
            ColumnType::Text => Self::Text(StringViewBuilder::new()),
            ColumnType::Boolean => Self::Boolean(BooleanBuilder::new()),
            ColumnType::Integer => Self::Integer(Int64Builder::new()),
            ColumnType::Number => Self::Number(Float64Builder::new()),
            ColumnType::Date => Self::Date(Date32Builder::new()),
            ColumnType::DateTime => Self::DateTime(TimestampMicrosecondBuilder::new()),
        }
    }

    /// Takes a value that fits; false where it does not.
    pub fn put(&mut self, sent: &Sent<'_>) -> bool {
        match (self, sent) {
            (builder, Sent::Missing) => {
                builder.append_null();
                true
            }
            (Self::Text(values), Sent::Text(text)) => {
                values.append_value(text);
                true
            }
            (Self::Boolean(values), sent) => put(boolean(sent), |v| values.append_value(v)),
            (Self::Integer(values), sent) => put(integer(sent), |v| values.append_value(v)),
            (Self::Number(values), sent) => put(number(sent), |v| values.append_value(v)),
            (Self::Date(values), Sent::Text(text)) => {
                let day = dates::plain_date(text.as_bytes());
                put(day, |v| values.append_value(v))
            }
            (Self::DateTime(values), Sent::Text(text)) => {
                put(moment(text), |v| values.append_value(v))
            }
            _ => false,
        }
    }

    fn append_null(&mut self) {
        match self {
            Self::Text(values) => values.append_null(),
            Self::Boolean(values) => values.append_null(),
            Self::Integer(values) => values.append_null(),
            Self::Number(values) => values.append_null(),
            Self::Date(values) => values.append_null(),
            Self::DateTime(values) => values.append_null(),
        }
    }

    pub fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(values) => Arc::new(values.finish()),
            Self::Boolean(values) => Arc::new(values.finish()),
            Self::Integer(values) => Arc::new(values.finish()),
            Self::Number(values) => Arc::new(values.finish()),
            Self::Date(values) => Arc::new(values.finish()),
            Self::DateTime(values) => Arc::new(values.finish()),
        }
    }
}

fn put<T>(value: Option<T>, append: impl FnOnce(T)) -> bool {
    value.map(append).is_some()
}

fn boolean(sent: &Sent<'_>) -> Option<bool> {
    match sent {
        Sent::Bool(value) => Some(*value),
        Sent::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn integer(sent: &Sent<'_>) -> Option<i64> {
    match sent {
        Sent::Number(number) => number.as_i64(),
        Sent::Text(text) => numbers::plain_integer(text.as_bytes()),
        _ => None,
    }
}

/// None too where a whole number would be another as a float.
fn number(sent: &Sent<'_>) -> Option<f64> {
    match sent {
        Sent::Number(number) => match number.as_i64() {
            Some(whole) => numbers::Number::Integer(whole)
                .is_exact()
                .then_some(whole as f64),
            None if number.is_u64() => None,
            None => number.as_f64(),
        },
        Sent::Text(text) => match numbers::plain_integer(text.as_bytes()) {
            Some(whole) => numbers::Number::Integer(whole)
                .is_exact()
                .then_some(whole as f64),
            None => numbers::plain_real(text.as_bytes(), b'.'),
        },
        _ => None,
    }
}

/// Microseconds since 1970, in UTC where an offset is written.
fn moment(text: &str) -> Option<i64> {
    let begins_with_year = text.as_bytes().get(4) == Some(&b'-');
    let style = dates::Style {
        order: DayOrder::YearFirst,
        pivot: None,
    };
    let read = || dates::read(text, style).map(dates::Moment::micros);
    begins_with_year.then(|| dates::plain_moment(text.as_bytes()).or_else(read))?
}

pub fn expected(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Text => "text",
        ColumnType::Boolean => "yes or no",
        ColumnType::Integer => "whole numbers",
        ColumnType::Number => "numbers",
        ColumnType::Date => "dates such as 2026-03-01",
        ColumnType::DateTime => "times such as 2026-03-01T12:30:00Z",
    }
}

pub fn shown(sent: &Sent<'_>) -> String {
    let quoted = |text: &str| {
        let short: String = isolated(text).chars().take(SHOWN_CHARS).collect();
        format!("“{short}”")
    };
    match sent {
        Sent::Missing => "nothing".into(),
        Sent::Text(text) => quoted(text),
        Sent::Number(number) => number.to_string(),
        Sent::Bool(value) => value.to_string(),
        Sent::Nested => "a list or an object".into(),
    }
}
