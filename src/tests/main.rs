//! Tests from the outside: real servers on free ports, real databases, real clients.

#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only functions marked as tests for tests, and all of this crate is one"
)]

mod support;

mod access;
mod account;
mod backup;
mod backups_under_load;
mod chat;
mod check;
mod checkpoints;
mod clients;
mod connections;
mod convergence;
mod deleted;
mod deleted_live;
mod doors;
mod engine;
mod faults;
mod golden;
mod group_commit;
mod guests;
mod health;
mod kill_nine;
mod lists;
mod live;
mod long_messages;
mod looks;
mod metrics;
mod notes;
mod odd_forms;
mod operators;
mod orphaned_files;
mod pages;
mod panics;
mod private;
mod proxies;
mod removed_datasets;
mod restored;
mod seats;
mod socket_io;
mod start;
mod streams;
mod text;
mod tidy;
mod tokens;
mod uploads;
