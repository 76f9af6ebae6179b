//! Tests from the outside: real servers on free ports, real databases, real clients.

mod support;

mod access;
mod backup;
mod chat;
mod clients;
mod connections;
mod convergence;
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
mod seats;
mod socket_io;
mod streams;
mod tidy;
mod tokens;
mod uploads;
