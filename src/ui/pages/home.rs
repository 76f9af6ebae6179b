//! `/`: the caller's sessions, those with somebody in them first, and the way to a new one.

use super::welcome::Welcome;
use crate::ui::lean::{effect, memo};
use crate::ui::navigation::url;
use crate::{
    client::http::post_json,
    shared::{
        account::Person,
        ids::{PersonId, SessionId},
    },
    ui::{
        api::{Failure, HomePage, SessionSummary},
        components::{
            bell::Bell,
            icon::{Glyph, Icon},
            keyed_list::KeyedList,
            restored_note::RestoredNote,
            session_row::{LiveSession, SessionRow},
            shown::Shown,
            topbar::TopBar,
            waiting::Waiting,
        },
        live::{Courier, News, keep_fresh},
    },
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;

pub fn opened(visit: Result<HomePage, Failure>) -> AnyView {
    match visit {
        Ok(Some((me, sessions))) => view! { <Home me sessions/> }.into_any(),
        Ok(None) => view! { <Welcome/> }.into_any(),
        Err(failure) => view! { <Trouble failure/> }.into_any(),
    }
}

#[component]
pub fn Home(me: Person, sessions: Vec<SessionSummary>) -> impl IntoView {
    let news = News::new();
    let courier = Courier::new(me.id, None);
    let sessions = RwSignal::new(sessions);
    keep_fresh(sessions, news.sessions_changed(), |answer| {
        spawn_local(async move { answer(post_json("/api/my_sessions").await.ok()) });
    });
    effect(move || {
        news.mind_history();
        news.start();
        courier.start();
    });
    view! {
        <Title text="Sessions"/>
        <a class="skip" href="#main">"Skip to sessions"</a>
        <TopBar person=Some(me.clone())><Waiting elsewhere=courier.elsewhere()/><Bell news/></TopBar>
        <div class="page narrow">
            <main id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"Sessions"</h1>
                    <NewSession/>
                </div>
                <RestoredNote restored=news.restored() on_seen=move |()| news.forget_restored()/>
                <SessionList me=me.id sessions/>
            </main>
        </div>
    }
}

#[component]
fn NewSession() -> impl IntoView {
    view! {
        <form class="new-session" method="post" action=url("/api/create_session")>
            <label for="title">"Title"</label>
            <input
                class="input"
                id="title"
                name="title"
                type="text"
                dir="auto"
                maxlength="120"
                autocomplete="off"
                placeholder="Optional"
            />
            <button class="btn primary" type="submit">
                <Icon glyph=Glyph::Plus/>
                "New session"
            </button>
        </form>
    }
}

#[component]
fn SessionList(me: PersonId, sessions: RwSignal<Vec<SessionSummary>>) -> impl IntoView {
    let is_empty = memo(move || sessions.with(Vec::is_empty));
    let ids = move |live: bool| {
        sessions.with(|all| {
            let some = all
                .iter()
                .filter(|session| somebody_else_is_in(session, me) == live);
            some.map(|session| session.session_uuid).collect::<Vec<_>>()
        })
    };
    let part = move |live: bool| {
        view! {
            <ul class=if live { "live-sessions" } else { "sessions" }>
                <KeyedList
                    each=move || ids(live)
                    key=|id| *id
                    children=move |id| {
                        let session = kept(sessions, id);
                        match live {
                            true => view! { <LiveSession session me=me/> }.into_any(),
                            false => view! { <SessionRow session/> }.into_any(),
                        }
                    }
                />
            </ul>
        }
    };
    let has_both = memo(move || !ids(true).is_empty() && !ids(false).is_empty());
    view! {
        <Shown when=move || is_empty.get()>
            <NoSessions/>
        </Shown>
        {part(true)}
        <Shown when=move || has_both.get()>
            <h2 class="h2">"Recent"</h2>
        </Shown>
        {part(false)}
    }
}

/// One of the list. What it was stays for the moment in which it is gone from the list and its row is not.
fn kept(sessions: RwSignal<Vec<SessionSummary>>, id: SessionId) -> Memo<SessionSummary> {
    let find =
        move |all: &Vec<SessionSummary>| all.iter().find(|one| one.session_uuid == id).cloned();
    let first = sessions.with_untracked(find);
    Memo::new(move |before: Option<&SessionSummary>| {
        let found = sessions.with(find);
        found
            .or_else(|| before.cloned())
            .or_else(|| first.clone())
            .unwrap_or_else(|| SessionSummary::empty(id))
    })
}

fn somebody_else_is_in(session: &SessionSummary, me: PersonId) -> bool {
    session.present.iter().any(|person| person.id != me)
}

#[component]
fn NoSessions() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No sessions yet"</h2>
            <p>
                "Start one with “New session”, add a table, then send its link to one other person. Sessions that people invite you to stand here too."
            </p>
        </div>
    }
}

#[component]
fn Trouble(failure: Failure) -> impl IntoView {
    view! {
        <Title text="Sessions"/>
        <TopBar/>
        <main class="page narrow">
            <div class="page-head">
                <h1>"Sessions"</h1>
            </div>
            <div class="fail-note" role="alert">
                <strong>
                    <Icon glyph=Glyph::Error/>
                    "The list did not load"
                </strong>
                <p>{failure.0.message}</p>
                <div class="row">
                    <a class="btn" href=url("/") rel="external">"Try again"</a>
                </div>
            </div>
        </main>
    }
}
