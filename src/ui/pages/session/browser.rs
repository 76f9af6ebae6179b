//! What the session page does to the browser around it: focus, files, the accent colour.

use crate::shared::{
    anchor::CardId,
    ids::{EventId, RunId},
};
use crate::ui::live::{Actions, StreamView};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// Goes to a card: on screen, and with the keyboard.
pub fn show_card(card: &CardId) {
    if let Some(element) = document().get_element_by_id(&card.to_string()) {
        element.scroll_into_view();
    }
    let title = document().get_element_by_id(&format!("{card}-title"));
    if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = title.focus();
    }
}

/// Goes to a message; false when it is not on the page.
pub fn show_message(message: EventId) -> bool {
    let line = document().get_element_by_id(&format!("msg-{message}"));
    let Some(line) = line else { return false };
    line.scroll_into_view_with_bool(false);
    let _ = line.class_list().remove_1("shown");
    // Read, so that the mark begins anew when it was there already.
    let _ = line.get_bounding_client_rect();
    let _ = line.class_list().add_1("shown");
    true
}

/// Goes to the rows of a data set's card, with the keyboard.
pub fn focus_rows(card: &CardId) {
    let rows = document().query_selector(&format!("#{card} .grid"));
    let rows = rows
        .ok()
        .flatten()
        .map(JsCast::dyn_into::<web_sys::HtmlElement>);
    if let Some(Ok(rows)) = rows {
        // Fails only for what cannot have the focus.
        let _ = rows.focus();
    }
}

/// Older lines come in until the message is among them.
pub fn show_or_load(view: StreamView, actions: Actions, message: EventId) {
    if !show_message(message) && view.has_earlier().get_untracked() {
        actions.load_earlier(move || {
            request_animation_frame(move || show_or_load(view, actions, message));
        });
    }
}

/// Brings a run that the reader just asked for into view, without taking the focus.
pub fn show_run(run_id: RunId) {
    let Some(card) = document().get_element_by_id(&CardId::Run(run_id).to_string()) else {
        return;
    };
    let room = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let place = card.get_bounding_client_rect();
    if place.top() < 0.0 || room.is_some_and(|room| place.bottom() > room) {
        card.scroll_into_view_with_bool(false);
    }
}

/// Takes files from the dialog, and empties it so that the same file can be chosen again.
pub fn on_files_chosen(actions: Actions, event: &ev::Event) {
    let input: web_sys::HtmlInputElement = event_target(event);
    actions.files_chosen(input.files());
    input.set_value("");
}

/// Lets files fall anywhere on the page. For an Effect.
pub fn accept_drops(actions: Actions, dropping: RwSignal<bool>) {
    let has_files = |event: &ev::DragEvent| {
        let types = event.data_transfer().map(|data| data.types());
        types.is_some_and(|types| types.includes(&"Files".into(), 0))
    };
    let over = window_event_listener(ev::dragover, move |event| {
        if has_files(&event) {
            event.prevent_default();
            if !dropping.get_untracked() {
                dropping.set(true);
            }
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Without a related target the pointer has left the window.
        if event.related_target().is_none() {
            dropping.set(false);
        }
    });
    let fall = window_event_listener(ev::drop, move |event| {
        if has_files(&event) {
            event.prevent_default();
            dropping.set(false);
            actions.add_files(event.data_transfer().and_then(|data| data.files()));
        }
    });
    on_cleanup(move || {
        [over, leave, fall]
            .into_iter()
            .for_each(|handle| handle.remove())
    });
}

/// Makes the reader's colour the page's accent. For an Effect.
pub fn apply_accent(color: u8) {
    let class = format!("me-{color}");
    if let Some(root) = document().document_element() {
        let _ = root.class_list().add_1(&class);
        on_cleanup(move || {
            if let Some(root) = document().document_element() {
                let _ = root.class_list().remove_1(&class);
            }
        });
    }
}

/// Whether the conversation is on the screen: on a phone it is one of several views.
pub fn chat_is_shown() -> bool {
    let chat = document().get_element_by_id("chat");
    chat.is_some_and(|chat| chat.client_height() > 0)
}
