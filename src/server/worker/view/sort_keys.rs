//! What a column is sorted by: a number for each row that is greater where the value comes later.
//!
//! Text is ordered as the root collation of Unicode has it, which belongs to no language, and digits by their
//! number. Of such texts the sort keys are compared, each different one once in its row group.

use super::{
    rows::Rows,
    table::{Batches, Table},
    threads::{cut, in_parts, in_slices},
};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    text::isolated,
};
use datafusion::arrow::{
    array::{Array, AsArray, BooleanBufferBuilder},
    buffer::BooleanBuffer,
    datatypes::{
        DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
    },
};
use icu_collator::{
    Collator, CollatorBorrowed, CollatorPreferences, options::CollatorOptions,
    preferences::CollationNumericOrdering,
};
use std::{
    cmp::Ordering,
    collections::HashMap,
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// What the sort keys of a column may take.
const MOST_BYTES: usize = 1 << 30;
const NONE: u32 = u32::MAX;

/// A key for each row of a table.
pub enum Keys {
    Wide {
        keys: Vec<u64>,
        /// Which rows have a value.
        there: BooleanBuffer,
    },
    /// Of fewer than 32 bits, and [`NONE`] where there is no value.
    Narrow(Vec<u32>),
}

impl Keys {
    /// None where there is no value.
    pub fn of(&self, row: u32) -> Option<u64> {
        let row = row as usize;
        match self {
            Self::Wide { keys, there } => there.value(row).then(|| keys[row]),
            Self::Narrow(keys) => Some(keys[row]).filter(|key| *key != NONE).map(u64::from),
        }
    }

    /// The same in half the room where keys lie close together, as most do.
    fn narrowed(self) -> Self {
        let Self::Wide { keys, there } = self else {
            return self;
        };
        let values = || there.set_indices().map(|row| keys[row]);
        let (least, most) = (values().min().unwrap_or(0), values().max().unwrap_or(0));
        if most - least >= u64::from(NONE) {
            return Self::Wide { keys, there };
        }
        let mut narrow = vec![NONE; keys.len()];
        there
            .set_indices()
            .for_each(|row| narrow[row] = (keys[row] - least) as u32);
        Self::Narrow(narrow)
    }
}

/// The keys of the rows; those of others say nothing.
pub fn of(table: &Table, column: usize, rows: &Rows) -> Result<Keys, AnalysisError> {
    match table.schema().field(column).data_type() {
        DataType::Utf8View | DataType::Utf8 | DataType::Decimal128(..) => {
            ranks(table, column, rows)
        }
        _ => plain(table, column),
    }
}

/// Values of 64 bits and fewer.
fn plain(table: &Table, column: usize) -> Result<Keys, AnalysisError> {
    let mut keys = vec![0; table.rows as usize];
    let groups = table.fill_groups(&[column], &mut keys, |_, batches, mut keys| {
        let mut there = BooleanBufferBuilder::new(keys.len());
        for batch in batches {
            let batch = batch?;
            let array = batch.column(0);
            let (here, rest) = keys.split_at_mut(array.len());
            match array.data_type() {
                DataType::Int64 => {
                    let values = array.as_primitive::<Int64Type>().values();
                    put(here, values.iter().map(|value| of_i64(*value)));
                }
                DataType::Date32 => {
                    let values = array.as_primitive::<Date32Type>().values();
                    put(here, values.iter().map(|value| of_i64((*value).into())));
                }
                DataType::Float64 => {
                    let values = array.as_primitive::<Float64Type>().values();
                    put(here, values.iter().map(|value| of_f64(*value)));
                }
                DataType::Boolean => {
                    let values = array.as_boolean().values().iter();
                    put(here, values.map(u64::from));
                }
                _ => {
                    let values = array.as_primitive::<TimestampMicrosecondType>().values();
                    put(here, values.iter().map(|value| of_i64(*value)));
                }
            }
            match array.nulls() {
                Some(nulls) => there.append_buffer(nulls.inner()),
                None => there.append_n(array.len(), true),
            }
            keys = rest;
        }
        Ok(there.finish())
    })?;
    let mut there = BooleanBufferBuilder::new(keys.len());
    groups.iter().for_each(|group| there.append_buffer(group));
    let there = there.finish();
    Ok(Keys::Wide { keys, there }.narrowed())
}

fn put(to: &mut [u64], keys: impl Iterator<Item = u64>) {
    to.iter_mut().zip(keys).for_each(|(to, key)| *to = key);
}

fn of_i64(value: i64) -> u64 {
    value as u64 ^ (1 << 63)
}

/// Both zeros are one value, and all that is not a number stands behind the numbers.
fn of_f64(value: f64) -> u64 {
    let value = if value.is_nan() {
        f64::NAN.abs()
    } else {
        value + 0.0
    };
    let bits = value.to_bits();
    match bits >> 63 {
        0 => bits | 1 << 63,
        _ => !bits,
    }
}

/// The different values of a row group as bytes that compare as they do.
#[derive(Default)]
struct Words {
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

impl Words {
    fn count(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, word: usize) -> &[u8] {
        let start = word.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[word]]
    }

    /// The first eight bytes, which decide mostly.
    fn begin(&self, word: usize) -> u64 {
        let word = self.get(word);
        let mut begin = [0; 8];
        let there = word.len().min(8);
        begin[..there].copy_from_slice(&word[..there]);
        u64::from_be_bytes(begin)
    }

    fn end(&mut self) -> u32 {
        self.ends.push(self.bytes.len());
        (self.ends.len() - 1) as u32
    }
}

/// Values that need more than 64 bits: each is its place among all different ones.
fn ranks(table: &Table, column: usize, rows: &Rows) -> Result<Keys, AnalysisError> {
    let wanted = wanted(table, rows);
    let collator = collator()?;
    let bytes = AtomicUsize::new(0);
    // Which of its group's words each row has, and in the end of all.
    let mut of_rows = vec![NONE; table.rows as usize];
    let groups = table.fill_groups(&[column], &mut of_rows, |numbers, batches, of_rows| {
        let words = words(&collator, batches, numbers, wanted.as_deref(), of_rows)?;
        let before = bytes.fetch_add(words.bytes.len() + words.count() * 24, Relaxed);
        if before > MOST_BYTES {
            return Err(too_much(table.name(column)));
        }
        Ok(words)
    })?;

    let mut all: Vec<(u64, u32, u32)> = Vec::new();
    for (group, words) in (0..).zip(&groups) {
        let words = (0..words.count()).map(|word| (words.begin(word), group, word as u32));
        all.extend(words);
    }
    let word = |(_, group, word): &(u64, u32, u32)| groups[*group as usize].get(*word as usize);
    let compare = |a: &(u64, u32, u32), b: &(u64, u32, u32)| match a.0.cmp(&b.0) {
        Ordering::Equal => word(a).cmp(word(b)),
        other => other,
    };
    in_parts(&mut all, |part| part.sort_unstable_by(compare));
    all.sort_by(compare);

    let mut of_words: Vec<Vec<u32>> = groups.iter().map(|words| vec![0; words.count()]).collect();
    let mut rank = 0;
    for (place, one) in all.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| &all[before]);
        rank += u32::from(before.is_some_and(|before| compare(before, one) != Ordering::Equal));
        of_words[one.1 as usize][one.2 as usize] = rank;
    }
    in_slices(cut(&mut of_rows, table.lengths()), |group, words| {
        for word in words.iter_mut().filter(|word| **word != NONE) {
            *word = of_words[group][*word as usize];
        }
        Ok::<_, AnalysisError>(())
    })?;
    Ok(Keys::Narrow(of_rows))
}

