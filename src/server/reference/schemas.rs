//! JSON schemas of the types that travel, gathered under `components/schemas`.

use super::glossary;
use crate::shared::{
    analysis::Spec,
    stream::{Event, Fact},
};
use schemars::{
    JsonSchema,
    r#gen::{SchemaGenerator, SchemaSettings},
    schema::Schema,
    visit::{RemoveRefSiblings, Visitor},
};
use serde_json::{Map, Value, json};

const PLACE: &str = "#/components/schemas/";

/// Collects the named types that the asked-for ones hold.
pub struct Schemas {
    generator: SchemaGenerator,
    /// One for each kind of durable event, named as on the wire.
    facts: Map<String, Value>,
}

impl Schemas {
    pub fn new() -> Self {
        let settings = SchemaSettings::draft07().with(|settings| {
            settings.definitions_path = PLACE.to_owned();
        });
        let mut schemas = Self {
            generator: settings.into_generator(),
            facts: Map::new(),
        };
        schemas.facts = schemas.split_events();
        schemas
    }

    /// The schema itself; the named types in it are references.
    pub fn of<T: JsonSchema>(&mut self) -> Value {
        written(T::json_schema(&mut self.generator))
    }

    /// Gives the type a place among the named ones.
    pub fn name<T: JsonSchema>(&mut self) {
        self.generator.subschema_for::<T>();
    }

    /// A reference to a kind of durable event, and what it means.
    pub fn fact(&self, name: &str) -> (Value, String) {
        let summary = self.facts.get(name).map(|fact| fact["description"].clone());
        let summary = summary.and_then(|text| text.as_str().map(str::to_owned));
        (reference(name), summary.unwrap_or_default())
    }

    /// Every named type. An event of a stream is one of the durable kinds.
    pub fn finish(mut self) -> Value {
        let definitions = self.generator.take_definitions();
        let named = definitions
            .into_iter()
            .map(|(name, schema)| (name, written(schema)));
        let mut all: Map<String, Value> = named.collect();
        let kinds: Vec<Value> = Fact::NAMES.iter().map(|name| reference(name)).collect();
        all.insert(
            Event::schema_name(),
            json!({ "description": "A durable event, with its kind in `event`.", "oneOf": kinds }),
        );
        all.extend(self.facts);
        if let Some(spec) = all.get_mut(&Spec::schema_name()) {
            close_forms(spec);
        }
        all.into()
    }

    /// An event is its place in the stream and, beside it, a fact. Each kind of fact gets a schema
    /// of its own that has both, as both stand in one object on the wire.
    fn split_events(&mut self) -> Map<String, Value> {
        let event = self.of::<Event>();
        let kinds = event["oneOf"].as_array().cloned().unwrap_or_default();
        let split = kinds.into_iter().filter_map(|mut kind| {
            let name = kind["properties"]["event"]["enum"][0].as_str()?.to_owned();
            let properties = kind["properties"].as_object_mut()?;
            properties.extend(event["properties"].as_object()?.clone());
            let required = kind["required"].as_array_mut()?;
            required.extend(event["required"].as_array()?.clone());
            Some((name, kind))
        });
        split.collect()
    }
}

/// Clients send it, and a form of it with an unknown field is refused like any other payload. That
/// the forms' own types say so is lost where the tag is put beside their fields.
fn close_forms(schema: &mut Value) {
    let forms = schema["oneOf"].as_array_mut();
    for form in forms.into_iter().flatten() {
        form["additionalProperties"] = json!(false);
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{PLACE}{name}") })
}

/// Draft 07 ignores what stands beside a reference; it is put around it.
fn written(mut schema: Schema) -> Value {
    RemoveRefSiblings.visit_schema(&mut schema);
    let mut written = serde_json::to_value(schema).expect("a schema is plain JSON");
    glossary::explain(&mut written);
    written
}
