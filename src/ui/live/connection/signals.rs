//! Signals that are never stored: who types, who is here, what is said aloud.

use super::{BrowserHandles, Connection, ConnectionStatus, notes::tell_note};
use crate::client::{
    BrowserStorage, Storage,
    clock::{after, now_ms, server_now_ms},
};
use crate::shared::{
    account::Person,
    ids::PersonId,
    json,
    look::Announcements,
    protocol::{
        Asking, AskingUpdated, Looking, NoteAwareness, NoteEdited, PointerMoved, PresentPerson,
        RowsAppended, RunFrame, SessionDeleted, Signal as _, TYPING_EXPIRES_MS, Typing,
        UploadPreview, UploadProgress, UserTyping, UsersUpdated,
    },
    stream::Event,
    text::isolated,
};
use crate::ui::{
    live::view::{addressed, announcement, burst, failure},
    screen_reader::{address, wanted},
};
use leptos::prelude::*;

/// "I am typing" is repeated at most this often.
const TYPING_EVERY_MS: i64 = 3_000;
/// Where it is remembered that others' typing is not to be shown.
const HIDES_TYPING: &str = "tandem:hides-typing";
/// Gone for less than this is a reload.
const GRACE_MS: i64 = 10_000;
/// The polite region speaks at most this often.
const SPEAK_EVERY_MS: i64 = 2_000;

