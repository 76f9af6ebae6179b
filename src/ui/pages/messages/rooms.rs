//! Where one can go from a conversation: own rooms, people, other rooms; and the ways to new ones.

use crate::shared::{
    account::Person,
    color,
    ids::StreamId,
    protocol::{Presence, PresentPerson, RoomSummary},
    route::Route,
    text::clean,
};
use crate::ui::navigation::url;
use crate::ui::{
    components::{
        avatar::{Avatar, Liveliness},
        hold::hold_focused,
        icon::{Glyph, Icon},
        keyed_list::KeyedList,
        name::name,
        shown::Shown,
    },
    lean::memo,
    live::{News, others},
};
use leptos::prelude::*;

#[component]
pub fn RoomList(
    rooms: RwSignal<Vec<RoomSummary>>,
    me: Person,
    /// The one that is open.
    stream: StreamId,
    news: News,
    /// Why a form here was refused.
    problem: Option<&'static str>,
) -> impl IntoView {
    let some = move |mine: bool| {
        rooms.with(|rooms| {
            let some = rooms.iter().filter(|room| room.is_member == mine);
            some.cloned().collect::<Vec<_>>()
        })
    };
    let has_more = memo(move || !some(false).is_empty());
    let list = move |mine: bool| {
        view! {
            <ul>
                <KeyedList
                    each=move || some(mine)
                    key=|room| (room.stream, room.name.clone())
                    children=move |room| room_row(room, stream, news)
                />
            </ul>
        }
    };
    let people = memo(move || {
        let online = news.online();
        online.with(|online| online.as_ref().map(|online| others(online, &me)))
    });
    let hint = move || match people.get() {
        None => Some("Not known right now."),
        Some(people) if people.is_empty() => Some("Nobody else is here right now."),
        Some(_) => None,
    };
    let place = NodeRef::new();
    hold_focused(place);
    view! {
        <nav class="rail" aria-label="Rooms and people">
        <div class="rail-list" node_ref=place>
            <h1 class="phone-only">"Messages"</h1>
            {problem.map(|words| view! { <p class="hint" role="alert">{words}</p> }.into_any())}
            <section class="rail-section">
                <h2 class="rail-head">"Your conversations"</h2>
                {list(true)}
            </section>
            <Shown when=move || has_more.get()>
                <section class="rail-section">
                    <h2 class="rail-head">"More rooms"</h2>
                    {list(false)}
                </section>
            </Shown>
            <NewRoom/>
            <section class="rail-section">
                <h2 class="rail-head">"Online now"</h2>
                {move || hint().map(|words| view! { <p class="hint">{words}</p> }.into_any())}
                <ul>
                    <KeyedList each=move || people.get().unwrap_or_default() key=|one| (one.id, one.state, one.name.clone()) let:one>
                        {person_row(one)}
                    </KeyedList>
                </ul>
            </section>
            <NewDirect/>
        </div>
        </nav>
    }
}

fn room_row(room: RoomSummary, open: StreamId, news: News) -> AnyView {
    let stream = room.stream;
    let glyph = if room.with.is_some() {
        Glyph::People
    } else {
        Glyph::Hash
    };
    let unread = move || Some(news.unread_in(stream)).filter(|count| *count > 0 && stream != open);
    let current = (stream == open).then_some("page");
    view! {
        <li>
            <a
                class="rail-item"
                href=url(&Route::room(stream).to_string())
                title=clean(&room.name)
                aria-current=move || current
            >
                <Icon glyph/>
                <span class="rail-title">{name(&room.name)}</span>
                {move || unread().map(|count| view! {
                    <span class="count">
                        <span aria-hidden="true">{count.to_string()}</span>
                        <span class="sr-only">{format!("{count} unread")}</span>
                    </span>
                }.into_any())}
            </a>
        </li>
    }
    .into_any()
}

/// A press opens the conversation with them.
fn person_row(person: PresentPerson) -> AnyView {
    let (liveliness, word) = match person.state {
        Presence::Active => (Liveliness::Active, "active"),
        Presence::Idle => (Liveliness::Idle, "idle"),
        Presence::Away => (Liveliness::Away, "away"),
    };
    let color = color::of(person.id);
    view! {
        <li>
            <form method="post" action=url("/api/open_direct")>
                <input type="hidden" name="name" value=person.name.clone()/>
                <button class="rail-item" type="submit" title=clean(&person.name)>
                    <Avatar name=person.name.clone() color liveliness/>
                    <span class="rail-title">{name(&person.name)}</span>
                    <span class="rail-meta">{word}</span>
                </button>
            </form>
        </li>
    }
    .into_any()
}

#[component]
fn NewRoom() -> impl IntoView {
    view! {
        <form class="rail-form" method="post" action=url("/api/create_room")>
            <label for="room-name">"New room"</label>
            <div class="rail-row">
                <input class="input" id="room-name" name="name" type="text" dir="auto" maxlength="40" autocomplete="off" required/>
                <button class="btn small" type="submit">"Create room"</button>
            </div>
        </form>
    }
}

#[component]
fn NewDirect() -> impl IntoView {
    view! {
        <form class="rail-form" method="post" action=url("/api/open_direct")>
            <label for="person-name">"Message a person"</label>
            <div class="rail-row">
                <input class="input" id="person-name" name="name" type="text" dir="auto" maxlength="32" autocomplete="off" required/>
                <button class="btn small" type="submit">"Write to them"</button>
            </div>
        </form>
    }
}