/// Which rows are sorted; none where it is all of them.
fn wanted(table: &Table, rows: &Rows) -> Option<Vec<bool>> {
    let Rows::Some(rows) = rows else {
        return None;
    };
    if rows.len() == table.rows as usize {
        return None;
    }
    let mut wanted = vec![false; table.rows as usize];
    rows.iter().for_each(|row| wanted[*row as usize] = true);
    Some(wanted)
}

fn words(
    collator: &CollatorBorrowed<'static>,
    batches: Batches,
    numbers: Range<u32>,
    wanted: Option<&[bool]>,
    of_rows: &mut [u32],
) -> Result<Words, AnalysisError> {
    let mut words = Words::default();
    let mut known: HashMap<Box<str>, u32> = HashMap::new();
    // Where most differ, looking each up costs more than it saves.
    let mut repeats = true;
    let first = numbers.start as usize;
    let mut row = first;
    for batch in batches {
        let batch = batch?;
        let array = batch.column(0);
        let start = words.count();
        for at in 0..array.len() {
            let skipped = array.is_null(at) || wanted.is_some_and(|wanted| !wanted[row + at]);
            let word = match array.data_type() {
                _ if skipped => NONE,
                DataType::Decimal128(..) => {
                    let value = array.as_primitive::<Decimal128Type>().value(at);
                    let bytes = (value as u128 ^ (1 << 127)).to_be_bytes();
                    words.bytes.extend(bytes);
                    words.end()
                }
                kind => {
                    let text = match kind {
                        DataType::Utf8View => array.as_string_view().value(at),
                        _ => array.as_string::<i32>().value(at),
                    };
                    match known.get(text).filter(|_| repeats) {
                        Some(word) => *word,
                        None => {
                            let Ok(()) = collator.write_sort_key_to(text, &mut words.bytes);
                            let word = words.end();
                            if repeats {
                                known.insert(text.into(), word);
                            }
                            word
                        }
                    }
                }
            };
            of_rows[row + at - first] = word;
        }
        repeats &= (words.count() - start) * 2 < array.len();
        row += array.len();
    }
    Ok(words)
}

