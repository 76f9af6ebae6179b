//! A stream as its reader sees it: the state, what of it was read, and what each panel shows.
//!
//! Needs no connection: whatever brings events into the store, the panels follow. What waits to be sent, who
//! is present and how the connection stands are told by the other parts of [`Live`](super::Live).

mod appended;
mod calendar;
mod line_pages;
mod lines;
mod pages;
mod store;
mod threads;
mod words;

#[cfg(test)]
mod tests;

pub use appended::{Appended, Appends, AppendsTo};
pub use calendar::Calendar;
pub use line_pages::LinePage;
pub use lines::{
    Line, LineBody, LineKey, Mark, MessageLine, MessageSubject, Quoted, ReactionChip, Way,
};
pub use threads::{Leap, Sought, Talk};
pub use words::{
    PersonHere, Whereabouts, addressed, announcement, burst, failure, typing as typing_words,
};

use super::{
    actions::{Address, Sent},
    connection::{Badge, BadgeInputs, BadgeState, Blocked, ConnectionStatus, badge},
};
use crate::client::Pending;
use crate::shared::{
    account::Person,
    color,
    dataset::Dataset,
    ids::{DatasetId, EventId, RunId},
    protocol::PresentPerson,
    session::{Command, Member, Rejection, Run, StreamState, check, notes::Note},
};
use crate::ui::lean::memo;
use leptos::prelude::*;
use line_pages::{LineInputs, line_pages};
use std::sync::Arc;
use store::Store;

/// A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct StreamView {
    pub address: Address,
    me: StoredValue<Person>,
    pub(super) store: Store,
    pub(super) status: RwSignal<ConnectionStatus>,
    pub(super) blocked: Blocked,
    pub(super) unsent: RwSignal<Vec<Pending>>,
    /// Acked, but their events have not come in.
    pub(super) sent: RwSignal<Vec<Sent>>,
    pub(super) present: RwSignal<Vec<PresentPerson>>,
    /// The device's clock, moved on while the badge needs it.
    pub(super) now: RwSignal<i64>,
    pub(super) calendar: RwSignal<Calendar>,
    /// The message that was edited or deleted last, and by which event.
    pub(super) changed: RwSignal<Option<(EventId, i64)>>,
    /// The last number that had come when the chat left the view.
    looked_up_to: RwSignal<i64>,
    pub(super) chat_in_view: RwSignal<bool>,
    /// What the reader asked to see last of a data set, from outside its grid.
    pub looked_at: RwSignal<Option<Leap>>,
    /// Where rows of comments stand in newer versions, in words of [`Sought`].
    found: RwSignal<Vec<String>>,
    /// Words on a page of notes that the reader asked to see, as text; empty once they are shown.
    pub words_sought: RwSignal<String>,
    /// Words that comments hang on and that the editor does not find on its page, as text.
    pub words_gone: RwSignal<Vec<String>>,
    /// How many rows live data sets have by now.
    pub appends: Appends,
    panels: Panels,
}

/// One memo for each panel, so that an event redraws only what it changed.
#[derive(Clone, Copy)]
struct Panels {
    title: Memo<String>,
    members: Memo<Vec<Member>>,
    datasets: Memo<Vec<Dataset>>,
    run_ids: Memo<Vec<RunId>>,
    notes: Memo<Vec<(String, String)>>,
    lines: Memo<Vec<LinePage>>,
    badge: Memo<Badge>,
    people: Memo<Vec<PersonHere>>,
}

