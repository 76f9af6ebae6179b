//! A map of few entries, as a list: next to nothing in the page, where each kind of hash map weighs some
//! thousand bytes.

#[derive(Clone, Debug)]
pub struct Few<K, V>(Vec<(K, V)>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, V> Few<K, V> {
    pub fn insert(&mut self, key: K, value: V) {
        self.remove(&key);
        self.0.push((key, value));
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.swap_remove(at).1)
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        let mut entries = self.0.iter();
        entries
            .find(|(known, _)| known == key)
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_once() {
        let mut few = Few::default();
        few.insert("a", 1);
        few.insert("b", 2);
        few.insert("a", 3);
        assert_eq!((few.get(&"a"), few.get(&"b")), (Some(&3), Some(&2)));
        assert_eq!((few.remove(&"a"), few.remove(&"a")), (Some(3), None));
    }
}
