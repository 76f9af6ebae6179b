//! Tests from the outside: real servers on free ports, real databases, real clients.

mod support;

mod access;
mod clients;
mod kill_nine;
mod seats;
mod streams;
mod tidy;
