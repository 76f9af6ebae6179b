//! Reads any type from a [`Value`]: what `serde_json::from_value` does, in fewer ways.
//!
//! An object is only read from an object, not also from a list of its fields, so a page does not
//! carry the code for that. Numbers, lists and the rest are taken as serde_json takes them.
//!
//! The fields of a struct are handed over in the struct's order, as a list: the code that serde derives
//! for that is half as long as for fields by name. So a field that may be absent says
//! `#[serde(default)]`, even an `Option`; and a field has one name, no alias.
//!
//! Two serde names are special. An enum renamed to lower case is tagged: its name is the field that
//! names the variant. A field whose name begins with [`FLAT`] is flattened: it is read from the object
//! around it.

use super::JsonError;
use serde::{
    Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
        VariantAccess, Visitor,
    },
    forward_to_deserialize_any,
};
use serde_json::{Number, Value, map};
use std::{mem, slice};

/// How the name of a field begins whose own fields stand beside it.
const FLAT: char = '*';

/// A cursor over a JSON value; reading moves strings out.
pub struct Reader<'a> {
    value: &'a mut Value,
}

impl<'a> Reader<'a> {
    pub fn new(value: &'a mut Value) -> Self {
        Self { value }
    }

    fn list(self) -> Result<Items<'a>, JsonError> {
        match self.value {
            Value::Array(items) => Ok(Items::Listed(items.iter_mut())),
            other => Err(unfit(other, "a list")),
        }
    }

    /// The fields of `names`, in that order.
    fn fields(self, names: &'static [&'static str]) -> Result<Items<'a>, JsonError> {
        match self.value.is_object() {
            true => Ok(Items::Named(names.iter(), self.value)),
            false => Err(unfit(self.value, "an object")),
        }
    }

    fn entries(self) -> Result<Entries<'a>, JsonError> {
        match self.value {
            Value::Object(object) => Ok(Entries {
                left: object.iter_mut(),
                content: None,
            }),
            other => Err(unfit(other, "an object")),
        }
    }

    /// The name of a variant, and what it holds.
    fn variant(self, of: &'static str) -> Result<Variant<'a>, JsonError> {
        if of.starts_with(|c: char| c.is_ascii_lowercase()) {
            return self.tagged(of);
        }
        match self.value {
            Value::String(name) => Ok(Variant {
                name: mem::take(name),
                content: None,
            }),
            Value::Object(object) => {
                let mut entries = object.iter_mut();
                match (entries.next(), entries.next()) {
                    (Some((name, value)), None) => Ok(Variant {
                        name: name.clone(),
                        content: Some(Reader::new(value)),
                    }),
                    _ => Err(JsonError::custom("a variant is an object with one field")),
                }
            }
            other => Err(unfit(other, "a name, or an object with one field")),
        }
    }

    fn tagged(self, tag: &'static str) -> Result<Variant<'a>, JsonError> {
        let Some(Value::String(name)) = self.value.get_mut(tag) else {
            return Err(JsonError::missing_field(tag));
        };
        let name = mem::take(name);
        Ok(Variant {
            name,
            content: Some(self),
        })
    }

    fn text(self) -> Result<String, JsonError> {
        match self.value {
            Value::String(text) => Ok(mem::take(text)),
            other => Err(unfit(other, "text")),
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            Value::Number(number) => read_number(number, visitor),
            Value::String(text) => visitor.visit_string(mem::take(text)),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_map(&mut self.entries()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_seq(&mut self.fields(fields)?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        let mut items = self.list()?;
        let list = visitor.visit_seq(&mut items)?;
        match items.left() {
            0 => Ok(list),
            more => Err(JsonError::custom(format_args!("{more} items too many"))),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        visitor.visit_enum(self.variant(name)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.value {
            Value::Bool(is) => visitor.visit_bool(*is),
            other => Err(unfit(other, "true or false")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple_struct identifier
    }
}

fn read_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, JsonError> {
    if let Some(whole) = number.as_u64() {
        visitor.visit_u64(whole)
    } else if let Some(negative) = number.as_i64() {
        visitor.visit_i64(negative)
    } else {
        visitor.visit_f64(number.as_f64().expect("a number is one of the three"))
    }
}

fn unfit(found: &Value, expected: &str) -> JsonError {
    let found = match found {
        Value::Null => Unexpected::Unit,
        Value::Bool(is) => Unexpected::Bool(*is),
        Value::Number(_) => Unexpected::Other("number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    };
    JsonError::invalid_type(found, &expected)
}

/// What a list holds, or the fields of a struct in their order.
enum Items<'a> {
    Listed(slice::IterMut<'a, Value>),
    Named(slice::Iter<'static, &'static str>, &'a mut Value),
}

impl Items<'_> {
    /// None at the end of a list, and for a field that is not there.
    fn next(&mut self) -> Option<Reader<'_>> {
        let value = match self {
            Self::Listed(items) => items.next(),
            Self::Named(names, object) => match *names.next()? {
                name if name.starts_with(FLAT) => Some(&mut **object),
                name => object.get_mut(name),
            },
        };
        value.map(Reader::new)
    }

    fn left(&self) -> usize {
        match self {
            Self::Listed(items) => items.len(),
            Self::Named(names, _) => names.len(),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_> {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, JsonError> {
        match self.next() {
            Some(item) => seed.deserialize(item).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left())
    }
}

/// The names and values of an object.
struct Entries<'a> {
    left: map::IterMut<'a>,
    /// Of the entry whose name was read last.
    content: Option<&'a mut Value>,
}

impl<'a> Entries<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (name, content) = self.left.next()?;
        self.content = Some(content);
        Some(name)
    }
}

impl<'de> MapAccess<'de> for &mut Entries<'_> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, JsonError> {
        match self.next() {
            Some(name) => seed.deserialize(name.into_deserializer()).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, JsonError> {
        let content = self
            .content
            .take()
            .ok_or(JsonError::custom("no name read"))?;
        seed.deserialize(Reader::new(content))
    }
}

struct Variant<'a> {
    name: String,
    content: Option<Reader<'a>>,
}

impl<'a, 'de> EnumAccess<'de> for Variant<'a> {
    type Error = JsonError;
    type Variant = Content<'a>;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Content<'a>), JsonError> {
        let variant = seed.deserialize(self.name.as_str().into_deserializer())?;
        Ok((variant, Content(self.content)))
    }
}

/// None for a variant that is only a name.
struct Content<'a>(Option<Reader<'a>>);

impl<'a> Content<'a> {
    fn reader(self) -> Result<Reader<'a>, JsonError> {
        self.0
            .ok_or_else(|| JsonError::custom("the variant holds nothing"))
    }
}

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = JsonError;

    fn unit_variant(self) -> Result<(), JsonError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, JsonError> {
        seed.deserialize(self.reader()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.reader()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.reader()?.deserialize_struct("", fields, visitor)
    }
}
