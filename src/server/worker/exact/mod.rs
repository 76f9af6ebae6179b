//! Sums and means of doubles as if nothing were rounded on the way: the same in whatever order, and from whatever parts,
//! the values come.
//!
//! The engine's own differ in their last digits between one file and several, and so may the order of groups.

mod aggregate;
mod expansion;

pub use aggregate::{mean, mean_of_parts, parts, sum, sum_of_parts};
pub use expansion::Expansion;
