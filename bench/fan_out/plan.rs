//! What to load: a server, its rooms and who is in them, how much and how long.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// `host:port` of the server.
    pub address: String,
    /// The server's process; what its children use counts too.
    pub pid: u32,
    pub namespace: String,
    /// The field of `join` and `send_message` that names the room.
    pub room_field: String,
    pub rooms: Vec<Room>,
    /// Messages a second times people in a room.
    pub deliveries_per_second: f64,
    /// Sent before the figures begin.
    pub warm_seconds: f64,
    pub seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    pub name: String,
    /// One connection each: its `Cookie` header; empty where the server asks for none.
    pub cookies: Vec<String>,
}

impl Plan {
    pub fn connections(&self) -> usize {
        self.rooms.iter().map(|room| room.cookies.len()).sum()
    }
}
