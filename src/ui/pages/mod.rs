//! The pages, one a file, and what only they share.

pub mod account;
pub mod dataset;
mod deleted;
pub mod home;
pub mod live;
pub mod loaded;
pub mod loading;
pub mod login;
pub mod messages;
pub mod not_found;
pub mod note;
pub mod offered;
pub mod others;
pub mod reading;
pub mod refused;
pub mod register;
pub mod report;
pub mod rules;
pub mod session;
pub mod stray;
pub mod tokens;
pub mod unknown;
pub mod unknown_room;
pub mod welcome;

mod needs_https;
mod next;
mod picture;
mod plain;
mod problem;
mod solo;

#[cfg(test)]
mod tests;
