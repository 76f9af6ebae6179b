//! Namespace `/`: the server speaks of itself.

use super::{ClientEvent, Signal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The greeting on connect, and later announcements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServerMessage {
    pub text: String,
    pub at: i64,
    /// Counts up when a client of the older version could no longer take part.
    pub version: u32,
}

impl Signal for ServerMessage {
    const NAME: &'static str = "server_message";
}

/// The server is about to stop: reconnect at a random time within `max_delay_ms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServerDraining {
    /// In milliseconds.
    pub max_delay_ms: u64,
}

impl Signal for ServerDraining {
    const NAME: &'static str = "server_draining";
}

/// Asks for the server's time; the round trip is the latency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClockOk {
    pub at: i64,
}

impl ClientEvent for Clock {
    const NAME: &'static str = "clock";
    type Ok = ClockOk;
}
