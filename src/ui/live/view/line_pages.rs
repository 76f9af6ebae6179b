//! The lines of each page of the conversation, made anew when that page changes and not otherwise.

use super::{
    calendar::Calendar,
    lines::{Line, TimelineInputs},
    pages::PageNumber,
    store::{Store, TimelinePage},
};
use crate::client::Pending;
use crate::shared::account::Person;
use crate::ui::live::{actions::Sent, connection::ConnectionStatus};
use leptos::prelude::*;
use std::sync::Arc;

/// What a page is made from besides the log.
#[derive(Clone, Copy)]
pub struct LineInputs {
    pub store: Store,
    pub me: StoredValue<Person>,
    pub status: RwSignal<ConnectionStatus>,
    pub unsent: RwSignal<Vec<Pending>>,
    pub sent: RwSignal<Vec<Sent>>,
    pub calendar: RwSignal<Calendar>,
    /// The first and the last number that were not read when the page was opened.
    pub unread: (i64, i64),
}

/// A page of the conversation, ready to be shown.
#[derive(Clone)]
pub struct LinePage {
    pub number: PageNumber,
    /// A line that did not change is the same allocation as before.
    pub lines: ArcMemo<Vec<Arc<Line>>>,
}

impl PartialEq for LinePage {
    fn eq(&self, other: &Self) -> bool {
        self.lines == other.lines
    }
}

/// The pages, oldest first. One that was there before stays the same.
pub fn line_pages(inputs: LineInputs) -> Memo<Vec<LinePage>> {
    Memo::new(move |before: Option<&Vec<LinePage>>| {
        let before = before.map_or(&[][..], Vec::as_slice);
        let page = |page: TimelinePage| match before
            .binary_search_by_key(&page.number, |known| known.number)
        {
            Ok(at) => before[at].clone(),
            Err(_) => line_page(inputs, page),
        };
        inputs.store.pages().into_iter().map(page).collect()
    })
}

fn line_page(inputs: LineInputs, page: TimelinePage) -> LinePage {
    let number = page.number;
    let lines = ArcMemo::new(move |before: Option<&Vec<Arc<Line>>>| {
        let lines = inputs.lines(&page);
        let before = before.map_or(&[][..], Vec::as_slice);
        shared_with(before, lines)
    });
    LinePage { number, lines }
}

impl LineInputs {
    fn lines(self, page: &TimelinePage) -> Vec<Line> {
        let is_last = self.store.is_last(page);
        let (unsent, sent, joined) = if is_last {
            let joined = self.status.get() == ConnectionStatus::Joined;
            (self.unsent.get(), self.sent.get(), joined)
        } else {
            (Vec::new(), Vec::new(), true)
        };
        let me = self.me.get_value();
        let calendar = self.calendar.get();
        self.store.read_page(page, |timeline, entries| {
            let talk = TimelineInputs {
                timeline,
                sent: &sent,
                unsent: &unsent,
                me: &me,
                joined,
                is_last,
                calendar,
                unread: self.unread.0..=self.unread.1,
            };
            talk.lines(entries)
        })
    }
}

/// `lines`, with those that stood in `before` as they stood there. Most stand at the same place.
fn shared_with(before: &[Arc<Line>], lines: Vec<Line>) -> Vec<Arc<Line>> {
    let share = |(at, line): (usize, Line)| match before.get(at).filter(|known| ***known == line) {
        Some(known) => known.clone(),
        None => Arc::new(line),
    };
    lines.into_iter().enumerate().map(share).collect()
}
