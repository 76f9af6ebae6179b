//! A shelf for short texts: the browser's `localStorage`, or memory in tests.
//!
//! Writing is synchronous. A shelf that is full, or forbidden by the browser, says so and keeps
//! what it has.

use super::{listener::Listener, served::served};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

pub trait Storage {
    /// Keys and texts of all entries under a prefix, in the order of their keys.
    fn entries(&self, prefix: &str) -> Vec<(String, String)>;
    /// False when the entry was not kept.
    fn put(&self, key: &str, text: &str) -> bool;
    fn remove(&self, key: &str);
}

/// `localStorage` of this page's origin: shared by all its tabs, kept when they close.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserStorage;

impl BrowserStorage {
    /// None where the browser forbids it.
    fn shelf() -> Option<web_sys::Storage> {
        web_sys::window()?.local_storage().ok()?
    }
}

impl Storage for BrowserStorage {
    fn entries(&self, prefix: &str) -> Vec<(String, String)> {
        let Some(shelf) = Self::shelf() else {
            return Vec::new();
        };
        let base = served().base;
        let keys = (0..shelf.length().unwrap_or(0)).filter_map(|at| shelf.key(at).ok().flatten());
        let found = keys
            .filter_map(|key| Some((key.strip_prefix(&base)?.to_owned(), key)))
            .filter(|(key, _)| key.starts_with(prefix))
            .filter_map(|(key, whole)| Some((key, shelf.get_item(&whole).ok().flatten()?)));
        let mut entries: Vec<(String, String)> = Vec::new();
        for entry in found {
            let place = entries.partition_point(|one| one.0 <= entry.0);
            entries.insert(place, entry);
        }
        entries
    }

    fn put(&self, key: &str, text: &str) -> bool {
        Self::shelf().is_some_and(|shelf| shelf.set_item(&own(key), text).is_ok())
    }

    fn remove(&self, key: &str) {
        if let Some(shelf) = Self::shelf() {
            let _ = shelf.remove_item(&own(key));
        }
    }
}

/// Calls when another tab changes an entry under a prefix, with what stands there from then on, until it
/// is dropped. Browser only.
pub fn watch(prefix: &str, changed: impl Fn(Option<String>) + 'static) -> Option<Listener> {
    let prefix = own(prefix);
    let window = web_sys::window()?;
    Some(Listener::new(&window, "storage", move |event| {
        let Some(event) = event.dyn_ref::<StorageEvent>() else {
            return;
        };
        // Without a key everything is gone.
        if event.key().is_none_or(|key| key.starts_with(&prefix)) {
            changed(event.new_value());
        }
    }))
}

/// `sessionStorage`: of this tab alone, and gone with it. A reload keeps it.
pub struct TabStorage;

impl TabStorage {
    fn shelf() -> Option<web_sys::Storage> {
        web_sys::window()?.session_storage().ok()?
    }

    pub fn get(key: &str) -> Option<String> {
        Self::shelf()?.get_item(&own(key)).ok()?
    }

    /// Where the browser forbids it nothing is kept.
    pub fn put(key: &str, text: &str) {
        if let Some(shelf) = Self::shelf() {
            let _ = shelf.set_item(&own(key), text);
        }
    }

    pub fn remove(key: &str) {
        if let Some(shelf) = Self::shelf() {
            let _ = shelf.remove_item(&own(key));
        }
    }
}

/// Another Tandem may stand at the same host, below another path: each has keys of its own.
fn own(key: &str) -> String {
    served().base + key
}

/// A shelf in memory; clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage {
    entries: Arc<Mutex<BTreeMap<String, String>>>,
    /// How many entries fit; none for no limit.
    room: Option<usize>,
}

impl MemoryStorage {
    pub fn with_room(entries: usize) -> Self {
        Self {
            room: Some(entries),
            ..Self::default()
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for MemoryStorage {
    fn entries(&self, prefix: &str) -> Vec<(String, String)> {
        let entries = self.lock();
        let found = entries.iter().filter(|(key, _)| key.starts_with(prefix));
        found
            .map(|(key, text)| (key.clone(), text.clone()))
            .collect()
    }

    fn put(&self, key: &str, text: &str) -> bool {
        let mut entries = self.lock();
        let fits = entries.contains_key(key) || self.room.is_none_or(|room| entries.len() < room);
        if fits {
            entries.insert(key.to_owned(), text.to_owned());
        }
        fits
    }

    fn remove(&self, key: &str) {
        self.lock().remove(key);
    }
}
