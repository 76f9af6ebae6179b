//! What a session's creator does about it and its people, and what is heard of that.

use super::Tab;
use crate::server::{auth::Login, left_over, sessions::Submitted, sockets::room};
use crate::shared::{
    api_error::ApiError,
    ids::{PersonId, SessionId},
    protocol::*,
};
use futures_util::FutureExt;
use socketioxide::{SocketIo, extract::SocketRef};

impl Tab {
    pub(super) async fn rename(self, event: Rename) -> Result<Stored, ApiError> {
        let Rename {
            session_uuid,
            cid,
            title,
        } = event;
        let sessions = &self.doors.app.sessions;
        let renamed = sessions.rename(session_uuid, &self.me, cid, title).await?;
        Ok(stored(&renamed))
    }

    pub(super) async fn archive(self, event: Archive) -> Result<Stored, ApiError> {
        let Archive {
            session_uuid,
            cid,
            on,
        } = event;
        let sessions = &self.doors.app.sessions;
        let archived = sessions.archive(session_uuid, &self.me, cid, on).await?;
        Ok(stored(&archived))
    }

    pub(super) async fn admit(self, event: Admit) -> Result<Stored, ApiError> {
        let Admit {
            session_uuid,
            cid,
            person_id,
        } = event;
        let sessions = &self.doors.app.sessions;
        let admitted = sessions
            .admit(session_uuid, &self.me, cid, person_id)
            .await?;
        Ok(stored(&admitted))
    }

    pub(super) async fn decline(self, event: Decline) -> Result<Noted, ApiError> {
        let sessions = &self.doors.app.sessions;
        sessions
            .decline(event.session_uuid, &self.me, event.person_id)
            .await?;
        Ok(Noted {})
    }

    pub(super) async fn remove(self, event: Remove) -> Result<Stored, ApiError> {
        let Remove {
            session_uuid,
            cid,
            person_id,
        } = event;
        let app = &self.doors.app;
        let removed = app
            .sessions
            .remove(session_uuid, &self.me, cid, person_id)
            .await?;
        if !removed.dup {
            app.presences.cut(session_uuid, Some(person_id));
        }
        Ok(stored(&removed))
    }

    pub(super) async fn asking(self, event: Asking) -> Result<AskingOk, ApiError> {
        let sessions = &self.doors.app.sessions;
        let people = sessions.asking(event.session_uuid, &self.me).await?;
        Ok(AskingOk { people })
    }

    pub(super) async fn delete_session(self, event: DeleteSession) -> Result<Noted, ApiError> {
        let DeleteSession {
            session_uuid,
            title,
        } = event;
        let app = &self.doors.app;
        app.sessions.delete(session_uuid, &self.me, &title).await?;
        app.presences.cut(session_uuid, None);
        if let Err(error) = left_over::clear(&app.config, &app.db).await {
            // The session is gone; the next start clears what is left.
            tracing::warn!(%error, "files of a deleted session not removed");
        }
        Ok(Noted {})
    }
}

fn stored(submitted: &Submitted) -> Stored {
    Stored {
        n: submitted.event.n,
        dup: submitted.dup,
    }
}

/// Tells the creator's tabs that are in the session, and nobody else.
pub fn tell_asking(io: &SocketIo, creator: PersonId, asking: &AskingUpdated) {
    for socket in sockets_in(io, asking.session_uuid) {
        let login = socket.extensions.get::<Login>();
        if login.is_some_and(|login| login.person.id == creator) {
            // Lost for a full buffer; the creator's next join asks anew.
            let _ = socket.emit(AskingUpdated::NAME, asking);
        }
    }
}

/// Tells everyone in the session, and takes them out of its room.
pub fn tell_deleted(io: &SocketIo, last: &SessionDeleted) {
    let Some(namespace) = io.of(SESSION_NAMESPACE) else {
        return;
    };
    // Whoever misses it finds nothing at the address any more.
    let _ = namespace
        .to(room(last.session_uuid))
        .emit(SessionDeleted::NAME, last)
        .now_or_never();
    for socket in sockets_in(io, last.session_uuid) {
        socket.leave(room(last.session_uuid));
    }
}

fn sockets_in(io: &SocketIo, session: SessionId) -> Vec<SocketRef> {
    let namespace = io.of(SESSION_NAMESPACE);
    namespace
        .map(|namespace| namespace.to(room(session)).sockets())
        .unwrap_or_default()
}
