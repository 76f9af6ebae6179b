//! What goes into [`super::core::Core::step`] and what comes out: the line between deciding and IO.

use super::notice::Notice;
use crate::shared::api_error::ApiError;
use serde_json::Value;

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// The transport opened by the last [`Effect::OpenTransport`] is ready.
    Opened,
    /// One text frame.
    Frame(String),
    /// The transport failed or closed, without our asking.
    Closed,
    /// Time passed, or may have; harmless at any moment.
    Tick,
    /// `id` counts up and comes back once in [`Effect::Ack`].
    Emit {
        id: u64,
        name: String,
        payload: Value,
    },
    /// Someone does not want to wait. Also what starts a new core, and a closed one again.
    RetryNow,
    /// The network is back.
    Online,
    /// This side may have slept.
    Woke,
    /// The driver learned that the handshake is refused.
    Refused(ApiError),
    /// Whether the server answered a probe that it does not refuse.
    Answered(bool),
    Close,
}

/// What to do, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Start opening; replaces any transport there was.
    OpenTransport,
    Send(String),
    /// Close without a word to the core about it.
    CloseTransport,
    /// Give a [`Input::Tick`] at this time; replaces the timer before.
    SetTimer {
        at: i64,
    },
    /// Find out by a plain request whether the server refuses the handshake, and answer with
    /// [`Input::Refused`] if so; otherwise with [`Input::Answered`].
    Probe,
    Notice(Notice),
    /// The server's clock is so far ahead of this one, as well as a round trip tells.
    SetClock {
        ahead_ms: i64,
    },
    Ack {
        id: u64,
        result: Result<Value, ApiError>,
    },
}