impl Connection {
    pub(super) fn signal(self, name: &str, data: serde_json::Value) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        if self.managed(name, &data) {
            return;
        }
        if name == UserTyping::NAME {
            if let Ok(signal) = json::read::<UserTyping>(data) {
                self.types(&handles, signal.user, signal.is_typing);
            }
        } else if name == UsersUpdated::NAME {
            if let Ok(signal) = json::read::<UsersUpdated>(data) {
                self.people_changed(&handles, signal.users);
            }
        } else if name == PointerMoved::NAME {
            if let Ok(signal) = json::read::<PointerMoved>(data) {
                self.pointers.moved(&handles, signal);
            }
        } else if name == Looking::NAME {
            if let Ok(looking) = json::read::<Looking>(data) {
                self.together.heard(&handles, looking);
            }
        } else if name == UploadPreview::NAME {
            if let Ok(signal) = json::read::<UploadPreview>(data) {
                self.actions.upload_previewed(signal);
            }
        } else if name == RowsAppended::NAME {
            if let Ok(signal) = json::read::<RowsAppended>(data) {
                self.view.store.count_rows(signal.dataset_id, signal.rows);
                self.view.appends.heard(&signal, server_now_ms());
            }
        } else if name == NoteEdited::NAME || name == NoteAwareness::NAME {
            tell_note(name, &data.to_string());
        } else if name == RunFrame::NAME {
            if let Ok(frame) = json::read::<RunFrame>(data) {
                self.framed(&handles, frame);
            }
        } else if name == UploadProgress::NAME
            && let Ok(signal) = json::read::<UploadProgress>(data)
        {
            self.actions.upload_progressed(signal);
        }
    }

    /// Shows what a run has come to; the newest once the page is in sight again.
    fn framed(self, handles: &BrowserHandles, frame: RunFrame) {
        if !document().hidden() {
            return self.view.store.show_frame(frame);
        }
        let mut unseen = handles.unseen.borrow_mut();
        unseen.retain(|one| one.run_id != frame.run_id);
        unseen.push(frame);
    }

    /// The page is in sight again.
    pub(super) fn show_unseen(self, handles: &BrowserHandles) {
        let unseen = handles.unseen.take().into_iter();
        unseen.for_each(|frame| self.view.store.show_frame(frame));
    }

    /// Tells the others that the reader types, at most every three seconds, and once that they stopped.
    pub fn i_type(self, is_typing: bool) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let (now, last) = (now_ms(), handles.typing_sent_at.get());
        let is_news = if is_typing {
            now - last >= TYPING_EVERY_MS
        } else {
            last != 0
        };
        if !is_news || self.view.status.get_untracked() != ConnectionStatus::Joined {
            return;
        }
        handles.typing_sent_at.set(if is_typing { now } else { 0 });
        handles.emit_here(&Typing { is_typing }, |_| ());
    }

    pub fn shows_typing(self) -> Signal<bool> {
        self.shows_typing.into()
    }

    /// Shows others' typing, or hides it; remembered in this browser.
    pub fn toggle_typing(self) {
        let shows = !self.shows_typing.get_untracked();
        self.shows_typing.set(shows);
        if shows {
            BrowserStorage.remove(HIDES_TYPING);
        } else {
            BrowserStorage.put(HIDES_TYPING, "1");
            self.typing.set(Vec::new());
        }
    }

    pub(super) fn take_up_settings(self) {
        let hides = !BrowserStorage.entries(HIDES_TYPING).is_empty();
        self.shows_typing.set(!hides);
    }

    fn types(self, handles: &BrowserHandles, person: Person, is_typing: bool) {
        if person.id == self.view.me().id || !self.shows_typing.get_untracked() {
            return;
        }
        self.stops_typing(handles, person.id);
        if is_typing {
            let person_id = person.id;
            let timer = after(TYPING_EXPIRES_MS, move || {
                if let Some(handles) = self.handles.get() {
                    self.stops_typing(&handles, person_id);
                }
            });
            handles.typing.borrow_mut().insert(person_id, timer);
            self.typing.update(|people| people.push(person));
        }
    }

    pub(super) fn stops_typing(self, handles: &BrowserHandles, person: PersonId) {
        handles.typing.borrow_mut().remove(&person);
        if self
            .typing
            .read_untracked()
            .iter()
            .any(|one| one.id == person)
        {
            self.typing
                .update(|people| people.retain(|one| one.id != person));
        }
    }

    fn people_changed(self, handles: &BrowserHandles, users: Vec<PresentPerson>) {
        let before = self.view.present.get_untracked();
        let is_in = |people: &[PresentPerson], id| people.iter().any(|one| one.id == id);
        let me = self.view.me().id;
        let known = handles.knows_who_is_here.replace(true);
        for person in users.iter().filter(|person| person.id != me) {
            let was_gone = handles.just_left.borrow_mut().remove(&person.id).is_none();
            if known && was_gone && !is_in(&before, person.id) {
                self.announce(handles, format!("{} joined", isolated(&person.name)));
            }
        }
        for person in before
            .iter()
            .filter(|person| person.id != me && !is_in(&users, person.id))
        {
            self.leaves(handles, person);
        }
        self.view.present.set(users);
        self.pointers.left(handles);
        self.together.people_changed(handles);
    }

    fn leaves(self, handles: &BrowserHandles, person: &PresentPerson) {
        self.stops_typing(handles, person.id);
        let (person_id, name) = (person.id, person.name.clone());
        let timer = after(GRACE_MS, move || {
            if let Some(handles) = self.handles.get() {
                handles.just_left.borrow_mut().remove(&person_id);
                self.announce(&handles, format!("{} left", isolated(&name)));
            }
        });
        handles.just_left.borrow_mut().insert(person_id, timer);
    }

    /// Says what an event means to who hears and does not see.
    pub(super) fn say_aloud(self, handles: &BrowserHandles, event: &Event) {
        let me = self.view.me().id;
        self.view.store.read_untracked(|state| {
            if let Some(sentence) = announcement(state, event, me) {
                self.announce(handles, sentence);
            }
            if let Some(sentence) = failure(state, event, me) {
                self.alarm.set(sentence);
            }
            // Otherwise the log is read out, or the bell says it.
            if wanted() == Announcements::Mentions
                && self.view.chat_in_view.get_untracked()
                && !document().hidden()
                && let Some(sentence) = addressed(state, event, me)
            {
                address(&sentence);
            }
        });
    }

    /// Says a sentence politely; several within two seconds are said as one.
    pub(super) fn announce(self, handles: &BrowserHandles, sentence: String) {
        handles.to_say.borrow_mut().push(sentence);
        if handles.speaker.borrow().is_none() {
            self.speak(handles);
        }
    }

    fn speak(self, handles: &BrowserHandles) {
        let sentences = handles.to_say.take();
        if sentences.is_empty() {
            handles.speaker.take();
            return;
        }
        self.notice.set(burst(&sentences));
        let timer = after(SPEAK_EVERY_MS, move || {
            if let Some(handles) = self.handles.get() {
                self.speak(&handles);
            }
        });
        handles.speaker.replace(Some(timer));
    }

    pub(super) fn ask_who_asks(self) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let me = self.view.me().id;
        let creates = self.view.store.read_untracked(|state| state.is_creator(me));
        if !self.view.address.is_session() || !creates {
            return;
        }
        let session_uuid = self.view.address.session();
        handles.emit(&Asking { session_uuid }, move |answer| {
            if let (Ok(asking), true) = (answer, self.handles.get().is_some()) {
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
