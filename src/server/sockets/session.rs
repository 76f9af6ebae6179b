//! Namespace `/session`: parse, ask the session, ack. The rules live in the session itself.

use super::{
    SocketContext, connection::Connection, handlers::Handlers, notes, queue::refuse_unknown,
};
use crate::server::{
    app::App,
    auth::Login,
    bus::Audience,
    engine::{Append, Form},
    error::ServerError,
    streams::Submitted,
};
use crate::shared::{
    api_error::ApiError,
    error_code::ErrorCode,
    ids::{PersonId, SessionId},
    protocol::*,
    session::{
        Command, StreamState,
        chat::{DeleteMessage, EditMessage, React, ResolveThread, SendMessage},
        datasets::{DescribeDataset, RemoveDataset, ShowView},
        notes::{AddNote, RemoveNote, RenameNote},
        people::{Archive, Present, Remove, Rename},
        rules::{MakeRule, RemoveRule},
        runs::{CancelAnalysis, PauseRun, RunAnalysis},
    },
    stream::StreamKind,
};
use socketioxide::extract::SocketRef;
use std::sync::Arc;

const KIND: StreamKind = StreamKind::Session;

pub async fn connected(_: SocketRef) {}

/// Registers every event of the namespace on a socket.
pub fn listen(context: &Arc<SocketContext>, socket: &SocketRef, login: Login) {
    let queue = context.queue(login.person.id);
    let connection = Connection::new(context, socket, login, SESSION_NAMESPACE);
    Handlers::new(socket, &queue, &connection)
        .on(join)
        .on(leave)
        .on(typing)
        .on(pointer)
        .on(look)
        .on(set_presence)
        .on(sync)
        .on(history)
        .on(rename)
        .on(archive)
        .on(admit)
        .on(remove)
        .on(decline)
        .on(asking)
        .on(delete_session)
        .on(append_rows)
        .on(make_rule)
        .on(note_open)
        .on(note_edit)
        .on(note_close)
        .on(note_awareness)
        .on(store::<SendMessage>)
        .on(store::<EditMessage>)
        .on(store::<DeleteMessage>)
        .on(store::<React>)
        .on(store::<ResolveThread>)
        .on(store::<RunAnalysis>)
        .on(store::<CancelAnalysis>)
        .on(store::<PauseRun>)
        .on(store::<RemoveDataset>)
        .on(store::<ShowView>)
        .on(store::<Present>)
        .on(store::<DescribeDataset>)
        .on(store::<RemoveRule>)
        .on(store::<AddNote>)
        .on(store::<RenameNote>)
        .on(store::<RemoveNote>);
    refuse_unknown(socket);
    socket.on_disconnect(move || async move {
        connection.gone(None);
        notes::gone(&connection, None);
    });
}

async fn store<C>(connection: Connection, event: InSession<C>) -> Result<C::Ok, ApiError>
where
    C: Durable + Into<Command>,
    C::Ok: From<Submitted>,
{
    let Once { to, cid } = event.to;
    connection
        .store(to.session_uuid.into(), cid, event.body)
        .await
}

async fn join(
    connection: Connection,
    event: Addressed<ToSession, Join>,
) -> Result<JoinOk, ApiError> {
    let session = event.to.session_uuid;
    let joined = connection
        .listen(KIND, session.into(), event.body.into())
        .await?;
    let app = connection.app();
    let to = Audience::Member(KIND, session.into(), connection.me.id);
    for (progress, preview) in app.uploads.of_session(session) {
        app.bus.send(to, &progress);
        if let Some(preview) = preview {
            app.bus.send(to, &*preview);
        }
    }
    app.presences.tell_watched(session, connection.me.id);
    tokio::spawn(tell_rows(app.clone(), session, connection.me.id));
    Ok(joined)
}

async fn append_rows(connection: Connection, event: AppendRows) -> Result<AppendRowsOk, ApiError> {
    let body = serde_json::to_string(&event.rows).map_err(ServerError::from)?;
    let batch = Append {
        key: Some(event.cid.to_string()),
        form: Form::Json,
        body,
    };
    let (app, me) = (connection.app(), &connection.me);
    app.append_rows(event.session_uuid, me, event.dataset_id, batch)
        .await
}

async fn make_rule(
    connection: Connection,
    event: InSession<MakeRule>,
) -> Result<MakeRuleOk, ApiError> {
    let (app, session) = (connection.app().clone(), event.to.to.session_uuid);
    let made = store(connection, event).await?;
    app.rules.wake(session).await;
    Ok(made)
}

async fn note_open(connection: Connection, event: NoteOpen) -> Result<NoteOpenOk, ApiError> {
    notes::open(&connection, event).await
}

async fn note_edit(connection: Connection, event: NoteEdit) -> Result<NoteEditOk, ApiError> {
    notes::edit(&connection, event).await
}

async fn note_close(connection: Connection, event: NoteClose) -> Result<Noted, ApiError> {
    notes::close(&connection, &event)
}

async fn note_awareness(connection: Connection, event: TellAwareness) -> Result<Noted, ApiError> {
    notes::tell_awareness(&connection, event)
}

