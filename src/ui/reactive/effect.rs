//! What a page does to the world around it when its values change.

use ::leptos::prelude as leptos;

/// Runs in the browser only: once the page is there, and again when a signal that it read changes.
pub struct Effect;

impl Effect {
    pub fn new(mut run: impl FnMut(()) + 'static) -> Self {
        Self::of(Box::new(move || run(())));
        Self
    }

    fn of(mut run: Box<dyn FnMut()>) {
        leptos::Effect::new(move |_: Option<()>| run());
    }
}
