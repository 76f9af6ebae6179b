//! A Socket.IO 5 client over Engine.IO 4 and WebSocket.
//!
//! [`core`] decides, without IO: inputs and the time go in, effects come out. [`web`] performs the
//! effects in the browser, `native` does so with tokio for tests, load and tools.

mod notice;
pub use notice::Notice;

mod web;
pub use web::Socket;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

pub mod core;
pub mod step;

pub(super) mod backoff;
mod barrier;
mod link;
mod open_acks;
mod packet;
mod phase;

#[cfg(test)]
mod tests;
