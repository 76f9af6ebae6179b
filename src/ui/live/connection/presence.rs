//! What this tab tells of its reader: looking, idle for five minutes, or elsewhere.

use super::{Connection, ConnectionStatus};
use crate::client::clock::{every, now_ms};
use crate::shared::protocol::{Presence, SetPresence, SetStatus};
use crate::ui::lean::effect;
use crate::ui::live::News;
use leptos::prelude::*;
use std::{cell::Cell, rc::Rc};
use web_sys::VisibilityState;

const IDLE_AFTER_MS: i64 = 5 * 60_000;
const LOOK_EVERY_MS: i64 = 15_000;

/// Watches the reader's input and the tab's visibility. For an Effect.
pub fn watch(shown: RwSignal<Presence>) {
    let last_input_at = Rc::new(Cell::new(now_ms()));
    let look = move |last_input_at: &Cell<i64>| {
        let hidden = document().visibility_state() == VisibilityState::Hidden;
        let presence = presence(hidden, now_ms() - last_input_at.get());
        if shown
            .try_get_untracked()
            .is_some_and(|last| last != presence)
        {
            shown.set(presence);
        }
    };
    let touched = {
        let last_input_at = last_input_at.clone();
        Rc::new(move || {
            last_input_at.set(now_ms());
            look(&last_input_at);
        })
    };
    let handles = [
        "pointerdown",
        "keydown",
        "wheel",
        "focus",
        "visibilitychange",
    ]
    .map(|name| {
        let touched = touched.clone();
        window_event_listener_untyped(name, move |_| touched())
    });
    let watch = every(LOOK_EVERY_MS, move || look(&last_input_at));
    let watch = StoredValue::new_local(Some(watch));
    on_cleanup(move || {
        handles.into_iter().for_each(|handle| handle.remove());
        watch.try_set_value(None);
    });
}

impl Connection {
    /// Tells those in the session or room, now and after each interruption.
    pub fn tell_presence(self, news: News) {
        effect(move || {
            let (state, status) = (news.presence().get(), self.view.status.get());
            if let (ConnectionStatus::Joined, Some(handles)) = (status, self.handles.get()) {
                handles.emit_here(&SetPresence { state }, |_| ());
                if state != Presence::Away {
                    self.show_unseen(&handles);
                }
            }
        });
    }
}

impl News {
    /// Tells everyone who is online.
    pub(in crate::ui::live) fn tell_presence(self) {
        effect(move || {
            let (state, connected) = (self.presence().get(), self.is_connected());
            if let (true, Some(socket)) = (connected, self.socket()) {
                socket.emit(&SetStatus { state }, |_| ());
            }
        });
    }
}

fn presence(hidden: bool, still_ms: i64) -> Presence {
    if hidden {
        Presence::Away
    } else if still_ms >= IDLE_AFTER_MS {
        Presence::Idle
    } else {
        Presence::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_tab_is_away_and_a_still_one_idle() {
        assert_eq!(presence(false, 0), Presence::Active);
        assert_eq!(presence(false, IDLE_AFTER_MS), Presence::Idle);
        assert_eq!(presence(true, 0), Presence::Away);
    }
}
