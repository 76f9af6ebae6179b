//! A list that follows a signal row by row.

use crate::ui::reactive::Signal;
use leptos::prelude::*;
use std::fmt::Debug;

/// One row, not built yet.
struct Row {
    key: String,
    build: Box<dyn FnOnce() -> AnyView + Send>,
}

/// Shows `children` of each item; rows whose `key` stays are kept as they are. Leptos' `For` is
/// compiled anew for each kind of item, this once.
#[component]
pub fn Each<T: Clone + Send + Sync + 'static, K: Debug, V: IntoView + 'static>(
    items: Signal<Vec<T>>,
    /// What tells items apart: keys that are written alike are the same.
    key: impl Fn(&T) -> K + Send + Sync + 'static,
    children: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let row = move |item: &T| {
        let (key, item, children) = (format!("{:?}", key(item)), item.clone(), children.clone());
        Row {
            key,
            build: Box::new(move || children(item).into_any()),
        }
    };
    rows(Box::new(move || {
        items.with(|items| items.iter().map(&row).collect())
    }))
}

fn rows(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <For each=rows key=|row| row.key.clone() children=|row| (row.build)()/> }.into_any()
}
