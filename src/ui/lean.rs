//! Leptos' `Effect` and `Memo`, compiled once for all effects of the page and once for each type of a memo.
//!
//! `Effect::new` and `Memo::new` are generic in what they run, and each use of them is some 1 KB of WebAssembly.

use leptos::prelude::{Effect, Memo};

/// Runs in the browser alone, now and whenever what it reads has changed.
pub fn effect(run: impl FnMut() + 'static) {
    begin(Box::new(run));
}

fn begin(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}

/// A value that follows from what it reads; whoever reads it hears when it is another.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    derive(Box::new(value))
}

fn derive<T: PartialEq + Send + Sync + 'static>(
    value: Box<dyn Fn() -> T + Send + Sync>,
) -> Memo<T> {
    Memo::new(move |_| value())
}
