//! An effect: Leptos' `Effect`, compiled once for the whole page.
//!
//! `Effect::new` is generic in what it runs, and each use of it is some 1 KB of WebAssembly.

use leptos::prelude::Effect;

/// Runs in the browser alone, now and whenever what it reads has changed.
pub fn effect(run: impl FnMut() + 'static) {
    begin(Box::new(run));
}

fn begin(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}
