//! One entity a table; rows go no further than the repositories beside them.

pub mod event;
pub mod output;
pub mod session;
pub mod snapshot;
pub mod stream;
