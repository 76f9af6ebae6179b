//! Components.

pub mod chart_frame;
pub mod result_table;
