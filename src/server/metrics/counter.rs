//! A counter for each of a fixed set of labels.

use prometheus_client::metrics::{counter::Counter, family::Family};

type Label = [(&'static str, &'static str); 1];

/// The set is fixed, so that what people send cannot make it grow: what is not in it counts for the
/// last. All of it is there from the start, at zero.
pub struct Counters {
    label: &'static str,
    values: Vec<&'static str>,
    family: Family<Label, Counter>,
}

impl Counters {
    pub fn new(label: &'static str, values: impl IntoIterator<Item = &'static str>) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        let family = Family::default();
        for value in &values {
            drop(family.get_or_create(&[(label, *value)]));
        }
        Self {
            label,
            values,
            family,
        }
    }

    pub fn inc(&self, value: &str) {
        let known = self.values.iter().find(|known| **known == value);
        if let Some(value) = known.or(self.values.last()) {
            self.family.get_or_create(&[(self.label, *value)]).inc();
        }
    }

    /// The same counters, for a registry.
    pub fn family(&self) -> Family<Label, Counter> {
        self.family.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_label_counts_for_the_last() {
        let counters = Counters::new("kind", ["a", "b", "other"]);
        for value in ["a", "b", "b", "never heard of", ""] {
            counters.inc(value);
        }
        let read = |value| counters.family.get_or_create(&[("kind", value)]).get();
        assert_eq!(["a", "b", "other"].map(read), [1, 2, 2]);
    }
}
