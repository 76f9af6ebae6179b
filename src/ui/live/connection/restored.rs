//! A backup was restored and this page saw more than it holds: it starts anew from the copy, and says so
//! until the reader has seen it.

use super::Connection;
use crate::client::TabStorage;
use crate::shared::{
    ids::StreamId,
    protocol::{DurableCommand, NotificationsOk, Restored},
};
use crate::ui::live::News;
use leptos::prelude::*;

/// What the page says after it started anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartedAnew {
    /// When the copy was made, if that is known.
    pub copied_at: Option<i64>,
    /// Messages of the reader that went out after that.
    pub messages: usize,
    /// And other things that they asked for.
    pub others: usize,
}

impl Connection {
    /// Nothing that stands here is kept but the outbox and the drafts, which lie in the browser.
    pub(super) fn start_anew(self, restored: Restored) {
        let (mut messages, mut others) = (0, 0);
        self.view.unsent.with_untracked(|unsent| {
            for one in unsent.iter().filter(|one| one.refusal().is_none()) {
                match one.command {
                    DurableCommand::SendMessage(_) => messages += 1,
                    _ => others += 1,
                }
            }
        });
        let said = StartedAnew {
            copied_at: restored.copied_at,
            messages,
            others,
        };
        TabStorage::put(&key(self.view.address.stream), &said.written());
        // Said here, it need not be said again on the next page.
        TabStorage::remove(HISTORY);
        let _ = location().reload();
    }

    /// What an earlier page of this tab left to be said.
    pub(super) fn take_up_restored(self) {
        let left = TabStorage::get(&key(self.view.address.stream));
        self.restored
            .set(left.as_deref().and_then(StartedAnew::read));
    }

    pub fn restored(self) -> RwSignal<Option<StartedAnew>> {
        self.restored
    }

    pub fn forget_restored(self) {
        TabStorage::remove(&key(self.view.address.stream));
        self.restored.set(None);
    }
}

/// Pages without a stream: the history that the tab saw last, and what is to be said of another one.
const HISTORY: &str = "tandem/history";
const RESTORED: &str = "tandem/restored";

impl News {
    /// For a page that follows no stream: it notices a restored backup by itself. For an Effect, before
    /// it goes live.
    pub fn mind_history(self) {
        self.minds_history.set_value(true);
        let left = TabStorage::get(RESTORED);
        self.restored
            .set(left.as_deref().and_then(StartedAnew::read));
    }

    pub fn restored(self) -> RwSignal<Option<StartedAnew>> {
        self.restored
    }

    pub fn forget_restored(self) {
        TabStorage::remove(RESTORED);
        self.restored.set(None);
    }

    pub(in crate::ui::live) fn hears_history(self, heard: &NotificationsOk) {
        let Some(now) = heard.epoch.filter(|_| self.minds_history.get_value()) else {
            return;
        };
        let now = now.to_string();
        let before = TabStorage::get(HISTORY);
        TabStorage::put(HISTORY, &now);
        if before.is_none_or(|before| before == now) {
            return;
        }
        let said = StartedAnew {
            copied_at: heard.copied_at,
            messages: 0,
            others: 0,
        };
        TabStorage::put(RESTORED, &said.written());
        // What is listed here is of the other history.
        let _ = location().reload();
    }
}

fn key(stream: StreamId) -> String {
    format!("tandem/restored/{stream}")
}

impl StartedAnew {
    fn written(self) -> String {
        let copied_at = self.copied_at.unwrap_or(0);
        format!("{copied_at} {} {}", self.messages, self.others)
    }

    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split(' ').map(str::parse::<i64>);
        let mut next = || numbers.next()?.ok();
        Some(Self {
            copied_at: next().filter(|at| *at > 0),
            messages: next()? as usize,
            others: next()? as usize,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_for_the_next_page_is_read_there() {
        for copied_at in [None, Some(1_795_235_289_000)] {
            let said = StartedAnew {
                copied_at,
                messages: 2,
                others: 1,
            };
            assert_eq!(StartedAnew::read(&said.written()), Some(said));
        }
        assert_eq!(StartedAnew::read("x"), None);
    }
}
