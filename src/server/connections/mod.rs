//! Connections before anybody knows whose they are: each has a place, and a time for everything that
//! it must say. Knows nothing of sessions and people.

mod counts;
mod farewell;
mod files;
mod frames;
mod serve;
mod unread;
mod wire;

pub use files::raise_open_files;
pub use serve::{Open, accept};
pub use wire::Link;
