//! What an open page of notes and the server say to each other. The editor makes and reads the messages; here they are
//! only handed on.

use super::Connection;
use crate::shared::{api_error::ApiError, error_code::ErrorCode};
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use serde_json::{Map, Value};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CustomEvent;

/// The page's element of a page of notes; there is one at most.
pub const NOTE: &str = "tandem-note";

impl Connection {
    /// Sends what the editor emits: `[event, JSON, answer]`. The answer gets the ack as JSON, or the refusal.
    pub fn emit_note(self, event: &CustomEvent) {
        let emitted = Array::from(&event.detail());
        let (Some(handles), Some(name), Some(body), Ok(answer)) = (
            self.handles.get(),
            emitted.get(0).as_string(),
            emitted.get(1).as_string(),
            emitted.get(2).dyn_into::<Function>(),
        ) else {
            return;
        };
        let payload = serde_json::from_str(&body).unwrap_or(Value::Null);
        if let Some(socket) = handles.socket.borrow().as_ref() {
            socket.emit_json(&name, payload, move |result| tell_ack(&answer, result));
        }
    }

    /// Begins a page; `refused` hears why it could not be. A page that another began meanwhile is there as well.
    pub fn begin_note(self, note: &str, title: String, refused: impl Fn(String) + 'static) {
        let Some(handles) = self.handles.get() else {
            return;
        };
        let session = self.view.address.stream.to_string();
        // Filled one by one: collecting them is 3 KB of a page.
        let mut fields = Map::new();
        for (name, value) in [
            ("session_uuid", session),
            ("cid", Uuid::new_v4().to_string()),
            ("note_id", note.to_owned()),
            ("title", title),
        ] {
            fields.insert(name.to_owned(), Value::String(value));
        }
        if let Some(socket) = handles.socket.borrow().as_ref() {
            socket.emit_json(
                "add_note",
                Value::Object(fields),
                move |result| match result {
                    Err(error) if error.code != ErrorCode::NoteIsThere => refused(error.message),
                    _ => {}
                },
            );
        }
    }
}

fn tell_ack(answer: &Function, result: Result<Value, ApiError>) {
    let (ok, refusal) = match result {
        Ok(ok) => (ok.to_string().into(), JsValue::NULL),
        Err(error) => {
            let refusal = serde_json::to_string(&error).unwrap_or_default();
            (JsValue::NULL, refusal.into())
        }
    };
    // Throws only where the editor has a fault, which the console tells.
    let _ = answer.call2(&JsValue::NULL, &ok, &refusal);
}

/// Tells the editor, if one is open: an event of the server with its JSON, or what became of the line.
pub fn tell_note(event: &str, body: &str) {
    let Ok(Some(note)) = document().query_selector(NOTE) else {
        return;
    };
    // Not there until the editor is loaded, which asks by itself then.
    let hear = Reflect::get(&note, &"hear".into()).and_then(JsCast::dyn_into::<Function>);
    if let Ok(hear) = hear {
        let _ = hear.call2(&note, &event.into(), &body.into());
    }
}
