//! The session's state in this page. It changes here and nowhere else, and only by
//! [`apply`] of events in their order, or by a snapshot of the server's own fold.

use super::pages::{PageNumber, Pages};
use crate::shared::{
    ids::{DatasetId, EventId, PersonId},
    protocol::RunFrame,
    session::{
        Entry, EntryBody, StreamState, apply,
        chat::{MessageDeleted, MessageEdited},
        people::StatusKind,
    },
    stream::{Event, Fact, Inbox, Offer},
};
use leptos::prelude::*;
use std::ops::Range;

/// A handle to the state: cheap to copy, readable by memos.
#[derive(Clone, Copy)]
pub struct Store {
    /// Tells its readers of everything but the conversation, which comes most often and concerns them least.
    state: RwSignal<StreamState>,
    /// Tells of people and of the title alone.
    people: Trigger,
    /// Whose page it is.
    reader: PersonId,
    inbox: StoredValue<Inbox>,
    /// Number of the last event applied.
    head: RwSignal<i64>,
    /// The highest number the server was heard to have.
    known_head: RwSignal<i64>,
    pages: StoredValue<Pages>,
    shown_pages: RwSignal<Vec<TimelinePage>>,
}

/// A page of the conversation, and what tells that its entries changed.
#[derive(Clone)]
pub struct TimelinePage {
    pub number: PageNumber,
    changed: ArcTrigger,
}

impl Store {
    pub fn new(state: StreamState, reader: PersonId) -> Self {
        let head = state.head;
        let pages = Pages::of(&state.chat.timeline);
        let store = Self {
            state: RwSignal::new(state),
            people: Trigger::new(),
            reader,
            inbox: StoredValue::new(Inbox::after(head)),
            head: RwSignal::new(head),
            known_head: RwSignal::new(head),
            pages: StoredValue::new(pages),
            shown_pages: RwSignal::new(Vec::new()),
        };
        store.show_pages();
        store
    }

    /// Tracks people, data and runs; not the conversation, which is read page by page, nor the head.
    pub fn read<T>(self, part: impl FnOnce(&StreamState) -> T) -> T {
        self.state.with(part)
    }

    /// Tracks who is a member, what the stream is called and whether it is archived.
    pub fn read_people<T>(self, part: impl FnOnce(&StreamState) -> T) -> T {
        self.people.track();
        self.state.with_untracked(part)
    }

    pub fn read_untracked<T>(self, part: impl FnOnce(&StreamState) -> T) -> T {
        self.state.with_untracked(part)
    }

    /// Number of the last event applied. Tracked: changes with every event.
    pub fn head(self) -> i64 {
        self.head.get()
    }

    /// The pages of the conversation, oldest first. Tracks which there are, not what stands on them.
    pub fn pages(self) -> Vec<TimelinePage> {
        self.shown_pages.get()
    }

    /// Reads the conversation and which entries of it stand on a page. Tracks that page.
    pub fn read_page<T>(
        self,
        page: &TimelinePage,
        part: impl FnOnce(&[Entry], Range<usize>) -> T,
    ) -> T {
        page.changed.track();
        self.state.with_untracked(|state| {
            let of = |pages: &Pages| pages.entries(page.number, &state.chat.timeline);
            part(&state.chat.timeline, self.pages.with_value(of))
        })
    }

    /// Whether the conversation ends on this page. Tracks it.
    pub fn is_last(self, page: &TimelinePage) -> bool {
        page.changed.track();
        self.pages.with_value(Pages::last) == page.number
    }

    /// Number of the last event applied; what the next `join` or `sync` starts after.
    pub fn cursor(self) -> i64 {
        self.inbox.with_value(Inbox::cursor)
    }

    pub fn known_head(self) -> i64 {
        self.known_head.get()
    }

    /// Whether events are known to exist that are not applied here.
    pub fn lags(self) -> bool {
        self.cursor() < self.known_head.get_untracked()
    }

    /// Whether an event waits for one before it.
    pub fn has_gap(self) -> bool {
        self.inbox.with_value(Inbox::has_gap)
    }

    pub fn heard_head(self, head: i64) {
        if head > self.known_head.get_untracked() {
            self.known_head.set(head);
        }
    }

