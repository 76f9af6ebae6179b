//! What readers and programs may count on in the reference, whatever events there are.

use super::*;
use crate::shared::{analysis::Spec, stream::Fact};
use std::{collections::BTreeSet, fs, path::Path};

/// Every declared event as `namespace.name`, and whether a client sends it.
fn declared() -> BTreeSet<(String, bool)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shared/protocol");
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        // `session_in.rs` and `session_out.rs` are two halves of one namespace.
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let namespace = stem.split('_').next().unwrap();
        for (opening, from_client) in [
            ("client_event! {", true),
            ("impl ClientEvent for", true),
            ("signal! {", false),
            ("Signal for", false),
        ] {
            let names = after(&text, opening);
            found.extend(names.map(|name| (format!("{namespace}.{name}"), from_client)));
        }
        // What goes to a session or to a room is an event of both.
        for name in after(&text, "body! {") {
            found.extend(["session", "chat"].map(|place| (format!("{place}.{name}"), true)));
        }
    }
    found.extend(durable());
    found
}

/// The commands that are stored: those of the conversation are taken in rooms too.
fn durable() -> Vec<(String, bool)> {
    let read = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::read_to_string(path).unwrap()
    };
    let list = read("src/shared/protocol/durable.rs");
    let of_the_conversation = read("src/shared/session/chat/commands.rs");
    // Those that pages do not send have a list of their own.
    let lists = ["\nstored! {", "\ndurable! {"].map(|opening| {
        let (_, list) = list.split_once(opening).unwrap();
        list.split_once("\n}").unwrap().0
    });
    let mut found = Vec::new();
    let lines = lists.iter().flat_map(|list| list.lines());
    for line in lines.filter(|line| !line.is_empty()) {
        let (command, rest) = line.split_once(" = \"").unwrap();
        let (name, _) = rest.split_once('"').unwrap();
        found.push((format!("session.{name}"), true));
        if of_the_conversation.contains(&format!("pub struct {} ", command.trim())) {
            found.push((format!("chat.{name}"), true));
        }
    }
    assert!(found.len() >= 14, "{found:?}");
    found
}

/// The first literal after a `=` behind each opening: `Join = "join"`, `const NAME … = "clock"`.
fn after<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(opening).skip(1).filter_map(|rest| {
        let (_, literal) = rest.split_once("= \"")?;
        // The macros' own templates name no event.
        let is_template = rest.trim_start().starts_with('$');
        literal.split('"').next().filter(|_| !is_template)
    })
}

#[test]
fn every_declared_event_is_listed() {
    let document = document(&Served::default());
    let durable = |key: &str| Fact::NAMES.contains(&key.split_once('.').unwrap().1);
    let listed = document["operations"].as_object().unwrap().iter();
    let listed: BTreeSet<_> = listed
        .filter(|(key, _)| !durable(key))
        .map(|(key, operation)| {
            let name = key.strip_suffix(events::HEARD).unwrap_or(key);
            (name.to_owned(), operation["action"] == "receive")
        })
        .collect();
    assert!(listed.len() > 40, "{listed:?}");
    // Declared with the sessions' events, and told in rooms too.
    let shared = [("chat.heads".to_owned(), false)];
    let declared: BTreeSet<_> = declared().into_iter().chain(shared).collect();
    assert_eq!(declared, listed);
    for name in Fact::NAMES {
        let operation = &document["operations"][format!("session.{name}")];
        assert_eq!(operation["action"], "send", "{name}");
    }
}

#[test]
fn every_field_of_an_event_has_a_meaning() {
    let document = document(&Served::default());
    let named = fields::Named(&document["components"]["schemas"]);
    let mut silent = Vec::new();
    for (key, operation) in document["operations"].as_object().unwrap() {
        let message = operation["messages"][0]["$ref"].as_str().unwrap();
        let payload = &document.pointer(&message[1..]).unwrap()["payload"];
        let fields = named.fields(named.resolve(payload)).into_iter();
        let without = fields.filter(|field| field.meaning.is_empty());
        silent.extend(without.map(|field| format!("{key}: {}", field.name)));
    }
    assert!(silent.is_empty(), "\n{}", silent.join("\n"));
}

