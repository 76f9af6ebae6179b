//! An account as a whole: its own side, and what of it stands in sessions, rooms and conversations.
//!
//! Each step can be taken again: who deletes their account and is cut off in between is still there,
//! and deletes it once more.

use super::{
    app::App,
    db::{self, notes::NotePlace, now_ms},
    error::ServerError,
    streams::{Departed, is_alone, messages_of},
};
use crate::shared::{
    account::Person,
    account_page::Words,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{PersonId, SessionId, StreamId},
    look::Look,
    session::{EntryBody, SOMEONE, StreamState, notes::Note},
    stream::StreamKind,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What happens to a session when somebody's account is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    pub title: String,
    /// Nobody else is in it.
    pub alone: bool,
    /// Who is its creator then, where that changes.
    pub heir: Option<Person>,
}

impl App {
    /// Gives an account another name, everywhere: in what was said, to who is there, at the next sign-in.
    pub async fn rename_person(&self, person: PersonId, name: &str) -> Result<Person, ApiError> {
        let old = self.auth.known(person).await?.account.person.name;
        let renamed = self.auth.rename(person, name).await?;
        if renamed.name == old {
            return Ok(renamed);
        }
        db::departures::rename_around(&self.db, person, &old, &renamed.name).await?;
        for stream in self.streams_of(person).await? {
            if let Err(error) = self.streams.take_name(stream, &renamed).await {
                // Made good when they next come there.
                tracing::warn!(%stream, %error, "a name was not told");
            }
        }
        self.bus.reopen(person);
        Ok(renamed)
    }

    /// Deletes an account. Sessions that nobody else is in go with it; others go on without the person,
    /// what they said as said by someone who left, or taken back.
    pub async fn delete_person(&self, person: &Person, words: Words) -> Result<(), ApiError> {
        self.auth.sign_out_elsewhere(person.id, None).await?;
        self.auth.revoke_all_tokens(person).await?;
        for stream in self.streams_of(person.id).await? {
            match self.depart(stream, person, words).await {
                // Deleted by another meanwhile.
                Err(error) if error.code == ErrorCode::SessionUnknown => {}
                departed => departed?,
            }
        }
        db::departures::rename_around(&self.db, person.id, &person.name, SOMEONE).await?;
        db::departures::delete_account(&self.db, person.id).await?;
        self.auth.forget_person(person.id);
        if let Err(error) = self.clear_orphaned_files().await {
            // The sessions are gone; the next start clears what is left.
            tracing::warn!(%error, "files of deleted sessions not removed");
        }
        Ok(())
    }

    async fn depart(
        &self,
        stream: StreamId,
        person: &Person,
        words: Words,
    ) -> Result<(), ApiError> {
        let id = person.id;
        if words == Words::Go {
            db::departures::untell(&self.db, &person.name).await?;
        }
        let along = words == Words::Go;
        if self.streams.depart(stream, person, along).await? == Departed::Alone {
            self.presences.cut(stream, None);
            return Ok(());
        }
        if let Some(creator) = self.streams.peek(stream, StreamState::creator).await? {
            db::departures::hand_on(&self.db, SessionId(stream.0), id, creator).await?;
        }
        db::departures::forget_in(&self.db, stream, person).await?;
        self.streams.refold(stream).await?;
        self.presences.cut(stream, Some(id));
        Ok(())
    }

    /// Streams that the person is in, or has said something in.
    async fn streams_of(&self, person: PersonId) -> Result<BTreeSet<StreamId>, ServerError> {
        let sessions = db::sessions::of_person(&self.db, person).await?;
        let rooms = db::rooms::of_person(&self.db, person).await?;
        let mut streams: BTreeSet<StreamId> =
            sessions.into_iter().map(|row| row.session.into()).collect();
        streams.extend(rooms.into_iter().map(|room| room.stream));
        streams.extend(db::departures::streams_with(&self.db, person).await?);
        Ok(streams)
    }

