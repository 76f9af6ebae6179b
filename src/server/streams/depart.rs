//! A person under another name, and one who goes for good: what a stream's own task does about it.

use super::{
    Streams,
    batch::Batch,
    live_stream::LiveStream,
    request::{Departed, StreamRequest},
};
use crate::server::db;
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{EventId, PersonId, StreamId},
    session::{
        EntryBody, Rejection, StreamState,
        chat::TakeBack,
        people::{Depart, TakeName},
    },
    stream::StreamKind,
};
use futures_util::future::join_all;
use tokio::sync::oneshot;

/// Messages taken back together, with one sync to disk.
const TOGETHER: usize = 64;

impl Streams {
    /// Tells a stream what the person is called now, unless it knows.
    pub async fn take_name(&self, stream: StreamId, person: &Person) -> Result<(), ApiError> {
        match self.submit(stream, person, None, TakeName).await {
            Err(refusal) if refusal.code == Rejection::NotHere.code() => Ok(()),
            other => other.map(|_| ()),
        }
    }

    /// Makes good what a stop between an account's new name and the log left undone. A connection may
    /// know an older name than the log: the account decides.
    pub async fn settle_name(&self, stream: StreamId, me: &Person) -> Result<(), ApiError> {
        let (id, name) = (me.id, me.name.clone());
        let known = self.read(stream, id, move |state| {
            state
                .member(id)
                .is_some_and(|member| member.person.name == name)
        });
        if known.await? {
            return Ok(());
        }
        match db::people::by_id(&self.0.db, id).await? {
            Some(person) => self.take_name(stream, &person).await,
            None => Ok(()),
        }
    }

    /// Takes a person out for good; `along` takes what they said along.
    pub async fn depart(
        &self,
        stream: StreamId,
        person: &Person,
        along: bool,
    ) -> Result<Departed, ApiError> {
        let id = person.id;
        if along && !self.peek(stream, move |state| is_alone(state, id)).await? {
            self.take_back(stream, person).await?;
        }
        let (reply, answer) = oneshot::channel();
        let by = person.clone();
        self.send(stream, StreamRequest::Depart { by, reply })
            .await?;
        answer.await.map_err(|_| self.not_now())?
    }

    async fn take_back(&self, stream: StreamId, person: &Person) -> Result<(), ApiError> {
        let id = person.id;
        let said = self
            .peek(stream, move |state| messages_of(state, id))
            .await?;
        for some in said.chunks(TOGETHER) {
            let each = some.iter().map(|message_id| {
                let message_id = *message_id;
                self.submit(stream, person, None, TakeBack { message_id })
            });
            for answer in join_all(each).await {
                match answer {
                    // Deleted by its author meanwhile.
                    Err(gone) if gone.code == Rejection::UnknownMessage.code() => {}
                    answer => _ = answer?,
                }
            }
        }
        Ok(())
    }

    /// Folds a stream anew after what is stored of it was changed.
    pub async fn refold(&self, stream: StreamId) -> Result<(), ApiError> {
        let (reply, answer) = oneshot::channel();
        self.send(stream, StreamRequest::Refold(reply)).await?;
        answer.await.map_err(|_| self.not_now())?
    }
}

/// The person's messages that are still there.
pub fn messages_of(state: &StreamState, person: PersonId) -> Vec<EventId> {
    let said =
        state.chat.timeline.iter().filter(|entry| {
            entry.by.id == person && matches!(entry.body, EntryBody::Message { .. })
        });
    said.map(|entry| entry.id).collect()
}

/// Whether it is a session of this person's that nobody else is in.
pub fn is_alone(state: &StreamState, person: PersonId) -> bool {
    let only = state
        .people
        .members
        .iter()
        .all(|member| member.person.id == person);
    state.kind == StreamKind::Session && only && state.is_creator(person)
}

impl LiveStream {
    pub(super) async fn depart(&mut self, by: Person) -> Result<Departed, ApiError> {
        if is_alone(&self.state, by.id) {
            let title = self.state.people.title.clone();
            self.delete(by.id, &title).await?;
            return Ok(Departed::Alone);
        }
        let (reply, answer) = oneshot::channel();
        let mut batch = Batch::default();
        batch.add(self, by, None, Depart.into(), Some(reply));
        batch.commit(self).await;
        answer.await.map_err(|_| self.streams.not_now())??;
        Ok(Departed::Shared)
    }
}
