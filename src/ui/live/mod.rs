//! One live session, or room, as its page sees it: the state, what waits to be sent, who is here.
//!
//! [`Live`] is created while rendering, on the server too, and is then only data. The connection
//! is opened by [`Live::start`], which the page calls in an Effect, so never on the server.

mod address;
mod blocked;
mod calendar;
mod commands;
mod completion;
mod composing;
mod connection;
mod draft;
mod ephemeral;
mod line_pages;
mod lines;
mod link;
mod manage;
mod news;
mod pages;
mod places;
mod pointers;
mod pointing;
mod presence;
mod restored;
mod store;
mod tab;
mod unsent;
mod uploads;
mod words;

#[cfg(test)]
mod tests;

pub use address::Address;
pub use blocked::Blocked;
pub use calendar::Calendar;
pub use completion::{begun, candidates, completed};
pub use composing::{Act, Composing};
pub use draft::Draft;
pub use line_pages::LinePage;
pub use lines::{Chip, Line, LineBody, LineKey, Mark, Quoted, Said, Topic, Way};
pub use link::{Badge, BadgeState, Link};
pub use news::{News, others};
pub use pointers::Arrow;
pub use pointing::POINTER_LAYER;
pub use restored::StartedAnew;
pub use unsent::{Unsent, Wish};
pub use uploads::{UPLOAD_INPUT, Upload, UploadKey};
pub use words::{PersonHere, typing as typing_words};

use crate::shared::{
    account::Person,
    dataset::Dataset,
    ids::{DatasetId, EpochId, EventId, RunId},
    protocol::PresentPerson,
    session::{Command, Member, Rejection, Run, SessionState, check},
};
use leptos::prelude::*;
use line_pages::{LineInputs, line_pages};
use link::BadgeInputs;
use std::{ops::RangeInclusive, rc::Rc};
use store::Store;
use tab::Tab;
use unsent::Sent;

/// A handle to the live session: copy it into closures.
#[derive(Clone, Copy)]
pub struct Live {
    pub address: Address,
    me: StoredValue<Person>,
    store: Store,
    link: RwSignal<Link>,
    blocked: Blocked,
    unsent: RwSignal<Vec<Unsent>>,
    /// Acked, but their events have not come in.
    sent: RwSignal<Vec<Sent>>,
    typing: RwSignal<Vec<Person>>,
    /// Whether others' typing is shown here.
    shows_typing: RwSignal<bool>,
    text: RwSignal<String>,
    composing: RwSignal<Composing>,
    present: RwSignal<Vec<PresentPerson>>,
    asking: RwSignal<Vec<Person>>,
    arrows: RwSignal<Vec<Arrow>>,
    pointers_shown: RwSignal<bool>,
    uploads: RwSignal<Vec<Upload>>,
    /// The run that this tab asked for last, once it is in the log.
    last_asked: RwSignal<Option<RunId>>,
    /// The device's clock, moved on while the badge needs it.
    now: RwSignal<i64>,
    calendar: RwSignal<Calendar>,
    /// Which history of the database the page is of, as the server told it last.
    epoch: StoredValue<Option<EpochId>>,
    /// The page started anew from a restored copy, and has not said so yet.
    restored: RwSignal<Option<StartedAnew>>,
    /// The message that was edited or deleted last, and by which event.
    changed: RwSignal<Option<(EventId, i64)>>,
    /// The last number that had come when the chat left the view.
    looked_up_to: RwSignal<i64>,
    chat_in_view: RwSignal<bool>,
    /// What the polite live region says.
    notice: RwSignal<String>,
    /// What the assertive live region says.
    alarm: RwSignal<String>,
    panels: Panels,
    /// JavaScript's handles: only in the browser, from [`Live::start`] on.
    tab: StoredValue<Option<LocalTab>>,
}

/// One memo for each panel, so that an event redraws only what it changed.
#[derive(Clone, Copy)]
struct Panels {
    title: Memo<String>,
    members: Memo<Vec<Member>>,
    datasets: Memo<Vec<Dataset>>,
    run_ids: Memo<Vec<RunId>>,
    lines: Memo<Vec<LinePage>>,
    badge: Memo<Badge>,
    people: Memo<Vec<PersonHere>>,
}

/// Stays on the browser's one thread.
type LocalTab = StoredValue<Rc<Tab>, LocalStorage>;

