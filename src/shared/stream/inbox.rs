//! Puts arriving events in order: the next is let through, old ones dropped, later ones held back.

use super::Event;

/// What came of an event that was offered.
#[derive(Debug, PartialEq)]
pub enum Offer {
    /// It was next: apply these, in this order (it and any held back behind it).
    Ready(Vec<Event>),
    /// Seen before.
    Old,
    /// Something before it is missing: held back. Ask `sync` if the gap lasts.
    Held,
}

/// The receiving end of one stream.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    last: i64,
    /// In the order of their numbers, each once.
    held: Vec<Event>,
}

impl Inbox {
    /// Far more than a live connection reorders; beyond it `sync` brings the rest anyway.
    const MAX_HELD: usize = 1_000;

    /// Starts after number `last`.
    pub fn after(last: i64) -> Self {
        Self {
            last,
            held: Vec::new(),
        }
    }

    /// Number of the last event let through.
    pub fn cursor(&self) -> i64 {
        self.last
    }

    /// Whether an event is known to be missing.
    pub fn has_gap(&self) -> bool {
        !self.held.is_empty()
    }

    pub fn offer(&mut self, event: Event) -> Offer {
        if event.n <= self.last {
            return Offer::Old;
        }
        if event.n > self.last + 1 {
            if self.held.len() < Self::MAX_HELD
                && let Err(at) = self.held.binary_search_by_key(&event.n, |held| held.n)
            {
                self.held.insert(at, event);
            }
            return Offer::Held;
        }
        self.last = event.n;
        let mut ready = vec![event];
        ready.append(&mut self.release());
        Offer::Ready(ready)
    }

    /// Jumps to a snapshot's number; what is held back beyond it may now be next.
    pub fn jump(&mut self, to: i64) -> Vec<Event> {
        self.last = self.last.max(to);
        self.held.retain(|held| held.n > to);
        self.release()
    }

    /// Lets through what is held back and next.
    fn release(&mut self) -> Vec<Event> {
        let next = |(i, held): &(usize, &Event)| held.n == self.last + 1 + *i as i64;
        let count = self.held.iter().enumerate().take_while(next).count();
        self.last += count as i64;
        self.held.drain(..count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::message;

    fn numbers(offer: Offer) -> Vec<i64> {
        match offer {
            Offer::Ready(events) => events.iter().map(|e| e.n).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn each_number_is_let_through_once_and_in_order() {
        let mut inbox = Inbox::after(4);
        assert_eq!(inbox.offer(message(4, "old")), Offer::Old);
        assert_eq!(inbox.offer(message(7, "c")), Offer::Held);
        assert_eq!(inbox.offer(message(6, "b")), Offer::Held);
        assert!(inbox.has_gap());
        assert_eq!(numbers(inbox.offer(message(5, "a"))), [5, 6, 7]);
        assert_eq!(inbox.offer(message(6, "b")), Offer::Old);
        assert!(!inbox.has_gap());
        assert_eq!(inbox.cursor(), 7);
    }

    #[test]
    fn a_snapshot_fills_the_gap() {
        let mut inbox = Inbox::after(1);
        inbox.offer(message(5, "d"));
        inbox.offer(message(9, "h"));
        let ready: Vec<i64> = inbox.jump(4).iter().map(|e| e.n).collect();
        assert_eq!(ready, [5]);
        assert_eq!(inbox.cursor(), 5);
        assert!(inbox.has_gap());
    }
}
