//! What the home page reads and does.

use super::{Failure, Json, current_person};
use crate::shared::account::Person;
pub use crate::shared::session::SessionSummary;
use leptos::{prelude::*, server_fn::codec::Post};

/// The signed-in person and their sessions; nobody, and the page welcomes.
pub type HomePage = Option<(Person, Vec<SessionSummary>)>;

pub async fn open_home() -> Result<HomePage, Failure> {
    match current_person().await? {
        Some(me) => Ok(Some((me, my_sessions().await?))),
        None => Ok(None),
    }
}

/// The caller's sessions, the last active first.
#[server(endpoint = "my_sessions", output = Post<Json>)]
pub async fn my_sessions() -> Result<Vec<SessionSummary>, Failure> {
    use crate::server::context;
    let login = context::signed_in()?;
    Ok(context::app().summaries(&login.person).await?)
}

/// Creates a session with the caller on seat 1 and goes there.
#[server(endpoint = "create_session")]
pub async fn create_session(title: Option<String>) -> Result<(), Failure> {
    use crate::{server::context, shared::route::Route};
    let login = match context::signed_in() {
        Ok(login) => login,
        Err(refusal) => return context::to_login("/", refusal),
    };
    let session = context::app()
        .streams
        .create(&login.person, title.as_deref())
        .await;
    let session = session.map_err(crate::shared::api_error::ApiError::from)?;
    context::redirect(&Route::session(session).to_string());
    Ok(())
}
