//! A list that others change: asked for anew whenever the server says that it changed.

use crate::ui::lean::effect;
use leptos::prelude::*;
use std::{cell::Cell, rc::Rc};

/// What an answer is handed to; none when it did not come.
pub type OnLoad<T> = Box<dyn FnOnce(Option<T>)>;

/// `list`, kept as `load` brings it each time that `changed` counts on. One request at a time; a change
/// while it is under way is asked for after it.
pub fn keep_fresh<T: Send + Sync + 'static>(
    list: RwSignal<T>,
    changed: RwSignal<i64>,
    load: impl Fn(OnLoad<T>) + 'static,
) {
    let round = Rc::new(Round {
        list,
        load: Box::new(load),
        is_loading: Cell::new(false),
        is_stale: Cell::new(false),
    });
    effect(move || {
        if changed.get() != 0 {
            round.ask();
        }
    });
}

struct Round<T: 'static> {
    list: RwSignal<T>,
    load: Box<dyn Fn(OnLoad<T>)>,
    is_loading: Cell<bool>,
    /// Something changed since the request went out.
    is_stale: Cell<bool>,
}

impl<T: Send + Sync + 'static> Round<T> {
    fn ask(self: &Rc<Self>) {
        if self.is_loading.replace(true) {
            return self.is_stale.set(true);
        }
        let round = self.clone();
        (self.load)(Box::new(move |answer| {
            round.is_loading.set(false);
            if let Some(list) = answer {
                // The page may have gone.
                round.list.try_set(list);
            }
            if round.is_stale.replace(false) {
                round.ask();
            }
        }));
    }
}
