//! Rows in order: by several columns, missing values last both ways, equal ones as they stood.

use super::{
    sort_keys::{self, Keys},
    table::Table,
    threads::in_parts,
};
use crate::shared::analysis::AnalysisError;

/// Sorts rows by columns, the first deciding; `true` has the largest first.
pub fn sorted(
    table: &Table,
    mut rows: Vec<u32>,
    by: &[(usize, bool)],
) -> Result<Vec<u32>, AnalysisError> {
    // By the last column first, and each sort leaves what is equal as it was: one column's keys at a time are in
    // memory.
    for (column, descending) in by.iter().rev() {
        let keys = sort_keys::of(table, *column, &rows)?;
        rows = by_keys(&rows, &keys, *descending);
    }
    Ok(rows)
}

fn by_keys(rows: &[u32], keys: &Keys, descending: bool) -> Vec<u32> {
    let mut valued = Vec::with_capacity(rows.len());
    let mut missing = Vec::new();
    for (place, row) in (0_u32..).zip(rows) {
        match keys.of(*row) {
            None => missing.push(*row),
            Some(key) => valued.push((if descending { !key } else { key }, place)),
        }
    }
    sort(&mut valued);
    let valued = valued.into_iter().map(|(_, place)| rows[place as usize]);
    valued.chain(missing).collect()
}

/// Sorts on all cores.
fn sort(pairs: &mut [(u64, u32)]) {
    in_parts(pairs, |part| part.sort_unstable());
    // The stable sort finds the sorted parts and merges them.
    pairs.sort();
}
