//! `/`: the caller's sessions, those with somebody in them first, and the way to a new one.

use super::welcome::Welcome;
use crate::ui::navigation::url;
use crate::{
    shared::account::Person,
    ui::{
        api::{Failure, SessionSummary, current_person, my_sessions},
        components::{
            bell::Bell,
            icon::{Glyph, Icon},
            restored_note::RestoredNote,
            session_row::{LiveSession, SessionRow},
            topbar::TopBar,
        },
        live::News,
    },
};
use leptos::{either::Either, prelude::*};
use leptos_meta::Title;

/// The signed-in person and their sessions; nobody, and the page welcomes.
pub type Visit = Option<(Person, Vec<SessionSummary>)>;

pub fn opened(visit: Result<Visit, Failure>) -> AnyView {
    match visit {
        Ok(Some((me, sessions))) => view! { <Home me sessions/> }.into_any(),
        Ok(None) => view! { <Welcome/> }.into_any(),
        Err(failure) => view! { <Trouble failure/> }.into_any(),
    }
}

pub async fn load() -> Result<Visit, Failure> {
    match current_person().await? {
        Some(me) => Ok(Some((me, my_sessions().await?))),
        None => Ok(None),
    }
}

#[component]
pub fn Home(me: Person, sessions: Vec<SessionSummary>) -> impl IntoView {
    let news = News::new();
    Effect::new(move |_| {
        news.mind_history();
        news.start();
    });
    view! {
        <Title text="Sessions"/>
        <a class="skip" href="#main">"Skip to sessions"</a>
        <TopBar person=Some(me.clone())><Bell news/></TopBar>
        <div class="page narrow">
            <main id="main" tabindex="-1">
                <div class="page-head">
                    <h1>"Sessions"</h1>
                    <NewSession/>
                </div>
                <RestoredNote restored=news.restored() on_seen=move |()| news.forget_restored()/>
                <SessionList me sessions/>
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
fn SessionList(me: Person, sessions: Vec<SessionSummary>) -> impl IntoView {
    if sessions.is_empty() {
        return Either::Left(view! { <NoSessions/> });
    }
    let (live, recent): (Vec<_>, Vec<_>) = sessions
        .into_iter()
        .partition(|session| somebody_else_is_in(session, &me));
    let heading = (!live.is_empty()).then(|| view! { <h2 class="h2">"Recent"</h2> });
    let live = live
        .into_iter()
        .map(|session| view! { <LiveSession session me=me.clone()/> });
    let recent = recent
        .into_iter()
        .map(|session| view! { <SessionRow session/> });
    Either::Right(view! {
        {list("live-sessions", live.collect())}
        {(recent.len() > 0).then_some(heading)}
        {list("sessions", recent.collect())}
    })
}

/// Nothing at all when there are no items.
fn list<V: IntoView + 'static>(class: &'static str, items: Vec<V>) -> impl IntoView {
    (!items.is_empty()).then(|| view! { <ul class=class>{items}</ul> })
}

fn somebody_else_is_in(session: &SessionSummary, me: &Person) -> bool {
    session.present.iter().any(|person| person.id != me.id)
}

#[component]
fn NoSessions() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No sessions yet"</h2>
            <p>
                "Start one with “New session”, add a CSV file, then send its link to one other person. Sessions that people invite you to stand here too."
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
