//! A keyed list of any items: Leptos' `For`, compiled once for all lists of the page.
//!
//! `For` is generic in items, keys and both closures, and each use of it is some 8 KB of WebAssembly
//! (1.2 KB compressed). Here every use hands the same kind of row on: a key, and what draws it.

use leptos::prelude::*;
use std::{
    any::Any,
    hash::{Hash, Hasher},
    sync::Arc,
};

/// Draws an item for each key; one that stays keeps its elements, wherever it moves.
#[component]
pub fn KeyedList<I, T, K, V>(
    /// The items, as they follow each other.
    each: impl Fn() -> I + Send + 'static,
    /// Tells one item from the others.
    key: impl Fn(&T) -> K + Send + 'static,
    children: impl Fn(T) -> V + Clone + Send + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item = T>,
    T: Send + 'static,
    K: Eq + Hash + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let row = move |item: T| {
        let children = children.clone();
        Row {
            key: Key(Arc::new(key(&item))),
            draw: Box::new(move || children(item).into_any()),
        }
    };
    rows(Box::new(move || each().into_iter().map(&row).collect()))
}

fn rows(each: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <For each key=|row| row.key.clone() children=|row: Row| (row.draw)()/> }.into_any()
}

struct Row {
    key: Key,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A key whose type is no longer known.
#[derive(Clone)]
struct Key(Arc<dyn AnyKey + Send + Sync>);

trait AnyKey: Any {
    fn equals(&self, other: &dyn Any) -> bool;
    fn feed(&self, hasher: &mut dyn Hasher);
}

impl<K: Eq + Hash + 'static> AnyKey for K {
    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }

    fn feed(&self, mut hasher: &mut dyn Hasher) {
        self.hash(&mut hasher);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        // `&*`: the keys themselves, not the pointers, which are keys as well.
        (*self.0).equals(&*other.0)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (*self.0).feed(hasher);
    }
}
