//! Signals that are never stored: who types, who is here, what is said aloud.

use super::{Link, Live, tab::Tab, words};
use crate::client::{
    BrowserStorage, Storage,
    clock::{after, now_ms},
};
use crate::shared::{
    account::Person,
    ids::PersonId,
    json,
    look::Announcements,
    protocol::{
        PointerMoved, PresentPerson, Signal as _, TYPING_EXPIRES_MS, Typing, UploadProgress,
        UserTyping, UsersUpdated,
    },
    stream::Event,
    text::isolated,
};
use crate::ui::components::announcer::{address, wanted};
use leptos::prelude::*;

/// "I am typing" is repeated at most this often.
const TYPING_EVERY_MS: i64 = 3_000;
/// Where it is remembered that others' typing is not to be shown.
const HIDES_TYPING: &str = "tandem:hides-typing";
/// Gone for less than this is a reload.
const GRACE_MS: i64 = 10_000;
/// The polite region speaks at most this often.
const SPEAK_EVERY_MS: i64 = 2_000;

impl Live {
    pub(super) fn signal(self, name: &str, data: serde_json::Value) {
        let Some(tab) = self.tab() else { return };
        if self.managed(name, &data) {
            return;
        }
        if name == UserTyping::NAME {
            if let Ok(signal) = json::read::<UserTyping>(data) {
                self.types(&tab, signal.user, signal.is_typing);
            }
        } else if name == UsersUpdated::NAME {
            if let Ok(signal) = json::read::<UsersUpdated>(data) {
                self.people_changed(&tab, signal.users);
            }
        } else if name == PointerMoved::NAME {
            if let Ok(signal) = json::read::<PointerMoved>(data) {
                self.pointer_moved(&tab, signal);
            }
        } else if name == UploadProgress::NAME
            && let Ok(signal) = json::read::<UploadProgress>(data)
        {
            self.upload_progressed(signal);
        }
    }

    /// Tells the others that the reader types, at most every three seconds, and once that they stopped.
    pub fn i_type(self, is_typing: bool) {
        let Some(tab) = self.tab() else { return };
        let (now, last) = (now_ms(), tab.typing_sent_at.get());
        let is_news = if is_typing {
            now - last >= TYPING_EVERY_MS
        } else {
            last != 0
        };
        if !is_news || self.link.get_untracked() != Link::Joined {
            return;
        }
        tab.typing_sent_at.set(if is_typing { now } else { 0 });
        tab.emit(
            &Typing {
                session_uuid: self.address.session(),
                is_typing,
            },
            |_| (),
        );
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

    fn types(self, tab: &Tab, person: Person, is_typing: bool) {
        if person.id == self.me().id || !self.shows_typing.get_untracked() {
            return;
        }
        self.stops_typing(tab, person.id);
        if is_typing {
            let person_id = person.id;
            let timer = after(TYPING_EXPIRES_MS, move || {
                if let Some(tab) = self.tab() {
                    self.stops_typing(&tab, person_id);
                }
            });
            tab.typing.borrow_mut().insert(person_id, timer);
            self.typing.update(|people| people.push(person));
        }
    }

    pub(super) fn stops_typing(self, tab: &Tab, person: PersonId) {
        tab.typing.borrow_mut().remove(&person);
        if self
            .typing
            .with_untracked(|people| people.iter().any(|one| one.id == person))
        {
            self.typing
                .update(|people| people.retain(|one| one.id != person));
        }
    }

    fn people_changed(self, tab: &Tab, users: Vec<PresentPerson>) {
        let before = self.present.get_untracked();
        let is_in = |people: &[PresentPerson], id| people.iter().any(|one| one.id == id);
        let me = self.me().id;
        let known = tab.knows_who_is_here.replace(true);
        for person in users.iter().filter(|person| person.id != me) {
            let was_gone = tab.just_left.borrow_mut().remove(&person.id).is_none();
            if known && was_gone && !is_in(&before, person.id) {
                self.announce(tab, format!("{} joined", isolated(&person.name)));
            }
        }
        for person in before
            .iter()
            .filter(|person| person.id != me && !is_in(&users, person.id))
        {
            self.leaves(tab, person);
        }
        self.present.set(users);
        self.pointers_left(tab);
    }

    fn leaves(self, tab: &Tab, person: &PresentPerson) {
        self.stops_typing(tab, person.id);
        let (person_id, name) = (person.id, person.name.clone());
        let timer = after(GRACE_MS, move || {
            if let Some(tab) = self.tab() {
                tab.just_left.borrow_mut().remove(&person_id);
                self.announce(&tab, format!("{} left", isolated(&name)));
            }
        });
        tab.just_left.borrow_mut().insert(person_id, timer);
    }

    /// Says what an event means to who hears and does not see.
    pub(super) fn say_aloud(self, tab: &Tab, event: &Event) {
        let me = self.me().id;
        self.store.read_untracked(|state| {
            if let Some(sentence) = words::announcement(state, event, me) {
                self.announce(tab, sentence);
            }
            if let Some(sentence) = words::failure(state, event, me) {
                self.alarm.set(sentence);
            }
            // Otherwise the log is read out, or the bell says it.
            if wanted() == Announcements::Mentions
                && self.chat_in_view.get_untracked()
                && !document().hidden()
                && let Some(sentence) = words::addressed(state, event, me)
            {
                address(&sentence);
            }
        });
    }

    /// Says a sentence politely; several within two seconds are said as one.
    pub(super) fn announce(self, tab: &Tab, sentence: String) {
        tab.to_say.borrow_mut().push(sentence);
        if tab.speaker.borrow().is_none() {
            self.speak(tab);
        }
    }

    fn speak(self, tab: &Tab) {
        let sentences = tab.to_say.take();
        if sentences.is_empty() {
            tab.speaker.take();
            return;
        }
        self.notice.set(words::burst(&sentences));
        let timer = after(SPEAK_EVERY_MS, move || {
            if let Some(tab) = self.tab() {
                self.speak(&tab);
            }
        });
        tab.speaker.replace(Some(timer));
    }
}
