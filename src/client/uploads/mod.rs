//! Files on their way to the server, in pieces (tus 1.0): what broke off goes on where it was.
//!
//! A [`Transfer`] is one file. It belongs to the program and not to a page: it goes on while its sender
//! reads other pages, and the session's page takes it up again. Knows the wire, not Leptos.

mod memory;
mod registry;
mod request;
mod step;
mod transfer;

pub use memory::{Chosen, compare};
pub use registry::{
    are_running, by_id, by_number, cancel, is_announcing, is_over, next_number, of_session,
    reconnected,
};
pub use transfer::{Report, SENDING, Stage, Transfer};
