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

// The session
pub mod conn_badge;
pub mod invite;
pub mod presence;
pub mod session_bar;

pub mod add_data;
pub mod rail;
pub mod upload_row;

pub mod choice;
pub mod dataset_preview;
pub mod run_card;
pub mod run_form;
pub mod start_here;
pub mod unsent_runs;

pub mod chat_log;
pub mod composer;
pub mod message;
pub mod system_line;
pub mod typing_line;

pub mod tab_bar;