impl StreamView {
    /// `read`: the last number that the reader had read.
    pub fn new(me: Person, state: StreamState, read: i64) -> Self {
        let unread = unread_on_opening(read, state.head);
        let head = state.head;
        let address = Address::of(state.stream, state.kind);
        let store = Store::new(state, me.id);
        let status = RwSignal::new(ConnectionStatus::Opening);
        let blocked = Blocked::here();
        let (unsent, sent) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
        let present = RwSignal::new(Vec::new());
        let now = RwSignal::new(0);
        let calendar = RwSignal::new(Calendar::UTC);
        let me_id = me.id;
        let me = StoredValue::new(me);
        let members = memo(move || store.read_people(|state| state.people.members.clone()));
        let badge = memo(move || shown_badge(store, (status, blocked), unsent, now));
        let panels = Panels {
            title: memo(move || store.read_people(|state| state.people.title.clone())),
            members,
            datasets: memo(move || store.read(datasets_here)),
            run_ids: memo(move || {
                store.read(|state| state.runs.iter().map(|run| run.run_id).collect())
            }),
            notes: memo(move || store.read(notes_here)),
            lines: line_pages(LineInputs {
                store,
                me,
                status,
                unsent,
                sent,
                calendar,
                unread,
            }),
            badge,
            people: memo(move || {
                let presenter = store.read_people(|state| state.people.presenter);
                let presenter = presenter.map(|presenter| presenter.person);
                let is_offline = badge.read().state == BadgeState::Offline;
                members.with(|members| {
                    present.with(|present| {
                        let present = (!is_offline).then_some(present.as_slice());
                        words::people_here(members, presenter, present, me_id)
                    })
                })
            }),
        };
        Self {
            address,
            me,
            store,
            status,
            blocked,
            unsent,
            sent,
            present,
            now,
            calendar,
            changed: RwSignal::new(None),
            looked_up_to: RwSignal::new(head),
            chat_in_view: RwSignal::new(false),
            looked_at: RwSignal::new(None),
            found: RwSignal::new(Vec::new()),
            words_sought: RwSignal::new(String::new()),
            words_gone: RwSignal::new(Vec::new()),
            appends: Appends::none(),
            panels,
        }
    }

    pub fn me(self) -> Person {
        self.me.get_value()
    }

    pub fn title(self) -> Memo<String> {
        self.panels.title
    }

    pub fn datasets(self) -> Memo<Vec<Dataset>> {
        self.panels.datasets
    }

    pub fn run_ids(self) -> Memo<Vec<RunId>> {
        self.panels.run_ids
    }

    /// The pages of notes: id and title.
    pub fn notes(self) -> Memo<Vec<(String, String)>> {
        self.panels.notes
    }

    /// The conversation, page by page, ready to be shown.
    pub fn lines(self) -> Memo<Vec<LinePage>> {
        self.panels.lines
    }

    pub fn badge(self) -> Memo<Badge> {
        self.panels.badge
    }

    pub fn people(self) -> Memo<Vec<PersonHere>> {
        self.panels.people
    }

    pub fn unsent(self) -> RwSignal<Vec<Pending>> {
        self.unsent
    }

    /// What a phone counts beside "Chat": messages that came while it was out of view and still stand.
    pub fn unread(self) -> Memo<usize> {
        let (store, me) = (self.store, self.me().id);
        let (in_view, from) = (self.chat_in_view, self.looked_up_to);
        memo(move || match in_view.get() {
            true => 0,
            false => {
                store.head();
                store.read(|state| state.unread(me, from.get())) as usize
            }
        })
    }

    /// On a phone: the chat came into view, or left it.
    pub fn looks_at_chat(self, in_view: bool) {
        if self.chat_in_view.get_untracked() {
            self.looked_up_to.set(self.store.cursor());
        }
        self.chat_in_view.set(in_view);
    }

    /// Changes when a message does: whoever shows words of messages looks again.
    pub fn changed(self) -> RwSignal<Option<(EventId, i64)>> {
        self.changed
    }

    /// Everyone's name, as mentions complete and show them.
    pub fn names(self) -> Memo<Vec<String>> {
        let members = self.panels.members;
        memo(move || {
            members
                .read()
                .iter()
                .map(|one| one.person.name.clone())
                .collect()
        })
    }

    pub fn has_earlier(self) -> Memo<bool> {
        let store = self.store;
        memo(move || store.read(|state| state.chat.has_earlier))
    }

    pub fn is_creator(self) -> Memo<bool> {
        let (me, store) = (self.me().id, self.store);
        memo(move || store.read_people(|state| state.is_creator(me)))
    }

