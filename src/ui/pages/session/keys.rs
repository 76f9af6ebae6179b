//! What single keys do in a session: from run to run, to the form, to the messages.

use super::browser::show_card;
use crate::shared::{anchor::CardId, protocol::Part};
use crate::ui::{components::shortcuts::Shortcut, live::StreamView};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

pub fn pressed(stream: StreamView, view: RwSignal<Part>, shortcut: Shortcut) {
    match shortcut {
        Shortcut::PreviousRun => go_to_run(stream, view, |at, _| at?.checked_sub(1)),
        Shortcut::NextRun => go_to_run(stream, view, |at, count| {
            Some(at.map_or(0, |at| at + 1)).filter(|next| *next < count)
        }),
        Shortcut::NewRun => {
            view.set(Part::Runs);
            focus("run-kind");
        }
        Shortcut::Write => {
            view.set(Part::Chat);
            focus("say");
        }
        Shortcut::List => {}
    }
}

/// `next`: from the run that has the focus, among so many.
fn go_to_run(
    stream: StreamView,
    view: RwSignal<Part>,
    next: impl FnOnce(Option<usize>, usize) -> Option<usize>,
) {
    let cards: Vec<CardId> = stream
        .run_ids()
        .read_untracked()
        .iter()
        .copied()
        .map(CardId::Run)
        .collect();
    let here = document()
        .active_element()
        .and_then(|element| element.closest("article").ok().flatten())
        .map(|card| CardId::from(card.id()));
    let at = cards.iter().position(|card| Some(card) == here.as_ref());
    if let Some(card) = next(at, cards.len()).and_then(|next| cards.into_iter().nth(next)) {
        view.set(Part::Runs);
        request_animation_frame(move || show_card(&card));
    }
}

/// After the view that it is in has come.
pub fn focus(field: &'static str) {
    request_animation_frame(move || {
        let field = document().get_element_by_id(field);
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            field.scroll_into_view_with_bool(false);
            // Fails only for what cannot have the focus.
            let _ = field.focus();
        }
    });
}
