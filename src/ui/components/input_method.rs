//! Keys that are an input method's and not the page's.

use web_sys::KeyboardEvent;

/// What browsers report for a key that an input method takes.
const TAKEN: u32 = 229;

/// Whether the key belongs to a word that is being composed. Safari ends the composition before the
/// Enter that accepts it, and then only the old code tells.
pub fn takes_key(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == TAKEN
}
