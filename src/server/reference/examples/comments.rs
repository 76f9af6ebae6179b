//! What events of comments look like. A comment is a message about a place.

use super::{CID, MESSAGE, SESSION, Sent, numbered, ok};
use serde_json::json;

pub fn of(event: &str) -> Option<Sent> {
    Some(match event {
        "resolve_thread" => (
            json!({ "session_uuid": SESSION, "cid": CID, "message_id": MESSAGE, "resolved": true }),
            ok(json!({ "n": 43, "dup": false })),
        ),
        "thread_resolved" => (
            numbered(
                SESSION,
                json!({ "event": "thread_resolved", "message_id": MESSAGE, "resolved": true }),
            ),
            None,
        ),
        _ => return None,
    })
}
