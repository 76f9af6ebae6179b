//! What a page shows: read on the server for whoever asks, and asked for by the browser.

use super::{Place, escaped};
use crate::{
    client::http::post_json,
    shared::api_error::ApiError,
    ui::{
        api::{Failure, RoomPage, SessionPage, open_room, open_session},
        pages::home::{self, Visit},
    },
};
use serde::{Deserialize, Serialize};

/// What a page is made of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Page {
    Home(Result<Visit, Failure>),
    Login,
    Register,
    Session(Result<SessionPage, Failure>, String),
    /// With the room that the address names; none is the lobby, beside the list of rooms.
    Room(Result<RoomPage, Failure>, String),
    NotFound,
}

impl Page {
    /// Reads what stands at a path for the person of the request. Called on the server, under an
    /// owner that knows the request; says how the response looks as the server functions do.
    pub async fn read(path: &str) -> Self {
        match Place::at(path) {
            Some(Place::Home) => Self::Home(home::load().await),
            Some(Place::Login) => Self::Login,
            Some(Place::Register) => Self::Register,
            Some(Place::Session(uuid)) => Self::Session(open_session(uuid.clone()).await, uuid),
            Some(Place::Messages(room)) => Self::Room(open_room(room.clone()).await, room),
            None => Self::NotFound,
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
    match Place::at(path) {
        Some(Place::Login) => Ok(Page::Login),
        Some(Place::Register) => Ok(Page::Register),
        _ => post_json(&format!("/api/page?path={}", escaped(path))).await,
    }
}
