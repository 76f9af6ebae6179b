//! Namespace `/session`: parse, ask the session, ack. The rules live in the session itself.

use super::{Doors, queue::refuse_unknown, tab::Tab};
use crate::server::{
    auth::Login,
    sessions::{Seen, Submitted},
};
use crate::shared::{
    api_error::ApiError, error_code::ErrorCode, ids::RunId, protocol::*, session::Command,
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
    on!(
        join,
        leave,
        send_message,
        edit_message,
        delete_message,
        react
    );
    on!(
        rename,
        archive,
        admit,
        decline,
        remove,
        asking,
        delete_session
    );
    on!(
        run_analysis,
        cancel_analysis,
        typing,
        pointer,
        set_presence,
        sync,
        history
    );
    refuse_unknown(socket);
    socket.on_disconnect(move || async move { tab.gone(None) });
}

async fn join(tab: Tab, event: Join) -> Result<JoinOk, ApiError> {
    let seen = Seen {
        after: event.after,
        last: event.last,
        epoch: event.epoch,
    };
    tab.listen(KIND, event.session_uuid.into(), seen).await
}

async fn leave(tab: Tab, event: Leave) -> Result<Noted, ApiError> {
    tab.stop(event.session_uuid.into())
}

async fn send_message(tab: Tab, event: SendMessage) -> Result<SendMessageOk, ApiError> {
    let command = Command::SendMessage {
        text: event.text,
        reply_to: event.reply_to,
        about: event.about,
    };
    tab.say(event.session_uuid.into(), event.cid, command).await
}

async fn edit_message(tab: Tab, event: EditMessage) -> Result<Stored, ApiError> {
    let command = Command::EditMessage {
        message_id: event.message_id,
        text: event.text,
    };
    tab.store(event.session_uuid.into(), event.cid, command)
        .await
}

async fn delete_message(tab: Tab, event: DeleteMessage) -> Result<Stored, ApiError> {
    let command = Command::DeleteMessage {
        message_id: event.message_id,
    };
    tab.store(event.session_uuid.into(), event.cid, command)
        .await
}

async fn react(tab: Tab, event: React) -> Result<Stored, ApiError> {
    let command = Command::React {
        message_id: event.message_id,
        emoji: event.emoji,
        on: event.on,
    };
    tab.store(event.session_uuid.into(), event.cid, command)
        .await
}

async fn run_analysis(tab: Tab, event: RunAnalysis) -> Result<RunAnalysisOk, ApiError> {
    let command = Command::RunAnalysis {
        dataset_id: event.dataset_id,
        spec: event.spec,
    };
    let stream = event.session_uuid.into();
    let Submitted { event, dup } = tab.submit(stream, event.cid, command).await?;
    Ok(RunAnalysisOk {
        n: event.n,
        run_id: RunId(event.id.0),
        dup,
    })
}

async fn cancel_analysis(tab: Tab, event: CancelAnalysis) -> Result<Stored, ApiError> {
    let command = Command::CancelAnalysis {
        run_id: event.run_id,
    };
    tab.store(event.session_uuid.into(), event.cid, command)
        .await
}

async fn typing(tab: Tab, event: Typing) -> Result<Noted, ApiError> {
    let session_uuid = event.session_uuid;
    tab.check_listening(session_uuid.into())?;
    let signal = UserTyping {
        session_uuid,
        user: tab.me.clone(),
        is_typing: event.is_typing,
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

async fn set_presence(tab: Tab, event: SetPresence) -> Result<Noted, ApiError> {
    let stream = event.session_uuid.into();
    tab.check_listening(stream)?;
    tab.note(KIND, stream, event.state);
    Ok(Noted {})
}

async fn sync(tab: Tab, event: Sync) -> Result<SyncOk, ApiError> {
    tab.sync(event.session_uuid.into(), event.after, event.max)
        .await
}

async fn history(tab: Tab, event: History) -> Result<HistoryOk, ApiError> {
    tab.history(event.session_uuid.into(), event.before, event.max)
        .await
}

fn stored(submitted: Submitted) -> Stored {
    Stored {
        n: submitted.event.n,
        dup: submitted.dup,
    }
}

async fn rename(tab: Tab, event: Rename) -> Result<Stored, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.session_uuid);
    let renamed = sessions
        .rename(session, &tab.me, event.cid, event.title)
        .await;
    renamed.map(stored)
}

async fn archive(tab: Tab, event: Archive) -> Result<Stored, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.session_uuid);
    let archived = sessions
        .archive(session, &tab.me, event.cid, event.on)
        .await;
    archived.map(stored)
}

async fn admit(tab: Tab, event: Admit) -> Result<Stored, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.session_uuid);
    let admitted = sessions
        .admit(session, &tab.me, event.cid, event.person_id)
        .await;
    admitted.map(stored)
}

async fn decline(tab: Tab, event: Decline) -> Result<Noted, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.session_uuid);
    sessions.decline(session, &tab.me, event.person_id).await?;
    Ok(Noted {})
}

async fn remove(tab: Tab, event: Remove) -> Result<Stored, ApiError> {
    let (sessions, session) = (&tab.doors.app.sessions, event.session_uuid);
    let removed = sessions
        .remove(session, &tab.me, event.cid, event.person_id)
        .await?;
    if !removed.dup {
        let presences = &tab.doors.app.presences;
        presences.cut(session.into(), Some(event.person_id));
    }
    Ok(stored(removed))
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
