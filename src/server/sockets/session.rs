//! Namespace `/session`: parse, ask the session, ack. The rules live in the session itself.

mod people;

pub use people::{tell_asking, tell_deleted};

use super::{
    Doors,
    queue::{Queue, refuse_unknown},
    room,
};
use crate::server::{auth::Login, sessions::Submitted};
use crate::shared::{
    account::Person,
    api_error::ApiError,
    ids::{Cid, RunId, SessionId},
    protocol::*,
    session::{Command, SessionState},
};
use serde::Serialize;
use socketioxide::{extract::SocketRef, socket::Sid};

pub async fn connected(_: SocketRef) {}

/// Registers every event of the namespace on a socket.
pub fn listen(doors: &Doors, socket: &SocketRef, login: Login) {
    let queue = Queue::start();
    let tab = Tab {
        doors: doors.clone(),
        sid: socket.id,
        me: login.person,
    };
    macro_rules! on {
        ($($handler:ident),*) => {$(
            let listener = tab.clone();
            queue.on(socket, move |event| listener.clone().$handler(event));
        )*};
    }
    on!(
        join,
        leave,
        send_message,
        edit_message,
        delete_message,
        run_analysis,
        cancel_analysis
    );
    on!(typing, pointer, set_presence, sync, history, react);
    on!(
        rename,
        archive,
        admit,
        decline,
        remove,
        asking,
        delete_session
    );
    refuse_unknown(socket);
    socket.on_disconnect(move || async move {
        tab.doors.app.presences.remove(tab.me.id, tab.sid, None);
    });
}

/// One connected socket of one person. Knows it by id: the socket owns its handlers, and one that
/// owned the socket in turn would keep both for ever.
#[derive(Clone)]
struct Tab {
    doors: Doors,
    sid: Sid,
    me: Person,
}

impl Tab {
    fn socket(&self) -> Result<SocketRef, ApiError> {
        let namespace = self.doors.io.of(SESSION_NAMESPACE);
        namespace
            .and_then(|namespace| namespace.get_socket(self.sid))
            .ok_or_else(|| ApiError::new("client/offline", "This connection is closed."))
    }

    /// Enters the room first and reads the log after that: nothing falls between the two.
    async fn join(self, event: Join) -> Result<JoinOk, ApiError> {
        let session = event.session_uuid;
        self.check_membership(session).await?;
        let socket = self.socket()?;
        socket.join(room(session));
        if !socket.connected() {
            // It closed meanwhile; joining after that would leave it in the room for ever.
            socket.leave_all();
        }
        let answer = self.catch_up(session, event.after).await;
        if answer.is_err() {
            // Removed between the look and the door: those who were cut off then did not have this
            // socket among them.
            socket.leave(room(session));
            return answer;
        }
        self.doors
            .app
            .presences
            .set(session, &self.me, self.sid, Presence::Active);
        if !socket.connected() {
            self.doors.app.presences.remove(self.me.id, self.sid, None);
        }
        answer
    }

    async fn catch_up(&self, session: SessionId, after: Option<i64>) -> Result<JoinOk, ApiError> {
        let sessions = &self.doors.app.sessions;
        let look = move |state: &SessionState| {
            let snapshot = lags(state.head, after).then(|| Box::new(state.snapshot()));
            (state.head, state.members.clone(), snapshot)
        };
        let (head, members, snapshot) = sessions.read(session, self.me.id, look).await?;
        let events = match (&snapshot, after) {
            (None, Some(after)) if after < head => {
                sessions
                    .since(session, self.me.id, after, MAX_INLINE_EVENTS)
                    .await?
                    .0
            }
            _ => Vec::new(),
        };
        Ok(JoinOk {
            stream: session.into(),
            head,
            me: self.me.clone(),
            members,
            snapshot,
            events,
        })
    }

    async fn leave(self, event: Leave) -> Result<Noted, ApiError> {
        self.socket()?.leave(room(event.session_uuid));
        self.doors
            .app
            .presences
            .remove(self.me.id, self.sid, Some(event.session_uuid));
        Ok(Noted {})
    }

    async fn send_message(self, event: SendMessage) -> Result<SendMessageOk, ApiError> {
        let command = Command::SendMessage {
            text: event.text,
            reply_to: event.reply_to,
            about: event.about,
        };
        let Submitted { event, dup } = self.submit(event.session_uuid, event.cid, command).await?;
        Ok(SendMessageOk {
            n: event.n,
            id: event.id,
            at: event.at,
            dup,
        })
    }

    async fn edit_message(self, event: EditMessage) -> Result<Stored, ApiError> {
        let EditMessage {
            session_uuid,
            cid,
            message_id,
            text,
        } = event;
        self.store(session_uuid, cid, Command::EditMessage { message_id, text })
            .await
    }

