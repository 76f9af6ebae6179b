//! A schema as a reader wants it: fields with their types in words, whether they must be there, and
//! what they mean.

use super::html::prose;
use crate::shared::html::escaped;
use serde_json::Value;

/// The named schemas of a document, in which references are looked up.
#[derive(Clone, Copy)]
pub struct Named<'a>(pub &'a Value);

pub struct Field<'a> {
    pub name: &'a str,
    /// HTML: words, with links to the named types.
    pub kind: String,
    pub required: bool,
    /// HTML; empty when the name says it all.
    pub meaning: String,
}

impl<'a> Named<'a> {
    /// The fields of an object, those that must be there first.
    pub fn fields(self, schema: &'a Value) -> Vec<Field<'a>> {
        let required = list(&schema["required"]);
        let is_required = |name: &str| required.iter().any(|known| known == name);
        let mut fields: Vec<_> = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, field)| Field {
                name,
                kind: kind(field),
                required: is_required(name),
                meaning: prose(self.meaning(field)),
            })
            .collect();
        fields.sort_by_key(|field| !field.required);
        fields
    }

    /// The schema that a reference means, or the schema itself.
    pub fn resolve(self, schema: &'a Value) -> &'a Value {
        match reference(schema) {
            Some(name) => &self.0[name],
            None => schema,
        }
    }

    /// What is said of the field, or else of its type.
    fn meaning(self, field: &'a Value) -> &'a str {
        let own = field["description"].as_str();
        let of_one = || only_one(field).and_then(reference);
        let of_type = || self.0[reference(field).or_else(of_one)?]["description"].as_str();
        own.or_else(of_type).unwrap_or_default()
    }
}

/// The name behind a reference.
pub fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// A type in words, as HTML.
pub fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return format!("<a href=\"#type-{0}\">{0}</a>", escaped(name));
    }
    if let Some(one) = only_one(schema) {
        let or_nothing = list(&schema["anyOf"]).iter().any(is_nothing);
        let suffix = if or_nothing { " or null" } else { "" };
        return kind(one) + suffix;
    }
    for many in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[many].as_array() {
            return either(choices.iter().map(kind));
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        return either(
            words
                .iter()
                .map(|word| format!("<code>{}</code>", escaped(&word.to_string()))),
        );
    }
    match &schema["type"] {
        Value::String(word) => plain(word, schema),
        Value::Array(words) => either(
            words
                .iter()
                .filter_map(Value::as_str)
                .map(|word| plain(word, schema)),
        ),
        _ => "anything".to_owned(),
    }
}

fn plain(word: &str, schema: &Value) -> String {
    match word {
        "array" => format!("list of {}", kind(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!("object of {}", kind(&schema["additionalProperties"]))
        }
        "string" if schema["format"] == "uuid" => "uuid".to_owned(),
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        other => other.to_owned(),
    }
}

fn either(choices: impl Iterator<Item = String>) -> String {
    choices.collect::<Vec<_>>().join(" or ")
}

/// What a wrapper holds: `allOf` with one, or `anyOf` with one and null.
fn only_one(schema: &Value) -> Option<&Value> {
    let choices = schema["allOf"].as_array().or(schema["anyOf"].as_array())?;
    let mut real = choices.iter().filter(|choice| !is_nothing(choice));
    let first = real.next()?;
    real.next().is_none().then_some(first)
}

fn is_nothing(schema: &Value) -> bool {
    schema["type"] == "null"
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
