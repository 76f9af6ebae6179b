//! What a page shows: read on the server for whoever asks, and asked for by the browser.

use super::PageUrl;
use crate::{
    client::http::post_json,
    shared::{
        account::Person, address::query_value, api_error::ApiError, door::Door, route::Route,
    },
    ui::api::{
        Failure, HomePage, RoomPage, SessionPage, open_home, open_room, open_session, registration,
    },
};
use serde::{Deserialize, Serialize};

/// What a page is made of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Page {
    Home(Result<HomePage, Failure>),
    Login,
    /// With how the door stands to whoever asks.
    Register(Result<Door, Failure>),
    Session(Result<SessionPage, Failure>, String),
    /// With the room that the address names; none is the lobby, beside the list of rooms.
    Room(Result<RoomPage, Failure>, String),
    NotFound,
    /// On its way to the browser, with what the link to it said, and who waits for it. The server knows none.
    Loading(String, Option<Person>),
}

impl Page {
    /// Reads what stands at a path, with its query, for the person of the request. Called on the server, under an
    /// owner that knows the request; says how the response looks as the server functions do.
    pub async fn read(path: &str) -> Self {
        let url = PageUrl::parse(path);
        match Route::at(&url.path) {
            Some(Route::Home) => Self::Home(open_home().await),
            Some(Route::Login) => Self::Login,
            Some(Route::Register) => Self::Register(registration(url.query("invite")).await),
            Some(Route::Session(uuid)) => Self::Session(open_session(uuid.clone()).await, uuid),
            Some(Route::Messages(room)) => Self::Room(open_room(room.clone()).await, room),
            None => Self::NotFound,
        }
    }

    /// Whose page it is, where that is known.
    pub fn person(&self) -> Option<Person> {
        match self {
            Self::Home(Ok(Some((me, _))))
            | Self::Session(Ok(SessionPage::Open { me, .. }), _)
            | Self::Room(Ok(RoomPage::Open { me, .. }), _)
            | Self::Loading(_, Some(me)) => Some(me.clone()),
            _ => None,
        }
    }

    /// Whether the visitor has to sign in first.
    pub fn asks_to_sign_in(&self) -> bool {
        matches!(
            self,
            Self::Session(Ok(SessionPage::SignedOut), _) | Self::Room(Ok(RoomPage::SignedOut), _)
        )
    }
}

/// Asks the server what stands at a path. Browser only.
pub async fn ask(path: &str) -> Result<Page, ApiError> {
    match Route::at(path) {
        Some(Route::Login) => Ok(Page::Login),
        _ => post_json(&format!("/api/page?path={}", query_value(path))).await,
    }
}