#[test]
fn every_command_has_an_ack_and_every_event_says_what_it_is() {
    let document = document(&Served::default());
    for (key, operation) in document["operations"].as_object().unwrap() {
        let summary = operation["summary"].as_str().unwrap();
        assert!(
            summary.ends_with('.') || summary.ends_with('…'),
            "{key}: “{summary}”"
        );
        let replies = operation["reply"].is_object();
        assert_eq!(operation["action"] == "receive", replies, "{key}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn visit(document: &Value, value: &Value, found: &mut usize) {
        if let Some(reference) = value["$ref"].as_str() {
            let target = document.pointer(reference.strip_prefix('#').unwrap());
            assert!(target.is_some(), "{reference} leads nowhere");
            *found += 1;
        }
        let inner = value.as_array().into_iter().flatten();
        for value in inner.chain(
            value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(_, value)| value),
        ) {
            visit(document, value, found);
        }
    }
    let document = document(&Served::default());
    let mut found = 0;
    visit(&document, &document, &mut found);
    assert!(found > 200, "{found}");
}

#[test]
fn what_clients_send_takes_no_other_fields() {
    let document = document(&Served::default());
    for (key, operation) in document["operations"].as_object().unwrap() {
        if operation["action"] != "receive" {
            continue;
        }
        let message = operation["messages"][0]["$ref"].as_str().unwrap();
        let payload = &document.pointer(&message[1..]).unwrap()["payload"];
        // The smallest clients send whatever they like.
        let is_named = !["chat.message", "chat.json"].contains(&key.as_str());
        assert_eq!(payload["additionalProperties"] == false, is_named, "{key}");
    }
}

#[test]
fn what_stands_in_a_command_takes_no_other_fields_either() {
    let document = document(&Served::default());
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["PointerPlace"]["additionalProperties"], false);
    for form in schemas["Spec"]["oneOf"].as_array().unwrap() {
        assert_eq!(form["additionalProperties"], false, "{form}");
    }
    let unknown = json!({ "kind": "profile", "more": 1 });
    assert!(serde_json::from_value::<Spec>(unknown).is_err());
}

#[test]
fn a_durable_event_has_its_place_and_its_fact_in_one_object() {
    let document = document(&Served::default());
    for name in Fact::NAMES {
        let schema = &document["components"]["schemas"][name];
        assert_eq!(schema["properties"]["event"]["enum"], json!([name]));
        for field in ["stream", "n", "id", "at", "by", "event"] {
            let required = schema["required"].as_array().unwrap();
            assert!(required.contains(&json!(field)), "{name} lacks {field}");
        }
    }
}

#[test]
fn types_that_write_themselves_are_told_as_they_travel() {
    let document = document(&Served::default());
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["RunId"]["format"], "uuid");
    assert_eq!(schemas["PersonId"]["type"], "integer");
    let numbers = schemas["Num"].to_string();
    for word in ["number", "NaN", "inf", "-inf"] {
        assert!(numbers.contains(&format!("\"{word}\"")), "{numbers}");
    }
    let kinds = schemas["Spec"]["oneOf"].as_array().unwrap();
    assert_eq!(kinds.len(), crate::analyses::Kind::ALL.len());
    assert_eq!(schemas["Cell"]["anyOf"].as_array().unwrap().len(), 5);
}

#[test]
fn every_namespace_with_streams_tells_how_far_they_are() {
    for namespace in events::namespaces(&mut schemas::Schemas::new()) {
        let any = |what: &dyn Fn(&events::Event) -> bool| namespace.events.iter().any(what);
        let has_streams = any(&|event| event.kind == events::Kind::Durable);
        let tells_heads = any(&|event| event.name == "heads");
        assert_eq!(tells_heads, has_streams, "{}", namespace.key);
    }
}

#[test]
fn words_are_for_readers_of_the_wire_and_not_of_the_source() {
    let document = document(&Served::default()).to_string();
    for word in ["::", "[`", "Vec<", "Option<"] {
        let found = document
            .find(word)
            .map(|at| &document[at.saturating_sub(80)..at + 80]);
        assert_eq!(found, None, "{word}");
    }
}

#[test]
fn the_page_tells_every_event_and_every_link_in_it_has_a_target() {
    let page = page("", &Served::default());
    let document = document(&Served::default());
    for key in document["operations"].as_object().unwrap().keys() {
        assert!(page.contains(&format!("<h3 id=\"{key}\">")), "{key}");
    }
    let targets: Vec<_> = page.split("href=\"#").skip(1).collect();
    assert!(targets.len() > 200, "{}", targets.len());
    for target in targets.iter().filter_map(|rest| rest.split('"').next()) {
        let id = format!("id=\"{target}\"");
        assert_eq!(page.matches(&id).count(), 1, "{id}");
    }
}

#[test]
fn the_page_has_nothing_inline_that_the_policy_would_refuse() {
    let page = page("", &Served::default());
    for inline in ["<script", "<style", " style=", " onclick="] {
        assert!(!page.contains(inline), "{inline}");
    }
}
