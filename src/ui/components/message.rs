//! One message of the conversation, from the moment it is typed.

use super::{
    avatar::Avatar,
    icon::{Glyph, Icon},
    message_tools::MessageTools,
    name::{name as set_apart, quoted},
    refused::Refused,
    shown::Shown,
    time::ClockTime,
};
use crate::shared::{
    anchor::{Anchor, CardId},
    ids::{Cid, EventId},
    markdown::{Names, to_html},
    text::{isolated, marked},
};
use crate::ui::lean::memo;
use crate::ui::live::{Act, Mark, MessageLine, Quoted, Way};
use leptos::prelude::*;

/// A card, or a place in one, as a message shows it: small, and alive.
#[derive(Clone, Debug, PartialEq)]
pub struct CardPreview {
    pub title: String,
    /// "running", "row 18, city", "Gentoo"; nothing for a run that is done.
    pub state: String,
    /// The chart as SVG; data sets have none.
    pub picture: String,
    /// What the message began there, if it is a comment.
    pub thread: Option<ThreadPreview>,
}

/// A thread as its comment shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreadPreview {
    /// "Resolved by Grace"; none while it is open.
    pub resolved: Option<String>,
    /// "This row is not in stock v3."
    pub gone: Option<String>,
    /// Whether the reader may resolve it, or open it again.
    pub can_resolve: bool,
    /// Whether there is something to be shown as its author saw it.
    pub was_seen: bool,
}

/// What a message shows of a place, and of the thread that it began there.
pub type Preview = Callback<(Anchor, Option<EventId>), Option<CardPreview>>;

/// What all messages of a conversation share.
#[derive(Clone, Copy)]
pub struct Shared {
    pub me: Signal<String>,
    pub names: Memo<Vec<String>>,
    pub preview: Preview,
    pub on_act: Callback<Act>,
    pub on_again: Callback<Cid>,
    pub on_discard: Callback<Cid>,
}

#[component]
pub fn Message(
    said: Memo<MessageLine>,
    #[prop(into)] at: Signal<i64>,
    color: u8,
    shared: Shared,
) -> impl IntoView {
    let follows = memo(move || said.read().follows);
    let name = memo(move || said.read().by.name.clone());
    // Tools that are open stay so, whatever else becomes of the message.
    let has_tools = memo(move || said.with(|said| said.id.filter(|_| said.mark != Mark::Deleted)));
    let html = memo(move || {
        let (names, me) = (shared.names.get(), shared.me.get());
        let names = Names {
            everyone: &names,
            me: &me,
        };
        said.with(|said| to_html(&said.text, &names))
    });
    let state = move || said.with(|said| state(said.mark, &said.way));
    let id = move || said.read().id;
    view! {
        <li
            class="msg"
            id=move || id().map(|id| format!("msg-{id}"))
            class:follow=move || follows.get()
            data-state=state
        >
            {move || if follows.get() {
                view! {
                    <span class="sr-only">{format!("{}: ", isolated(&name.get()))}</span>
                    <span></span>
                }.into_any()
            } else {
                view! {
                    <Avatar name=name.get() color/>
                    <div class="msg-head">
                        <strong>{set_apart(&name.get())}</strong>
                        <ClockTime at_ms=at/>
                        <Shown when=move || said.read().mark == Mark::Edited>
                            <span class="msg-note">"edited"</span>
                        </Shown>
                    </div>
                }.into_any()
            }}
            <div class="msg-body">
                {move || said.read().reply.clone().map(|quoted| quote(quoted, shared.on_act))}
                <div class="msg-text" inner_html=move || html.get()></div>
                {move || said.with(|said| card(said, shared))}
                {move || said.with(|said| reactions(said, shared.on_act))}
                {move || said.with(|said| under(said, shared.on_again, shared.on_discard))}
            </div>
            {move || has_tools.get().map(|id| {
                let is_mine = name.get() == shared.me.get();
                view! { <MessageTools said id is_mine on_act=shared.on_act/> }.into_any()
            })}
        </li>
    }
}

/// The message that this one answers.
fn quote(answered: Quoted, on_act: Callback<Act>) -> AnyView {
    let Quoted { id, name, text } = answered;
    let whole = format!("{}: {}", isolated(&name), marked(&text));
    view! {
        <button class="msg-quote" type="button" title=whole on:click=move |_| on_act.run(Act::Show(id))>
            <strong>{set_apart(&name)}</strong>
            " "
            {quoted(&text)}
        </button>
    }
    .into_any()
}

/// The card that this message speaks of.
fn card(said: &MessageLine, shared: Shared) -> Option<AnyView> {
    let (anchor, id) = (said.about?, said.id);
    let card = anchor.card()?;
    let glyph = match card {
        CardId::Dataset(_) => Glyph::Data,
        CardId::Note(_) => Glyph::Note,
        _ => Glyph::Chart,
    };
    let preview = memo(move || shared.preview.run((anchor, id)));
    let part = move |part: fn(CardPreview) -> String| preview.get().map(part).unwrap_or_default();
    let name = said.by.name.clone();
    let view = view! {
        // Without scripts it leads to the card.
        <a
            class="msg-card"
            href=format!("#{card}")
            on:click=move |event| {
                event.prevent_default();
                shared.on_act.run(Act::ShowPlace(anchor));
            }
        >
            <span class="msg-card-head">
                <Icon glyph/>
                <strong>{move || part(|preview| preview.title)}</strong>
                <span class="msg-note">{move || part(|preview| preview.state)}</span>
            </span>
            <span class="msg-card-chart" aria-hidden="true" inner_html=move || part(|preview| preview.picture)></span>
        </a>
        {id.map(|id| comment(preview, id, name, shared))}
    };
    Some(view.into_any())
}

