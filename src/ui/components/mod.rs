//! Components: props in, events out, no context.

pub mod announcer;
pub mod avatar;
pub mod brand;
pub mod field;
pub mod icon;
pub mod session_row;
pub mod time;
pub mod topbar;
