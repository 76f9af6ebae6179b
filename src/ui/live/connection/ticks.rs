//! What time brings: the badge's clock, the calendar at midnight, what a closed tab left, and the word
//! "offline" once it has lasted.

use super::{BrowserHandles, Connection, ConnectionStatus, status::OFFLINE_AFTER_MS};
use crate::client::clock::server_now_ms;
use crate::ui::live::view::Calendar;
use leptos::prelude::*;

/// The badge's clock moves this often while something is not saved.
pub(super) const TICK_MS: i64 = 200;

impl Connection {
    /// Moves the clock on where the badge shows it, and the calendar at midnight.
    pub(super) fn tick(self) {
        let now = server_now_ms();
        let waits = self.view.unsent.with_untracked(|unsent| !unsent.is_empty());
        if waits && self.adopts(now) {
            self.actions.pump();
        }
        if waits || self.view.status.get_untracked() != ConnectionStatus::Joined {
            self.view.now.set(now);
        }
        let today = Some(local_day(now));
        if self.view.calendar.read_untracked().today != today {
            self.view.calendar.set(Calendar {
                day_of: local_day,
                today,
            });
        }
        self.say_offline(now);
    }

    /// Whether there is something to send that a closed tab left.
    fn adopts(self, now: i64) -> bool {
        let handles = self.handles.get();
        handles.is_some_and(|handles| handles.outbox.borrow_mut().adopt(now))
    }

    fn say_offline(self, now: i64) {
        let ConnectionStatus::Lost { since } = self.view.status.get_untracked() else {
            return;
        };
        // The page says it in a sentence of its own.
        if self.view.blocked.is() {
            return;
        }
        let Some(handles) = self.handles.get() else {
            return;
        };
        if now - since >= OFFLINE_AFTER_MS && !handles.offline_said.replace(true) {
            let waiting = self.view.unsent.with_untracked(Vec::len);
            self.alarm.set(match waiting {
                0 => "Offline.".into(),
                1 => "Offline. 1 change waits.".into(),
                n => format!("Offline. {n} changes wait."),
            });
        }
    }

    pub(super) fn say_back(self, handles: &BrowserHandles) {
        if handles.offline_said.replace(false) {
            let waiting = self.view.unsent.with_untracked(Vec::len);
            self.alarm.set(match waiting {
                0 => "Back.".into(),
                1 => "Back. 1 change goes out now.".into(),
                n => format!("Back. {n} changes go out now."),
            });
        }
    }
}

/// The day of an instant by this device's clock and zone.
fn local_day(at: i64) -> i64 {
    let date = js_sys::Date::new(&(at as f64).into());
    let shift_ms = date.get_timezone_offset() as i64 * 60_000;
    (at - shift_ms).div_euclid(86_400_000)
}
