//! Columns in short: how many values are missing, how many different ones there are, and how often which, in all
//! rows and in those that a view shows.
//!
//! One pass finds the values' ends and the words, a second counts numbers and times by ranges. What a column says is
//! kept by itself, so that it is there whichever columns are asked for next.

mod ranges;
mod words;

use super::{
    columns, numbers,
    plan::Plan,
    stored,
    table::{OpenTables, Table},
};
use crate::server::worker::wire::Look;
use crate::shared::{
    analysis::AnalysisError,
    dataset::{ColumnProfile, Share},
    view::View,
};
use datafusion::arrow::{
    array::{Array, AsArray},
    datatypes::{
        DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
    },
};
use ranges::{Ends, Ranges, Value};
use std::{collections::HashSet, sync::Arc};
use words::Words;

/// More different values are not counted.
const MOST_DISTINCT: usize = 10_000;

/// What a column holds, for each that is asked for.
pub fn profile(tables: &OpenTables, look: &Look) -> Result<Vec<ColumnProfile>, AnalysisError> {
    let table = tables.open(&look.parquet)?;
    // Also what is kept is told to nobody who asks for columns that are not there.
    Plan::new(&table, &look.view)?;
    let mut shown = None;
    let profiles = columns(&table, look)?
        .into_iter()
        .map(|column| -> Result<_, AnalysisError> {
            let key = key(look, column);
            let kept = stored::profile(&look.folder, &table, &key)?;
            if let Some(profile) = kept.and_then(|json| serde_json::from_slice(&json).ok()) {
                return Ok(profile);
            }
            if shown.is_none() {
                shown = Some(Shown::of(&table, look)?);
            }
            let profile = of_column(&table, column, shown.as_ref())?;
            let json = serde_json::to_vec(&profile).map_err(std::io::Error::from)?;
            stored::keep_profile(&look.folder, &table, &key, &json)?;
            Ok(profile)
        });
    profiles.collect()
}

/// Names a column's profile; the order of the rows is nothing to it.
fn key(look: &Look, column: usize) -> String {
    let view = serde_json::to_string(&narrowing(look)).unwrap_or_default();
    format!("profile {column} {view}")
}

fn narrowing(look: &Look) -> View {
    View {
        sort: Vec::new(),
        ..look.view.clone()
    }
}

/// Which rows a view shows.
struct Shown(Option<Vec<bool>>);

impl Shown {
    fn of(table: &Arc<Table>, look: &Look) -> Result<Self, AnalysisError> {
        let narrowed = Look {
            view: narrowing(look),
            ..look.clone()
        };
        let Some(numbers) = numbers(table, &narrowed)? else {
            return Ok(Self(None));
        };
        let mut shown = vec![false; table.rows as usize];
        numbers.iter().for_each(|row| shown[*row as usize] = true);
        Ok(Self(Some(shown)))
    }

    fn has(&self, row: usize) -> bool {
        self.0.as_ref().is_none_or(|shown| shown[row])
    }
}

fn of_column(
    table: &Table,
    column: usize,
    shown: Option<&Shown>,
) -> Result<ColumnProfile, AnalysisError> {
    let is_shown = |row: usize| shown.is_none_or(|shown| shown.has(row));
    match table.schema().field(column).data_type() {
        DataType::Utf8View | DataType::Utf8 | DataType::Boolean => {
            of_words(table, column, is_shown)
        }
        _ => of_values(table, column, is_shown),
    }
}

fn of_words(
    table: &Table,
    column: usize,
    is_shown: impl Fn(usize) -> bool + Sync,
) -> Result<ColumnProfile, AnalysisError> {
    let groups = table.each_group(&[column], |numbers, batches| {
        let (mut words, mut start) = (Words::default(), numbers.start as usize);
        for batch in batches {
            let batch = batch?;
            words.add(batch.column(0), start, &is_shown);
            start += batch.num_rows();
        }
        Ok(words)
    })?;
    let mut all = Words::default();
    groups.into_iter().for_each(|words| all.merge(words));
    Ok(ColumnProfile {
        missing: all.missing,
        distinct: all.distinct(),
        shares: all.shares(),
    })
}

fn of_values(
    table: &Table,
    column: usize,
    is_shown: impl Fn(usize) -> bool + Sync,
) -> Result<ColumnProfile, AnalysisError> {
    let groups = table.each_group(&[column], |_, batches| {
        let mut found = Found::default();
        for batch in batches {
            let batch = batch?;
            let array = batch.column(0);
            found.missing += array.null_count() as i64;
            each(array, |_, value| found.add(value));
        }
        Ok(found)
    })?;
    let mut all = Found::default();
    groups.into_iter().for_each(|found| all.merge(found));

    let kind = table.schema().field(column).data_type();
    let mut shares = Vec::new();
    if let Some(ranges) = Ranges::new(kind, &all.ends) {
        let counts = table.each_group(&[column], |numbers, batches| {
            let mut counts = vec![(0, 0); ranges.count()];
            let mut start = numbers.start as usize;
            for batch in batches {
                let batch = batch?;
                each(batch.column(0), |row, value| {
                    if let Some(range) = ranges.of(value) {
                        counts[range].0 += 1;
                        counts[range].1 += i64::from(is_shown(start + row));
                    }
                });
                start += batch.num_rows();
            }
            Ok(counts)
        })?;
        shares = (0..ranges.count())
            .map(|range| {
                let (from, to) = ranges.ends(range);
                Share {
                    from,
                    to: Some(to),
                    all: counts.iter().map(|counts| counts[range].0).sum(),
                    shown: counts.iter().map(|counts| counts[range].1).sum(),
                }
            })
            .collect();
    }
    Ok(ColumnProfile {
        missing: all.missing,
        distinct: (!all.has_too_many).then_some(all.distinct.len() as i64),
        shares,
    })
}

/// What a first pass finds of numbers and times.
#[derive(Default)]
struct Found {
    missing: i64,
    ends: Ends,
    distinct: HashSet<Value>,
    has_too_many: bool,
}

impl Found {
    fn add(&mut self, value: Value) {
        self.ends.add(value);
        if !self.has_too_many {
            self.distinct.insert(value);
            self.check();
        }
    }

    fn merge(&mut self, other: Self) {
        self.missing += other.missing;
        self.ends.merge(other.ends);
        self.has_too_many |= other.has_too_many;
        if !self.has_too_many {
            self.distinct.extend(other.distinct);
            self.check();
        }
    }

    fn check(&mut self) {
        if self.distinct.len() > MOST_DISTINCT {
            self.has_too_many = true;
            self.distinct = HashSet::new();
        }
    }
}

/// Hands on each value with its row in the batch.
fn each(array: &dyn Array, mut with: impl FnMut(usize, Value)) {
    let rows = (0..array.len()).filter(|row| !array.is_null(*row));
    match array.data_type() {
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            rows.for_each(|row| with(row, Value::Whole(values.value(row).into())));
        }
        DataType::Date32 => {
            let values = array.as_primitive::<Date32Type>();
            rows.for_each(|row| with(row, Value::Whole(values.value(row).into())));
        }
        DataType::Decimal128(..) => {
            let values = array.as_primitive::<Decimal128Type>();
            rows.for_each(|row| with(row, Value::Whole(values.value(row))));
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>();
            rows.for_each(|row| with(row, Value::float(values.value(row))));
        }
        _ => {
            let values = array.as_primitive::<TimestampMicrosecondType>();
            rows.for_each(|row| with(row, Value::Whole(values.value(row).into())));
        }
    }
}
