//! The child's side of analysis: one process of this binary that answers requests on its stdin.
//!
//! It runs specs, reads uploads, and shows, counts and writes out rows. It knows no database, no sockets and no login.
//! The parent kills it when it takes too long.

pub mod wire;

mod serve;

pub(crate) mod analysis;

mod compare;
pub(crate) mod ingest;
pub(crate) mod live;
pub(crate) mod view;

mod answers;
pub(crate) mod calendar;
pub(crate) mod cells;
pub(crate) mod exact;
pub(crate) mod grid;
pub(crate) mod merging;
mod parts;
pub(crate) mod tables;
pub(crate) mod weighted;
pub(crate) mod words;

pub use serve::run;

/// The day of a moment in UTC, `2026-11-21`.
pub fn date(at_ms: i64) -> String {
    calendar::iso_date(at_ms.div_euclid(24 * 60 * 60 * 1_000) as i32)
}
