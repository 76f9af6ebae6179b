//! What the reader is writing: something new, an answer, a correction; and its draft.
//!
//! A draft stays in this browser per person and conversation until it is sent.

use super::{Line, LineBody, Live, Mark, Quoted, Said};
use crate::client::{BrowserStorage, Storage};
use crate::shared::ids::{EventId, RunId};
use leptos::prelude::*;
use std::sync::Arc;

/// What becomes of the text when it is sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Composing {
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
    ShowRun(RunId),
}

impl Live {
    /// The text being written.
    pub fn text(self) -> RwSignal<String> {
        self.text
    }

    pub fn composing(self) -> Signal<Composing> {
        self.composing.into()
    }

    pub fn answer(self, message: EventId) {
        if let Some(said) = self.said(message) {
            self.composing.set(Composing::Reply(Quoted {
                id: message,
                name: said.by.name,
                text: said.text.chars().take(80).collect(),
            }));
        }
    }

    /// The message that is being answered has other words now, or none.
    pub(super) fn quote_anew(self, message: EventId) {
        let is_answered = |composing: &Composing| matches!(composing, Composing::Reply(quoted) if quoted.id == message);
        if !self.composing.with_untracked(is_answered) {
            return;
        }
        match self.said(message) {
            Some(said) if said.mark != Mark::Deleted => self.answer(message),
            _ => self.composing.set(Composing::New),
        }
    }

    pub fn correct(self, message: EventId) {
        let me = self.me().id;
        if let Some(said) = self.said(message).filter(|said| said.by.id == me) {
            self.composing.set(Composing::Edit(message));
            self.text.set(said.text);
        }
    }

    /// The reader's last message, as the arrow key asks for it in an empty field.
    pub fn correct_last(self) {
        let me = self.me().id;
        let last = self.find_said(|said| if said.by.id == me { said.id } else { None });
        if let Some(message) = last {
            self.correct(message);
        }
    }

    pub fn speak_of(self, run: RunId) {
        self.composing.set(Composing::About(run));
    }

    /// Back to writing something new; a correction's words go with it.
    pub fn stop_composing(self) {
        if let Composing::Edit(_) = self.composing.get_untracked() {
            self.text.set(String::new());
        }
        self.composing.set(Composing::New);
    }

    /// Sends what is written. False, and nothing happened, while the page is not live yet.
    pub fn submit(self) -> bool {
        let text = self.text.get_untracked();
        let sent = match self.composing.get_untracked() {
            Composing::New => self.say(&text, None, None),
            Composing::Reply(quoted) => self.say(&text, Some(quoted.id), None),
            Composing::About(run) => self.say(&text, None, Some(run)),
            Composing::Edit(message) => self.edit(message, &text),
        };
        if sent {
            self.composing.set(Composing::New);
            self.text.set(String::new());
            self.keep_draft();
        }
        sent
    }

    /// Puts the text aside for the next visit. Corrections are not drafts.
    pub fn keep_draft(self) {
        if let Composing::Edit(_) = self.composing.get_untracked() {
            return;
        }
        let key = self.draft_key();
        self.text.with_untracked(|text| {
            if text.trim().is_empty() {
                BrowserStorage.remove(&key);
            } else {
                // A full shelf loses a draft when the page closes, and nothing else.
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
        format!("tandem:draft:{}:{}", self.me().id, self.address.stream)
    }

    fn said(self, message: EventId) -> Option<Said> {
        self.find_said(|said| (said.id == Some(message)).then(|| said.clone()))
    }

    /// The newest message that `pick` takes something of.
    fn find_said<T>(self, pick: impl Fn(&Said) -> Option<T>) -> Option<T> {
        let find = |line: &Arc<Line>| match &line.body {
            LineBody::Said(said) => pick(said),
            _ => None,
        };
        self.lines().with_untracked(|pages| {
            let mut newest_first = pages.iter().rev();
            newest_first.find_map(|page| {
                page.lines
                    .with_untracked(|lines| lines.iter().rev().find_map(find))
            })
        })
    }
}
