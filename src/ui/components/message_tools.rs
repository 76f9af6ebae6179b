//! What a reader can do with a message: react, answer, copy, correct, take back.

use super::icon::{Glyph, Icon};
use crate::shared::{ids::EventId, text::isolated};
use crate::ui::live::{Act, MessageLine};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Offered with one press; others' reactions can be joined whatever they are.
const REACTIONS: [&str; 6] = ["👍", "❤️", "🎉", "😂", "👀", "✅"];

/// A button that opens the tools in place, so that keyboards and fingers reach them as mice do.
#[component]
pub fn MessageTools(
    said: Signal<MessageLine>,
    id: EventId,
    is_mine: bool,
    on_act: Callback<Act>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = said.with_untracked(|said| said.by.name.clone());
    view! {
        <button
            class="msg-more"
            type="button"
            aria-label=format!("More for the message by {}", isolated(&name))
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon glyph=Glyph::More/>
        </button>
        {move || open.get().then(|| tools(said, id, is_mine, on_act, open))}
    }
}

fn tools(
    said: Signal<MessageLine>,
    id: EventId,
    is_mine: bool,
    on_act: Callback<Act>,
    open: RwSignal<bool>,
) -> AnyView {
    let act = move |act: Act| {
        open.set(false);
        on_act.run(act);
    };
    let sure = RwSignal::new(false);
    let delete = move || {
        if sure.get_untracked() {
            act(Act::Delete(id));
        } else {
            sure.set(true);
        }
    };
    let copy = move || {
        copy(said.with_untracked(|said| said.text.clone()));
        open.set(false);
    };
    let react = |emoji: &'static str| tool(emoji.into(), move || act(Act::React(id, emoji.into())));
    let reactions: Vec<AnyView> = REACTIONS.into_iter().map(react).collect();
    let mut words = vec![
        tool("Reply".into(), move || act(Act::Reply(id))),
        tool("Copy".into(), copy),
    ];
    if is_mine {
        let word = move || {
            if sure.get() {
                "Delete for everyone?"
            } else {
                "Delete"
            }
        };
        words.push(tool("Edit".into(), move || act(Act::Edit(id))));
        words.push(tool(Signal::derive(move || word().to_owned()), delete));
    }
    view! {
        <div class="msg-tools" role="group" aria-label="Message">
            <div>{reactions}</div>
            <div>{words}</div>
        </div>
    }
    .into_any()
}

fn tool(word: Signal<String>, run: impl Fn() + Send + 'static) -> AnyView {
    let run = Box::new(run) as Box<dyn Fn() + Send>;
    view! { <button type="button" on:click=move |_| run()>{move || word.get()}</button> }.into_any()
}

/// Where the browser forbids it, nothing happens.
fn copy(text: String) {
    let clipboard = window().navigator().clipboard();
    spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await;
    });
}
