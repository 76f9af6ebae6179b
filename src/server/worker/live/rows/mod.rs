//! Rows as a program sends them, JSON, NDJSON or CSV, against the columns that there are.
//!
//! Nothing is guessed here: a value is what its column holds, or the whole batch is refused with its place.

mod values;

use self::values::{Builder, Sent, expected, shown};
use crate::shared::{
    dataset::{Column, ColumnType},
    text::isolated,
};
use datafusion::arrow::{
    array::RecordBatch,
    datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// How rows are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// An object, or an array of them.
    Json,
    /// An object a line.
    Ndjson,
    /// With names in the first line.
    Csv,
}

/// Rows without a value in a column, or with one for a column that is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    pub column: String,
    pub rows: u64,
    /// Where the first of them stands: the line of CSV and NDJSON, the place in an array of JSON, from 1.
    pub first: u64,
}

/// Why a batch is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Misfit {
    /// As in [`Gap::first`]; none where it is of all of them.
    pub place: Option<u64>,
    pub column: Option<String>,
    pub sentence: String,
    /// What was sent cannot be read at all.
    #[serde(default)]
    pub malformed: bool,
}

/// Rows that fit.
#[derive(Clone, Debug)]
pub struct Rows {
    pub batch: RecordBatch,
    pub gaps: Vec<Gap>,
    /// Values of columns that are not there: they were left out.
    pub left_out: Vec<Gap>,
}

/// Names of columns that are not there, as far as they are told.
const MOST_LEFT_OUT: usize = 20;
/// Names of those that are there.
const MOST_NAMED: usize = 10;

pub fn schema(columns: &[Column]) -> SchemaRef {
    let field = |column: &Column| Field::new(&column.name, data_type(column.column_type), true);
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

fn data_type(column_type: ColumnType) -> DataType {
    match column_type {
        ColumnType::Text => DataType::Utf8View,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Date => DataType::Date32,
        ColumnType::DateTime => DataType::Timestamp(TimeUnit::Microsecond, None),
    }
}

/// Reads all of them or none.
pub fn read(columns: &[Column], form: Form, bytes: &[u8]) -> Result<Rows, Misfit> {
    let mut batch = Batch::new(columns, if form == Form::Json { "Row" } else { "Line" });
    match form {
        Form::Json => match serde_json::from_slice(bytes).map_err(|e| malformed(None, &e))? {
            Value::Array(rows) => {
                for (place, row) in (1..).zip(rows) {
                    batch.object(place, row)?;
                }
            }
            row => batch.object(1, row)?,
        },
        Form::Ndjson => {
            for (line, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
                if !text.trim_ascii().is_empty() {
                    let row = serde_json::from_slice(text);
                    batch.object(line, row.map_err(|e| malformed(Some(line), &e))?)?;
                }
            }
        }
        Form::Csv => batch.csv(bytes)?,
    }
    batch.finish()
}

fn malformed(place: Option<u64>, error: &serde_json::Error) -> Misfit {
    let line = place.map_or_else(|| format!("Line {}", error.line()), |n| format!("Line {n}"));
    Misfit {
        place: place.or(Some(error.line() as u64)),
        column: None,
        sentence: format!("{line} is no JSON: {error}."),
        malformed: true,
    }
}

struct Batch<'a> {
    columns: &'a [Column],
    builders: Vec<Builder>,
    gaps: Vec<Option<Gap>>,
    left_out: Vec<Gap>,
    rows: u64,
    /// "Line", "Row"
    word: &'static str,
}

impl<'a> Batch<'a> {
    fn new(columns: &'a [Column], word: &'static str) -> Self {
        Self {
            columns,
            builders: columns.iter().map(Builder::of).collect(),
            gaps: vec![None; columns.len()],
            left_out: Vec::new(),
            rows: 0,
            word,
        }
    }

    fn object(&mut self, place: u64, row: Value) -> Result<(), Misfit> {
        let Value::Object(row) = row else {
            let sentence = "is no object such as {\"value\": 1}";
            return Err(self.misfit(Some(place), None, sentence));
        };
        for name in row.keys() {
            if !self.columns.iter().any(|column| column.name == *name) {
                self.leave_out(name, place);
            }
        }
        for at in 0..self.columns.len() {
            let sent = match row.get(&self.columns[at].name) {
                None | Some(Value::Null) => Sent::Missing,
                Some(Value::String(text)) => Sent::Text(text),
                Some(Value::Number(number)) => Sent::Number(number),
                Some(Value::Bool(value)) => Sent::Bool(*value),
                Some(Value::Array(_) | Value::Object(_)) => Sent::Nested,
            };
            self.put(at, place, sent)?;
        }
        self.rows += 1;
        Ok(())
    }

