//! Where a message is written: Enter sends, Shift and Enter makes a new line, @ completes a name.

use super::{
    icon::{Glyph, Icon},
    input_method::takes_key,
    message::{CardPreview, Preview},
    name::name as set_apart,
    ready::{WhenReady, hydrated},
    shown::Shown,
};
use crate::shared::{session::chat::Seen, text::isolated};
use crate::ui::lean::{effect, memo};
use crate::ui::live::{ComposingMode, complete_mention, mention_candidates, mention_prefix};
use leptos::{ev, html, prelude::*};

#[component]
pub fn Composer(
    text: RwSignal<String>,
    composing: RwSignal<ComposingMode>,
    /// What happened to what is being written.
    note: RwSignal<Option<String>>,
    /// Names that an @ completes.
    names: Memo<Vec<String>>,
    /// Who reads it: "Grace"; none while alone.
    peer: Memo<Option<String>>,
    /// What a place is called.
    preview: Preview,
    /// Why this text may not be sent; a sentence.
    #[prop(into)]
    refusal: Callback<String, Option<String>>,
    /// False when it could not be taken; the text then stays.
    #[prop(into)]
    on_send: Callback<(), bool>,
    #[prop(into)] on_typing: Callback<bool>,
    /// An empty field and the arrow up: the last message is to be corrected.
    #[prop(into)]
    on_last: Callback<()>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let hydrated = hydrated();
    let problem = memo(move || refusal.run(text.get()));
    // An empty field is no mistake, only nothing to send.
    let complaint = move || {
        problem
            .get()
            .filter(|_| text.with(|text| !text.trim().is_empty()))
    };
    let completion = Completion::of(text, names, field);
    let send = move || {
        if problem.get_untracked().is_none() && on_send.run(()) {
            completion.offered.set(Vec::new());
            on_typing.run(false);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if takes_key(&event) || completion.takes(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" if !event.shift_key() => {
                event.prevent_default();
                send();
            }
            "ArrowUp" if text.read_untracked().is_empty() => {
                event.prevent_default();
                on_last.run(());
            }
            "Escape" => on_cancel.run(()),
            _ => {}
        }
    };
    let on_input = move |event: ev::Event| {
        text.set(event_target_value(&event));
        completion.look();
        on_typing.run(text.with_untracked(|text| !text.trim().is_empty()));
    };
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let mode = memo(move || words(&composing.read(), preview));
    effect(move || {
        if composing.with(|composing| *composing != ComposingMode::New)
            && let Some(field) = field.get_untracked()
        {
            let _ = field.focus();
        }
    });
    view! {
        <form class="composer" on:submit=on_submit>
        <WhenReady>
            <Shown when=move || mode.read().is_some()>
                <p class="composer-mode">
                    <span title=move || mode.get()>{move || mode.get()}</span>
                    <button class="icon-btn" type="button" aria-label="Cancel" on:click=move |_| on_cancel.run(())>
                        <Icon glyph=Glyph::X/>
                    </button>
                </p>
            </Shown>
            <label class="sr-only" for="say">"Message"</label>
            <textarea
                id="say"
                rows="1"
                dir="auto"
                node_ref=field
                placeholder=move || match peer.get() {
                    _ if !hydrated.get() => "One moment…".into(),
                    Some(name) => format!("Message {}", isolated(&name)),
                    None => "Write a message".into(),
                }
                aria-describedby="say-problem"
                aria-controls="say-names"
                aria-activedescendant=move || completion.active()
                aria-invalid=move || complaint().map(|_| "true")
                prop:value=move || text.get()
                on:input=on_input
                on:keydown=on_key
                on:blur=move |_| on_typing.run(false)
            ></textarea>
            <ul class="completion" id="say-names" role="listbox" aria-label="People">
                {move || completion.options()}
            </ul>
            <div class="composer-row">
                <p class="composer-problem" id="say-problem" aria-live="polite">{move || complaint().or_else(|| note.get())}</p>
                <span class="spacer"></span>
                <button
                    class="btn small primary"
                    type="submit"
                    disabled=move || problem.read().is_some()
                >
                    <Icon glyph=Glyph::Send/>
                    "Send"
                </button>
            </div>
        </WhenReady>
        </form>
    }
}

