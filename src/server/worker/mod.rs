//! The child's side of analysis: one process of this binary that answers requests on its stdin.
//!
//! It runs specs, reads uploads and pages rows. It knows no database, no sockets and no login.
//! The parent kills it when it takes too long.

pub mod wire;

mod serve;

mod analyses;
mod ingest;
mod rows;

mod calendar;
mod cells;
mod tables;
mod words;

pub use serve::run;
