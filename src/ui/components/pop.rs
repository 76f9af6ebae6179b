//! What opens below a button closes with Escape, and when the reader goes on elsewhere.

use crate::ui::lean::effect;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, Node};

/// `around` holds the button, its first one, and what it opens.
pub fn dismiss_on_outside_click(open: RwSignal<bool>, around: NodeRef<html::Div>) {
    let elsewhere = move |event: Event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Node>().ok());
        let around = around.try_get_untracked().flatten();
        let inside = around.is_some_and(|around| around.contains(target.as_ref()));
        if !inside && open.try_get_untracked() == Some(true) {
            open.set(false);
        }
    };
    let escaped = move |event: Event| {
        let key = event.dyn_into::<KeyboardEvent>().map(|event| event.key());
        if key.is_ok_and(|key| key == "Escape") && open.try_get_untracked() == Some(true) {
            open.set(false);
            focus_button(around);
        }
    };
    effect(move || {
        let handles = [
            window_event_listener_untyped("pointerdown", elsewhere),
            window_event_listener_untyped("focusin", elsewhere),
            window_event_listener_untyped("keydown", escaped),
        ];
        on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
    });
}

fn focus_button(around: NodeRef<html::Div>) {
    let button = around
        .get_untracked()
        .and_then(|around| around.query_selector("button").ok().flatten())
        .and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        // Fails only for what cannot have the focus.
        let _ = button.focus();
    }
}
