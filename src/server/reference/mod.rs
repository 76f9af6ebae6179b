//! The event reference: what travels over the sockets, told from the types that travel.
//!
//! [`document`] is an AsyncAPI 3.0 document: every event by namespace, its direction, its payload and
//! its ack. [`page`] is the same for people. Neither knows a running server; both are the same always.

mod events;
mod examples;
mod fields;
mod glossary;
mod html;
mod page;
mod schemas;
#[cfg(test)]
mod tests;

pub use page::page;

use crate::shared::{api_error::ApiError, protocol::PROTOCOL_VERSION, served::Served};
use events::{Event, Namespace};
use schemas::Schemas;
use serde_json::{Map, Value, json};

/// Where other readers of the document find things.
const TITLE: &str = "Tandem: live events";

/// What holds for all events, in the document and on the page. One paragraph a line.
const CONVENTIONS: &[&str] = &[
    "Socket.IO (protocol 5, Engine.IO 4) at `/socket.io/`, by WebSocket, by polling, or by polling \
     that is upgraded. Any Socket.IO client can take part. Where Tandem is served below a path, this and \
     every path that an event names stand below it: `/tandem/socket.io/`.",
    "A connection belongs to a signed-in person: by the login cookie, by `Authorization: Bearer` with a \
     personal access token, or by `auth: {\"token\": …}` from clients that can set no headers and say so in \
     the handshake's address, `?auth=token`. A \
     refused namespace answers CONNECT_ERROR with a code first: `auth/required`, `auth/expired`, \
     `rate/limited`.",
    "A client event carries one JSON object and is always acked: `{\"ok\": …}`, or `{\"err\": …}` with a \
     code for programs and a sentence for people. A field that is not named here is refused.",
    "Who, when and which number are set by the server; a payload never says who its author is. Times \
     are Unix milliseconds, integers stay below 2^53.",
    "A command with a `cid` that was seen before is acked as the first time, with `dup: true`, and \
     stored once: send it again when in doubt.",
    "Bytes are attachments of Socket.IO, which its clients make of a `Uint8Array`, a `Buffer` or `bytes`; a client that \
     has none sends base64 text in their place, and gets text from then on.",
    "Durable events are numbered in their `stream`, 1, 2, 3 … without gaps. `join` with `after`, the \
     last number applied, brings what was missed; `sync` brings the rest. Drop a number seen before, \
     hold back one that comes too early. All other events are signals: lost when nobody listens.",
];

/// The AsyncAPI document. The same on every call.
pub fn document(served: &Served) -> Value {
    let mut schemas = Schemas::new();
    let namespaces = events::namespaces(&mut schemas);
    let mut channels = Map::new();
    let mut operations = Map::new();
    for namespace in &namespaces {
        channels.insert(namespace.key.into(), channel(namespace));
        for event in &namespace.events {
            let key = format!("{}.{}", namespace.key, event.key);
            operations.insert(key, operation(namespace, event));
        }
    }
    schemas.name::<ApiError>();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": TITLE,
            "version": env!("CARGO_PKG_VERSION"),
            "description": CONVENTIONS.join("\n\n"),
            "license": { "name": env!("CARGO_PKG_LICENSE") },
            "x-protocol-version": PROTOCOL_VERSION,
        },
        "defaultContentType": "application/json",
        "servers": { "tandem": server(served) },
        "channels": channels,
        "operations": operations,
        "components": {
            "schemas": schemas.finish(),
            "securitySchemes": security_schemes(served),
        },
    })
}

fn server(served: &Served) -> Value {
    json!({
        "host": "{host}",
        "pathname": served.address("/socket.io/"),
        "protocol": "socket.io",
        "protocolVersion": "5",
        "variables": { "host": { "default": "127.0.0.1:3000", "description": "Where Tandem is served." } },
        "security": [
            { "$ref": "#/components/securitySchemes/login" },
            { "$ref": "#/components/securitySchemes/token" },
        ],
    })
}

fn security_schemes(served: &Served) -> Value {
    json!({
        "login": {
            "type": "httpApiKey",
            "in": "cookie",
            "name": served.cookie(crate::server::auth::CookieForm::Host.name()),
            "description": "The cookie that signing in sets; on plain http its name is `tandem`.",
        },
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal access token, or `auth: {\"token\": …}` at CONNECT.",
        },
    })
}

fn channel(namespace: &Namespace) -> Value {
    let mut messages = Map::new();
    for event in &namespace.events {
        messages.insert(event.key.clone(), message(event));
        if let Some(ack) = &event.ack {
            messages.insert(ack_key(event), ack_message(event, ack));
        }
    }
    json!({
        "address": namespace.address,
        "title": namespace.title,
        "description": namespace.about,
        "servers": [{ "$ref": "#/servers/tandem" }],
        "messages": messages,
    })
}

fn message(event: &Event) -> Value {
    let mut message = json!({
        "name": event.name,
        "title": event.name,
        "summary": event.summary,
        "payload": event.payload,
        "tags": [{ "name": event.kind.word() }],
    });
    if let Some(example) = &event.example {
        message["examples"] = json!([{ "name": event.name, "payload": example.payload }]);
    }
    message
}

fn ack_message(event: &Event, ack: &Value) -> Value {
    let mut message = json!({
        "name": ack_key(event),
        "title": format!("Ack of {}", event.name),
        "payload": ack,
        "tags": [{ "name": "ack" }],
    });
    let answer = event
        .example
        .as_ref()
        .and_then(|example| example.ack.as_ref());
    if let Some(answer) = answer {
        message["examples"] = json!([{ "name": ack_key(event), "payload": answer }]);
    }
    message
}

/// From the server's side: it receives commands and replies to them, and sends everything else.
fn operation(namespace: &Namespace, event: &Event) -> Value {
    let channel = format!("#/channels/{}", namespace.key);
    let one = |key: &str| json!([{ "$ref": format!("{channel}/messages/{key}") }]);
    let mut operation = json!({
        "action": if event.ack.is_some() { "receive" } else { "send" },
        "channel": { "$ref": channel },
        "summary": event.summary,
        "messages": one(&event.key),
    });
    if event.ack.is_some() {
        operation["reply"] = json!({
            "channel": { "$ref": channel },
            "messages": one(&ack_key(event)),
        });
    }
    operation
}

fn ack_key(event: &Event) -> String {
    format!("{}.ack", event.key)
}
