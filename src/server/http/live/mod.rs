//! Live data sets over HTTP: one is begun, rows are appended to it, its built-in source is set, and
//! its rules.

pub mod create;
mod kept;
pub mod page;
pub mod rows;
pub mod rules;
pub mod sample;

pub use kept::shown;
