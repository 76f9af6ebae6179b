//! The session's state in this page. It changes here and nowhere else, and only by
//! [`apply`] of events in their order, or by a snapshot of the server's own fold.

use crate::shared::{
    session::{Entry, SessionState, apply},
    stream::{Event, Inbox, Offer},
};
use leptos::prelude::*;

/// A handle to the state: cheap to copy, readable by memos.
#[derive(Clone, Copy)]
pub struct Store {
    state: RwSignal<SessionState>,
    inbox: StoredValue<Inbox>,
    /// The highest number the server was heard to have.
    known_head: RwSignal<i64>,
}

impl Store {
    pub fn new(state: SessionState) -> Self {
        let head = state.head;
        Self {
            state: RwSignal::new(state),
            inbox: StoredValue::new(Inbox::after(head)),
            known_head: RwSignal::new(head),
        }
    }

    pub fn read<T>(self, part: impl FnOnce(&SessionState) -> T) -> T {
        self.state.with(part)
    }

    pub fn read_untracked<T>(self, part: impl FnOnce(&SessionState) -> T) -> T {
        self.state.with_untracked(part)
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
    pub fn replace(self, snapshot: SessionState) -> Vec<Event> {
        if snapshot.head < self.cursor() {
            return Vec::new();
        }
        self.heard_head(snapshot.head);
        let jump = self
            .inbox
            .try_update_value(|inbox| inbox.jump(snapshot.head));
        self.state.set(snapshot);
        let ready = jump.unwrap_or_default();
        self.apply_all(&ready);
        ready
    }

    /// Puts older lines of the conversation in front.
    pub fn prepend(self, entries: Vec<Entry>, more: bool) {
        self.state.update(|state| state.prepend(entries, more));
    }

    fn apply_all(self, events: &[Event]) {
        if events.is_empty() {
            return;
        }
        self.state.update(|state| {
            for event in events {
                apply(state, event);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::{Story, ada, grace, message};

    fn store() -> (Owner, Store) {
        let owner = Owner::new();
        owner.set();
        let store = Store::new(Story::with_two_people().state);
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
