//! Namespace `/session`: parse, ask the session, ack. The rules live in the session itself.

use super::{Doors, queue::refuse_unknown, tab::Tab};
use crate::server::{auth::Login, sessions::Seen};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    protocol::*,
    session::{
        chat::{DeleteMessage, EditMessage, React, SendMessage},
        people::{Archive, Remove, Rename},
        runs::{CancelAnalysis, RunAnalysis},
    },
    stream::StreamKind,
};
use socketioxide::extract::SocketRef;
use std::sync::Arc;

const KIND: StreamKind = StreamKind::Session;

pub async fn connected(_: SocketRef) {}

/// Registers every event of the namespace on a socket.
pub fn listen(doors: &Arc<Doors>, socket: &SocketRef, login: Login) {
    let queue = doors.queue(login.person.id);
    let tab = Tab::new(doors, socket, login, SESSION_NAMESPACE);
    macro_rules! on {
        ($($handler:ident),*) => {$(
            let listener = tab.clone();
            queue.on(socket, move |event| $handler(listener.clone(), event));
        )*};
    }
    on!(join, leave, typing, pointer, set_presence, sync, history);
    on!(rename, archive, admit, remove);
    on!(decline, asking, delete_session);
    macro_rules! store {
        ($($command:ty),*) => {$(
            let listener = tab.clone();
            queue.on(socket, move |event: InSession<$command>| {
                let Once { to, cid } = event.to;
                listener.clone().store(to.session_uuid.into(), cid, event.body)
            });
        )*};
    }
    store!(
        SendMessage,
        EditMessage,
        DeleteMessage,
        React,
        RunAnalysis,
        CancelAnalysis
    );
    refuse_unknown(socket);
    socket.on_disconnect(move || async move { tab.gone(None) });
}

async fn join(tab: Tab, event: Addressed<ToSession, Join>) -> Result<JoinOk, ApiError> {
    let seen = Seen {
        after: event.body.after,
        last: event.body.last,
        epoch: event.body.epoch,
    };
    tab.listen(KIND, event.to.session_uuid.into(), seen).await
}

async fn leave(tab: Tab, event: Addressed<ToSession, Leave>) -> Result<Noted, ApiError> {
    tab.stop(event.to.session_uuid.into())
}

async fn typing(tab: Tab, event: Addressed<ToSession, Typing>) -> Result<Noted, ApiError> {
    let session_uuid = event.to.session_uuid;
    tab.check_listening(session_uuid.into())?;
    let signal = UserTyping {
        session_uuid,
        user: tab.me.clone(),
        is_typing: event.body.is_typing,
    };
    tab.tell_others(session_uuid.into(), &signal).await;
    Ok(Noted {})
}

async fn pointer(tab: Tab, event: Pointer) -> Result<Noted, ApiError> {
    let session_uuid = event.session_uuid;
    if !event.at.as_ref().is_none_or(PointerPlace::is_plausible) {
        let sentence = "No card has a place like that.";
        return Err(ApiError::new(ErrorCode::RequestMalformed, sentence));
    }
    tab.check_listening(session_uuid.into())?;
    let signal = PointerMoved {
        session_uuid,
        user: tab.me.clone(),
        at: event.at,
    };
    tab.tell_others(session_uuid.into(), &signal).await;
    Ok(Noted {})
}

async fn set_presence(
    tab: Tab,
    event: Addressed<ToSession, SetPresence>,
) -> Result<Noted, ApiError> {
    let stream = event.to.session_uuid.into();
    tab.check_listening(stream)?;
    tab.note(KIND, stream, event.body.state);
    Ok(Noted {})
}

async fn sync(tab: Tab, event: Addressed<ToSession, Sync>) -> Result<SyncOk, ApiError> {
    tab.sync(
        event.to.session_uuid.into(),
        event.body.after,
        event.body.max,
    )
    .await
}

async fn history(tab: Tab, event: Addressed<ToSession, History>) -> Result<HistoryOk, ApiError> {
    tab.history(
        event.to.session_uuid.into(),
        event.body.before,
        event.body.max,
    )
    .await
}

async fn rename(tab: Tab, event: InSession<Rename>) -> Result<Stored, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.to.to.session_uuid);
    let renamed = sessions.rename(session, &tab.me, event.to.cid, event.body);
    Ok(renamed.await?.into())
}

async fn archive(tab: Tab, event: InSession<Archive>) -> Result<Stored, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.to.to.session_uuid);
    let archived = sessions.archive(session, &tab.me, event.to.cid, event.body);
    Ok(archived.await?.into())
}

async fn admit(tab: Tab, event: InSession<Admit>) -> Result<Stored, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.to.to.session_uuid);
    let admitted = sessions.admit(session, &tab.me, event.to.cid, event.body);
    Ok(admitted.await?.into())
}

async fn remove(tab: Tab, event: InSession<Remove>) -> Result<Stored, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.to.to.session_uuid);
    let person = event.body.person_id;
    let removed = sessions.remove(session, &tab.me, event.to.cid, event.body);
    let removed = removed.await?;
    if !removed.dup {
        tab.doors.app.presences.cut(session.into(), Some(person));
    }
    Ok(removed.into())
}

async fn decline(tab: Tab, event: Decline) -> Result<Noted, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.session_uuid);
    sessions.decline(session, &tab.me, event.person_id).await?;
    Ok(Noted {})
}

async fn asking(tab: Tab, event: Asking) -> Result<AskingOk, ApiError> {
    let sessions = &tab.doors.app.sessions;
    let people = sessions.asking(event.session_uuid, &tab.me).await?;
    Ok(AskingOk { people })
}

async fn delete_session(tab: Tab, event: DeleteSession) -> Result<Noted, ApiError> {
    let app = &tab.doors.app;
    app.delete_session(event.session_uuid, &tab.me, &event.title)
        .await?;
    Ok(Noted {})
}
