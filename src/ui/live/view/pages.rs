//! The conversation in pages, so that an event costs the lines of one page and not of all.
//!
//! A page is a stretch of the log, `PAGE` numbers wide: it stays the same page when newer entries come
//! after it and older ones before it. Comings and goings in a row stay on the page on which they begin,
//! because they are shown as one line.

use crate::shared::{
    session::people::StatusKind,
    session::{Entry, EntryBody},
};
use std::ops::Range;

/// Numbers of the log on one page. Small, for a new message has its whole page arranged anew.
const PAGE: i64 = 32;

/// Which page: its place among all pages that the log could have.
pub type PageNumber = i64;

/// Where each page of a timeline begins, oldest first; at least one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages(Vec<Start>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Start {
    page: PageNumber,
    /// The number of its first entry.
    n: i64,
}

impl Pages {
    pub fn of(timeline: &[Entry]) -> Self {
        let first = timeline.first().map_or(0, |entry| entry.n);
        let mut pages = Self(vec![Start {
            page: first.div_euclid(PAGE),
            n: first,
        }]);
        for pair in timeline.windows(2) {
            pages.push(&pair[1], Some(&pair[0]));
        }
        pages
    }

    /// Takes in an entry at the end, after `before`. True when it begins a page.
    pub fn push(&mut self, entry: &Entry, before: Option<&Entry>) -> bool {
        let page = entry.n.div_euclid(PAGE);
        let goes_on = is_coming(entry) && before.is_some_and(is_coming);
        let begins = page > self.last() && !goes_on;
        if begins {
            self.0.push(Start { page, n: entry.n });
        }
        begins
    }

    pub fn numbers(&self) -> impl Iterator<Item = PageNumber> {
        self.0.iter().map(|start| start.page)
    }

    pub fn last(&self) -> PageNumber {
        self.0.last().map_or(0, |start| start.page)
    }

    /// The page that the entry with number `n` stands on.
    pub fn holding(&self, n: i64) -> PageNumber {
        let after = self.0.partition_point(|start| start.n <= n);
        self.0[after.saturating_sub(1)].page
    }

    /// The entries of a page; none where there is no such page.
    pub fn entries(&self, page: PageNumber, timeline: &[Entry]) -> Range<usize> {
        let Ok(at) = self.0.binary_search_by_key(&page, |start| start.page) else {
            return 0..0;
        };
        let place = |start: &Start| timeline.partition_point(|entry| entry.n < start.n);
        let end = self.0.get(at + 1).map_or(timeline.len(), place);
        let start = if at == 0 { 0 } else { place(&self.0[at]) };
        start..end
    }
}

/// Whether it says that someone came or went.
pub fn is_coming(entry: &Entry) -> bool {
    let status = match &entry.body {
        EntryBody::Status { status, .. } => *status,
        _ => return false,
    };
    matches!(status, StatusKind::Joined | StatusKind::Left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::{Story, ada};

    /// Two came, then so many messages.
    fn timeline(messages: usize) -> Vec<Entry> {
        let mut story = Story::with_two_people();
        for _ in 0..messages {
            story.says(&ada(), "x");
        }
        story.state.chat.timeline
    }

    fn sizes(timeline: &[Entry]) -> Vec<(PageNumber, usize)> {
        let pages = Pages::of(timeline);
        let size = |page| (page, pages.entries(page, timeline).len());
        pages.numbers().map(size).collect()
    }

    #[test]
    fn entries_stand_on_the_page_of_their_number() {
        let timeline = timeline(98);
        assert_eq!(sizes(&timeline), [(0, 31), (1, 32), (2, 32), (3, 5)]);
        let pages = Pages::of(&timeline);
        assert_eq!([1, 31, 32, 100].map(|n| pages.holding(n)), [0, 0, 1, 3]);
        assert_eq!(pages.entries(7, &timeline), 0..0);
    }

    #[test]
    fn older_entries_in_front_leave_later_pages_as_they_are() {
        let timeline = timeline(98);
        assert_eq!(sizes(&timeline[40..]), [(1, 23), (2, 32), (3, 5)]);
    }

    #[test]
    fn entries_one_by_one_make_the_same_pages() {
        let timeline = timeline(98);
        let mut pages = Pages::of(&timeline[..1]);
        for pair in timeline.windows(2) {
            pages.push(&pair[1], Some(&pair[0]));
        }
        assert_eq!(pages, Pages::of(&timeline));
    }

    #[test]
    fn comings_in_a_row_stay_on_one_page() {
        let mut timeline = timeline(60);
        let coming = timeline[0].clone();
        for entry in &mut timeline[25..40] {
            entry.body = coming.body.clone();
        }
        assert_eq!(sizes(&timeline), [(0, 40), (1, 22)]);
    }

    #[test]
    fn an_empty_conversation_has_a_page() {
        assert_eq!(sizes(&[]), [(0, 0)]);
    }
}
