//! Components.

mod chart_frame;
mod result_table;

pub use chart_frame::ChartFrame;
pub use result_table::ResultTable;
