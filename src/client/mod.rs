//! The browser's edge: Socket.IO, the outbox, uploads, HTTP, timers.
//!
//! Compiles on both builds and runs in the browser; the server build uses only the native driver
//! of the same Socket.IO client. Knows the wire contract, not Leptos.

pub mod socket_io;

pub mod outbox;
pub mod storage;

pub mod http;
mod served;
pub mod uploads;

pub mod clock;
pub mod listener;
pub mod locks;
pub mod part;

pub use outbox::{Outbox, Pending, PendingState};
pub use served::{address, go_by_its_clock, served};
pub use socket_io::{Notice, Socket};
pub use storage::{BrowserStorage, MemoryStorage, Storage, TabStorage};

#[cfg(test)]
mod tests;
