//! What the home page reads and does.

use super::Failure;
use crate::shared::{account::Person, ids::SessionId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A session as a row of the home page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionSummary {
    pub session_uuid: SessionId,
    pub title: String,
    /// Seat 1 first.
    pub members: Vec<Person>,
    /// "weather, penguins"; empty without data.
    pub datasets: Vec<String>,
    pub run_count: i64,
    /// The last message, with its author: "Grace: look at July".
    pub last_line: Option<String>,
    /// When anything last happened, unix milliseconds.
    pub last_at: i64,
    /// Members who are here right now.
    pub present: Vec<Person>,
}

/// The caller's sessions, the last active first.
#[server(endpoint = "my_sessions")]
pub async fn my_sessions() -> Result<Vec<SessionSummary>, Failure> {
    unimplemented!()
}

/// Creates a session with the caller on seat 1 and goes there.
#[server(endpoint = "create_session")]
pub async fn create_session(title: Option<String>) -> Result<(), Failure> {
    let _ = title;
    unimplemented!()
}
