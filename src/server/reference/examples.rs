//! What the main events look like, for readers who learn from examples.

mod comments;
mod notes;

use crate::shared::{error_code::ErrorCode, route::Route};
use serde_json::{Value, json};

pub struct Example {
    pub payload: Value,
    pub ack: Option<Value>,
}

/// The example of an event, where there is one: `namespace` is its key in the document.
pub fn of(namespace: &str, event: &str) -> Option<Example> {
    let (payload, ack) = match namespace {
        "root" => root(event),
        "session" => session(event),
        "chat" => chat(event),
        "user" => user(event),
        _ => None,
    }?;
    Some(Example { payload, ack })
}

type Sent = (Value, Option<Value>);

const SESSION: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const LOBBY: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const EPOCH: &str = "5d0c1a3e-6a5c-4f0e-9a54-2f6f3f6f7c11";
const CID: &str = "3b241101-e2bb-4255-8caf-4136c566a962";
const MESSAGE: &str = "9a1de644-815e-46d1-bb8f-aa1837f8a88b";
const DATASET: &str = "e4eaaaf2-d142-41b3-b13b-6f5f2c1f7a10";
const RUN: &str = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";
const AT: i64 = 1_767_225_600_000;

fn root(event: &str) -> Option<Sent> {
    Some(match event {
        "server_message" => (
            json!({ "text": "Connected to Tandem.", "at": AT, "version": 1 }),
            None,
        ),
        "server_draining" => (json!({ "max_delay_ms": 2000 }), None),
        "clock" => (json!({}), ok(json!({ "at": AT }))),
        _ => return None,
    })
}

