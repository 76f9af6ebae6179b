//! What the creator of a session can do about it and its people.

use super::Live;
use crate::shared::{
    account::Person,
    ids::PersonId,
    json,
    protocol::{Admit, Asking, AskingUpdated, Decline, DeleteSession, SessionDeleted, Signal as _},
    session::people::{Archive, Remove, Rename},
};
use leptos::prelude::*;

impl Live {
    pub fn is_creator(self) -> Memo<bool> {
        let (me, store) = (self.me().id, self.store);
        Memo::new(move |_| store.read(|state| state.is_creator(me)))
    }

    pub fn is_archived(self) -> Memo<bool> {
        let store = self.store;
        Memo::new(move |_| store.read(|state| state.people.archived))
    }

    /// Who waits to be let in; only the creator is told.
    pub fn asking(self) -> Signal<Vec<Person>> {
        self.asking.into()
    }

    pub fn rename(self, title: String) {
        self.send(Rename { title });
    }

    pub fn archive(self, on: bool) {
        self.send(Archive { on });
    }

    pub fn admit(self, person_id: PersonId) {
        self.send(Admit { person_id });
    }

    pub fn remove(self, person_id: PersonId) {
        self.send(Remove { person_id });
    }

    pub fn decline(self, person_id: PersonId) {
        let session_uuid = self.address.session();
        let decline = Decline {
            session_uuid,
            person_id,
        };
        self.at_once(&decline);
    }

    /// Deletes the session when `title` is its own; the server says why not otherwise.
    pub fn delete_session(self, title: String) {
        let session_uuid = self.address.session();
        let delete = DeleteSession {
            session_uuid,
            title,
        };
        self.at_once(&delete);
    }

    /// Emits past the outbox: what can wait is not said at all.
    fn at_once<E: crate::shared::protocol::ClientEvent>(self, event: &E) {
        let Some(tab) = self.tab() else { return };
        tab.emit(event, move |answer| {
            if let (Err(error), true) = (answer, self.tab().is_some()) {
                self.alarm.set(error.message);
            }
        });
    }

    pub(super) fn ask_who_asks(self) {
        let Some(tab) = self.tab() else { return };
        let me = self.me().id;
        let creates = self.store.read_untracked(|state| state.is_creator(me));
        if !self.address.is_session() || !creates {
            return;
        }
        let session_uuid = self.address.session();
        tab.emit(&Asking { session_uuid }, move |answer| {
            if let (Ok(asking), true) = (answer, self.tab().is_some()) {
                self.asking.set(asking.people);
            }
        });
    }

    /// Whether the signal was about the session's people or its end.
    pub(super) fn managed(self, name: &str, data: &serde_json::Value) -> bool {
        if name == AskingUpdated::NAME {
            if let Ok(asking) = json::read::<AskingUpdated>(data.clone()) {
                self.asking.set(asking.people);
            }
            return true;
        }
        if name == SessionDeleted::NAME {
            // The server's own page says that there is nothing any more.
            let _ = location().reload();
            return true;
        }
        false
    }
}
