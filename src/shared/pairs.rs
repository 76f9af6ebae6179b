//! A map of a few hundred entries at most: pairs in a list, looked through one by one.
//!
//! std compiles a tree of 10 KB for each kind of key and value, which a page would have to load.

use schemars::{JsonSchema, r#gen::SchemaGenerator, schema::Schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
};
use std::{
    collections::BTreeMap,
    fmt::{self, Display},
    marker::PhantomData,
    mem,
    str::FromStr,
};

/// In the order in which the keys came.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs<K, V>(Vec<(K, V)>);

impl<K, V> Default for Pairs<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, V> Pairs<K, V> {
    pub fn get(&self, key: &K) -> Option<&V> {
        self.place(key).map(|at| &self.0[at].1)
    }

    /// Returns what stood there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Some(at) => Some(mem::replace(&mut self.0[at].1, value)),
            None => {
                self.0.push((key, value));
                None
            }
        }
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.place(key).map(|at| self.0.remove(at).1)
    }

    fn place(&self, key: &K) -> Option<usize> {
        self.0.iter().position(|(one, _)| one == key)
    }
}

impl<K, V> IntoIterator for Pairs<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: PartialEq, V> Extend<(K, V)> for Pairs<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.insert(key, value);
        }
    }
}

impl<K: PartialEq, V> FromIterator<(K, V)> for Pairs<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut all = Self::default();
        all.extend(pairs);
        all
    }
}

impl<K: Serialize, V: Serialize> Serialize for Pairs<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de, K, V> Deserialize<'de> for Pairs<K, V>
where
    K: FromStr<Err: Display>,
    V: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_map(Keyed(PhantomData))
    }
}

struct Keyed<K, V>(PhantomData<(K, V)>);

impl<'de, K, V> Visitor<'de> for Keyed<K, V>
where
    K: FromStr<Err: Display>,
    V: Deserialize<'de>,
{
    type Value = Pairs<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut object: M) -> Result<Pairs<K, V>, M::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = object.next_key::<String>()? {
            let key = key.parse().map_err(M::Error::custom)?;
            pairs.push((key, object.next_value()?));
        }
        Ok(Pairs(pairs))
    }
}

impl<K, V: JsonSchema> JsonSchema for Pairs<K, V> {
    fn is_referenceable() -> bool {
        false
    }

    fn schema_name() -> String {
        BTreeMap::<String, V>::schema_name()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, V>::json_schema(schemas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::json;
    use serde_json::json;

    #[test]
    fn each_key_stands_once() {
        let mut pairs = Pairs::from_iter([(2, "b"), (1, "a"), (2, "c")]);
        assert_eq!(pairs.get(&2), Some(&"c"));
        assert_eq!(pairs.insert(1, "d"), Some("a"));
        assert_eq!(pairs.remove(&2), Some("c"));
        assert_eq!((pairs.remove(&2), pairs.get(&3)), (None, None));
        assert_eq!(pairs.into_iter().collect::<Vec<_>>(), [(1, "d")]);
    }

    #[test]
    fn on_the_wire_they_are_an_object() {
        let pairs = Pairs::from_iter([(7, 1), (10, 2)]);
        let sent = serde_json::to_value(&pairs).unwrap();
        assert_eq!(sent, json!({ "7": 1, "10": 2 }));
        let mut back: Vec<(i64, i64)> = json::read::<Pairs<_, _>>(sent)
            .unwrap()
            .into_iter()
            .collect();
        back.sort();
        assert_eq!(back, [(7, 1), (10, 2)]);
        assert!(json::read::<Pairs<i64, i64>>(json!({ "seven": 1 })).is_err());
        assert!(json::read::<Pairs<i64, i64>>(json!([1])).is_err());
    }
}