    /// What would happen to each of the person's sessions, and how many messages others can read.
    pub async fn leaving(&self, person: PersonId) -> Result<(Vec<Leaving>, usize), ApiError> {
        let (mut leaving, mut messages) = (Vec::new(), 0);
        for stream in self.streams_of(person).await? {
            let look = move |state: &StreamState| {
                let alone = is_alone(state, person);
                let heir = state.heir_of(person).filter(|_| state.is_creator(person));
                let heir = heir.and_then(|heir| state.member(heir));
                let is_in = state.kind == StreamKind::Session && state.is_member(person);
                let said = if alone {
                    0
                } else {
                    messages_of(state, person).len()
                };
                let session = is_in.then(|| Leaving {
                    title: state.people.title.clone(),
                    alone,
                    heir: heir.map(|member| member.person.clone()),
                });
                (session, said)
            };
            let (session, said) = self.streams.peek(stream, look).await?;
            leaving.extend(session);
            messages += said;
        }
        Ok((leaving, messages))
    }

    /// Everything of one's own, as JSON.
    pub async fn export(&self, person: &Person) -> Result<Value, ApiError> {
        let known = self.auth.known(person.id).await?;
        let tokens = self.auth.tokens(person).await?;
        let (mut places, mut messages, mut datasets) = (Vec::new(), Vec::new(), Vec::new());
        let mut notes = Vec::new();
        let id = person.id;
        for stream in self.streams_of(id).await? {
            let look = move |state: &StreamState| {
                let (place, said) = (place_of(state, id), said_by(state, id));
                (place, said, added_by(state, id), state.notes.clone())
            };
            let (place, said, added, pages) = self.streams.peek(stream, look).await?;
            places.extend(place);
            messages.extend(said);
            datasets.extend(added);
            for page in pages {
                notes.extend(self.written_on(stream, &page, id).await?);
            }
        }
        Ok(json!({
            "exported_at": now_ms(),
            "account": {
                "id": person.id,
                "name": known.account.person.name,
                "created_at": known.created_at,
                "look": Look::stored(&known.look),
            },
            "tokens": tokens,
            "sessions_and_rooms": places,
            "messages": messages,
            "datasets": datasets,
            "notes": notes,
        }))
    }

    async fn written_on(
        &self,
        stream: StreamId,
        page: &Note,
        person: PersonId,
    ) -> Result<Vec<Value>, ApiError> {
        let place = NotePlace {
            session: SessionId(stream.0),
            note: page.note_id,
        };
        let written = self.notes.written_by(place, person).await?;
        let told = written.into_iter().map(|one| {
            json!({
                "in": stream,
                "page": page.note_id,
                "title": page.title,
                "at": one.at,
                "text": one.text,
            })
        });
        Ok(told.collect())
    }
}

fn place_of(state: &StreamState, person: PersonId) -> Option<Value> {
    let me = state.member(person)?;
    let members = state
        .people
        .members
        .iter()
        .map(|member| &member.person.name);
    Some(json!({
        "id": state.stream,
        "kind": state.kind,
        "title": state.people.title,
        "archived": state.people.archived,
        "joined_at": me.joined_at,
        "creator": state.kind == StreamKind::Session && state.is_creator(person),
        "members": members.collect::<Vec<_>>(),
    }))
}

fn said_by(state: &StreamState, person: PersonId) -> Vec<Value> {
    let own = state
        .chat
        .timeline
        .iter()
        .filter(|entry| entry.by.id == person);
    own.filter_map(|entry| match &entry.body {
        EntryBody::Message { text, edited, .. } => Some(json!({
            "id": entry.id,
            "in": state.stream,
            "n": entry.n,
            "at": entry.at,
            "text": text,
            "edited": edited,
        })),
        _ => None,
    })
    .collect()
}

fn added_by(state: &StreamState, person: PersonId) -> Vec<Value> {
    let own = state.datasets.iter().filter(|one| one.by.id == person);
    own.map(|one| {
        json!({
            "id": one.dataset_id,
            "in": state.stream,
            "name": one.name,
            "version": one.version,
            "rows": one.rows,
            "bytes": one.bytes,
            "at": one.at,
        })
    })
    .collect()
}
