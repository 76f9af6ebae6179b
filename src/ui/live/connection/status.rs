//! Whether the server hears this page, and what the badge in the top bar makes of it.
//!
//! Pure: the badge is computed from numbers, so that it cannot claim what is not so.

/// The state of the connection to the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionStatus {
    /// Rendered, but not joined yet.
    Opening,
    Joined,
    /// Lost at `since` (unix milliseconds), or never had since then.
    Lost {
        since: i64,
    },
}

/// What the badge depends on.
#[derive(Clone, Copy, Debug)]
pub struct BadgeInputs {
    pub status: ConnectionStatus,
    /// The server is there, and something on the way lets no WebSocket through.
    pub blocked: bool,
    /// Number of the last event applied here.
    pub cursor: i64,
    /// The highest number that the server was heard to have.
    pub known_head: i64,
    /// Commands on their way or waiting.
    pub unsent: usize,
    /// Commands that the server refused and nobody has looked at yet.
    pub refused: usize,
    /// When the oldest of `unsent` was asked for.
    pub oldest_at: Option<i64>,
    pub now: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadgeState {
    Saved,
    Saving,
    Reconnecting,
    Offline,
}

impl BadgeState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Saving => "saving",
            Self::Reconnecting => "reconnecting",
            Self::Offline => "offline",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    pub state: BadgeState,
    pub text: String,
    /// Nothing to worry about yet: drawn without colour.
    pub calm: bool,
}

/// Commands younger than this are not counted aloud.
const SAVING_AFTER_MS: i64 = 400;
/// Interruptions shorter than this are not spoken of.
const RECONNECTING_AFTER_MS: i64 = 2_000;
/// From here on the page counts as offline.
pub const OFFLINE_AFTER_MS: i64 = 5_000;

pub fn badge(of: &BadgeInputs) -> Badge {
    match of.status {
        ConnectionStatus::Opening | ConnectionStatus::Lost { .. } if of.blocked => Badge {
            state: BadgeState::Offline,
            text: format!("live line blocked{}", waiting(of)),
            calm: false,
        },
        ConnectionStatus::Opening => Badge {
            state: BadgeState::Reconnecting,
            text: "connecting".into(),
            calm: true,
        },
        ConnectionStatus::Joined => joined(of),
        ConnectionStatus::Lost { since } => lost(of, (of.now - since).max(0)),
    }
}

fn joined(of: &BadgeInputs) -> Badge {
    let n = of.cursor;
    let young = of.oldest_at.is_some_and(|at| of.now - at < SAVING_AFTER_MS);
    let (state, text) = if of.unsent > 0 && young {
        (BadgeState::Saving, format!("#{n}"))
    } else if of.unsent > 0 {
        (BadgeState::Saving, format!("#{n} saving {}", of.unsent))
    } else if of.cursor < of.known_head {
        (BadgeState::Saving, format!("#{n} catching up"))
    } else if of.refused > 0 {
        (BadgeState::Saving, format!("#{n}, {} not sent", of.refused))
    } else {
        (BadgeState::Saved, format!("#{n} all saved"))
    };
    Badge {
        state,
        text,
        calm: true,
    }
}

fn waiting(of: &BadgeInputs) -> String {
    match of.unsent {
        0 => String::new(),
        count => format!(", {count} waiting"),
    }
}

fn lost(of: &BadgeInputs, lost_ms: i64) -> Badge {
    let seconds = lost_ms / 1_000;
    let waiting = waiting(of);
    if lost_ms < RECONNECTING_AFTER_MS {
        let text = format!("#{}{waiting}", of.cursor);
        return Badge {
            state: BadgeState::Saving,
            text,
            calm: true,
        };
    }
    if lost_ms < OFFLINE_AFTER_MS {
        let text = format!("reconnecting {seconds} s{waiting}");
        return Badge {
            state: BadgeState::Reconnecting,
            text,
            calm: false,
        };
    }
    let text = format!("offline {}:{:02}{waiting}", seconds / 60, seconds % 60);
    Badge {
        state: BadgeState::Offline,
        text,
        calm: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: BadgeInputs = BadgeInputs {
        status: ConnectionStatus::Joined,
        blocked: false,
        cursor: 12,
        known_head: 12,
        unsent: 0,
        refused: 0,
        oldest_at: None,
        now: 100_000,
    };

    fn shows(inputs: BadgeInputs, state: BadgeState, text: &str) {
        let badge = badge(&inputs);
        assert_eq!((badge.state, badge.text.as_str()), (state, text));
    }

    #[test]
    fn all_saved_is_said_only_when_it_is_so() {
        shows(QUIET, BadgeState::Saved, "#12 all saved");
        for not_so in [
            BadgeInputs {
                status: ConnectionStatus::Opening,
                ..QUIET
            },
            BadgeInputs {
                status: ConnectionStatus::Lost { since: 99_900 },
                ..QUIET
            },
            BadgeInputs {
                known_head: 13,
                ..QUIET
            },
            BadgeInputs {
                unsent: 1,
                oldest_at: Some(99_990),
                ..QUIET
            },
            BadgeInputs {
                refused: 1,
                ..QUIET
            },
        ] {
            assert_ne!(badge(&not_so).state, BadgeState::Saved, "{not_so:?}");
            assert!(!badge(&not_so).text.contains("all saved"), "{not_so:?}");
        }
    }

    #[test]
    fn saving_is_counted_after_a_moment() {
        let sent = |at| BadgeInputs {
            unsent: 2,
            oldest_at: Some(at),
            ..QUIET
        };
        shows(sent(99_700), BadgeState::Saving, "#12");
        shows(sent(99_600), BadgeState::Saving, "#12 saving 2");
    }

    #[test]
    fn a_blocked_line_is_not_called_offline() {
        let blocked = BadgeInputs {
            status: ConnectionStatus::Lost { since: 40_000 },
            blocked: true,
            ..QUIET
        };
        shows(blocked, BadgeState::Offline, "live line blocked");
        let waiting = BadgeInputs {
            unsent: 2,
            ..blocked
        };
        shows(waiting, BadgeState::Offline, "live line blocked, 2 waiting");
        let joined = BadgeInputs {
            blocked: true,
            ..QUIET
        };
        shows(joined, BadgeState::Saved, "#12 all saved");
    }

    #[test]
    fn a_lost_connection_goes_from_quiet_to_amber_to_red() {
        let lost = |ms: i64| BadgeInputs {
            status: ConnectionStatus::Lost {
                since: 100_000 - ms,
            },
            ..QUIET
        };
        assert!(badge(&lost(1_999)).calm);
        shows(lost(3_200), BadgeState::Reconnecting, "reconnecting 3 s");
        shows(lost(42_000), BadgeState::Offline, "offline 0:42");
        let waiting = BadgeInputs {
            unsent: 3,
            oldest_at: Some(1),
            ..lost(62_000)
        };
        shows(waiting, BadgeState::Offline, "offline 1:02, 3 waiting");
    }
}
