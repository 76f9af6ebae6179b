//! Live data sets over HTTP: one is begun, rows are appended to it, and its built-in source is set.

pub mod create;
mod kept;
pub mod page;
pub mod rows;
pub mod sample;

pub use kept::shown;