fn collator() -> Result<CollatorBorrowed<'static>, AnalysisError> {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    Collator::try_new(preferences, CollatorOptions::default()).map_err(|error| {
        eprintln!("worker: the order of texts: {error}");
        let sentence = "Texts cannot be sorted on this server.";
        AnalysisError::new(AnalysisErrorKind::Unavailable, sentence)
    })
}

fn too_much(name: &str) -> AnalysisError {
    AnalysisError::new(
        AnalysisErrorKind::TooLarge,
        format!(
            "“{}” holds too much text to sort so many rows by. Filter first, or sort by another column.",
            isolated(name)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Vec<u8> {
        let mut key = Vec::new();
        let Ok(()) = collator().unwrap().write_sort_key_to(text, &mut key);
        key
    }

    #[test]
    fn texts_have_the_order_that_belongs_to_no_language() {
        let order = [
            "", "2", "02a", "10", "apfel", "Apfel", "Ärger", "Item 2", "Item 10", "Öl", "Ost",
            "Zebra", "я", "東京",
        ];
        let keys = order.map(key);
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
        assert_eq!(key("01"), key("1"));
    }

    #[test]
    fn numbers_have_their_order_to_the_last_digit() {
        let whole = [
            i64::MIN,
            -9_007_199_254_740_993,
            -1,
            0,
            1,
            i64::MAX - 1,
            i64::MAX,
        ];
        assert!(whole.map(of_i64).is_sorted_by(|a, b| a < b));
        let floats = [
            f64::NEG_INFINITY,
            -1.5,
            -1e-300,
            0.0,
            1e-300,
            2.0,
            f64::INFINITY,
            f64::NAN,
        ];
        assert!(floats.map(of_f64).is_sorted_by(|a, b| a < b));
        assert_eq!(of_f64(-0.0), of_f64(0.0));
        assert_eq!(of_f64(-f64::NAN), of_f64(f64::NAN));
    }

    #[test]
    fn keys_that_lie_close_together_take_half_the_room() {
        let keys = |of: &[Option<u64>]| Keys::Wide {
            keys: of.iter().map(|key| key.unwrap_or_default()).collect(),
            there: of.iter().map(Option::is_some).collect(),
        };
        let far = [Some(7), None, Some(7 + u64::from(NONE))];
        let near = [Some(u64::MAX), None, Some(u64::MAX - u64::from(NONE) + 1)];
        assert!(matches!(keys(&far).narrowed(), Keys::Wide { .. }));
        let narrow = keys(&near).narrowed();
        assert!(matches!(narrow, Keys::Narrow(_)));
        assert_eq!(
            [0, 1, 2].map(|row| narrow.of(row).is_some()),
            [true, false, true]
        );
        assert!(narrow.of(0) > narrow.of(2));
        assert_eq!(keys(&[None]).narrowed().of(0), None);
    }
}
