//! Components: props in, events out, no context.

pub mod announcer;
pub mod avatar;
pub mod brand;
pub mod chart_frame;
pub mod field;
pub mod icon;
pub mod result_table;
pub mod session_row;
pub mod time;
pub mod topbar;
