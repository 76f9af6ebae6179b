//! The socket events of a session, and what each kind of person hears.

use crate::support::message;
use serde_json::{Value, json};
use tandem::shared::{ids::SessionId, protocol::*};
use uuid::Uuid;

const NO_ID: &str = "00000000-0000-4000-8000-000000000000";

/// Socket events, and the codes of their acks: "ok" when there is no refusal. Anonymous people get
/// no socket at all, so the columns are: not a member in any way, second member, creator.
pub fn events(session: SessionId) -> Vec<(&'static str, Value, [&'static str; 3])> {
    let with = |more: Value| {
        let mut fields = json!({ "session_uuid": session });
        let object = fields.as_object_mut().unwrap();
        object.extend(more.as_object().unwrap().clone());
        fields
    };
    let cid = || Uuid::new_v4();
    let spec = json!({ "kind": "profile" });
    vec![
        (Join::NAME, with(json!({})), ["session/refused", "ok", "ok"]),
        (
            SendMessage::NAME,
            message(session, "hi"),
            ["session/refused", "ok", "ok"],
        ),
        (
            EditMessage::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID, "text": "x" })),
            ["session/refused", "message/unknown", "message/unknown"],
        ),
        (
            DeleteMessage::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID })),
            ["session/refused", "message/unknown", "message/unknown"],
        ),
        (
            RunAnalysis::NAME,
            with(json!({ "cid": cid(), "dataset_id": NO_ID, "spec": spec })),
            ["session/refused", "dataset/unknown", "dataset/unknown"],
        ),
        (
            CancelAnalysis::NAME,
            with(json!({ "cid": cid(), "run_id": NO_ID })),
            ["session/refused", "run/unknown", "run/unknown"],
        ),
        (
            Typing::NAME,
            with(json!({ "is_typing": true })),
            ["session/refused", "ok", "ok"],
        ),
        (
            Pointer::NAME,
            with(json!({ "at": { "card": "x", "x": 0.5, "y": 0.5 } })),
            ["session/refused", "ok", "ok"],
        ),
        (
            SetPresence::NAME,
            with(json!({ "state": "idle" })),
            ["session/refused", "ok", "ok"],
        ),
        (
            Sync::NAME,
            with(json!({ "after": 0, "max": 10 })),
            ["session/refused", "ok", "ok"],
        ),
        (
            History::NAME,
            with(json!({ "before": 9, "max": 10 })),
            ["session/refused", "ok", "ok"],
        ),
        (
            React::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID, "emoji": "👍", "on": true })),
            ["session/refused", "message/unknown", "message/unknown"],
        ),
        (
            Asking::NAME,
            with(json!({})),
            ["session/refused", "session/not-creator", "ok"],
        ),
        (
            Admit::NAME,
            with(json!({ "cid": cid(), "person_id": 0 })),
            ["session/refused", "session/not-creator", "person/unknown"],
        ),
        (
            Decline::NAME,
            with(json!({ "person_id": 0 })),
            ["session/refused", "session/not-creator", "person/unknown"],
        ),
        (
            Remove::NAME,
            with(json!({ "cid": cid(), "person_id": 0 })),
            ["session/refused", "session/not-creator", "person/unknown"],
        ),
        (
            Rename::NAME,
            with(json!({ "cid": cid(), "title": "Named" })),
            ["session/refused", "session/not-creator", "ok"],
        ),
        (
            Archive::NAME,
            with(json!({ "cid": cid(), "on": false })),
            ["session/refused", "session/not-creator", "ok"],
        ),
        (
            DeleteSession::NAME,
            with(json!({ "title": "not its name" })),
            ["session/refused", "session/not-creator", "session/title"],
        ),
        (Leave::NAME, with(json!({})), ["ok", "ok", "ok"]),
    ]
}
