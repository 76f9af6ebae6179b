//! What people look at of a data set: pages of the rows that a [`View`] shows, columns in short, and all of it as a
//! file.
//!
//! A view that is not the file as it stands is computed once, to the numbers of its rows in their order (`compute`),
//! and kept as a file (`stored`). A page of it is a few of these numbers, and reads just the Parquet pages that hold
//! these rows (`table`).

mod table;
mod threads;

mod plan;
mod value;

mod compute;
mod filter;
mod order;
mod rows;
mod sort_keys;
mod text;

mod stored;

mod came;
mod export;
mod profile;

#[cfg(test)]
mod tests;

pub use came::{Came, Numbers, came};
pub use export::export;
pub use profile::profile;
pub use stored::UNFINISHED;
pub use table::OpenTables;

use super::{cells, wire::Look};
use crate::shared::{
    analysis::{AnalysisError, AnalysisErrorKind},
    dataset::RowPage,
};
use std::path::Path;
use stored::Kept;
use table::Table;

/// Rows `offset..offset + limit` of a file as it stands, at most 500.
pub fn page_of_file(parquet: &Path, offset: i64, limit: i64) -> Result<RowPage, AnalysisError> {
    let page = page(&OpenTables::default(), &Look::at(parquet), offset, limit)?;
    page.ok_or_else(|| unreadable("a file as it stands needs no computing"))
}

/// Rows `offset..offset + limit` of what the view shows, at most 500. None when the view is not computed yet.
pub fn page(
    tables: &OpenTables,
    look: &Look,
    offset: i64,
    limit: i64,
) -> Result<Option<RowPage>, AnalysisError> {
    let (offset, limit) = (offset.max(0), limit.clamp(1, 500));
    let table = tables.open(&look.parquet).map_err(unreadable)?;
    let columns = columns(&table, look)?;
    let (total, numbers) = if look.view.is_everything() {
        let end = (offset + limit).min(table.rows.into());
        let numbers = offset.min(end) as u32..end as u32;
        (table.rows.into(), numbers.collect())
    } else {
        let Some(mut kept) = Kept::open(&look.folder, &table, &look.view)? else {
            return Ok(None);
        };
        let numbers = kept.read(offset as u64, limit as usize)?;
        (kept.count as i64, numbers)
    };
    let batch = table
        .gather(&numbers, &columns)
        .and_then(|rows| rows.all())
        .map_err(unreadable)?;
    Ok(Some(RowPage {
        offset,
        total,
        numbers: numbers.into_iter().map(i64::from).collect(),
        gone: 0,
        rows: cells::rows(&batch).collect(),
    }))
}

/// Computes the view unless it is there.
pub fn compute(tables: &OpenTables, look: &Look) -> Result<(), AnalysisError> {
    let table = tables.open(&look.parquet)?;
    if !look.view.is_everything() && Kept::open(&look.folder, &table, &look.view)?.is_none() {
        numbers(&table, look)?;
    }
    Ok(())
}

/// The rows that a look shows, in their order; none for the file as it stands.
fn numbers(table: &Table, look: &Look) -> Result<Option<Vec<u32>>, AnalysisError> {
    if look.view.is_everything() {
        return Ok(None);
    }
    if let Some(mut kept) = Kept::open(&look.folder, table, &look.view)? {
        let count = kept.count as usize;
        return Ok(Some(kept.read(0, count)?));
    }
    let numbers = compute::numbers(table, &look.view)?;
    stored::keep(&look.folder, table, &look.view, &numbers)?;
    Ok(Some(numbers))
}

/// The places of the columns that are asked for; all where nothing is said.
fn columns(table: &Table, look: &Look) -> Result<Vec<usize>, AnalysisError> {
    let there = table.schema().fields().len();
    let Some(asked) = &look.columns else {
        return Ok((0..there).collect());
    };
    match asked.iter().find(|place| **place >= there) {
        None => Ok(asked.clone()),
        Some(place) => Err(AnalysisError::new(
            AnalysisErrorKind::Unsuitable,
            format!("There is no column at place {place}: the data set has {there}, from 0 on."),
        )),
    }
}

fn unreadable(error: impl std::fmt::Display) -> AnalysisError {
    eprintln!("worker: rows: {error}");
    AnalysisError::new(
        AnalysisErrorKind::Unavailable,
        "The rows of this data set cannot be read now. Try again.",
    )
}
