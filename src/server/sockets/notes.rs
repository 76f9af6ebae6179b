//! Pages of notes on the sockets: who has which open, and in which form they get bytes.
//!
//! A client that sends base64 text gets text; one that sends attachments gets attachments.

use super::connection::Connection;
use crate::server::{
    bus::NoteSignal,
    db::notes::NotePlace,
    notes::{Malformed, not_open, update_message},
};
use crate::shared::{
    api_error::ApiError,
    ids::SessionId,
    protocol::{
        Binary, NoteAwareness, NoteClose, NoteEdit, NoteEditOk, NoteEdited, NoteOpen, NoteOpenOk,
        Noted, Signal, TellAwareness,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use socketioxide::extract::SocketRef;

/// How a socket gets bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Attached,
    Base64,
}

const FORMS: [Form; 2] = [Form::Attached, Form::Base64];

pub async fn open(connection: &Connection, event: NoteOpen) -> Result<NoteOpenOk, ApiError> {
    let (session, note) = (event.session_uuid, event.note_id);
    let place = NotePlace { session, note };
    connection.check_listening(session.into())?;
    let (message, form) = read(event.message)?;
    let notes = &connection.app().notes;
    // Listening first: nothing falls between the two.
    let socket = connection.socket()?;
    leave(&socket, place);
    socket.join(room(place, form));
    let opened = notes.open(place, &connection.me, &message).await;
    if opened.is_err() {
        leave(&socket, place);
    }
    let opened = opened?;
    Ok(NoteOpenOk {
        n: opened.n,
        message: written(opened.message, form),
        awareness: written(notes.carets(place), form),
    })
}

pub async fn edit(connection: &Connection, event: NoteEdit) -> Result<NoteEditOk, ApiError> {
    let (session, note) = (event.session_uuid, event.note_id);
    let (message, _) = read(event.message)?;
    let notes = &connection.app().notes;
    let place = NotePlace { session, note };
    let n = notes.edit(place, &connection.me, &message).await?;
    Ok(NoteEditOk { n })
}

pub fn close(connection: &Connection, event: &NoteClose) -> Result<Noted, ApiError> {
    let (session, note) = (event.session_uuid, event.note_id);
    let closed = NotePlace { session, note };
    leave(&connection.socket()?, closed);
    let notes = &connection.app().notes;
    notes.gone(connection.id, |place| place == closed);
    Ok(Noted {})
}

pub fn tell_awareness(connection: &Connection, event: TellAwareness) -> Result<Noted, ApiError> {
    let (session, note) = (event.session_uuid, event.note_id);
    let place = NotePlace { session, note };
    connection.check_listening(session.into())?;
    let socket = connection.socket()?;
    if form_of(&socket, place).is_none() {
        return Err(not_open());
    }
    let (update, _) = read(event.message)?;
    let notes = &connection.app().notes;
    notes.tell_carets(place, connection.id, &connection.me, &update)?;
    if !socket.connected() {
        // It closed meanwhile, and nobody would take the caret away.
        notes.gone(connection.id, |_| true);
    }
    Ok(Noted {})
}

/// A connection has left a session, or everything.
pub fn gone(connection: &Connection, session: Option<SessionId>) {
    let notes = &connection.app().notes;
    notes.gone(connection.id, |place| {
        session.is_none_or(|session| place.session == session)
    });
}

/// Tells those of the session's sockets that have the page open.
pub fn tell(listening: Vec<SocketRef>, told: &NoteSignal) {
    let (NoteSignal::Edited { place, .. } | NoteSignal::Carets { place, .. }) = told;
    let place = *place;
    for socket in listening {
        let Some(form) = form_of(&socket, place) else {
            continue;
        };
        // A full buffer misses it. Whoever finds that something is missing opens the page once more.
        let _ = match told {
            NoteSignal::Edited { n, by, update, .. } => socket.emit(
                NoteEdited::NAME,
                &NoteEdited {
                    session_uuid: place.session,
                    note_id: place.note,
                    n: *n,
                    by: by.clone(),
                    message: written(update_message(update), form),
                },
            ),
            NoteSignal::Carets { update, .. } => socket.emit(
                NoteAwareness::NAME,
                &NoteAwareness {
                    session_uuid: place.session,
                    note_id: place.note,
                    message: written(update.clone(), form),
                },
            ),
        };
    }
}

fn form_of(socket: &SocketRef, place: NotePlace) -> Option<Form> {
    let rooms = socket.rooms();
    let is_in = |form: &Form| rooms.iter().any(|joined| **joined == room(place, *form));
    FORMS.into_iter().find(is_in)
}

fn leave(socket: &SocketRef, place: NotePlace) {
    for form in FORMS {
        socket.leave(room(place, form));
    }
}

/// The Socket.IO room of those who have a page open. It says nothing of whether they are members still: so only the
/// session's own room is told to.
fn room(place: NotePlace, form: Form) -> String {
    let NotePlace { session, note } = place;
    match form {
        Form::Attached => format!("note:{session}:{note}"),
        Form::Base64 => format!("note:{session}:{note}:base64"),
    }
}

fn read(message: Binary) -> Result<(Vec<u8>, Form), Malformed> {
    match message {
        Binary::Attached(bytes) => Ok((bytes, Form::Attached)),
        Binary::Base64(text) => match STANDARD.decode(text) {
            Ok(bytes) => Ok((bytes, Form::Base64)),
            Err(_) => Err(Malformed("it is no base64")),
        },
    }
}

fn written(bytes: Vec<u8>, form: Form) -> Binary {
    match form {
        Form::Attached => Binary::Attached(bytes),
        Form::Base64 => Binary::Base64(STANDARD.encode(bytes)),
    }
}
