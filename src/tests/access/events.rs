//! The socket events by namespace, and what each kind of person hears.

use crate::support::message;
use serde_json::{Value, json};
use tandem::shared::session::{
    chat::{DeleteMessage, EditMessage, React, ResolveThread, SendMessage},
    datasets::{DescribeDataset, RemoveDataset, ShowView},
    notes::{AddNote, RemoveNote, RenameNote},
    people::{Archive, Present, Remove, Rename},
    rules::{MakeRule, RemoveRule},
    runs::{CancelAnalysis, PauseRun, RunAnalysis},
};
use tandem::shared::{ids::SessionId, protocol::*};
use uuid::Uuid;

const NO_ID: &str = "00000000-0000-4000-8000-000000000000";

/// Keys of the event reference, and addresses.
pub const NAMESPACES: [(&str, &str); 4] = [
    ("root", ROOT_NAMESPACE),
    ("session", SESSION_NAMESPACE),
    ("chat", CHAT_NAMESPACE),
    ("user", USER_NAMESPACE),
];

/// Where the creator and the second member are, and nobody else.
pub struct Places {
    pub session: SessionId,
    /// Their conversation, as an address names it.
    pub direct: String,
}

/// An event, and the codes of its acks: "ok" when there is no refusal. Anonymous people get no socket
/// at all, so the columns are: not a member in any way, second member, creator.
pub type Row = (&'static str, Value, [&'static str; 3]);

const EVERYONE: [&str; 3] = ["ok", "ok", "ok"];

/// The rows of a namespace in the order in which they are sent.
pub fn of(namespace: &str, places: &Places) -> Vec<Row> {
    match namespace {
        "root" => vec![(Clock::NAME, json!({}), EVERYONE)],
        "session" => session(places.session),
        "chat" => chat(&places.direct),
        "user" => user(places.session),
        other => panic!("{other} has no rows"),
    }
}

fn chat(direct: &str) -> Vec<Row> {
    const TWO: [&str; 3] = ["room/unknown", "ok", "ok"];
    const NO_MESSAGE: [&str; 3] = ["room/unknown", "message/unknown", "message/unknown"];
    let with = |more: Value| joined(json!({ "room": direct }), &more);
    let cid = Uuid::new_v4;
    let name = cid().simple().to_string();
    vec![
        (PlainText::NAME, json!("hi"), EVERYONE),
        (PlainObject::NAME, json!({ "text": "hi" }), EVERYONE),
        (Rooms::NAME, json!({}), EVERYONE),
        (CreateRoom::NAME, json!({ "name": name[..12] }), EVERYONE),
        (Join::NAME, with(json!({})), TWO),
        (SetPresence::NAME, with(json!({ "state": "idle" })), TWO),
        (Sync::NAME, with(json!({ "after": 0, "max": 10 })), TWO),
        (History::NAME, with(json!({ "before": 9, "max": 10 })), TWO),
        (Typing::NAME, with(json!({ "is_typing": true })), TWO),
        (
            SendMessage::NAME,
            with(json!({ "cid": cid(), "text": "hi" })),
            TWO,
        ),
        (
            EditMessage::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID, "text": "x" })),
            NO_MESSAGE,
        ),
        (
            DeleteMessage::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID })),
            NO_MESSAGE,
        ),
        (
            React::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID, "emoji": "👍", "on": true })),
            NO_MESSAGE,
        ),
        (Leave::NAME, with(json!({})), TWO),
    ]
}

fn user(session: SessionId) -> Vec<Row> {
    vec![
        (
            Read::NAME,
            json!({ "stream": session, "n": 1 }),
            ["session/refused", "ok", "ok"],
        ),
        (SetStatus::NAME, json!({ "state": "idle" }), EVERYONE),
        (Notifications::NAME, json!({}), EVERYONE),
        (ReadNotifications::NAME, json!({ "ids": [NO_ID] }), EVERYONE),
    ]
}

fn joined(mut fields: Value, more: &Value) -> Value {
    let object = fields.as_object_mut().unwrap();
    object.extend(more.as_object().unwrap().clone());
    fields
}

fn session(session: SessionId) -> Vec<Row> {
    let with = |more: Value| joined(json!({ "session_uuid": session }), &more);
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
            PauseRun::NAME,
            with(json!({ "cid": cid(), "run_id": NO_ID, "paused": true })),
            ["session/refused", "run/unknown", "run/unknown"],
        ),
        (
            RemoveDataset::NAME,
            with(json!({ "cid": cid(), "dataset_id": NO_ID })),
            ["session/refused", "dataset/unknown", "dataset/unknown"],
        ),
        (
            ShowView::NAME,
            with(json!({ "cid": cid(), "dataset_id": NO_ID, "view": {} })),
            ["session/refused", "dataset/unknown", "dataset/unknown"],
        ),
        (
            Present::NAME,
            with(json!({ "cid": cid(), "on": false })),
            ["session/refused", "session/presents", "session/presents"],
        ),
        (
            DescribeDataset::NAME,
            with(json!({ "cid": cid(), "dataset_id": NO_ID, "name": "wind" })),
            ["session/refused", "dataset/unknown", "dataset/unknown"],
        ),
        (
            AppendRows::NAME,
            with(json!({ "cid": cid(), "dataset_id": NO_ID, "rows": [{ "value": 1 }] })),
            ["session/refused", "dataset/unknown", "dataset/unknown"],
        ),
        (
            MakeRule::NAME,
            with(
                json!({ "cid": cid(), "dataset_id": NO_ID, "condition": { "of": "silence", "for_s": 60 } }),
            ),
            ["session/refused", "dataset/unknown", "dataset/unknown"],
        ),
        (
            RemoveRule::NAME,
            with(json!({ "cid": cid(), "rule_id": NO_ID })),
            ["session/refused", "rule/unknown", "rule/unknown"],
        ),
        (
            AddNote::NAME,
            with(json!({ "cid": cid(), "title": "Notes" })),
            ["session/refused", "ok", "ok"],
        ),
        (
            RenameNote::NAME,
            with(json!({ "cid": cid(), "note_id": NO_ID, "title": "Plan" })),
            ["session/refused", "note/unknown", "note/unknown"],
        ),
        (
            RemoveNote::NAME,
            with(json!({ "cid": cid(), "note_id": NO_ID })),
            ["session/refused", "note/unknown", "note/unknown"],
        ),
        (
            NoteOpen::NAME,
            with(json!({ "note_id": NO_ID, "message": "AAEA" })),
            ["session/refused", "note/unknown", "note/unknown"],
        ),
        (
            NoteEdit::NAME,
            with(json!({ "note_id": NO_ID, "message": "AgIAAA==" })),
            ["session/refused", "note/unknown", "note/unknown"],
        ),
        (
            NoteClose::NAME,
            with(json!({ "note_id": NO_ID })),
            ["ok", "ok", "ok"],
        ),
        (
            TellAwareness::NAME,
            with(json!({ "note_id": NO_ID, "message": "AA==" })),
            ["session/refused", "note/unknown", "note/unknown"],
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
            Look::NAME,
            with(json!({ "at": { "part": "runs" }, "watches": 1, "rests_ms": 0 })),
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
            ResolveThread::NAME,
            with(json!({ "cid": cid(), "message_id": NO_ID, "resolved": true })),
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