fn session(event: &str) -> Option<Sent> {
    let stored = ok(json!({ "n": 43, "dup": false }));
    Some(match event {
        "join" => (
            json!({ "session_uuid": SESSION, "after": 41, "last": MESSAGE, "epoch": EPOCH }),
            ok(json!({
                "stream": SESSION,
                "head": 42,
                "me": ada(),
                "members": [{ "person": ada(), "seat": 1, "joined_at": AT }],
                "events": [said(SESSION)],
                "epoch": EPOCH,
            })),
        ),
        "leave" => (json!({ "session_uuid": SESSION }), ok(json!({}))),
        "send_message" => (
            json!({ "session_uuid": SESSION, "cid": CID, "text": "Look at July" }),
            ok(json!({ "n": 42, "id": MESSAGE, "at": AT, "dup": false })),
        ),
        "edit_message" => (
            json!({ "session_uuid": SESSION, "cid": CID, "message_id": MESSAGE, "text": "Look at June" }),
            stored,
        ),
        "run_analysis" => (
            json!({ "session_uuid": SESSION, "cid": CID, "dataset_id": DATASET, "spec": mean_by_month() }),
            ok(json!({ "n": 43, "run_id": RUN, "dup": false })),
        ),
        "remove_dataset" => (
            json!({ "session_uuid": SESSION, "cid": CID, "dataset_id": DATASET }),
            Some(
                json!({ "err": { "code": ErrorCode::DatasetRemoved, "message": "That data set was removed." } }),
            ),
        ),
        "dataset_removed" => (
            numbered(
                SESSION,
                json!({ "event": "dataset_removed", "dataset_id": DATASET }),
            ),
            None,
        ),
        "append_rows" => (
            json!({
                "session_uuid": SESSION, "cid": CID, "dataset_id": DATASET,
                "rows": [{ "sensor": "A", "value": 21.5 }, { "sensor": "B", "value": null }],
            }),
            ok(json!({
                "first": 1200, "rows": 2, "dup": false,
                "missing": [{ "column": "value", "rows": 1, "first": 2 }],
            })),
        ),
        "rows_appended" => (
            json!({
                "session_uuid": SESSION, "dataset_id": DATASET, "rows": 1000, "head": 1202,
                "newest": AT,
            }),
            None,
        ),
        "run_frame" => (
            json!({
                "session_uuid": SESSION, "run_id": RUN, "as_of": as_of(), "output": null,
                "output_url": format!("/api/sessions/{SESSION}/runs/{RUN}/output?head=1202"), "error": null,
            }),
            None,
        ),
        "pause_run" => (
            json!({ "session_uuid": SESSION, "cid": CID, "run_id": RUN, "paused": true }),
            stored,
        ),
        "run_paused" => (
            numbered(
                SESSION,
                json!({ "event": "run_paused", "run_id": RUN, "paused": true }),
            ),
            None,
        ),
        "run_checkpoint" => (
            numbered(
                SESSION,
                json!({
                    "event": "run_checkpoint", "run_id": RUN, "dataset_id": DATASET, "as_of": as_of(),
                    "output_url": format!("/api/sessions/{SESSION}/runs/{RUN}/output?head=1202"),
                }),
            ),
            None,
        ),
        "show_view" => (
            json!({
                "session_uuid": SESSION, "cid": CID, "dataset_id": DATASET,
                "view": { "sort": [{ "column": "date" }], "filters": [{ "column": "wind", "test": { "between": { "from": "3" } } }] },
            }),
            stored,
        ),
        "view_shown" => (
            numbered(
                SESSION,
                json!({ "event": "view_shown", "dataset_id": DATASET, "view": { "find": "rain" } }),
            ),
            None,
        ),
        "present" => (
            json!({ "session_uuid": SESSION, "cid": CID, "on": true }),
            stored,
        ),
        "presenting" => (
            numbered(SESSION, json!({ "event": "presenting", "on": true })),
            None,
        ),
        "describe_dataset" => (
            json!({
                "session_uuid": SESSION, "cid": CID, "dataset_id": DATASET, "name": "wind",
                "about": "Seattle, by day",
            }),
            stored,
        ),
        "dataset_described" => (
            numbered(
                SESSION,
                json!({
                    "event": "dataset_described", "dataset_id": DATASET, "name": "wind",
                    "about": "Seattle, by day",
                }),
            ),
            None,
        ),
        "make_rule" => (
            json!({
                "session_uuid": SESSION, "cid": CID, "dataset_id": DATASET,
                "condition": { "of": "mean", "column": "wind", "over_s": 60, "bound": 10, "for_s": 30 },
            }),
            ok(json!({ "n": 43, "rule_id": RUN, "dup": false })),
        ),
        "rule_fired" => (
            numbered(
                SESSION,
                json!({
                    "event": "rule_fired", "rule_id": RUN, "dataset_id": DATASET,
                    "text": "’s rule for weather fired: mean of wind over 1 minute above 10 for 30 s (18.5)",
                }),
            ),
            None,
        ),
        "sample_set" => (
            numbered(
                SESSION,
                json!({ "event": "sample_set", "dataset_id": DATASET, "rate": 100, "on": true }),
            ),
            None,
        ),
        "typing" => (
            json!({ "session_uuid": SESSION, "is_typing": true }),
            Some(
                json!({ "err": { "code": ErrorCode::SessionRefused, "message": "You are not in this session." } }),
            ),
        ),
        "sync" => (
            json!({ "session_uuid": SESSION, "after": 41, "max": 100 }),
            ok(json!({ "events": [said(SESSION)], "head": 42, "more": false })),
        ),
        "receive_message" => (said(SESSION), None),
        "analysis_update" => (
            numbered(
                SESSION,
                json!({
                    "event": "analysis_update", "run_id": RUN, "dataset_id": DATASET,
                    "spec": mean_by_month(), "status": "running", "elapsed_ms": 12,
                }),
            ),
            None,
        ),
        "dataset_update" => (
            numbered(
                SESSION,
                json!({
                    "event": "dataset_update", "dataset_id": DATASET, "name": "weather",
                    "status": "ready", "rows": 1461, "version": 1,
                    "columns": [
                        { "name": "month", "type": "text" },
                        { "name": "wind", "type": "number", "nulls": 3 },
                    ],
                }),
            ),
            None,
        ),
        "status" => (
            numbered(
                SESSION,
                json!({
                    "event": "status", "kind": "joined", "text": "Ada joined", "person": ada(), "seat": 2,
                }),
            ),
            None,
        ),
        "look" => (
            json!({ "session_uuid": SESSION, "at": looks(), "watches": null, "rests_ms": 40 }),
            ok(json!({})),
        ),
        "looking" => (
            json!({ "session_uuid": SESSION, "user": ada(), "at": looks(), "watches_you": false }),
            None,
        ),
        "user_typing" => (
            json!({ "session_uuid": SESSION, "user": ada(), "is_typing": true }),
            None,
        ),
        "users_updated" => (
            json!({
                "session_uuid": SESSION,
                "users": [{ "id": 1, "name": "Ada", "state": "active" }],
            }),
            None,
        ),
        "heads" => (json!({ "heads": { SESSION: 42 } }), None),
        "upload_preview" => (
            json!({
                "session_uuid": SESSION, "upload_id": DATASET,
                "columns": [{ "name": "month", "type": "text" }, { "name": "wind", "type": "number", "nulls": 1 }],
                "more_columns": 0,
                "rows": [["January", 3.4], ["February", null]],
            }),
            None,
        ),
        _ => return notes::of(event).or_else(|| comments::of(event)),
    })
}

