//! `/messages/<room>`: rooms and direct conversations beside the one that is open.

mod rooms;

use super::{session::conversation::Conversation, unknown_room::UnknownRoom};
use crate::client::http::post_json;
use crate::shared::{
    account::Person,
    color,
    error_code::ErrorCode,
    ids::EpochId,
    protocol::RoomSummary,
    session::StreamState,
    stream::StreamKind,
    text::{clean, isolated},
};
use crate::ui::navigation::url;
use crate::ui::pages::session::{
    browser::{apply_accent, chat_is_shown, show_or_load},
    chat_panel::ChatSettings,
    keys::focus,
};
use crate::ui::{
    api::{Failure, RoomPage},
    components::{
        announcer::read_out,
        bell::Bell,
        conn_badge::ConnBadge,
        icon::{Glyph, Icon},
        message_search::MessageSearch,
        name::name,
        restored_note::RestoredNote,
        shortcuts::{Shortcut, Shortcuts},
        shown::Shown,
        topbar::TopBar,
        waiting::Waiting,
    },
    lean::effect,
    live::{Courier, Live, News, keep_fresh},
    navigation::query,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use rooms::RoomList;

/// `room`: the one that the address names.
pub fn opened(page: Result<RoomPage, Failure>, room: &str) -> AnyView {
    let named = !room.is_empty();
    match page {
        Ok(RoomPage::Open {
            me,
            state,
            read,
            rooms,
            epoch,
        }) => view! { <Messages me state=*state read epoch rooms named/> }.into_any(),
        Ok(RoomPage::Unknown) => view! { <UnknownRoom/> }.into_any(),
        // The server function has already sent the visitor to the login page.
        Ok(RoomPage::SignedOut) => ().into_any(),
        Err(failure) => view! {
            <main class="page">
                <h1>"Messages cannot be shown right now"</h1>
                <p role="alert">{failure.0.message}</p>
                <a class="btn" href="">"Try again"</a>
            </main>
        }
        .into_any(),
    }
}

/// What stands above the log: "lobby", or the other one's name.
fn heading(state: &StreamState, me: &Person) -> String {
    let other = state
        .people
        .members
        .iter()
        .find(|member| member.person.id != me.id);
    match (state.kind, other) {
        (StreamKind::Direct, Some(other)) => other.person.name.clone(),
        _ => state.people.title.clone(),
    }
}

/// Why a form of this page was refused, by the code in its address.
fn problem_words(code: &ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::RoomName => {
            Some("Name the room with 2 to 40 letters, digits, spaces, dots or dashes.")
        }
        ErrorCode::RoomTaken => {
            Some("There is a room of that name already, or of one that looks like it.")
        }
        ErrorCode::PersonUnknown => Some("There is nobody of that name here."),
        ErrorCode::PersonYourself => Some("That is you. Choose somebody else."),
        _ => None,
    }
}

/// Who can read what is written here.
fn readers(state: &StreamState, me: &Person) -> String {
    match state.kind {
        StreamKind::Direct => {
            format!(
                "Only you and {} can read this.",
                isolated(&heading(state, me))
            )
        }
        _ => "Everyone who is signed in can read this.".into(),
    }
}

#[component]
fn Messages(
    me: Person,
    state: StreamState,
    read: i64,
    epoch: EpochId,
    rooms: Vec<RoomSummary>,
    /// Where there is room for one of the two: the conversation, or the list of them.
    named: bool,
) -> impl IntoView {
    let (title, note) = (heading(&state, &me), readers(&state, &me));
    let stream = state.stream;
    let leavable =
        state.kind == StreamKind::Room && state.people.title != crate::shared::protocol::LOBBY;
    let live = Live::new(me.clone(), state, read, epoch);
    let Live {
        view,
        actions,
        connection,
        ..
    } = live;
    let news = News::new();
    let courier = Courier::new(me.id, Some(stream));
    news.knows(rooms.iter().map(|room| (room.stream, room.unread)));
    let rooms = RwSignal::new(rooms);
    keep_fresh(rooms, news.rooms_changed(), |answer| {
        spawn_local(async move { answer(post_json("/api/my_rooms").await.ok()) });
    });
    let accent = color::of(me.id);
    let searching = RwSignal::new(false);
    let problem = query("problem");
    let problem = problem.and_then(|code| problem_words(&code.as_str().into()));
    effect(move || {
        connection.start();
        view.looks_at_chat(chat_is_shown());
        news.start();
        courier.start();
        apply_accent(accent);
    });
    view.tell_read(news);
    connection.tell_presence(news);
    read_out(connection);
    view! {
        <Title text=title.clone()/>
        <div class="messages">
            <a class="skip" href="#chat">"Skip to chat"</a>
            <TopBar person=Some(me.clone())><Waiting elsewhere=courier.elsewhere()/><Bell news/></TopBar>
            <Shortcuts keys=Shortcut::IN_A_ROOM on_press=|_| focus("say")/>
            <main class="talk-main" id="main" tabindex="-1" data-view=if named { "talk" } else { "list" }>
                <RoomList
                    rooms
                    me
                    stream
                    news
                    problem
                />
                <section class="panel" id="chat" tabindex="-1" aria-label="Conversation">
                    <div class="tabs">
                        <a class="icon-btn phone-only" href=url("/messages") aria-label="All conversations">
                            <Icon glyph=Glyph::Back/>
                        </a>
                        <h1 class="panel-title" title=clean(&title)>{name(&title)}</h1>
                        <ConnBadge badge=view.badge() on_try=move |()| connection.try_now()/>
                        <ChatSettings connection searching/>
                        {leavable.then(|| view! {
                            <form method="post" action=url("/api/leave_room")>
                                <input type="hidden" name="room" value=stream.to_string()/>
                                <button class="btn small quiet" type="submit">"Leave"</button>
                            </form>
                        }.into_any())}
                    </div>
                    <div class="panel-body">
                        <p class="hint readers">{note}</p>
                        <RestoredNote
                            restored=connection.restored()
                            on_seen=move |()| connection.forget_restored()
                        />
                        <Shown when=move || searching.get()>
                            <MessageSearch stream changed=view.changed() on_show=move |message| show_or_load(view, actions, message)/>
                        </Shown>
                        <Conversation live visible=Signal::from(true) on_card=|()| ()/>
                    </div>
                </section>
            </main>
        </div>
    }
}