    async fn delete_message(self, event: DeleteMessage) -> Result<Stored, ApiError> {
        let DeleteMessage {
            session_uuid,
            cid,
            message_id,
        } = event;
        self.store(session_uuid, cid, Command::DeleteMessage { message_id })
            .await
    }

    async fn react(self, event: React) -> Result<Stored, ApiError> {
        let React {
            session_uuid,
            cid,
            message_id,
            emoji,
            on,
        } = event;
        let react = Command::React {
            message_id,
            emoji,
            on,
        };
        self.store(session_uuid, cid, react).await
    }

    async fn run_analysis(self, event: RunAnalysis) -> Result<RunAnalysisOk, ApiError> {
        let RunAnalysis {
            session_uuid,
            cid,
            dataset_id,
            spec,
        } = event;
        let command = Command::RunAnalysis { dataset_id, spec };
        let Submitted { event, dup } = self.submit(session_uuid, cid, command).await?;
        Ok(RunAnalysisOk {
            n: event.n,
            run_id: RunId(event.id.0),
            dup,
        })
    }

    async fn cancel_analysis(self, event: CancelAnalysis) -> Result<Stored, ApiError> {
        let CancelAnalysis {
            session_uuid,
            cid,
            run_id,
        } = event;
        self.store(session_uuid, cid, Command::CancelAnalysis { run_id })
            .await
    }

    async fn typing(self, event: Typing) -> Result<Noted, ApiError> {
        let session_uuid = event.session_uuid;
        self.check_membership(session_uuid).await?;
        let user = self.me.clone();
        self.tell_others(
            session_uuid,
            &UserTyping {
                session_uuid,
                user,
                is_typing: event.is_typing,
            },
        )
        .await;
        Ok(Noted {})
    }

    async fn pointer(self, event: Pointer) -> Result<Noted, ApiError> {
        let session_uuid = event.session_uuid;
        self.check_membership(session_uuid).await?;
        let user = self.me.clone();
        self.tell_others(
            session_uuid,
            &PointerMoved {
                session_uuid,
                user,
                at: event.at,
            },
        )
        .await;
        Ok(Noted {})
    }

    async fn set_presence(self, event: SetPresence) -> Result<Noted, ApiError> {
        self.check_membership(event.session_uuid).await?;
        self.doors
            .app
            .presences
            .set(event.session_uuid, &self.me, self.sid, event.state);
        Ok(Noted {})
    }

    async fn sync(self, event: Sync) -> Result<SyncOk, ApiError> {
        let max = event.max.clamp(1, MAX_SYNC_EVENTS);
        let sessions = &self.doors.app.sessions;
        let (events, head) = sessions
            .since(event.session_uuid, self.me.id, event.after, max)
            .await?;
        let more = events.last().map_or(event.after, |last| last.n) < head;
        Ok(SyncOk { events, head, more })
    }

    async fn history(self, event: History) -> Result<HistoryOk, ApiError> {
        let max = event.max.clamp(1, MAX_HISTORY_ENTRIES) as usize;
        let look = move |state: &SessionState| state.history(event.before, max);
        let sessions = &self.doors.app.sessions;
        let (entries, more) = sessions.read(event.session_uuid, self.me.id, look).await?;
        Ok(HistoryOk { entries, more })
    }

    async fn check_membership(&self, session: SessionId) -> Result<(), ApiError> {
        self.doors
            .app
            .sessions
            .read(session, self.me.id, |_| ())
            .await
    }

    async fn submit(
        &self,
        session: SessionId,
        cid: Cid,
        command: Command,
    ) -> Result<Submitted, ApiError> {
        self.doors
            .app
            .sessions
            .submit(session, &self.me, Some(cid), command)
            .await
    }

    async fn store(
        &self,
        session: SessionId,
        cid: Cid,
        command: Command,
    ) -> Result<Stored, ApiError> {
        let Submitted { event, dup } = self.submit(session, cid, command).await?;
        Ok(Stored { n: event.n, dup })
    }

    async fn tell_others<S: Signal + Serialize>(&self, session: SessionId, signal: &S) {
        if let Ok(socket) = self.socket() {
            // A signal is worth nothing later: a full buffer simply misses it.
            let _ = socket.to(room(session)).emit(S::NAME, signal).await;
        }
    }
}

/// Whether replaying the gap costs more than the whole state.
fn lags(head: i64, after: Option<i64>) -> bool {
    const WORTH_REPLAYING: i64 = 500;
    after.is_none_or(|after| after > head || head - after > WORTH_REPLAYING)
}
