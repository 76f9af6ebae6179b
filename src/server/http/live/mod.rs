//! Live data sets over HTTP: one is begun, and rows are appended to it.

pub mod create;
pub mod rows;
