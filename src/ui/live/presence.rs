//! What this tab tells of its reader: looking, idle for five minutes, or elsewhere.

use super::{Link, Live, tab::Tab};
use crate::client::clock::{every, now_ms};
use crate::shared::protocol::{Presence, SetPresence};
use leptos::{ev, prelude::*};
use web_sys::VisibilityState;

const IDLE_AFTER_MS: i64 = 5 * 60_000;
const LOOK_EVERY_MS: i64 = 15_000;

impl Live {
    /// Watches the reader's input and the tab's visibility. For an Effect.
    pub fn watch_presence(self) {
        let touched = move || {
            if let Some(tab) = self.tab() {
                tab.last_input_at.set(now_ms());
                self.look(&tab);
            }
        };
        let handles = [
            window_event_listener(ev::pointerdown, move |_| touched()),
            window_event_listener(ev::keydown, move |_| touched()),
            window_event_listener(ev::wheel, move |_| touched()),
            window_event_listener(ev::focus, move |_| touched()),
            window_event_listener_untyped("visibilitychange", move |_| touched()),
        ];
        let watch = every(LOOK_EVERY_MS, move || {
            if let Some(tab) = self.tab() {
                self.look(&tab);
            }
        });
        let watch = StoredValue::new_local(Some(watch));
        on_cleanup(move || {
            handles.into_iter().for_each(|handle| handle.remove());
            watch.try_set_value(None);
        });
    }

    fn look(self, tab: &Tab) {
        let hidden = document().visibility_state() == VisibilityState::Hidden;
        let presence = presence(hidden, now_ms() - tab.last_input_at.get());
        if tab.presence.replace(presence) != presence {
            self.send_presence(tab);
        }
    }

    pub(super) fn send_presence(self, tab: &Tab) {
        if self.link.get_untracked() == Link::Joined {
            let state = tab.presence.get();
            tab.emit(
                &SetPresence {
                    session_uuid: self.address.session(),
                    state,
                },
                |_| (),
            );
        }
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