/// Whether what a comment began is settled, and the way to what its author saw.
fn comment(
    preview: Memo<Option<CardPreview>>,
    id: EventId,
    author: String,
    shared: Shared,
) -> AnyView {
    let has = move |what: fn(&ThreadPreview) -> bool| {
        let preview = preview.read();
        preview
            .as_ref()
            .and_then(|one| one.thread.as_ref())
            .is_some_and(what)
    };
    let words_of = move |words: fn(ThreadPreview) -> Option<String>| {
        preview.get().and_then(|one| one.thread).and_then(words)
    };
    let resolved = move || has(|thread| thread.resolved.is_some());
    let author = StoredValue::new(author);
    let words = move || format!("Show what {} saw", isolated(&author.read_value()));
    view! {
        <Shown when=move || has(|_| true)>
            <div class="msg-thread">
                <span class="msg-note">{move || words_of(|thread| thread.gone)}</span>
                <span class="msg-note">{move || words_of(|thread| thread.resolved)}</span>
                <Shown when=move || has(|thread| thread.can_resolve)>
                    <button
                        class="btn small quiet"
                        type="button"
                        on:click=move |_| shared.on_act.run(Act::Resolve(id, !untrack(resolved)))
                    >
                        {move || if resolved() { "Open again" } else { "Resolve" }}
                    </button>
                </Shown>
                <Shown when=move || has(|thread| thread.was_seen)>
                    <button
                        class="btn small quiet"
                        type="button"
                        on:click=move |_| shared.on_act.run(Act::ShowSeen(id, author.get_value()))
                    >
                        {words}
                    </button>
                </Shown>
            </div>
        </Shown>
    }
    .into_any()
}

fn reactions(said: &MessageLine, on_act: Callback<Act>) -> Option<AnyView> {
    let id = said.id.filter(|_| !said.reactions.is_empty())?;
    let chips = said.reactions.iter().map(|chip| {
        let words = format!("{} {}", chip.emoji, chip.count);
        let label = format!("{words} by {}", chip.names);
        let pressed = chip.is_mine.to_string();
        let emoji = chip.emoji.clone();
        view! {
            <button
                class="reaction"
                type="button"
                aria-label=label.clone()
                title=label
                aria-pressed=pressed
                on:click=move |_| on_act.run(Act::React(id, emoji.clone()))
            >
                {words}
            </button>
        }
        .into_any()
    });
    let chips: Vec<AnyView> = chips.collect();
    Some(view! { <div class="reactions">{chips}</div> }.into_any())
}

fn state(mark: Mark, way: &Way) -> Option<&'static str> {
    match (mark, way) {
        (Mark::Deleted, _) => Some("deleted"),
        (_, Way::Stored) => None,
        (_, Way::Pending) => Some("pending"),
        (_, Way::Waiting { .. }) => Some("waiting"),
        (_, Way::Failed { .. }) => Some("failed"),
    }
}

/// What stands under a message that is not in the log.
fn under(
    said: &MessageLine,
    on_again: Callback<Cid>,
    on_discard: Callback<Cid>,
) -> Option<AnyView> {
    match said.way.clone() {
        Way::Stored => None,
        Way::Pending => Some(
            view! { <span class="msg-state"><Icon glyph=Glyph::Clock/>"Sending"</span> }.into_any(),
        ),
        Way::Waiting { place, of } => Some(
            view! {
                <span class="msg-state"><Icon glyph=Glyph::CloudOff/>{waiting(place, of)}</span>
            }
            .into_any(),
        ),
        Way::Failed { cid, sentence } => Some(
            view! {
                <span class="msg-state failed">
                    <Icon glyph=Glyph::Error/>
                    <span>{sentence}</span>
                    <Refused
                        words=Some(said.text.clone())
                        on_again=move |()| on_again.run(cid)
                        on_discard=move |()| on_discard.run(cid)
                    />
                </span>
            }
            .into_any(),
        ),
    }
}

/// "Waiting for the connection, 2nd of 3"
fn waiting(place: usize, of: usize) -> String {
    if of == 1 {
        return "Waiting for the connection".into();
    }
    let ending = match (place % 10, place % 100) {
        (1, hundreds) if hundreds != 11 => "st",
        (2, hundreds) if hundreds != 12 => "nd",
        (3, hundreds) if hundreds != 13 => "rd",
        _ => "th",
    };
    format!("Waiting for the connection, {place}{ending} of {of}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_words() {
        assert_eq!(waiting(1, 1), "Waiting for the connection");
        for (place, words) in [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (22, "22nd"),
        ] {
            assert_eq!(
                waiting(place, 30),
                format!("Waiting for the connection, {words} of 30")
            );
        }
    }

    #[test]
    fn only_what_is_not_stored_has_a_state() {
        assert_eq!(state(Mark::Plain, &Way::Stored), None);
        assert_eq!(state(Mark::Edited, &Way::Stored), None);
        assert_eq!(state(Mark::Deleted, &Way::Stored), Some("deleted"));
        assert_eq!(
            state(Mark::Plain, &Way::Waiting { place: 1, of: 1 }),
            Some("waiting")
        );
    }
}
