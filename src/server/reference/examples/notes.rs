//! What events of pages of notes look like.

use super::{CID, SESSION, Sent, ada, numbered, ok};
use serde_json::json;

pub fn of(event: &str) -> Option<Sent> {
    let stored = ok(json!({ "n": 43, "dup": false }));
    Some(match event {
        "add_note" => (
            json!({ "session_uuid": SESSION, "cid": CID, "note_id": SESSION, "title": "Notes" }),
            stored,
        ),
        "note_added" => (
            numbered(
                SESSION,
                json!({ "event": "note_added", "note_id": SESSION, "title": "Notes" }),
            ),
            None,
        ),
        // A document without a letter, as step 1 tells it; step 2 with “Hi” in it, and the server's own step 1.
        "note_open" => (
            json!({ "session_uuid": SESSION, "note_id": SESSION, "message": "AAEA" }),
            ok(json!({
                "n": 1, "message": "AQ8BAQcABAEEdGV4dAJIaQAAAwEHAg==", "awareness": "AA==",
            })),
        ),
        "note_edit" => (
            json!({
                "session_uuid": SESSION, "note_id": SESSION,
                "message": "Ag8BAQcABAEEdGV4dAJIaQA=",
            }),
            ok(json!({ "n": 1 })),
        ),
        "note_edited" => (
            json!({
                "session_uuid": SESSION, "note_id": SESSION, "n": 1, "by": ada(),
                "message": "Ag8BAQcABAEEdGV4dAJIaQA=",
            }),
            None,
        ),
        _ => return None,
    })
}
