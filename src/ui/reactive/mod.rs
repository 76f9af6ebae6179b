//! Leptos' signals, memos, callbacks and effects: the same names and the same meaning, with the
//! type of what they hold put out of sight.
//!
//! Leptos compiles its machinery anew for each type that a signal holds and for each closure that it
//! is given; that was a quarter of the page's WebAssembly. Here every value lies in a [`Held`] and
//! every closure in a box, so the machinery is there once. These names stand before those of
//! `leptos::prelude::*` in a file that imports them.

mod callback;
mod effect;
mod signal;
mod stored;
#[cfg(test)]
mod tests;

pub use callback::Callback;
pub use effect::Effect;
pub use signal::{Memo, RwSignal, Signal};
pub use stored::StoredValue;

use std::any::Any;

/// A value of any type.
type Held = Box<dyn Any + Send + Sync>;

fn seen<T: 'static>(held: &Held) -> &T {
    held.downcast_ref().expect("a handle knows the type of what it holds")
}

fn seen_mut<T: 'static>(held: &mut Held) -> &mut T {
    held.downcast_mut().expect("a handle knows the type of what it holds")
}
