//! What one connected socket does with streams, in any namespace: listen, catch up, say.

use super::{SocketContext, out_of_sight, room};
use crate::server::{
    app::App,
    auth::Login,
    bus::ConnectionId,
    streams::{Seen, Submitted},
};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{Cid, StreamId},
    protocol::*,
    session::{Command, StreamState},
    stream::StreamKind,
};
use serde::Serialize;
use socketioxide::{extract::SocketRef, socket::Sid};
use std::sync::Arc;

/// One connected socket of one person. Knows it by id: the socket owns its handlers, and one that
/// owned the socket in turn would keep both for ever.
#[derive(Clone)]
pub struct Connection {
    context: Arc<SocketContext>,
    sid: Sid,
    /// What the rest of the server knows it by.
    pub id: ConnectionId,
    pub me: Person,
    namespace: &'static str,
}

impl Connection {
    pub fn new(
        context: &Arc<SocketContext>,
        socket: &SocketRef,
        login: Login,
        namespace: &'static str,
    ) -> Self {
        Self {
            context: context.clone(),
            sid: socket.id,
            id: ConnectionId::next(),
            me: login.person,
            namespace,
        }
    }

    pub fn app(&self) -> &App {
        &self.context.app
    }

    pub fn socket(&self) -> Result<SocketRef, ApiError> {
        let namespace = self.context.io.of(self.namespace);
        namespace
            .and_then(|namespace| namespace.get_socket(self.sid))
            .ok_or_else(|| ApiError::new(ErrorCode::ClientOffline, "This connection is closed."))
    }

    /// Enters the room first and reads the log after that: nothing falls between the two.
    pub async fn listen(
        &self,
        kind: StreamKind,
        stream: StreamId,
        seen: Seen,
    ) -> Result<JoinOk, ApiError> {
        let streams = &self.app().streams;
        streams.settle_name(stream, &self.me).await?;
        let socket = self.socket()?;
        socket.leave(out_of_sight(stream));
        socket.join(room(stream));
        if !socket.connected() {
            // It closed meanwhile; joining after that would leave it in the room for ever.
            socket.leave_all();
        }
        let answer = self.catch_up(stream, seen).await;
        if answer.is_err() {
            // Removed between the look and the door: those who were cut off then did not have this
            // socket among them.
            socket.leave(room(stream));
            return answer;
        }
        self.note(kind, stream, Presence::Active);
        if !socket.connected() {
            self.gone(None);
        }
        answer
    }

    async fn catch_up(&self, stream: StreamId, seen: Seen) -> Result<JoinOk, ApiError> {
        let streams = &self.app().streams;
        let restored = streams.restored(stream, seen).await?;
        // What is of another history counts for nothing.
        let after = seen.after.filter(|_| restored.is_none());
        let look = move |state: &StreamState| {
            let snapshot = lags(state.head, after).then(|| Box::new(state.snapshot()));
            (state.head, state.people.members.clone(), snapshot)
        };
        let (head, members, snapshot) = streams.read(stream, self.me.id, look).await?;
        let events = match (&snapshot, after) {
            (None, Some(after)) if after < head => {
                let max = MAX_INLINE_EVENTS;
                streams.since(stream, self.me.id, after, max).await?.0
            }
            _ => Vec::new(),
        };
        Ok(JoinOk {
            stream,
            head,
            me: self.me.clone(),
            members,
            snapshot,
            events,
            epoch: streams.epoch().await?.id,
            restored,
        })
    }

    /// Stops listening; membership stays.
    pub fn stop(&self, stream: StreamId) -> Result<Noted, ApiError> {
        self.socket()?.leave(room(stream));
        self.gone(Some(stream));
        Ok(Noted {})
    }

    /// Whether the page is in sight; true where it was not before.
    pub fn is_in_sight(&self, stream: StreamId, is_it: bool) -> Result<bool, ApiError> {
        let (socket, room) = (self.socket()?, out_of_sight(stream));
        let was_away = socket.rooms().iter().any(|joined| **joined == room);
        match is_it {
            true => socket.leave(room),
            false => socket.join(room),
        }
        if !socket.connected() {
            // As in `listen`.
            socket.leave_all();
        }
        Ok(is_it && was_away)
    }

    pub fn note(&self, kind: StreamKind, stream: StreamId, state: Presence) {
        let presences = &self.app().presences;
        presences.set(kind, stream, &self.me, self.id, state);
    }

    /// From a stream, or from everywhere.
    pub fn gone(&self, stream: Option<StreamId>) {
        let presences = &self.app().presences;
        presences.remove(self.me.id, self.id, stream);
    }

    pub async fn sync(&self, stream: StreamId, after: i64, max: i64) -> Result<SyncOk, ApiError> {
        let max = max.clamp(1, MAX_SYNC_EVENTS);
        let streams = &self.app().streams;
        let (events, head) = streams.since(stream, self.me.id, after, max).await?;
        let more = events.last().map_or(after, |last| last.n) < head;
        Ok(SyncOk { events, head, more })
    }

    pub async fn history(
        &self,
        stream: StreamId,
        before: i64,
        max: i64,
    ) -> Result<HistoryOk, ApiError> {
        let max = max.clamp(1, MAX_HISTORY_ENTRIES) as usize;
        let look = move |state: &StreamState| state.history(before, max);
        let streams = &self.app().streams;
        let (entries, more) = streams.read(stream, self.me.id, look).await?;
        Ok(HistoryOk { entries, more })
    }

    /// For signals. A socket is in a stream's room from its `join` on, until it or the member leaves,
    /// so the connection answers by itself: the stream's task has commits to wait for.
    pub fn check_listening(&self, stream: StreamId) -> Result<(), ApiError> {
        let room = room(stream);
        match self.socket()?.rooms().iter().any(|joined| **joined == room) {
            true => Ok(()),
            false => Err(ApiError::new(
                ErrorCode::SessionRefused,
                "This connection has not joined there.",
            )),
        }
    }

    /// Stores what the person asks for.
    pub async fn store<C>(self, stream: StreamId, cid: Cid, command: C) -> Result<C::Ok, ApiError>
    where
        C: Durable + Into<Command>,
        C::Ok: From<Submitted>,
    {
        let streams = &self.app().streams;
        let submitted = streams.submit(stream, &self.me, Some(cid), command);
        Ok(submitted.await?.into())
    }

    /// Tells the other sockets that listen to a stream.
    pub async fn tell_others<S: Signal + Serialize>(&self, stream: StreamId, signal: &S) {
        if let Ok(socket) = self.socket() {
            // A signal is worth nothing later: a full buffer simply misses it.
            let _ = socket.to(room(stream)).emit(S::NAME, signal).await;
        }
    }
}

/// Whether replaying the gap costs more than the whole state.
fn lags(head: i64, after: Option<i64>) -> bool {
    const WORTH_REPLAYING: i64 = 500;
    after.is_none_or(|after| after > head || head.saturating_sub(after) > WORTH_REPLAYING)
}