    fn leave_out(&mut self, name: &str, place: u64) {
        if let Some(gap) = self.left_out.iter_mut().find(|gap| gap.column == name) {
            gap.rows += 1;
        } else if self.left_out.len() < MOST_LEFT_OUT {
            // A sender who makes up a name for each row is told of the first of them.
            self.left_out.push(Gap {
                column: name.to_owned(),
                rows: 1,
                first: place,
            });
        }
    }

    fn csv(&mut self, bytes: &[u8]) -> Result<(), Misfit> {
        let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
        let names = reader.headers().map_err(|e| self.no_csv(&e))?.clone();
        let mut places = Vec::with_capacity(names.len());
        for name in &names {
            let place = self.columns.iter().position(|column| column.name == name);
            places.push(place);
        }
        for record in reader.records() {
            let record = record.map_err(|e| self.no_csv(&e))?;
            let line = record.position().map_or(0, csv::Position::line);
            for at in 0..self.columns.len() {
                let place = places.iter().position(|place| *place == Some(at));
                let text = place.and_then(|place| record.get(place)).unwrap_or("");
                let sent = if text.is_empty() {
                    Sent::Missing
                } else {
                    Sent::Text(text)
                };
                self.put(at, line, sent)?;
            }
            for (name, _) in names
                .iter()
                .zip(&places)
                .filter(|(_, place)| place.is_none())
            {
                self.leave_out(name, line);
            }
            self.rows += 1;
        }
        Ok(())
    }

    fn no_csv(&self, error: &csv::Error) -> Misfit {
        let line = error.position().map(csv::Position::line);
        let sentence = match error.kind() {
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => {
                format!("has {len} values, and the first line {expected_len} names")
            }
            csv::ErrorKind::Utf8 { .. } => "is not UTF-8".into(),
            _ => format!("is no CSV: {error}"),
        };
        Misfit {
            malformed: true,
            ..self.misfit(line, None, &sentence)
        }
    }

    fn put(&mut self, at: usize, place: u64, sent: Sent<'_>) -> Result<(), Misfit> {
        if matches!(sent, Sent::Missing) {
            let column = &self.columns[at].name;
            let gap = self.gaps[at].get_or_insert_with(|| Gap {
                column: column.clone(),
                rows: 0,
                first: place,
            });
            gap.rows += 1;
        }
        if self.builders[at].put(&sent) {
            return Ok(());
        }
        let column = &self.columns[at];
        let sentence = format!(
            "{}, and “{}” holds {}",
            shown(&sent),
            isolated(&column.name),
            expected(column.column_type)
        );
        Err(Misfit {
            sentence: format!("{} {place}: {sentence}.", self.word),
            place: Some(place),
            column: Some(column.name.clone()),
            malformed: false,
        })
    }

    fn misfit(&self, place: Option<u64>, column: Option<&str>, sentence: &str) -> Misfit {
        let subject =
            place.map_or_else(|| "What was sent".into(), |n| format!("{} {n}", self.word));
        Misfit {
            place,
            column: column.map(str::to_owned),
            sentence: format!("{subject} {sentence}."),
            malformed: false,
        }
    }

    fn finish(mut self) -> Result<Rows, Misfit> {
        if self.rows == 0 {
            let sentence = "There is no row in what was sent.".to_owned();
            return Err(Misfit {
                place: None,
                column: None,
                sentence,
                malformed: false,
            });
        }
        let is_empty = |gap: &Option<Gap>| gap.as_ref().is_some_and(|gap| gap.rows == self.rows);
        if self.gaps.iter().all(is_empty)
            && let Some(first) = self.left_out.first()
        {
            let known: Vec<_> = self.columns.iter().take(MOST_NAMED).collect();
            let known: Vec<_> = known.iter().map(|column| isolated(&column.name)).collect();
            let sentence = format!(
                "“{}” is no column here, and no other value is of one. There are: {}.",
                isolated(&first.column),
                known.join(", ")
            );
            return Err(Misfit {
                place: Some(first.first),
                column: Some(first.column.clone()),
                sentence,
                malformed: false,
            });
        }
        let arrays = self.builders.iter_mut().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(schema(self.columns), arrays);
        let batch = batch.map_err(|error| Misfit {
            place: None,
            column: None,
            sentence: format!("The rows cannot be kept: {error}."),
            malformed: false,
        })?;
        let gaps = self.gaps.into_iter().flatten().collect();
        Ok(Rows {
            batch,
            gaps,
            left_out: self.left_out,
        })
    }
}