fn sent() -> Option<Value> {
    ok(json!({ "n": 42, "id": MESSAGE, "at": AT, "dup": false }))
}

fn chat(event: &str) -> Option<Sent> {
    Some(match event {
        "rooms" => (
            json!({}),
            ok(json!({
                "rooms": [{
                    "stream": LOBBY, "kind": "room", "name": "lobby", "is_member": true, "members": 7,
                    "head": 42, "unread": 1, "last_line": "Ada: Look at July", "last_at": AT,
                }],
            })),
        ),
        "message" => (json!("Hello, everyone"), sent()),
        "json" => (json!({ "text": "Hello, everyone" }), sent()),
        "message.heard" => (json!("Hello, everyone"), None),
        "error_message" => (
            json!({ "code": ErrorCode::ChatEmpty, "message": "Nothing of this would be seen. Write something first." }),
            None,
        ),
        "create_room" => (
            json!({ "name": "weather" }),
            ok(json!({ "stream": LOBBY, "room": "weather" })),
        ),
        "join" => (
            json!({ "room": "lobby" }),
            ok(json!({
                "stream": LOBBY,
                "head": 42,
                "me": ada(),
                "members": [],
                "events": [],
                "epoch": EPOCH,
            })),
        ),
        "send_message" => (
            json!({ "to": "Grace", "cid": CID, "text": "Have you seen July?" }),
            ok(json!({ "n": 42, "id": MESSAGE, "at": AT, "dup": false })),
        ),
        "receive_message" => (said(LOBBY), None),
        "user_typing" => (
            json!({ "stream": LOBBY, "user": ada(), "is_typing": true }),
            None,
        ),
        "heads" => (json!({ "heads": { LOBBY: 42 } }), None),
        _ => return None,
    })
}

fn user(event: &str) -> Option<Sent> {
    Some(match event {
        "read" => (json!({ "stream": LOBBY, "n": 42 }), ok(json!({}))),
        "set_presence" => (json!({ "state": "idle" }), ok(json!({}))),
        "notification" => (mentioned(), None),
        "notifications" => (
            json!({}),
            ok(json!({ "notifications": [mentioned()], "epoch": EPOCH })),
        ),
        "unread" => (json!({ LOBBY: 3 }), None),
        "sessions_changed" | "rooms_changed" => (json!({}), None),
        "users_updated" => (
            json!({
                "users": [{ "id": 1, "name": "Ada", "state": "active" }],
            }),
            None,
        ),
        _ => return None,
    })
}

fn ok(answer: Value) -> Option<Value> {
    Some(json!({ "ok": answer }))
}

fn ada() -> Value {
    json!({ "id": 1, "name": "Ada" })
}

fn as_of() -> Value {
    json!({ "at": AT, "rows": 1000, "head": 1202 })
}

fn looks() -> Value {
    json!({
        "part": "runs",
        "card": format!("data-{DATASET}"),
        "share": 0.25,
        "grids": [{ "dataset_id": DATASET, "view": { "sort": [{ "column": "date" }] }, "row": 120, "rows": 10 }],
    })
}

fn mean_by_month() -> Value {
    json!({ "kind": "group_by", "by": "month", "aggregate": "mean", "measure": "wind" })
}

fn said(stream: &str) -> Value {
    numbered(
        stream,
        json!({ "event": "receive_message", "text": "Look at July" }),
    )
}

fn mentioned() -> Value {
    json!({
        "id": MESSAGE, "kind": "mention", "text": "Ada mentioned you in lobby: look at July",
        "link": Route::room(LOBBY).to_string(), "at": AT, "read": false,
    })
}

/// A fact with its place in a stream.
fn numbered(stream: &str, mut fact: Value) -> Value {
    let place =
        json!({ "stream": stream, "n": 42, "id": MESSAGE, "at": AT, "by": ada(), "cid": CID });
    if let (Some(fact), Value::Object(place)) = (fact.as_object_mut(), place) {
        fact.extend(place);
    }
    fact
}
