//! Leptos' signals, memos, callbacks and effects: the same names and the same meaning, with the
//! type of what they hold put out of sight.
//!
//! Leptos compiles its machinery anew for each type that a signal holds and for each closure that it
//! is given; that was a quarter of the page's WebAssembly. Here every value lies in a [`Held`] and
//! every closure in a box, so the machinery is there once. These names stand before those of
//! `leptos::prelude::*` in a file that imports them.

mod callback;
mod effect;
mod owned;
mod signal;
mod stored;
#[cfg(test)]
mod tests;

pub use callback::Callback;
pub use effect::Effect;
pub use owned::owned;
pub use signal::{Memo, RwSignal, Signal};
pub use stored::StoredValue;

use std::{any::Any, sync::Arc};

/// A value of any type. Handing one out to be read copies no more than the pointer.
type Held = Arc<dyn Any + Send + Sync>;

fn seen<T: 'static>(held: &Held) -> &T {
    held.downcast_ref()
        .expect("a handle knows the type of what it holds")
}

/// To be changed; a copy of it when somebody is still reading.
fn seen_mut<T: Clone + Send + Sync + 'static>(held: &mut Held) -> &mut T {
    if Arc::get_mut(held).is_none() {
        *held = Arc::new(seen::<T>(held).clone());
    }
    let only = Arc::get_mut(held).and_then(|held| held.downcast_mut());
    only.expect("a handle knows the type of what it holds")
}