impl Live {
    /// `read`: the last number that the reader had read.
    pub fn new(me: Person, state: SessionState, read: i64) -> Self {
        let unread = unread_on_opening(read, state.head);
        let head = state.head;
        let address = Address::of(state.stream, state.kind);
        let store = Store::new(state);
        let link = RwSignal::new(Link::Opening);
        let blocked = Blocked::here();
        let (unsent, sent) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
        let present = RwSignal::new(Vec::new());
        let now = RwSignal::new(0);
        let calendar = RwSignal::new(Calendar::UTC);
        let me_id = me.id;
        let me = StoredValue::new(me);
        let members = Memo::new(move |_| store.read(|state| state.members.clone()));
        let panels = Panels {
            title: Memo::new(move |_| store.read(|state| state.title.clone())),
            members,
            datasets: Memo::new(move |_| store.read(|state| state.datasets.clone())),
            run_ids: Memo::new(move |_| {
                store.read(|state| state.runs.iter().map(|run| run.run_id).collect())
            }),
            lines: line_pages(LineInputs {
                store,
                me,
                link,
                unsent,
                sent,
                calendar,
                unread: StoredValue::new(unread),
            }),
            badge: Memo::new(move |_| badge(store, (link, blocked), unsent, now)),
            people: Memo::new(move |_| {
                members.with(|members| present.with(|p| words::people_here(members, p, me_id)))
            }),
        };
        Self {
            address,
            me,
            store,
            link,
            blocked,
            unsent,
            sent,
            typing: RwSignal::new(Vec::new()),
            shows_typing: RwSignal::new(true),
            text: RwSignal::new(String::new()),
            composing: RwSignal::new(Composing::New),
            present,
            asking: RwSignal::new(Vec::new()),
            arrows: RwSignal::new(Vec::new()),
            pointers_shown: RwSignal::new(true),
            uploads: RwSignal::new(Vec::new()),
            last_asked: RwSignal::new(None),
            now,
            calendar,
            epoch: StoredValue::new(None),
            restored: RwSignal::new(None),
            changed: RwSignal::new(None),
            looked_up_to: RwSignal::new(head),
            chat_in_view: RwSignal::new(false),
            notice: RwSignal::new(String::new()),
            alarm: RwSignal::new(String::new()),
            panels,
            tab: StoredValue::new(None),
        }
    }

    /// As the page was told it with its state.
    pub fn in_epoch(self, epoch: EpochId) -> Self {
        self.epoch.set_value(Some(epoch));
        self
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

    pub fn unsent(self) -> Signal<Vec<Unsent>> {
        self.unsent.into()
    }

    pub fn uploads(self) -> Signal<Vec<Upload>> {
        self.uploads.into()
    }

    /// Who types, without the reader.
    pub fn typing(self) -> Signal<Vec<Person>> {
        self.typing.into()
    }

    pub fn last_asked(self) -> Signal<Option<RunId>> {
        self.last_asked.into()
    }

    /// What a phone counts beside "Chat": messages that came while it was out of view and still stand.
    pub fn unread(self) -> Memo<usize> {
        let (store, me) = (self.store, self.me().id);
        let (in_view, from) = (self.chat_in_view, self.looked_up_to);
        Memo::new(move |_| match in_view.get() {
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
    pub fn changed(self) -> Signal<Option<(EventId, i64)>> {
        self.changed.into()
    }

    pub fn notice(self) -> Signal<String> {
        self.notice.into()
    }

    pub fn alarm(self) -> Signal<String> {
        self.alarm.into()
    }

    /// Everyone's name, as mentions complete and show them.
    pub fn names(self) -> Memo<Vec<String>> {
        let members = self.panels.members;
        Memo::new(move |_| {
            members.with(|members| members.iter().map(|one| one.person.name.clone()).collect())
        })
    }

    pub fn has_earlier(self) -> Memo<bool> {
        let store = self.store;
        Memo::new(move |_| store.read(|state| state.has_earlier))
    }

    /// One run, changing only when that run does.
    pub fn run(self, run_id: RunId) -> Memo<Option<Run>> {
        let store = self.store;
        let stamp = Memo::new(move |_| {
            store.read(|state| {
                let run = state.run(run_id)?;
                Some((run.status, run.changed_at, run.output.is_some()))
            })
        });
        Memo::new(move |_| {
            // Read, not only tracked: a memo that nobody reads never computes.
            stamp.get();
            store.read_untracked(|state| state.run(run_id).cloned())
        })
    }

    pub fn dataset(self, dataset_id: DatasetId) -> Memo<Option<Dataset>> {
        let store = self.store;
        Memo::new(move |_| store.read(|state| state.dataset(dataset_id).cloned()))
    }

    /// Which colour a person has here: their seat's, which never changes.
    pub fn color_of(self, person: &Person) -> u8 {
        let seat = |members: &Vec<Member>| {
            members
                .iter()
                .find(|member| member.person.id == person.id)
                .map(|m| m.seat.0)
        };
        self.panels.members.with_untracked(seat).unwrap_or(8)
    }

    /// Whether the rules allow `command` by the reader now. Tracks the state.
    pub fn check(self, command: &Command) -> Result<(), Rejection> {
        self.me
            .with_value(|me| self.store.read(|state| check(state, me, command)))
    }
}

/// Everything is new to who never was here: then no line says so.
fn unread_on_opening(read: i64, head: i64) -> RangeInclusive<i64> {
    match read {
        0 => RangeInclusive::new(1, 0),
        read => read + 1..=head,
    }
}

fn badge(
    store: Store,
    (link, blocked): (RwSignal<Link>, Blocked),
    unsent: RwSignal<Vec<Unsent>>,
    now: RwSignal<i64>,
) -> Badge {
    let cursor = store.head();
    let (refused, waiting): (Vec<Unsent>, Vec<Unsent>) = unsent
        .get()
        .into_iter()
        .partition(|unsent| unsent.refusal.is_some());
    link::badge(&BadgeInputs {
        link: link.get(),
        blocked: blocked.get(),
        cursor,
        known_head: store.known_head(),
        unsent: waiting.len(),
        refused: refused.len(),
        oldest_at: waiting.first().map(|unsent| unsent.queued_at),
        now: now.get(),
    })
}