/// How many rows the live data sets have, and what their runs have come to: the log does not say. A sample goes on
/// now that somebody is there.
async fn tell_rows(app: App, session: SessionId, to: PersonId) {
    app.samples.wake(session, to).await;
    let live = app
        .streams
        .read(session, to, StreamState::live_datasets)
        .await;
    let audience = Audience::Member(KIND, session.into(), to);
    let live = live.unwrap_or_default();
    for dataset_id in &live {
        if let Ok(told) = app.live.count(session, *dataset_id).await {
            app.bus.send(audience, &told);
        }
    }
    if !live.is_empty() {
        app.follow.greet(session, to);
    }
}

async fn leave(
    connection: Connection,
    event: Addressed<ToSession, Leave>,
) -> Result<Noted, ApiError> {
    notes::gone(&connection, Some(event.to.session_uuid));
    connection.stop(event.to.session_uuid.into())
}

async fn typing(
    connection: Connection,
    event: Addressed<ToSession, Typing>,
) -> Result<Noted, ApiError> {
    let session_uuid = event.to.session_uuid;
    connection.check_listening(session_uuid.into())?;
    let signal = UserTyping {
        session_uuid,
        user: connection.me.clone(),
        is_typing: event.body.is_typing,
    };
    connection.tell_others(session_uuid.into(), &signal).await;
    Ok(Noted {})
}

async fn pointer(connection: Connection, event: Pointer) -> Result<Noted, ApiError> {
    let session_uuid = event.session_uuid;
    if !event.at.as_ref().is_none_or(PointerPlace::is_plausible) {
        let sentence = "No card has a place like that.";
        return Err(ApiError::new(ErrorCode::RequestMalformed, sentence));
    }
    connection.check_listening(session_uuid.into())?;
    let signal = PointerMoved {
        session_uuid,
        user: connection.me.clone(),
        at: event.at,
    };
    connection.tell_others(session_uuid.into(), &signal).await;
    Ok(Noted {})
}

async fn look(connection: Connection, event: Look) -> Result<Noted, ApiError> {
    if !event.at.as_ref().is_none_or(LookPlace::is_plausible) {
        let sentence = "Nobody can look at a place like that.";
        return Err(ApiError::new(ErrorCode::RequestMalformed, sentence));
    }
    connection.check_listening(event.session_uuid.into())?;
    let presences = &connection.app().presences;
    presences.look(
        event.session_uuid,
        connection.me.id,
        connection.id,
        event.into(),
    );
    Ok(Noted {})
}

async fn set_presence(
    connection: Connection,
    event: Addressed<ToSession, SetPresence>,
) -> Result<Noted, ApiError> {
    let stream = event.to.session_uuid.into();
    let state = event.body.state;
    connection.check_listening(stream)?;
    connection.note(KIND, stream, state);
    if connection.is_in_sight(stream, state != Presence::Away)? {
        let follow = &connection.app().follow;
        follow.greet(event.to.session_uuid, connection.me.id);
    }
    Ok(Noted {})
}

async fn sync(
    connection: Connection,
    event: Addressed<ToSession, Sync>,
) -> Result<SyncOk, ApiError> {
    connection
        .sync(
            event.to.session_uuid.into(),
            event.body.after,
            event.body.max,
        )
        .await
}

async fn history(
    connection: Connection,
    event: Addressed<ToSession, History>,
) -> Result<HistoryOk, ApiError> {
    connection
        .history(
            event.to.session_uuid.into(),
            event.body.before,
            event.body.max,
        )
        .await
}

async fn rename(connection: Connection, event: InSession<Rename>) -> Result<Stored, ApiError> {
    let (streams, session) = (&connection.app().streams, event.to.to.session_uuid);
    let renamed = streams.rename(session, &connection.me, event.to.cid, event.body);
    Ok(renamed.await?.into())
}

async fn archive(connection: Connection, event: InSession<Archive>) -> Result<Stored, ApiError> {
    let (streams, session) = (&connection.app().streams, event.to.to.session_uuid);
    let archived = streams.archive(session, &connection.me, event.to.cid, event.body);
    Ok(archived.await?.into())
}

async fn admit(connection: Connection, event: InSession<Admit>) -> Result<Stored, ApiError> {
    let (streams, session) = (&connection.app().streams, event.to.to.session_uuid);
    let admitted = streams.admit(session, &connection.me, event.to.cid, event.body);
    Ok(admitted.await?.into())
}

async fn remove(connection: Connection, event: InSession<Remove>) -> Result<Stored, ApiError> {
    let (streams, session) = (&connection.app().streams, event.to.to.session_uuid);
    let person = event.body.person_id;
    let removed = streams.remove(session, &connection.me, event.to.cid, event.body);
    let removed = removed.await?;
    if !removed.dup {
        connection.app().presences.cut(session.into(), Some(person));
    }
    Ok(removed.into())
}

async fn decline(connection: Connection, event: Decline) -> Result<Noted, ApiError> {
    let (streams, session) = (&connection.app().streams, event.session_uuid);
    streams
        .decline(session, &connection.me, event.person_id)
        .await?;
    Ok(Noted {})
}

async fn asking(connection: Connection, event: Asking) -> Result<AskingOk, ApiError> {
    let streams = &connection.app().streams;
    let people = streams.asking(event.session_uuid, &connection.me).await?;
    Ok(AskingOk { people })
}

async fn delete_session(connection: Connection, event: DeleteSession) -> Result<Noted, ApiError> {
    let app = &connection.app();
    app.delete_session(event.session_uuid, &connection.me, &event.title)
        .await?;
    Ok(Noted {})
}
