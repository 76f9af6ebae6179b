//! Comments on a session's page: begun at a place, opened from it, and the way between both.

use super::{
    browser::{focus_rows, show_card, show_or_load},
    keys::focus,
    previews::preview,
};
use crate::shared::{
    anchor::{Anchor, CardId},
    session::chat::Thread,
    text::isolated,
};
use crate::ui::{
    components::shown::Shown,
    lean::memo,
    live::{Act, Leap, LineBody, LinePage, Live, StreamView, Talk},
};
use leptos::prelude::*;

/// Begins a comment, or opens those that hang there. A card can have several.
pub fn talk(live: Live, (place, seen): Talk) {
    let is_card = matches!(place, Anchor::Run(_) | Anchor::Dataset(_));
    let here = untrack(|| live.view.threads_at(place));
    let is_open = here.iter().any(|thread| thread.resolved_by.is_none());
    match seen {
        Some(seen) if is_card || !is_open => {
            live.composing.place().set(None);
            live.composing.comment(place, seen);
        }
        _ => {
            live.composing.stop();
            live.composing.place().set(Some(place.to_string()));
            if let Some(last) = here.last().map(|thread| thread.message_id) {
                request_animation_frame(move || show_or_load(live.view, live.actions, last));
            }
            focus("say");
        }
    }
}

/// Shows the reader, and nobody else, what the author of a comment had before them.
fn show_seen(live: Live, thread: Thread, author: &str, on_card: Callback<()>) {
    let Some(dataset_id) = thread.seen.dataset_id else {
        return;
    };
    let look = Leap {
        view: Some(thread.seen.view),
        marked: thread.seen.marked,
        whose: Some(format!("What {} saw:", isolated(author))),
        ..Leap::for_place(thread.about).unwrap_or(Leap::at(dataset_id, None))
    };
    go(live, thread.about.card(), Some(look), on_card);
}

fn go(live: Live, card: Option<CardId>, look: Option<Leap>, on_card: Callback<()>) {
    let Some(card) = card else { return };
    let goes_to_rows = look.as_ref().is_some_and(|look| look.cell.is_some());
    if look.is_some() {
        live.view.looked_at.set(look);
    }
    on_card.run(());
    request_animation_frame(move || {
        show_card(&card);
        if goes_to_rows {
            focus_rows(&card);
        }
    });
}

/// The conversation, or of it what was said at one place.
pub fn lines_of(view: StreamView, place: RwSignal<Option<String>>) -> Memo<Vec<LinePage>> {
    let all = view.lines();
    let comments = memo(move || {
        let place = place.read().as_ref().and_then(|place| place.parse().ok());
        let threads = place
            .map(|place| view.threads_at(place))
            .unwrap_or_default();
        let ids = threads.iter().map(|one| one.message_id.to_string());
        ids.collect::<Vec<String>>()
    });
    Memo::new(move |before: Option<&Vec<LinePage>>| {
        let pages = all.get();
        let comments = comments.get();
        if place.read().is_none() {
            return pages;
        }
        let is_here = move |body: &LineBody| match body {
            LineBody::Message(said) => {
                let first = said.thread.or(said.id);
                first.is_some_and(|first| comments.contains(&first.to_string()))
            }
            _ => false,
        };
        let lines = ArcMemo::new(move |_| {
            let lines = pages.iter().flat_map(|page| page.lines.get());
            lines.filter(|line| is_here(&line.body)).collect()
        });
        // Another list than the one before, and than any page of the log.
        let last = before.and_then(|pages| pages.first()?.number.checked_sub(1));
        let number = last.unwrap_or(-1).min(-1);
        vec![LinePage { number, lines }]
    })
}

/// Says which place the messages are about, and leads back to all of them.
#[component]
pub fn PlaceBar(view: StreamView, place: RwSignal<Option<String>>) -> impl IntoView {
    let words = move || {
        let about = place.get().and_then(|place| {
            let place = place.parse().ok()?;
            let first = view.threads_at(place).first().map(|one| one.message_id);
            preview(view, (place, first))
        });
        about.map_or(String::new(), |about| match about.state.is_empty() {
            true => format!("Comments on {}", about.title),
            false => format!("Comments on {}, {}", about.title, about.state),
        })
    };
    view! {
        <Shown when=move || place.read().is_some()>
            <div class="place-bar">
                <strong>{words}</strong>
                <button class="btn small" type="button" on:click=move |_| place.set(None)>"All messages"</button>
            </div>
        </Shown>
    }
}

/// What a press in a message about a place leads to.
pub fn carry_out(live: Live, act: Act, on_card: Callback<()>) {
    match act {
        Act::Resolve(message, resolved) => _ = live.actions.resolve(message, resolved),
        Act::ShowPlace(place @ Anchor::Words { .. }) => {
            live.view.words_sought.set(place.to_string());
        }
        Act::ShowPlace(place) => go(live, place.card(), Leap::for_place(place), on_card),
        Act::ShowView(dataset_id, shown) => {
            let look = Leap::at(dataset_id, Some(shown));
            go(live, Some(CardId::Dataset(dataset_id)), Some(look), on_card);
        }
        Act::ShowSeen(message, author) => {
            if let Some(thread) = untrack(|| live.view.thread(message)) {
                show_seen(live, thread, &author, on_card);
            }
        }
        _ => {}
    }
}
