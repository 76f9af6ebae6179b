//! Tests from the outside: real servers on free ports, real databases, real clients.

mod support;

mod access;
mod account;
mod backup;
mod chat;
mod clients;
mod connections;
mod convergence;
mod deleted;
mod deleted_live;
mod doors;
mod engine;
mod faults;
mod group_commit;
mod guests;
mod health;
mod kill_nine;
mod metrics;
mod pages;
mod panics;
mod private;
mod proxies;
mod restored;
mod seats;
mod socket_io;
mod streams;
mod text;
mod tidy;
mod tokens;
mod uploads;
