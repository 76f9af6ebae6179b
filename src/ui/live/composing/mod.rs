//! What the reader is writing: something new, an answer, a correction; and its draft.
//!
//! A draft stays in its tab, per person and conversation, until it is sent. A new tab gets the one that
//! was written last, once.

mod draft;
mod mentions;

pub use draft::Draft;
pub use mentions::{complete_mention, mention_candidates, mention_prefix};

use super::{
    actions::Actions,
    view::{Mark, MessageLine, Quoted, StreamView},
};
use crate::client::{BrowserStorage, Storage, TabStorage, listener::Listener, storage::watch};
use crate::shared::{
    anchor::Anchor,
    ids::{DatasetId, EventId},
    session::chat::Seen,
    view::View,
};
use leptos::prelude::*;

/// What becomes of the text when it is sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ComposingMode {
    #[default]
    New,
    Reply(Quoted),
    /// The words before the correction come back when it is given up.
    Edit(EventId),
    /// A comment on a place, with what the reader has before them.
    About(Anchor, Box<Seen>),
}

/// What a reader can do with a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    React(EventId, String),
    Reply(EventId),
    Edit(EventId),
    Delete(EventId),
    /// Go there.
    Show(EventId),
    ShowPlace(Anchor),
    /// To a data set, and the rows that somebody showed there.
    ShowView(DatasetId, View),
    /// To what the author of a comment, of this name, had before them.
    ShowSeen(EventId, String),
    /// Settle what a comment began, or open it again.
    Resolve(EventId, bool),
}

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Composing {
    view: StreamView,
    actions: Actions,
    text: RwSignal<String>,
    mode: RwSignal<ComposingMode>,
    note: RwSignal<Option<String>>,
    place: RwSignal<Option<String>>,
}

impl Composing {
    pub fn new(view: StreamView, actions: Actions) -> Self {
        Self {
            view,
            actions,
            text: RwSignal::new(String::new()),
            mode: RwSignal::new(ComposingMode::New),
            note: RwSignal::new(None),
            place: RwSignal::new(None),
        }
    }

    /// The text being written.
    pub fn text(self) -> RwSignal<String> {
        self.text
    }

    pub fn mode(self) -> RwSignal<ComposingMode> {
        self.mode
    }

    pub fn answer(self, message: EventId) {
        if let Some(said) = self.said(message) {
            self.mode.set(ComposingMode::Reply(Quoted {
                id: message,
                name: said.by.name,
                text: said.text.chars().take(80).collect(),
            }));
        }
    }

    /// The message that is being answered has other words now, or none.
    pub(super) fn quote_anew(self, message: EventId) {
        let is_answered = |composing: &ComposingMode| matches!(composing, ComposingMode::Reply(quoted) if quoted.id == message);
        if !self.mode.with_untracked(is_answered) {
            return;
        }
        match self.said(message) {
            Some(said) if said.mark != Mark::Deleted => self.answer(message),
            _ => self.leave_for("The message you were answering was deleted. Your words are kept."),
        }
    }

    /// A message is no more: whoever corrects it goes on with something new.
    pub(super) fn was_deleted(self, message: EventId) {
        if self.mode.get_untracked() == ComposingMode::Edit(message) {
            self.leave_for("The message you were editing was deleted. Your words are kept.");
        }
    }

    fn leave_for(self, why: &str) {
        self.mode.set(ComposingMode::New);
        self.note.set(Some(why.to_owned()));
        self.keep_draft();
    }

    /// What happened to what is being written, until it goes on.
    pub fn note(self) -> RwSignal<Option<String>> {
        self.note
    }

    pub fn correct(self, message: EventId) {
        let me = self.view.me().id;
        if let Some(said) = self.said(message).filter(|said| said.by.id == me) {
            self.mode.set(ComposingMode::Edit(message));
            self.text.set(said.text);
        }
    }

