//! Frames as they stand on the wire: an Engine.IO 4 digit, and for messages a Socket.IO 5 packet,
//! `<type>[<attachments>-][<namespace>,][<ack id>][<json>]`.
//!
//! Binary attachments are not taken in: their frames are dropped by the drivers, and the
//! placeholders stay in the JSON where they stood.

use crate::shared::json;
use serde::Deserialize;
use serde_json::Value;

/// An Engine.IO packet, as far as a client over WebSocket meets it.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    Open(Handshake),
    Close,
    /// Sent back word for word in the PONG.
    Ping(String),
    Message(Packet),
    /// PONG, UPGRADE and NOOP: nothing to do.
    Idle,
}

/// What the server says of itself when the transport is open. Its `sid` is a secret and not kept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Handshake {
    /// Milliseconds between two pings.
    pub ping_interval: i64,
    /// Milliseconds that a ping may be late.
    pub ping_timeout: i64,
    /// Largest frame the server takes, in bytes.
    #[serde(default)]
    pub max_payload: Option<usize>,
}

/// A Socket.IO packet of one namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Packet {
    pub namespace: String,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Connect(Option<Value>),
    Disconnect,
    Event {
        name: String,
        args: Vec<Value>,
        id: Option<u64>,
    },
    Ack {
        id: u64,
        args: Vec<Value>,
    },
    ConnectError(String),
}

impl Frame {
    /// Reads one text frame; none when it follows no rule of the protocol.
    pub fn decode(text: &str) -> Option<Self> {
        let (kind, rest) = split_digit(text)?;
        match kind {
            0 => Some(Self::Open(json::read_text(rest).ok()?)),
            1 => Some(Self::Close),
            2 => Some(Self::Ping(rest.to_owned())),
            3 | 5 | 6 => Some(Self::Idle),
            4 => Packet::decode(rest).map(Self::Message),
            _ => None,
        }
    }
}

impl Packet {
    pub fn new(namespace: &str, body: Body) -> Self {
        Self {
            namespace: namespace.to_owned(),
            body,
        }
    }

    /// The text frame that carries this packet, Engine.IO's digit included.
    pub fn frame(&self) -> String {
        format!("4{}", self.encode())
    }

    /// Writes the packet as Socket.IO text.
    pub fn encode(&self) -> String {
        let (kind, id, json) = match &self.body {
            Body::Connect(auth) => (0, None, auth.as_ref().map(Value::to_string)),
            Body::Disconnect => (1, None, None),
            Body::Event { name, args, id } => (2, *id, Some(event_array(name, args))),
            Body::Ack { id, args } => (3, Some(*id), Some(Value::from(args.clone()).to_string())),
            Body::ConnectError(message) => (
                4,
                None,
                Some(serde_json::json!({ "message": message }).to_string()),
            ),
        };
        let mut text = kind.to_string();
        if self.namespace != "/" {
            text.push_str(&self.namespace);
            text.push(',');
        }
        if let Some(id) = id {
            text.push_str(&id.to_string());
        }
        text.push_str(json.as_deref().unwrap_or_default());
        text
    }

    /// Reads Socket.IO text; none when it follows no rule of the protocol.
    pub fn decode(text: &str) -> Option<Self> {
        let (kind, rest) = split_digit(text)?;
        let rest = if matches!(kind, 5 | 6) {
            skip_attachments(rest)?
        } else {
            rest
        };
        let (namespace, rest) = split_namespace(rest);
        let (id, json) = split_id(rest)?;
        let body = match kind {
            0 if json.is_empty() => Body::Connect(None),
            0 => Body::Connect(Some(serde_json::from_str(json).ok()?)),
            1 => Body::Disconnect,
            2 | 5 => decode_event(json, id)?,
            3 | 6 => Body::Ack {
                id: id?,
                args: list(json)?,
            },
            4 => Body::ConnectError(decode_message(json)?),
            _ => return None,
        };
        Some(Self::new(namespace, body))
    }
}

fn event_array(name: &str, args: &[Value]) -> String {
    let mut array = vec![Value::from(name)];
    array.extend_from_slice(args);
    Value::from(array).to_string()
}

fn decode_event(json: &str, id: Option<u64>) -> Option<Body> {
    let mut args = list(json)?;
    if args.is_empty() {
        return None;
    }
    let Value::String(name) = args.remove(0) else {
        return None;
    };
    Some(Body::Event { name, args, id })
}

fn list(json: &str) -> Option<Vec<Value>> {
    match serde_json::from_str(json).ok()? {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

fn decode_message(json: &str) -> Option<String> {
    match serde_json::from_str(json).ok()? {
        Value::String(message) => Some(message),
        object => Some(object.get("message")?.as_str()?.to_owned()),
    }
}

fn split_digit(text: &str) -> Option<(u32, &str)> {
    let mut chars = text.chars();
    let digit = chars.next()?.to_digit(10)?;
    Some((digit, chars.as_str()))
}

fn skip_attachments(text: &str) -> Option<&str> {
    let (count, rest) = text.split_once('-')?;
    count.parse::<u32>().ok().map(|_| rest)
}

/// Without a leading slash the packet belongs to `/`; without a comma the namespace ends the packet.
fn split_namespace(text: &str) -> (&str, &str) {
    if !text.starts_with('/') {
        return ("/", text);
    }
    text.split_once(',').unwrap_or((text, ""))
}

/// Ids beyond 64 bits are no ids; the outer option says so.
fn split_id(text: &str) -> Option<(Option<u64>, &str)> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (id, rest) = text.split_at(digits);
    if id.is_empty() {
        return Some((None, rest));
    }
    id.parse().ok().map(|id| (Some(id), rest))
}
