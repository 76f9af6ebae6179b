//! Single keys that do something outside of fields, unless the reader's account turns them off, and the
//! list of them that `?` opens.

use super::input_method::takes_key;
use crate::shared::look::Shortcuts as Choice;
use crate::ui::lean::effect;
use crate::ui::navigation::url;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    PreviousRun,
    NextRun,
    NewRun,
    Write,
    List,
}

impl Shortcut {
    pub const IN_A_SESSION: &'static [Self] = &[
        Self::PreviousRun,
        Self::NextRun,
        Self::NewRun,
        Self::Write,
        Self::List,
    ];
    pub const IN_A_ROOM: &'static [Self] = &[Self::Write, Self::List];

    /// As a keyboard event calls it, and in words.
    fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::PreviousRun => ("[", "Previous run"),
            Self::NextRun => ("]", "Next run"),
            Self::NewRun => ("n", "New run"),
            Self::Write => ("c", "Write a message"),
            Self::List => ("?", "This list"),
        }
    }

    fn of(key: &str, among: &[Self]) -> Option<Self> {
        let mut among = among.iter().copied();
        among.find(|one| one.told().0.eq_ignore_ascii_case(key))
    }
}

/// Hears keys as long as the page stands, and draws the list.
#[component]
pub fn Shortcuts(
    keys: &'static [Shortcut],
    #[prop(into)] on_press: Callback<Shortcut>,
) -> impl IntoView {
    let list = NodeRef::<html::Dialog>::new();
    let press = move |event: KeyboardEvent| {
        // The browser closes it by itself, but later: a key that follows would still be the dialog's.
        if let Some(list) = list.get_untracked().filter(|list| list.open())
            && event.key() == "Escape"
        {
            event.prevent_default();
            return list.close();
        }
        let Some(shortcut) = Shortcut::of(&event.key(), keys) else {
            return;
        };
        if !is_free(&event) || are_off() {
            return;
        }
        event.prevent_default();
        match (shortcut, list.get_untracked()) {
            // Refused only when it is open, and then `is_free` says no.
            (Shortcut::List, Some(list)) => _ = list.show_modal(),
            (Shortcut::List, None) => {}
            _ => on_press.run(shortcut),
        }
    };
    effect(move || {
        let handle = window_event_listener(ev::keydown, press);
        on_cleanup(move || handle.remove());
    });
    let rows = keys.iter().map(|shortcut| {
        let (key, words) = shortcut.told();
        view! {
            <div>
                <dt><kbd>{key.to_ascii_uppercase()}</kbd></dt>
                <dd>{words}</dd>
            </div>
        }
    });
    view! {
        <dialog class="keys" aria-labelledby="keys-title" node_ref=list>
            <h2 id="keys-title">"Keyboard shortcuts"</h2>
            <dl>{rows.collect_view()}</dl>
            <p class="hint">"You can turn them off in " <a href=url("/account")>"your account"</a> "."</p>
            <form method="dialog">
                <button class="btn small" type="submit" autofocus>"Close"</button>
            </form>
        </dialog>
    }
}

/// Whether a key means nothing else where it was pressed.
fn is_free(event: &KeyboardEvent) -> bool {
    let held = event.ctrl_key() || event.meta_key() || event.alt_key();
    // On some keyboards a bracket needs this one, which also says Ctrl and Alt.
    let types = event.get_modifier_state("AltGraph");
    let target = event.target().and_then(|at| at.dyn_into::<Element>().ok());
    let taken = "input, textarea, select, [contenteditable], [role=listbox], dialog[open]";
    let is_taken =
        target.is_some_and(|target| target.closest(taken).is_ok_and(|found| found.is_some()));
    (!held || types) && !is_taken && !takes_key(event) && !event.default_prevented()
}

/// As the document says it.
fn are_off() -> bool {
    let html = document().document_element();
    html.and_then(|html| html.get_attribute("data-shortcuts"))
        .and_then(|word| Choice::of(&word))
        .is_some_and(|choice| choice == Choice::Off)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_means_what_the_page_offers_in_either_case() {
        let of = |key, among| Shortcut::of(key, among);
        assert_eq!(
            of("N", Shortcut::IN_A_SESSION),
            of("n", Shortcut::IN_A_SESSION)
        );
        assert_eq!(of("n", Shortcut::IN_A_SESSION), Some(Shortcut::NewRun));
        assert_eq!(of("n", Shortcut::IN_A_ROOM), None);
        assert_eq!(of("?", Shortcut::IN_A_ROOM), Some(Shortcut::List));
        assert_eq!(of("Escape", Shortcut::IN_A_SESSION), None);
    }
}
