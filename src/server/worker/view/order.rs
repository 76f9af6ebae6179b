//! Rows in order: by several columns, missing values last both ways, equal ones as they stood.
//!
//! The keys of a column are told apart by ranges of about as many rows each, and every core sorts a range at a time: so
//! little is in memory beside the keys and the rows.

use super::{
    rows::Rows,
    sort_keys::{self, Keys},
    table::Table,
    threads::{cut, in_slices},
};
use crate::shared::analysis::AnalysisError;

/// Rows that are sorted at once, about.
const ROWS_OF_RANGE: usize = 1 << 17;
/// Keys that say where ranges begin.
const SAMPLE: usize = 1 << 14;
/// Ranges are numbered by a byte: one for each of these keys, and one before and behind each.
const MOST_SPLITTERS: usize = 126;
/// The range of rows without a value.
const MISSING: u8 = u8::MAX;

/// Sorts rows by columns, the first deciding; `true` has the largest first.
pub fn sorted(
    table: &Table,
    mut rows: Rows,
    by: &[(usize, bool)],
) -> Result<Vec<u32>, AnalysisError> {
    // By the last column first, and each sort leaves what is equal as it was: one column's keys at a time are in
    // memory.
    for (column, descending) in by.iter().rev() {
        let keys = sort_keys::of(table, *column, &rows)?;
        rows = Rows::Some(by_keys(&rows, &keys, *descending)?);
    }
    Ok(rows.numbers())
}

fn by_keys(rows: &Rows, keys: &Keys, descending: bool) -> Result<Vec<u32>, AnalysisError> {
    let key = |place: usize| {
        let key = keys.of(rows.at(place))?;
        Some(if descending { !key } else { key })
    };
    let ranges = Ranges::of(rows.len(), key);
    let of_places =
        (0..rows.len()).map(|place| key(place).map_or(MISSING, |key| ranges.of_key(key)));
    let of_places: Vec<u8> = of_places.collect();
    let mut counts = [0_usize; MISSING as usize + 1];
    of_places
        .iter()
        .for_each(|range| counts[usize::from(*range)] += 1);
    let mut sorted = vec![0; rows.len()];
    in_slices(cut(&mut sorted, counts), |range, sorted| {
        let range = range as u8;
        let places = memchr::memchr_iter(range, &of_places);
        if Ranges::has_one_key(range) {
            // As they stood.
            put(sorted, places.map(|place| rows.at(place)));
            return Ok(());
        }
        let mut pairs = Vec::with_capacity(sorted.len());
        pairs.extend(places.map(|place| (key(place), place as u32)));
        pairs.sort_unstable();
        put(
            sorted,
            pairs.iter().map(|(_, place)| rows.at(*place as usize)),
        );
        Ok::<_, AnalysisError>(())
    })?;
    Ok(sorted)
}

fn put(to: &mut [u32], rows: impl Iterator<Item = u32>) {
    to.iter_mut().zip(rows).for_each(|(to, row)| *to = row);
}

/// Ranges of keys, in their order: what lies between two splitters, and each of these by itself, as one key may be that
/// of most rows.
struct Ranges {
    splitters: Vec<u64>,
}

impl Ranges {
    /// Of `count` keys, some of which are looked at.
    fn of(count: usize, key: impl Fn(usize) -> Option<u64>) -> Self {
        let wanted = (count / ROWS_OF_RANGE).min(MOST_SPLITTERS);
        let places = (0..count).step_by((count / SAMPLE).max(1));
        let mut sample: Vec<u64> = match wanted {
            0 => Vec::new(),
            _ => places.filter_map(key).collect(),
        };
        sample.sort_unstable();
        let at = |part: usize| sample.get(part * sample.len() / (wanted + 1)).copied();
        let mut splitters: Vec<u64> = (1..=wanted).filter_map(at).collect();
        splitters.dedup();
        Self { splitters }
    }

    fn of_key(&self, key: u64) -> u8 {
        let below = self.splitters.partition_point(|splitter| *splitter < key);
        let is_splitter = self.splitters.get(below) == Some(&key);
        (2 * below + usize::from(is_splitter)) as u8
    }

    /// Whether there is nothing to sort by in a range.
    fn has_one_key(range: u8) -> bool {
        range % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_have_the_order_of_few() {
        // Three of four keys are the same, some are missing, and the others differ.
        let count = 5 * ROWS_OF_RANGE;
        let key = |row: usize| match row % 8 {
            0 => None,
            1 | 2 => Some((row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
            _ => Some(1 << 60),
        };
        let all: Vec<Option<u64>> = (0..count).map(key).collect();
        let keys = Keys::Wide {
            there: all.iter().map(Option::is_some).collect(),
            keys: all.iter().map(|key| key.unwrap_or_default()).collect(),
        };
        for descending in [false, true] {
            let found = by_keys(&Rows::All(count as u32), &keys, descending).unwrap();
            let mut plain: Vec<u32> = (0..count as u32).collect();
            plain.sort_by_key(|row| {
                let key = all[*row as usize];
                (
                    key.is_none(),
                    key.map(|key| if descending { !key } else { key }),
                )
            });
            assert!(found == plain, "descending: {descending}");
        }
    }
}