    /// Applies what is next of `events`; returns what was applied, in order.
    pub fn take(self, events: impl IntoIterator<Item = Event>) -> Vec<Event> {
        let mut ready = Vec::new();
        for event in events {
            self.heard_head(event.n);
            let offer = self.inbox.try_update_value(|inbox| inbox.offer(event));
            if let Some(Offer::Ready(mut next)) = offer {
                ready.append(&mut next);
            }
        }
        self.apply_all(&ready);
        ready
    }

    /// Jumps to a snapshot; returns the held-back events that came next after it.
    pub fn replace(self, snapshot: StreamState) -> Vec<Event> {
        if snapshot.head < self.cursor() {
            return Vec::new();
        }
        self.heard_head(snapshot.head);
        let jump = self
            .inbox
            .try_update_value(|inbox| inbox.jump(snapshot.head));
        self.head.set(snapshot.head);
        self.state.set(snapshot);
        self.people.notify();
        self.part_anew();
        self.tell(|_| true);
        let ready = jump.unwrap_or_default();
        self.apply_all(&ready);
        ready
    }

    /// Says how many rows a live data set has, as a signal told.
    pub fn count_rows(self, dataset_id: DatasetId, rows: i64) {
        let known = self.read_untracked(|state| state.dataset(dataset_id).map(|one| one.rows));
        if known.is_some_and(|known| known != rows) {
            self.state
                .update(|state| state.count_rows(dataset_id, rows));
        }
    }

    /// Shows what a run has come to, as a signal told.
    pub fn show_frame(self, frame: RunFrame) {
        self.state.update(|state| {
            let (output, url) = (frame.output, frame.output_url);
            state.show_frame(frame.run_id, frame.as_of, output, url, frame.error);
        });
    }

    /// Puts older lines of the conversation in front.
    pub fn prepend(self, entries: Vec<Entry>, more: bool) {
        let mut touched = Touched::default();
        let oldest = self.read_untracked(|state| state.chat.timeline.first().map(|entry| entry.n));
        let ids: Vec<EventId> = entries.iter().map(|entry| entry.id).collect();
        self.state.update(|state| state.prepend(entries, more));
        self.part_anew();
        self.read_untracked(|state| {
            let known = state
                .chat
                .timeline
                .iter()
                .filter(|entry| Some(entry.n) >= oldest);
            self.pages.with_value(|pages| {
                touched.pages.extend(oldest.map(|n| pages.holding(n)));
                // Where the reader had stopped may be further up now.
                let is_other = |entry: &&Entry| {
                    let is_message = matches!(entry.body, EntryBody::Message { .. });
                    is_message && entry.by.id != self.reader
                };
                let first = known.clone().find(is_other);
                touched
                    .pages
                    .extend(first.map(|entry| pages.holding(entry.n)));
                touched.quotes_of(|id| ids.contains(&id), state, pages);
            });
        });
        self.tell(|page| touched.has(page));
    }

    fn apply_all(self, events: &[Event]) {
        let Some(last) = events.last() else { return };
        let mut touched = Touched::default();
        self.state.update_untracked(|state| {
            self.pages.update_value(|pages| {
                for event in events {
                    apply(state, event);
                    touched.by(event, state, pages);
                }
            });
        });
        self.head.set(last.n);
        if touched.rest {
            self.state.notify();
        }
        if touched.people {
            self.people.notify();
        }
        if touched.new_page {
            self.show_pages();
        }
        self.tell(|page| touched.has(page));
    }

    fn tell(self, is_touched: impl Fn(PageNumber) -> bool) {
        self.shown_pages.with_untracked(|shown| {
            for page in shown.iter().filter(|page| is_touched(page.number)) {
                page.changed.notify();
            }
        });
    }

    /// The conversation is another, or longer at its beginning.
    fn part_anew(self) {
        let pages = self
            .state
            .with_untracked(|state| Pages::of(&state.chat.timeline));
        self.pages.set_value(pages);
        self.show_pages();
    }

    /// Pages that were shown before keep those who follow them.
    fn show_pages(self) {
        let known = self.shown_pages.get_untracked();
        let shown = |number| match known.binary_search_by_key(&number, |page| page.number) {
            Ok(at) => known[at].clone(),
            Err(_) => TimelinePage {
                number,
                changed: ArcTrigger::new(),
            },
        };
        let pages = self
            .pages
            .with_value(|pages| pages.numbers().map(shown).collect());
        self.shown_pages.set(pages);
    }
}