    /// The reader's last message, as the arrow key asks for it in an empty field.
    pub fn correct_last(self) {
        let me = self.view.me().id;
        let last = self
            .view
            .find_line(|said| if said.by.id == me { said.id } else { None });
        if let Some(message) = last {
            self.correct(message);
        }
    }

    pub fn comment(self, place: Anchor, seen: Box<Seen>) {
        self.mode.set(ComposingMode::About(place, seen));
    }

    /// The place, as text, whose comments alone are shown. What is written then answers the last of them.
    pub fn place(self) -> RwSignal<Option<String>> {
        self.place
    }

    fn answered_here(self) -> Option<EventId> {
        let place = self.place.get_untracked()?.parse().ok()?;
        let here = untrack(|| self.view.threads_at(place));
        here.last().map(|thread| thread.message_id)
    }

    /// Back to writing something new; a correction's words go with it.
    pub fn stop(self) {
        if let ComposingMode::Edit(_) = self.mode.get_untracked() {
            self.text.set(String::new());
        }
        self.mode.set(ComposingMode::New);
    }

    /// Sends what is written. False, and nothing happened, while the page is not live yet.
    pub fn submit(self) -> bool {
        let text = self.text.get_untracked();
        let sent = match self.mode.get_untracked() {
            ComposingMode::New => self.actions.say(&text, self.answered_here(), None),
            ComposingMode::Reply(quoted) => self.actions.say(&text, Some(quoted.id), None),
            ComposingMode::About(place, seen) => self.actions.say(&text, None, Some((place, seen))),
            ComposingMode::Edit(message) => self.actions.edit(message, &text),
        };
        if sent {
            self.mode.set(ComposingMode::New);
            self.note.set(None);
            self.text.set(String::new());
            self.keep_draft();
            // A tab that took this draft over is not to send it again.
            BrowserStorage.put(&self.sent_key(), &text);
            BrowserStorage.remove(&self.sent_key());
        }
        sent
    }

    /// Puts the text aside. Corrections are not drafts.
    pub fn keep_draft(self) {
        if let ComposingMode::Edit(_) = self.mode.get_untracked() {
            return;
        }
        let key = self.draft_key();
        let before = TabStorage::get(&key).unwrap_or_default();
        self.text.with_untracked(|text| {
            // Where storage is full, the draft is lost when the page closes.
            TabStorage::put(&key, text);
            if !text.trim().is_empty() {
                BrowserStorage.put(&key, text);
            } else if stored(&key).as_ref() == Some(&before) {
                BrowserStorage.remove(&key);
            }
        });
    }

    /// The draft of this tab; in a new one, the last that was written in any.
    pub(super) fn take_up_draft(self) {
        let key = self.draft_key();
        let own = TabStorage::get(&key);
        let text = own.clone().or_else(|| stored(&key)).unwrap_or_default();
        if !self.text.read_untracked().is_empty() {
            return;
        }
        TabStorage::put(&key, &text);
        if own.is_none() {
            BrowserStorage.remove(&key);
        }
        self.text.set(text);
    }

    /// Another tab has sent a draft: the same words here would be sent again.
    pub(super) fn watch_other_tabs(self) -> Option<Listener> {
        watch(&self.sent_key(), move |sent| {
            let same = |sent: String| self.text.read_untracked().trim() == sent.trim();
            if sent.is_some_and(same) {
                self.text.set(String::new());
                self.keep_draft();
            }
        })
    }

    fn draft_key(self) -> String {
        self.key("draft")
    }

    fn sent_key(self) -> String {
        self.key("sent")
    }

    fn key(self, of: &str) -> String {
        format!(
            "tandem:{of}:{}:{}",
            self.view.me().id,
            self.view.address.stream
        )
    }

    fn said(self, message: EventId) -> Option<MessageLine> {
        self.view
            .find_line(|said| (said.id == Some(message)).then(|| said.clone()))
    }
}

fn stored(key: &str) -> Option<String> {
    let mut entries = BrowserStorage.entries(key).into_iter();
    entries.find_map(|(found, text)| (found == key).then_some(text))
}
