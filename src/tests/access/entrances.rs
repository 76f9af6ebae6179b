//! Every entrance that the sources declare has a row in the tables: nobody adds one without saying who
//! may use it.

use super::{
    events::{self, NAMESPACES, Places},
    routes,
};
use crate::support::sources::shipped;
use std::collections::BTreeSet;
use tandem::{
    server::reference,
    shared::{ids::SessionId, route::Route, served::Served},
};
use uuid::Uuid;

/// Events with rows, by the namespace's key.
fn tested(key: &str) -> BTreeSet<String> {
    let places = Places {
        session: SessionId(Uuid::nil()),
        direct: String::new(),
    };
    let rows = events::of(key, &places).into_iter();
    rows.map(|(name, ..)| name.to_owned()).collect()
}

#[test]
fn every_event_that_a_socket_listens_to_has_a_row() {
    let mut namespaces = BTreeSet::new();
    for (path, text) in shipped("src/server/sockets") {
        let stem = path.rsplit('/').next().unwrap().trim_end_matches(".rs");
        // The queue is how the others listen.
        assert!(stem == "queue" || !text.contains("socket.on("), "{path}");
        if !text.contains("pub fn listen(") {
            assert!(!text.contains("Handlers::new("), "{path}");
            continue;
        }
        let key = if stem == "plain" { "chat" } else { stem };
        namespaces.insert(key.to_owned());
        let tested = tested(key);
        let events = listened(&text);
        assert!(!events.is_empty(), "{path}");
        for event in events {
            let name = wire_name(&event);
            assert!(tested.contains(&name), "{path}: {event} has no row");
        }
    }
    let known = NAMESPACES.map(|(key, _)| key.to_owned());
    assert_eq!(namespaces, known.into());
}

#[test]
fn the_rows_are_the_commands_of_the_event_reference() {
    let document = reference::document(&Served::default());
    let operations = document["operations"].as_object().unwrap();
    for (key, address) in NAMESPACES {
        assert_eq!(document["channels"][key]["address"], address);
        let prefix = format!("{key}.");
        let commands = operations
            .iter()
            .filter(|(_, operation)| operation["action"] == "receive")
            .filter_map(|(event, _)| event.strip_prefix(&prefix));
        let commands: BTreeSet<_> = commands.map(str::to_owned).collect();
        assert_eq!(tested(key), commands, "{key}");
    }
    assert_eq!(
        document["channels"].as_object().unwrap().len(),
        NAMESPACES.len()
    );
}

#[test]
fn every_route_has_a_row() {
    let mut found = 0;
    for (file, text) in shipped("src") {
        for hidden in [".nest(", ".nest_service(", ".route_service("] {
            assert!(
                !text.contains(hidden),
                "{file}: {hidden} is not looked into"
            );
        }
        for rest in text.split(".route(").skip(1) {
            // The pages have a table of their own.
            let (paths, rest) = match quoted(rest) {
                Some((path, rest)) => (vec![path], rest),
                None => (
                    Route::patterns().collect(),
                    rest.strip_prefix("path").unwrap(),
                ),
            };
            for method in methods(rest) {
                for path in &paths {
                    found += 1;
                    assert!(
                        routes().any(|(row, _)| is_of(row, method, path)),
                        "{file}: {method} {path} has no row"
                    );
                }
            }
        }
    }
    assert!(found >= 25, "{found}");
}

#[test]
fn every_server_function_has_a_row() {
    // Signing in and out changes who somebody is: those have tests of their own.
    let own_tests = ["register", "login", "logout"];
    let mut found = 0;
    for (file, text) in shipped("src") {
        for rest in text.split("#[server").skip(1) {
            let named = rest.strip_prefix("(endpoint = ").and_then(quoted);
            let (endpoint, _) = named.unwrap_or_else(|| panic!("{file}: {rest:.60}"));
            let path = format!("/api/{endpoint}");
            found += 1;
            assert!(
                own_tests.contains(&endpoint) || routes().any(|(row, _)| is_of(row, "POST", &path)),
                "{file}: {endpoint} has no row"
            );
        }
    }
    assert!(found >= 15, "{found}");
}

/// The types of the events for which a namespace has handlers.
fn listened(text: &str) -> Vec<String> {
    // However its lines are broken.
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = &words.join(" ");
    let mut events = Vec::new();
    for handler in text.split(".on(").skip(1) {
        if let Some(closure) = handler.strip_prefix("socket, |") {
            events.push(parameter(closure));
            continue;
        }
        let (handler, _) = handler.split_once(')').unwrap();
        if let Some(command) = handler.strip_prefix("store::<") {
            events.push(command.trim_end_matches('>').to_owned());
            continue;
        }
        let signature = text.split_once(&format!("async fn {handler}("));
        let (_, rest) = signature.unwrap_or_else(|| panic!("{handler} has no handler"));
        let (_, rest) = rest.split_once("connection: Connection, ").unwrap();
        events.push(parameter(rest));
    }
    for call in text.split("for name in [").skip(1) {
        let (names, rest) = call.split_once(']').unwrap();
        assert!(rest.contains("queue.on_plain(socket, name, "));
        let types = names
            .split(',')
            .map(|name| name.trim().trim_end_matches("::NAME"));
        events.extend(types.map(str::to_owned));
    }
    let plain = text.matches(".on_plain(").count();
    assert_eq!(plain, text.matches("for name in [").count());
    events
}

/// The type's last name in `event: Addressed<ToRoom, Join>)…` or `_: Clock|…`.
fn parameter(text: &str) -> String {
    let (_, rest) = text.split_once(": ").unwrap();
    let (path, _) = rest.split_once([')', '|']).unwrap();
    let mut names = path.split(|c: char| !c.is_alphanumeric());
    names.rfind(|name| !name.is_empty()).unwrap().to_owned()
}

/// An event's name on the wire, by its type: `Join = "join"`, or what an `impl` says.
fn wire_name(event: &str) -> String {
    let openings = [
        format!(" {event} = "),
        format!("impl ClientEvent for {event} {{"),
    ];
    for (_, text) in shipped("src/shared/protocol") {
        let found = openings.iter().find_map(|opening| text.split_once(opening));
        if let Some((name, _)) = found.and_then(|(_, rest)| quoted(rest)) {
            return name.to_owned();
        }
    }
    panic!("{event} is no event")
}

/// Whether a row asks for a route: a part of the path in braces may be anything.
fn is_of(row: &str, method: &str, path: &str) -> bool {
    let mut words = row.split(' ');
    if words.next() != Some(method) {
        return false;
    }
    let asked = words.next().unwrap().split('?').next().unwrap();
    let (asked, path) = (asked.split('/'), path.split('/'));
    asked.clone().count() == path.clone().count()
        && asked
            .zip(path)
            .all(|(asked, part)| part.starts_with('{') || asked == part)
}

/// The methods in `, get(a).post(b))…`.
fn methods(text: &str) -> Vec<&'static str> {
    const METHODS: [(&str, &str); 6] = [
        ("get(", "GET"),
        ("post(", "POST"),
        ("put(", "PUT"),
        ("patch(", "PATCH"),
        ("delete(", "DELETE"),
        ("head(", "HEAD"),
    ];
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    while let Some((call, method)) = METHODS.iter().find(|(call, _)| rest.starts_with(call)) {
        found.push(*method);
        let (_, after) = rest[call.len()..].split_once(')').unwrap();
        rest = after.trim_start().trim_start_matches('.');
    }
    assert!(!found.is_empty(), "no method is known in {text:.60}");
    found
}

/// The first text in quotation marks, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.split_once('"')?.1.split_once('"')
}
