//! The data folder before a server uses it: made, tried out, taken for itself, and swept.
//!
//! What may be done is found out by doing it: rights as they are written down say nothing of a disk
//! that is read-only, of a file that cannot be changed, or of what the system's administrator may.

mod claim;
mod note;
mod owner;
mod remove;
mod sweep;
mod trial;

pub use claim::{Claim, claim, is_free};
pub use note::{Note, ms};
pub use sweep::{is_held, lock_part, sweep};
pub use trial::prepare;
