//! Field names that mean the same wherever they stand, and so are explained once.

use serde_json::{Value, json};

const WORDS: &[(&str, &str)] = &[
    ("after", "Number of the last event that is known."),
    ("at", "When, in Unix milliseconds, by the server's clock."),
    ("before", "Number of the earliest event that is known."),
    (
        "dup",
        "Whether the command had been stored before this call.",
    ),
    ("emoji", "The reaction, one emoji."),
    ("event", "The event's own name."),
    ("head", "Number of the last event in the stream."),
    ("heads", "Numbers by stream."),
    ("id", "Its own id."),
    ("ids", "Which ones, by id."),
    ("is_typing", "Writing, or no longer."),
    ("max", "How many, at most."),
    ("more", "Whether there are more."),
    ("n", "Number of the event in its stream."),
    ("name", "The name that people see."),
    ("on", "To do it, or to undo it."),
    ("people", "Who, first come first."),
    (
        "room",
        "A room's name, or the uuid of its stream or of a direct conversation's.",
    ),
    ("text", "What people read, as plain text."),
    ("title", "The name of the session."),
    ("users", "Who, and what they are at."),
];

/// Explains the fields that neither say what they mean nor have a type with a name.
pub fn explain(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(explain),
        Value::Object(object) => {
            if let Some(Value::Object(fields)) = object.get_mut("properties") {
                for (name, field) in fields {
                    explain_field(name, field);
                }
            }
            object.values_mut().for_each(explain);
        }
        _ => {}
    }
}

fn explain_field(name: &str, field: &mut Value) {
    let is_plain = field.is_object()
        && ["$ref", "allOf", "anyOf"]
            .iter()
            .all(|of| field.get(of).is_none());
    let word = WORDS.iter().find(|(word, _)| *word == name);
    if let (true, true, Some((_, meaning))) = (is_plain, field["description"].is_null(), word) {
        field["description"] = json!(meaning);
    }
}