    /// Whom the reader begins by following, as a guest who came since that person presents, and since when.
    pub fn begins_led(self) -> Option<(Person, i64)> {
        let me = self.me().id;
        self.store.read_untracked(|state| {
            let presenter = state.people.presenter.filter(|_| state.begins_led(me))?;
            let member = state.member(presenter.person)?;
            Some((member.person.clone(), presenter.at))
        })
    }

    pub fn is_archived(self) -> Memo<bool> {
        let store = self.store;
        memo(move || store.read_people(|state| state.people.archived))
    }

    /// The newest message line that `pick` takes something of.
    pub(super) fn find_line<T>(self, pick: impl Fn(&MessageLine) -> Option<T>) -> Option<T> {
        let find = |line: &Arc<Line>| match &line.body {
            LineBody::Message(line) => pick(line),
            _ => None,
        };
        self.lines().with_untracked(|pages| {
            let mut newest_first = pages.iter().rev();
            newest_first.find_map(|page| page.lines.read_untracked().iter().rev().find_map(find))
        })
    }

    /// One run, changing only when that run does.
    pub fn run(self, run_id: RunId) -> Memo<Option<Run>> {
        let store = self.store;
        let stamp = memo(move || {
            store.read(|state| {
                let run = state.run(run_id)?;
                let told = (run.as_of, run.pause.is_some(), run.error.clone());
                Some((run.status, run.changed_at, run.output.is_some(), told))
            })
        });
        memo(move || {
            // Read, not only tracked: a memo that nobody reads never computes.
            stamp.get();
            store.read_untracked(|state| state.run(run_id).cloned())
        })
    }

    pub fn dataset(self, dataset_id: DatasetId) -> Memo<Option<Dataset>> {
        let store = self.store;
        memo(move || store.read(|state| state.dataset(dataset_id).cloned()))
    }

    /// The newest version of a data set, unless that is itself.
    pub fn newer_than(self, dataset_id: DatasetId) -> Memo<Option<Dataset>> {
        let store = self.store;
        memo(move || store.read(|state| state.newer_than(dataset_id).cloned()))
    }

    /// Which colour a person has here.
    pub fn color_of(self, person: &Person) -> u8 {
        if self.address.is_room() {
            return match person.id == self.me().id {
                true => color::MINE,
                false => color::of(person.id),
            };
        }
        let among = |members: &Vec<Member>| words::color_among(members, person.id);
        self.panels.members.with_untracked(among)
    }

    /// Whether the rules allow `command` by the reader now. Tracks the state.
    pub fn check(self, command: &Command) -> Result<(), Rejection> {
        self.me
            .with_value(|me| self.store.read(|state| check(state, me, command)))
    }
}

/// Those that nobody took away.
fn datasets_here(state: &StreamState) -> Vec<Dataset> {
    let here = state.datasets.iter().filter(|one| one.removal.is_none());
    here.cloned().collect()
}

fn notes_here(state: &StreamState) -> Vec<(String, String)> {
    let named = |note: &Note| (note.note_id.to_string(), note.title.clone());
    state.notes_here().map(named).collect()
}

/// The first and the last. On a first visit nothing is marked as new.
fn unread_on_opening(read: i64, head: i64) -> (i64, i64) {
    match read {
        0 => (1, 0),
        read => (read + 1, head),
    }
}

fn shown_badge(
    store: Store,
    (status, blocked): (RwSignal<ConnectionStatus>, Blocked),
    unsent: RwSignal<Vec<Pending>>,
    now: RwSignal<i64>,
) -> Badge {
    let cursor = store.head();
    let (refused, waiting): (Vec<Pending>, Vec<Pending>) = unsent
        .get()
        .into_iter()
        .partition(|unsent| unsent.refusal().is_some());
    badge(&BadgeInputs {
        status: status.get(),
        blocked: blocked.get(),
        cursor,
        known_head: store.known_head(),
        unsent: waiting.len(),
        refused: refused.len(),
        oldest_at: waiting.first().map(|unsent| unsent.queued_at),
        now: now.get(),
    })
}
