//! The server's side: HTTP, sockets, database, workers. Compiled for the server only.

pub mod accounts;
pub mod app;
mod append_rows;
pub mod bus;
pub mod caught;
pub mod config;
pub mod connections;
pub mod context;
pub mod error;
pub mod start_error;

pub mod auth;
pub mod backup;
pub mod chat;
pub mod check;
pub mod db;
pub mod engine;
pub mod folder;
pub mod follow;
pub mod heads;
mod lists;
pub mod live;
mod look_alikes;
pub mod metrics;
pub mod notes;
pub mod notifications;
pub mod orphaned_files;
pub mod presence;
pub mod private;
pub mod readiness;
pub mod removals;
pub mod removed_datasets;
mod removed_notes;
mod rules;
mod samples;
pub mod seldom;
pub mod streams;
pub mod token_bucket;
mod wakes;
pub mod worker;
pub mod zones;

pub mod reference;

pub mod http;
pub mod sockets;
