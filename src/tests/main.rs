//! Tests from the outside: real servers on free ports, real databases, real clients.

mod socket_io;
