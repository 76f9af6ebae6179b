//! Live data sets: rows that arrive one after another and stay.
//!
//! A live data set is a folder: sealed Parquet segments that never change, a tail to which batches are appended, and
//! a manifest that names them and is replaced at once. An append is on disk when it is answered. Whoever reads gets a
//! version: a folder of its own with links to the segments and the tail as one more, so that nobody who reads waits
//! for who writes, or sees half a batch.
//!
//! Rows are counted from the first that ever came, so that a row keeps its number when older ones go.

mod files;
mod first_rows;
mod keys;
mod manifest;
mod memory;
mod rows;
mod segment;
mod store;
mod stores;
mod tail;

#[cfg(test)]
mod tests;

pub use files::files;
#[cfg(test)]
pub use keys::Receipt;
pub use manifest::Keep;
pub use rows::{Form, Gap};
pub use store::{Append, Appended, Refusal, Store, VERSIONS};
pub use stores::Stores;
