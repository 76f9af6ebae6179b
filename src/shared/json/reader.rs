//! Reads any type from a [`Value`]: what `serde_json::from_value` does, in fewer ways.
//!
//! An object is only read from an object, not also from a list of its fields, so a page does not
//! carry the code for that. Numbers, lists and the rest are taken as serde_json takes them.
//!
//! The fields of a struct are handed over in the struct's order, as a list: the code that serde derives
//! for that is half as long as for fields by name. So a field that may be absent says
//! `#[serde(default)]`, even an `Option`; a field has one name, no alias; and what
//! `deny_unknown_fields` asks for, a [`Reader::strict`] does.

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
        Unexpected, VariantAccess, Visitor,
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Map, Number, Value, map};
use std::vec;

/// A value that is being read.
pub struct Reader {
    value: Value,
    /// Refuses a field that nobody asks for, instead of passing it over.
    strict: bool,
}

impl Reader {
    pub fn lenient(value: Value) -> Self {
        Self {
            value,
            strict: false,
        }
    }

    pub fn strict(value: Value) -> Self {
        Self {
            value,
            strict: true,
        }
    }
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(is),
            Value::Number(number) => read_number(&number, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => read_list(items, visitor),
            Value::Object(object) => read_object(object, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(object) => read_object(object, visitor),
            other => Err(unfit(&other, "an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(&mut Items::named(fields, self)?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(items) => read_list(items, visitor),
            other => Err(unfit(&other, "a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::String(name) => visitor.visit_enum(Variant {
                name,
                content: Self::lenient(Value::Null),
            }),
            Value::Object(object) if object.len() == 1 => {
                let (name, content) = object.into_iter().next().expect("it has one field");
                let content = Self {
                    value: content,
                    strict: self.strict,
                };
                visitor.visit_enum(Variant { name, content })
            }
            other => Err(unfit(&other, "a name, or an object with one field")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::String(text) => visitor.visit_string(text),
            other => Err(unfit(&other, "text")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Bool(is) => visitor.visit_bool(is),
            other => Err(unfit(&other, "true or false")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple_struct identifier
    }
}

fn read_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Error> {
    if let Some(whole) = number.as_u64() {
        visitor.visit_u64(whole)
    } else if let Some(negative) = number.as_i64() {
        visitor.visit_i64(negative)
    } else {
        visitor.visit_f64(number.as_f64().expect("a number is one of the three"))
    }
}

fn read_list<'de, V: Visitor<'de>>(items: Vec<Value>, visitor: V) -> Result<V::Value, Error> {
    let mut items = Items::listed(items);
    let list = visitor.visit_seq(&mut items)?;
    match items.0.len() {
        0 => Ok(list),
        more => Err(Error::custom(format_args!("{more} items too many"))),
    }
}

fn read_object<'de, V: Visitor<'de>>(
    object: Map<String, Value>,
    visitor: V,
) -> Result<V::Value, Error> {
    visitor.visit_map(Fields {
        fields: object.into_iter(),
        content: Value::Null,
    })
}

fn unfit(found: &Value, expected: &str) -> Error {
    let found = match found {
        Value::Null => Unexpected::Unit,
        Value::Bool(is) => Unexpected::Bool(*is),
        Value::Number(_) => Unexpected::Other("number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    };
    Error::invalid_type(found, &expected)
}

/// What a list holds, or the fields of a struct in their order; none for a field that is not there.
struct Items(vec::IntoIter<Option<Value>>);

impl Items {
    fn named(fields: &[&str], object: Reader) -> Result<Self, Error> {
        let strict = object.strict;
        match object.value {
            Value::Object(mut object) => {
                let values: Vec<_> = fields.iter().map(|name| object.remove(*name)).collect();
                match object.keys().next() {
                    Some(name) if strict => {
                        Err(Error::custom(format_args!("unknown field {name}")))
                    }
                    _ => Ok(Self(values.into_iter())),
                }
            }
            other => Err(unfit(&other, "an object")),
        }
    }

    fn listed(items: Vec<Value>) -> Self {
        let items: Vec<_> = items.into_iter().map(Some).collect();
        Self(items.into_iter())
    }
}

impl<'de> SeqAccess<'de> for &mut Items {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        match self.0.next().flatten() {
            Some(item) => seed.deserialize(Reader::lenient(item)).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Fields {
    fields: map::IntoIter,
    /// Of the field whose name was read last.
    content: Value,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, content)) = self.fields.next() else {
            return Ok(None);
        };
        self.content = content;
        seed.deserialize(name.as_str().into_deserializer())
            .map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(Reader::lenient(self.content.take()))
    }
}

struct Variant {
    name: String,
    content: Reader,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Reader;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Reader), Error> {
        let name = seed.deserialize(self.name.as_str().into_deserializer())?;
        Ok((name, self.content))
    }
}

impl<'de> VariantAccess<'de> for Reader {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_struct("", fields, visitor)
    }
}