/// What events changed of the state.
#[derive(Default)]
struct Touched {
    pages: Vec<PageNumber>,
    every_page: bool,
    new_page: bool,
    /// People, data, runs: anything but the conversation.
    rest: bool,
    people: bool,
}

impl Touched {
    /// Notes what `event`, the last that was applied, changed; takes a new entry into `pages`.
    fn by(&mut self, event: &Event, state: &StreamState, pages: &mut Pages) {
        if let [before @ .., entry] = state.chat.timeline.as_slice()
            && entry.n == event.n
        {
            let last = pages.last();
            if pages.push(entry, before.last()) {
                self.new_page = true;
                // What is on its way stands on the new one from now on.
                self.pages.push(last);
            }
            self.pages.push(pages.holding(entry.n));
        }
        match &event.fact {
            Fact::ReceiveMessage(said) => self.rest |= said.seen.is_some(),
            Fact::MessageReacted(reacted) => self.page_of(reacted.message_id, state, pages),
            Fact::MessageEdited(MessageEdited { message_id, .. })
            | Fact::MessageDeleted(MessageDeleted { message_id }) => {
                // A thread ends with its first message.
                self.rest |= matches!(event.fact, Fact::MessageDeleted(_));
                self.page_of(*message_id, state, pages);
                self.quotes_of(|id| id == *message_id, state, pages);
            }
            Fact::Status(status) => {
                self.rest = true;
                self.people = true;
                // Who has another name, or none any more, has it in every line.
                self.every_page |= matches!(
                    status.kind,
                    StatusKind::Renamed | StatusKind::Left | StatusKind::Removed
                );
            }
            _ => self.rest = true,
        }
    }

    fn page_of(&mut self, message: EventId, state: &StreamState, pages: &Pages) {
        let entry = state.entry(message);
        self.pages.extend(entry.map(|entry| pages.holding(entry.n)));
    }

    /// Answers show the words that they answer.
    fn quotes_of(&mut self, changed: impl Fn(EventId) -> bool, state: &StreamState, pages: &Pages) {
        let answers = state
            .chat
            .timeline
            .iter()
            .filter(|entry| entry.body.quotes().is_some_and(&changed));
        self.pages
            .extend(answers.map(|entry| pages.holding(entry.n)));
    }

    fn has(&self, page: PageNumber) -> bool {
        self.every_page || self.pages.contains(&page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::{Story, ada, grace, message};

    fn store() -> (Owner, Store) {
        let owner = Owner::new();
        owner.set();
        let store = Store::new(Story::with_two_people().state, ada().id);
        (owner, store)
    }

    fn texts(store: Store) -> usize {
        store.read_untracked(|state| state.chat.timeline.len() - 2)
    }

    #[test]
    fn events_out_of_order_are_applied_in_order_and_once() {
        let (_owner, store) = store();
        assert!(store.take([message(4, "b")]).is_empty());
        assert!(store.has_gap() && store.lags());
        let applied: Vec<i64> = store
            .take([message(3, "a"), message(4, "b")])
            .iter()
            .map(|event| event.n)
            .collect();
        assert_eq!(applied, [3, 4]);
        assert_eq!(texts(store), 2);
        assert!(!store.lags() && !store.has_gap());
        assert!(store.take([message(3, "a")]).is_empty());
    }

    #[test]
    fn a_snapshot_jumps_over_the_gap_and_an_old_one_is_ignored() {
        let (_owner, store) = store();
        let mut story = Story::with_two_people();
        let older = story.state.clone();
        story.says(&ada(), "a");
        story.says(&grace(), "b");
        store.take([message(5, "c")]);
        let held: Vec<i64> = store
            .replace(story.state)
            .iter()
            .map(|event| event.n)
            .collect();
        assert_eq!(held, [5]);
        assert_eq!((store.cursor(), texts(store)), (5, 3));
        store.replace(older);
        assert_eq!((store.cursor(), texts(store)), (5, 3));
    }

    #[test]
    fn a_head_heard_of_means_that_the_page_lags() {
        let (_owner, store) = store();
        store.heard_head(2);
        assert!(!store.lags());
        store.heard_head(3);
        assert!(store.lags());
    }
}
