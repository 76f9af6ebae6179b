//! What the reader is writing: something new, an answer, a correction; and its draft.
//!
//! A draft stays in this browser per person and conversation until it is sent.

mod draft;
mod mentions;

pub use draft::Draft;
pub use mentions::{complete_mention, mention_candidates, mention_prefix};

use super::{
    actions::Actions,
    view::{Mark, MessageLine, Quoted, StreamView},
};
use crate::client::{BrowserStorage, Storage};
use crate::shared::{
    anchor::{Anchor, CardId},
    ids::{EventId, RunId},
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
    About(RunId),
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
    ShowCard(CardId),
}

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Composing {
    view: StreamView,
    actions: Actions,
    text: RwSignal<String>,
    mode: RwSignal<ComposingMode>,
}

impl Composing {
    pub fn new(view: StreamView, actions: Actions) -> Self {
        Self {
            view,
            actions,
            text: RwSignal::new(String::new()),
            mode: RwSignal::new(ComposingMode::New),
        }
    }

    /// The text being written.
    pub fn text(self) -> RwSignal<String> {
        self.text
    }

    pub fn mode(self) -> Signal<ComposingMode> {
        self.mode.into()
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
            _ => self.mode.set(ComposingMode::New),
        }
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

    pub fn speak_of(self, run: RunId) {
        self.mode.set(ComposingMode::About(run));
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
            ComposingMode::New => self.actions.say(&text, None, None),
            ComposingMode::Reply(quoted) => self.actions.say(&text, Some(quoted.id), None),
            ComposingMode::About(run) => self.actions.say(&text, None, Some(Anchor::Run(run))),
            ComposingMode::Edit(message) => self.actions.edit(message, &text),
        };
        if sent {
            self.mode.set(ComposingMode::New);
            self.text.set(String::new());
            self.keep_draft();
        }
        sent
    }

    /// Puts the text aside for the next visit. Corrections are not drafts.
    pub fn keep_draft(self) {
        if let ComposingMode::Edit(_) = self.mode.get_untracked() {
            return;
        }
        let key = self.draft_key();
        self.text.with_untracked(|text| {
            if text.trim().is_empty() {
                BrowserStorage.remove(&key);
            } else {
                // If storage is full, the draft is lost when the page closes.
                BrowserStorage.put(&key, text);
            }
        });
    }

    pub(super) fn take_up_draft(self) {
        let key = self.draft_key();
        let kept = BrowserStorage.entries(&key).pop();
        if let Some((_, text)) = kept.filter(|(found, _)| *found == key)
            && self.text.with_untracked(String::is_empty)
        {
            self.text.set(text);
        }
    }

    fn draft_key(self) -> String {
        format!(
            "tandem:draft:{}:{}",
            self.view.me().id,
            self.view.address.stream
        )
    }

    fn said(self, message: EventId) -> Option<MessageLine> {
        self.view
            .find_line(|said| (said.id == Some(message)).then(|| said.clone()))
    }
}
