//! One entity a table; rows go no further than the repositories beside them.

pub mod browser;
pub mod dataset;
pub mod disabled_person;
pub mod epoch;
pub mod event;
pub mod invitation;
pub mod login;
pub mod note_state;
pub mod note_update;
pub mod notification;
pub mod output;
pub mod person;
pub mod person_key;
pub mod read;
pub mod reading;
pub mod room;
pub mod room_key;
pub mod room_member;
pub mod session;
pub mod session_person;
pub mod snapshot;
pub mod stream;
pub mod token;
