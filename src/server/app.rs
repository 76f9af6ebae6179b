//! The handle to everything that serves a request. Cheap to clone.

use super::{
    auth::Auth, config::Config, db::Database, engine::Engine, sessions::Sessions,
    sockets::Presences,
};
use crate::shared::{
    account::Person, api_error::ApiError, protocol::Presence, session::SessionSummary,
};
use std::sync::Arc;

#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub db: Database,
    pub auth: Auth,
    pub sessions: Sessions,
    pub engine: Arc<dyn Engine>,
    /// Who is where right now.
    pub presences: Presences,
}

impl App {
    /// The person's sessions, the last active first, with who is there.
    pub async fn summaries(&self, person: &Person) -> Result<Vec<SessionSummary>, ApiError> {
        let mut summaries = self.sessions.summaries(person).await?;
        for summary in &mut summaries {
            let users = self.presences.users(summary.session_uuid).into_iter();
            let here = users.filter(|user| user.state != Presence::Away);
            summary.present = here
                .map(|user| Person {
                    id: user.id,
                    name: user.name,
                })
                .collect();
        }
        Ok(summaries)
    }
}
