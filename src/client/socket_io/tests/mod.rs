//! The client's rules as histories, and its packets against the server's own parser.

mod history;

mod connection;
mod traffic;
mod wake;

mod packet;
