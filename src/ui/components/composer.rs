//! Where a message is written: Enter sends, Shift and Enter makes a new line.

use super::icon::{Glyph, Icon};
use crate::ui::element::ElementChild;
use crate::ui::reactive::{Callback, Memo, RwSignal, Signal};
use leptos::{ev, prelude::*};

#[component]
pub fn Composer(
    /// Who reads it: "Grace"; none while alone.
    #[prop(into)]
    peer: Signal<Option<String>>,
    /// Why this text may not be sent; a sentence.
    #[prop(into)]
    refusal: Callback<String, Option<String>>,
    /// False when it could not be taken; the text then stays.
    #[prop(into)]
    on_send: Callback<String, bool>,
    #[prop(into)] on_typing: Callback<bool>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let problem = Memo::new(move |_| refusal.run(text.get()));
    // An empty field is no mistake, only nothing to send.
    let complaint = move || {
        problem
            .get()
            .filter(|_| text.with(|text| !text.trim().is_empty()))
    };
    let send = move || {
        let words = text.get_untracked();
        if problem.get_untracked().is_none() && on_send.run(words) {
            text.set(String::new());
            on_typing.run(false);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let on_input = move |event: ev::Event| {
        text.set(event_target_value(&event));
        on_typing.run(text.with_untracked(|text| !text.trim().is_empty()));
    };
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    view! {
        <form class="composer" on:submit=on_submit>
            <label class="sr-only" for="say">"Message"</label>
            <textarea
                id="say"
                rows="1"
                placeholder=move || match peer.get() {
                    Some(name) => format!("Message {name}"),
                    None => "Write a message".into(),
                }
                aria-describedby="say-problem"
                aria-invalid=move || complaint().map(|_| "true")
                prop:value=move || text.get()
                on:input=on_input
                on:keydown=on_key
                on:blur=move |_| on_typing.run(false)
            ></textarea>
            <div class="composer-row">
                <p class="composer-problem" id="say-problem" aria-live="polite">{move || complaint()}</p>
                <span class="spacer"></span>
                <button
                    class="btn small primary"
                    type="submit"
                    disabled=move || problem.with(Option::is_some)
                >
                    <Icon glyph=Glyph::Send/>
                    "Send"
                </button>
            </div>
        </form>
    }
}
