//! One entity a table; rows go no further than the repositories beside them.

pub mod dataset;
pub mod event;
pub mod login;
pub mod output;
pub mod person;
pub mod session;
pub mod snapshot;
pub mod stream;
