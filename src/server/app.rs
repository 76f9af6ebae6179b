//! The handle to everything that serves a request. Cheap to clone.

use super::{
    auth::Auth,
    bus::Bus,
    chat::Chat,
    config::Config,
    db::{self, Database},
    engine::Engine,
    error::ServerError,
    follow::{self, Follow},
    http::uploads::{InFlight, tus},
    lists::Lists,
    live::Live,
    notes::Notes,
    notifications::Notifications,
    orphaned_files,
    presence::{Online, Presences},
    readiness::Readiness,
    rules::Rules,
    samples::Samples,
    streams::{Notifier, Sources, Streams},
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{PersonId, RunId, SessionId},
    protocol::Presence,
    session::SessionSummary,
};
use std::sync::Arc;

#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub db: Database,
    pub auth: Auth,
    pub streams: Streams,
    pub chat: Chat,
    pub engine: Arc<dyn Engine>,
    /// Data sets that rows are appended to.
    pub live: Live,
    /// Runs that follow them.
    pub follow: Follow,
    /// What is said when something is so in them.
    pub rules: Rules,
    /// The built-in source of some of them.
    pub samples: Samples,
    /// What stands on pages of notes.
    pub notes: Notes,
    /// Carries what happens to whoever it concerns.
    pub bus: Arc<dyn Bus>,
    /// Who is where right now.
    pub presences: Presences,
    /// Who is online at all.
    pub online: Online,
    pub notifications: Notifications,
    pub readiness: Readiness,
    /// Files on their way in.
    pub uploads: InFlight,
}

impl App {
    /// Puts the parts together. What happens goes out by `bus`.
    pub fn new(
        config: Arc<Config>,
        db: Database,
        engine: Arc<dyn Engine>,
        bus: Arc<dyn Bus>,
    ) -> Self {
        let lists = Lists::new(db.clone(), bus.clone());
        let (bus, heard) = follow::hearing(lists.hearing(bus));
        let files = config.clone();
        let parquet = Arc::new(move |dataset_id| files.parquet(dataset_id));
        let (notifier, news) = Notifier::new();
        let live = Live::new(config.clone(), db.clone(), engine.clone(), bus.clone());
        let sources = Sources {
            parquet,
            live: live.clone(),
        };
        let streams = Streams::new(
            db.clone(),
            engine.clone(),
            bus.clone(),
            sources,
            notifier.clone(),
        );
        let notes = Notes::new(
            config.clone(),
            db.clone(),
            bus.clone(),
            streams.clone(),
            notifier,
        );
        let presences = Presences::new(bus.clone());
        let follow = Follow::start(
            streams.clone(),
            live.clone(),
            engine.clone(),
            bus.clone(),
            presences.clone(),
            heard,
        );
        let rules = Rules::new(db.clone(), engine.clone(), streams.clone(), live.clone());
        let samples = Samples::new(streams.clone(), live.clone(), presences.clone());
        let online = Online::new(bus.clone());
        let notifications = Notifications::new(
            db.clone(),
            bus.clone(),
            streams.clone(),
            presences.clone(),
            online.clone(),
            lists.clone(),
            news,
        );
        Self {
            auth: Auth::new(db.clone(), &config, bus.clone()),
            chat: Chat::new(db.clone(), streams.clone(), lists),
            readiness: Readiness::new(db.clone(), config.data.clone()),
            uploads: InFlight::default(),
            config,
            db,
            streams,
            engine,
            live,
            follow,
            rules,
            samples,
            notes,
            bus,
            presences,
            online,
            notifications,
        }
    }

    /// Deletes a session of `by` with everything in it, its files included.
    pub async fn delete_session(
        &self,
        session: SessionId,
        by: &Person,
        title: &str,
    ) -> Result<(), ApiError> {
        self.streams.delete(session, by, title).await?;
        self.presences.cut(session.into(), None);
        if let Err(error) = self.clear_orphaned_files().await {
            // The session is gone; the next start clears what is left.
            tracing::warn!(%error, "files of a deleted session not removed");
        }
        tus::remove_ended(self).await;
        Ok(())
    }

    /// Removes what deleted sessions leave behind.
    pub async fn clear_orphaned_files(&self) -> Result<(), ServerError> {
        for dataset in db::datasets::orphaned_files(&self.db).await? {
            // The worker holds files of it open.
            self.live.remove(dataset).await?;
        }
        orphaned_files::clear(&self.config, &self.db).await
    }

    /// The JSON of a finished run's output, of a run that follows the newest. For members only.
    pub async fn output(
        &self,
        session: SessionId,
        person: PersonId,
        run_id: RunId,
    ) -> Result<String, ApiError> {
        let kept = self.streams.output(session, person, run_id).await?;
        Ok(self.follow.output(session, run_id).unwrap_or(kept))
    }

    /// The person's sessions, the last active first, with who is there.
    pub async fn summaries(&self, person: &Person) -> Result<Vec<SessionSummary>, ApiError> {
        let mut summaries = self.streams.summaries(person).await?;
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
