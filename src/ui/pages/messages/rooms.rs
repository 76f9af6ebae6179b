//! Where one can go from a conversation: own rooms, people, other rooms; and the ways to new ones.

use crate::shared::{
    account::Person,
    ids::StreamId,
    protocol::{Presence, PresentPerson, RoomSummary},
    route::Route,
};
use crate::ui::navigation::url;
use crate::ui::{
    components::{
        avatar::{Avatar, Liveliness},
        icon::{Glyph, Icon},
        name::name,
    },
    live::{News, others},
};
use leptos::prelude::*;

#[component]
pub fn RoomList(
    rooms: Vec<RoomSummary>,
    me: Person,
    /// The one that is open.
    stream: StreamId,
    news: News,
    /// The colour of a person in the open conversation.
    #[prop(into)]
    color_of: Callback<Person, u8>,
    /// Why a form here was refused.
    problem: Option<&'static str>,
) -> impl IntoView {
    let (mine, more): (Vec<_>, Vec<_>) = rooms.into_iter().partition(|room| room.is_member);
    let row = |room: RoomSummary| room_row(room, stream, news);
    let mine: Vec<AnyView> = mine.into_iter().map(row).collect();
    let more: Vec<AnyView> = more.into_iter().map(row).collect();
    let people = Memo::new(move |_| news.online().with(|online| others(online, &me)));
    view! {
        <nav class="rail" aria-label="Rooms and people">
            <h1 class="phone-only">"Messages"</h1>
            {problem.map(|words| view! { <p class="hint" role="alert">{words}</p> }.into_any())}
            <section class="rail-section">
                <h2 class="rail-head">"Your conversations"</h2>
                <ul>{mine}</ul>
            </section>
            {(!more.is_empty()).then(|| view! {
                <section class="rail-section">
                    <h2 class="rail-head">"More rooms"</h2>
                    <ul>{more}</ul>
                </section>
            }.into_any())}
            <NewRoom/>
            <section class="rail-section">
                <h2 class="rail-head">"Online now"</h2>
                <Show when=move || people.with(Vec::is_empty)>
                    <p class="hint">"Nobody else is here right now."</p>
                </Show>
                <ul>
                    <For each=move || people.get() key=|one| (one.id, one.state, one.name.clone()) let:one>
                        {person_row(one, color_of)}
                    </For>
                </ul>
            </section>
            <NewDirect/>
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
            <a class="rail-item" href=url(&Route::room(stream).to_string()) aria-current=move || current>
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
fn person_row(person: PresentPerson, color_of: Callback<Person, u8>) -> AnyView {
    let (liveliness, word) = match person.state {
        Presence::Active => (Liveliness::Active, "active"),
        Presence::Idle => (Liveliness::Idle, "idle"),
        Presence::Away => (Liveliness::Away, "away"),
    };
    let color = color_of.run(Person {
        id: person.id,
        name: person.name.clone(),
    });
    view! {
        <li>
            <form method="post" action=url("/api/open_direct")>
                <input type="hidden" name="name" value=person.name.clone()/>
                <button class="rail-item" type="submit">
                    <Avatar name=person.name.clone() color liveliness=Signal::from(liveliness)/>
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
            <input class="input" id="room-name" name="name" type="text" dir="auto" maxlength="40" autocomplete="off" required/>
            <button class="btn small" type="submit">"Create room"</button>
        </form>
    }
}

#[component]
fn NewDirect() -> impl IntoView {
    view! {
        <form class="rail-form" method="post" action=url("/api/open_direct")>
            <label for="person-name">"Message a person"</label>
            <input class="input" id="person-name" name="name" type="text" dir="auto" maxlength="32" autocomplete="off" required/>
            <button class="btn small" type="submit">"Write to them"</button>
        </form>
    }
}
