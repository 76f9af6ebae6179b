//! Pages that show what the server knows: one way to ask for it and to wait, for all of them.
//!
//! On the server a page waits and comes whole; in the browser it takes what came with it, or asks when
//! a link led here.

use super::{home, messages, session};
use crate::ui::{
    api::{Failure, Json, RoomPage, SessionPage, open_room, open_session},
    components::topbar::TopBar,
    element::ElementChild,
    reactive::Memo,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use std::pin::Pin;

/// What a page is made of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum PageData {
    Home(Result<home::Visit, Failure>),
    Session(Result<SessionPage, Failure>, String),
    Room(Result<RoomPage, Failure>),
}

type Asked = Pin<Box<dyn Future<Output = PageData> + Send>>;

#[component]
pub fn HomeRoute() -> impl IntoView {
    page("", |_| {
        Box::pin(async { PageData::Home(home::load().await) })
    })
}

#[component]
pub fn SessionRoute() -> impl IntoView {
    page("uuid", |uuid| {
        Box::pin(async { PageData::Session(open_session(uuid.clone()).await, uuid) })
    })
}

#[component]
pub fn MessagesRoute() -> impl IntoView {
    page("room", |room| {
        Box::pin(async { PageData::Room(open_room(room).await) })
    })
}

/// The page for what stands in the address under `name`.
fn page(name: &'static str, ask: fn(String) -> Asked) -> AnyView {
    let params = use_params_map();
    let key = Memo::new(move |_| params.read().get(name).unwrap_or_default());
    let data = Resource::<_, Json>::new_with_options(move || key.get(), ask, true);
    view! {
        <Suspense fallback=Loading>
            {move || Suspend::new(async move { show(data.await) })}
        </Suspense>
    }
    .into_any()
}

fn show(data: PageData) -> AnyView {
    match data {
        PageData::Home(visit) => home::opened(visit),
        PageData::Session(page, uuid) => session::opened(page, uuid),
        PageData::Room(page) => messages::opened(page),
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <TopBar/>
        <main class="page narrow">
            <p class="muted">"Loading"</p>
        </main>
    }
}