/// "Replying to Grace: look at July"
fn words(composing: &ComposingMode, preview: Preview) -> Option<String> {
    match composing {
        ComposingMode::New => None,
        ComposingMode::Reply(quoted) => {
            let (name, text) = (isolated(&quoted.name), isolated(&quoted.text));
            Some(format!("Replying to {name}: {text}"))
        }
        ComposingMode::Edit(_) => Some("Editing your message".into()),
        ComposingMode::About(place, seen) => {
            let place = preview.run((*place, None))?;
            Some(format!("About {}", named(place, seen)))
        }
    }
}

/// "row 18, wind", words of a note, or a whole card: "wind"
fn named(place: CardPreview, seen: &Seen) -> String {
    match &seen.value {
        _ if !place.state.is_empty() => place.state,
        Some(value) => format!("“{}”", isolated(value)),
        None => place.title,
    }
}

/// Names offered while one is being written after an @.
#[derive(Clone, Copy)]
struct Completion {
    text: RwSignal<String>,
    names: Memo<Vec<String>>,
    field: NodeRef<html::Textarea>,
    offered: RwSignal<Vec<String>>,
    at: RwSignal<usize>,
}

impl Completion {
    fn of(
        text: RwSignal<String>,
        names: Memo<Vec<String>>,
        field: NodeRef<html::Textarea>,
    ) -> Self {
        let (offered, at) = (RwSignal::new(Vec::new()), RwSignal::new(0));
        Self {
            text,
            names,
            field,
            offered,
            at,
        }
    }

    /// The caret as a place in the text's bytes; the browser counts UTF-16.
    fn caret(self) -> Option<usize> {
        let units = self.field.get_untracked()?.selection_start().ok()?? as usize;
        let text = self.text.get_untracked();
        let mut left = units;
        let place = text.char_indices().find(|(_, c)| {
            let here = left == 0;
            left = left.saturating_sub(c.len_utf16());
            here
        });
        Some(place.map_or(text.len(), |(place, _)| place))
    }

    fn look(self) {
        let caret = self.caret().unwrap_or_default();
        let offered = self.text.with_untracked(|text| {
            let prefix = mention_prefix(text, caret).map(|(_, prefix)| prefix);
            prefix.map(|prefix| {
                self.names
                    .with_untracked(|names| mention_candidates(names, prefix))
            })
        });
        self.at.set(0);
        self.offered.set(offered.unwrap_or_default());
    }

    /// Whether the key was for the list.
    fn takes(self, event: &ev::KeyboardEvent) -> bool {
        let count = self.offered.read_untracked().len();
        if count == 0 {
            return false;
        }
        let at = self.at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.at.set((at + 1) % count),
            "ArrowUp" => self.at.set((at + count - 1) % count),
            "Enter" | "Tab" => self.choose(at),
            "Escape" => self.offered.set(Vec::new()),
            _ => return false,
        }
        event.prevent_default();
        true
    }

    fn choose(self, at: usize) {
        let name = self.offered.read_untracked().get(at).cloned();
        let text = self.text.get_untracked();
        let done = name
            .zip(self.caret())
            .and_then(|(name, caret)| complete_mention(&text, caret, &name));
        self.offered.set(Vec::new());
        let Some((text, caret)) = done else { return };
        let units = text[..caret].encode_utf16().count() as u32;
        // At once, not with the next picture: the next key may be on its way.
        if let Some(field) = self.field.get_untracked() {
            field.set_value(&text);
            let _ = field.focus();
            let _ = field.set_selection_range(units, units);
        }
        self.text.set(text);
    }

    fn active(self) -> Option<String> {
        let is_open = self.offered.with(|names| !names.is_empty());
        is_open.then(|| format!("say-name-{}", self.at.get()))
    }

    fn options(self) -> Vec<AnyView> {
        let names = self.offered.get();
        let option = |(at, name): (usize, String)| {
            view! {
                <li
                    id=format!("say-name-{at}")
                    role="option"
                    aria-selected=move || (self.at.get() == at).to_string()
                    // Not a click: the field would lose the caret first.
                    on:pointerdown=move |event| {
                        event.prevent_default();
                        self.choose(at);
                    }
                >
                    {set_apart(&name)}
                </li>
            }
            .into_any()
        };
        names.into_iter().enumerate().map(option).collect()
    }
}
