//! Which rows of a batch pass.

use super::{
    plan::{Check, Plan, Within},
    value::MICROS_PER_DAY,
};
use datafusion::arrow::{
    array::{Array, ArrowPrimitiveType, AsArray, RecordBatch},
    datatypes::{
        DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
    },
};
use std::collections::HashSet;

impl Plan {
    /// The columns that decide whether a row passes, of those that a table has.
    pub fn deciding(&self, kinds: &[&DataType]) -> Vec<usize> {
        let checked = self.checks.iter().map(|(place, _)| *place);
        let mut places: Vec<usize> = checked.collect();
        if let Some(find) = &self.find {
            let all = kinds.iter().enumerate();
            places.extend(
                all.filter(|(_, kind)| find.may_be_in(kind))
                    .map(|(place, _)| place),
            );
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether each row of a batch passes, which has the columns `places`.
    pub fn passing(&self, batch: &RecordBatch, places: &[usize]) -> Vec<bool> {
        let mut passing = vec![true; batch.num_rows()];
        for (place, check) in &self.checks {
            let column = places.partition_point(|other| other < place);
            check.narrow(batch.column(column), &mut passing);
        }
        if let Some(find) = &self.find
            && passing.contains(&true)
        {
            let mut found = vec![false; passing.len()];
            for column in batch.columns() {
                find.mark(column, &passing, &mut found);
            }
            passing = found;
        }
        passing
    }
}

impl Check {
    fn narrow(&self, array: &dyn Array, passing: &mut [bool]) {
        match self {
            Self::Missing(missing) => keep(array, passing, |row| array.is_null(row) == *missing),
            Self::Whole(within) => narrow_whole(array, within, passing),
            Self::Float(within) => {
                let values = array.as_primitive::<Float64Type>();
                keep(array, passing, |row| {
                    !array.is_null(row) && within.has(values.value(row))
                });
            }
            Self::Text(words) => narrow_text(array, words, passing),
            Self::Bool(passes) => {
                let values = array.as_boolean();
                keep(array, passing, |row| {
                    !array.is_null(row) && passes[usize::from(values.value(row))]
                });
            }
            Self::Contains(needle) => {
                let mut found = vec![false; passing.len()];
                needle.mark(array, passing, &mut found);
                passing.copy_from_slice(&found);
            }
        }
    }
}

fn narrow_whole(array: &dyn Array, within: &Within<i128>, passing: &mut [bool]) {
    match array.data_type() {
        DataType::Int64 => whole::<Int64Type>(array, within, passing, i128::from),
        DataType::Date32 => whole::<Date32Type>(array, within, passing, |days| {
            i128::from(days) * i128::from(MICROS_PER_DAY)
        }),
        DataType::Decimal128(..) => whole::<Decimal128Type>(array, within, passing, |value| value),
        _ => whole::<TimestampMicrosecondType>(array, within, passing, i128::from),
    }
}

fn whole<T: ArrowPrimitiveType>(
    array: &dyn Array,
    within: &Within<i128>,
    passing: &mut [bool],
    value: impl Fn(T::Native) -> i128,
) {
    let values = array.as_primitive::<T>();
    keep(array, passing, |row| {
        !array.is_null(row) && within.has(value(values.value(row)))
    });
}

fn narrow_text(array: &dyn Array, words: &HashSet<String>, passing: &mut [bool]) {
    match array.data_type() {
        DataType::Utf8View => {
            let values = array.as_string_view();
            keep(array, passing, |row| {
                !array.is_null(row) && words.contains(values.value(row))
            });
        }
        _ => {
            let values = array.as_string::<i32>();
            keep(array, passing, |row| {
                !array.is_null(row) && words.contains(values.value(row))
            });
        }
    }
}

fn keep(array: &dyn Array, passing: &mut [bool], passes: impl Fn(usize) -> bool) {
    for (row, passing) in passing.iter_mut().enumerate().take(array.len()) {
        *passing = *passing && passes(row);
    }
}
