//! Packets against the server's own parser: what one side writes, the other reads the same.

use super::super::packet::{Body, Frame, Packet};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use socketioxide_core::{
    Value as Raw,
    packet::{Packet as Theirs, PacketData},
    parser::{Parse, ParseConfig, ParserState},
};
use socketioxide_parser_common::CommonParser;

fn read_by_server(text: &str) -> Theirs {
    let (config, state) = (ParseConfig::default(), ParserState::default());
    CommonParser
        .decode_str(&config, &state, text.to_owned().into())
        .unwrap()
}

fn written_by_server(packet: Theirs) -> String {
    match CommonParser.encode(packet) {
        Raw::Str(text, _) => text.as_str().to_owned(),
        Raw::Bytes(_) => panic!("the common parser writes text"),
    }
}

fn raw(value: &Value) -> Raw {
    Raw::Str(value.to_string().into(), None)
}

fn json_of(raw: &Raw) -> Value {
    serde_json::from_str(raw.as_str().unwrap()).unwrap()
}

fn event_json(name: &str, args: &[Value]) -> Value {
    let mut array = vec![json!(name)];
    array.extend_from_slice(args);
    Value::from(array)
}

/// The server's packet that means the same.
fn theirs(packet: &Packet) -> Theirs {
    let ns = packet.namespace.clone();
    let inner = match &packet.body {
        Body::Connect(auth) => PacketData::Connect(auth.as_ref().map(raw)),
        Body::Disconnect => PacketData::Disconnect,
        Body::Event { name, args, id } => {
            PacketData::Event(raw(&event_json(name, args)), id.map(|id| id as i64))
        }
        Body::Ack { id, args } => PacketData::EventAck(raw(&Value::from(args.clone())), *id as i64),
        Body::ConnectError(message) => PacketData::ConnectError(message.clone()),
    };
    Theirs {
        inner,
        ns: ns.into(),
    }
}

fn assert_same(ours: &Packet, theirs: &Theirs) {
    assert_eq!(ours.namespace, theirs.ns.as_str());
    match (&ours.body, &theirs.inner) {
        (Body::Connect(ours), PacketData::Connect(theirs)) => {
            assert_eq!(*ours, theirs.as_ref().map(json_of));
        }
        (Body::Disconnect, PacketData::Disconnect) => {}
        (Body::Event { name, args, id }, PacketData::Event(raw, their_id)) => {
            assert_eq!(event_json(name, args), json_of(raw));
            // The server reads names in place, so one with escapes is none to it.
            if !json!(name).to_string().contains('\\') {
                assert_eq!(CommonParser.read_event(raw).unwrap(), name.as_str());
            }
            assert_eq!(id.map(|id| id as i64), *their_id);
        }
        (Body::Ack { id, args }, PacketData::EventAck(raw, their_id)) => {
            assert_eq!(Value::from(args.clone()), json_of(raw));
            assert_eq!(*id as i64, *their_id);
        }
        (ours, theirs) => panic!("{ours:?} is not {theirs:?}"),
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1_000_000i32..1_000_000).prop_map(|n| json!(f64::from(n) / 8.0)),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Quotes, backslashes, commas, brackets, digits, controls, and characters of several bytes.
fn any_text() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        "\"", "\\", ",", "[", "{", "/", "-", "7", "\n", "é", "日", "🦀",
    ]);
    prop_oneof![
        prop::collection::vec(awkward, 0..8).prop_map(|parts| parts.concat()),
        prop::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter),
    ]
}

fn any_namespace() -> impl Strategy<Value = String> {
    let names = ["/", "/session", "/chat", "/1", "/a/b-2", "/é", "/[x]"];
    prop::sample::select(names.to_vec()).prop_map(String::from)
}

fn any_packet() -> impl Strategy<Value = Packet> {
    let id = 0..1u64 << 53;
    let args = || prop::collection::vec(any_json(), 0..3);
    let auth = prop::option::of(any_json().prop_map(|token| json!({ "token": token })));
    let body = prop_oneof![
        auth.prop_map(Body::Connect),
        Just(Body::Disconnect),
        (any_text(), args(), prop::option::of(id.clone()))
            .prop_map(|(name, args, id)| Body::Event { name, args, id }),
        (id, args()).prop_map(|(id, args)| Body::Ack { id, args }),
    ];
    (any_namespace(), body).prop_map(|(namespace, body)| Packet { namespace, body })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn server_reads_what_we_write(packet in any_packet()) {
        assert_same(&packet, &read_by_server(&packet.encode()));
    }

    #[test]
    fn both_write_the_same(packet in any_packet()) {
        prop_assert_eq!(packet.encode(), written_by_server(theirs(&packet)));
    }

    #[test]
    fn we_read_what_the_server_writes(packet in any_packet()) {
        let text = written_by_server(theirs(&packet));
        prop_assert_eq!(Packet::decode(&text), Some(packet));
    }

    #[test]
    fn refusal_of_the_server_is_read(namespace in any_namespace(), message in any_text()) {
        let text = written_by_server(Theirs::connect_error(namespace.clone(), message.clone()));
        prop_assert_eq!(Packet::decode(&text), Some(Packet::new(&namespace, Body::ConnectError(message))));
    }

    #[test]
    fn frame_of_any_text_is_read_or_dropped(text in any_text(), kind in 0..8u8) {
        let _ = Frame::decode(&text);
        let _ = Frame::decode(&format!("{kind}{text}"));
        let _ = Frame::decode(&format!("4{kind}{text}"));
    }
}

#[test]
fn attachments_leave_their_place_in_the_json() {
    let text = r#"51-/session,4["file",{"_placeholder":true,"num":0}]"#;
    let name = "file".to_owned();
    let args = vec![json!({ "_placeholder": true, "num": 0 })];
    let packet = Packet::new(
        "/session",
        Body::Event {
            name,
            args,
            id: Some(4),
        },
    );
    assert_eq!(Packet::decode(text), Some(packet));
}

#[test]
fn namespace_may_end_the_packet() {
    assert_eq!(
        Packet::decode("1/session"),
        Some(Packet::new("/session", Body::Disconnect))
    );
}

#[test]
fn id_beyond_all_numbers_is_none() {
    assert_eq!(Packet::decode("399999999999999999999[]"), None);
    assert_eq!(Packet::decode("3[]"), None);
}
