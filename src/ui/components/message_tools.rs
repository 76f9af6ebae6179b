//! What a reader can do with a message: react, answer, copy, correct, take back.

use super::{
    icon::{Glyph, Icon},
    pop::dismiss_on_outside_click,
    sure::Sure,
};
use crate::shared::{ids::EventId, text::isolated};
use crate::ui::live::{Act, MessageLine};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Offered with one press; others' reactions can be joined whatever they are.
const REACTIONS: [&str; 6] = ["👍", "❤️", "🎉", "😂", "👀", "✅"];

/// A button that opens the tools in place, so that keyboards and fingers reach them as mice do.
#[component]
pub fn MessageTools(
    said: Memo<MessageLine>,
    id: EventId,
    is_mine: bool,
    on_act: Callback<Act>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let around = NodeRef::new();
    let name = said.read_untracked().by.name.clone();
    view! {
        <div class="msg-menu" node_ref=around>
        <button
            class="msg-more"
            type="button"
            aria-label=format!("More for the message by {}", isolated(&name))
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon glyph=Glyph::More/>
        </button>
        {move || open.get().then(|| {
            // Heard only while they are open: a conversation has thousands of messages.
            dismiss_on_outside_click(open, around);
            tools(said, id, is_mine, on_act, open)
        })}
        </div>
    }
}

fn tools(
    said: Memo<MessageLine>,
    id: EventId,
    is_mine: bool,
    on_act: Callback<Act>,
    open: RwSignal<bool>,
) -> AnyView {
    let act = move |act: Act| {
        open.set(false);
        on_act.run(act);
    };
    let copy = move || {
        copy(said.read_untracked().text.clone());
        open.set(false);
    };
    let react = |emoji: &'static str| tool(emoji, move || act(Act::React(id, emoji.into())));
    let reactions: Vec<AnyView> = REACTIONS.into_iter().map(react).collect();
    let mut words = vec![
        tool("Reply", move || act(Act::Reply(id))),
        tool("Copy", copy),
    ];
    if is_mine {
        words.push(tool("Edit", move || act(Act::Edit(id))));
        let delete = move |()| act(Act::Delete(id));
        let sure = view! {
            <Sure word="Delete" question="It is gone for everyone." yes="Delete for everyone" on_yes=delete/>
        };
        words.push(sure.into_any());
    }
    view! {
        <div class="msg-tools" role="group" aria-label="Message">
            <div>{reactions}</div>
            <div>{words}</div>
        </div>
    }
    .into_any()
}

fn tool(word: &'static str, run: impl Fn() + Send + 'static) -> AnyView {
    let run = Box::new(run) as Box<dyn Fn() + Send>;
    view! { <button type="button" on:click=move |_| run()>{word}</button> }.into_any()
}

/// Where the browser forbids it, nothing happens.
fn copy(text: String) {
    let clipboard = window().navigator().clipboard();
    spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await;
    });
}
